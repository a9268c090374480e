-- Gives all customers of a mail domain their new addresses: `change_all.lua OLD NEW`.
local openprovider = require "openprovider"
local old, new = arg[1], assert(arg[2], "usage: change_all.lua OLD NEW, such as old.example new.example")

for customer in openprovider.customers({ email_pattern = "*@" .. old }, { raise = true }) do
  local email = customer.email:match("^[^@]+") .. "@" .. new
  local ok, err = openprovider.update_customer(customer.handle, { email = email })
  print(customer.handle, ok and email or tostring(err))
end
