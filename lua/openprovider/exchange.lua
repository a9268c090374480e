--- One call: a request with its token, its attempts, and what came of it.
--
-- @module openprovider.exchange

local answers = require("openprovider.answer")
local errors = require("openprovider.errors")
local json = require("openprovider.json")
local retry = require("openprovider.retry")

local exchange = {}

-- Takes whatever an observer raises: its failure must not cost a caller the handle.
local function emit(client, name, event)
  local observer = client.settings.on_event
  if not observer then return end
  event.name = name
  pcall(observer, event)
end

-- The texts that may be in nothing that leaves this file, the longest first: one may be part of
-- another.
local function secrets_of(settings, token)
  local secrets = {}
  local proxy_login = (settings.proxy or ""):match("^%w*:?/*([^/]*)@")
  for _, secret in ipairs({ token or "", settings.token or "", settings.password or "", proxy_login or "" }) do
    if secret ~= "" then
      secrets[#secrets + 1] = secret
      -- A server that quotes the request quotes its JSON.
      local quoted = (json.encode(secret) or ""):sub(2, -2)
      if quoted ~= "" and quoted ~= secret then secrets[#secrets + 1] = quoted end
    end
  end
  table.sort(secrets, function(one, other) return #one > #other end)
  return secrets
end

local function hide_in_text(text, secrets)
  for _, secret in ipairs(secrets) do
    local from, to = text:find(secret, 1, true)
    while from do
      text = text:sub(1, from - 1) .. "***" .. text:sub(to + 1)
      from, to = text:find(secret, from + 3, true)
    end
  end
  return text
end

-- A function that gives back a value of an answer without the secrets in it, wherever the server
-- put them.
local function hider(client, token)
  local secrets
  local function hide(value)
    if type(value) == "table" then
      local copy = {}
      for key, member in pairs(value) do copy[hide(key)] = hide(member) end
      return copy
    end
    if type(value) ~= "string" then return value end
    secrets = secrets or secrets_of(client.settings, token)
    return hide_in_text(value, secrets)
  end
  return hide
end

local function headers_of(client, call, token)
  return {
    ["Accept"] = "application/json",
    ["Content-Type"] = call.body and "application/json" or nil,
    ["Authorization"] = token and "Bearer " .. token or nil,
    ["User-Agent"] = client.settings.user_agent,
  }
end

-- The error of a call whose time was over before it could be sent: sending it all the same would
-- only make its outcome unknown.
local function too_late()
  return errors.new("timeout", "no time was left to send the call", { outcome = "not_sent" })
end

-- Sends the request once.
local function attempt(client, call, token, remaining)
  local settings = client.settings
  local hide = hider(client, token)
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
  if not response then
    return nil, errors.of_failure({
      kind = failure.kind, message = hide(failure.message), sent = failure.sent,
    })
  end
  emit(client, "response", {
    method = call.method, path = call.path, attempt = call.attempts, status = response.status,
  })
  return answers.read(response, hide)
end

-- True if a new login may help: once, and only for a token that was sent.
local function may_login_again(client, call, token, err)
  return token and not call.logged_in_again and client.session:can_login()
    and (err.code == 196 or (err.status == 401 and not err.code))
end

-- Makes attempts until one succeeds or none may follow.
local function attempts(client, call)
  local now = client.transport.now
  local deadline = call.deadline or now() + client.settings.timeout
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
    local remaining = deadline - now()
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
---@param call table `{ method, path, query, body, repeatable, public, what, deadline }`; `path` is below the
--- base address; `repeatable` says that sending it twice does no harm; `public` needs no token;
--- `what` names it in messages; `deadline`, by the transport's clock, replaces that of the timeout
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
  err.retryable = retry.allowed(err, call.repeatable)
  if err.outcome == "unknown" and not call.repeatable then
    errors.unknown_outcome(err, call.what or call.method .. " " .. call.path)
  end
  return nil, err
end

return exchange
