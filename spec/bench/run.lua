--- `make bench`: this product beside what a user would otherwise take. One line a measure:
--
--     name  ours  peer  ratio  target
--
-- Times are medians of interleaved runs over 2,000 distinct customers in the shape of FACTS 2.8.
--
--     lua5.4 spec/bench/run.lua PLAIN_CURL [MEASURE...]
--
-- PLAIN_CURL is plain_curl.c, built. Without the names of measures all are made. Exit status 1
-- says that a target was missed.
local cjson = require("cjson")
local http = require("socket.http")
local ltn12 = require("ltn12")
local socket = require("socket")

local agreement = require("spec.bench.agreement")
local core = require("openprovider.core")
local customers = require("spec.bench.customers")
local json = require("openprovider.json")
local measure = require("spec.bench.measure")
local openprovider = require("openprovider")
local peer = require("spec.bench.peer")

local CUSTOMERS = 2000

-- Runs of each side, and how much one is: rounds of all customers, or calls.
local CHECK_PAIRS, CHECK_ROUNDS = 31, 5
local CREATE_PAIRS, CREATE_CALLS = 11, 4000
local SOCKET_PAIRS, SOCKET_CALLS = 9, 1000
local COUNTED_CALLS = 400
local MEMORY_CALLS = 100000

local MAX_GROWTH = 1024  -- KiB

local plain_curl = arg[1]
local interpreter = arg[-1]
local folder = arg[0]:match("^(.*)/[^/]*$") or "."
local list = customers.list(CUSTOMERS)

-- What a command prints.
local function output_of(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read("*a")
  local ok = pipe:close()
  if not ok then error("failed: " .. command .. "\n" .. text, 0) end
  return text
end

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
  local canonical = assert(openprovider.check_customer(customer))
  assert(#json.encode_strings(canonical) > 0)
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

-- The same bodies, ready-made, a line each, in a file that is there while `fn` runs.
local function with_bodies(fn)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  for _, customer in ipairs(list) do file:write(json.encode_strings(customer), "\n") end
  file:close()
  local ok, result = pcall(fn, path)
  os.remove(path)
  if not ok then error(result, 0) end
  return result
end

-- The token that the sandbox's fast path hands out.
local function token_of(sandbox)
  local text = assert(http.request(sandbox.fast_base_url .. "/auth/login", "{}"))
  return cjson.decode(text).data.token
end

local function plain_command(sandbox, bodies, calls)
  return ("'%s' '%s/customers' %s '%s' %d"):format(plain_curl, sandbox.fast_base_url,
    token_of(sandbox), bodies, calls)
end

-- Instructions of a command's calls: of twice as many less once as many, so that its start and
-- its end cancel out.
local function instructions(command_of)
  local function total(calls)
    local text = output_of("valgrind --tool=callgrind --callgrind-out-file=/dev/null " ..
      command_of(calls) .. " 2>&1")
    return tonumber(text:match("Collected : (%d+)")) or error("no count from callgrind:\n" .. text, 0)
  end
  return (total(2 * COUNTED_CALLS) - total(COUNTED_CALLS)) / COUNTED_CALLS
end

local function create(sandbox)
  return with_bodies(function(bodies)
    local client = new_client(sandbox)
    local function ours()
      local start = os.clock()
      for i = 1, CREATE_CALLS do
        assert(client:create_customer(list[(i - 1) % CUSTOMERS + 1]))
      end
      return (os.clock() - start) * 1e6 / CREATE_CALLS
    end
    local command = plain_command(sandbox, bodies, CREATE_CALLS)
    local function theirs() return tonumber(output_of(command):match("^%S+")) end
    ours()
    local a, b = measure.interleaved(CREATE_PAIRS, ours, theirs)
    client:close()
    local met = measure.row("create (us of processor time)", a, b, 1.10)
    measure.row("create (instructions, callgrind)",
      instructions(function(calls)
        return ("%s '%s/creates.lua' count %s %d"):format(interpreter, folder, sandbox.fast_base_url, calls)
      end),
      instructions(function(calls) return plain_command(sandbox, bodies, calls) end))
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
  local text = output_of(("%s '%s/creates.lua' memory %s %d"):format(interpreter, folder,
    sandbox.fast_base_url, MEMORY_CALLS))
  local early, late = text:match("(%d+)%s+(%d+)")
  print(("memory: %s KiB resident after 1000 creates, %s KiB after %d"):format(early, late, MEMORY_CALLS))
  return measure.alone("memory (KiB grown)", late - early, MAX_GROWTH)
end

-- All of it ---------------------------------------------------------------------------------

local wanted, all = {}, #arg < 2
for i = 2, #arg do wanted[arg[i]] = true end

measure.title()
local met = true
local function make(name, fn, argument)
  if all or wanted[name] then met = fn(argument) and met end
end

make("check", checks)
if all or wanted.create or wanted.luasocket or wanted.memory then
  local sandbox = require("spec.sandbox.server").start()
  local ok, reason = pcall(function()
    make("create", create, sandbox)
    make("luasocket", create_against_luasocket, sandbox)
    make("memory", memory, sandbox)
  end)
  sandbox:stop()
  if not ok then error(reason, 0) end
end
os.exit(met)
