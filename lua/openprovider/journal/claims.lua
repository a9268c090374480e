--- Rows are taken by a worker under a lease, and given back.
--
-- @module openprovider.journal.claims

local schema = require("openprovider.journal.schema")

-- Seconds after which it is asked again, at least and at most: others may also give rows back.
local SHORTEST_WAIT = 0.05
local LONGEST_WAIT = 1

local RETRY = [[UPDATE ROWS SET state = 'waiting', error = NULL, finished_by = NULL
  WHERE key IN (SELECT key FROM ROWS WHERE state = 'failed' AND state IN ('created', 'failed')LOCK_IN_ORDER)]]

-- A worker whose lease is over may have sent its rows until then, and may still be about to write a result.
local TAKE_BACK = [[UPDATE ROWS SET state = 'waiting', owner = NULL, lease_until = NULL, sent_at = ?
  WHERE key IN (SELECT key FROM ROWS WHERE state = 'claimed' AND lease_until <= ?SKIP_LOCKED)]]

local CLAIM = [[WITH picked AS MATERIALIZED (
    SELECT key FROM ROWS WHERE state = 'waiting' AND seen_at >= ?
      AND (sent_at IS NULL OR sent_at + CAST(? AS DOUBLE PRECISION) <= ?)
    ORDER BY position, key LIMIT ?SKIP_LOCKED)
  UPDATE ROWS SET state = 'claimed', owner = ?, lease_until = ?, attempts = attempts + 1
  WHERE key IN (SELECT key FROM picked)
  RETURNING key, CAST(position AS DOUBLE PRECISION) AS position, reference, payload, attempts, sent_at, handle]]

local NEXT = [[SELECT MIN(at) AS at FROM (
    SELECT lease_until AS at FROM ROWS WHERE state = 'claimed' AND seen_at >= ?
    UNION ALL
    SELECT COALESCE(sent_at + CAST(? AS DOUBLE PRECISION), 0) AS at FROM ROWS
      WHERE state = 'waiting' AND seen_at >= ?
  ) AS unfinished]]

local RENEW = [[UPDATE ROWS SET lease_until = ?
  WHERE key IN (SELECT key FROM ROWS WHERE state = 'claimed' AND owner = ?LOCK_IN_ORDER) RETURNING key]]

local GIVE_BACK = [[UPDATE ROWS SET state = 'waiting', owner = NULL, lease_until = NULL, sent_at = ?
  WHERE key = ? AND owner = ? AND state = 'claimed']]

local GIVE_BACK_AS_IT_WAS = [[UPDATE ROWS SET state = 'waiting', owner = NULL, lease_until = NULL
  WHERE key = ? AND owner = ? AND state = 'claimed']]

local sql = schema.sql_for

local function by_position(one, other)
  if one.position ~= other.position then return one.position < other.position end
  return one.key < other.key
end

-- Seconds until there may be rows to claim, nil if all are finished.
local function seconds_left(database, now, settle, since)
  local at = database:query(sql(database, NEXT), since, settle, since)[1].at
  return at and math.min(math.max(at - now, SHORTEST_WAIT), LONGEST_WAIT)
end

local claims = {}

--- What has to be prepared before a finalizer may give rows back.
claims.STATEMENTS = { schema.sql(GIVE_BACK), schema.sql(GIVE_BACK_AS_IT_WAS) }

--- Begins a run over a source: all rows that failed wait again.
---@param database table
---@return number|nil since
---@return table|nil err
function claims.begin(database)
  return database:transaction("write", function()
    local since = schema.begin(database)
    database:change(sql(database, RETRY))
    return since
  end)
end

--- Takes rows for an owner.
---@param database table
---@param owner string
---@param count integer at most so many
---@param lease number seconds
---@param settle number seconds that must have passed since a row may have been sent
---@param since? number only rows that were in a source since then
---@return table[]|nil rows
---@return number|table|nil seconds after which there may be some, or err
function claims.claim(database, owner, count, lease, settle, since)
  return database:transaction("durable", function()
    local now, first = database:now(), since or 0
    database:change(sql(database, TAKE_BACK), now, now)
    local rows = database:query(sql(database, CLAIM), first, settle, now, count, owner, now + lease)
    for _, row in ipairs(rows) do
      row.position = schema.position(row.position)
      row.never_sent = row.sent_at == nil
      row.waited = row.sent_at and math.max(0, now - row.sent_at)
      row.sent_at = nil
    end
    table.sort(rows, by_position)
    if rows[1] then return rows end
    return rows, seconds_left(database, now, settle, first)
  end)
end

--- Has an owner's leases last longer.
---@param database table
---@param owner string
---@param lease number seconds from now
---@return table|nil held set of keys
---@return table|nil err
function claims.renew(database, owner, lease)
  return database:transaction("durable", function()
    local held = {}
    for _, row in ipairs(database:query(sql(database, RENEW), database:now() + lease, owner)) do
      held[row.key] = true
    end
    return held
  end)
end

--- Gives rows back without a result.
---@param database table
---@param owner string
---@param list table[] `{ key, sent_ago | keep }`
---@return boolean|nil ok
---@return table|nil err
function claims.release(database, owner, list)
  return database:transaction("write", function()
    local now = database:now()
    for _, each in ipairs(schema.in_order(list)) do
      if each.keep then
        database:change(sql(database, GIVE_BACK_AS_IT_WAS), each.key, owner)
      else
        database:change(sql(database, GIVE_BACK), each.sent_ago and now - each.sent_ago, each.key, owner)
      end
    end
    return true
  end)
end

return claims
