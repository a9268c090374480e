--- What became of rows.
--
-- @module openprovider.journal.results

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local schema = require("openprovider.journal.schema")

local CREATED = schema.sql([[UPDATE ROWS SET handle = ?, error = NULL, state = 'created', owner = NULL,
  lease_until = NULL, finished_by = ? WHERE key = ? AND owner = ? AND state = 'claimed']])

local FAILED = schema.sql([[UPDATE ROWS SET error = ?, sent_at = ?, state = 'failed', owner = NULL,
  lease_until = NULL, finished_by = ? WHERE key = ? AND owner = ? AND state = 'claimed']])

-- A row that another has by now, or had: its customer is known all the same.
local KEEP_HANDLE = schema.sql("UPDATE ROWS SET handle = ? WHERE key = ? AND handle IS NULL")

-- A result must not be lost for a byte that the database does not take.
local function storable(text)
  if not core.is_utf8(text) then return errors.one_line(text) end
  return (text:gsub("%z", " "))
end

--- Writes results down, all or none.
---@param database table
---@param owner string
---@param results table[] `{ key, handle }` or `{ key, error, sent_ago }`
---@return integer|nil lost how many rows were not the owner's any more
---@return table|nil err
return function(database, owner, results)
  return database:transaction("write", function()
    local now, lost = database:now(), 0
    for _, result in ipairs(schema.in_order(results)) do
      local key, handle = result.key, result.handle and storable(result.handle)
      local count
      if handle then
        count = database:change(CREATED, handle, owner, key, owner)
      else
        count = database:change(FAILED, storable(result.error), result.sent_ago and now - result.sent_ago, owner,
          key, owner)
      end
      if count == 0 then
        lost = lost + 1
        if handle then database:change(KEEP_HANDLE, handle, key) end
      end
    end
    return lost
  end)
end
