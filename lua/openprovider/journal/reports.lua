--- What is in a journal.
--
-- @module openprovider.journal.reports

local core = require("openprovider.core")
local schema = require("openprovider.journal.schema")
local unpack = require("openprovider.values.unpack")

-- Rows that are read at a time.
local PAGE = 500

-- Before every position.
local START = -1.7e308

-- In parts that each have an index.
local COUNTS = [[SELECT 'waiting' AS state, COUNT(*) AS count FROM ROWS WHERE state = 'waiting'
  UNION ALL SELECT 'claimed', COUNT(*) FROM ROWS WHERE state = 'claimed'
  UNION ALL SELECT state, COUNT(*) FROM ROWS WHERE state IN ('created', 'failed') GROUP BY state]]

local FINISHED = [[SELECT finished_by AS name, state, COUNT(*) AS count,
  COUNT(CASE WHEN found = 1 THEN 1 END) AS found FROM ROWS
  WHERE state IN ('created', 'failed') GROUP BY state, finished_by]]

local CLAIMED = [[SELECT WORKERS.number, WORKERS.name, COUNT(ROWS.worker) AS count FROM WORKERS
  LEFT JOIN ROWS ON ROWS.state = 'claimed' AND ROWS.worker = WORKERS.number GROUP BY WORKERS.number, WORKERS.name]]

local FOUND = [[SELECT reference, key, EXACT_POSITION, state, payload AS body, payload_hash AS hash, handle,
  found, differences, error, finished_by FROM ROWS
  WHERE (position, reference) > (CAST(? AS DOUBLE PRECISION), ?)FILTER ORDER BY position, reference LIMIT ]] .. PAGE

local IS_FINISHED = " AND state IN ('created', 'failed')"
local IS_OF_OTHERS = " AND (finished_by IS NULL OR finished_by <> ?)"

local IS_SEEN = " AND seen_at >= ?"

-- What was created before a run, and what was finished since it began.
local IS_EARLIER = " AND state = 'created' AND finished_at < ?"
local IS_LATER = " AND finished_at >= ?"

local reports = {}

local sql = schema.sql

--- How many rows are in which state.
---@param database table
---@return table|nil counts
---@return table|nil err
function reports.counts(database)
  return database:transaction("read", function()
    local counts = { waiting = 0, claimed = 0, created = 0, failed = 0, total = 0 }
    for _, row in ipairs(database:query(sql(database, COUNTS))) do
      counts[row.state] = row.count
      counts.total = counts.total + row.count
    end
    return counts
  end)
end

--- Who has worked, and who does. `found` are those of the `created` whose customers were there already.
---@param database table
---@return table[]|nil workers by owner
---@return table|nil err
function reports.workers(database)
  return database:transaction("read", function()
    local workers, by_owner = {}, {}
    local function worker_of(owner)
      local worker = by_owner[owner]
      if not worker then
        worker = { owner = owner, claimed = 0, created = 0, found = 0, failed = 0, is_alive = false }
        by_owner[owner], workers[#workers + 1] = worker, worker
      end
      return worker
    end
    for _, row in ipairs(database:query(sql(database, FINISHED))) do
      local worker = worker_of(row.name)
      worker[row.state] = row.count
      if row.state == "created" then worker.found = row.found end
    end
    for _, row in ipairs(database:query(sql(database, CLAIMED))) do
      local worker = worker_of(row.name)
      worker.claimed = worker.claimed + row.count
      worker.is_alive = worker.is_alive or database.at_work[row.number] ~= nil
        or not database.dialect.can_be_had(database, row.number)
    end
    table.sort(workers, function(one, other) return core.before(one.owner, other.owner) end)
    return workers
  end)
end

--- All rows, by position and reference; a page of them is in memory at a time.
---@param database table
---@param options table `not_by`, an owner whose finished rows are left out; `finished`, only those; `since`, only
--- rows that were in a source since then, and of finished ones those that were finished since then; `before`: only
--- rows that were in a source since then and created before
---@return function iterator gives a row after the other, then nil; once false and an error where it fails
function reports.rows(database, options)
  local filter, bound = "", {}
  local function add(clause, value)
    filter = filter .. clause
    bound[#bound + 1] = value
  end
  if options.finished then add(IS_FINISHED) end
  if options.not_by then add(IS_OF_OTHERS, options.not_by) end
  local since = options.since or options.before
  if since then add(IS_SEEN, since) end
  if since and options.finished then add(IS_LATER, since) end
  if options.before then add(IS_EARLIER, since) end
  local text = sql(database, (FOUND:gsub("FILTER", filter)))
  local page, at, is_over, position, reference = {}, 0, false, START, ""
  local function read() return schema.positioned(database:query(text, position, reference, unpack(bound))) end
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
      position, reference = page[#page].position, page[#page].reference
    end
    local row = page[at]
    row.found = row.found == 1 or nil
    return row
  end
end

return reports
