--- Code points, and the characters that stand for them in UTF-8.
--
-- @module openprovider.values.code_point

local byte, char = string.byte, string.char
local floor = math.floor

local code_point = {}

--- The code point of a character.
---@param character string
---@return integer
function code_point.of(character)
  local code = byte(character)
  if code < 0x80 then return code end
  code = code - (code < 0xE0 and 0xC0 or code < 0xF0 and 0xE0 or 0xF0)
  for index = 2, #character do code = code * 64 + byte(character, index) - 0x80 end
  return code
end

--- The character of a code point beyond ASCII.
---@param code integer
---@return string
function code_point.character(code)
  local last = char(0x80 + code % 64)
  if code < 0x800 then return char(0xC0 + floor(code / 64)) .. last end
  last = char(0x80 + floor(code / 64) % 64) .. last
  if code < 0x10000 then return char(0xE0 + floor(code / 4096)) .. last end
  return char(0xF0 + floor(code / 262144), 0x80 + floor(code / 4096) % 64) .. last
end

return code_point
