--- Refuses a copy that was there before and lacks what the changes ask for: no domain gets it. What else differs may
--- have been changed in the copy since, on purpose.
--
-- @module openprovider.bulk.replacing.lacking

local canonical_form = require("openprovider.customer.canonical_form")
local errors = require("openprovider.errors")

-- Whether changes set what is at a path. An array and a street are compared as a whole.
local function is_asked(changes, path)
  local value = changes
  for name in (canonical_form.OF_PLACE[path] and "address" or path):gmatch("[^.]+") do
    if type(value) ~= "table" or value[1] ~= nil then return true end
    value = value[name]
    if value == nil then return false end
  end
  if not canonical_form.OF_PLACE[path] or type(value) ~= "table" then return true end
  return value.street ~= nil or value.number ~= nil or value.suffix ~= nil
end

local function text_of(value)
  if value == nil then return "nothing" end
  return type(value) == "table" and "something else" or errors.quoted(tostring(value))
end

--- Compares a copy with the changes.
---@param copy string its handle
---@param changes table
---@param differences openprovider.Difference[] between the copy and the customer with the changes
---@return openprovider.Error|nil err of kind `conflict`, with the `differences` that the changes ask for
return function(copy, changes, differences)
  local found, said = {}, {}
  for _, difference in ipairs(differences) do
    if is_asked(changes, difference.path) then
      found[#found + 1] = difference
      said[#said + 1] = ("%s is %s in the changes and %s in the copy"):format(difference.path,
        text_of(difference.given), text_of(difference.stored))
    end
  end
  if not found[1] then return nil end
  return errors.not_sent("conflict", ("%s, the copy with this name, was made before and is different: %s. No domain "
    .. "was changed: update %s first, or give another reference for another copy"):format(copy,
    table.concat(said, "; "), copy), { handle = copy, differences = found })
end
