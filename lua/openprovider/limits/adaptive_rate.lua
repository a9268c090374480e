--- Finds the rate of requests that the API accepts, for many calls at once.
-- The API's limit is not documented, and may change at any time. So it is measured. After the first refusal ('too many
-- calls', maintenance), requests are spread evenly, at a little less than the rate that succeeded just before. Without
-- further refusals the rate grows again. Likewise the number of calls in flight is halved, and grows by one for each
-- round of successes.
-- If nothing succeeds at all, the API is down. Then one request a second tests whether it is back. When it is, the rate
-- and the number of calls in flight double with each success, up to their values before.
-- Calls queue for their turns. The rate is the speed of the queue, so a new rate also applies to calls that wait
-- already.
--
-- @module openprovider.limits.adaptive_rate

-- DECREASE: the factor for the rate that succeeded, after a refusal. GROWTH: the part of itself by which the rate grows
-- in a second without a refusal. DECREASE is close to 1, so that the mean stays close to the API's limit.
local DECREASE = 0.93
local GROWTH = 0.02

-- The factor by which both grow with each success while the API comes back.
local RECOVERY = 2

-- Seconds over which the rate of successes is measured. For as long after a refusal, further refusals count as the same
-- one: their requests were on their way already. After as many seconds without a success the API counts as down.
local WINDOW = 2

-- Requests in a second that it never falls below; those while the API is down; and beyond which nothing need be spread.
local SLOWEST = 0.2
local PROBING = 1
local FASTEST = 5000

-- How many times of successes are kept. With more in a window, requests need not be spread.
local KEPT = WINDOW * FASTEST

-- Seconds after which a waiting call looks whether the rate has changed; and the longest wait that is skipped.
local GLANCE = 0.2
local MOMENT = 1e-6

local REFUSALS = { rate_limited = true, maintenance = true }

local Pacer = {}
Pacer.__index = Pacer

-- How many turns have come up by now. Turns also pass while nobody waits: none is saved for later.
function Pacer:passed(now)
  if now < self.since then self.since = now end -- the clock was set back
  return self.turns + (now - self.since) * self.rate
end

-- Sets the rate of turns from now on; nil: requests need not be spread.
function Pacer:set_rate(rate, now)
  self.turns = self.rate and self:passed(now) or self.next_turn -- a new queue begins after all turns of the last one
  self.rate, self.since = rate, now
end

--- Takes the next turn.
---@param seconds number a turn that comes earlier than this is of no use
---@return number|nil turn to wait for; nil if there is no need to wait
function Pacer:take(seconds)
  if not self.rate then return nil end
  local turn = math.max(self:passed(self.now()) + seconds * self.rate, self.next_turn)
  self.next_turn = turn + 1
  return turn
end

--- Seconds until a turn comes, at the present rate.
---@param turn number|nil
---@return number
function Pacer:seconds_until(turn)
  if not turn or not self.rate then return 0 end
  local seconds = (turn - self:passed(self.now())) / self.rate
  return seconds > MOMENT and seconds or 0
end

--- Waits for a turn, unless the call is cancelled or its client is closed.
---@param turn number
function Pacer:wait(turn)
  local seconds, why = self:seconds_until(turn), nil
  while seconds > 0 and not why and not self.is_over() do
    local _
    _, why = self.sleep(math.min(seconds, GLANCE))
    seconds = self:seconds_until(turn)
  end
end

--- Waits before a retry. If nothing has succeeded for a while, the success of another call ends the wait, because the
--- trouble is over.
---@param seconds number
function Pacer:pause(seconds)
  local now, done_at = self.now(), self.done_at
  if now - done_at < WINDOW then
    self.sleep(seconds)
    return
  end
  local ends, why = now + seconds, nil
  while now < ends and not why and self.done_at == done_at and not self.is_over() do
    local _
    _, why = self.sleep(math.min(ends - now, GLANCE))
    now = self.now()
  end
end

-- The number of recent successes.
function Pacer:recent(now)
  local count = 0
  for _, time in ipairs(self.times) do
    if time >= now - WINDOW then count = count + 1 end
  end
  return count
end

-- A number after a success: doubled, but not beyond its value before.
local function recovered(value, was, otherwise)
  if value >= was then return otherwise end
  return math.min(value * RECOVERY, was)
end

--- Notes a request that was answered without a refusal.
function Pacer:succeeded()
  local now = self.now()
  self.done_at = now
  self.place = self.place % KEPT + 1
  self.times[self.place] = now
  self.limit = math.min(self.most, recovered(self.limit, self.limit_before, self.limit + 1 / self.limit))
  if self.rate then
    local rate = recovered(self.rate, self.rate_before, self.rate * (1 + GROWTH * (now - self.grown)))
    self.grown = now
    self:set_rate(rate <= FASTEST and rate or nil, now)
  end
end

-- Sets the rate after a refusal, by the rate of successes just before, and the rate to which it returns later. A few
-- successes may be the last ones before the API went down, so the latter falls by half at most.
function Pacer:slow_down(measured, now)
  if measured == 0 then
    self:set_rate(math.min(self.rate or PROBING, PROBING), now)
    return
  end
  local rate = measured * DECREASE
  self.rate_before = self.rate_before == math.huge and rate or math.max(rate, self.rate_before / 2)
  self.limit_before = math.max(1, math.floor(math.max(self.limit, self.limit_before) / 2))
  self:set_rate(math.max(SLOWEST, rate), now)
end

--- Notes a request that failed.
---@param err table
---@return boolean whether the API wants fewer requests
function Pacer:failed(err)
  if not REFUSALS[err.kind] then return false end
  local now = self.now()
  if now < self.quiet then return true end
  local measured = self:recent(now) / math.min(WINDOW, math.max(now - self.began, 0.1))
  if self.rate then measured = math.min(measured, self.rate) end
  self:slow_down(measured, now)
  self.grown, self.quiet = now, now + WINDOW
  self.limit = math.max(1, math.floor(self.limit / 2))
  return true
end

--- Whether the API has accepted no request for so long that a wait for a turn is of no use.
---@return boolean
function Pacer:has_given_up()
  return self.now() - self.done_at >= self.patience
end

--- Makes a pacer that knows no limit yet.
---@param most integer calls in flight at most
---@param transport table `now` and `sleep`
---@param is_over fun(): any whether nothing more must be sent
---@param patience? number seconds without any success after which a refusal is a failure
---@return table pacer its `limit` says how many calls may be in flight
return function(most, transport, is_over, patience)
  local now = transport.now()
  return setmetatable({
    most = most, limit = most, limit_before = most, now = transport.now, sleep = transport.sleep,
    is_over = is_over, rate = nil, rate_before = math.huge, since = now, turns = 0, next_turn = 0,
    grown = now, quiet = 0, began = now, times = {}, place = 0, patience = patience or math.huge, done_at = now,
  }, Pacer)
end
