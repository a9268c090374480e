--- Paths and query strings.
--
-- @module openprovider.http.query

local core = require("openprovider.core")
local json = require("openprovider.values.json")

local query = {}

local function percent(byte)
  return string.format("%%%02X", string.byte(byte))
end

--- Encodes a text for a path or a query: all characters except RFC 3986's unreserved ones.
---@param text any
---@return string
function query.encode(text)
  return (tostring(text):gsub("[^A-Za-z0-9%-._~]", percent)) -- classes depend on the locale
end

-- Appends `name=value`. -> nil, or what is wrong with the value
local function append(parts, name, value)
  local kind = type(value)
  if kind == "number" then
    local text, why = json.encode(value) -- digit for digit
    if not text then return why .. " for " .. name end
    value = text
  elseif kind ~= "string" and kind ~= "boolean" then
    return string.format("a %s for %s", value == json.null and "null" or kind, name)
  end
  parts[#parts + 1] = query.encode(name) .. "=" .. query.encode(value)
end

--- A query string without its question mark, in the order of the names; an array repeats its name.
---@param members table|nil name -> string, number, boolean, or an array of these
---@return string|nil text "" if there is nothing
---@return string|nil message what cannot be part of a query
function query.string(members)
  local names, parts = {}, {}
  for name in pairs(members or {}) do
    if type(name) ~= "string" then return nil, "a name that is a " .. type(name) end
    names[#names + 1] = name
  end
  table.sort(names, core.before)
  for _, name in ipairs(names) do
    local value = members[name]
    local items, left = type(value) == "table" and value or { value }, 0
    for _ in pairs(items) do left = left + 1 end
    for _, item in ipairs(items) do
      local why = append(parts, name, item)
      if why then return nil, why end
      left = left - 1
    end
    if left > 0 then return nil, "a table that is not an array for " .. name end
  end
  return table.concat(parts, "&")
end

return query
