--- A peer of `create`: as users of LuaSocket do it, `http.request` with a source and a sink. It opens a connection for
--- every call, and has no way to keep one.
--
--     lua luasocket.lua URL TOKEN CALLS
--
-- Prints the microseconds of processor time that a call took.
local cjson = require("cjson")
local customers = require("spec.bench.customers")
local http = require("socket.http")
local ltn12 = require("ltn12")

local CUSTOMERS = 2000
local WARM_CALLS = 200

local url, token, calls = arg[1] .. "/customers", arg[2], tonumber(arg[3])
local list = customers.list(CUSTOMERS)

local function create(customer)
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
  assert(cjson.decode(table.concat(parts)).data.handle)
end

local function create_many(count)
  for i = 1, count do create(list[(i - 1) % CUSTOMERS + 1]) end
end

create_many(math.min(calls, WARM_CALLS))
local start = os.clock()
create_many(calls)
print(("processor %.3f"):format((os.clock() - start) * 1e6 / calls))
