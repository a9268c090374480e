--- How late an event loop's timers are while many customers are created in it.
local measure = require("spec.bench.measure")
local outside = require("spec.bench.outside")

local timers = {}

local TASKS, EACH = 500, 6

-- Seconds that the sandbox takes for a create.
local DELAY = 0.5

-- Another program that uses the processor can only make a timer later, so the best of several runs counts.
local RUNS = 3

-- Milliseconds by which 99 of 100 timers may be late.
local TARGET = 5

local function lateness(setting, loop, base_url)
  local sandbox, best = setting.sandbox, math.huge
  for _ = 1, RUNS do
    sandbox:reset()
    sandbox:fault { name = "delay", seconds = DELAY, path = "/customers$", times = 1e9 }
    local text = outside.output_of(("'%s' '%s/lateness.lua' %s '%s' '%s' %d %d"):format(setting.interpreter,
      setting.folder, loop, base_url, sandbox.ca_file, TASKS, EACH))
    local created, late, in_flight = text:match("created=(%d+) .- p99=(%S+) .-in_flight=(%d+)")
    assert(tonumber(created) == TASKS * EACH and tonumber(in_flight) == TASKS, text)
    best = math.min(best, tonumber(late))
  end
  sandbox:reset()
  return best
end

--- 500 creates in flight, in a loop of cqueues and of luv, over http and https.
---@param setting table `{ sandbox, interpreter, folder }`: programs, and where these files are
---@return boolean met
function timers.loops(setting)
  local met = true
  for _, loop in ipairs({ "cqueues", "luv" }) do
    for scheme, base_url in pairs({ http = setting.sandbox.base_url, https = setting.sandbox.https_base_url }) do
      local late = lateness(setting, loop, base_url)
      met = measure.alone(("99 of 100 timers, %s, %s (ms late)"):format(loop, scheme), late, TARGET) and met
    end
  end
  return met
end

return timers
