-- Counts the customers of each country.
local openprovider = require "openprovider"

local count = {}
for customer in openprovider.customers({}, { raise = true }) do
  local country = customer.address.country
  count[country] = (count[country] or 0) + 1
end
for country, number in pairs(count) do print(country, number) end
