-- Reads a customer, changes it, and saves it, unless somebody else has changed it meanwhile: `correct.lua HANDLE`.
local openprovider = require "openprovider"

local customer = assert(openprovider.get_customer(arg[1]))
customer.email = customer.email:lower()
customer.fax = nil
local ok, err = openprovider.save_customer(customer)
print(ok and "saved" or tostring(err))
