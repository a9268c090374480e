--- A peer of `create`: the script that people write by hand, which checks nothing. lua-cjson writes and reads, and
--- Debian's lua-curl sends, the plainest binding there: one handle, one connection that is kept.
--
--     luajit script.lua URL TOKEN CALLS
--
-- Prints the microseconds of processor time that a call took.
local cjson = require("cjson")
local curl = require("curl")
local customers = require("spec.bench.customers")

local CUSTOMERS = 2000
local WARM_CALLS = 200

local url, token, calls = arg[1], arg[2], tonumber(arg[3])
local list = customers.list(CUSTOMERS)

local answer = {}
local easy = curl.easy_init()
easy:setopt(curl.OPT_URL, url .. "/customers")
easy:setopt(curl.OPT_HTTPHEADER, {
  "Authorization: Bearer " .. token, "Content-Type: application/json", "Accept: application/json",
})
easy:setopt(curl.OPT_WRITEFUNCTION, function(piece)
  answer[#answer + 1] = piece
  return #piece
end)

local function create(customer)
  answer = {}
  easy:setopt(curl.OPT_POSTFIELDS, cjson.encode(customer))
  assert(easy:perform() == 0)
  local said = cjson.decode(table.concat(answer))
  assert(said.code == 0 and said.data.handle)
end

local function create_many(count)
  for i = 1, count do create(list[(i - 1) % CUSTOMERS + 1]) end
end

create_many(math.min(calls, WARM_CALLS))
local start = os.clock()
create_many(calls)
print(("processor %.3f"):format((os.clock() - start) * 1e6 / calls))
