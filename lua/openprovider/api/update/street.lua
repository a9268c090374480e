--- A street with its house number in it, as the change of an address.
--
-- Merged into an old address it would keep the old number: "Lindenallee 8b", number 7. So it is split where there is
-- only one reading in the customer's country, and else refused. In a record the old number stands beside the new
-- street, so a caller may mean it; there a street that can be split is refused.
--
-- @module openprovider.api.update.street

local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local countries = require("openprovider.customer.address.countries")
local digits = require("openprovider.values.digits")
local json = require("openprovider.values.json")
local number_twice = require("openprovider.customer.address.number_twice")
local quoted = require("openprovider.customer.normalise.reading").quoted
local same = require("openprovider.customer.same")
local streets = require("openprovider.customer.address.street")

local street = {}

-- The street that changes give without a number, or nil.
local function alone(changes)
  local address = changes.address
  if type(address) ~= "table" or built.members(address) or type(address.street) ~= "string" then return nil end
  return address.number == nil and address.street or nil
end

--- Splits the street of changes where there is only one reading.
---@param changes table not changed
---@param country? string of the customer, alpha-2
---@return table changes
---@return openprovider.Problem|nil warning what was split
function street.split(changes, country)
  local given = alone(changes)
  local parts = given and changes.address.suffix == nil and streets.read(given, country)
  if not parts then return changes, nil end
  local split = copied(changes)
  split.address = copied(changes.address)
  split.address.street, split.address.number = parts.street, parts.number
  split.address.suffix = parts.suffix or json.null
  return split, {
    path = "address.street", code = "converted", severity = "warning", message = string.format(
      "%s is read as street %s, number %s%s", quoted(given), quoted(parts.street), quoted(parts.number),
      parts.suffix and ", suffix " .. quoted(parts.suffix) or ", no suffix"),
  }
end

-- What is said of a record's new street that begins or ends with a number, which may be the street's own.
local function doubt(text, number)
  if not text:find("^[0-9]") and not text:find("[0-9][A-Za-z]?$") then return nil end
  return {
    path = "address.number", code = "kept", severity = "warning", message = string.format(
      "stays %s: look whether a house number is in the new street %s", quoted(tostring(number)), quoted(text)),
  }
end

-- What is said of a new street that has a number in it, and a number beside it.
local function in_both(address, old, country)
  local given, number = address.street, address.number
  local is_new = given ~= old.street or not same(number, old.number)
  if not is_new or type(given) ~= "string" or same(number, nil) then return nil end
  return number_twice.warning(given, number, country)
end

--- What is wrong with a new street beside the old number, or with its own.
---@param old table the customer as it was
---@param changes table
---@param is_record boolean whether the changes are those of a record, in which the old number stands
---@return openprovider.Problem|nil
function street.fault(old, changes, is_record)
  local given, address = alone(changes), type(old.address) == "table" and old.address or {}
  local country = countries.of(changes.address) or countries.of(address)
  if not given and type(changes.address) == "table" then return in_both(changes.address, address, country) end
  if not given or same(address.number, nil) or given == address.street then return nil end
  if is_record and not streets.read(given, country) then return doubt(given, address.number) end
  if not digits.may_be_in(given) then return nil end
  return {
    path = "address.number", code = "missing", severity = "error", message = string.format(
      "is required with the new street %s, which %s a house number in it; the old number is %s", quoted(given),
      is_record and "has" or "may have", quoted(tostring(address.number))),
  }
end

return street
