--- JSON for the sandbox, through dkjson.
-- The client has its own JSON; this one is another library on purpose, so that a fault
-- of either side shows instead of cancelling out.
local dkjson = require("dkjson")

local json = {}

--- What a JSON `null` reads as.
json.null = dkjson.null

--- Deepest nesting that is read: beyond it a text is refused.
local MAX_DEPTH = 200

-- True when no bracket of 'text' lies deeper than MAX_DEPTH. Brackets inside strings are
-- skipped. dkjson recurses once a level, so this keeps it off the end of the Lua stack.
local function is_shallow(text)
  local depth = 0
  local position = 1
  while true do
    local at = text:find('["%[%]{}]', position)
    if not at then
      return true
    end
    local found = text:sub(at, at)
    if found == '"' then
      local closing = at + 1
      while true do
        closing = text:find('["\\]', closing)
        if not closing then
          return true
        end
        if text:byte(closing) == 34 then
          break
        end
        closing = closing + 2
      end
      at = closing
    elseif found == "[" or found == "{" then
      depth = depth + 1
      if depth > MAX_DEPTH then
        return false
      end
    else
      depth = depth - 1
    end
    position = at + 1
  end
end

-- Well-formed UTF-8 after RFC 3629 section 4: lead byte, then the range of the byte that
-- follows it; every later byte is a plain continuation byte.
local SEQUENCES = {
  { "^[\194-\223][\128-\191]()" },
  { "^\224[\160-\191][\128-\191]()", "^[\225-\236\238\239][\128-\191][\128-\191]()",
    "^\237[\128-\159][\128-\191]()" },
  { "^\240[\144-\191][\128-\191][\128-\191]()",
    "^[\241-\243][\128-\191][\128-\191][\128-\191]()",
    "^\244[\128-\143][\128-\191][\128-\191]()" },
}

local function sequence_end(text, at)
  for _, patterns in ipairs(SEQUENCES) do
    for _, pattern in ipairs(patterns) do
      local after = text:match(pattern, at)
      if after then
        return after
      end
    end
  end
  return nil
end

--- Whether a string is well-formed UTF-8 (no overlong form, no surrogate).
---@param text string
---@return boolean
function json.is_utf8(text)
  local position = 1
  while true do
    local at = text:find("[\128-\255]", position)
    if not at then
      return true
    end
    position = sequence_end(text, at)
    if not position then
      return false
    end
  end
end

--- Reads one JSON text. Never raises. Tables carry `__jsontype` in their metatable, so an
-- empty array and an empty object stay apart.
---@param text any
---@return any value nil when the text is not JSON, not UTF-8 or too deep
---@return string? reason
function json.decode(text)
  if type(text) ~= "string" then
    return nil, "no text"
  end
  if not json.is_utf8(text) then
    return nil, "not UTF-8"
  end
  if not is_shallow(text) then
    return nil, "nested too deeply"
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
