--- One call: a request with its token, its attempts, and what came of it.
--
-- @module openprovider.exchange

local answers = require("openprovider.answer")
local errors = require("openprovider.errors")
local retry = require("openprovider.retry")

local exchange = {}

-- Takes whatever an observer raises: its failure must not cost a caller the handle.
local function emit(client, name, event)
  local observer = client.settings.on_event
  if not observer then return end
  event.name = name
  pcall(observer, event)
end

-- The password, the tokens and the proxy are in no text that leaves this file, not even when a
-- server sends them back.
local function redact(client, token, err)
  local function hide(text)
    for _, secret in ipairs({ token or "", client.settings.token or "", client.settings.password or "" }) do
      local from, to
      local start = 1
      while #secret > 0 do
        from, to = text:find(secret, start, true)
        if not from then break end
        text = text:sub(1, from - 1) .. "***" .. text:sub(to + 1)
        start = from + 3
      end
    end
    return text
  end
  err.message = hide(err.message)
  if type(err.desc) == "string" then err.desc = hide(err.desc) end
  if type(err.data) == "string" then err.data = hide(err.data) end
  return err
end

local function headers_of(client, call, token)
  return {
    ["Accept"] = "application/json",
    ["Content-Type"] = call.body and "application/json" or nil,
    ["Authorization"] = token and "Bearer " .. token or nil,
    ["User-Agent"] = client.settings.user_agent,
  }
end

-- Sends the request once.
local function attempt(client, call, token, remaining)
  local settings = client.settings
  emit(client, "request", { method = call.method, path = call.path, attempt = call.attempts })
  local response, failure = client.transport.perform({
    method = call.method,
    url = settings.base_url .. call.path .. (call.query and "?" .. call.query or ""),
    headers = headers_of(client, call, token),
    body = call.body,
    timeout = remaining,
    connect_timeout = settings.connect_timeout,
    repeatable = call.repeatable,
  })
  if not response then return nil, errors.of_failure(failure) end
  emit(client, "response", {
    method = call.method, path = call.path, attempt = call.attempts, status = response.status,
  })
  return answers.read(response)
end

-- True if a new login may help: once, and only for a token that was sent.
local function may_login_again(client, call, token, err)
  return token and not call.logged_in_again and client.session:can_login()
    and (err.code == 196 or (err.status == 401 and not err.code))
end

-- Makes attempts until one succeeds or none may follow.
local function attempts(client, call)
  local now = client.transport.now
  local deadline = now() + client.settings.timeout
  local token, err, answer
  while true do
    if call.public then
      token = nil
    else
      token, err = client.session:token()
      if not token then return nil, err end
    end
    call.attempts = call.attempts + 1
    answer, err = attempt(client, call, token, math.max(deadline - now(), 0.001))
    if answer then return answer end
    redact(client, token, err)
    if may_login_again(client, call, token, err) then
      call.logged_in_again = true
      client.session:forget(token)
    else
      if call.attempts > client.settings.retries or not retry.allowed(err, call.repeatable) then
        return nil, err
      end
      local wait = retry.wait(call.attempts, err, now())
      if now() + wait >= deadline then return nil, err end
      emit(client, "retry", {
        method = call.method, path = call.path, attempt = call.attempts, kind = err.kind, wait = wait,
      })
      client.transport.sleep(wait)
    end
  end
end

--- Performs a call.
---@param client table settings, transport, session
---@param call table `{ method, path, query, body, repeatable, public, what }`; `path` is below the
--- base address; `repeatable` says that sending it twice does no harm; `public` needs no token;
--- `what` names it in messages
---@return table|nil answer `{ data, warnings, maintenance, status, attempts }`
---@return table|nil err
function exchange.perform(client, call)
  call.attempts = 0
  if call.event then emit(client, call.event, { path = call.path }) end
  local answer, err = attempts(client, call)
  if answer then
    answer.attempts = call.attempts
    return answer
  end
  err.attempts = call.attempts
  if call.attempts == 0 then
    err.outcome = "not_sent"  -- whatever became of the login
  elseif err.outcome == "unknown" and not call.repeatable then
    errors.unknown_outcome(err, call.what or call.method .. " " .. call.path)
  end
  return nil, err
end

return exchange
