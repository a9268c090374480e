--- Says in a sentence how an existing customer differs from the one that was given.
--
-- @module openprovider.cli.output.differences

local json_text = require("openprovider.cli.output.json_text")

-- A value for a person.
local function shown(value)
  if value == nil then return "nothing" end
  return json_text.line(value, json_text.order {})
end

--- Lists the differences.
---@param details table of a create
---@param given? string where the customer comes from, such as "in the file"
---@param stored? string where the existing one is, such as "at Openprovider"
---@return string|nil text nil if there are none
return function(details, given, stored)
  local parts = {}
  for _, difference in ipairs(details.differences or {}) do
    parts[#parts + 1] = string.format("%s is %s %s and %s %s", difference.path, shown(difference.given),
      given or "in the file", shown(difference.stored), stored or "at Openprovider")
  end
  return parts[1] and "not changed: " .. table.concat(parts, "; ")
end
