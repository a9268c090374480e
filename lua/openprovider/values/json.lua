--- JSON: lua-cjson reads it (only this file uses it), and the core writes it.
-- Debian's lua-cjson and OpenResty's fork differ, and both have defects. They read numbers by the locale, of now or of
-- the time when they were loaded. They turn integers into doubles, or into the largest integer. They cannot tell an
-- empty array from an empty object, and they accept text that is not UTF-8. This file corrects all of that, whichever
-- is loaded. It only tests once whether the library returns integers: then most answers need no second pass.
--
-- @module openprovider.values.json

local cjson = require("cjson").new()
local core = require("openprovider.core")
local protected = require("openprovider.concurrency.protected")

-- Answers of the API are four levels deep. This limit is far below what a C stack allows.
local MAX_DEPTH = 100

cjson.decode_max_depth(MAX_DEPTH)
cjson.decode_invalid_numbers(false)

local cjson_decode = cjson.decode

local json = {}

--- Stands for JSON's null.
json.null = cjson.null

--- Stands for `[]`; any other empty table is `{}`. All programs share this table, so it cannot be changed.
json.empty_array = setmetatable(core.empty_array, {
  __newindex = function()
    error("openprovider.empty_array stands for [] and cannot be changed: use a table of your own", 2)
  end,
})

local math_type = math.type

-- Whether floats need not be turned into integers: this Lua has none, or the library returns them itself.
local GIVES_INTEGERS = not math_type or math_type(cjson_decode("[1]")[1]) == "integer"

-- Below this number a double holds every integer exactly.
local EXACT_INTEGERS = 2 ^ 53

--- Whether a decoded number is exactly the number of the text: from 2^53 on, several integers share a float.
---@param number number
function json.is_exact(number)
  if math_type and math_type(number) == "integer" then return true end
  return number > -EXACT_INTEGERS and number < EXACT_INTEGERS
end

local encode_value

-- Raises for a value that JSON does not have, in the member `name`.
local function refuse(what, name)
  error(name and what .. " for " .. name or what, 0)
end

local function encode_number(number, name)
  if number ~= number or number == math.huge or number == -math.huge then
    refuse("a number that JSON does not have", name)
  end
  return core.number_text(number)
end

local function encode_scalar(value, name)
  if type(value) == "string" then return core.json_string(value) end
  if value == nil or value == json.null then return "null" end
  if type(value) ~= "boolean" then refuse("a " .. type(value), name) end
  return tostring(value)
end

-- Raw: a caller's table may have metamethods, which `ipairs` calls on 5.3 and later.
local function encode_array(array, depth, name)
  local parts = {}
  local value = rawget(array, 1)
  while value ~= nil do
    parts[#parts + 1] = encode_value(value, depth + 1, name)
    value = rawget(array, #parts + 1)
  end
  for key in next, array do
    if type(key) ~= "number" or key % 1 ~= 0 or key < 1 or key > #parts then
      error("an array with a key or a gap in it", 0)
    end
  end
  return "[" .. table.concat(parts, ",") .. "]"
end

-- Members are sorted by their names, because the guard compares calls by their bytes.
local function encode_object(object, depth)
  local names, parts = {}, {}
  for key in next, object do
    if type(key) ~= "string" then error("a key that is a " .. type(key), 0) end
    names[#names + 1] = key
  end
  table.sort(names, core.before)
  for index, name in ipairs(names) do
    parts[index] = core.json_string(name) .. ":" .. encode_value(rawget(object, name), depth + 1, name)
  end
  return "{" .. table.concat(parts, ",") .. "}"
end

function encode_value(value, depth, name)
  if depth > MAX_DEPTH then error("tables nested too deeply", 0) end
  if rawequal(value, json.empty_array) then return "[]" end
  if type(value) == "number" then return encode_number(value, name) end
  if type(value) ~= "table" then return core.exact_text(value) or encode_scalar(value, name) end
  if rawget(value, 1) ~= nil then return encode_array(value, depth, name) end
  return encode_object(value, depth)
end

--- The JSON text of a value: members in the order of their names, integers digit for digit, `json.empty_array` as `[]`.
---@param value any
---@return string|nil text
---@return string|nil message what cannot be written
function json.encode(value)
  local ok, text = protected(encode_value, value, 0)
  if not ok then return nil, tostring(text) end
  if not core.is_utf8(text) then return nil, "text that is not UTF-8" end
  return text
end

-- lua-cjson's names of tokens.
local TOKENS = {
  T_OBJ_BEGIN = "{", T_OBJ_END = "}", T_ARR_BEGIN = "[", T_ARR_END = "]", T_COLON = ":", T_COMMA = ",",
  T_STRING = "a string", T_NUMBER = "a number", T_INTEGER = "a number", T_BOOLEAN = "a boolean",
  T_NULL = "null", T_END = "the end", T_WHITESPACE = "a blank",
}

-- A marked value has a quote and this mark before it, and a quote behind it.
local MARK, MARK_BYTES = "\255", 3

-- Describes the error of lua-cjson. -> nil, message, offset in the text without marks
local function refusal(message, marked)
  if not marked:find("[^ \t\r\n]") then return nil, "it is not JSON (it is empty)", 1 end
  local why, offset = message:match("^(.*) at character (%d+)$")
  why, offset = why or message, tonumber(offset)
  if offset then
    if marked:sub(offset + 1, offset + 1) == MARK then why = why:gsub("T_STRING", "T_NUMBER") end
    local _, marks = marked:sub(1, offset - 1):gsub(MARK, "")
    offset = offset - marks * MARK_BYTES
  end
  return nil, "it is not JSON (" .. why:gsub("T_[A-Z_]+", TOKENS) .. ")", offset
end

-- Decodes a text whose numbers are marked. -> value, is_marked, members | nil, message, offset
local function read(text, is_exact)
  local marked, is_marked, members = core.mark_numbers(text, is_exact)
  if not marked then return nil, is_marked, members end
  local ok, value = pcall(cjson_decode, marked)
  if ok then return value, is_marked, members end
  protected(error, value, 0) -- which raises it again if there is no memory
  return refusal(tostring(value), marked)
end

--- The value of a JSON text in UTF-8; null becomes `json.null`.
---@param text string
---@param is_exact? boolean for values that will be written back: an empty array is `json.empty_array`, and a number
--- that would change its digits is a special value, which only `encode` and `==` understand
---@return any value nil if it is not JSON
---@return string|nil message what is wrong with it, without any of its text
---@return integer|nil offset the byte, from 1, at which it is wrong
function json.decode(text, is_exact)
  local value, is_marked, offset = read(text, is_exact)
  if value == nil then return nil, is_marked, offset end
  if not is_marked and GIVES_INTEGERS then return value end
  local found, message = core.unmark_numbers(value, is_marked, is_exact)
  if found == nil then return nil, message end -- a number is too large
  return found
end

-- The last byte of a string that begins at a byte.
local function string_end(text, at)
  repeat
    at = text:find('["\\]', at + 1)
    local is_escape = text:byte(at) == 92
    if is_escape then at = at + 1 end
  until not is_escape
  return at
end

-- The most bytes of a name that a message shows.
local SHOWN = 60

-- The first member of a JSON text that is in its object twice. -> name, offset
local function second_member(text)
  local objects, depth, at = {}, 0, 1
  while true do
    at = text:find('["{}%[%]]', at)
    if not at then return nil end
    local sign, stop = text:sub(at, at), at
    if sign == '"' then
      stop = string_end(text, at)
      if text:find("^[ \t-\r]*:", stop + 1) then
        local name, names = cjson.decode("[" .. text:sub(at, stop) .. "]")[1], objects[depth]
        if names[name] then return name, at end
        names[name] = true
      end
    elseif sign == "{" or sign == "[" then
      depth = depth + 1
      objects[depth] = {}
    else
      depth = depth - 1
    end
    at = stop + 1
  end
end

--- Decodes a JSON text that people may have written. As `decode`, but a member that is in its object twice is an error,
--- because nobody knows which of the two is meant.
---@param text string
---@param is_exact? boolean see `json.decode`
---@return any value nil if there is none
---@return string|nil message what is wrong
---@return integer|nil offset the byte, from 1, at which it is wrong
function json.decode_written(text, is_exact)
  local value, is_marked, members = read(text, is_exact)
  if value == nil then return nil, is_marked, members end
  local found, kept = core.unmark_numbers(value, is_marked, is_exact)
  if found == nil then return nil, kept end -- a number is too large
  if kept == members then return found end
  local name, at = second_member((text:gsub("^\239\187\191", "")))
  local which = name and #name <= SHOWN and ('the member "%s"'):format(name) or "a member"
  return nil, which .. " stands twice in one object: keep one", at
end

return json
