--- The names of columns as people write them, made comparable: case, accents, blanks and punctuation do not count.
--
-- @module openprovider.cli.import.columns.header_name

local core = require("openprovider.core")

-- Letters with marks -> without them. `core.fold` makes them small and composed first.
local PLAIN = {}
for plain, letters in pairs({
  a = "à á â ã ä å ą ă", ae = "æ", c = "ç ć č", d = "ď đ", e = "è é ê ë ę ě", i = "ì í î ï", l = "ł", n = "ñ ń ň",
  o = "ò ó ô õ ö ø ő", oe = "œ", r = "ř", s = "ś š ş", ss = "ß", t = "ť ţ", u = "ù ú û ü ů ű", y = "ý ÿ", z = "ź ż ž",
}) do
  for letter in letters:gmatch("[^ ]+") do PLAIN[letter] = plain end
end

-- Signs that stand for words in names of columns, and other blanks and quotes: they go as punctuation does.
for sign in ("º ª ° № ’ ‘ “ ” – — · \194\160 \226\128\175 \239\187\191"):gmatch("[^ ]+") do PLAIN[sign] = "" end

local header_name = {}

--- What is compared of a name: "First Name", "first_name" and "firstName" are one, and so are "Straße" and "STRASSE".
---@param name string
---@return string key
function header_name.fold(name)
  local key = core.fold(name)
  if key:find("[\128-\255]") then key = key:gsub("[\194-\244][\128-\191]*", PLAIN) end
  return (core.lower(key):gsub("[^a-z0-9\128-\255]+", ""))
end

return header_name
