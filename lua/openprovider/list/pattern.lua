--- Patterns of the API's lists: `*` stands for anything, and case does not count (FACTS 2.8).
--
-- @module openprovider.list.pattern

local core = require("openprovider.core")

local pattern = {}

-- What the API may have otherwise: other blanks, signs that it escapes for HTML, and what LIKE takes for an escape.
local UNSURE = "[ \t\r\n\\&<>\"']+"

-- Letters beyond ASCII, which a server may compare by their bytes: in other case, or with their mark as a character of
-- its own behind a letter of ASCII, they are others.
local MARKED, BEYOND_ASCII = "[A-Za-z][\204\205][\128-\191]", "[\128-\255]+"

-- What may stand for something else: wildcards of the API and of its database, blanks, signs, which a search may leave
-- out, and bytes beyond ASCII, which a database may compare without their accents.
local LOOSE = "[^A-Za-z0-9]+"

--- The pattern of a value. What the API may have otherwise is `*`. A value that would be nothing else keeps its
--- letters: else all such customers are one call, and too many of those block the account (FACTS 3.4).
---@param value string|nil
---@return string|nil
function pattern.of(value)
  if not value then return nil end
  local known = value:gsub(UNSURE, "*")
  local loose = known:gsub(MARKED, "*"):gsub(BEYOND_ASCII, "*"):gsub("%*+", "*")
  return loose:find("[A-Za-z0-9]") and loose or known
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
