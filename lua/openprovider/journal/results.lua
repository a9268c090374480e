--- What became of rows.
--
-- @module openprovider.journal.results

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local schema = require("openprovider.journal.schema")

-- A handle that is there is never overwritten: it is a customer's, and so is the other one.
local CREATED = [[UPDATE ROWS SET handle = ?, found = ?, differences = ?, error = NULL, state = 'created',
  worker = NULL, finished_by = ?, finished_at = (SELECT tick FROM JOURNAL WHERE one = 1)
  WHERE reference = ? AND worker = ? AND state = 'claimed' AND handle IS NULL]]

local CREATED_BEFORE = [[UPDATE ROWS SET error = NULL, state = 'created', worker = NULL, finished_by = ?,
  finished_at = (SELECT tick FROM JOURNAL WHERE one = 1)
  WHERE reference = ? AND worker = ? AND state = 'claimed' RETURNING handle]]

-- Another that had the row may have left a handle meanwhile: then the row is created, whatever failed here. What is
-- known of its being sent stays where `keep` is 1.
local FAILED = [[UPDATE ROWS SET error = CASE WHEN handle IS NULL THEN ? END,
  unsure_at = CASE WHEN CAST(? AS INTEGER) = 1 THEN unsure_at ELSE CAST(? AS DOUBLE PRECISION) END,
  state = CASE WHEN handle IS NULL THEN 'failed' ELSE 'created' END, worker = NULL, finished_by = ?,
  finished_at = (SELECT tick FROM JOURNAL WHERE one = 1)
  WHERE reference = ? AND worker = ? AND state = 'claimed']]

-- A row that is not the worker's any more: its customer is known all the same. Who has claimed it finishes it.
local CREATED_LATE = [[UPDATE ROWS SET found = CASE WHEN handle IS NULL THEN ? ELSE found END,
  handle = COALESCE(handle, ?), error = NULL,
  state = CASE state WHEN 'claimed' THEN 'claimed' ELSE 'created' END,
  finished_by = CASE state WHEN 'claimed' THEN NULL WHEN 'created' THEN finished_by ELSE ? END,
  finished_at = CASE state WHEN 'created' THEN finished_at ELSE (SELECT tick FROM JOURNAL WHERE one = 1) END
  WHERE reference = ? RETURNING handle]]

local results = {}

--- What has to be prepared before a finalizer may finish rows.
results.STATEMENTS = { CREATED, CREATED_BEFORE, CREATED_LATE, FAILED }

local sql = schema.sql

-- A result must not be lost for a byte that the database does not take.
local function storable(text)
  if not core.is_utf8(text) then return errors.one_line(text) end
  return (text:gsub("%z", " "))
end

-- -> the handle that the row has | nil, whether it was not the worker's any more
local function created(database, worker, result, handle)
  local number, reference = worker.number or 0, result.reference
  local found = result.found and 1 or 0
  local differences = result.differences and storable(result.differences)
  if database:change(sql(database, CREATED), handle, found, differences, worker.name, reference, number) == 1 then
    return handle, false
  end
  local row = database:query(sql(database, CREATED_BEFORE), worker.name, reference, number)[1]
  if row then return row.handle, false end
  row = database:query(sql(database, CREATED_LATE), found, handle, worker.name, reference)[1]
  return row and row.handle, true
end

-- -> whether the row was not the worker's any more
local function failed(database, worker, result, tick)
  local count = database:change(sql(database, FAILED), storable(result.error), result.sent == nil and 1 or 0, tick,
    worker.name, result.reference, worker.number or 0)
  return count == 0
end

--- Writes results down, all or none.
---@param database table
---@param worker table
---@param list table[] `{ reference, handle, found, differences }` or `{ reference, error, sent }`
---@return integer|nil lost how many rows were not the worker's any more
---@return table[]|table doubles `{ reference, handle, other }` for each row that has another handle; or err
function results.finish(database, worker, list)
  return database:transaction("write", function()
    local lost, doubles, tick = 0, {}, nil
    for _, result in ipairs(schema.in_order(list)) do
      if result.handle then
        local handle = storable(result.handle)
        local kept, is_late = created(database, worker, result, handle)
        if is_late then lost = lost + 1 end
        if kept and kept ~= handle then
          doubles[#doubles + 1] = { reference = result.reference, handle = handle, other = kept }
        end
      else
        if result.sent then tick = tick or schema.next_tick(database) end
        if failed(database, worker, result, result.sent and tick or nil) then lost = lost + 1 end
      end
    end
    return lost, doubles
  end)
end

return results
