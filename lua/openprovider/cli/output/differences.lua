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
---@return string|nil text nil if there are none
return function(details)
  local parts = {}
  for _, difference in ipairs(details.differences or {}) do
    parts[#parts + 1] = string.format("%s is %s in the file and %s at Openprovider", difference.path,
      shown(difference.given), shown(difference.stored))
  end
  return parts[1] and "not changed: " .. table.concat(parts, "; ")
end
