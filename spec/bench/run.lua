--- `make bench`: this product beside what a user would otherwise take. One line a measure:
--
--     name  ours  peer  ratio  target
--
-- Times are medians of interleaved runs over 2,000 distinct customers in the shape of FACTS 2.8.
--
--     lua5.4 spec/bench/run.lua BUILD [MEASURE...]
--
-- BUILD is the folder in which plain_curl.c and plain_multi.c are built. Without the names of measures
-- all are made. Exit status 1 says that a target was missed.
local cjson = require("cjson")
local http = require("socket.http")
local ltn12 = require("ltn12")
local socket = require("socket")

local agreement = require("spec.bench.agreement")
local bulk = require("spec.bench.bulk")
local core = require("openprovider.core")
local customers = require("spec.bench.customers")
local look = require("spec.bench.look")
local machines = require("spec.bench.machines")
local measure = require("spec.bench.measure")
local nginx = require("spec.bench.nginx")
local normalise = require("openprovider.customer.normalise")
local openprovider = require("openprovider")
local outside = require("spec.bench.outside")
local peer = require("spec.bench.peer")
local side_by_side = require("spec.bench.side_by_side")
local timers = require("spec.bench.timers")

local CUSTOMERS = 2000

-- Runs of each side, and how much one is: rounds of all customers, or calls.
local CHECK_PAIRS, CHECK_ROUNDS = 31, 5
local CREATE_PAIRS, CREATE_CALLS = 11, 4000
local SOCKET_PAIRS, SOCKET_CALLS = 9, 1000
local COUNTED_CALLS = 400
local MEMORY_CALLS = 100000

local MAX_GROWTH = 1024  -- KiB

local build = arg[1]
local interpreter = arg[-1]
local folder = arg[0]:match("^(.*)/[^/]*$") or "."
local list = customers.list(CUSTOMERS)

-- Checks ------------------------------------------------------------------------------------

-- Microseconds a customer.
local function timed(operation, rounds)
  local start = socket.gettime()
  for _ = 1, rounds do
    for i = 1, CUSTOMERS do operation(list[i]) end
  end
  return (socket.gettime() - start) * 1e6 / rounds / CUSTOMERS
end

local function check(customer)
  assert(openprovider.check_customer(customer))
end

local function check_in_c(customer)
  local _, _, errors = core.check(customer, "create")
  assert(errors == 0)
end

local function check_and_encode(customer)
  assert((normalise.body(customer)))
end

local function against_ajv(name, operation, order, target)
  local function ours() return timed(operation, CHECK_ROUNDS) end
  local function theirs() return tonumber(order()) end
  local a, b = measure.interleaved(CHECK_PAIRS, ours, theirs)
  return measure.row(name, a, b, target)
end

-- Calls `fn` with a process of the peer's that lives as long.
local function with_ajv(fn)
  local ajv = peer.start(folder)
  local ok, result = pcall(fn, ajv)
  ajv:stop()
  if not ok then error(result, 0) end
  return result
end

local function checks()
  with_ajv(function(ajv)
    agreement.check(core, function(text) return ajv:ask_about("agree", text) end, list)
  end)
  return with_ajv(function(ajv)
    ajv:ask_about("load", cjson.encode(list))
    local function check_there() return ajv:ask("check " .. CHECK_ROUNDS) end
    local function encode_there() return ajv:ask("encode " .. CHECK_ROUNDS) end
    local checked = against_ajv("check (us)", check, check_there, 1.25)
    against_ajv("check, the C function alone (us)", check_in_c, check_there)
    return against_ajv("check+encode (us)", check_and_encode, encode_there, 0.85) and checked
  end)
end

-- Creates -----------------------------------------------------------------------------------

local function new_client(sandbox)
  return assert(openprovider.new({
    base_url = sandbox.fast_base_url, username = "bench", password = "bench",
  }))
end

local function token_of(sandbox)
  return outside.token_of(sandbox.fast_base_url, "bench", "bench")
end

local function plain_command(sandbox, bodies, calls)
  return ("'%s/plain_curl' '%s/customers' %s '%s' %d"):format(build, sandbox.fast_base_url,
    token_of(sandbox), bodies, calls)
end

local function create(sandbox)
  return outside.with_bodies(list, function(bodies)
    local client = new_client(sandbox)
    local function ours()
      local start = os.clock()
      for i = 1, CREATE_CALLS do
        assert(client:create_customer(list[(i - 1) % CUSTOMERS + 1]))
      end
      return (os.clock() - start) * 1e6 / CREATE_CALLS
    end
    local command = plain_command(sandbox, bodies, CREATE_CALLS)
    local function theirs() return tonumber(outside.output_of(command):match("^%S+")) end
    ours()
    local a, b = measure.interleaved(CREATE_PAIRS, ours, theirs)
    client:close()
    local met = measure.row("create (us of processor time)", a, b, 1.10)
    measure.row("create (instructions, callgrind)",
      outside.instructions(COUNTED_CALLS, function(calls)
        return ("%s '%s/creates.lua' count %s %d"):format(interpreter, folder, sandbox.fast_base_url, calls)
      end),
      outside.instructions(COUNTED_CALLS, function(calls) return plain_command(sandbox, bodies, calls) end))
    return met
  end)
end

-- As users of LuaSocket do it: `http.request` with a source and a sink. It opens a connection for
-- every call, and has no way to keep one.
local function create_by_luasocket(url, token, customer)
  local body, parts = cjson.encode(customer), {}
  local _, status = http.request({
    url = url,
    method = "POST",
    headers = {
      ["Authorization"] = "Bearer " .. token,
      ["Content-Type"] = "application/json",
      ["Accept"] = "application/json",
      ["Content-Length"] = #body,
    },
    source = ltn12.source.string(body),
    sink = ltn12.sink.table(parts),
  })
  assert(status == 200, status)
  return assert(cjson.decode(table.concat(parts)).data.handle)
end

local function create_against_luasocket(sandbox)
  local client = new_client(sandbox)
  local url, token = sandbox.fast_base_url .. "/customers", token_of(sandbox)
  local function wall(fn)
    local start = socket.gettime()
    for i = 1, SOCKET_CALLS do fn(list[(i - 1) % CUSTOMERS + 1]) end
    return (socket.gettime() - start) * 1e6 / SOCKET_CALLS
  end
  local a, b = measure.interleaved(SOCKET_PAIRS,
    function() return wall(function(c) assert(client:create_customer(c)) end) end,
    function() return wall(function(c) create_by_luasocket(url, token, c) end) end)
  client:close()
  return measure.row("create vs LuaSocket (us)", a, b)
end

local function memory(sandbox)
  local text = outside.output_of(("%s '%s/creates.lua' memory %s %d"):format(interpreter, folder,
    sandbox.fast_base_url, MEMORY_CALLS))
  local early, late = text:match("(%d+)%s+(%d+)")
  print(("memory: %s KiB resident after 1000 creates, %s KiB after %d"):format(early, late, MEMORY_CALLS))
  return measure.alone("memory (KiB grown)", late - early, MAX_GROWTH)
end

-- All of it ---------------------------------------------------------------------------------

local wanted, all = {}, #arg < 2
for i = 2, #arg do wanted[arg[i]] = true end

-- The measures that need a sandbox, and how each is made.
local function setting_of(sandbox)
  return { sandbox = sandbox, interpreter = interpreter, folder = folder, plain_multi = build .. "/plain_multi" }
end

local function table_of_creates(sandbox)
  local setting = setting_of(sandbox)
  setting.build = build
  return side_by_side.creates(setting, list)
end

local AT_SANDBOX = {
  { "table", table_of_creates },
  { "create", create },
  { "luasocket", create_against_luasocket },
  { "memory", memory },
  { "bulk", function(sandbox) return bulk.creates(setting_of(sandbox)) end },
  { "journal", function(sandbox) return bulk.journal(setting_of(sandbox)) end },
  { "import", function(sandbox) return bulk.import(setting_of(sandbox)) end },
  { "look", look.imports },
  { "timers", function(sandbox) return timers.loops(setting_of(sandbox)) end },
  { "nginx", function(sandbox) return nginx.latency(setting_of(sandbox)) end },
}

measure.title()
local met = true
local function make(name, fn, argument)
  if all or wanted[name] then met = fn(argument) and met end
end

local needs_sandbox = all
for _, each in ipairs(AT_SANDBOX) do needs_sandbox = needs_sandbox or wanted[each[1]] end

make("check", checks)
make("machines", machines.import)
if needs_sandbox then
  local sandbox = require("spec.sandbox.server").start({ login_limit = false })
  local ok, reason = pcall(function()
    for _, each in ipairs(AT_SANDBOX) do make(each[1], each[2], sandbox) end
  end)
  sandbox:stop()
  if not ok then error(reason, 0) end
end
os.exit(met)
