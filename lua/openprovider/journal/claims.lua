--- Rows are taken by a worker, and finished or given back.
--
-- @module openprovider.journal.claims

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local schema = require("openprovider.journal.schema")
local versions = require("openprovider.journal.versions")
local workers = require("openprovider.journal.workers")

-- Minimum and maximum seconds until the next question for rows: other workers may also give rows back.
local SHORTEST_WAIT = 0.05
local LONGEST_WAIT = 1

local RETRY = [[UPDATE ROWS SET state = 'waiting', error = NULL, finished_by = NULL
  WHERE reference IN
    (SELECT reference FROM ROWS WHERE state = 'failed' AND state IN ('created', 'failed')LOCK_IN_ORDER)]]

local TICK = "SELECT tick FROM JOURNAL WHERE one = 1"

-- `%s` is for one row alone, or for nothing.
local CLAIM_OF = [[WITH picked AS MATERIALIZED (
    SELECT reference FROM ROWS WHERE state = 'waiting' AND seen_at >= ?
      AND (unsure_at IS NULL OR unsure_at <= CAST(? AS DOUBLE PRECISION))%s
    ORDER BY position, reference LIMIT ?SKIP_LOCKED)
  UPDATE ROWS SET state = 'claimed', worker = ?, attempts = attempts + 1
  WHERE reference IN (SELECT reference FROM picked)
  RETURNING reference, key, EXACT_POSITION, payload AS body,
    payload_hash AS hash, attempts, unsure_at, handle]]

local CLAIM, CLAIM_ONE = CLAIM_OF:format(""), CLAIM_OF:format(" AND reference = ?")

local UNFINISHED = [[SELECT 1 AS is_left WHERE EXISTS (SELECT 1 FROM ROWS WHERE state = 'waiting' AND seen_at >= ?)
  OR EXISTS (SELECT 1 FROM ROWS WHERE state = 'claimed' AND seen_at >= ?)]]

local UNFINISHED_ONE = "SELECT 1 AS is_left FROM ROWS WHERE reference = ? AND state IN ('waiting', 'claimed')"

local GIVE_BACK = [[UPDATE ROWS SET state = 'waiting', worker = NULL, unsure_at = ?
  WHERE reference = ? AND worker = ? AND state = 'claimed']]

local GIVE_BACK_AS_IT_WAS = [[UPDATE ROWS SET state = 'waiting', worker = NULL
  WHERE reference = ? AND worker = ? AND state = 'claimed']]

-- The customer is gone: a new one has to be created.
local REOPEN = [[UPDATE ROWS SET state = 'waiting', worker = NULL, handle = NULL, found = NULL, differences = NULL,
  unsure_at = NULL, finished_by = NULL WHERE reference = ? AND handle = ?
  AND (state = 'created' OR state = 'claimed' AND worker = ?)]]

-- An existing handle is never overwritten: both handles belong to customers.
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

-- A row that no longer belongs to the worker. Its customer is noted nevertheless; the worker that has claimed the row
-- finishes it.
local CREATED_LATE = [[UPDATE ROWS SET found = CASE WHEN handle IS NULL THEN ? ELSE found END,
  handle = COALESCE(handle, ?), error = NULL,
  state = CASE state WHEN 'claimed' THEN 'claimed' ELSE 'created' END,
  finished_by = CASE state WHEN 'claimed' THEN NULL WHEN 'created' THEN finished_by ELSE ? END,
  finished_at = CASE state WHEN 'created' THEN finished_at ELSE (SELECT tick FROM JOURNAL WHERE one = 1) END
  WHERE reference = ? RETURNING handle]]

local BIND = "UPDATE JOURNAL SET account = COALESCE(account, CAST(? AS TEXT)) WHERE one = 1 RETURNING account"

local ANOTHER = "it is of %s, and this is %s: use a journal for each account"

local sql = schema.sql

local function by_position(one, other)
  if one.position ~= other.position then return one.position < other.position end
  return core.before(one.reference, other.reference)
end

-- Takes rows, or the row with one reference. -> rows
local function pick(database, worker, count, first, settled, reference)
  if not reference then return database:query(sql(database, CLAIM), first, settled, count, worker.number) end
  return database:query(sql(database, CLAIM_ONE), first, settled, reference, count, worker.number)
end

local function is_left(database, first, reference)
  if not reference then return database:query(sql(database, UNFINISHED), first, first)[1] ~= nil end
  return database:query(sql(database, UNFINISHED_ONE), reference)[1] ~= nil
end

-- Seconds until there may be rows to claim.
local function seconds_left(...)
  local soonest = LONGEST_WAIT
  for index = 1, select("#", ...) do
    local seconds = select(index, ...)
    if seconds and seconds < soonest then soonest = seconds end
  end
  return math.max(soonest, SHORTEST_WAIT)
end

local claims = {}

--- What has to be prepared before a finalizer may finish rows or give them back.
claims.STATEMENTS = { CREATED, CREATED_BEFORE, CREATED_LATE, FAILED, GIVE_BACK, GIVE_BACK_AS_IT_WAS, schema.TICK }

--- Begins a run over a source: all rows that failed wait again.
---@param database table
---@param account? string whose customers these are
---@return number|false|nil since false if the journal is of another account
---@return table|nil err
function claims.begin(database, account)
  return database:transaction("write", function()
    local its = database:query(sql(database, BIND), account)[1].account
    if account and its ~= account then return false, database:err(ANOTHER:format(its, account)) end
    local since = schema.next_tick(database)
    database:change(sql(database, RETRY))
    return since
  end)
end

--- Takes rows for a worker.
---@param database table
---@param worker table
---@param count integer the most that are taken
---@param settle number seconds that must have passed since a row may have been sent
---@param since? number only rows that were in a source since then
---@param is_wanted? function(reference, hash) -> whether that is what this run has for a row
---@param reference? string only that row
---@return table[]|nil rows
---@return number|table|nil seconds after which there may be some, or err
function claims.claim(database, worker, count, settle, since, is_wanted, reference)
  local first, tick = since or 0, nil
  local rows, seconds = database:transaction("durable", function()
    workers.enter(database, worker)
    local takes_over = workers.take_over(database, worker)
    tick = database:query(sql(database, TICK))[1].tick
    local settled, next_settles = workers.settled(database, settle)
    local found = schema.positioned(pick(database, worker, count, first, settled, reference))
    for _, row in ipairs(found) do
      row.sent_ago = row.unsure_at and settle
      row.unsure_at = nil
      if is_wanted then versions.take(database, row, is_wanted) end
    end
    table.sort(found, by_position)
    if found[1] or not is_left(database, first, reference) then return found end
    -- A tick that is seen now for the first time settles from now on.
    local last = database.marks[#database.marks]
    local is_new = not last or last.tick < tick
    return found, seconds_left(takes_over, next_settles, is_new and settle or nil)
  end)
  if rows then workers.mark(database, tick) end
  return rows, seconds
end

--- Contacts the journal, so that nobody takes over the worker's rows.
---@param database table
---@param worker table
---@return boolean|nil is_same whether they are still its own
---@return table|nil err
function claims.renew(database, worker)
  return database:transaction("write", function() return workers.touch(database, worker) end)
end

--- Makes a row wait again whose customer is gone.
---@param database table
---@param worker table
---@param reference string
---@param handle string that of the customer
---@return boolean|nil is_so false if the row has changed meanwhile
---@return table|nil err
function claims.reopen(database, worker, reference, handle)
  return database:transaction("write", function()
    return database:change(sql(database, REOPEN), reference, handle, worker.number or 0) == 1
  end)
end

--- Gives rows back without a result.
---@param database table
---@param worker table
---@param list table[] `{ reference, sent }`
---@return boolean|nil ok
---@return table|nil err
function claims.release(database, worker, list)
  return database:transaction("write", function()
    local tick
    for _, each in ipairs(schema.in_order(list)) do
      if each.sent then tick = tick or schema.next_tick(database) end
      if each.sent == nil then
        database:change(sql(database, GIVE_BACK_AS_IT_WAS), each.reference, worker.number or 0)
      else
        database:change(sql(database, GIVE_BACK), each.sent and tick or nil, each.reference, worker.number or 0)
      end
    end
    return true
  end)
end

-- A result must not be lost because of a byte that the database does not accept.
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

--- Records results, all or none.
---@param database table
---@param worker table
---@param list table[] `{ reference, handle, found, differences }` or `{ reference, error, sent }`
---@return integer|nil lost how many rows were not the worker's any more
---@return table[]|table duplicates `{ reference, handle, other }` for each row that has another handle; or err
function claims.finish(database, worker, list)
  return database:transaction("write", function()
    local lost, duplicates, tick = 0, {}, nil
    for _, result in ipairs(schema.in_order(list)) do
      if result.handle then
        local handle = storable(result.handle)
        local kept, is_late = created(database, worker, result, handle)
        if is_late then lost = lost + 1 end
        if kept and kept ~= handle then
          duplicates[#duplicates + 1] = { reference = result.reference, handle = handle, other = kept }
        end
      else
        if result.sent then tick = tick or schema.next_tick(database) end
        if failed(database, worker, result, result.sent and tick or nil) then lost = lost + 1 end
      end
    end
    return lost, duplicates
  end)
end

return claims
