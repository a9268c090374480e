--- A street with its house number in it, as the change of an address.
--
-- Merged into an old address it would keep the old number: "Lindenallee 8b", number 7. So it is split where there is
-- only one reading, and else refused. In a record the old number stands beside the new street, so a caller may mean it;
-- there a street that can be split is refused.
--
-- @module openprovider.api.update.street

local builders = require("openprovider.customer.builders")
local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local digits = require("openprovider.values.digits")
local json = require("openprovider.values.json")
local same = require("openprovider.customer.same")

local street = {}

-- The street that changes give without a number, or nil.
local function alone(changes)
  local address = changes.address
  if type(address) ~= "table" or built.members(address) or type(address.street) ~= "string" then return nil end
  return address.number == nil and address.street or nil
end

-- Its parts, if there is only one reading.
local function parts_of(text)
  local parts = builders.street(text)
  return parts.number and parts or nil
end

--- Splits the street of changes where there is only one reading.
---@param changes table not changed
---@return table changes
---@return openprovider.Problem|nil warning what was split
function street.split(changes)
  local given = alone(changes)
  local parts = given and changes.address.suffix == nil and parts_of(given)
  if not parts then return changes, nil end
  local split = copied(changes)
  split.address = copied(changes.address)
  split.address.street, split.address.number = parts.street, parts.number
  split.address.suffix = parts.suffix or json.null
  return split, {
    path = "address.street", code = "converted", severity = "warning", message = string.format(
      "%q is read as street %q, number %q%s", given, parts.street, parts.number,
      parts.suffix and string.format(", suffix %q", parts.suffix) or ", no suffix"),
  }
end

--- What is wrong with a new street beside the old number.
---@param old table the customer as it was
---@param changes table
---@param is_record boolean whether the changes are those of a record, in which the old number stands
---@return openprovider.Problem|nil
function street.fault(old, changes, is_record)
  local given, address = alone(changes), type(old.address) == "table" and old.address or {}
  if not given or same(address.number, nil) or given == address.street then return nil end
  if is_record and not parts_of(given) or not digits.may_be_in(given) then return nil end
  return {
    path = "address.number", code = "missing", severity = "error", message = string.format(
      "is required with the new street %q, which %s a house number in it; the old number is %q", given,
      is_record and "has" or "may have", tostring(address.number)),
  }
end

return street
