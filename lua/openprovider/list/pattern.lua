--- Patterns of the API's lists: `*` matches anything, and case does not count (FACTS 2.8).
--
-- @module openprovider.list.pattern

local core = require("openprovider.core")

local pattern = {}

-- Characters that the API may store in another form: blanks, characters that it escapes for HTML, and LIKE's escape.
local UNSURE = "[ \t\r\n\\&<>\"']+"

-- Letters beyond ASCII. A server may compare bytes: then another case is different, and so is an accent as a separate
-- character behind an ASCII letter.
local MARKED, BEYOND_ASCII = "[A-Za-z][\204\205][\128-\191]", "[\128-\255]+"

-- Characters that may match something else: wildcards of the API and of its database, blanks, punctuation (a search may
-- ignore it), and bytes beyond ASCII (a database may ignore accents).
local LOOSE = "[^A-Za-z0-9]+"

--- Makes the pattern for a value. `*` replaces what the API may store in another form. A value that would be only `*`
--- keeps its letters: otherwise the calls for all such customers are identical, and too many of those block the account
--- (FACTS 3.4).
---@param value string|nil
---@return string|nil
function pattern.of(value)
  if not value then return nil end
  local known = value:gsub(UNSURE, "*")
  local loose = known:gsub(MARKED, "*"):gsub(BEYOND_ASCII, "*"):gsub("%*+", "*")
  return loose:find("[A-Za-z0-9]") and loose or known
end

--- Whether a value can match a filter. If it cannot, the API ignores the filter.
---@param value any from a list
---@param sought string|nil the value of the filter; nil: there was no such filter
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
