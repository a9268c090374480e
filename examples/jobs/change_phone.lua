-- Gives a customer another telephone number, as people write it in its country: `change_phone.lua HANDLE NUMBER`.
local openprovider = require "openprovider"
local handle, number = arg[1], arg[2]

local customer = assert(openprovider.get_customer(handle))
local phone = openprovider.phone(number, { country = customer.address.country })
local ok, err = openprovider.update_customer(handle, { phone = phone })
print(ok and "changed" or tostring(err))
