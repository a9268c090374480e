--- Performs one API call with retries; returns the answer or an error.
--
-- @module openprovider.http.call

local answers = require("openprovider.http.envelope")
local call_time = require("openprovider.limits.call_time")
local closing = require("openprovider.concurrency.closing")
local codes = require("openprovider.http.api_codes")
local errors = require("openprovider.errors")
local events = require("openprovider.http.events")
local not_tls = require("openprovider.http.not_tls")
local retry = require("openprovider.limits.retry_policy")
local sent_secrets = require("openprovider.http.sent_secrets")

local exchange = {}

-- The error of a call whose time was over before it could be sent. If it were sent now, its outcome would be unknown.
local function too_late()
  return errors.not_sent("timeout", "no time was left to send the call")
end

-- Operations for which a transport may repeat a request. The module's own transports repeat nothing.
local REPEATABLE = { read = true, write = true, login = true, once = false, with_reference = false }

-- The most bytes of an answer's body, unless the call says otherwise: a worker of nginx would be busy for long with a
-- larger one. A customer with all its data has a few KiB. For lists the limit is the transport's `longest_list`.
local MIB = 1024 * 1024
local MAX_BODY = { read = MIB, write = MIB, once = MIB, with_reference = MIB, login = MIB / 16 }

-- Whether a transport's response has the right form: a transport may be the caller's own.
local function is_response(response)
  if type(response) ~= "table" or type(response.body) ~= "string" then return false end
  local status = response.status
  return status == 200 or type(status) == "number" and status % 1 == 0 and status >= 100 and status <= 999
end

--- The error of a place where nothing can be sent: the transport cannot work there, or the client must send nothing
--- more. This is asked before the call is counted.
---@param client table
---@return table|nil err
function exchange.out_of_place(client)
  local failure = client.transport.obstacle()
  return failure and errors.of_failure(failure, client.credentials.hiding())
end

-- Makes the function that hides secrets in texts about a call: those of the client, and those in the request. It is
-- made only if there is a text to show.
local function hiding(client, call, token)
  local sent = sent_secrets(call)
  return not sent[1] and token and client.credentials.of_request(token).hide or client.credentials.hiding(token, sent)
end

-- The same for texts of the API.
local function hiding_in_answer(client, call, token)
  return call.operation == "login" and codes.of_login or (hiding(client, call, token))
end

-- The error of a transport's failure.
local function failed(client, call, token, failure)
  local is_tls = type(failure) == "table" and failure.kind == "tls" and type(failure.message) == "string"
  local text = is_tls and not_tls(failure.message)
  if text then failure = { kind = "tls", sent = failure.sent, message = text } end
  return errors.of_failure(failure, (hiding(client, call, token)))
end

-- Stands for an answer that could not be read.
local NO_ANSWER = {}

-- What a response says. -> answer | nil, err
local function read(client, call, token, response, max_body)
  local fault = not is_response(response) and "the transport's response has no status or no body"
    or #response.body > max_body and "the answer's body is too large"
  if fault then return nil, failed(client, call, token, { kind = "protocol", message = fault }) end
  return answers.read(response, call, client.transport, hiding_in_answer, client, call, token)
end

-- Whether an error may come from an answer to another request: it is not the API's own, the outcome is unknown, or a
-- token was refused that had been valid.
local function is_doubtful(err)
  return not err.code or err.outcome == "unknown" or retry.situation(err) == "refused_token"
end

-- Whether an error is meant for the program as a whole: memory ran out, or somebody pressed Ctrl-C in a program that
-- runs in `lua`.
local function is_for_the_program(why)
  return why == "not enough memory" or type(why) == "string" and why:find("interrupted!$") ~= nil
end

-- The failure of a transport that raised.
local function raised(why)
  local has_text, text = pcall(tostring, why)
  return {
    kind = "config",
    message = "the function perform of option transport raised an error: " .. (has_text and text or "no text"),
  }
end

-- Sends a request for a program with `on_event`, which is told the end of every request, even if its coroutine is
-- closed. -> ok, response, failure | false, what the transport raised
local function perform_watched(client, call, request)
  return closing(function()
    events.ended(client, call, nil, errors.new("cancelled", "the coroutine of the call was closed",
      { outcome = "unknown" }))
  end, pcall, client.transport.perform, request)
end

-- Handles the failure of an attempt. `response` is the response, nil, or, if not `ok`, what the transport raised.
local function note_failure(client, call, ok, response, err)
  if ok and is_doubtful(err) and type(response) == "table" then answers.drop(client.transport, response) end
  if not ok and is_for_the_program(response) then error(response, 0) end
  client.guard:note_refusal(call, err)
end

-- Tells a program that listens how an attempt ended.
local function tell_end(client, call, token, response, err)
  local known = is_response(response) and response or NO_ANSWER
  local hide = client.settings.event_content and known.body and hiding(client, call, token)
  events.ended(client, call, known.status, err, known.body, hide)
end

-- Makes an attempt: sends the request, and reads the answer.
local function attempt(client, call, token, seconds)
  local settings, parts = client.settings, client.credentials.of_request(token)
  local on_event, max_body = settings.on_event, call.max_body or MAX_BODY[call.operation]
  local request = {
    method = call.method,
    url = call.query and call.url .. "?" .. call.query or call.url,
    headers = call.body and parts.with_body or parts.without_body,
    body = call.body,
    timeout = seconds,
    connect_timeout = settings.connect_timeout,
    max_body = max_body,
    repeatable = not call.renew and REPEATABLE[call.operation],
  }
  local ok, response, failure, answer, err
  if on_event then
    events.began(client, call, (hiding(client, call, token)))
    ok, response, failure = perform_watched(client, call, request)
  else
    ok, response, failure = pcall(client.transport.perform, request)
  end
  if ok and response then
    answer, err = read(client, call, token, response, max_body)
  else
    err = failed(client, call, token, not ok and raised(response) or failure)
  end
  if on_event then tell_end(client, call, token, ok and response, err) end
  if err then note_failure(client, call, ok, response, err) end
  return answer, err
end

-- True if a new token may help: once, and only for a token that was sent.
local function may_login_again(client, call, token)
  return token and not call.logged_in_again and client.credentials.can_renew()
end

local function time_left(client, call)
  return call_time.left(call, client.transport.now(), client.settings.timeout)
end

-- Whether retries are left for an error, and how long to wait before one. -> seconds | nil
local function pause_before_retry(client, call, err)
  -- Where many calls share one rate, a refusal is not a failure: the rate says when to try again.
  if call.rate and call.rate:failed(err) then
    return not call.rate:has_given_up() and (err.retry_after or 0) or nil
  end
  if call.attempts > client.settings.retries then return nil end
  if not call.rate then
    call.cost = client.budget:spend(err)
    if not call.cost then return nil end
  end
  return retry.wait(call.attempts, err)
end

-- Waits before the call is sent again, if it may be. -> true | nil
local function wait_for_next(client, call, err)
  local pause, rate = pause_before_retry(client, call, err), call.rate
  if not pause or pause >= time_left(client, call) then return nil end
  call.turn = rate and rate:take(pause)
  events.again(client, call, err, call.turn and math.max(pause, rate:seconds_until(call.turn)) or pause)
  if rate and not err.retry_after then rate:pause(pause) else client.transport.sleep(pause) end
  return true
end

-- The token for a call, false for one that needs none, or nil and an error; and whether nothing else went on meanwhile.
local function token_for(client, call)
  if call.operation == "login" then return false end
  local token, err, is_at_once = client.session:token(call)
  -- The outcome is that of the whole call. This attempt sent nothing.
  if not token then err.outcome = call.attempts == 0 and "not_sent" or "rejected" end
  return token, err, is_at_once
end

--- The error of a client that is closed.
---@return table err
function exchange.closed()
  return errors.not_sent("config", "the client is closed")
end

-- Why a call must not be sent: the client was closed or the call was cancelled while it waited, the guard forbids it,
-- or `call.permit` does. `is_at_once`: the call has not waited since `out_of_place` was asked. -> err
local function refusal(client, call, now, is_at_once)
  local err = not is_at_once and (client.closed and exchange.closed() or exchange.out_of_place(client))
    or client.guard:refusal(call, now)
  if not err and call.permit then
    err = call.permit()
    call.is_over = err ~= nil
  end
  if not err then return nil end
  if call.attempts > 0 then
    err.outcome = "rejected"
  else
    err.outcome = err.outcome or "not_sent"
  end
  return err
end

-- Waits until the rate allows the next request.
local function wait_for_turn(client, call)
  local rate, began = call.rate, client.transport.now()
  local turn = call.turn or rate:take(0)
  if not turn then return end
  local seconds = rate:seconds_until(turn)
  if seconds > 0 and not call.turn then events.waits(client.settings.on_event, "turn", seconds) end
  call.turn = nil
  rate:wait(turn)
  call_time.waited(call, client.transport.now() - began)
end

-- Makes one attempt, if there is time for it and it is allowed. -> answer | nil, err
local function try(client, call, token, is_at_once)
  if call.rate then wait_for_turn(client, call) end
  local now = client.transport.now()
  local seconds = call_time.left(call, now, client.settings.timeout)
  if seconds <= 0 then return nil, too_late() end
  local err = refusal(client, call, now, is_at_once and call.attempts == 0 and not call.rate)
  if err then return nil, err end
  if call.permit or client.guard:asks_others() then
    seconds = time_left(client, call) -- the wait may have taken some of the time
  end
  if seconds <= 0 then return nil, too_late() end
  call.attempts = call.attempts + 1
  return attempt(client, call, token or nil, seconds * (call.share or 1))
end

-- Checks whether an answer is that of its request. -> answer | nil, err, whether to ask again: once, as the answer may
-- be that of another request on its connection, which is closed
local function checked(call, answer)
  local fault = call.fault(answer.data)
  if not fault then return answer end
  local is_first = not call.was_strange
  call.was_strange = true
  return nil, answers.senseless(answer, fault), is_first and answer.connection ~= nil
end

-- Makes attempts until one succeeds or none may follow.
local function attempts(client, call)
  while true do
    if call.renew and call.attempts > 0 then
      local known, why = call.renew()
      if known then known.call = call end
      if known or why then return known, why end
    end
    local token, err, is_at_once = token_for(client, call)
    if token == nil then return nil, err end
    local answer, is_strange
    answer, err = try(client, call, token, is_at_once)
    if answer and call.fault then answer, err, is_strange = checked(call, answer) end
    if answer then
      client.budget:refill(call.cost)
      if call.rate then call.rate:succeeded() end
      return answer
    end
    local action = call.is_over and "stop" or is_strange and "again" or retry.action(err, call.operation)
    if action == "login" and may_login_again(client, call, token) then
      call.logged_in_again = true
      client.session:forget(token)
      if call.operation == "with_reference" then return nil, err end -- the caller asks the API about its outcome
      events.again(client, call, err, 0)
    elseif action == "again" and wait_for_next(client, call, err) then
      call.perhaps_done = call.perhaps_done or err.outcome == "unknown"
    else
      return nil, err
    end
  end
end

-- The answer of a removal whose first answer was lost, if the API now says that the thing does not exist: it was
-- removed. A gateway's 404 proves nothing.
local function removed_before(call, err)
  if not (call.removes and call.perhaps_done and err.kind == "not_found" and err.code) then return nil end
  return { data = { success = true }, warnings = {}, maintenance = false, status = err.status, call = call }
end

--- Performs a call.
---@param client openprovider.Client settings, transport, credentials, session, guard, budget
---@param call table `{ method, path, query, body, operation, removes, doubt, event, deadline, share, permit }`;
--- `path` is below the base address; `operation` is a column of `retry.POLICY`, and a `login` needs no token;
--- `removes` is true for a removal; `doubt`: see `errors.unknown_outcome`; `deadline`, by the transport's
--- clock, replaces that of the timeout; `share` is the part of the remaining time that one attempt may take (default
--- 1); `max_body`, bytes of the answer at most; `is_exact`: its data will be written back, see `json.decode`;
--- `attempts_before`: the attempts of an earlier call that this one continues, for its events; `logged_in_again` says
--- that no new login may follow a refused token; `rate`: the adaptive rate of many calls at once, on which this one
--- waits; `permit() -> err | nil` is asked right before each attempt, and its error ends the call; `renew() -> answer |
--- nil, err | nil` is called before each attempt but the first: it may give the call another body, or end it;
--- `fault(data) -> message | nil`, of a read, says why an answer cannot be that of its request. Gets `url`, without
--- the query; `attempts`; `logged_in_again` if its token was refused: a call `with_reference` ends then and may be made
--- once more, with a new token; `perhaps_done` if an attempt before the last may have been carried out; and `waited`,
--- the seconds that it waited for its turn or for another call's login: they are not part of its time, and the caller
--- that gave a `deadline` has to move it by them
---@return table|nil answer of `answers.read`
---@return table|nil err
function exchange.perform(client, call)
  local settings, began = client.settings, client.transport.now()
  call.url, call.attempts, call.is_over = settings.base_url .. call.path, 0, nil
  call_time.begin(call, began, settings.timeout)
  local misplaced = exchange.out_of_place(client)
  if misplaced then return nil, misplaced end
  if call.event then events.mark(settings.on_event, call.event, call.path) end
  local answer, err = attempts(client, call)
  answer = answer or removed_before(call, err)
  if answer then return answer end
  err.attempts = call.attempts
  if call.attempts > 1 and call.operation ~= "with_reference" then errors.took(err, client.transport.now() - began) end
  -- An attempt before the last one may have been carried out, whatever the last one gave.
  if call.perhaps_done and call.operation == "write" then err.outcome = "unknown" end
  err.retryable = not call.is_over and retry.action(err, call.operation) == "again"
  answers.locate(err, call, (hiding(client, call)))
  if err.outcome == "unknown" and call.operation == "once" then errors.unknown_outcome(err, call.doubt, call) end
  return nil, err
end

return exchange
