--- Reads a written telephone number: its digits, their groups, and whether it begins with a plus sign.
-- People and programs write numbers with signs of many scripts, and paste invisible characters with them. Separators of
-- all scripts are read as plain ones. A number with other content, such as an extension, cannot be read.
--
-- @module openprovider.customer.phone.written

local code_point = require("openprovider.values.code_point")
local core = require("openprovider.core")
local digits = require("openprovider.values.digits")

local find, gsub, match = string.find, string.gsub, string.match
local lower = core.lower

local MAX_AREA = 5 -- digits of an area code
local MAX_BYTES = 64 -- 15 digits, each with a few separators, and a `tel:`

-- Plain sign -> code points, and ranges of them, that stand for it.
local SIGNS = {
  [" "] = { 0xA0, 0x1680, { 0x2000, 0x200A }, 0x202F, 0x205F, 0x3000 },
  ["-"] = { { 0x2010, 0x2015 }, 0x2212, 0x30FC, 0xFE58, 0xFE63, 0xFF0D },
  ["+"] = { 0x207A, 0xFE62, 0xFF0B },
  ["."] = { 0xB7, 0x2024, 0xFF0E },
  ["/"] = { 0x2044, 0x2215, 0xFF0F },
  ["("] = { 0xFF08, 0xFF3B },
  [")"] = { 0xFF09, 0xFF3D },
  -- Zero width, direction and joining: invisible.
  [""] = { 0xAD, { 0x200B, 0x200F }, { 0x202A, 0x202E }, { 0x2060, 0x2064 }, { 0x2066, 0x2069 }, 0xFEFF },
}

-- Puts them in at the first question: most numbers have none.
local function fill_in(all, character)
  setmetatable(all, nil)
  for plain, codes in pairs(SIGNS) do
    for _, code in ipairs(codes) do
      local first, last = code, code
      if type(code) == "table" then first, last = code[1], code[2] end
      for each = first, last do all[code_point.character(each)] = plain end
    end
  end
  return all[character]
end

-- Sign -> the plain one.
local PLAIN = setmetatable({}, { __index = fill_in })

-- Words before an extension, in lower case.
local EXTENSIONS = {
  "e?xt?e?n?s?i?o?n?%.?", "#", "x", "~", "int%.?", "interno", "anexo", "ramal", "poste", "doorkies[a-z]*", "toestel",
  "tst%.?", "dw%.?", "durchwahl", "wew%.?", "доб%.?", "доп%.?", ";ext=", ",,",
}

-- The extension that a number ends with, or nil.
local function extension_of(text)
  text = lower(text)
  for _, word in ipairs(EXTENSIONS) do
    local extension = match(text, "%d[ .,)/-]*(" .. word .. "[ :.]*%d+[ )]*)$")
    if extension and not find(extension, "^[%d .]*$") then return extension end
  end
end

-- Any character that most numbers do not have.
local OTHER = "[^%d ()/+.-]"

-- The end of a number that a spreadsheet may have turned into a decimal number.
local DECIMAL = "%.0 *$"

local ZERO_IN_BRACKETS = "%( *0 *%)"
local ZERO_BEHIND_CODE = "^ *%(?%d+[) .-]*" .. ZERO_IN_BRACKETS

-- A number with only plain signs. -> text | nil, why: it has more than a number in it
local function plain_text(text)
  text = gsub(gsub(digits.plain(text), "[\194-\244][\128-\191]*", PLAIN), "\t", " ")
  text = match(text, "^[ \t-\r]*(.-)[ \t-\r]*$")
  if text == "" then return nil, "is empty" end
  if find(text, "^%d+[.,]?%d*[eE]%+?%d+$") then
    return nil, "was shortened by a spreadsheet, so digits are lost: format the column as text and export it again"
  end
  if find(text, "^%+?%d%d%d%d%d%d%d+[.,]0$") then
    return nil, "ends like a number of a spreadsheet: leave the last two characters out"
  end
  text = gsub(text, "^[Tt][Ee][Ll]:", "")
  local extension = extension_of(text)
  if extension then
    return nil, ("has an extension (%s), which the API cannot keep: leave it out"):format(extension)
  end
  if find(text, "%d.*[,;\n|].*%d") then return nil, "has two numbers: keep one" end
  return text
end

-- Reads the form of most numbers: digits and separators, perhaps behind a plus sign. -> number | nil
local function simply_written(text)
  local plus, rest = match(text, "^(%+?)(%(?%d[%d ().-]*)$")
  if not rest or find(rest, "^%(?00") then return nil end
  if find(rest, "[(.]") and (find(rest, ZERO_IN_BRACKETS) or find(rest, DECIMAL)) then return nil end
  return { digits = gsub(rest, "%D", ""), text = rest, plus = plus ~= "" }
end

-- The first slash separates the area code. A later one may separate two numbers, of which one is meant. -> list of how
-- many digits stand before each later slash | nil
local function late_slashes(text)
  if not find(text, "/", 1, true) then return nil end
  local groups, ahead, places = {}, 0, nil
  for separator, group in text:gmatch("([^%d]*)(%d+)") do
    local count = #groups - (groups[2] == "0" and 1 or 0) -- without the zero in brackets
    if find(separator, "/", 1, true) and (count > 2 or count > 0 and #groups[#groups] > MAX_AREA) then
      places = places or {}
      places[#places + 1] = ahead
    end
    groups[#groups + 1] = group
    ahead = ahead + #group
  end
  return places
end

local UNCLEAR_ZERO = "has a (0), and it is not clear whether it is dialled: leave it out"

local TWO = "has two numbers: keep one"

local written = { UNCLEAR_ZERO = UNCLEAR_ZERO, TWO = TWO }

--- Reads a written number.
---@param text string
---@return table|nil number `{ digits, text, plus, without_zero, dialled, slashes }`: `text` has the digits as
--- they were grouped, `plus` is true if a calling code comes first, `without_zero` are the digits without a zero in
--- brackets that is the second group, `dialled` are the digits with the two zeros that stood in front of the calling
--- code, and `slashes` says how many digits stand before each slash that may be one between two numbers
---@return string|nil why what is wrong with it, as the end of a sentence
function written.read(text)
  if #text > MAX_BYTES then return nil, ("is longer than %d bytes"):format(MAX_BYTES) end
  local simple = simply_written(text)
  if simple then return simple end
  if find(text, OTHER) or find(text, DECIMAL) then
    local why
    text, why = plain_text(text)
    if not text then return nil, why end
  end
  if find(text, "%d.*%+") then return nil, "has two numbers: keep one" end
  local plus, rest = match(text, "^[ (]*(%+)[+ ]*(.*)$")
  -- In most countries the international prefix is two zeros.
  local abroad = plus == nil and match(text, "^[ (]*00[ .)-]*([1-9].*)$")
  local dialled = abroad and gsub(text, "%D", "")
  text = rest or abroad or text
  if not find(text, "%d") or find(text, "[^%d ()./-]") then
    if not plus and not find(text, "[^ ]") then return nil, "is empty" end
    return nil, "is not a telephone number: it has other characters than digits and separators"
  end
  local others, zeros = gsub(text, ZERO_IN_BRACKETS, "")
  if zeros > 1 or zeros == 1 and not find(text, ZERO_BEHIND_CODE) then return nil, UNCLEAR_ZERO end
  return {
    digits = gsub(text, "%D", ""), text = text,
    plus = (plus or abroad or zeros == 1) and true or false, -- such a zero stands only behind a calling code
    without_zero = zeros == 1 and gsub(others, "%D", ""), dialled = dialled, slashes = late_slashes(text),
  }
end

return written
