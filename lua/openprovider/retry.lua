--- When a request is sent again, and after how long.
--
-- A request that may change something is sent again only if the one before provably did nothing:
-- it was never sent, or it was refused before it was looked at. All others stop at once.
--
-- @module openprovider.retry

local core = require("openprovider.core")

local retry = {}

-- Seconds of the first wait at most; each further one may be twice as long. Long enough for a
-- connection to come back, short enough for a person to wait.
local FIRST_WAIT = 0.25

-- Seconds that no wait exceeds, so that a call's timeout is spent on trying.
local LONGEST_WAIT = 8

local KINDS = { network = true, timeout = true, rate_limited = true, maintenance = true }

--- Whether a request may be sent again after an error.
---@param err table
---@param repeatable boolean true if the request changes nothing, or the same twice
function retry.allowed(err, repeatable)
  -- A gateway's own failure says nothing about the call.
  local gateway = repeatable and not err.code and (err.status or 0) >= 500
  if not KINDS[err.kind] and not gateway then return false end
  return repeatable or err.outcome == "not_sent" or err.outcome == "rejected"
end

--- Seconds to wait before a further attempt: what the server asks for, else full jitter over a
--- range that doubles. The jitter is the microseconds of the core's clock (a transport's may have
--- none): they differ between processes, and leave the program's random numbers alone.
---@param attempt integer how many were made
---@param err table
---@return number seconds
function retry.wait(attempt, err)
  if err.retry_after then return err.retry_after end
  local range = math.min(FIRST_WAIT * 2 ^ (attempt - 1), LONGEST_WAIT)
  return range * (core.now() * 1e3 % 1)
end

return retry
