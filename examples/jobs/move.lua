-- A customer moves. Nothing of the old address stays: `move.lua HANDLE STREET ZIPCODE CITY COUNTRY`.
local openprovider = require "openprovider"

local ok, err = openprovider.update_customer(arg[1], {
  address = openprovider.address { street = arg[2], zipcode = arg[3], city = arg[4], country = arg[5] },
})
print(ok and "moved" or tostring(err))
