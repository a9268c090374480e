--- The time that a call has. Waits for others (a turn, another call's login) are not part of it.
--
-- @module openprovider.limits.call_time

local call_time = {}

--- Begins a call's time: sets `ends`, by the transport's clock. A wait adds its seconds to `waited`.
---@param call table its `deadline`, if it has one, replaces the timeout
---@param now number
---@param timeout number
function call_time.begin(call, now, timeout)
  call.waited, call.ends = nil, call.deadline or now + timeout
end

--- Seconds that a call has left, and never more than a whole call has: the clock may be set back meanwhile.
---@param call table
---@param now number
---@param timeout number
---@return number
function call_time.left(call, now, timeout)
  local left = call.ends - now
  return left < timeout and left or timeout
end

--- Extends a call's time by the seconds in which it waited for others.
---@param call table
---@param seconds number
function call_time.waited(call, seconds)
  if seconds <= 0 then return end -- the clock was set back meanwhile
  call.waited, call.ends = (call.waited or 0) + seconds, call.ends + seconds
end

-- The members of a client with less time: some are its own; all others are the client's.
local function inherits(own, from)
  return setmetatable(own, { __index = from })
end

--- A client with a shorter `timeout` for its calls: the smaller of both counts. All else is the same client.
---@param client table
---@param seconds number|nil the option `timeout` of a call
---@return table client
function call_time.within(client, seconds)
  if not seconds or seconds >= client.settings.timeout then return client end
  return inherits({ settings = inherits({ timeout = seconds }, client.settings) }, client)
end

return call_time
