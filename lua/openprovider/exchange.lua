--- One call: a request with its token, its attempts, and what came of it.
--
-- @module openprovider.exchange

local answers = require("openprovider.answer")
local errors = require("openprovider.errors")
local redact = require("openprovider.redact")
local retry = require("openprovider.retry")

local exchange = {}

-- Takes whatever an observer raises: its failure must not cost a caller the handle.
local function emit(observer, event)
  pcall(observer, event)
end

local function make_headers(settings, token, has_body)
  return {
    ["Accept"] = "application/json",
    ["Content-Type"] = has_body and "application/json" or nil,
    ["Authorization"] = token and "Bearer " .. token or nil,
    ["User-Agent"] = settings.user_agent,
  }
end

-- The headers of a request: they change with the token, which is to say hardly ever.
local function headers_of(client, call, token)
  local made = client.headers
  if not made or made.token ~= token then
    made = { token = token }
    client.headers = made
  end
  local kind = call.body and "with_body" or "without_body"
  local headers = made[kind]
  if not headers then
    headers = make_headers(client.settings, token, call.body)
    made[kind] = headers
  end
  return headers
end

-- The error of a call whose time was over before it could be sent: sending it all the same would
-- only make its outcome unknown.
local function too_late()
  return errors.new("timeout", "no time was left to send the call", { outcome = "not_sent" })
end

-- Whether a response is one: a transport may be the caller's own.
local function is_response(response)
  return type(response) == "table" and type(response.status) == "number" and type(response.body) == "string"
end

-- Sends the request once.
local function attempt(client, call, token, remaining)
  local settings = client.settings
  local observer = settings.on_event
  if observer then
    emit(observer, { name = "request", method = call.method, path = call.path, attempt = call.attempts })
  end
  local url = settings.base_url .. call.path
  if call.query then url = url .. "?" .. call.query end
  local response, failure = client.transport.perform({
    method = call.method,
    url = url,
    headers = headers_of(client, call, token),
    body = call.body,
    timeout = remaining,
    connect_timeout = settings.connect_timeout,
    repeatable = call.repeatable,
  })
  local hide = redact(settings, token)
  if not response then return nil, errors.of_failure(failure, hide) end
  if not is_response(response) then
    local message = "the transport's response has no status or no body"
    return nil, errors.of_failure({ kind = "protocol", message = message }, hide)
  end
  if observer then
    emit(observer, {
      name = "response", method = call.method, path = call.path, attempt = call.attempts,
      status = response.status,
    })
  end
  return answers.read(response, hide)
end

-- True if a new login may help: once, and only for a token that was sent.
local function may_login_again(client, call, token, err)
  return token and not call.logged_in_again and client.session:can_login()
    and (err.code == 196 or (err.status == 401 and not err.code))
end

-- Seconds until a deadline, and never more than a whole call has: the clock may be set back meanwhile.
local function left_until(deadline, client)
  return math.min(deadline - client.transport.now(), client.settings.timeout)
end

-- Makes attempts until one succeeds or none may follow.
local function attempts(client, call)
  local deadline = call.deadline or client.transport.now() + client.settings.timeout
  local token, err, answer
  while true do
    if call.public then
      token = nil
    else
      token, err = client.session:token(deadline)
      if not token then
        -- The outcome is the call's: whatever became of the login, nothing was carried out.
        err.outcome = call.attempts == 0 and "not_sent" or "rejected"
        return nil, err
      end
    end
    local remaining = left_until(deadline, client)
    if remaining <= 0 then return nil, too_late() end
    call.attempts = call.attempts + 1
    answer, err = attempt(client, call, token, remaining)
    if answer then return answer end
    if may_login_again(client, call, token, err) then
      call.logged_in_again = true
      client.session:forget(token)
    else
      if call.attempts > client.settings.retries or not retry.allowed(err, call.repeatable) then
        return nil, err
      end
      local wait = retry.wait(call.attempts, err)
      if wait >= left_until(deadline, client) then return nil, err end
      if err.outcome == "unknown" then call.perhaps_done = true end
      if client.settings.on_event then
        emit(client.settings.on_event, {
          name = "retry", method = call.method, path = call.path, attempt = call.attempts,
          kind = err.kind, wait = wait,
        })
      end
      client.transport.sleep(wait)
    end
  end
end

-- The answer of a call that removes something, whose first answer was lost, and to which the API says
-- that there is no such thing: it was removed.
local function removed_before(call, err)
  if not (call.removes and call.perhaps_done and err.kind == "not_found") then return nil end
  return { data = { success = true }, warnings = {}, maintenance = false, status = err.status }
end

--- Performs a call.
---@param client table settings, transport, session
---@param call table `{ method, path, query, body, repeatable, removes, public, what, deadline }`; `path` is below
--- the base address; `repeatable` says that sending it twice does no harm, `removes` that it removes something;
--- `public` needs no token; `what` names it in messages; `deadline`, by the transport's clock, replaces that of
--- the timeout. Gets `attempts`, and `perhaps_done` if an attempt before the last may have been carried out
---@return table|nil answer `{ data, warnings, maintenance, status, attempts, once }`; `once` names a call that must
--- not be repeated
---@return table|nil err
function exchange.perform(client, call)
  call.attempts = 0
  local observer = client.settings.on_event
  if call.event and observer then emit(observer, { name = call.event, path = call.path }) end
  local once = not call.repeatable and (call.what or call.method .. " " .. call.path) or nil
  local answer, err = attempts(client, call)
  answer = answer or removed_before(call, err)
  if answer then
    answer.attempts, answer.once = call.attempts, once
    return answer
  end
  err.attempts = call.attempts
  err.retryable = retry.allowed(err, call.repeatable)
  if err.outcome == "unknown" and once then errors.unknown_outcome(err, once) end
  return nil, err
end

return exchange
