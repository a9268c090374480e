--- Decodes a text that servers or gateways have encoded: JSON's escapes, percent signs, HTML's entities, in any
--- spelling, and several layers of them.
--
-- @module openprovider.http.unquoted

local core = require("openprovider.core")

local unquoted = {}

-- The most layers that are decoded: enough for JSON in JSON in an address.
local LAYERS = 4

local NAMED = { amp = "&", lt = "<", gt = ">", quot = '"', apos = "'" }
local LETTERS = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }

-- A character in UTF-8; nil for a number that none has.
local function utf8_of(code)
  if code < 0x80 then return string.char(code) end
  local tail, limit = "", 0x20
  while code >= limit do
    tail = string.char(0x80 + code % 0x40) .. tail
    code, limit = math.floor(code / 0x40), #tail == 1 and 0x20 or limit / 2
  end
  return #tail < 4 and string.char(256 - limit * 2 + code) .. tail or nil
end

-- `\u00e4`, or the two halves of a character above U+FFFF -> character, where the text goes on
local function of_u(text, place)
  local code = tonumber(text:match("^\\u(%x%x%x%x)", place) or "", 16)
  if not code then return nil end
  local low = code >= 0xD800 and code < 0xDC00 and tonumber(text:match("^\\u([Dd][C-Fc-f]%x%x)", place + 6) or "", 16)
  if low then return utf8_of(0x10000 + (code - 0xD800) * 0x400 + low - 0xDC00), place + 12 end
  return utf8_of(code), place + 6
end

-- First character of an escape -> function(text, place) -> decoded text, where it goes on | nil
local ESCAPES = {
  ["\\"] = function(text, place)
    local character, stop = of_u(text, place)
    if character then return character, stop end
    local digits = text:match("^\\x(%x%x)", place)
    if digits then return string.char(tonumber(digits, 16)), place + 4 end
    local letter = text:match("^\\([bfnrt\"'/\\])", place)
    if letter then return LETTERS[letter] or letter, place + 2 end
  end,
  ["%"] = function(text, place)
    local digits = text:match("^%%(%x%x)", place)
    if digits then return string.char(tonumber(digits, 16)), place + 3 end
  end,
  ["&"] = function(text, place)
    local name, stop = text:match("^&(#?[A-Za-z0-9]+);()", place)
    if not name then return nil end
    local code = tonumber(name:match("^#(%d+)$")) or tonumber(name:match("^#[xX](%x+)$") or "", 16)
    local character = code and code < 0x110000 and utf8_of(code) or NAMED[core.lower(name)]
    if character then return character, stop end
  end,
}

-- Decodes one layer. -> text, layer | the same text if there is no escape. A layer is `{ at, after, from, to }`, arrays
-- of places: where a decoded character begins and ends in the result, and where in the text.
local function peel(text)
  local pieces, start, place, length = {}, 1, 1, 0
  local layer = { at = {}, after = {}, from = {}, to = {} }
  while true do
    local found = text:find("[\\%%&]", place)
    if not found then break end
    local character, stop = ESCAPES[text:sub(found, found)](text, found)
    if character then
      local count = #layer.at + 1
      pieces[#pieces + 1] = text:sub(start, found - 1)
      pieces[#pieces + 1] = character
      length = length + found - start
      layer.at[count], layer.from[count] = length + 1, found
      length = length + #character
      layer.after[count], layer.to[count] = length + 1, stop
      start = stop
    end
    place = stop or found + 1
  end
  if not pieces[1] then return text end
  pieces[#pieces + 1] = text:sub(start)
  return table.concat(pieces), layer
end

-- Maps a place in a layer's result to its place in the layer's text: for an escaped character, the first or the last
-- byte of its escape.
local function below(layer, place, is_last)
  local low, high = 0, #layer.at
  while low < high do
    local middle = math.ceil((low + high) / 2)
    if layer.at[middle] <= place then low = middle else high = middle - 1 end
  end
  if low == 0 then return place end
  if place >= layer.after[low] then return place - layer.after[low] + layer.to[low] end
  return is_last and layer.to[low] - 1 or layer.from[low]
end

--- Decodes a text, as far as possible.
---@param text string
---@return string plain
---@return function source(from, to) -> from, to: maps a range of `plain` to its range in the text
function unquoted.read(text)
  local layers, plain = {}, text
  for index = 1, LAYERS do
    plain, layers[index] = peel(plain)
    if not layers[index] then break end
  end
  return plain, function(from, to)
    for index = #layers, 1, -1 do
      from, to = below(layers[index], from, false), below(layers[index], to, true)
    end
    return from, to
  end
end

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local DIGITS = { ["-"] = 62, _ = 63 } -- in Base64 for URLs
for index = 1, #ALPHABET do DIGITS[ALPHABET:sub(index, index)] = index - 1 end

--- Decodes Base64 (RFC 4648, both alphabets), ignoring line breaks.
---@param run string
---@param skip integer digits to leave out at its beginning
---@return string
function unquoted.base64(run, skip)
  local bytes, bits, count = {}, 0, 0
  for digit in run:sub(skip + 1):gmatch("[^\r\n=]") do
    bits, count = bits * 64 + DIGITS[digit], count + 6
    if count >= 8 then
      count = count - 8
      local unit = 2 ^ count
      bytes[#bytes + 1] = string.char(math.floor(bits / unit))
      bits = bits % unit
    end
  end
  return table.concat(bytes)
end

return unquoted
