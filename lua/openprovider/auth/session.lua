--- The session: a token, from its login to its end.
--
-- The API has no logout, no refresh, and names no expiry: a token lives 48 hours (FACTS 1.4). It
-- may end earlier, which the API tells by code 196 or by HTTP 401 (FACTS 1.5).
-- A store that cannot be read stops the call: a login at every call would reach the API's limit (FACTS 3.4), and a file
-- that others can read must not go unnoticed. A store that cannot keep or forget a token stops nothing: from then on
-- the session does not use it. A token is used only by clients with the credentials that it was made with. A store
-- keeps it under a key with two bytes of a hash of the password. One in 65,536 wrong passwords has the same two bytes,
-- and the API does not allow so many attempts. And these bytes are too few to find out the password from the store. A
-- program may give the tokens itself (see `openprovider.auth.token_function`). They are kept only in this process, and
-- never in the store, because they do not come from a login of this user. Only one login is in flight at a time, even
-- if many calls need a token: the other calls of this process wait for it, and other processes wait with the store's
-- `lock`, if it has one. If the login fails, it fails for all waiting calls, unless the reason lies in the call that
-- made it: it was cancelled, or its time was over. Then one of the waiting calls tries again.
--
-- @module openprovider.auth.session

local answers = require("openprovider.http.envelope")
local call_time = require("openprovider.limits.call_time")
local copied = require("openprovider.values.copied")
local is_token = require("openprovider.auth.credentials").is_token
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local events = require("openprovider.http.events")
local json = require("openprovider.values.json")
local protected = require("openprovider.concurrency.protected")
local token_store = require("openprovider.auth.stores")

-- Seconds for which a token is used: an hour less than it lives, for clocks that differ.
local TOKEN_LIFETIME = 47 * 3600

-- Seconds between two looks at a login that another call makes: far less than one takes.
local GLANCE = 0.01

-- How long a call waits for logins of other calls, in multiples of its own longest login; how long a process waits, in
-- multiples of the longest possible login; and the seconds by which a login may exceed its time.
local PATIENCE = 2
local GRACE = 1

-- If so many logins of others time out while a call waits, the call fails, too. Logins that had clearly less time than
-- the call do not count: its own login may succeed.
local MOST_TIMEOUTS = 2
local CLEARLY_LESS = 0.9

-- The part of the remaining time that one attempt at a login may take, if another may follow. If logins with less time
-- have timed out, the API is slow, and one attempt gets all the time.
local SHARE = 0.5

local Session = {}
Session.__index = Session

-- How many hexadecimal digits of a hash tell passwords apart.
local FEW_DIGITS = 4

-- The key of an account in a store, and that of its tokens.
local function keys_of(settings)
  local account = settings.base_url .. " " .. (settings.username or "")
  if not settings.password then return account, account end
  local hash = core.fingerprint(account, settings.password):sub(-FEW_DIGITS)
  return account, table.concat({ account, hash, settings.ip }, " ")
end

--- A session that has not logged in yet.
---@param settings table the options of the client, which are not kept
---@param credentials table of `openprovider.auth.credentials`
---@param store openprovider.TokenStore
---@param transport openprovider.Transport
---@param exchange function(request) -> answer | nil, err: sends one request without a token
---@param tell_failure function(message) called when the store fails
local function new(settings, credentials, store, transport, exchange, tell_failure)
  local key, token_key = keys_of(settings)
  store = credentials.token_function and token_store.memory() or store
  return setmetatable({
    timeout = settings.timeout,
    share = settings.retries > 0 and SHARE or 1,
    credentials = credentials,
    has_given_token = credentials.given_token() ~= nil,
    can_renew = credentials.can_renew(),
    store = store,
    get_of_memory = token_store.get_of_memory(store),
    clock = transport.now,
    sleep = transport.sleep,
    apart = transport.apart,
    exchange = exchange,
    tell_failure = tell_failure,
    on_event = settings.on_event,
    key = key,
    token_key = token_key,
  }, Session)
end

local function missing_credentials(credentials)
  local why = "no credentials"
  if credentials.given_token() or credentials.token_function then
    why = "no user name and password to log in with (a token needs no login)"
  end
  return nil, errors.not_sent("config",
    why .. ": set OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD, "
      .. "or give username and password to openprovider.new")
end

-- Calls a function of the store, about the token unless there is another key: it fails by `nil, message`, and by
-- what it raises.
function Session:ask(name, entry, key)
  local ok, value, message = protected(self.store[name], key or self.token_key, entry)
  if not ok then value, message = nil, "the token store raised an error: " .. tostring(value) end
  if value or type(message) ~= "string" then return value end
  return nil, errors.one_line(self.credentials.hiding(entry and entry.token)(message))
end

-- Changes the store. If that fails, the session keeps tokens in memory instead.
function Session:change(name, entry)
  local _, message = self:ask(name, entry)
  if not message then return end
  self.store = token_store.memory()
  self.get_of_memory = self.store.get
  self.store[name](self.token_key, entry)
  self.tell_failure(message)
end

--- Logs in, even if there is a token.
---@param deadline? number when a call that needs the token gives up; else the timeout counts
---@param share? number the part of the time left that one attempt may take
---@return string|nil token
---@return table|nil err
function Session:login(deadline, share)
  local credentials = self.credentials
  if not credentials.can_login() then return missing_credentials(credentials) end
  local body, why = credentials.login_body()
  if not body then return nil, errors.not_sent("config", "the credentials have " .. why) end
  local answer, err = self.exchange({
    method = "POST", path = "/auth/login", body = body, operation = "login", event = "login",
    deadline = deadline, share = share or self.share,
  })
  if not answer then return nil, err end
  local token = type(answer.data) == "table" and answer.data.token
  if not is_token(token) then
    return nil, answers.senseless(answer, "the answer to the login has no token")
  end
  return self:keep(token, self.clock() + TOKEN_LIFETIME)
end

-- Takes a new token into use. -> token
function Session:keep(token, expires_at)
  self.credentials.uses(token)
  self:change("set", { token = token, expires_at = expires_at })
  return token
end

-- Gets a new token, from the program or by a login. -> token | nil, err
function Session:new_token(flight)
  local token_function = self.credentials.token_function
  if not token_function then return self:login(flight.ends, flight.share) end
  local token, more = token_function.ask(self.clock())
  if not token then return nil, more end
  return self:keep(token, more)
end

-- The token in the store. -> token | nil, err; neither if it has none
function Session:stored()
  local get = self.get_of_memory
  if get then return self.credentials.token_of(get(self.token_key), self.clock()) end -- at nearly each call
  local entry, message = self:ask("get")
  if message then return nil, errors.not_sent("config", message) end
  return self.credentials.token_of(entry, self.clock())
end

-- Whether a login failed for a reason that concerns only the call that made it: others may have more time.
local function is_of_its_maker(err)
  return err.kind == "cancelled" or err.kind == "timeout"
end

local function cancelled()
  return errors.not_sent("cancelled", "the call was cancelled")
end

local function took_too_long(whose)
  return errors.not_sent("timeout", "no token: " .. whose .. " did not end in time")
end

-- The members of an error that other processes get, by type.
local TOLD = {
  kind = "string", message = "string", code = "number", desc = "string", status = "number", retry_after = "number",
  operation = "string", url = "string",
}

-- Tells the processes that wait for this login that it failed, and why.
function Session:tell(err)
  if is_of_its_maker(err) or err.kind == "config" then return end
  local now, said = self.clock(), {}
  for name in pairs(TOLD) do said[name] = err[name] end
  said.at = now
  local text = json.encode(said)
  if not text then return end
  self:ask("set", { token = text, expires_at = now + PATIENCE * self.timeout }, self.token_key .. " failed")
end

-- Why a login of another process failed that this process waited for. -> err | nil
function Session:told(began)
  local entry = self:ask("get", nil, self.token_key .. " failed")
  local said = type(entry) == "table" and type(entry.token) == "string" and json.decode(entry.token)
  if type(said) ~= "table" or type(said.at) ~= "number" or said.at < began then return nil end
  if not errors.KINDS[said.kind] or type(said.message) ~= "string" then return nil end
  local members = { outcome = "not_sent" }
  for name, kind in pairs(TOLD) do
    if type(said[name]) == kind then members[name] = said[name] end
  end
  return errors.new(members.kind, members.message, members)
end

-- Logs in, as the only one of the processes that share the store. A process that waited finds the new token there, or
-- the reason why there is none.
function Session:login_alone(flight)
  if not self.store.lock then return self:new_token(flight) end
  local began = self.clock()
  local left, patience = math.max(0, flight.ends - began), PATIENCE * self.timeout
  local state, token, err = "waits", nil, nil
  flight.over = began + patience + left + GRACE
  local function login()
    state = "tried"
    call_time.waited(flight, self.clock() - began)
    flight.over = flight.ends + GRACE
    token, err = self:stored()
    if token or err then return end
    err = self:told(began)
    if err then return end
    token, err = self:login(flight.ends, flight.share)
    if err then self:tell(err) end
  end
  local function sleep(seconds)
    local others_went_on, why = self.sleep(seconds)
    if why then
      state = "cancelled"
      error(why, 0)
    end
    return others_went_on
  end
  local ok, is_mine = protected(self.store.lock, self.key, login, sleep, patience, left + GRACE)
  if state == "cancelled" then return nil, cancelled() end
  if state == "waits" then
    call_time.waited(flight, self.clock() - began)
    flight.over = flight.ends + GRACE
    if ok and is_mine == false then return nil, took_too_long("another program's login") end
    return self:login(flight.ends, flight.share) -- there can be no lock
  end
  if not ok and not token and not err then error(is_mine, 0) end
  return token, err
end

-- The result of another call's login. An error is copied, because each caller adds to its own copy.
local function outcome_of(flight)
  if not flight.err then return flight.token_got and flight.token_got() end
  local members = copied(flight.err)
  return nil, errors.new(members.kind, members.message, members)
end

-- Waits for another call's login. -> token | nil, err; neither if that login was given up, or (with true) cannot go on
function Session:await(flight, call, give_up)
  if not flight.done then events.waits(self.on_event, "login") end
  while not flight.done do
    local now = self.clock()
    if now >= flight.over then -- the coroutine that made it has ended
      flight.done = true
      return nil
    end
    if now >= give_up then return nil, took_too_long("another call's login") end
    local others_went_on, why = self.sleep(GLANCE)
    call_time.waited(call, self.clock() - now)
    if why then return nil, cancelled() end
    if others_went_on == false then return nil, nil, true end
  end
  return outcome_of(flight)
end

-- Makes a login for which others may wait.
function Session:fly(flight)
  local ok, token, err = pcall(self.login_alone, self, flight)
  flight.done = true -- also if it raised: then one of the waiting calls tries again
  if not ok then error(token, 0) end
  flight.err, flight.token_got = err, token and function() return token end -- in a table it could be printed
  return token, err
end

-- Seconds that a call has left.
function Session:left(call)
  return call_time.left(call, self.clock(), self.timeout)
end

-- Begins a login. -> token | nil, err; neither if it continues in the background
function Session:take_off(call, share)
  local flight = { done = false, waited = 0, ends = call.ends, over = call.ends + GRACE, share = share }
  flight.seconds = self:left(call)
  self.flight = flight
  if self.apart(self.fly, self, flight) then return nil end
  local token, err = self:fly(flight)
  call_time.waited(call, flight.waited)
  return token, err
end

-- Logs in unless another call does so already.
function Session:renew(call)
  local give_up, timeouts = self.clock() + PATIENCE * self:left(call) + GRACE, 0
  local share -- see SHARE
  local mine -- a login that this call made, which may be over before it is looked at
  while true do
    local flight, is_alone, token, err = self.flight, false
    if flight and (not flight.done or flight == mine) then
      mine = nil
      token, err, is_alone = self:await(flight, call, give_up)
      if err and err.kind == "timeout" then
        if flight.seconds < CLEARLY_LESS * self:left(call) then share = 1 else timeouts = timeouts + 1 end
      end
      local is_final = err and (not flight.err or not is_of_its_maker(err) or timeouts == MOST_TIMEOUTS)
      if token or is_final then return token, err end
      token, err = self:stored() -- another call may have tried again meanwhile
      if token or err then return token, err end
    end
    if is_alone or not self.flight or self.flight.done then
      token, err = self:take_off(call, share)
      if token or err then return token, err end
      mine = self.flight
    end
  end
end

--- A token to send: the one given, a stored one that has not expired, or that of a new login.
---@param call table the call that needs it, with its time (see `openprovider.limits.call_time`)
---@return string|nil token
---@return table|nil err
---@return boolean|nil is_at_once whether nothing else went on meanwhile
function Session:token(call)
  local credentials = self.credentials
  if self.has_given_token then
    local given = credentials.given_token()
    if is_token(given) then return given, nil, true end
    return nil, errors.not_sent("config", "the token has characters that a token cannot have")
  end
  if not self.can_renew then return missing_credentials(credentials) end
  local token, err = self:stored()
  if token or err then return token, err, self.get_of_memory ~= nil end
  err = credentials.token_function and credentials.token_function.obstacle()
  if err then return nil, err end
  return self:renew(call)
end

--- Whether the API refused the token that the client was given. A login has taken its place, if there can be one.
---@return boolean
function Session:lost_given_token()
  return self.credentials.given_token() ~= nil and not self.has_given_token
end

--- Forgets a token that the API refused.
function Session:forget(token)
  if token == self.credentials.given_token() then self.has_given_token = false end
  local entry = self:ask("get")
  if type(entry) ~= "table" or entry.token ~= token then return end
  self:change("delete")
  if self.credentials.token_function then self.credentials.token_function.refused(token) end
end

--- Describes the kept token of a login for a person, without the token itself.
---@return number|nil age seconds since its login; nil if none is kept
---@return number|string|nil left seconds for which it is used; or what is wrong with the store
function Session:kept()
  local entry, message = self:ask("get")
  if type(entry) ~= "table" or type(entry.expires_at) ~= "number" then return nil, message end
  local left = entry.expires_at - self.clock()
  if left <= 0 then return nil end
  return TOKEN_LIFETIME - left, left
end

--- Forgets the token that is kept.
---@return boolean|nil was_there
---@return string|nil message what is wrong with the store
function Session:drop()
  local entry, message = self:ask("get")
  if message then return nil, message end
  if type(entry) ~= "table" then return false end
  local _, why = self:ask("delete")
  if why then return nil, why end
  return true
end

return { new = new }
