--- Creates customers many at a time, in a process of its own:
--
--     lua bulk_creates.lua BASE_URL USERNAME PASSWORD CALLS IN_FLIGHT
--
-- Prints the microseconds of processor time (user and system), and of wall time, that a customer took.
-- As in plain_multi.c, CALLS are measured with IN_FLIGHT under way from the first to the last: so many
-- before them log in and open the connections, and IN_FLIGHT more come after.
local socket = require("socket")

local customers = require("spec.bench.customers")
local openprovider = require("openprovider")

local CUSTOMERS = 2000
local WARM_CALLS = 192

local base_url, username, password = arg[1], arg[2], arg[3]
local calls, in_flight = tonumber(arg[4]), tonumber(arg[5])

local list = customers.list(CUSTOMERS)
local client = assert(openprovider.new({ base_url = base_url, username = username, password = password }))

local all, given = WARM_CALLS + calls + in_flight, 0
local function source()
  if given == all then return nil end
  given = given + 1
  return list[(given - 1) % CUSTOMERS + 1]
end

local finished, processor, wall = 0, nil, nil
for _, handle, err in client:create_customers(source, { concurrency = in_flight }) do
  assert(handle, err)
  finished = finished + 1
  if finished == WARM_CALLS then
    processor, wall = os.clock(), socket.gettime()
  elseif finished == WARM_CALLS + calls then
    processor, wall = os.clock() - processor, socket.gettime() - wall
  end
end
print(("processor %.3f\nwall %.3f"):format(processor * 1e6 / calls, wall * 1e6 / calls))
client:close()
