--- What a cell of the fault matrix has to be: from the row, the retry policy and what the README promises.

local retry = require("openprovider.limits.retry_policy")

local expectation = {}

--- The client's option: so often is a request sent again.
expectation.RETRIES = 2

-- The row as a client sees it by way of a transport. Nothing that a transport fails to say counts as unsent, and
-- without that a failure of TLS is one that makes no sense.
local function seen_by(transport, fault)
  if not (transport.forgets_sent and fault.outcome == "not_sent") then return fault.situation, fault.outcome end
  return fault.kind == "network" and "lost" or "unreadable", "unknown"
end

-- How often the request is sent and whether the last one succeeds, if `failing` of them fail. Nobody looks what was
-- done at an API that takes no more calls.
local SENDS = {
  stop = function(_, fault, operation)
    return 1, operation.looks and fault.carried and fault.kind ~= "rate_limited" or false
  end,
  login = function(failing) return 2, failing == 1 end,
  again = function(failing, fault, operation)
    if fault.slow and (fault.wait or operation.column ~= "login") then return 1, false end
    if operation.reads_again and fault.carried then return 1, true end
    if fault.slow and failing > 1 then return nil, false end -- an attempt at a login gets half of the time left
    return math.min(failing, expectation.RETRIES) + 1, failing == 1
  end,
  look = function(failing, fault)
    if fault.slow and fault.wait then return 1, false end
    if fault.carried then return 1, true end
    if fault.slow and failing > 1 then return nil, false end -- as often as there is time for
    return math.min(failing, expectation.RETRIES) + 1, failing == 1
  end,
}

-- A look for what was sent is made again unless the API itself refuses it, or the time is over.
local function sends_of_look_after(action, situation, fault)
  if fault.slow then return 1, false end
  if action == "stop" and situation == "final" then return 1, false end
  return 2, true
end

local function error_of(fault, operation, action, outcome)
  local kind, retryable = fault.kind, action == "again"
  if operation.before_create or operation.is_first then outcome = "not_sent" end
  if operation.after_create then outcome = "unknown" end
  if outcome == "unknown" and (operation.creates or operation.column == "once" or operation.after_create) then
    kind, retryable = "outcome_unknown", operation.has_reference == true
  end
  -- A last attempt for which a moment too little is left was not sent: that is as true of what changes nothing.
  if fault.slow and fault.kind == "timeout" and (operation.column == "read" or operation.column == "login") then
    outcome = nil
  end
  return { kind = kind, outcome = outcome, retryable = retryable }
end

--- What has to come of a cell.
---@param fault table a row
---@param operation table a column
---@param transport table
---@param lasting boolean whether the fault befalls every attempt, or the first alone
---@return table expected `{ ok, kind, outcome, retryable, sends, done, created, slept, retry_after }`: `sends` is
--- nil for 'between one and all', `done` what the sandbox carried out of the requests that were counted, `created`
--- its customers, `slept` the seconds that the client has to wait in between
function expectation.of(fault, operation, transport, lasting)
  if not fault.situation then
    local created = operation.has_reference or operation.creates or operation.has_created
    return { ok = true, sends = 1, done = 1, created = created and 1 or 0 }
  end
  if operation.column == "login" and fault.wait_of_login then
    fault = setmetatable({ slow = true, wait = fault.wait_of_login }, { __index = fault })
  end
  local situation, outcome = seen_by(transport, fault)
  local action = retry.POLICY[situation][operation.column]
  local failing = lasting and math.huge or 1
  local sends, ok
  if operation.after_create then
    sends, ok = sends_of_look_after(action, situation, fault)
  else
    sends, ok = SENDS[action](failing, fault, operation)
  end
  local expected = ok and {} or error_of(fault, operation, action, outcome)
  local failed = sends and math.min(failing, sends)
  expected.ok, expected.sends = ok, sends
  expected.done = fault.carried and failed or 0
  if sends and sends > failed then expected.done = expected.done + 1 end
  local another = operation.after_create or operation.has_created or (operation.before_create and ok)
  expected.created = operation.creates and expected.done or another and 1 or 0
  expected.slept, expected.retry_after = ok and fault.wait or nil, not ok and fault.wait or nil
  return expected
end

return expectation
