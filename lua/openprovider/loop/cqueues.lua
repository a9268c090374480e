--- Calls that let the other coroutines of a cqueues controller go on.
--
--     local client = openprovider.new { transport = require "openprovider.loop.cqueues" }
--
-- A coroutine of a controller waits for its own call only. Outside of any, and in a coroutine inside of one
-- (which cqueues cannot resume), a call blocks.
--
-- @module openprovider.loop.cqueues

local condition = require("cqueues.condition")
local cqueues = require("cqueues")
local curl = require("openprovider.transport.curl")
local in_flight = require("openprovider.in_flight")
local scheduler = require("openprovider.scheduler")

local loop = {}

-- Seconds after which moving on is tried in any case.
local LONGEST_WAIT = 60

-- The controller whose coroutine runs, or nil where none can be waited in.
local function current_controller()
  local controller, is_its_own = cqueues.running()
  return is_its_own and controller or nil
end

local function sleep(seconds)
  if not current_controller() then return curl.block(seconds) end
  cqueues.sleep(seconds)
  return true
end

-- Who waits for a call: a coroutine.
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
  if count > 0 then
    for rested in pairs(self.resting) do rested:signal() end
  end
  return count
end

-- Moves calls on for as long as a coroutine of this controller waits for one.
function Calls:drive(controller)
  local fd = self.pool:fd()
  local ready = fd and { pollfd = fd, events = "r" } or self.changed
  while self.waits[controller] > 0 do
    cqueues.poll(self.changed, ready, self.pool:timeout() or LONGEST_WAIT)
    self.pool:step()
    self:collect(math.huge)
  end
  self.waits[controller] = nil
  if fd then controller:cancel(fd) end -- the controller must not know it when it is closed
  if self.is_closed and not next(self.waits) then self.pool:close() end
end

-- Waits for a condition, at most so many seconds, while this controller moves calls on.
function Calls:await(controller, met, seconds)
  local waits = self.waits[controller]
  self.waits[controller] = (waits or 0) + 1
  if waits then
    self.changed:signal() -- a new call has changed the time to wait
  else
    controller:wrap(self.drive, self, controller)
  end
  met:wait(seconds)
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

function Calls:rest(seconds)
  local controller = current_controller()
  if not controller then
    in_flight.rest(self, seconds)
    return self.changed:signal()
  end
  local rested = condition.new()
  self.resting[rested] = true
  self:await(controller, rested, seconds < math.huge and seconds or nil)
  self.resting[rested] = nil
end

-- A controller that still watches the pool's descriptor closes it.
function Calls:close()
  self.is_closed = true
  self:cancel(function() return true end)
  if not next(self.waits) then self.pool:close() end
end

--- A transport with a pool of its own: a client makes it of its options.
---@param settings table options of a client
---@return table transport see `openprovider.scheduler`
function loop.new(settings)
  local calls = setmetatable(in_flight.new(curl.pool(settings)), Calls)
  calls.changed, calls.resting, calls.waits = condition.new(), {}, setmetatable({}, { __mode = "k" })
  return scheduler.transport(calls, sleep)
end

return loop
