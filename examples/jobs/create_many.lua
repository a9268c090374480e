-- Creates the customers of a list, and goes on through an outage: `create_many.lua CUSTOMERS.lua`.
local openprovider = require "openprovider"
local customers = dofile(assert(arg[1], "name a file with a list of customers"))
local client = assert(openprovider.new { retries = 30, timeout = 300 })

local failed = 0
for number, handle, err in client:create_customers(customers, { concurrency = 16, reference = true }) do
  if not handle then failed = failed + 1 end
  print(number, handle or tostring(err))
end
os.exit(failed == 0)
