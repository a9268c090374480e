--- As many requests as the API takes: what many calls at once share.
--
-- How much the API takes is not documented, and may change by the hour. So it is found out: from the
-- first refusal on ('too many calls', maintenance), requests are spread evenly at a little less than the
-- rate that succeeded just before, and faster and faster again while none is refused. In the same way the
-- number of calls in flight is halved, and grows by one for each round of successes.
--
-- @module openprovider.limits.adaptive_rate

-- What is left of the rate that succeeded, after a refusal; and by which part of itself the rate grows in a
-- second without one. Close to 1, so that the mean stays close to what the API takes.
local DECREASE = 0.93
local GROWTH = 0.02

-- Seconds over which the rate of successes is measured, and after a refusal in which others are taken for
-- the same: they were on their way already.
local WINDOW = 2

-- Requests in a second that it never falls below, and beyond which nothing need be spread.
local SLOWEST = 0.2
local FASTEST = 5000

-- The last successes whose times are kept: with more in a window nothing need be spread.
local KEPT = WINDOW * FASTEST

local REFUSALS = { rate_limited = true, maintenance = true }

local Pacer = {}
Pacer.__index = Pacer

--- Waits for the turn of a request.
function Pacer:admit()
  if not self.rate then return end
  local now = self.now()
  local turn = math.max(now, self.turn)
  self.turn = turn + 1 / self.rate
  if turn > now then self.sleep(turn - now) end
end

-- Successes that are not too old to say anything.
function Pacer:recent(now)
  local count = 0
  for _, time in ipairs(self.times) do
    if time >= now - WINDOW then count = count + 1 end
  end
  return count
end

--- A request was answered, and not with a refusal.
function Pacer:succeeded()
  local now = self.now()
  self.done_at = now
  self.place = self.place % KEPT + 1
  self.times[self.place] = now
  self.limit = math.min(self.most, self.limit + 1 / self.limit)
  if self.rate then
    self.rate = self.rate * (1 + GROWTH * (now - self.grown))
    self.grown = now
    if self.rate > FASTEST then self.rate = nil end
  end
end

--- A request failed.
---@param err table
---@return boolean refused by an API that wants fewer requests
function Pacer:failed(err)
  if not REFUSALS[err.kind] then return false end
  local now = self.now()
  if now < self.quiet then return true end
  local measured = self:recent(now) / math.min(WINDOW, math.max(now - self.began, 0.1))
  if self.rate then measured = math.min(measured, self.rate) end
  self.rate = math.max(SLOWEST, measured * DECREASE)
  self.turn, self.grown, self.quiet = now, now, now + WINDOW
  self.limit = math.max(1, math.floor(self.limit / 2))
  return true
end

--- Whether the API has taken no request for so long that it is of no use to wait for a turn.
---@return boolean
function Pacer:has_given_up()
  return self.now() - self.done_at >= self.patience
end

--- A pacer that knows of no limit yet.
---@param most integer calls in flight at most
---@param transport table `now` and `sleep`
---@param patience? number seconds without any success after which a refusal is a failure
---@return table pacer its `limit` says how many calls may be in flight
return function(most, transport, patience)
  local now = transport.now()
  return setmetatable({
    most = most, limit = most, now = transport.now, sleep = transport.sleep,
    rate = nil, turn = now, grown = now, quiet = 0, began = now, times = {}, place = 0,
    patience = patience or math.huge, done_at = now,
  }, Pacer)
end
