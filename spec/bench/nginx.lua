--- How soon nginx's workers answer others while hundreds of creates are in flight.
local json = require("dkjson")
local socket = require("socket")

local application = require("spec.support.nginx.application")
local crowd = require("spec.support.nginx.crowd")
local measure = require("spec.bench.measure")
local nginx = require("spec.support.nginx.server")
local scratch = require("spec.support.scratch")

local bench = {}

-- Seconds that the sandbox takes for a create; and while nginx is made ready for as many as there will be: it makes a
-- Lua VM for each call in flight, once.
local DELAY, WARMING = 0.5, 2.5

local CREATES = 200

-- Runs, of which the best counts; seconds that others are served while nothing is created.
local RUNS, QUIET = 3, 1

-- Milliseconds by which 99 of 100 answers may be later while creates are in flight.
local TARGET = 2

-- The latency of others' answers (ms) while a function runs: that of 99 of 100.
local function latency_during(setting, server, fn)
  local output = server.folder .. "/latency"
  local probe = assert(io.popen(("'%s' spec/support/nginx/probe.lua %d /_worker >%s 2>&1"):format(setting.interpreter,
    server.port, output), "w"))
  fn()
  probe:write("stop\n")
  probe:close()
  local text = scratch.contents(output)
  return assert(json.decode(text), text).p99
end

-- How many creates the sandbox has begun and not answered.
local function in_flight(sandbox)
  local counters = sandbox:counters()
  return counters.arrived - counters.processed
end

-- -> by how much answers are later (ms), at best
local function added_latency(setting, server, pause, are_all_in_flight)
  local sandbox, best = setting.sandbox, math.huge
  for run = 1, RUNS do
    local quiet = latency_during(setting, server, function() socket.sleep(QUIET) end)
    local busy = latency_during(setting, server, function()
      local all = crowd.send(server.port, application.creates(CREATES, "run" .. run), pause)
      if are_all_in_flight then
        assert(nginx.eventually(function() return in_flight(sandbox) == CREATES end, 60), "not all are in flight")
      end
      application.assert_handles(CREATES, all:wait(60))
    end)
    best = math.min(best, busy - quiet)
  end
  return math.max(0, best)
end

local function delay(sandbox, seconds, times)
  sandbox:fault({ name = "delay", seconds = seconds, times = times, method = "POST", path = "/customers$" })
end

--- 200 creates that come at once, in as many threads as nginx has by default; and as many threads.
---@param setting table `{ sandbox, interpreter }`
---@return boolean met
function bench.latency(setting)
  local sandbox, met = setting.sandbox, true
  for title, threads in pairs({ default = false, ["200 in flight"] = 130 }) do
    sandbox:reset()
    local server = application.start(sandbox, threads and {
      options = { worker_threads = threads }, http = ("lua_worker_thread_vm_pool_size %d;"):format(threads + 1),
    } or {})
    local ok, result = pcall(function()
      if threads then
        delay(sandbox, WARMING, CREATES)
        application.assert_handles(CREATES, crowd.send(server.port, application.creates(CREATES, "warm")):wait(60))
      end
      delay(sandbox, DELAY, 1e9)
      return added_latency(setting, server, threads and 0.001, threads)
    end)
    server:stop()
    if not ok then error(result, 0) end
    met = measure.alone(("99 of 100 in nginx, %s (ms more)"):format(title), result, TARGET) and met
  end
  sandbox:reset()
  return met
end

return bench
