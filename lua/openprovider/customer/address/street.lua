--- Splits a written street into street, house number and suffix, as the country of the address writes them.
-- A wrong split is worse than none: the street is split only where one reading is possible. The number stands before
-- the street in some countries and behind it in others; what follows it (a letter, a flat, a floor) becomes the suffix.
--
-- @module openprovider.customer.address.street

local boxes = require("openprovider.customer.address.boxes")
local core = require("openprovider.core")
local local_units = require("openprovider.customer.address.local_units")
local no_number = require("openprovider.customer.address.no_number")
local places = require("openprovider.customer.address.places")
local spelling = require("openprovider.customer.address.spelling")
local units = require("openprovider.customer.address.units")
local words = require("openprovider.customer.address.street_words")

local find, gsub, match, sub = string.find, string.gsub, string.match, string.sub
local letters_of = core.letters
local is_ordinal, is_unit, joined = units.is_ordinal, units.is_unit, units.joined

local MAX_BYTES = 200 -- a longer text is not a street with a house number
local MAX_WORDS = 20
local MIN_LETTERS = 3 -- of a name; "BP 12" and "Q 7" have none
local BEHIND, IN_FRONT = 4, 6 -- the most digits of a house number

-- Words with these are not names: signs; Japanese and Chinese, where the last number is often that of a block.
local NO_NAME = { "[#%%&*+:;<=>?@%[\\%]^_`{|}~!\"]", "\194[\128-\182\184-\191]", "\226[\130-\191]", "\239[\188\189]",
  "[\227-\233][\128-\191][\128-\191]" }

local SIGNS = { ["-"] = true, ["/"] = true }
for last = 0x90, 0x95 do SIGNS["\226\128" .. string.char(last)] = true end

-- Whether a flat or a floor begins at a word behind a sign: "apto 41", "2nd Floor"; or the house number, if the flat or
-- a building stands before the sign.
local function is_flat_at(list, index, before)
  local head, first, second = letters_of(list[1]), letters_of(list[index]), list[index + 1]
  if (words.BUILDINGS[head] or words.UNITS[head]) and second and find(list[index], "^[1-9]") then return true end
  if words.UNITS[first] then return #first > 1 or find(before, "[0-9]") end
  return second and words.FLOORS[letters_of(second)] and (words.WHICH[first] or find(first, "^[0-9]"))
end

-- Reads hyphens and slashes before a flat as commas, and takes away those at the end: "1578 - apto 41".
local function with_commas(text)
  local list, kept = {}, {}
  for word in string.gmatch(text, "[^ ]+") do list[#list + 1] = word end
  for index, word in ipairs(list) do
    local is_last = list[index + 1] == nil
    if not (SIGNS[word] and kept[1] and (is_last or is_flat_at(list, index + 1, kept[#kept]))) then
      kept[#kept + 1] = word
    elseif not is_last then
      kept[#kept] = gsub(kept[#kept], ",$", "") .. ","
    end
  end
  return table.concat(kept, " ")
end

-- The words of a text: { text =, letters =, comma = whether one follows }. nil if there are too many.
local function words_of(text)
  text = spelling.plain(text)
  if find(text, "[%z\1-\31\127]") then return nil end
  if find(text, " [/\226-]") then
    text = with_commas(text)
    text = gsub(text, "([0-9]) +%- +([0-9]+%.?[\194\195]?[\186\170\176])", "%1, %2")
  end
  if find(text, "[/-]") then text = gsub(text, "([0-9][A-Za-z]?) *([/-]) *([0-9A-Za-z])", "%1%2%3") end
  if find(text, ",[^ ]") then text = gsub(text, ",", ", ") end
  if find(text, ": *[0-9]") then text = gsub(text, "([A-Za-z]) *: *([0-9])", "%1: %2") end
  if find(text, "[%.\176\186][0-9]") then
    text = gsub(" " .. text, " ([Nn][OoRr]?%.?[\194\195]?[%.\176\186])([0-9])", " %1 %2")
  end
  local list = {}
  for word in string.gmatch(text, "[^ ]+") do
    local bare = gsub(word, ",+$", "")
    if bare ~= "" then
      list[#list + 1] = {
        text = bare, letters = letters_of(bare), comma = bare ~= word, digit = find(bare, "[0-9]") ~= nil,
      }
    elseif list[1] then
      list[#list].comma = true
    end
  end
  return #list <= MAX_WORDS and list or nil
end

local function is_month(letters)
  if words.WHOLE_MONTHS[letters] then return true end
  for _, month in ipairs(words.MONTHS) do
    if sub(letters, 1, #month) == month then return true end
  end
  return false
end

-- Splits a word that begins with a house number. -> number, suffix ("" for none) | nil
local function house_number(word, most, country)
  local number, tail = match(word.text, "^([1-9][0-9]*)(.*)$")
  if not number or #number > most then return nil end
  if country == "HU" then tail = gsub(tail, "%.$", "") end
  if tail == "" then return number, "" end
  if local_units.is_joined(tail, country) then return number, tail end
  local letters = match(tail, "^[/-]?([A-Za-z]+)%.?$")
  if letters then
    local is_one = #letters == 1 and (tail ~= "e" or country and not words.ORDINAL_E[country])
    return (is_one or words.SUFFIXES[core.lower(letters)]) and number or nil, letters
  end
  if find(tail, "^[/-][0-9]+[A-Za-z]?$") or find(tail, "^/[0-9]+/[0-9]+$") or find(tail, "^[A-Za-z][/-][0-9]+$") then
    return number, tail
  end
  if find(tail, "^[A-Za-z]-[A-Za-z]$") or find(tail, "^-[0-9]+%.?\194[\186\170]$") then return number, tail end
  return nil
end

-- The suffix of a house number: what is joined to it, and the words behind it. -> suffix, "" for none | nil
local function suffix_of(list, first, suffix, country)
  local last = #list
  if first > last then return suffix end
  local word, rest = list[first], joined(list, first, last)
  if local_units.is_behind(core.lower(rest), country) then return units.added(suffix, rest) end
  if first == last and find(suffix, "^%-[0-9]+$") and find(rest, "^[A-Za-z]$") then return suffix .. " " .. rest end
  local is_letter = find(word.text, "^%-?[A-Za-z]%.?$") or words.SUFFIXES[word.letters]
  local is_unit_word = words.UNITS[word.letters] and list[first + 1] and find(list[first + 1].text, "^[0-9]")
  if suffix == "" and first == last and find(word.text, "^1/[0-9]$") then return word.text end
  if suffix == "" and is_letter and not is_unit_word and not list[first - 1].comma then
    suffix, first = gsub(word.text, "^%-", ""), first + 1
    if #suffix == 2 then suffix = gsub(suffix, "%.$", "") end
    if first > last then return suffix end
  end
  if not is_unit(list, first, last) then return nil end
  return units.added(suffix, joined(list, first, last))
end

-- Whether a word is a day: "31-Décembre", "1er-Août", "8-Mai-1945".
local function is_day(word)
  if not find(word.text, "^[0-9][0-9]?[er]*%-") then return false end
  local letters = gsub(gsub(word.letters, "^[0-9]+", ""), "[0-9]+$", "")
  return is_month(letters) or is_month((gsub(letters, "^er?", "")))
end

-- Whether a word with digits belongs to the name of a street: "17. Juni", "8 mai 1945", "2e".
local function is_of_name(list, index, last)
  local word = list[index]
  if is_day(word) then return true end
  if is_ordinal(word) then return index < last end
  if find(word.text, "^[0-9][0-9]?$") then
    local after = list[index + 1]
    if index + 1 < last and (after.letters == "de" or after.letters == "di") then after = list[index + 2] end
    return index < last and is_month(after.letters)
  end
  return find(word.text, "^[12][0-9][0-9][0-9]$") and index > 1 and is_month(list[index - 1].letters)
end

local function is_plain_word(list, index)
  local word = list[index]
  if is_ordinal(word) then return true end
  for sign = 1, #NO_NAME do
    if find(word.text, NO_NAME[sign]) then return false end
  end
  return not boxes.at(list, index)
end

-- Whether words can be the name of a street.
local function is_name(list, first, last)
  local letters = 0
  for index = first, last do
    local word = list[index]
    if not is_plain_word(list, index) or word.digit and not is_of_name(list, index, last) then return false end
    letters = letters + #word.letters
  end
  return letters >= MIN_LETTERS and not (first == last and words.KINDS[list[first].letters])
end

-- Whether a number behind a word is not the house number.
local function claims_number(list, index, country)
  local word = list[index]
  if word.letters == "u" and country == "HU" then return index == 1 end
  if words.UNITS[word.letters] or words.ROUTES[word.letters] or #word.letters < 2 then return true end
  if places.claims(list, index) then return true end
  local before = words.ROADS[word.letters]
  return before ~= nil and index > 1 and before[list[index - 1].letters] == true
end

-- Whether a word says that this is a street.
local function says_street(list, last)
  for index = 1, last do
    if words.KINDS[list[index].letters] then return true end
    for _, ending in ipairs(words.STREET_ENDS) do
      if sub(list[index].letters, -#ending) == ending then return true end
    end
  end
  return false
end

-- Whether a number of four digits is a house number, not a year or a zip code.
local function is_long_number(list, last, number, country)
  local value, is_apart = tonumber(number), list[last].comma or words.LONG_STREETS[country]
  return (value < 1400 or value > 2100 or is_apart) and says_street(list, last)
end

local function no_comma_in(list, first, last)
  for index = first, last - 1 do
    if list[index].comma then return false end
  end
  return true
end

-- Reads the word at `place` as the house number, behind the street. -> parts | nil
local function behind(list, place, country)
  local number, suffix = house_number(list[place], BEHIND, country)
  local last = place - 1
  if not number then return nil end
  if words.NUMBER_WORDS[list[last].letters] then
    if last == 1 or not country then return nil end
    last = last - 1
  elseif claims_number(list, last, country) then
    return nil
  end
  local is_certain = words.CONSCRIPTION[country] and find(suffix, "^/[0-9]")
  if #number == BEHIND and not is_certain and not is_long_number(list, last, number, country) then return nil end
  if not is_name(list, 1, last) or not no_comma_in(list, 1, last) then return nil end
  suffix = suffix_of(list, place + 1, suffix, country)
  return suffix and { street = joined(list, 1, last), number = number, suffix = suffix ~= "" and suffix or nil }
end

-- The reading with the number behind the street, if there is exactly one. -> parts | nil
local function number_last(list, country)
  local found
  for place = 2, #list do
    local parts = list[place].digit and behind(list, place, country) or nil
    if parts and found then return nil end
    found = found or parts
  end
  return found
end

-- Whether a word for a flat begins the name of a street: "Tower Rd", "Box Elder Rd".
local function is_named_unit(list, first, last)
  local second = list[first + 1]
  if first >= last or #list[first].letters < 3 or #second.letters < 2 or not words.KINDS[list[last].letters] then
    return false
  end
  for index = first, last do
    if list[index].digit or index < last and list[index].comma then return false end
  end
  return true
end

-- Whether the words behind a house number are a street. It may have numbers that are known to be part of a name: "5th
-- Ave", "Highway 9".
local function is_street_behind(list, first, last, country)
  local head = list[first]
  if words.UNITS[head.letters] and not is_named_unit(list, first, last) then return false end
  if words.SUFFIXES[head.letters] or words.SIDES[head.letters] and #head.letters > 1 then
    return false
  end
  if first == last and (words.KINDS[head.letters] or is_month(head.letters)) then return false end
  local letters = 0
  for index = first, last do
    local word, before = list[index], list[index - 1]
    if not is_plain_word(list, index) then return false end
    local is_grid = index == first and (country == "US" or country == "CA") and index < last
      and words.KINDS[list[index + 1].letters]
    local is_route = index > first and (words.ROUTES[before.letters] or before.letters == "road")
    local is_numbered = country == "SG" and index == last and index > first and words.KINDS[before.letters]
    if word.digit and not (is_grid or is_route or is_numbered or is_ordinal(word) or is_of_name(list, index, last)) then
      return false
    end
    letters = letters + #word.letters
  end
  return letters >= MIN_LETTERS
end

-- A letter or a word that belongs to a number in front. -> suffix, where the street begins
local function suffix_in_front(list, beginnings)
  local second = list[2]
  if not list[3] then return "", 2 end
  if find(second.text, "^[1-9]/[0-9]$") then return second.text, 3 end
  if words.SUFFIXES[second.letters] and #second.letters > 2 then return second.text, 3 end
  if find(second.text, "^[A-Za-z]$") and beginnings[list[3].letters] then return second.text, 3 end
  return "", 2
end

-- Whether one letter behind the number may be a suffix or a point of the compass.
local function is_doubtful(list, place, country)
  local is_compass = (country == "US" or country == "CA") and find(list[place].text, "^[NSEWnsew]%.?$")
  return find(list[place].text, "^[A-Za-z]%.?$") and not is_compass and list[place + 1] and place + 1 < #list
end

-- The reading with the number in front of the street. -> parts | nil
local function number_first(list, country, beginnings)
  local number, suffix = house_number(list[1], IN_FRONT, country)
  if not number or is_ordinal(list[1]) then return nil end
  local sign = match(suffix, "^([/-])[0-9]")
  if sign == "/" and words.FLAT_FIRST[country] or sign == "-" and country == "CA" then return nil end
  local more, first = "", 2
  if suffix == "" and not list[1].comma then more, first = suffix_in_front(list, beginnings) end
  if not list[first] or is_doubtful(list, first, country) then return nil end
  local last = units.place_behind(list, first) - 1
  -- "5 Main St, Rear Bldg" would be split between two words.
  if last < #list and not list[last].comma and not no_comma_in(list, first, last) then return nil end
  if not is_street_behind(list, first, last, country) then return nil end
  suffix = suffix .. more
  if last < #list then suffix = units.added(suffix, joined(list, last + 1, #list)) end
  return { street = joined(list, first, last), number = number, suffix = suffix ~= "" and suffix or nil }
end

local street = {}

--- The number that is sent for a house without one.
street.NO_NUMBER = "0"

-- Whether a reading is plain enough to count without a country.
local function is_plain(parts)
  local suffix = parts.suffix
  return #parts.number < BEHIND and not find(parts.street, "[0-9/()]")
    and (not suffix or find(suffix, "^[A-Za-z]$") or words.SUFFIXES[core.lower(suffix)])
end

-- The reading of a street with words that say that there is no house number: "Calle Mayor s/n". -> parts | nil
local function without_number(list, country)
  for place = 2, #list do
    local last = list[place].digit and 0 or place - 1 + no_number.words(list, place, country)
    if last >= place then
      local suffix = last < #list and is_unit(list, last + 1, #list) and joined(list, last + 1, #list) or nil
      if last < #list and not suffix then return nil end
      return { street = joined(list, 1, place - 1), number = street.NO_NUMBER, suffix = suffix }
    end
  end
  return nil
end

-- Reads words in a country where the number stands in front; some people write it behind. -> parts | nil
local function in_front(list, country)
  local rest, unit = units.taken_from_front(list, country)
  if not rest[2] then return nil end
  local is_number = find(rest[1].text, "^[0-9]") and not is_ordinal(rest[1])
  local parts
  if is_number then
    parts = number_first(rest, country, words.BEGINNINGS[country] or words.BEGINNINGS.BE)
  elseif not unit then
    parts = number_last(rest, country)
  end
  if parts then parts.suffix = units.added(parts.suffix, unit) end
  return parts
end

-- Reads words that do not begin with the name of a building. -> parts | nil
local function read_words(list, country)
  local parts = without_number(list, country)
  if parts then return parts end
  if words.NUMBER_FIRST[country] then return in_front(list, country) end
  local beginnings = words.BEGINNINGS[country]
  local is_first = beginnings and find(list[1].text, "^[0-9]") and not is_ordinal(list[1])
    and (beginnings[list[2].letters] or list[3] and beginnings[list[3].letters])
  if is_first then return number_first(list, country, beginnings) end
  return number_last(list, country)
end

-- Reads a street that stands behind the name of a building and a comma: "Résidence Les Lilas, 12 rue Haute", "Mill
-- House, 12 High Street". The building goes behind the street. -> parts | nil
local function behind_building(list, country)
  local is_building = words.BUILDINGS[list[1].letters]
  for place = 1, #list - 2 do
    if list[place].digit then return nil end
    if list[place].comma then
      local is_house = words.NUMBER_FIRST[country] and place > 1 and words.HOUSES[list[place].letters]
      if not (is_building or is_house and list[place + 1].digit) then return nil end
      local rest = units.rest_of(list, place + 1)
      local is_street = words.NUMBER_FIRST[country] and rest[1].digit or says_street(rest, #rest)
      local parts = is_street and read_words(rest, country) or nil
      if parts then parts.street = parts.street .. ", " .. joined(list, 1, place) end
      return parts
    end
  end
  return nil
end

-- Reads a street before a post box, which goes behind the street again: "Bahnhofstrasse 12, Postfach". -> parts | nil
local function before_box(list, country)
  local place = boxes.place_behind(list)
  if not place then return nil end
  local front = {}
  for index = 1, place - 1 do front[index] = list[index] end
  local parts = not places.has_addressee(front) and read_words(front, country) or nil
  if parts then parts.street = parts.street .. ", " .. joined(list, place, #list) end
  return parts
end

--- Reads a written street.
---@param text string
---@param country? string ISO 3166-1 alpha-2; without it, only what every country reads the same way is split
---@return openprovider.Street|nil parts with a number, and a suffix if there is one; nil if there is no reading, or
--- several
function street.read(text, country)
  local list = #text <= MAX_BYTES and words_of(text) or nil
  if not list or not list[2] then return nil end
  local parts = country and before_box(list, country)
  if parts or places.has_addressee(list) then return parts or nil end
  if not country then
    parts = number_last(list, nil)
    return parts and is_plain(parts) and parts or nil
  end
  return read_words(list, country) or behind_building(list, country)
end

--- Whether a text is a post box, which has no house number.
---@param text string
---@return boolean
function street.is_box(text)
  local list = #text <= MAX_BYTES and words_of(text) or {}
  for index = 1, #list do
    if boxes.at(list, index) then return true end
  end
  return false
end

local function is_flat(text)
  local list = #text > 1 and #text <= MAX_BYTES and words_of(text) or nil
  return list ~= nil and list[1] ~= nil and is_unit(list, 1, #list)
end

--- Joins the suffix that was read with a house number and the one that was given: "A" and "Flat 2" are "A Flat 2".
---@param read string|nil
---@param given string|nil
---@return string|nil suffix nil for none, and for two that cannot both be right
function street.both_suffixes(read, given)
  if not given or given == "" or given == read then return read end
  if not read then return given end
  if is_flat(given) then return units.added(read, given) end
  return is_flat(read) and units.added(given, read) or nil
end

--- Says to which member the second line of an address belongs.
---@param text string such as `"bus 3"`, `"Apt 4B"`, `"c/o Jansen"`
---@return "suffix"|"street" place `street`: behind the street, after a comma
function street.place_of_line2(text)
  local list = #text <= MAX_BYTES and words_of(text) or nil
  if not list or not list[1] then return "street" end
  if not list[2] and find(list[1].text, "^[0-9]*[A-Za-z]?[0-9]*$") and #list[1].text <= BEHIND then return "suffix" end
  return is_unit(list, 1, #list) and "suffix" or "street"
end

return street
