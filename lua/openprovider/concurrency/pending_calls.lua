--- Calls in flight over a pool of the core, and their receivers. A wait here blocks the program; event loops have their
--- own calls, which do not (see `openprovider.transport.luv`).
--
-- @module openprovider.concurrency.pending_calls

local core = require("openprovider.core")

local in_flight = {}
in_flight.__index = in_flight

--- Makes one without calls.
---@param pool userdata of the core
---@return table calls
function in_flight.new(pool)
  return setmetatable({ pool = pool, waiting = {}, is_closed = false, is_ending = false }, in_flight)
end

--- Performs a request.
---@param request table
---@return table|nil response
---@return table|nil failure
function in_flight:perform(request)
  return self.pool:perform(request)
end

--- Lets time pass.
---@param seconds number
---@return boolean others_went_on whether anything else could go on meanwhile
function in_flight:sleep(seconds) -- luacheck: ignore 212 (a method like the others)
  core.sleep(seconds)
  return false
end

--- Starts a request. When its answer is collected, `receiver:answered(response, failure)` is called.
---@param request table
---@param receiver table
function in_flight:start(request, receiver)
  self.waiting[self.pool:submit(request)] = receiver
end

--- Ends calls: their receivers get a failure of kind `cancelled`.
---@param is_meant function(receiver) -> boolean
function in_flight:cancel(is_meant)
  if self.is_closed then return end
  for call, receiver in pairs(self.waiting) do
    if is_meant(receiver) then pcall(self.pool.cancel, self.pool, call) end -- the collector may have closed the pool
  end
  pcall(self.collect, self, math.huge)
end

--- Gives all receivers a failure when the pool can no longer be driven.
---@param why any
function in_flight:fail(why)
  local waiting = self.waiting
  self.waiting = {}
  for _, receiver in pairs(waiting) do
    receiver:answered(nil, { kind = "network", message = "the calls could not go on: " .. tostring(why) })
  end
end

--- Hands out answers that have come, `most` at most. They may be for receivers of all kinds.
---@param most number
---@return integer count
function in_flight:collect(most)
  local count = 0
  while count < most and not self.is_closed do
    local call, response, failure = self.pool:next()
    if call == nil then break end
    local receiver = self.waiting[call]
    self.waiting[call] = nil
    count = count + 1
    if receiver then receiver:answered(response, failure) end
  end
  return count
end

-- The most answers that are handed out before more is sent. Without this limit, 64 calls in flight would keep in step,
-- and the connections would be idle while Lua works.
local AT_ONCE = 8

--- Waits until answers were handed out, for at most `seconds`.
---@param seconds number
function in_flight:rest(seconds)
  if next(self.waiting) == nil then
    core.sleep(seconds)
  else
    self.pool:wait(seconds)
  end
  self:collect(AT_ONCE)
end

--- Closes a connection whose answers do not belong to its requests. Calls in flight on it fail with `sent`.
---@param connection integer as a response has it
function in_flight:drop(connection)
  if self.is_closed then return end
  self.pool:drop(connection)
  self:collect(math.huge)
end

--- Ends all calls and closes the pool. Code that rests or sleeps goes on.
function in_flight:close()
  self:cancel(function() return true end)
  self.is_closed = true
  self.pool:close()
end

return in_flight
