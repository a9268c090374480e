--- Refuses calls locally before the API would block the account for them.
-- The API counts identical calls, logins and failed logins (FACTS 3.4). For too many identical calls it blocks the
-- account until a person removes the block. So nothing may come near that limit: not a loop in a program, not a cron
-- job that repeats a failing call, not ten processes that do the same.
-- All clients of a process with the same account count together. They count in every period as long as the API's
-- window, wherever that begins. If the store has `incr`, each call is also counted there, for the whole machine; a call
-- that cannot be counted there within its time is not sent.
--
-- @module openprovider.limits.local_quota

local core = require("openprovider.core")
local domain_calls = require("openprovider.limits.domain_calls")
local errors = require("openprovider.errors")
local protected = require("openprovider.concurrency.protected")

local guard = {}

--- The API's limits, and ours below them: another program may use the same account.
-- `count` calls in `window` seconds; `theirs` is where the API blocks. `shared` is the limit of the store's counter,
-- which begins anew when its window is over: a period as long as the window may contain parts of two windows.
local LIMITS = {
  identical = { count = 280, shared = 140, theirs = 300, window = 300 },
  logins = { count = 27, shared = 13, theirs = 30, window = 60 },
  failed_logins = { count = 90, shared = 45, theirs = 100, window = 3600 },
}
for name, limit in pairs(domain_calls.LIMITS) do LIMITS[name] = limit end
guard.LIMITS = LIMITS

-- The number that stands for a login; all other calls have a hash.
local LOGIN = 0

-- Seconds between two tries to count in a store while another process counts there; and the `retry_after` of a call
-- that could not be counted.
local PAUSE = 0.002
local LATER = 1

-- The counters of each account, by what the transports reach and the account. They are kept for as long as they matter.
local accounts = setmetatable({}, { __mode = "k" })
local KEPT = LIMITS.failed_logins.window * 2

local function new_counters(known, now)
  for name, counters in pairs(known) do
    if math.abs(now - counters.asked) > KEPT then known[name] = nil end
  end
  local counters = {}
  for name, limit in pairs(LIMITS) do counters[name] = core.sliding_count(limit.count, limit.window) end
  return counters
end

local function counters_of(reached, account, now)
  local known = accounts[reached]
  if not known then
    known = {}
    accounts[reached] = known
  end
  local counters = known[account]
  if not counters then
    counters = new_counters(known, now)
    known[account] = counters
  end
  counters.asked = now
  return counters
end

--- Resets all counters of this process, for tests of the clients themselves.
function guard.forget()
  for reached in pairs(accounts) do accounts[reached] = nil end
end

local Guard = {}
Guard.__index = Guard

--- The guard of a client.
---@param store table a token store; its `incr(key, window, by) -> n, seconds`, if it has one, counts for the machine
---@param transport table `now`, `sleep` and `scope`
---@param account string a text that is different for each account
---@param tell function(message) called if the store cannot count
function guard.new(store, transport, account, tell)
  local reached, ahead = transport.scope(account), 0
  if reached == account then
    -- Transports that reach the API count together. Each may have its own clock.
    reached, ahead = core, core.now() - transport.now()
  end
  return setmetatable({
    store = store, clock = transport.now, sleep = transport.sleep, account = account, tell = tell,
    reached = reached, ahead = ahead,
  }, Guard)
end

local function refused(limit, what, wait)
  wait = math.ceil(wait)
  return errors.not_sent("rate_limited", string.format(
    "not sent: %s, and the API blocks the account at %d in %d seconds; it can be sent in %d seconds",
    what, limit.theirs, limit.window, wait), { retry_after = wait })
end

-- What was done too often.
local function too_often(limit, call, count)
  if limit.what then
    return domain_calls.text(limit, call, count)
  elseif limit == LIMITS.failed_logins then
    return string.format("too many logins were refused (%d in %d seconds)", count, limit.window)
  elseif limit == LIMITS.logins then
    return string.format("there were too many logins in a short time (%d in %d seconds)", count, limit.window)
  end
  return string.format("the same call, %s %s, was made too often (%d times in %d seconds)", call.method, call.path,
    count, limit.window)
end

-- Adds to a counter of the store. -> count, seconds left of its window | nil if the store does not count | nil, err if
-- it could not count in time
function Guard:count_in_store(name, limit, by, call)
  local incr = self.store.incr
  if type(name) == "number" then name = core.number_text(name) end -- digit for digit
  local key = self.account .. " " .. name
  while true do
    local ok, count, seconds = protected(incr, key, limit.window, by)
    if ok and type(count) == "number" then
      return count, type(seconds) == "number" and seconds or limit.window
    elseif not ok or count ~= false then
      -- For a login the session tells, when it cannot keep the token.
      if call.operation ~= "login" then
        self.tell(tostring(not ok and count or seconds or "the token store cannot count calls"))
      end
      return nil
    end
    if self.clock() + PAUSE >= call.ends then
      return nil, errors.not_sent("rate_limited", "not sent: it could not be counted in time, because too many "
        .. "programs count calls now: try again later", { retry_after = LATER })
    end
    local _, why = self.sleep(PAUSE)
    if why then return nil, errors.not_sent(why, "the call was cancelled") end
  end
end

-- Whether a limit forbids a call, which counts as `by`. -> err
function Guard:refusal_by(counter, limit, key, name, call, by, now)
  local wait = counter:wait(key, now)
  if wait then return refused(limit, too_often(limit, call, limit.count), wait) end
  local span = by > 0 and counter:add(key, now) -- first, for the store may let others go on
  if not self.store.incr then return nil end
  local count, left = self:count_in_store(name, limit, by, call)
  local err = not count and left or nil
  if count and count - by >= limit.shared then
    err = refused(limit, too_often(limit, call, limit.shared) .. " on this machine", left)
  end
  if err and span then counter:take_back(key, span) end
  return err
end

-- The name of a counter about domains in a store. A call also has other counters there.
local function name_about_domains(limit, key)
  return limit .. " " .. core.number_text(key)
end

-- Counts a call about domains for their limits. -> err
function Guard:refusal_of_domains(counters, call, about, now)
  for _, found in ipairs(about) do
    local name, by = name_about_domains(found.limit, found.key), found.is_told and 0 or 1
    local err = self:refusal_by(counters[found.limit], LIMITS[found.limit], found.key, name, call, by, now)
    if err then return err end
  end
end

--- Counts a call that is about to be sent, or refuses it.
---@param call table `{ method, path, query, body, operation, ends }`
---@param now number
---@return table|nil err of kind `rate_limited`: do not send the call for `retry_after` seconds
function Guard:refusal(call, now)
  now = now + self.ahead
  local counters = counters_of(self.reached, self.account, now)
  if call.operation == "login" then
    return self:refusal_by(counters.failed_logins, LIMITS.failed_logins, LOGIN, "failed login", call, 0, now)
      or self:refusal_by(counters.logins, LIMITS.logins, LOGIN, "login", call, 1, now)
  end
  local key = core.number_of(call.method, call.path, call.query or "", call.body or "")
  local about = domain_calls.of(call, key)
  return about and self:refusal_of_domains(counters, call, about, now)
    or self:refusal_by(counters.identical, LIMITS.identical, key, key, call, 1, now)
end

--- Whether counting a call may take time: its store counts for other programs, too.
---@return boolean
function Guard:asks_others()
  return self.store.incr ~= nil
end

-- The counts that `status` shows, with the name of their counter in a store; without a name, the highest count of the
-- window is shown.
local TOLD = {
  { what = "logins", limit = LIMITS.logins, name = "login" },
  { what = "refused logins", limit = LIMITS.failed_logins, name = "failed login" },
  { what = "identical calls of all your accounts", limit = LIMITS.identical },
  { what = "refused calls about .eu", limit = LIMITS.refused_eu,
    name = name_about_domains("refused_eu", domain_calls.EU) },
}

-- A store counts calls that were refused here, too: they are beyond the limit, and are not told.
-- -> count | nil if it is not known
function Guard:told_count(each)
  local ok, count
  if each.name then
    ok, count = protected(self.store.incr, self.account .. " " .. each.name, each.limit.window, 0)
  elseif self.store.most then
    ok, count = protected(self.store.most, each.limit.window)
  end
  return ok and type(count) == "number" and math.min(math.floor(count), each.limit.shared) or nil
end

--- The counts of all programs of the machine, to show to a person. Logins and refusals are those of the account. For
--- identical calls it is the count of the most frequent call of any account; which call that is, is not known.
---@return table[]|nil counts `{ what, count, limit, window }` each; nil where the store does not count
function Guard:counts()
  if not self.store.incr then return nil end
  local counts = {}
  for index, each in ipairs(TOLD) do
    counts[index] = {
      what = each.what, count = self:told_count(each), limit = each.limit.shared, window = each.limit.window,
    }
  end
  return counts
end

-- Counts what the API refused, here and in the store.
function Guard:count_refused(name, key, stored_as, call)
  local now = self.clock() + self.ahead
  counters_of(self.reached, self.account, now)[name]:add(key, now)
  if self:asks_others() then self:count_in_store(stored_as, LIMITS[name], 1, call) end
end

--- Counts what the API refused: logins, and calls about domains.
---@param call table
---@param err table its error
function Guard:note_refusal(call, err)
  if call.operation == "login" then
    if err.kind == "auth" then self:count_refused("failed_logins", LOGIN, "failed login", call) end
  elseif err.code and domain_calls.is_about_eu(call) then
    self:count_refused("refused_eu", domain_calls.EU, name_about_domains("refused_eu", domain_calls.EU), call)
  end
end

return guard
