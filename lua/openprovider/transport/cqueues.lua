--- Calls that let the other coroutines of a cqueues controller go on.
--
--     local client = openprovider.new { transport = require "openprovider.transport.cqueues" }
-- A call blocks only the controller's coroutine that makes it. Outside of a controller a call blocks the program, and
-- so does one in a coroutine inside a controller's coroutine, which cqueues cannot resume.
--
-- @module openprovider.transport.cqueues

local condition = require("cqueues.condition")
local cqueues = require("cqueues")
local curl = require("openprovider.transport.curl")
local in_flight = require("openprovider.concurrency.pending_calls")
local scheduler = require("openprovider.concurrency.scheduler")

local loop = {}

-- The longest time, in seconds, until the pool is asked again.
local LONGEST_WAIT = 60

-- The controller whose coroutine runs, or nil if the code cannot wait here.
local function current_controller()
  local controller, is_its_own = cqueues.running()
  return is_its_own and controller or nil
end

-- A coroutine that waits for a call.
local Waiter = {}
Waiter.__index = Waiter

function Waiter:answered(response, failure)
  self.is_answered, self.response, self.failure = true, response, failure
  self.done:signal()
end

local Calls = setmetatable({}, in_flight)
Calls.__index = Calls

function Calls:collect(most)
  local count = in_flight.collect(self, most)
  if count > 0 then self:wake_resting() end
  return count
end

function Calls:wake_resting()
  for rested in pairs(self.resting) do rested:signal() end
end

-- Drives calls for as long as a coroutine of this controller waits for one.
function Calls:drive(controller, fd)
  local ready = fd and { pollfd = fd, events = "r" } or self.changed
  while self.waits[controller] > 0 and not self.is_closed do
    cqueues.poll(self.changed, ready, self.pool:timeout() or LONGEST_WAIT)
    if not self.is_closed then self.pool:step() end
    self:collect(math.huge)
  end
end

-- Drives calls, and restores the controller even if that fails.
function Calls:drive_to_end(controller)
  local fd = not self.is_closed and self.pool:fd()
  local ok, why = pcall(self.drive, self, controller, fd)
  self.waits[controller] = nil
  if fd then controller:cancel(fd) end -- the controller must forget it before it is closed
  if self.is_closed and not next(self.waits) then self.pool:close() end
  if not ok then
    self:fail(why)
    error(why, 0)
  end
end

-- Waits for a condition, for at most `seconds`, while this controller drives calls.
function Calls:await(controller, met, seconds)
  local waits = self.waits[controller]
  self.waits[controller] = (waits or 0) + 1
  if waits then
    self.changed:signal() -- a new call has changed the time to wait
  else
    controller:wrap(self.drive_to_end, self, controller)
  end
  met:wait(seconds)
  if not self.waits[controller] then return end
  self.waits[controller] = self.waits[controller] - 1
  if self.waits[controller] == 0 then self.changed:signal() end
end

function Calls:perform(request)
  local controller = current_controller()
  if not controller then
    local response, failure = in_flight.perform(self, request)
    self.changed:signal() -- others' answers may have come meanwhile
    return response, failure
  end
  local waiter = setmetatable({ done = condition.new() }, Waiter)
  self:start(request, waiter)
  repeat self:await(controller, waiter.done) until waiter.is_answered
  return waiter.response, waiter.failure
end

function Calls:sleep(seconds)
  if not current_controller() then return in_flight.sleep(self, seconds) end
  if not self.is_closed then cqueues.poll(self.closing, seconds) end
  return true
end

function Calls:rest(seconds)
  local controller = current_controller()
  if not controller then
    in_flight.rest(self, seconds)
    self.changed:signal()
  elseif self.is_closed then
    cqueues.sleep(math.min(seconds, LONGEST_WAIT))
  else
    local rested = condition.new()
    self.resting[rested] = true
    self:await(controller, rested, seconds < math.huge and seconds or nil)
    self.resting[rested] = nil
  end
end

-- A controller that still watches the pool's descriptor closes it.
function Calls:close()
  self:cancel(function() return true end)
  self.is_closed = true
  self:wake_resting()
  self.closing:signal()
  self.changed:signal()
  if not next(self.waits) then self.pool:close() end
end

--- Makes a transport with its own pool, from the options of a client.
---@param settings openprovider.Options
---@return openprovider.Transport transport see `openprovider.concurrency.scheduler`
function loop.new(settings)
  local calls = setmetatable(in_flight.new(curl.pool(settings)), Calls)
  calls.changed, calls.closing, calls.resting = condition.new(), condition.new(), {}
  calls.waits = setmetatable({}, { __mode = "k" }) -- by controller: how many of its coroutines wait
  return scheduler.transport(calls)
end

return loop
