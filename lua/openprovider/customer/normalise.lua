--- Converts a customer as people write it into the form that the API wants, before the check. A telephone number or a
--- street in one text is split, a country's name becomes its code. Members that only the API sets are left out, so that
--- a record can be sent again.
-- Conversions that a person should see are warnings with the code `converted`. What cannot be read stays, and the
-- checker's problem says why.
--
-- @module openprovider.customer.normalise

local as_customer = require("openprovider.customer.normalise.record")
local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local phone = require("openprovider.customer.phone")
local read_countries = require("openprovider.customer.normalise.countries")
local read_dates = require("openprovider.customer.normalise.dates").read
local read_locale = require("openprovider.customer.normalise.locale")
local read_numbers = require("openprovider.customer.normalise.numbers")
local read_street = require("openprovider.customer.normalise.street")
local read_zipcode = require("openprovider.customer.normalise.zipcode")
local reading = require("openprovider.customer.normalise.reading")
local with_extensions = require("openprovider.customer.normalise.extensions")

-- Splits the telephone number of a customer, if nothing else has to be converted. -> customer | nil
local function with_number(customer, is_own)
  local is_plain, is_whole = core.is_plain(customer)
  if is_whole or not is_plain then return is_whole and customer or nil end
  local number, parts, why, doubt = rawget(customer, "phone"), nil, nil, nil
  if type(number) == "table" then return customer end
  if type(number) == "string" then parts, why, doubt = phone.read(number) end
  if not parts or why or doubt then return nil end
  local normal = is_own and customer or copied(customer)
  normal.phone = parts
  return normal
end

-- Converts a customer into its normal form. -> reading
local function read_whole(customer, allow_unknown)
  local found = reading.of(customer)
  as_customer(found, allow_unknown)
  read_countries(found)
  read_numbers(found)
  read_street(found)
  read_zipcode(found)
  read_locale(found)
  read_dates(found)
  return found
end

-- Checks the normal form of a reading.
local function check_read(found, allow_unknown)
  local canonical, problems, errors = core.check(found.normal, "create", allow_unknown)
  local hidden
  problems, hidden = reading.problems(found, problems)
  return with_extensions(canonical, problems, errors - hidden)
end

local normalise = {}

--- Checks a customer as `core.check` does, in its normal form. Its tables are not changed, unless the caller made them.
---@param customer table
---@param allow_unknown? boolean
---@param is_own? boolean whether the table may be changed
---@return table canonical
---@return openprovider.Problem[]|nil problems conversions come last
---@return integer errors how many of the problems are errors
function normalise.check(customer, allow_unknown, is_own)
  -- Most customers of programs are right as they are, and need no conversion.
  local plain = not allow_unknown and with_number(customer, is_own)
  if plain then
    local canonical, problems, errors = core.check(plain, "create")
    if not problems then return with_extensions(canonical, nil, errors) end
  end
  return check_read(read_whole(customer, allow_unknown), allow_unknown)
end

--- Checks a customer in its normal form, and makes the JSON text that is sent. If nothing has to be converted, no table
--- is made in between.
---@param customer table which is not changed
---@param allow_unknown? boolean
---@return string|nil body nil if there are errors
---@return openprovider.Problem[]|nil problems conversions come last
---@return integer errors how many of the problems are errors
---@return string who see `payload.who`
function normalise.body(customer, allow_unknown)
  local _, is_whole = core.is_plain(customer)
  local canonical, body, problems, errors, who, _
  if is_whole and not allow_unknown then
    body, problems, errors, _, who = core.body(customer)
    if not problems then return body, nil, errors, who end
    canonical, problems, errors = check_read(read_whole(customer))
  else
    canonical, problems, errors = normalise.check(customer, allow_unknown)
  end
  body, _, _, _, who = core.body(canonical, allow_unknown)
  return errors == 0 and body or nil, problems, errors, who
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
  read_dates(read)
  local canonical, problems, errors = built.check_update(read.normal, allow_unknown)
  local hidden
  problems, hidden = reading.problems(read, problems)
  return canonical, problems, errors - hidden
end

return normalise
