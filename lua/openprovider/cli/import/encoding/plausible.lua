--- Measures how odd a text is for a name, a street or a city. A text that was read in the wrong encoding has signs and
--- capitals inside words, or letters of two alphabets in one word.
--
-- @module openprovider.cli.import.encoding.plausible

local code_point = require("openprovider.values.code_point")

local plausible = {}

-- Ranges of code points, by what they are.
local RANGES = {
  { 0xC0, 0xD6, "latin" }, { 0xD8, 0xF6, "latin" }, { 0xF8, 0x24F, "latin" }, { 0x1E00, 0x1EFF, "latin" },
  { 0x300, 0x36F, "mark" },
  { 0x386, 0x386, "other" }, { 0x388, 0x3CE, "other" }, { 0x400, 0x52F, "other" }, { 0x5D0, 0x5EA, "other" },
  { 0x620, 0x6D3, "other" }, { 0xE01, 0xE4E, "other" }, { 0x3005, 0x3007, "other" }, { 0x3041, 0x30FE, "other" },
  { 0x3400, 0x9FFF, "other" }, { 0xAC00, 0xD7A3, "other" }, { 0xFF01, 0xFF5E, "other" },
  { 0x2010, 0x2015, "dash" }, { 0x201C, 0x201E, "quote" }, { 0x2039, 0x203A, "quote" }, { 0xAB, 0xAB, "quote" },
  { 0xBB, 0xBB, "quote" }, { 0x2018, 0x201A, "sign" }, { 0x2022, 0x2022, "quote" }, { 0x2026, 0x2026, "quote" },
  { 0x20AC, 0x20AC, "quote" }, { 0x2116, 0x2116, "sign" }, { 0x2122, 0x2122, "quote" }, { 0xA0, 0xA1, "sign" },
  { 0xA7, 0xA7, "quote" }, { 0xA9, 0xAA, "sign" }, { 0xAD, 0xAE, "sign" }, { 0xB0, 0xB0, "sign" },
  { 0xB4, 0xB4, "sign" }, { 0xA3, 0xA3, "figure" }, { 0xBC, 0xBE, "figure" },
  { 0xB7, 0xB7, "sign" }, { 0xBA, 0xBA, "sign" }, { 0xBF, 0xBF, "sign" }, { 0x3001, 0x3002, "sign" },
}

-- So many letters beyond ASCII in a row do not occur in a Latin alphabet.
local LONG_RUN = 4

-- Ranges with capital letters: all characters of a range, or every second one, beginning with the first.
local CAPITALS = {
  { 0xC0, 0xDE }, { 0x100, 0x136, 2 }, { 0x139, 0x147, 2 }, { 0x14A, 0x176, 2 }, { 0x178, 0x178 }, { 0x179, 0x17D, 2 },
  { 0x386, 0x38F }, { 0x391, 0x3AB }, { 0x400, 0x42F }, { 0x460, 0x52E, 2 }, { 0x1E00, 0x1EFE, 2 },
}

local function is_capital(code)
  for _, range in ipairs(CAPITALS) do
    if code >= range[1] and code <= range[2] then return (code - range[1]) % (range[3] or 1) == 0 end
  end
  return false
end

local function found_class(code)
  for _, range in ipairs(RANGES) do
    if code >= range[1] and code <= range[2] then return range[3] end
  end
  return "none"
end

-- The kind of a character: letter of ASCII, latin, mark, other (a letter of another alphabet), dash, quote, sign,
-- figure (£, ½), none; and whether it is a capital or a small letter.
local known, known_count = {}, 0
local MAX_KNOWN = 5000

local function new_class(character)
  if #character == 1 then
    local is_letter = character:find("[A-Za-z]") ~= nil
    return { is = is_letter and "ascii" or "blank", is_letter = is_letter, is_capital = character:find("[A-Z]") ~= nil,
      is_small = character:find("[a-z]") ~= nil }
  end
  local code = code_point.of(character)
  local is = found_class(code)
  local is_letter = is == "latin" or is == "other"
  local is_large = is_letter and is_capital(code)
  return { is = is, is_letter = is_letter, is_capital = is_large, is_small = is_letter and not is_large }
end

local function class_of(character)
  local class = known[character]
  if class then return class end
  if known_count == MAX_KNOWN then known, known_count = {}, 0 end
  class = new_class(character)
  known[character], known_count = class, known_count + 1
  return class
end

local BLANK = { is = "blank" }

local IS_LATIN = { ascii = true, latin = true }

-- How odd a character is between two others.
local function oddity(before, class, after)
  if class.is == "none" then return 1 end
  if class.is == "quote" then return before.is_letter and after.is_letter and 1 or 0 end
  if class.is == "figure" then return (before.is_letter or after.is_letter) and 1 or 0 end
  if class.is == "dash" then return before.is_letter and after.is_small and 1 or 0 end
  local odd = 0
  if class.is == "other" and (IS_LATIN[before.is] or IS_LATIN[after.is]) then odd = 1 end
  if class.is_capital and (before.is_small or before.is_capital and after.is_small) then odd = odd + 1 end
  if class.is_small and after.is_capital then odd = odd + 1 end
  return odd
end

--- How odd a text is.
---@param text string in UTF-8
---@param is_western? boolean whether its country is known: in Icelandic many letters in a row are beyond ASCII
---@return integer oddities 0 for a normal text
function plausible.oddities(text, is_western)
  local count, run, before, class = 0, 0, BLANK, BLANK
  local function add(after)
    if class.is ~= "blank" and class.is ~= "ascii" then count = count + oddity(before, class, after) end
    run = class.is == "latin" and run + 1 or 0
    if run >= LONG_RUN and not is_western then count = count + 1 end
    before, class = class, after
  end
  for character in text:gmatch("[%z\1-\127\194-\244][\128-\191]*") do add(class_of(character)) end
  add(BLANK)
  return count
end

return plausible
