--- What became of rows.
--
-- @module openprovider.journal.results

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local schema = require("openprovider.journal.schema")

-- A handle that is there is never overwritten: it is a customer's, and so is the other one.
local CREATED = schema.sql([[UPDATE ROWS SET handle = ?, error = NULL, state = 'created', owner = NULL,
  lease_until = NULL, finished_by = ? WHERE key = ? AND owner = ? AND state = 'claimed' AND handle IS NULL]])

local CREATED_BEFORE = schema.sql([[UPDATE ROWS SET error = NULL, state = 'created', owner = NULL,
  lease_until = NULL, finished_by = ? WHERE key = ? AND owner = ? AND state = 'claimed' RETURNING handle]])

-- Another that had the row may have left a handle meanwhile: then the row is created, whatever failed here.
local FAILED = schema.sql([[UPDATE ROWS SET error = CASE WHEN handle IS NULL THEN ? END, sent_at = ?,
  state = CASE WHEN handle IS NULL THEN 'failed' ELSE 'created' END, owner = NULL, lease_until = NULL, finished_by = ?
  WHERE key = ? AND owner = ? AND state = 'claimed']])

-- A row that is not the owner's any more: its customer is known all the same. Who has claimed it finishes it.
local CREATED_LATE = schema.sql([[UPDATE ROWS SET handle = COALESCE(handle, ?), error = NULL,
  state = CASE state WHEN 'claimed' THEN 'claimed' ELSE 'created' END,
  finished_by = CASE state WHEN 'claimed' THEN NULL WHEN 'created' THEN finished_by ELSE ? END
  WHERE key = ? RETURNING handle]])

local results = {}

--- What has to be prepared before a finalizer may finish rows.
results.STATEMENTS = { CREATED, CREATED_BEFORE, CREATED_LATE, FAILED }

-- A result must not be lost for a byte that the database does not take.
local function storable(text)
  if not core.is_utf8(text) then return errors.one_line(text) end
  return (text:gsub("%z", " "))
end

-- -> the handle that the row has | nil, whether it was not the owner's any more
local function created(database, owner, key, handle)
  if database:change(CREATED, handle, owner, key, owner) == 1 then return handle, false end
  local row = database:query(CREATED_BEFORE, owner, key, owner)[1]
  if row then return row.handle, false end
  row = database:query(CREATED_LATE, handle, owner, key)[1]
  return row and row.handle, true
end

-- -> whether the row was not the owner's any more
local function failed(database, owner, result, now)
  local count = database:change(FAILED, storable(result.error), result.sent_ago and now - result.sent_ago, owner,
    result.key, owner)
  return count == 0
end

--- Writes results down, all or none.
---@param database table
---@param owner string
---@param list table[] `{ key, handle }` or `{ key, error, sent_ago }`
---@return integer|nil lost how many rows were not the owner's any more
---@return table[]|table doubles `{ key, handle, other }` for each row that has another handle; or err
function results.finish(database, owner, list)
  return database:transaction("write", function()
    local now, lost, doubles = database:now(), 0, {}
    for _, result in ipairs(schema.in_order(list)) do
      local key, handle = result.key, result.handle and storable(result.handle)
      if handle then
        local kept, is_late = created(database, owner, key, handle)
        if is_late then lost = lost + 1 end
        if kept and kept ~= handle then
          doubles[#doubles + 1] = { key = key, handle = handle, other = kept }
        end
      elseif failed(database, owner, result, now) then
        lost = lost + 1
      end
    end
    return lost, doubles
  end)
end

return results
