--- Paths and query strings.
--
-- @module openprovider.query

local query = {}

local function percent(byte)
  return string.format("%%%02X", string.byte(byte))
end

--- A text as part of a path or a query: all but RFC 3986's unreserved characters encoded.
---@param text any
---@return string
function query.encode(text)
  return (tostring(text):gsub("[^%w%-._~]", percent))
end

local function number_text(value)
  if value % 1 == 0 then return string.format("%.0f", value) end
  return tostring(value)
end

local function append(parts, key, value)
  if type(value) == "number" then value = number_text(value) end
  parts[#parts + 1] = query.encode(key) .. "=" .. query.encode(value)
end

--- A query string without its question mark, in the order of the names; an array repeats its name.
---@param members table|nil name -> string, number, boolean, or an array of these
---@return string "" if there is nothing
function query.string(members)
  local names, parts = {}, {}
  for name in pairs(members or {}) do names[#names + 1] = tostring(name) end
  table.sort(names)
  for _, name in ipairs(names) do
    local value = members[name]
    if type(value) == "table" then
      for _, item in ipairs(value) do append(parts, name, item) end
    else
      append(parts, name, value)
    end
  end
  return table.concat(parts, "&")
end

return query
