--- Creates customers one at a time, in a process of its own:
--
--     lua creates.lua count BASE_URL CALLS    for callgrind and strace to count
--     lua creates.lua time BASE_URL CALLS     prints the microseconds of processor time that a create took
--     lua creates.lua memory BASE_URL CALLS   prints the resident memory (KiB) early and late
--
-- A number behind CALLS is that of descriptors that are open meanwhile.
local openprovider = require("openprovider")
local customers = require("spec.bench.customers")

local CUSTOMERS = 2000

-- Calls before the time is taken.
local WARM_CALLS = 200

-- Calls after which memory is first looked at: by then every buffer has its size.
local EARLY = 1000

local mode, base_url, calls, descriptors = arg[1], arg[2], tonumber(arg[3]), tonumber(arg[4] or 0)

local opened = {}
for i = 1, descriptors do opened[i] = assert(io.open("/dev/null")) end

local list = customers.list(CUSTOMERS)
local client = assert(openprovider.new({ base_url = base_url, username = "bench", password = "bench" }))

local function create(from, to)
  for i = from, to do
    assert(client:create_customer(list[(i - 1) % CUSTOMERS + 1]))
  end
end

local function resident()
  collectgarbage()
  collectgarbage()
  for line in io.lines("/proc/self/status") do
    local kib = line:match("^VmRSS:%s*(%d+) kB")
    if kib then return kib end
  end
end

if mode == "count" then
  create(1, calls)
elseif mode == "time" then
  create(1, WARM_CALLS)
  local start = os.clock()
  create(1, calls)
  print(("processor %.3f"):format((os.clock() - start) * 1e6 / calls))
else
  create(1, EARLY)
  local early = resident()
  create(EARLY + 1, calls)
  print(early, resident())
end
client:close()
assert(#opened == descriptors) -- they were open all the time: nothing has collected them
