-- One customer, one handle. Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD.
local openprovider = require "openprovider"

local handle, err = openprovider.create_customer({
  company_name = "Example BV", email = "jan@example.com", vat = "NL123456789B01", locale = "nl_NL",
  name    = openprovider.name { first_name = "Jan", prefix = "van", last_name = "Dijk" },
  address = openprovider.address {
    street = "Hofplein 20", zipcode = "3032 AC", city = "Rotterdam", country = "NL",
  },
  phone   = openprovider.phone "+31 10 123 4567",
}, { reference = "order-4711" })                       -- your own key: run it again, and get the same handle

if not handle then
  for _, problem in ipairs(err.problems or {}) do      -- what is wrong with the customer; nothing was sent
    io.stderr:write(problem.path, ": ", problem.message, "\n")
  end
  io.stderr:write(tostring(err), "\n")                 -- one line, without secrets
  os.exit(err.retryable and 75 or 1)                   -- 75: safe to run again later
end
print(handle)                                          --> JD000001-NL
