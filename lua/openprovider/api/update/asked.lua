--- What plain changes ask for, checked, with the country of the customer: that of the changes, or the stored one.
--
-- @module openprovider.api.update.asked

local check = require("openprovider.api.update.check")
local copied = require("openprovider.values.copied")
local countries = require("openprovider.customer.address.countries")
local reading = require("openprovider.customer.normalise.reading")
local same = require("openprovider.customer.same")
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

-- Members that the API keeps as they were created.
local IDENTITY = { "name", "company_name" }

-- Whether a name or a company is the stored one, as far as it is given. The API makes the full name.
local function is_unchanged(given, stored)
  if type(given) ~= "table" or type(stored) ~= "table" then return same(given, stored) end
  for member, value in next, given do
    if member ~= "full_name" and not same(value, stored[member]) then return false end
  end
  return true
end

--- The changes without name and company, which nobody can change.
---@param given table
---@param stored? table the customer: what differs from it stays, to be refused; without it nothing of them stays
---@return table changes
---@return boolean has_identity whether there was a name or a company
function asked.without_identity(given, stored)
  local rest
  for _, name in ipairs(IDENTITY) do
    local value = rawget(given, name)
    if value ~= nil and (not stored or is_unchanged(value, stored[name])) then
      rest = rest or copied(given)
      rest[name] = nil
    end
  end
  return rest or given, rest ~= nil
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
