-- Creates a customer. If it is run again, it prints the same handle.
local openprovider = require "openprovider"

local handle, err = openprovider.create_customer({
  email = "jan@example.com", company_name = "Example BV",
  name = { first_name = "Jan", last_name = "Jansen" },
  address = openprovider.address { street = "Hofplein 20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
  phone = openprovider.phone "+31 10 123 4567",
}, { reference = true })
if not handle then error(tostring(err), 0) end
print(handle)
