--- Decides what follows a failed attempt, by one table.
-- The rule: a request that may change something twice is sent again only if the attempt before provably did nothing.
--
-- @module openprovider.limits.retry_policy

local core = require("openprovider.core")

local retry = {}

--- The actions after a failure.
-- `again`: send it again, after a while. `login`: log in, once, and send it again. `look`: find out
-- what happened to it (see `openprovider.exactly_once.create`). `stop`: give the error to the caller.
-- A row is what happened to the attempt (see `situation`). A column is a kind of operation: `read` changes nothing;
-- `write` has the same effect when it is done twice; `once` must not be done twice; `with_reference` must not be done
-- twice either, but the API can be asked whether it was done; `login` gets a token.
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

--- Temporary kinds of error: those of the connection, and those by which the API says 'later'.
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
  -- The failure of a gateway, or a connection that ended, says nothing about the call.
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

--- The longest first wait, in seconds; each further wait may be twice as long. Long enough for a connection to come
--- back, short enough for a person to wait.
retry.FIRST_WAIT = 0.25

--- The longest wait that is not the server's wish, in seconds: a call's timeout is for attempts, not for waits.
retry.LONGEST_WAIT = 4

--- Seconds to wait before the next attempt: the server's wish, else full jitter over a range that doubles. The jitter
--- comes from the microseconds of the core's clock (a transport's clock may not have them): they differ between
--- processes, and the program's random numbers are not touched.
---@param attempt integer the number of attempts so far
---@param err table
---@return number seconds
function retry.wait(attempt, err)
  if err.retry_after then return err.retry_after end
  local range = math.min(retry.FIRST_WAIT * 2 ^ (attempt - 1), retry.LONGEST_WAIT)
  return range * (core.now() * 1e3 % 1)
end

return retry
