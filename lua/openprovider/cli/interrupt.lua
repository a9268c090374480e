--- Ctrl-C, SIGTERM and SIGHUP: what only reads ends at once; what was sent to change something is waited for, and
-- nothing more is sent. A second signal ends the program.
--
-- The calls of the command line go through the transport of this module. It waits in short slices and looks between
-- them whether a signal came.
--
-- @module openprovider.cli.interrupt

local core = require("openprovider.core")
local curl = require("openprovider.transport.curl")
local in_flight = require("openprovider.concurrency.pending_calls")
local scheduler = require("openprovider.concurrency.scheduler")
local output = require("openprovider.cli.output")

local interrupt = {}

-- Seconds of one wait: a person takes less for 'at once', and ten glances a second cost nothing.
local SLICE = 0.1

--- Lets time pass, until it is over or a signal comes.
---@param seconds number
---@return boolean interrupted
function interrupt.sleep(seconds)
  local over = core.now() + seconds
  while not core.interrupted() do
    local left = over - core.now()
    if left <= 0 then return false end
    core.sleep(math.min(left, SLICE))
  end
  return true
end

local Calls = setmetatable({}, { __index = in_flight })
Calls.__index = Calls

-- Whether a request may change something at the API: a login does not.
local function is_change(request)
  return request.method ~= "GET" and not request.url:find("/auth/login$")
end

function Calls:start(request, receiver)
  self.changes[receiver] = is_change(request) or nil
  return in_flight.start(self, request, receiver)
end

-- Says what is waited for.
local function tell(count)
  if count == 0 then return end
  output.say(string.format("waiting for %d %s sent; press Ctrl-C again to stop without %s", count,
    count == 1 and "request that was" or "requests that were", count == 1 and "its answer" or "their answers"))
end

-- At the first look after a signal: ends what only reads. -> whether anything was ended
function Calls:end_reads()
  if self.is_ending or not core.interrupted() then return false end
  self.is_ending = true
  local changes, reads = 0, 0
  for _, receiver in pairs(self.waiting) do
    if self.changes[receiver] then changes = changes + 1 else reads = reads + 1 end
  end
  tell(changes)
  self:cancel(function(receiver) return not self.changes[receiver] end)
  return reads > 0
end

function Calls:rest(seconds)
  if not self:end_reads() then in_flight.rest(self, math.min(seconds, SLICE)) end
end

function Calls:perform(request)
  local outcome
  self:start(request, { answered = function(_, response, failure) outcome = { response, failure } end })
  while not outcome do self:rest(SLICE) end
  return outcome[1], outcome[2]
end

function Calls:sleep(seconds)
  if not interrupt.sleep(seconds) then return false end
  self:end_reads()
  return false, "cancelled"
end

--- The transport of the command line, for the option `transport` of a client.
interrupt.transport = {}

--- Makes it.
---@param settings table options of a client
---@return table transport
function interrupt.transport.new(settings)
  local calls = in_flight.new(curl.pool(settings))
  calls.changes = setmetatable({}, { __mode = "k" })
  return scheduler.transport(setmetatable(calls, Calls))
end

return interrupt
