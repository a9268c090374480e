--- Counts by number over the last so many seconds, whatever stretch of that length one looks at.
--
-- Counts are kept by spans of time. The spans that are added up cover any stretch of the window's length. So many
-- different numbers are counted by themselves in one span; beyond it, those that share one of a few numbers as one: too
-- strictly, but never too lax, and in bounded memory. Those few are negative.
--
-- @module openprovider.limits.sliding_count

local MAX_KEYS = 4000
local FEW_KEYS = 4096

local Count = {}
Count.__index = Count

local function shared_key(key)
  return -1 - key % FEW_KEYS
end

-- Forgets a span.
local function drop(self, index)
  local sums = self.sums
  for key, count in pairs(self.spans[index].counts) do
    local left = sums[key] - count
    sums[key] = left > 0 and left or nil
  end
  table.remove(self.spans, index)
end

-- The current span; those that no stretch of the window's length reaches any more are forgotten.
local function current(self, now)
  local number, last = math.floor(now / self.span), self.last
  -- A clock that was set back adds to the newest span.
  if last and last.number >= number then return last end
  while self.spans[1] and self.spans[1].number < number - self.limit.spans do drop(self, 1) end
  last = { number = number, counts = {}, keys = 0 }
  self.spans[#self.spans + 1], self.last = last, last
  return last
end

--- Seconds until there is one less than the limit allows, or nil if that is so now.
---@param key integer from 0
---@param now number
---@return number|nil seconds
---@return table|nil span the current one, if it is nil
function Count:wait(key, now)
  local newest = current(self, now)
  local shared = shared_key(key)
  local sum = (self.sums[key] or 0) + (self.sums[shared] or 0)
  if sum < self.limit.count then return nil, newest end
  for _, span in ipairs(self.spans) do
    sum = sum - (span.counts[key] or 0) - (span.counts[shared] or 0)
    if sum < self.limit.count then return (span.number + self.limit.spans + 1) * self.span - now end
  end
end

--- Counts one.
---@param key integer from 0
---@param now number
---@param span? table the current one, as `wait` gave it just now
---@return table span
---@return integer counted the key that it was counted for: `take_back` wants both
function Count:add(key, now, span)
  span = span or current(self, now)
  local count = span.counts[key]
  if not count and span.keys >= MAX_KEYS then
    key = shared_key(key)
    count = span.counts[key]
  end
  if not count then span.keys = span.keys + 1 end
  span.counts[key] = (count or 0) + 1
  self.sums[key] = (self.sums[key] or 0) + 1
  return span, key
end

--- Takes back what was counted and then not done.
---@param span table
---@param counted integer
function Count:take_back(span, counted)
  span.counts[counted] = span.counts[counted] - 1
  self.sums[counted] = self.sums[counted] and self.sums[counted] - 1
end

--- A count that has seen nothing.
---@param limit table `{ count, window, spans }`: so many in `window` seconds, counted in `spans` parts
---@return table
return function(limit)
  return setmetatable({ limit = limit, span = limit.window / limit.spans, spans = {}, sums = {}, last = nil }, Count)
end
