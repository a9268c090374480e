--- Calls in flight inside nginx, for the scheduler: each is made in a timer of its own, and whoever waits for one of
-- them lets the worker serve others.
--
-- @module openprovider.transport.nginx_calls

local Calls = {}
Calls.__index = Calls

-- Seconds of one wait at most: a semaphore takes no others.
local LONGEST_WAIT = 60

-- Makes a call, in its timer, unless it was cancelled before.
local function make(self, call)
  if not self.receivers[call] then return end
  call.began = true
  self:hand_out(call, self:perform(call.request))
end

--- Starts a request. Its answer is given to `receiver:answered(response, failure)`.
---@param request table
---@param receiver table
function Calls:start(request, receiver)
  local call = { request = request }
  self.receivers[call] = receiver
  local started, why = self.apart(make, self, call)
  if not started then
    call.failure = { kind = "network", message = "nginx has no timer for the call: " .. tostring(why), sent = false }
    self.refused[#self.refused + 1] = call
  end
end

function Calls:hand_out(call, response, failure)
  local receiver = self.receivers[call]
  self.receivers[call] = nil
  if receiver then receiver:answered(response, failure) end
  for rested in pairs(self.resting) do rested:post(1) end
end

--- Ends calls: their receivers get a failure of kind `cancelled`. What has begun goes on, but nobody learns of it.
---@param is_meant function(receiver) -> boolean
function Calls:cancel(is_meant)
  for call, receiver in pairs(self.receivers) do
    if is_meant(receiver) then
      self:hand_out(call, nil, { kind = "cancelled", message = "the call was cancelled", sent = call.began == true })
    end
  end
end

--- Waits until answers were handed out, at most so many seconds.
---@param seconds number
function Calls:rest(seconds)
  local refused = self.refused
  self.refused = {}
  for _, call in ipairs(refused) do self:hand_out(call, nil, call.failure) end
  if refused[1] then return end
  local rested = assert(require("ngx.semaphore").new(0))
  self.resting[rested] = true
  rested:wait(math.min(seconds, LONGEST_WAIT))
  self.resting[rested] = nil
end

function Calls:perform(request)
  return self.perform_one(request)
end

function Calls:sleep(seconds)
  self.sleep_for(seconds)
  return true
end

--- Nothing in flight yet.
---@param perform function(request) -> response | nil, failure: performs one request and lets the worker serve meanwhile
---@param sleep function(seconds)
---@param apart function(fn, ...) -> started | nil, message: calls a function in a timer
---@return table calls
return function(perform, sleep, apart)
  return setmetatable({
    is_of_request = true, perform_one = perform, sleep_for = sleep, apart = apart, receivers = {}, refused = {},
    resting = setmetatable({}, { __mode = "k" }), -- whoever rests may be ended with its request
  }, Calls)
end
