--- The sides of the table of costs: this library on both Luas, and beside it what people would otherwise take. None of
-- the others checks anything but ajv, which only checks.
--
-- A group is `{ title, sides }`, of which the first is what the others are compared with. A side has
--
--     name
--     key              what the goals call it, if they do
--     time()           -> microseconds of one run, perhaps KiB that were resident at most
--     counted, count   the command for a number of calls, and the number, for callgrind and strace
--     is_jit           callgrind cannot follow it: it writes its own machine code all the time
local outside = require("spec.bench.outside")

local sides = {}

-- Of one run: rounds of all customers, or calls. Fewer where callgrind or strace watch.
local CHECK_ROUNDS, WATCHED_ROUNDS = 20, 1
local CALLS, WATCHED_CALLS = 3000, 400
local BULK_CALLS, WATCHED_BULK_CALLS = 8000, 1000
local IN_FLIGHT = 64
local LISTS, WATCHED_LISTS = 20, 2
local WRK_SECONDS, WATCHED_WRK_SECONDS = 1, 2

local DESCRIPTORS = 19000

-- Descriptors that a process may have open if it asks for them.
local function most_descriptors()
  local most = outside.output_of("ulimit -Hn"):match("%d+")
  return tonumber(most) or math.huge
end

-- The commands that start Lua 5.4 and LuaJIT, each with its core. Not by the environment: callgrind watches the program
-- that it starts.
local function interpreters(setting)
  return {
    ["5.4"] = setting.interpreter,
    jit = ([[luajit -e "package.cpath='./%s/jit/?.so;' .. package.cpath"]]):format(setting.build),
  }
end

local NAMES = { ["5.4"] = "openprovider, Lua 5.4", jit = "openprovider, LuaJIT" }

-- Both of this library's sides of a group.
local function add_ours(list, key, before, fn)
  for _, lua in ipairs({ "5.4", "jit" }) do
    local side = fn(before[lua])
    side.name, side.key = NAMES[lua] .. (side.more or ""), key .. " " .. lua
    list[#list + 1] = side
  end
end

-- A side whose runs are processes, which print what a call took.
local function of_command(setting, command, calls)
  return function()
    local figures = outside.figures(("'%s/used' %s"):format(setting.build, command(calls)))
    return figures.processor, figures.resident
  end
end

-- Checks --------------------------------------------------------------------------------------

local function check_group(setting, title, order, modes)
  local before = interpreters(setting)
  local list = {
    { name = "ajv, compiled for the same rules", is_jit = true,
      time = function() return tonumber(setting.ajv:ask(("%s %d"):format(order, CHECK_ROUNDS))) end },
  }
  for _, mode in ipairs(modes) do
    add_ours(list, mode.name, before, function(interpreter)
      local function command(rounds) return ("%s '%s/checks.lua' %s %d"):format(interpreter, setting.folder, mode.name,
        rounds) end
      local function time() return outside.figures(command(CHECK_ROUNDS)).processor end
      return { time = time, more = mode.more, counted = command, count = WATCHED_ROUNDS, each = setting.customers }
    end)
  end
  return { title = title, sides = list }
end

--- Checks against ajv, and checks that make the text that is sent against ajv and JSON.stringify.
---@param setting table with `ajv`, a process that has loaded the customers, and `customers`, how many they are
---@return table[] groups
function sides.of_checks(setting)
  return {
    check_group(setting, "check", "check", { { name = "check" }, { name = "core", more = ", the C function alone" } }),
    check_group(setting, "check and body", "encode", { { name = "body" } }),
  }
end

-- Creates -------------------------------------------------------------------------------------

--- Creates, one at a time.
---@param setting table with `token`, and `bodies`, a file of the customers' texts
---@return table group
function sides.of_creates(setting)
  local sandbox, folder = setting.sandbox, setting.folder
  local url, token, before = sandbox.fast_base_url, setting.token, interpreters(setting)
  local list = {}
  local group = { title = "creates, one at a time", sides = list }
  local function add(name, command, more)
    local side = { name = name, time = of_command(setting, command, CALLS), counted = command, count = WATCHED_CALLS }
    for key, value in pairs(more or {}) do side[key] = value end
    list[#list + 1] = side
  end
  add("bare libcurl, bodies ready-made", function(calls)
    return ("'%s/plain_curl' '%s/customers' %s '%s' %d"):format(setting.build, url, token, setting.bodies, calls)
  end)
  add("a script with Debian's lua-curl, LuaJIT", function(calls)
    return ("%s '%s/peers/script.lua' %s %s %d"):format(before.jit, folder, url, token, calls)
  end)
  add("a script with LuaSocket, Lua 5.4", function(calls)
    return ("%s '%s/peers/luasocket.lua' %s %s %d"):format(before["5.4"], folder, url, token, calls)
  end)
  add("node's fetch", function(calls)
    return ("node '%s/peers/fetch.js' %s %s '%s' %d"):format(folder, url, token, setting.bodies, calls)
  end, { is_jit = true })
  add_ours(list, "create", before, function(interpreter)
    local function command(mode)
      return function(calls)
        return ("%s '%s/creates.lua' %s %s %d"):format(interpreter, folder, mode, url, calls)
      end
    end
    return { time = of_command(setting, command("time"), CALLS), counted = command("count"), count = WATCHED_CALLS }
  end)
  if most_descriptors() < DESCRIPTORS + 500 then
    print(("skipped: so few descriptors may be open here that %d cannot be"):format(DESCRIPTORS))
    return group
  end
  add_ours(list, "crowded", before, function(interpreter)
    local function command(calls)
      return ([[bash -c 'ulimit -n "$(ulimit -H -n)" && exec "$@"' - %s '%s/creates.lua' time %s %d %d]]):format(
        interpreter, folder, url, calls, DESCRIPTORS)
    end
    return { time = of_command(setting, command, CALLS), more = (", %d descriptors open"):format(DESCRIPTORS) }
  end)
  return group
end

--- Creates, many at a time.
---@param setting table as for `of_creates`
---@return table group
function sides.of_many(setting)
  local sandbox, before, bodies = setting.sandbox, interpreters(setting), setting.bodies
  local url, token = sandbox.fast_base_url, setting.token
  local function multi(calls)
    return ("'%s/plain_multi' '%s/customers' %s '%s' %d %d"):format(setting.build, url, token, bodies, calls, IN_FLIGHT)
  end
  local function wrk(seconds)
    return ("wrk -t1 -c%d -d%ds -s '%s/peers/wrk.lua' %s/customers -- %s '%s'"):format(IN_FLIGHT, seconds,
      setting.folder, url, token, bodies)
  end
  local list = {
    { name = "plain curl_multi, bodies ready-made", time = of_command(setting, multi, BULK_CALLS), counted = multi,
      count = WATCHED_BULK_CALLS },
    { name = "wrk, requests ready-made", time = of_command(setting, wrk, WRK_SECONDS), counted = wrk,
      count = WATCHED_WRK_SECONDS },
  }
  add_ours(list, "bulk", before, function(interpreter)
    local function command(calls)
      return ("%s '%s/bulk_creates.lua' '%s' bench bench %d %d"):format(interpreter, setting.folder, url, calls,
        IN_FLIGHT)
    end
    return { time = of_command(setting, command, BULK_CALLS), counted = command, count = WATCHED_BULK_CALLS }
  end)
  return { title = ("creates, %d in flight"):format(IN_FLIGHT), sides = list }
end

--- A page of customers, read.
---@param setting table with `token` of the sandbox's own address, where there are `customers`
---@return table group
function sides.of_lists(setting)
  local sandbox, before, rows = setting.sandbox, interpreters(setting), setting.customers
  local function script(calls)
    return ("%s '%s/peers/list.lua' %s %s %d %d"):format(before.jit, setting.folder, sandbox.base_url, setting.token,
      rows, calls)
  end
  local list = {
    { name = "a script with Debian's lua-curl, LuaJIT", time = of_command(setting, script, LISTS), counted = script,
      count = WATCHED_LISTS },
  }
  add_ours(list, "list", before, function(interpreter)
    local function command(calls)
      return ("%s '%s/lists.lua' '%s' '%s' '%s' %d %d"):format(interpreter, setting.folder, sandbox.base_url,
        sandbox.username, sandbox.password, rows, calls)
    end
    return { time = of_command(setting, command, LISTS), counted = command, count = WATCHED_LISTS }
  end)
  return { title = ("a page of %d customers, read and tidied"):format(rows), sides = list }
end

return sides
