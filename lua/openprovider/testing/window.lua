--- Limits how often something may happen within some seconds, and blocks it when it happens more often.
local window = {}

--- Makes a counter.
---@return table counted
function window.new()
  return { times = {}, blocked_until = nil }
end

-- Drops old counts, and a block that is over.
local function tidy(counted, limit, now)
  if counted.blocked_until and now >= counted.blocked_until then
    counted.blocked_until, counted.times = nil, {}
  end
  local recent = {}
  for _, time in ipairs(counted.times) do
    if now - time < limit.window then recent[#recent + 1] = time end
  end
  counted.times = recent
end

--- Whether a block goes on.
---@param counted table of `new`
---@param limit table `{ count, window, block }`: at most `count` in `window` seconds; the seconds of the block
---@param now number
---@return boolean
function window.is_blocked(counted, limit, now)
  tidy(counted, limit, now)
  return counted.blocked_until ~= nil
end

--- Counts one more.
---@param counted table of `new`
---@param limit table
---@param now number
---@return boolean is_too_many whether that is one too many, or a block goes on
function window.add(counted, limit, now)
  if window.is_blocked(counted, limit, now) then return true end
  if #counted.times >= limit.count then
    counted.blocked_until = now + limit.block
    return true
  end
  counted.times[#counted.times + 1] = now
  return false
end

return window
