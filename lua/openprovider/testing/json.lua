--- JSON for the sandbox, through dkjson.
-- This is another library than the client's on purpose: a fault of either side is then noticed.
local dkjson = require("dkjson")

local json = {}

--- What a JSON `null` reads as.
json.null = dkjson.null

--- Reads one JSON text. Never raises. Tables carry `__jsontype` in their metatable, so an
-- empty array and an empty object stay apart.
---@param text any
---@return any value nil when the text is not JSON, or nested too deeply for dkjson
---@return string? reason
function json.decode(text)
  if type(text) ~= "string" then
    return nil, "no text"
  end
  local ran, value, position, reason = pcall(dkjson.decode, text, 1, json.null)
  if not ran then
    return nil, "not JSON"
  end
  if reason then
    return nil, reason
  end
  if text:find("[^ \t\r\n]", position) then
    return nil, "text after the JSON value"
  end
  return value
end

--- Writes a value as JSON.
---@param value any
---@return string
function json.encode(value)
  return dkjson.encode(value)
end

--- Marks a table as a JSON array, also when it is empty.
---@param list table
---@return table
function json.array(list)
  return setmetatable(list, { __jsontype = "array" })
end

--- Marks a table as a JSON object, also when it is empty.
---@param members table
---@return table
function json.object(members)
  return setmetatable(members, { __jsontype = "object" })
end

--- "array", "object", "string", "number", "boolean" or "null" for a decoded value.
---@param value any
---@return string
function json.kind(value)
  if value == json.null then
    return "null"
  end
  if type(value) ~= "table" then
    return type(value)
  end
  local meta = getmetatable(value)
  return meta and meta.__jsontype or "object"
end

return json
