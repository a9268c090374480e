--- Calls in flight inside nginx, for the scheduler. Each runs apart from the request that waits for it, and the worker
--- serves other requests meanwhile.
--
-- @module openprovider.transport.nginx.calls

local core = require("openprovider.core")
local nginx_crew = require("openprovider.transport.nginx.background_jobs")

local Calls = {}
Calls.__index = Calls

-- Seconds of one wait, as a semaphore's wait is limited.
local LONGEST_WAIT = 60
local LEAST_WAIT = 0.001

-- Seconds by which a call may exceed its time. After that it has failed.
local OVERTIME = 2

-- The failure of a call that was not begun.
local function not_begun(why)
  return { kind = "network", message = "the call was not made: " .. tostring(why), sent = false }
end

-- Makes a call, unless it was cancelled before.
local function make(self, call)
  if not self.receivers[call] then return end
  call.has_begun = true
  local ok, response, failure = pcall(self.perform_one, call.request)
  if not ok then response, failure = nil, { kind = "network", message = "the call failed: " .. tostring(response) } end
  self:hand_out(call, response, failure)
end

--- Starts a request. Its answer is given to `receiver:answered(response, failure)`.
---@param request table
---@param receiver table
function Calls:start(request, receiver)
  local call = { request = request, deadline = core.uptime() + request.timeout + OVERTIME }
  self.receivers[call] = receiver
  local job, why = nginx_crew.add(make, self, call)
  if not job then
    self.failed[call] = not_begun(why)
  elseif not nginx_crew.is_certain(job) then
    self.uncertain[call] = job
  end
end

function Calls:hand_out(call, response, failure)
  local receiver = self.receivers[call]
  self.receivers[call] = nil
  self.handed_out = self.handed_out + 1
  if receiver then receiver:answered(response, failure) end
  for rested in pairs(self.resting) do rested:post(1) end
end

--- Ends calls: their receivers get a failure of kind `cancelled`. A call that has begun goes on, but its answer is
--- dropped.
---@param is_meant function(receiver) -> boolean
function Calls:cancel(is_meant)
  for call, receiver in pairs(self.receivers) do
    if is_meant(receiver) then
      local sent = call.has_begun == true
      self:hand_out(call, nil, { kind = "cancelled", message = "the call was cancelled", sent = sent })
    end
  end
end

-- Finds out which calls will not be made.
function Calls:ask_crew()
  local uncertain = self.uncertain
  self.uncertain = {}
  for call, job in pairs(uncertain) do
    local is_made, why = nginx_crew.await(job)
    if not is_made then self.failed[call] = not_begun(why) end
  end
end

-- If a call's time is over, lets nginx's loop run first: the worker may have been busy, and an answer that came
-- meanwhile counts. The loop reads the answer in its first round, and hands it out in the second.
function Calls:catch_up()
  local now = core.uptime()
  for call in pairs(self.receivers) do
    if call.deadline <= now then
      for _ = 1, 2 do self.sleep_for(0) end
      return
    end
  end
end

-- Hands out failures, those of calls whose time is over among them. -> when the next call's time is over
function Calls:collect_failed()
  local now, soonest = core.uptime(), math.huge
  for call in pairs(self.receivers) do
    if call.deadline <= now and not self.failed[call] then
      self.failed[call] = {
        kind = "timeout", message = "the call did not end in time", sent = call.has_begun == true,
      }
    end
    soonest = math.min(soonest, call.deadline)
  end
  local failed = self.failed
  self.failed = {}
  for call, failure in pairs(failed) do self:hand_out(call, nil, failure) end
  return soonest
end

--- Waits until answers were handed out, for at most `seconds`.
---@param seconds number
function Calls:rest(seconds)
  local before = self.handed_out
  self:ask_crew()
  self:catch_up()
  local soonest = self:collect_failed()
  if self.handed_out > before then return end -- by this function, or while it waited
  local rested = assert(require("ngx.semaphore").new(0))
  self.resting[rested] = true
  rested:wait(math.max(LEAST_WAIT, math.min(seconds, LONGEST_WAIT, soonest - core.uptime())))
  self.resting[rested] = nil
end

function Calls:perform(request)
  return self.perform_one(request)
end

function Calls:sleep(seconds)
  self.sleep_for(seconds)
  return true
end

--- Makes an empty set of calls.
---@param perform function(request) -> response | nil, failure: performs one request and lets the worker serve meanwhile
---@param sleep function(seconds)
---@return table calls
return function(perform, sleep)
  return setmetatable({
    is_of_request = true, perform_one = perform, sleep_for = sleep,
    receivers = {}, uncertain = {}, failed = {}, handed_out = 0,
    resting = setmetatable({}, { __mode = "k" }), -- a waiting coroutine may end with its request
  }, Calls)
end
