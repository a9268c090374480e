-- Says what is wrong with a customer in the language of the person who fills in a form: `web_form.lua CUSTOMER.lua de`.
local openprovider = require "openprovider"

local ok, err = openprovider.check_customer(dofile(assert(arg[1], "name a file with a customer")))
for field, problems in pairs(ok and {} or err:by_field(arg[2])) do
  print(field, problems[1].text)
end
