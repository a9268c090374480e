--- Refuses calls here before the API would block the account for them.
--
-- The API counts identical calls and logins (FACTS 3.4). Beyond its limit for the former it blocks the
-- account until a person removes the block, so nothing may come near it: a loop of a program that
-- embeds this, a cron job that repeats a failing call, ten processes that do the same.
--
-- Counts are kept by spans of time. The spans that are added up cover any stretch of the API's length,
-- so that however its own window lies, no more than the limit falls into it.
--
-- @module openprovider.guard

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local protected = require("openprovider.protected")

local guard = {}

--- The API's limits, and ours below them: another program may use the same account.
-- `count` calls in `window` seconds, counted in `spans` parts; `theirs` is where the API blocks. `shared` is
-- what the store's counter may reach: it begins anew when the window is over, so that a stretch as long as
-- the window may meet two of them, and calls of each client are left out (see `SHARED_CALLS`).
guard.LIMITS = {
  identical = { count = 280, shared = 100, theirs = 300, window = 300, spans = 10 },
  logins = { count = 27, shared = 12, theirs = 30, window = 60, spans = 10 },
}

-- Calls are counted by a number that stands for them. So many different ones are counted by themselves in one
-- span; beyond it, those that share one of a few numbers as one: too strictly, but never too lax, and in bounded
-- memory. Those few are negative.
local MAX_KEYS = 4000
local FEW_KEYS = 4096
local LOGIN = 0

local function shared_key(key)
  return -1 - key % FEW_KEYS
end

-- Calls of a client that are counted in the store, too; later ones only when they are repeated. A store
-- may be a file: a program that makes thousands of different calls does not need it.
local SHARED_CALLS = 100

-- Counts of one limit: spans of `key -> count`, the newest last.
local Counter = {}
Counter.__index = Counter

local function new_counter(limit)
  return setmetatable({ limit = limit, span = limit.window / limit.spans, spans = {} }, Counter)
end

-- Forgets spans that no stretch of the window's length reaches any more; makes the current one.
function Counter:current(now)
  local number, spans = math.floor(now / self.span), self.spans
  while spans[1] and spans[1].number < number - self.limit.spans do table.remove(spans, 1) end
  local last = spans[#spans]
  -- A clock that was set back adds to the newest span.
  if not last or last.number < number then
    last = { number = number, counts = {}, keys = 0 }
    spans[#spans + 1] = last
  end
  return last
end

-- Counts one in a span.
local function add(span, key, shared)
  local counts = span.counts
  if not counts[key] and span.keys >= MAX_KEYS then key = shared end
  local count = counts[key]
  if not count then span.keys = span.keys + 1 end
  counts[key] = (count or 0) + 1
end

-- Counts one, unless that is one too many. -> nil, or seconds until it is not; how many there were
function Counter:take(key, now)
  local current, sum, shared = self:current(now), 0, shared_key(key)
  for _, span in ipairs(self.spans) do
    sum = sum + (span.counts[key] or 0) + (span.counts[shared] or 0)
  end
  if sum < self.limit.count then
    add(current, key, shared)
    return nil, sum
  end
  for _, span in ipairs(self.spans) do
    sum = sum - (span.counts[key] or 0) - (span.counts[shared] or 0)
    if sum < self.limit.count then
      return (span.number + self.limit.spans + 1) * self.span - now, self.limit.count
    end
  end
end

local Guard = {}
Guard.__index = Guard

--- A guard that has seen nothing.
---@param store table a token store; its `incr(key, window) -> n`, if it has one, counts for the whole machine
---@param now function seconds since the epoch
---@param account string what distinguishes one account's calls from another's in the store
function guard.new(store, now, account)
  return setmetatable({
    store = store, now = now, account = account, calls = 0,
    identical = new_counter(guard.LIMITS.identical), logins = new_counter(guard.LIMITS.logins),
  }, Guard)
end

local function refusal(limit, what, wait)
  wait = math.ceil(wait)
  return errors.new("rate_limited", string.format(
    "not sent: %s, and the API blocks the account at %d in %d seconds; it can be sent in %d seconds",
    what, limit.theirs, limit.window, wait), { outcome = "not_sent", retry_after = wait })
end

-- Counts in the store. -> nil, or seconds until it may be free
function Guard:take_shared(key, limit)
  if not self.store.incr then return nil end
  local name = key == LOGIN and "login" or string.format("%.0f", key)
  local ok, count = protected(self.store.incr, self.account .. " " .. name, limit.window)
  if ok and type(count) == "number" and count > limit.shared then return limit.window end
  return nil
end

-- What was done too often.
local function too_often(call, count, limit)
  if call.operation == "login" then
    return string.format("there were too many logins in a short time (%d in %d seconds)", count, limit.window)
  end
  return string.format("the same call, %s %s, was made too often (%d times in %d seconds)", call.method, call.path,
    count, limit.window)
end

-- Whether a limit forbids a call. -> err
function Guard:refusal_by(counter, key, call)
  local limit = counter.limit
  local wait, before = counter:take(key, self.now())
  if wait then return refusal(limit, too_often(call, limit.count, limit), wait) end
  if self.calls > SHARED_CALLS and before == 0 then return nil end
  wait = self:take_shared(key, limit)
  return wait and refusal(limit, too_often(call, limit.shared, limit) .. " on this machine", wait) or nil
end

--- Counts a call that is about to be sent, unless it must not be.
---@param call table `{ method, path, query, body, operation }`
---@return table|nil err of kind `rate_limited`: it must not be sent, and `retry_after` says for how long
function Guard:refusal(call)
  self.calls = self.calls + 1
  if call.operation == "login" then return self:refusal_by(self.logins, LOGIN, call) end
  local key = core.number_of(call.method, call.path, call.query or "", call.body or "")
  return self:refusal_by(self.identical, key, call)
end

return guard
