--- A peer of `list_customers`: the script that people write by hand. Debian's lua-curl gets a page, and lua-cjson reads
--- it; what the API writes is what the script has.
--
--     luajit list.lua URL TOKEN ROWS CALLS
--
-- Prints the microseconds of processor time that a page took.
local cjson = require("cjson")
local curl = require("curl")

local WARM_CALLS = 3

local url, token, rows, calls = arg[1], arg[2], tonumber(arg[3]), tonumber(arg[4])

local answer = {}
local easy = curl.easy_init()
easy:setopt(curl.OPT_URL, ("%s/customers?limit=%d"):format(url, rows))
easy:setopt(curl.OPT_HTTPHEADER, { "Authorization: Bearer " .. token, "Accept: application/json" })
easy:setopt(curl.OPT_WRITEFUNCTION, function(piece)
  answer[#answer + 1] = piece
  return #piece
end)

local function list_many(count)
  for _ = 1, count do
    answer = {}
    assert(easy:perform() == 0)
    local said = cjson.decode(table.concat(answer))
    assert(said.code == 0 and #said.data.results == rows)
  end
end

list_many(WARM_CALLS)
local start = os.clock()
list_many(calls)
print(("processor %.3f"):format((os.clock() - start) * 1e6 / calls))
