--- What a customer that was there already has otherwise than the one that was given, as a sentence.
--
-- @module openprovider.cli.output.differences

local json_text = require("openprovider.cli.output.json_text")

-- A value for a person.
local function shown(value)
  if value == nil then return "nothing" end
  return json_text.line(value, json_text.order {})
end

--- Tells what differs.
---@param details table of a create
---@return string|nil text nil if nothing does
return function(details)
  local parts = {}
  for _, difference in ipairs(details.differences or {}) do
    parts[#parts + 1] = string.format("%s is %s in the file and %s at Openprovider", difference.path,
      shown(difference.given), shown(difference.stored))
  end
  return parts[1] and "not changed: " .. table.concat(parts, "; ")
end
