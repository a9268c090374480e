--- Calls in flight over a pool of the core, and who waits for which of them.
--
-- @module openprovider.in_flight

local core = require("openprovider.core")

local in_flight = {}
in_flight.__index = in_flight

--- Nothing in flight yet.
---@param pool userdata of the core
---@return table calls
function in_flight.new(pool)
  return setmetatable({ pool = pool, waiting = {} }, in_flight)
end

--- Starts a request. When its answer is collected, `receiver:answered(response, failure)` is called.
---@param request table
---@param receiver table
function in_flight:start(request, receiver)
  self.waiting[self.pool:submit(request)] = receiver
end

--- Performs a request, and blocks the program meanwhile.
---@param request table
---@return table|nil response
---@return table|nil failure
function in_flight:perform(request)
  return self.pool:perform(request)
end

--- Ends calls: their receivers get a failure of kind `cancelled`.
---@param is_meant function(receiver) -> boolean
function in_flight:cancel(is_meant)
  for call, receiver in pairs(self.waiting) do
    if is_meant(receiver) then pcall(self.pool.cancel, self.pool, call) end -- the pool may be closed
  end
  pcall(self.collect, self, math.huge)
end

--- Hands out answers that have come, at most so many. They may be for receivers of all kinds.
---@param most number
---@return integer count
function in_flight:collect(most)
  local count = 0
  while count < most do
    local call, response, failure = self.pool:next()
    if call == nil then break end
    local receiver = self.waiting[call]
    self.waiting[call] = nil
    count = count + 1
    if receiver then receiver:answered(response, failure) end
  end
  return count
end

-- Answers that are handed out before anything more is sent. With all that have come, 64 calls in flight would
-- keep in step, and the connections be idle while Lua works.
local AT_ONCE = 8

--- Waits until answers were handed out, at most so many seconds, and blocks the program meanwhile.
---@param seconds number
function in_flight:rest(seconds)
  if next(self.waiting) == nil and seconds < math.huge then
    core.sleep(seconds)
  else
    self.pool:wait(seconds)
  end
  self:collect(AT_ONCE)
end

--- Ends all calls and closes the pool.
function in_flight:close()
  self:cancel(function() return true end)
  self.pool:close()
end

return in_flight
