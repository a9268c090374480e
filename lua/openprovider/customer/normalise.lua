--- What people write becomes what the API wants, before it is checked: a telephone number or a street as one text is
-- taken apart, a country's name becomes its code, and members that only the API sets are left out, so that what was
-- read can go back in.
--
-- What a person should see is a warning with the code `converted`. What cannot be read stays, and the checker's problem
-- says why.
--
-- @module openprovider.customer.normalise

local as_customer = require("openprovider.customer.normalise.record")
local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local phone = require("openprovider.customer.phone")
local read_countries = require("openprovider.customer.normalise.countries")
local read_locale = require("openprovider.customer.normalise.locale")
local read_numbers = require("openprovider.customer.normalise.numbers")
local read_street = require("openprovider.customer.normalise.street")
local read_zipcode = require("openprovider.customer.normalise.zipcode")
local reading = require("openprovider.customer.normalise.reading")
local with_extensions = require("openprovider.customer.normalise.extensions")

-- What is shorter than "nl_NL" is a language alone, which gets a country.
local LOCALE_BYTES = 5

-- A customer of which nothing has to be read but a whole telephone number, with that in its parts. -> customer | nil
local function with_number(customer, is_own)
  local address, number = rawget(customer, "address"), rawget(customer, "phone")
  if type(address) ~= "table" or not core.is_plain_address(address) then return nil end
  local locale = rawget(customer, "locale")
  if type(locale) == "string" and #locale < LOCALE_BYTES then return nil end
  if type(number) == "table" then return customer end
  local parts, why, doubt = nil, nil, nil
  if type(number) == "string" then parts, why, doubt = phone.read(number) end
  if not parts or why or doubt then return nil end
  local normal = is_own and customer or copied(customer)
  normal.phone = parts
  return normal
end

local normalise = {}

--- Checks a customer as `core.check` does, in its normal form. Its tables are not changed, unless the caller made them.
---@param customer table
---@param allow_unknown? boolean
---@param is_own? boolean whether the table is the caller's own, which may be changed
---@return table canonical
---@return openprovider.Problem[]|nil problems conversions come last
---@return integer errors how many of the problems are errors
function normalise.check(customer, allow_unknown, is_own)
  -- What is right as it is, as most customers of programs are, needs nothing of the rest.
  local plain = not allow_unknown and with_number(customer, is_own)
  if plain then
    local canonical, problems, errors = core.check(plain, "create")
    if not problems then return with_extensions(canonical, nil, errors) end
  end
  local read = reading.of(customer)
  as_customer(read, allow_unknown)
  read_countries(read)
  read_numbers(read)
  read_street(read)
  read_zipcode(read)
  read_locale(read)
  local canonical, problems, errors = core.check(read.normal, "create", allow_unknown)
  local hidden
  problems, hidden = reading.problems(read, problems)
  return with_extensions(canonical, problems, errors - hidden)
end

--- Checks changes of a customer. A number that is one text replaces the old one, as a builder's does.
---@param changes table
---@param allow_unknown? boolean
---@param country? string of the stored customer, alpha-2: it counts where the changes have none
---@return table canonical
---@return openprovider.Problem[]|nil problems
---@return integer errors
function normalise.check_update(changes, allow_unknown, country)
  local read = reading.of(changes)
  read.country = country
  read_countries(read)
  read_numbers(read, true)
  read_zipcode(read)
  read_locale(read)
  local canonical, problems, errors = built.check_update(read.normal, allow_unknown)
  local hidden
  problems, hidden = reading.problems(read, problems)
  return canonical, problems, errors - hidden
end

return normalise
