--- Builders for the parts of a customer: name, address, phone, fax, tags and extensions.
-- A builder always returns a new plain table. It never returns nil (so no member vanishes from the constructor around
-- it), never raises, and never changes its argument. It checks nothing. What it cannot use stays in the table as given,
-- also members that it does not know: the checker then names the member and says what was expected.
--
-- In an update a name, address, street, phone or fax that was built is complete: it replaces the old one (see
-- `openprovider.customer.built`). Extensions are merged by their names and fields, built or not.
--
-- Shapes: FACTS 2.3, 2.7 and 2.8.
-- @module openprovider.customer.builders

local built = require "openprovider.customer.built"
local copied = require "openprovider.values.copied"
local countries = require "openprovider.customer.address.countries"
local phone = require "openprovider.customer.phone"
local streets = require "openprovider.customer.address.street"

-- The members that a builder sets, or clears in an update. The API makes `full_name`, and may fill in `initials`.
local NAME = { "first_name", "prefix", "last_name" }
local STREET = { "street", "number", "suffix" }
local ADDRESS = { "street", "number", "suffix", "zipcode", "city", "state", "country" }

local M = {
  phone = phone.phone,
  fax = phone.fax,
}

--- Builds the `name` of a customer: a copy of the table. A text becomes `full_name`, since nobody can tell for sure
-- which part of "Jan van Dijk" or "Mao Zedong" is the last name. The check then asks for `first_name` and `last_name`.
--
--     local name = openprovider.name { first_name = "Jan", prefix = "van", last_name = "Dijk" }
---@param parts any a table `{ first_name =, prefix =, last_name =, initials =, full_name = }`
---@return openprovider.Name name a new plain table
function M.name(parts)
  return built.mark(type(parts) == "table" and copied(parts) or { full_name = parts }, NAME)
end

--- Splits a written street into street, house number and suffix, if there is only one way to read it. Otherwise all of
-- it stays in `street`: a wrong split is worse than none (FACTS 3.7).
--
--     local street = openprovider.street "Hofplein 20-A"  --> { street = "Hofplein", number = "20", suffix = "A" }
--     street = openprovider.street("10 Downing Street", { country = "GB" })
--
-- With a country it is read as people there write it: "12 bis rue Haute" in France, "Nieuwstraat 12 bus 3" in Belgium,
-- "Straße des 17. Juni 135" in Germany, "Calle Mayor 5, 2º B" in Spain. A flat or a floor behind the number is the
-- suffix. Post boxes, "Plein 1944" (a year) and "Route 66" stay as they are.
--
-- As the `address` of an update it replaces street, number and suffix, and nothing else.
---@param written any usually a text; a table is copied
---@param opts? openprovider.PhoneOptions
---@return openprovider.Street street a new plain table
function M.street(written, opts)
  if type(written) == "table" then return built.mark(copied(written), STREET) end
  local parts = type(written) == "string" and streets.read(written, countries.of(opts))
  return built.mark(parts or { street = written }, STREET)
end

--- Builds the `address` of a customer: a copy of the table. If it has no `number`, its `street` is split as `street`
-- does, with the address's country.
--
--     local address = openprovider.address {
--       street = "Hofplein 20", zipcode = "3032 AC", city = "Rotterdam", country = "NL",
--     }
--
-- In an update it replaces the old address as a whole. To change a part, give a plain table.
---@param parts any a table `{ street =, number =, suffix =, zipcode =, city =, state =, country = }`
---@return openprovider.Address address a new plain table
function M.address(parts)
  if type(parts) ~= "table" then return built.mark({ street = parts }, ADDRESS) end
  local address = built.mark(copied(parts), ADDRESS)
  if address.number == nil and type(address.street) == "string" then
    local cut = streets.read(address.street, countries.of(address))
    if cut and (cut.suffix == nil or address.suffix == nil) then
      for key, value in next, cut do address[key] = value end
    end
  end
  return address
end

--- Builds one of the `tags` of a customer. `tag "VIP"` has the key `customer`, the only one that the API allows (FACTS
-- 2.3). `tag(key, value)` sets both, also if the value is nil.
--
--     local tags = { openprovider.tag "VIP" }  --> { { key = "customer", value = "VIP" } }
---@param ... any a value; a key and a value; or a table
---@return openprovider.Tag tag a new plain table
function M.tag(...)
  local first, second = ...
  if select("#", ...) > 1 then return { key = first, value = second } end
  if type(first) == "table" then return copied(first) end
  return { key = "customer", value = first }
end

--- Builds one element of `extension_additional_data`: what one TLD asks for. The fields differ by TLD (FACTS 2.7). The
-- table and its `data` are copied; tables in `data` are not.
--
--     local extensions = { openprovider.extension("eu", { whois_email = "jan@example.com" }) }
---@param name any usually the TLD without a dot; or a table `{ name =, data = }`, if it is the only argument
---@param data? any usually a table of strings
---@return openprovider.Extension extension a new plain table
function M.extension(name, data)
  local extension
  if type(name) == "table" and data == nil then
    extension = copied(name)
  else
    extension = { name = name, data = data }
  end
  if type(extension.data) == "table" then extension.data = copied(extension.data) end
  return extension
end

return M
