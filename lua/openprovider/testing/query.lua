--- Query strings and `*` patterns, as the list of customers takes them.
local query = {}

local function decode(text)
  text = text:gsub("%+", " ")
  return (text:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

--- Decodes percent signs of one path segment (a plus sign stays one).
---@param text string
---@return string
function query.decode_segment(text)
  return (text:gsub("%%(%x%x)", function(hex)
    return string.char(tonumber(hex, 16))
  end))
end

--- Reads a raw query string. A key given twice keeps its last value.
---@param text string? without the question mark
---@return table<string, string>
function query.parse(text)
  local result = {}
  if type(text) ~= "string" then
    return result
  end
  for pair in text:gmatch("[^&]+") do
    local key, value = pair:match("^([^=]*)=(.*)$")
    result[decode(key or pair)] = decode(value or "")
  end
  return result
end

--- A function that says whether a text matches a pattern with `*` for anything, without
-- regard to the case of ASCII letters.
---@param pattern string
---@return fun(text: string?): boolean
function query.wildcard(pattern)
  local parts = pattern:lower():gsub("[%^%$%(%)%%%.%[%]%+%-%?]", "%%%0"):gsub("%*", ".*")
  local anchored = "^" .. parts .. "$"
  return function(text)
    return text ~= nil and text:lower():find(anchored) ~= nil
  end
end

--- Whether a query value says yes: the sources have both `true` and `1` (FACTS 2.8).
---@param value string?
---@return boolean
function query.is_true(value)
  return value == "true" or value == "1"
end

return query
