--- What is in a journal.
--
-- @module openprovider.journal.reports

local schema = require("openprovider.journal.schema")
local unpack = table.unpack or unpack -- luacheck: ignore 143 113 (LuaJIT has the global)

-- Rows that are read at a time.
local PAGE = 500

-- Before every position.
local START = -1.7e308

-- In parts that each have an index.
local COUNTS = schema.sql([[SELECT 'waiting' AS state, COUNT(*) AS count FROM ROWS WHERE state = 'waiting'
  UNION ALL SELECT 'claimed', COUNT(*) FROM ROWS WHERE state = 'claimed'
  UNION ALL SELECT state, COUNT(*) FROM ROWS WHERE state IN ('created', 'failed') GROUP BY state]])

local FINISHED = schema.sql([[SELECT finished_by AS owner, state, COUNT(*) AS count FROM ROWS
  WHERE state IN ('created', 'failed') GROUP BY state, finished_by]])

local CLAIMED = schema.sql([[SELECT owner, COUNT(*) AS count, MAX(lease_until) AS lease_until FROM ROWS
  WHERE state = 'claimed' GROUP BY owner]])

local ROWS = schema.sql([[SELECT key, position, reference, state, handle, error, finished_by FROM ROWS
  WHERE (position, key) > (CAST(? AS DOUBLE PRECISION), ?)FILTER ORDER BY position, key LIMIT ]]) .. PAGE

local IS_FINISHED = " AND state IN ('created', 'failed')"
local IS_OF_OTHERS = " AND (finished_by IS NULL OR finished_by <> ?)"

local IS_SEEN = " AND seen_at >= ?"

local reports = {}

--- How many rows are in which state.
---@param database table
---@return table|nil counts
---@return table|nil err
function reports.counts(database)
  return database:transaction("read", function()
    local counts = { waiting = 0, claimed = 0, created = 0, failed = 0, total = 0 }
    for _, row in ipairs(database:query(COUNTS)) do
      counts[row.state] = row.count
      counts.total = counts.total + row.count
    end
    return counts
  end)
end

--- Who has worked, and who does.
---@param database table
---@return table[]|nil workers by owner
---@return table|nil err
function reports.workers(database)
  return database:transaction("read", function()
    local workers, by_owner = {}, {}
    local function worker_of(owner)
      local worker = by_owner[owner]
      if not worker then
        worker = { owner = owner, claimed = 0, created = 0, failed = 0 }
        by_owner[owner], workers[#workers + 1] = worker, worker
      end
      return worker
    end
    for _, row in ipairs(database:query(FINISHED)) do worker_of(row.owner)[row.state] = row.count end
    local now = database:now()
    for _, row in ipairs(database:query(CLAIMED)) do
      local worker = worker_of(row.owner)
      worker.claimed, worker.lease_left = row.count, math.max(0, row.lease_until - now)
    end
    table.sort(workers, function(one, other) return one.owner < other.owner end)
    return workers
  end)
end

--- All rows, by position and key; a page of them is in memory at a time.
---@param database table
---@param options table `not_by`, an owner whose finished rows are left out; `finished`, only those; `since`, only
--- rows that were in a source since then
---@return function iterator gives a row after the other, then nil; once false and an error where it fails
function reports.rows(database, options)
  local filter = (options.finished and IS_FINISHED or "") .. (options.not_by and IS_OF_OTHERS or "")
    .. (options.since and IS_SEEN or "")
  local text = ROWS:gsub("FILTER", filter)
  local page, at, is_over, position, key = {}, 0, false, START, ""
  local function read()
    local values = { position, key, options.not_by or options.since, options.not_by and options.since }
    return database:query(text, unpack(values))
  end
  return function()
    if is_over then return nil end
    at = at + 1
    if not page[at] then
      if at > 1 and at <= PAGE then
        is_over = true
        return nil
      end
      local err
      page, err = database:transaction("read", read)
      at, is_over = 1, not page or not page[1]
      if not page then return false, err end
      if is_over then return nil end
      position, key = page[#page].position, page[#page].key
    end
    local row = page[at]
    row.position = schema.position(row.position)
    return row
  end
end

return reports
