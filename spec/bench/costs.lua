--- The table of costs: what a customer costs this library, and what it costs elsewhere. Of each side the processor
-- time, the instructions, the system calls and the memory; and then the goals.
local agreement = require("spec.bench.agreement")
local cjson = require("cjson")
local core = require("openprovider.core")
local customers = require("spec.bench.customers")
local measure = require("spec.bench.measure")
local outside = require("spec.bench.outside")
local peer = require("spec.bench.peer")
local sides = require("spec.bench.sides")

local costs = {}

local CUSTOMERS = 2000

-- Of a page that is read.
local ROWS = 1000

local LINE = "%-46s %8s %7s %7s %13s %7s %7s %6s"

-- What is compared, its form, how much it is to be at most, and how it comes of what was measured for a Lua.
local GOALS = {
  { "create, one at a time, processor time / bare libcurl", "%.2f", 1.25,
    function(of, lua) return of("create", lua, "ratio") end },
  { "system calls a create", "%.1f", 8, function(of, lua) return of("create", lua, "calls") end },
  { "instructions a create", "%.0f", 160000, function(of, lua) return of("create", lua, "instructions") end },
  { "bulk, 64 in flight, processor time / plain curl_multi", "%.2f", 1.5,
    function(of, lua) return of("bulk", lua, "ratio") end },
  { "check + body / ajv + stringify", "%.2f", 0.6, function(of, lua) return of("body", lua, "ratio") end },
  { "check / ajv", "%.2f", 1.5, function(of, lua) return of("check", lua, "ratio") end },
  { "create with 19,000 descriptors open / with none", "%.2f", 1.05, function(of, lua)
    local crowded = of("crowded", lua, "time")
    return crowded and crowded / of("create", lua, "time")
  end },
}

local function load_of_machine()
  local file = io.open("/proc/loadavg")
  local text = file and file:read("*l"):match("^%S+") or "not known"
  if file then file:close() end
  return text
end

local function show(...)
  print(LINE:format(...))
  io.stdout:flush()
end

-- Runs of a side for `measure.until_settled`, which see the memory as well.
local function runs_of(list, resident)
  local runs = {}
  for index, side in ipairs(list) do
    runs[index] = function()
      local time, kib = side.time()
      resident[index] = kib and math.max(kib, resident[index] or 0)
      return time
    end
  end
  return runs
end

-- Instructions and system calls of one call of a side; of a check only instructions.
local function counts_of(side)
  if not side.counted then return nil end
  local instructions = not side.is_jit and outside.instructions(side.count, side.counted) or nil
  if side.each then return instructions and instructions / side.each end
  return instructions, outside.system_calls(side.count, side.counted)
end

local function text_of(form, value)
  return value and form:format(value) or "-"
end

-- Measures a group, and prints it. What goals name goes into `found`.
local function print_group(group, found)
  local before, resident = load_of_machine(), {}
  local medians, spreads, rounds = measure.until_settled(runs_of(group.sides, resident))
  print(("\n%s: %d rounds; the load of the machine was %s before and %s with this"):format(group.title, rounds, before,
    load_of_machine()))
  show("side", "us", "spread", "ratio", "instructions", "ratio", "calls", "MiB")
  local first
  for index, side in ipairs(group.sides) do
    local instructions, calls = counts_of(side)
    if index == 1 then first = instructions end
    local ratio = medians[index] / medians[1]
    if side.key then
      found[side.key] = { time = medians[index], ratio = ratio, instructions = instructions, calls = calls }
    end
    show(side.name, ("%.2f"):format(medians[index]), ("%.0f %%"):format(spreads[index] * 100), ("%.2f"):format(ratio),
      text_of("%.0f", instructions), text_of("%.2f", first and instructions and instructions / first),
      text_of("%.1f", calls), text_of("%.0f", resident[index] and resident[index] / 1024))
  end
end

-- What the goals are about, as far as it was measured.
local found = {}

local function measured(key, lua, figure)
  local side = found[key .. " " .. lua]
  return side and side[figure]
end

--- Prints the goals beside what was measured for them.
---@return boolean met whether all of these are
function costs.print_goals()
  local line, all_met = "%-56s %8s %16s %16s", true
  print("\n" .. line:format("goal", "at most", "Lua 5.4", "LuaJIT"))
  for _, goal in ipairs(GOALS) do
    local name, form, most, value_of = table.unpack(goal)
    local texts = {}
    for index, lua in ipairs({ "5.4", "jit" }) do
      local value = value_of(measured, lua)
      local is_met = value and value <= most
      all_met = all_met and is_met ~= false
      texts[index] = value and form:format(value) .. (is_met and " met" or " missed") or "-"
    end
    print(line:format(name, form:format(most), texts[1], texts[2]))
  end
  return all_met
end

-- Calls `fn` with a process of ajv's that lives as long.
local function with_ajv(setting, fn)
  local ajv = peer.start(setting.folder .. "/peers")
  local ok, result = pcall(fn, ajv)
  ajv:stop()
  if not ok then error(result, 0) end
end

--- Prints what checks cost. Both sides have to say the same of customers before their times mean anything.
---@param setting table `{ sandbox, build, folder, interpreter }`
---@return boolean met always true: `print_goals` has the goals
function costs.checks(setting)
  local list = customers.list(CUSTOMERS)
  with_ajv(setting, function(ajv)
    agreement.check(core, function(text) return ajv:ask_about("agree", text) end, list)
  end)
  with_ajv(setting, function(ajv)
    ajv:ask_about("load", cjson.encode(list))
    setting.ajv, setting.customers = ajv, #list
    for _, group in ipairs(sides.of_checks(setting)) do print_group(group, found) end
  end)
  return true
end

local function print_at_sandbox(setting, group_of)
  setting.token = outside.token_of(setting.sandbox.fast_base_url, "bench", "bench")
  outside.with_bodies(customers.list(CUSTOMERS), function(bodies)
    setting.bodies = bodies
    print_group(group_of(setting), found)
  end)
  return true
end

--- Prints what creates cost, one at a time.
---@param setting table as for `checks`
---@return boolean met always true
function costs.creates(setting)
  return print_at_sandbox(setting, sides.of_creates)
end

--- Prints what creates cost, many at a time.
---@param setting table as for `checks`
---@return boolean met always true
function costs.many(setting)
  return print_at_sandbox(setting, sides.of_many)
end

--- Prints what a long page of a list costs.
---@param setting table as for `checks`
---@return boolean met always true
function costs.lists(setting)
  local sandbox = setting.sandbox
  sandbox:reset()
  sandbox:fill(ROWS, "customer %d")
  setting.customers = ROWS
  setting.token = outside.token_of(sandbox.base_url, sandbox.username, sandbox.password)
  print_group(sides.of_lists(setting), found)
  sandbox:reset()
  return true
end

return costs
