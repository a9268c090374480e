--- Calls that let the loop of luv (libuv) go on.
--
--     local client = openprovider.new { transport = require "openprovider.transport.luv" }
--     coroutine.wrap(function() print(client:create_customer(customer)) end)()
--     uv.run()
-- A call blocks only its coroutine, which the loop resumes. Outside of a coroutine a call blocks the program.
--
-- @module openprovider.transport.luv

local uv = require("luv")
local curl = require("openprovider.transport.curl")
local in_flight = require("openprovider.concurrency.pending_calls")
local scheduler = require("openprovider.concurrency.scheduler")

local loop = {}

-- The running coroutine, or nil if the code cannot wait here: in the main coroutine, and inside a task of the
-- scheduler.
local function current_coroutine()
  local running, is_main = coroutine.running()
  return not is_main and not scheduler.in_task() and running or nil
end

-- Resumes coroutines. An error of one of them is raised after the others had their turn.
local function resume(coroutines)
  local failure
  for _, one in ipairs(coroutines) do
    if coroutine.status(one) == "suspended" then -- nobody has closed it
      local ok, message = coroutine.resume(one)
      if not ok then failure = failure or debug.traceback(one, tostring(message)) end
    end
  end
  if failure then error(failure, 0) end
end

-- Seconds as libuv's whole milliseconds, rounded up so that no timer is early.
local function milliseconds(seconds)
  return math.ceil(seconds * 1000)
end

-- Lets the loop call a function once, after `seconds`. -> a function that cancels this
local function after(seconds, fn)
  local timer = uv.new_timer()
  local function stop()
    if not timer:is_closing() then timer:close() end
  end
  uv.update_time() -- the loop's clock may be late, and the timer would then be early
  timer:start(milliseconds(seconds), 0, function()
    stop()
    fn()
  end)
  return stop
end

-- A waiting coroutine. It is in one of the sets of `calls` until the wait is over.
local Waiter = {}
Waiter.__index = Waiter

local function new_waiter(calls, set, coroutine)
  return setmetatable({ calls = calls, set = set, coroutine = coroutine, is_over = false }, Waiter)
end

function Waiter:answered(response, failure)
  self.response, self.failure = response, failure
  self:over()
end

-- Lets the loop resume the coroutine, in its next round.
function Waiter:over()
  if self.is_over then return end
  self.is_over, self.set[self] = true, nil
  self.calls.ready[#self.calls.ready + 1] = self.coroutine
end

-- Waits, even if somebody else resumes the coroutine.
function Waiter:wait()
  self.set[self] = true
  self.calls:watch()
  repeat coroutine.yield() until self.is_over
end

local Calls = setmetatable({}, in_flight)
Calls.__index = Calls

function Calls:collect(most)
  local count = in_flight.collect(self, most)
  if count > 0 then
    for rests in pairs(self.resting) do rests:over() end
  end
  return count
end

-- Drives calls, then resumes the coroutines whose answers have come.
function Calls:step()
  if not self.is_closed then
    self.pool:step()
    self:collect(math.huge)
  end
  local ready = self.ready
  self.ready = {}
  self:watch()
  resume(ready)
end

-- Makes the handles of the loop, unless they exist.
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
  if self.is_closed then self.pool:close() end
end

-- Whether the loop has anything to do.
function Calls:is_needed()
  return self.ready[1] ~= nil or next(self.calling) ~= nil or next(self.resting) ~= nil
end

-- Lets the loop watch the pool for as long as that is needed.
function Calls:watch()
  if not self:is_needed() then return self:leave() end
  self:open_handles()
  local function step() self:step() end
  if self.poll and not self.poll:is_active() and not self.is_closed then self.poll:start("r", step) end
  local seconds = self.ready[1] and 0 or not self.is_closed and self.pool:timeout()
  self.timer:stop()
  self.idle:stop()
  if seconds and seconds > 0 then
    self.timer:start(milliseconds(seconds), 0, step)
  elseif seconds then
    self.idle:start(step) -- in the loop's next round: a timer of 0 would be due again before all others
  end
end

-- Stops using the loop. The loop closes the handles in its next round, if they are not needed by then: handles that are
-- closed after the loop has ended crash luv 1.44 at the program's end.
function Calls:leave()
  if not self.timer then return end
  if self.poll then self.poll:stop() end
  self.timer:stop()
  self.idle:start(function()
    if not self:is_needed() then self:close_handles() end
  end)
end

function Calls:perform(request)
  local running = current_coroutine()
  if not running then
    local response, failure = in_flight.perform(self, request)
    self:watch() -- others' answers may have come meanwhile
    return response, failure
  end
  local waiter = new_waiter(self, self.calling, running)
  self:start(request, waiter)
  waiter:wait()
  return waiter.response, waiter.failure
end

-- Waits in a set for `seconds`, or until it is over before.
function Calls:wait_in(set, running, seconds)
  local waiter = new_waiter(self, set, running)
  local stop = seconds < math.huge and after(seconds, function()
    waiter:over()
    self:step()
  end)
  waiter:wait()
  if stop then stop() end
end

function Calls:sleep(seconds)
  local running = current_coroutine()
  if not running then return in_flight.sleep(self, seconds) end
  if not self.is_closed then self:wait_in(self.sleeping, running, seconds) end
  return true
end

function Calls:rest(seconds)
  local running = current_coroutine()
  if not running then
    in_flight.rest(self, seconds)
    self:watch()
  else
    self:wait_in(self.resting, running, seconds)
  end
end

function Calls:drop(connection)
  in_flight.drop(self, connection)
  self:watch() -- calls may have failed by that
end

-- The pool is closed after its handle. Otherwise libuv would take the next file with the same descriptor for the pool.
function Calls:close()
  self:cancel(function() return true end)
  self.is_closed = true
  for _, set in ipairs({ self.resting, self.sleeping }) do
    for waiter in pairs(set) do waiter:over() end
  end
  if not self.poll then self.pool:close() end
  self:watch()
end

--- A transport with a pool of its own: a client makes it of its options.
---@param settings openprovider.Options
---@return openprovider.Transport transport see `openprovider.concurrency.scheduler`
function loop.new(settings)
  local calls = setmetatable(in_flight.new(curl.pool(settings)), Calls)
  -- Coroutines that wait for their own call, for any call, only for time; and those that go on in the next round.
  calls.calling, calls.resting, calls.sleeping, calls.ready = {}, {}, {}, {}
  return scheduler.transport(calls)
end

return loop
