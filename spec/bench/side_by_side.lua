--- One create at a time, side by side: bare libcurl with bodies that are ready, the script that people write by hand,
-- and this library on both Luas. Of each the processor time, the instructions, and the system calls of a create.
local measure = require("spec.bench.measure")
local outside = require("spec.bench.outside")

local side_by_side = {}

-- Calls of one run; and of one that callgrind or strace watches.
local CALLS, WATCHED_CALLS = 3000, 400

local LINE = "%-44s %8s %8s %8s %13s %8s %8s"

local function sides_of(setting, bodies)
  local sandbox, build, folder = setting.sandbox, setting.build, setting.folder
  local url, token = sandbox.fast_base_url, outside.token_of(sandbox.fast_base_url, "bench", "bench")
  local function creates(before, mode)
    return function(calls) return ("%s '%s/creates.lua' %s %s %d"):format(before, folder, mode, url, calls) end
  end
  -- Not by the environment: callgrind watches the program that it starts.
  local jit = ([[luajit -e "package.cpath='./%s/jit/?.so;' .. package.cpath"]]):format(build)
  local function bare(calls)
    return ("'%s/plain_curl' '%s/customers' %s '%s' %d"):format(build, url, token, bodies, calls)
  end
  local function script(calls) return ("%s '%s/script.lua' %s %s %d"):format(jit, folder, url, token, calls) end
  return {
    { name = "bare libcurl, ready bodies", timed = bare, watched = bare },
    { name = "a script without checks (LuaJIT, lua-curl)", timed = script, watched = script },
    { name = "openprovider, Lua 5.4", timed = creates(setting.interpreter, "time"),
      watched = creates(setting.interpreter, "count") },
    { name = "openprovider, LuaJIT", timed = creates(jit, "time"), watched = creates(jit, "count") },
  }
end

local function load_of_machine()
  local file = io.open("/proc/loadavg")
  local text = file and file:read("*l") or "not known"
  if file then file:close() end
  return text
end

local function show(...)
  print(LINE:format(...))
  io.stdout:flush()
end

--- Prints the table.
---@param setting table `sandbox`, `build`, `folder`, `interpreter`
---@param list table[] customers
---@return boolean met always true: it has no target
function side_by_side.creates(setting, list)
  outside.with_bodies(list, function(bodies)
    local sides, runs = sides_of(setting, bodies), {}
    for index, side in ipairs(sides) do
      runs[index] = function() return tonumber(outside.output_of(side.timed(CALLS)):match("^%S+")) end
    end
    local medians, spreads, rounds = measure.until_settled(runs)
    print(("creates, one at a time; the load of the machine is %s; %d rounds"):format(load_of_machine(), rounds))
    show("side", "us", "spread", "/ bare", "instructions", "/ bare", "calls")
    local first
    for index, side in ipairs(sides) do
      local instructions = outside.instructions(WATCHED_CALLS, side.watched)
      first = first or instructions
      show(side.name, ("%.1f"):format(medians[index]), ("%.0f %%"):format(spreads[index] * 100),
        ("%.2f"):format(medians[index] / medians[1]), ("%.0f"):format(instructions),
        ("%.2f"):format(instructions / first), ("%.1f"):format(outside.system_calls(WATCHED_CALLS, side.watched)))
    end
  end)
  return true
end

return side_by_side
