-- Says whether a customer can own a domain below a TLD, before it is ordered: `check_for_tld.lua HANDLE us`.
local openprovider = require "openprovider"

local customer = assert(openprovider.get_customer(arg[1]))
local ok, err = openprovider.check_for_tld(customer, arg[2])
print(ok and "yes" or tostring(err))
