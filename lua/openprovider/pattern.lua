--- Patterns of the API's lists: `*` stands for anything, and case says nothing (FACTS 2.8).
--
-- @module openprovider.pattern

local core = require("openprovider.core")

local pattern = {}

-- What may stand for something else: wildcards of the API and of its database, blanks, signs, which a search may leave
-- out, and bytes beyond ASCII, which a database may compare without their accents.
local LOOSE = "[^A-Za-z0-9]+"

--- The pattern of a value. The API may have other blanks where the value has some.
---@param value string|nil
---@return string|nil
function pattern.of(value)
  return value and value:gsub("[ \t\r\n]+", "*") or nil
end

--- Whether a filter can have let a value through. If it cannot, the API ignores the filter.
---@param value any what a list shows
---@param sought string|nil the value that was filtered by; nil: there was no such filter
---@return boolean
function pattern.may_match(value, sought)
  if sought == nil or type(value) ~= "string" or value == "" or value:find("[\128-\255]") then return true end
  value = core.lower(value):gsub(LOOSE, "")
  local place = 1
  for part in core.lower(sought):gsub(LOOSE, " "):gmatch("[^ ]+") do
    local _, last = value:find(part, place, true)
    if not last then return false end
    place = last + 1
  end
  return true
end

return pattern
