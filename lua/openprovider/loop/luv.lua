--- Calls that let luv's loop, libuv's, go on.
--
--     local client = openprovider.new { transport = require "openprovider.loop.luv" }
--     coroutine.wrap(function() print(client:create_customer(customer)) end)()
--     uv.run()
--
-- A coroutine waits for its own call only, and is resumed by the loop. Outside of any a call blocks.
--
-- @module openprovider.loop.luv

local uv = require("luv")
local curl = require("openprovider.transport.curl")
local in_flight = require("openprovider.in_flight")
local scheduler = require("openprovider.scheduler")

local loop = {}

-- The coroutine that runs, or nil in the main one, which cannot wait.
local function current_coroutine()
  local running, is_main = coroutine.running()
  return not is_main and running or nil
end

-- Has coroutines go on. What one of them raises goes on to the loop, after the others had their turn.
local function resume(waiting)
  local failure
  for _, one in ipairs(waiting) do
    local ok, message = coroutine.resume(one)
    if not ok then failure = failure or debug.traceback(one, tostring(message)) end
  end
  if failure then error(failure, 0) end
end

-- Libuv's whole milliseconds, so that nothing is early.
local function milliseconds(seconds)
  return math.ceil(seconds * 1000)
end

-- Has the loop call a function once, after so many seconds. -> a function that takes that back
local function after(seconds, fn)
  local timer = uv.new_timer()
  local function stop()
    if not timer:is_closing() then timer:close() end
  end
  uv.update_time() -- the loop's own clock may be late, and the timer would be early
  timer:start(milliseconds(seconds), 0, function()
    stop()
    fn()
  end)
  return stop
end

local function sleep(seconds)
  local waiting = current_coroutine()
  if not waiting then return curl.block(seconds) end
  after(seconds, function() resume({ waiting }) end)
  coroutine.yield()
  return true
end

-- Who waits for a call: a coroutine.
local Waiter = {}
Waiter.__index = Waiter

function Waiter:answered(response, failure)
  self.response, self.failure = response, failure
  self.calls:ready(self.coroutine)
end

local Calls = setmetatable({}, in_flight)
Calls.__index = Calls

-- Has a coroutine resumed by the loop, once all answers that have come are handed out.
function Calls:ready(waiting)
  self.answered[#self.answered + 1] = waiting
end

function Calls:collect(most)
  local count = in_flight.collect(self, most)
  if count > 0 then
    for rested in pairs(self.resting) do self:stop_resting(rested) end
  end
  return count
end

-- Moves calls on, then has those go on whose answers have come.
function Calls:step()
  if not self.is_closed then
    self.pool:step()
    self:collect(math.huge)
  end
  local answered = self.answered
  self.answered = {}
  self:watch()
  resume(answered)
end

-- Makes what the loop calls by, unless it is there.
function Calls:open_handles()
  if self.timer then return end
  self.timer, self.idle = uv.new_timer(), uv.new_idle()
  local fd = not self.is_closed and self.pool:fd()
  self.poll = fd and assert(uv.new_poll(fd))
end

function Calls:close_handles()
  if self.poll then self.poll:close() end
  self.timer:close()
  self.idle:close()
  self.poll, self.timer, self.idle = nil, nil, nil
end

-- Has the loop keep an eye on the pool for as long as anybody waits.
function Calls:watch()
  if self.waits == 0 then return self:leave() end
  self:open_handles()
  local function step() self:step() end
  if self.poll and not self.poll:is_active() and not self.is_closed then self.poll:start("r", step) end
  local seconds = self.answered[1] and 0 or not self.is_closed and self.pool:timeout()
  self.timer:stop()
  self.idle:stop()
  if seconds and seconds > 0 then
    self.timer:start(milliseconds(seconds), 0, step)
  elseif seconds then
    self.idle:start(step) -- in the loop's next round: a timer of 0 would be due again before all others
  end
end

-- Leaves the loop alone. It closes the handles itself, in its next round, if nobody waits by then: those that are
-- closed when no loop runs any more crash luv 1.44 at the program's end.
function Calls:leave()
  if not self.timer then return end
  if self.poll then self.poll:stop() end
  self.timer:stop()
  self.idle:start(function()
    if self.waits == 0 then self:close_handles() end
  end)
end

-- Waits until the loop resumes this coroutine.
function Calls:await()
  self.waits = self.waits + 1
  self:watch()
  coroutine.yield()
  self.waits = self.waits - 1
  if self.waits == 0 then self:leave() end
end

function Calls:perform(request)
  local waiting = current_coroutine()
  if not waiting then
    local response, failure = in_flight.perform(self, request)
    self:watch() -- others' answers may have come meanwhile
    return response, failure
  end
  local waiter = setmetatable({ calls = self, coroutine = waiting }, Waiter)
  self:start(request, waiter)
  self:await()
  return waiter.response, waiter.failure
end

-- Has a coroutine that rests go on, in the loop's next round.
function Calls:stop_resting(waiting)
  if not self.resting[waiting] then return end
  self.resting[waiting] = nil
  self:ready(waiting)
end

function Calls:rest(seconds)
  local waiting = current_coroutine()
  if not waiting then
    in_flight.rest(self, seconds)
    return self:watch()
  end
  self.resting[waiting] = true
  local stop = seconds < math.huge and after(seconds, function()
    self:stop_resting(waiting)
    self:watch()
  end)
  self:await()
  if stop then stop() end
end

function Calls:close()
  self.is_closed = true
  if self.poll then self.poll:stop() end
  in_flight.close(self)
  self:watch()
end

--- A transport with a pool of its own: a client makes it of its options.
---@param settings table options of a client
---@return table transport see `openprovider.scheduler`
function loop.new(settings)
  local calls = setmetatable(in_flight.new(curl.pool(settings)), Calls)
  calls.waits, calls.answered, calls.resting = 0, {}, {}
  return scheduler.transport(calls, sleep)
end

return loop
