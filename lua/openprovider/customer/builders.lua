--- Builders for the parts of a customer: name, address, phone, fax, tags and extensions.
--
-- A builder always returns a new plain table, whatever it is given: it never returns nil (so no member
-- vanishes from the constructor around it), never raises and never changes its argument. It checks
-- nothing either. What it could not use stays in the table as given, members it does not know
-- included, so that the checker can name the member and say what was expected of it.
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

-- For which members of its part of a customer a builder speaks. The API makes `full_name`, and may fill in `initials`.
local NAME = { "first_name", "prefix", "last_name" }
local STREET = { "street", "number", "suffix" }
local ADDRESS = { "street", "number", "suffix", "zipcode", "city", "state", "country" }

local M = {
  phone = phone.phone,
  fax = phone.fax,
}

--- Builds the `name` of a customer.
--
-- A table is copied, members it should not have included. Initials are not made up: the API does
-- without them (FACTS 2.3). A string is never cut into first and last name, since nobody can
-- ("Jan van Dijk", "Mao Zedong"): like every other value it becomes `full_name`, and the checker
-- asks for `name.first_name` and `name.last_name`. `nil` gives an empty table.
---@param parts any usually `{ first_name =, prefix =, last_name =, initials =, full_name = }`
---@return openprovider.Name name a new plain table; never nil, and nothing is raised
function M.name(parts)
  return built.mark(type(parts) == "table" and copied(parts) or { full_name = parts }, NAME)
end

--- Cuts a written street into street, house number and suffix, where only one reading is possible.
--
-- `"Hofplein 20"`, `"Via Roma, 20"`, `"Hofplein 20-A"`, `"Hofplein 20 A"`, `"Hofplein 20bis"`: a name
-- without digits, a number of one to three digits of any script, and at most a suffix of one letter or a
-- known word. All else stays whole in `street`: a wrong cut is worse than none (FACTS 3.7, quirk 3).
--
-- With `{ country = "GB" }` it is read as people in that country write it: `"10 Downing Street"`, `"12 bis rue Haute"`
-- (FR), `"Nieuwstraat 12 bus 3"` (BE), `"Straße des 17. Juni 135"` (DE), `"Calle Mayor 5, 2º B"` (ES). A flat or a
-- floor behind the number is the suffix. So stay post boxes, `"Plein 1944"` (a year), `"Straße 12"`, `"Route 66"`.
--
-- A table is copied; any other value becomes `street`; `nil` gives an empty table. A second argument that is no table
-- is ignored. As the `address` of an update it replaces street, number and suffix, and nothing else.
---@param written any usually a string
---@param opts? openprovider.PhoneOptions
---@return openprovider.Street street a new plain table; never nil, and nothing is raised
function M.street(written, opts)
  if type(written) == "table" then return built.mark(copied(written), STREET) end
  local parts = type(written) == "string" and streets.read(written, countries.of(opts))
  return built.mark(parts or { street = written }, STREET)
end

--- Builds the `address` of a customer.
--
-- A table is copied, members it should not have included. When it has no `number`, and its `street`
-- is one that `street()` can cut, as its `country` writes streets, the parts take its place; a `suffix` given by the
-- caller is never replaced (where the street holds one too, the street stays whole). Any other value becomes
-- `street`, whole, and the checker asks for the rest; `nil` gives an empty table. In an update it replaces
-- the old address, and is checked as in a create; to change a part of an address, give a plain table.
---@param parts any usually `{ street =, number =, suffix =, zipcode =, city =, state =, country = }`
---@return openprovider.Address address a new plain table; never nil, and nothing is raised
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

--- Builds one of the `tags` of a customer.
--
-- `tag "VIP"` has the key `customer`, the one key there is (FACTS 2.3); `tag(key, value)` sets both, a
-- value of nil included, so a missing value is never taken for a key; `tag { key =, value = }` is copied.
---@param ... any a value; a key and a value; or a table
---@return openprovider.Tag tag a new plain table; never nil, and nothing is raised
function M.tag(...)
  local first, second = ...
  if select("#", ...) > 1 then return { key = first, value = second } end
  if type(first) == "table" then return copied(first) end
  return { key = "customer", value = first }
end

--- Builds one element of a customer's `extension_additional_data`: what one TLD asks for.
--
-- `extension("eu", { whois_email = "jan@example.com" })`, or `extension { name = "eu", data = { ... } }`. The
-- name is left as written, and so are the members of `data`, which differ by TLD (FACTS 2.7). The table and its
-- `data` are copied; what is deeper is shared. Data that is no table stays, for the checker.
---@param name any usually the TLD without a dot; or a table, when it is the only argument
---@param data? any usually a table of strings
---@return openprovider.Extension extension a new plain table; never nil, and nothing is raised
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
