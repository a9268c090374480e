--- The customer of the API's own quick start (FACTS 2.8), with a telephone number that exists.

local example = {}

--- A new valid customer; members of `changes` replace its own, `example.none` removes one.
---@param changes? table path ("address.city") -> value
function example.customer(changes)
  local customer = {
    company_name = "Hosters with Style",
    name = { first_name = "Carsten", last_name = "van Noort", initials = "C.G.P.", prefix = "Dr." },
    address = {
      street = "Albusstraat", number = "83", zipcode = "4903 RG", city = "Oosterhout",
      state = "Noord-Brabant", country = "NL",
    },
    phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
    fax = { country_code = "+31", area_code = "10", subscriber_number = "1234568" },
    email = "example@mail.tld",
    tags = { { key = "customer", value = "VIP" } },
  }
  for path, value in pairs(changes or {}) do
    local object, name = customer, path
    local step, rest = path:match("^([%l_]+)%.([%l_]+)$")
    if step then object, name = object[step], rest end
    if value == example.none then value = nil end
    object[name] = value
  end
  return customer
end

example.none = {}

return example
