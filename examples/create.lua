-- One customer, one handle. Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD.
local openprovider = require "openprovider"

local handle, err = openprovider.create_customer {
  company_name = "Example BV", email = "jan@example.com", vat = "NL123456789B01", locale = "nl_NL",
  name    = openprovider.name { first_name = "Jan", prefix = "van", last_name = "Dijk" },
  address = openprovider.address { street = "Hofplein", number = 20, zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
  phone   = openprovider.phone "+31 10 123 4567",
}
if not handle then io.stderr:write(tostring(err), "\n") os.exit(1) end
print(handle)
