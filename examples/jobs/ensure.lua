-- Prints the handle of an identical customer, made by any program, or of a new one: `ensure.lua CUSTOMER.lua`.
local openprovider = require "openprovider"

local handle, details = openprovider.ensure_customer(dofile(assert(arg[1], "name a file with a customer")))
if not handle then error(tostring(details), 0) end
print(handle, details.created and "created" or "was there")
