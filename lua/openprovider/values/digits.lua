--- Digits of other scripts, and other characters for numbers.
--
-- Source: the Unicode Character Database, general categories Nd, Nl and No.
--
-- @module openprovider.values.digits

local code_point = require("openprovider.values.code_point")

local find, gsub = string.find, string.gsub

-- A character that is not ASCII.
local CHARACTER = "[\194-\244][\128-\191]*"

-- The zero of each script; its other digits follow it.
local ZEROS = {
  0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0, 0xF20,
  0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620, 0xA8D0,
  0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10,
  0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, -- of mathematics
}

-- Other numbers, first and last: superscripts, fractions, Roman numerals, those in circles or brackets, Chinese ones.
local NUMBERS = {
  { 0xB2, 0xB3 }, { 0xB9, 0xB9 }, { 0xBC, 0xBE }, { 0x2070, 0x2079 }, { 0x2080, 0x2089 }, { 0x2150, 0x218B },
  { 0x2460, 0x249B }, { 0x24EA, 0x24FF }, { 0x2776, 0x2793 }, { 0x3007, 0x3007 }, { 0x3021, 0x3029 },
  { 0x3038, 0x303A }, { 0x3192, 0x3195 }, { 0x3220, 0x3229 }, { 0x3248, 0x324F }, { 0x3251, 0x325F },
  { 0x3280, 0x3289 }, { 0x32B1, 0x32BF }, { 0x1F100, 0x1F10C },
}
for _, code in ipairs({ 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341, 0x767E }) do
  NUMBERS[#NUMBERS + 1] = { code, code }
end

-- Fills the table on first use: most programs never need it.
local function fill_in(plain, character)
  setmetatable(plain, nil)
  for _, zero in ipairs(ZEROS) do
    for digit = 0, 9 do plain[code_point.character(zero + digit)] = tostring(digit) end
  end
  return plain[character]
end

-- Digit of a script -> the plain one.
local PLAIN = setmetatable({}, { __index = fill_in })

local digits = {}

--- A text with plain digits in the place of those of other scripts.
---@param text string
---@return string
function digits.plain(text)
  if not find(text, "[\194-\244]") then return text end
  return (gsub(text, CHARACTER, PLAIN))
end

--- Whether a text may have a number in it: a digit of any script, another character for a number, or a Roman numeral as
--- its last word.
---@param text string
---@return boolean
function digits.may_be_in(text)
  if find(digits.plain(text), "[0-9]") or find(text, "[ ,][IVX]+[ .]*$") then return true end
  for character in text:gmatch(CHARACTER) do
    local code = code_point.of(character)
    for _, range in ipairs(NUMBERS) do
      if code >= range[1] and code <= range[2] then return true end
    end
  end
  return false
end

return digits
