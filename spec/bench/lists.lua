--- Reads a page of customers again and again, in a process of its own:
--
--     lua lists.lua BASE_URL USERNAME PASSWORD ROWS CALLS
--
-- Prints the microseconds of processor time that a page took.
local openprovider = require("openprovider")

local base_url, username, password, rows, calls = arg[1], arg[2], arg[3], tonumber(arg[4]), tonumber(arg[5])
local client = assert(openprovider.new({ base_url = base_url, username = username, password = password }))

local function list(count)
  for _ = 1, count do
    local page = assert(client:list_customers({ limit = rows }))
    assert(#page.results == rows)
  end
end

list(3)
local start = os.clock()
list(calls)
print(("processor %.3f"):format((os.clock() - start) * 1e6 / calls))
client:close()
