--- Recognizes texts in another encoding that were read as Windows-1252: they have letters and signs where the languages
--- of Western Europe do not have them. A German file can have a Czech name, so the country proves little.
--
-- @module openprovider.cli.import.encoding.foreign

local core = require("openprovider.core")

-- Countries whose languages have letters such as ð, þ and ý.
local IS_NORSE = { IS = true, FO = true }

-- Countries that write ß. Its byte in DOS encodings is á in Windows-1252.
local IS_GERMAN = { DE = true, AT = true, CH = true, LI = true, LU = true }

local ETH, THORN, Y = "ð", "þ", "ý"

-- Patterns of small letters that do not occur in words of Western Europe.
local IN_WORDS = {
  -- Czech, Croatian: "Dvoøák", "Kovaèeviæ", "Petroviæ"
  "ø.*\195[\161\173\172\168\178\185\170]", "\195[\161\173\172\168\178\185\170].*ø", "iæ$",
  "æ.*\195[\161\173\172\168\178\185\170]", "\195[\161\173\172\168\178\185\170].*æ",
  -- Polish: "Gdañsk", "Poznañ", "Wiœniewski"
  "ñ[bcdfghjklmnpqrstvwxz]", "ñ$", "[aeiou]œ",
  -- Hungarian: "Erdõs", "Petõfi"
  "õ[^e]",
}

-- "Groß", "Straße" and "Weiß" in a DOS encoding.
local IN_GERMAN_WORDS = { "[aoe]á", "eiá", "ieá", "uá$" }

-- Signs that stand beside a letter only in pairs, and their partners. DOS's é, ä, ö, ø are among them.
local PAIRS = {
  { "‚", "[‘’']" }, { "„", '[“”"]' }, { "”", '[“„"]' }, { "“", '[”„"]' }, { "‹", "›" }, { "›", "‹" },
}

local LETTER = "[A-Za-z\195-\197]"
local LETTER_OF_ASCII = "[A-Za-z]"

-- Whether one of some patterns is in a word.
local function has_any(word, list)
  for _, pattern in ipairs(list) do
    if word:find(pattern) then return true end
  end
  return false
end

-- The number of ASCII letters in a word, and of others.
local function count(word)
  local _, ascii = word:gsub("[a-z]", "")
  local _, other = word:gsub("[\192-\255]", "")
  return ascii, other
end

local function is_odd_word(word, country)
  if not IS_NORSE[country] and (word:find(ETH, 1, true) or word:find(THORN, 1, true) or word:find(Y, 1, true)) then
    return true
  end
  local ascii, other = count(word)
  if IS_NORSE[country] then return ascii == 0 and other > 3 end
  if ascii == 0 and other > 1 or other > 2 and other > ascii then return true end
  return has_any(word, IN_WORDS) or IS_GERMAN[country] and has_any(word, IN_GERMAN_WORDS)
end

-- Whether ª, º or § stand where letters are: "Ionaºcu", "Dragoº", "ªtefan", "Gro§"; but "Mª" and "2º B" are right.
local function has_odd_ordinal(text)
  if text:find("\194[\170\186\167]" .. LETTER) or text:find(LETTER_OF_ASCII .. "\194\167") then return true end
  return text:find("[A-Za-z][A-Za-z][A-Za-z]\194[\170\186]") ~= nil
end

-- Whether a sign of a pair stands alone beside a letter: "Jos‚", "Br›"; or a sign of money before one: "€elik".
local function has_odd_sign(text)
  for _, pair in ipairs(PAIRS) do
    local sign = pair[1]
    local is_beside = text:find(LETTER_OF_ASCII .. sign) or text:find(sign .. LETTER)
    if is_beside then
      local found = false
      for partner in pair[2]:gmatch("[^%[%]\128-\191][\128-\191]*") do
        found = found or text:find(partner, 1, true) ~= nil
      end
      if not found or sign == "‚" and text:find(LETTER_OF_ASCII .. sign .. "$") then return true end
    end
  end
  return text:find("€" .. LETTER) ~= nil
end

--- Whether a text in Windows-1252 looks like one of another encoding.
---@param text string in UTF-8
---@param country string|nil that of its row
---@return boolean
return function(text, country)
  if has_odd_ordinal(text) or has_odd_sign(text) then return true end
  local words = core.fold(text):gsub("\194[\128-\191]", " "):gsub("\226[\128-\191][\128-\191]", " ")
  for word in words:gmatch("[a-z\128-\255]+") do
    if is_odd_word(word, country) then return true end
  end
  return false
end
