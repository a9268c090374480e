--- Whether two values are the same to the API. nil, null, "" and an empty table are equal.
--
-- @module openprovider.customer.same

local json = require("openprovider.values.json")

local function is_nothing(value)
  if value == nil or value == json.null or value == "" then return true end
  if type(value) ~= "table" then return false end
  for _, member in pairs(value) do
    if not is_nothing(member) then return false end
  end
  return true
end

--- Compares two values, tables member by member.
---@param one any
---@param other any
---@return boolean
local function same(one, other)
  if is_nothing(one) or is_nothing(other) then return is_nothing(one) and is_nothing(other) end
  if type(one) ~= "table" or type(other) ~= "table" then return one == other end
  for name, member in pairs(one) do
    if not same(member, other[name]) then return false end
  end
  for name, member in pairs(other) do
    if one[name] == nil and not is_nothing(member) then return false end
  end
  return true
end

return same
