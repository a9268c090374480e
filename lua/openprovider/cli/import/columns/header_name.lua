--- Makes names of columns comparable: case, accents, blanks and punctuation do not count.
--
-- @module openprovider.cli.import.columns.header_name

local core = require("openprovider.core")

-- Letters with marks -> without them. `core.fold` first makes them small and composed.
local PLAIN = {}
for plain, letters in pairs({
  a = "à á â ã ä å ą ă", ae = "æ", c = "ç ć č", d = "ď đ", e = "è é ê ë ę ě", i = "ì í î ï", l = "ł", n = "ñ ń ň",
  o = "ò ó ô õ ö ø ő", oe = "œ", r = "ř", s = "ś š ş", ss = "ß", t = "ť ţ", u = "ù ú û ü ů ű", y = "ý ÿ", z = "ź ż ž",
}) do
  for letter in letters:gmatch("[^ ]+") do PLAIN[letter] = plain end
end

-- Signs used as words in names of columns, and other blanks and quotes: they are removed like punctuation.
for sign in ("º ª ° № ’ ‘ “ ” · \194\160 \226\128\175 \239\187\191"):gmatch("[^ ]+") do PLAIN[sign] = "" end

-- Letters and signs of East Asian width, and hyphens, as ASCII has them.
local ASCII = { ["\227\128\128"] = " ", ["\226\136\146"] = "-" }
for byte = 0x21, 0x7E do
  local low = byte + 0x60 -- of U+FF01 and further
  ASCII["\239" .. string.char(low < 0xC0 and 0xBC or 0xBD, low < 0xC0 and low or low - 0x40)] = string.char(byte)
end
for last = 0x90, 0x95 do ASCII["\226\128" .. string.char(last)] = "-" end

local header_name = {}

--- A name with its look-alike letters, signs and hyphens replaced by those of ASCII.
---@param name string
---@return string
function header_name.plain(name)
  if not name:find("[\226\227\239]") then return name end
  return (name:gsub("[\226\227\239][\128-\191][\128-\191]", ASCII))
end

--- The form in which a name is compared: "First Name", "first_name" and "firstName" are the same, and so are "Straße"
--- and "STRASSE".
---@param name string
---@return string key
function header_name.fold(name)
  local key = core.fold(header_name.plain(name))
  if key:find("[\128-\255]") then key = key:gsub("[\194-\244][\128-\191]*", PLAIN) end
  return (core.lower(key):gsub("[^a-z0-9\128-\255]+", ""))
end

--- The words of a name, folded: "Firma-Name", "firma_name" and "firmaName" have two.
---@param name string
---@return string[]
function header_name.words(name)
  local list = {}
  name = header_name.plain(name):gsub("([a-z])([A-Z])", "%1 %2")
  for word in name:gmatch("[^%z\1-\47\58-\64\91-\96\123-\127]+") do list[#list + 1] = header_name.fold(word) end
  return list
end

return header_name
