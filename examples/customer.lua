-- A customer, for examples/host_with_lua.c.
local openprovider = require "openprovider"

return {
  company_name = "Example BV",
  name = openprovider.name { first_name = "Jan", prefix = "van", last_name = "Dijk" },
  address = openprovider.address { street = "Hofplein 20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
  phone = openprovider.phone "+31 10 123 4567",
  email = "jan@example.com",
}
