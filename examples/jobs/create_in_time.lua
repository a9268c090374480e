-- Creates a customer within two seconds, for somebody who waits. Asks again if the answer was lost: `create_in_time.lua
-- CUSTOMER.lua`.
local openprovider = require "openprovider"
local customer = dofile(assert(arg[1], "name a file with a customer"))

local handle, err = openprovider.create_customer(customer, { reference = true, timeout = 2 })
if not handle and err.kind == "outcome_unknown" then
  print("one moment, please")
  handle, err = openprovider.create_customer(customer, { reference = err.reference })
end
print(handle or tostring(err))
