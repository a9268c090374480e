--- What an update changes, in lines for a person and for other programs: the handle, the member, before and after.
--
--     JD000001-NL: email: "old@example.com" -> "new@example.com"
--
-- @module openprovider.cli.update.lines

local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")

local function shown(value)
  if value == nil then return "(empty)" end
  return json_text.line(value, json_text.order {})
end

--- Writes a line to standard output for each member.
---@param handle string
---@param differences openprovider.Difference[]
return function(handle, differences)
  for _, difference in ipairs(differences) do
    output.print(handle, ": ", difference.path, ": ", shown(difference.stored), " -> ", shown(difference.given))
  end
end
