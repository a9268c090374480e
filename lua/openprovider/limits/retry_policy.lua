--- What follows a failed attempt: one table of data.
--
-- A request that may change something twice is sent again only if the attempt before provably did
-- nothing. All else follows from that.
--
-- @module openprovider.limits.retry_policy

local core = require("openprovider.core")

local retry = {}

--- What can be done after a failure.
-- `again`: send it again, after a while. `login`: log in, once, and send it again. `look`: find out
-- what happened to it (see `openprovider.exactly_once.create`). `stop`: give the error to the caller.
--
-- Rows are what happened to the attempt (see `situation`). Columns are kinds of operation: `read`
-- changes nothing; `write` does the same when it is done twice; `once` must not be done twice;
-- `with_reference` neither, but the API can be asked whether it was done; `login` gets a token.
retry.POLICY = {
  --                 read             write            once             with_reference   login
  unsent        = { read = "again", write = "again", once = "again", with_reference = "again", login = "again" },
  deferred      = { read = "again", write = "again", once = "again", with_reference = "again", login = "again" },
  lost          = { read = "again", write = "again", once = "stop", with_reference = "look", login = "again" },
  unreadable    = { read = "stop", write = "stop", once = "stop", with_reference = "look", login = "stop" },
  fault         = { read = "stop", write = "stop", once = "stop", with_reference = "look", login = "stop" },
  refused_token = { read = "login", write = "login", once = "login", with_reference = "login", login = "stop" },
  final         = { read = "stop", write = "stop", once = "stop", with_reference = "stop", login = "stop" },
}

--- Kinds of error that pass: the connection's, and those by which the API says 'later'.
retry.PASSING = { network = true, timeout = true, rate_limited = true, maintenance = true }
local PASSING = retry.PASSING

--- What happened to an attempt, as a row of the policy.
---@param err table
---@return string row
function retry.situation(err)
  if err.code == 196 or err.status == 401 and err.kind == "auth" and not err.code then -- FACTS 1.5
    return "refused_token"
  end
  if err.outcome == "not_sent" then return PASSING[err.kind] and "unsent" or "final" end
  -- Refused before it was looked at: too many calls, or maintenance.
  if err.outcome == "rejected" then return PASSING[err.kind] and "deferred" or "final" end
  if err.code then return PASSING[err.kind] and "lost" or "fault" end
  -- A gateway's own failure says nothing about the call, and a connection that ended neither.
  if PASSING[err.kind] or (err.status or 0) >= 500 then return "lost" end
  return "unreadable"
end

--- What to do after an error.
---@param err table
---@param operation string a column of the policy
---@return string action `again`, `login`, `look` or `stop`
function retry.action(err, operation)
  return retry.POLICY[retry.situation(err)][operation]
end

--- Seconds of the first wait at most; each further one may be twice as long. Long enough for a
-- connection to come back, short enough for a person to wait.
retry.FIRST_WAIT = 0.25

--- Seconds that no wait of our own exceeds, so that a call's timeout is spent on trying.
retry.LONGEST_WAIT = 4

--- Seconds to wait before a further attempt: what the server asks for, else full jitter over a
--- range that doubles. The jitter is the microseconds of the core's clock (a transport's may have
--- none): they differ between processes, and leave the program's random numbers alone.
---@param attempt integer how many were made
---@param err table
---@return number seconds
function retry.wait(attempt, err)
  if err.retry_after then return err.retry_after end
  local range = math.min(retry.FIRST_WAIT * 2 ^ (attempt - 1), retry.LONGEST_WAIT)
  return range * (core.now() * 1e3 % 1)
end

return retry
