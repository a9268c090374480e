-- The whole life of a customer: check, create, read, change, find, delete.
-- Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD.
local openprovider = require "openprovider"
local client = assert(openprovider.new())

local customer = {
  company_name = "Example BV", email = "jan@example.com",
  name = { first_name = "Jan", prefix = "van", last_name = "Dijk" },
  address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
  phone = openprovider.phone "+31 10 123 4567",
}

-- Check it. Nothing is sent.
assert(openprovider.check_customer(customer))

-- Create it. The reference is your own key: the same call gives the same handle.
local handle, details = client:create_customer(customer, { reference = "order-4713" })
if not handle then error(tostring(details), 0) end
print(handle, details.created and "created" or "was there")

-- Read it.
local record = assert(client:get_customer(handle))
print(record.company_name, record.address.city, record.reference)

-- Change a part of it. What is not named stays as it is.
local ok, changed = client:update_customer(handle, {
  phone = openprovider.phone "+31 20 765 4321", vat = "NL123456789B01",
})
if not ok then error(tostring(changed), 0) end
for _, difference in ipairs(changed.differences) do print("changed", difference.path) end

-- Change the record, and save it as a whole. What is taken out is cleared.
record = assert(client:get_customer(handle))
record.vat, record.email = nil, "jan@example.org"
assert(client:save_customer(record))

-- Find it.
local found = assert(client:find_customer { reference = "order-4713" })
print(found.handle, found.email)

-- Delete it, unless somebody has changed its company meanwhile.
assert(client:delete_customer(handle, {
  only_if = function(now) return now.company_name == "Example BV" end,
}))
local gone, err = client:get_customer(handle)
print(gone, err.kind)
client:close()
