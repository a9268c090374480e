--- What plain changes ask for, checked, with the country of the customer: that of the changes, or the stored one.
--
-- @module openprovider.api.update.asked

local check = require("openprovider.api.update.check")
local countries = require("openprovider.customer.address.countries")
local reading = require("openprovider.customer.normalise.reading")
local street = require("openprovider.api.update.street")

local asked = {}

--- The changes in canonical form.
---@param given table
---@param allow_unknown? boolean
---@param country? string of the stored customer
---@return table|nil changes
---@return openprovider.Problem[]|openprovider.Error conversions_or_err
function asked.changes(given, allow_unknown, country)
  local split, told = street.split(given, countries.of(given.address) or country)
  local changes, conversions = check.alone(split, allow_unknown, country)
  if changes then conversions[#conversions + 1] = told end
  return changes, conversions
end

--- Whether the country of the stored customer may change how changes are read: a street, a zip code, or a telephone
--- number that cannot be read without it.
---@param given table
---@param err? openprovider.Error why they cannot be read without it
---@return boolean
function asked.needs_country(given, err)
  if countries.of(given.address) then return false end
  for _, problem in ipairs(err and err.problems or {}) do
    if problem.severity == "error" and not reading.is_for_want_of_country(problem) then return false end
  end
  local address = given.address
  return err ~= nil or type(address) == "table" and (type(address.street) == "string" or address.zipcode ~= nil)
end

return asked
