-- One handle for each order: `create_for_order.lua ORDER CUSTOMER.lua`.
local openprovider = require "openprovider"
local order, customer = arg[1], dofile(assert(arg[2], "name an order and a file with a customer"))

local handle, details = openprovider.create_customer(customer, { reference = order })
if not handle then error(tostring(details), 0) end
print(handle, details.created and "created" or "was there")
for _, difference in ipairs(details.differences or {}) do
  print(difference.path, "asked for", difference.given, "stored", difference.stored)
end
