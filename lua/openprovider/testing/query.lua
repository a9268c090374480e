--- Query strings and `*` patterns of the list of customers.
local ascii = require("openprovider.testing.ascii")

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

--- Reads a raw query string. If a key is given twice, `last` has its last value.
---@param text string? without the question mark
---@return table<string, string> last
---@return table<string, string[]> every all values of each key, in their order
function query.parse(text)
  local last, every = {}, {}
  for pair in (type(text) == "string" and text or ""):gmatch("[^&]+") do
    local key, value = pair:match("^([^=]*)=(.*)$")
    key, value = decode(key or pair), decode(value or "")
    last[key] = value
    every[key] = every[key] or {}
    table.insert(every[key], value)
  end
  return last, every
end

--- Makes a function that says whether a text matches a pattern, in which `*` matches anything. The case of ASCII
--- letters does not count. An absent text counts as empty, because answers show both alike.
---@param pattern string
---@return fun(text: string?): boolean
function query.wildcard(pattern)
  local parts = ascii.lower(pattern):gsub("[%^%$%(%)%%%.%[%]%+%-%?]", "%%%0"):gsub("%*", ".*")
  local anchored = "^" .. parts .. "$"
  return function(text)
    return ascii.lower(text or ""):find(anchored) ~= nil
  end
end

--- Whether a query value means yes: the sources have both `true` and `1` (FACTS 2.8).
---@param value string?
---@return boolean
function query.is_true(value)
  return value == "true" or value == "1"
end

local function whole_number(text, default)
  local digits = text and text:match("^%d+$")
  return digits and #digits < 10 and math.floor(tonumber(digits)) or default
end

--- The page of a query with `offset` and `limit`; a limit of 0 means the default.
---@param parameters table<string, string>
---@param default integer the limit if none is given
---@param largest integer the highest limit
---@return integer offset
---@return integer limit
function query.page(parameters, default, largest)
  local limit = whole_number(parameters.limit, default)
  if limit == 0 then
    limit = default
  end
  return whole_number(parameters.offset, 0), math.min(limit, largest)
end

return query
