--- Ctrl-C, SIGTERM and SIGHUP. Calls that only read end at once. The program waits for the answers of calls that change
--- something, and sends nothing more. A second signal ends this wait, too, and the program says what it does not know.
--- A third one ends the program at once.
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

-- Signals that are handled: one more ends the program.
local SIGNALS = 2

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
  if self.changes[receiver] then output.outlive_reader() end
  return in_flight.start(self, request, receiver)
end

-- Says what is waited for.
local function tell(count)
  if count == 0 then return end
  output.say(string.format(count == 1 and "waiting for the answer of %d call (Ctrl-C again to give up)"
    or "waiting for the answers of %d calls (Ctrl-C again to give up)", count))
end

-- Ends what only reads. -> whether anything was ended
function Calls:end_reads()
  local changes, reads = 0, 0
  for _, receiver in pairs(self.waiting) do
    if self.changes[receiver] then changes = changes + 1 else reads = reads + 1 end
  end
  tell(changes)
  self:cancel(function(receiver) return not self.changes[receiver] end)
  return reads > 0
end

-- Ends all calls. -> whether anything was ended
function Calls:give_up()
  if next(self.waiting) == nil then return false end
  self:cancel(function() return true end)
  return true
end

-- Reacts to a new signal. Calls that are sent after a second signal are ended, too.
-- -> whether anything was ended
function Calls:heed()
  local is_interrupted, _, signals = core.interrupted()
  if not is_interrupted then return false end
  if signals > 1 then return self:give_up() end
  if self.is_ending then return false end
  self.is_ending = true
  return self:end_reads()
end

function Calls:rest(seconds)
  if not self:heed() then in_flight.rest(self, math.min(seconds, SLICE)) end
end

function Calls:perform(request)
  local outcome
  self:start(request, { answered = function(_, response, failure) outcome = { response, failure } end })
  while not outcome do self:rest(SLICE) end
  return outcome[1], outcome[2]
end

function Calls:sleep(seconds)
  if not interrupt.sleep(seconds) then return false end
  self:heed()
  return false, "cancelled"
end

--- The transport of the command line, for the option `transport` of a client.
interrupt.transport = {}

--- Makes it.
---@param settings table options of a client
---@return table transport
function interrupt.transport.new(settings)
  core.note_interrupts(SIGNALS)
  local calls = in_flight.new(curl.pool(settings))
  calls.changes = setmetatable({}, { __mode = "k" })
  return scheduler.transport(setmetatable(calls, Calls))
end

return interrupt
