-- Prints the handle of the customer with an e-mail address: `find_by_email.lua EMAIL`.
local openprovider = require "openprovider"

local customer, err = openprovider.find_customer { email = arg[1] }
if not customer then error(tostring(err), 0) end
print(customer.handle)
