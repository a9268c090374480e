--- Finds flats, floors and rooms in a written street, behind the house number or in front of it.
-- A list here is a list of words: { text =, letters =, comma = whether one follows, digit = whether it has one }.
--
-- @module openprovider.customer.address.units

local words = require("openprovider.customer.address.street_words")

local find, match = string.find, string.match

local MAX_RANGE = 20 -- "12-14" is a range of houses, "5-100" the flat 5 in house 100

local units = {}

--- Whether a word is an ordinal number: "2.", "2º", "2nd", "1er", "3ème".
---@param word table
---@return boolean|integer|nil
function units.is_ordinal(word)
  return word.digit and (find(word.text, "^[0-9]+%.$") or find(word.text, "^[0-9]+%.?[\194\195]?[\186\170\176]")
    or find(word.letters, "^[0-9]+[snrt][tdh]$") or find(word.letters, "^[0-9]+er?e?$")
    or find(word.letters, "^[0-9]+i?eme$") or find(word.letters, "^[0-9]+[sd]t?e$"))
end

-- Whether a floor begins with its number: "2nd Floor", "3 étage", "Ground Floor", "terzo piano", "Garden Flat".
local function is_floor(list, index)
  local word, after = list[index], list[index + 1]
  if not after then return false end
  if word.digit then
    return words.FLOORS[after.letters] and (units.is_ordinal(word) or find(word.text, "^[0-9][0-9]?$")) and true
  end
  return words.WHICH[word.letters] and (words.FLOORS[after.letters] or after.letters == "flat") and true
end

-- Whether a word can name a flat or floor: "4B", "left".
local function is_id(list, index, first)
  local word, before = list[index], list[index - 1]
  if words.WHICH[word.letters] then
    return is_floor(list, index) or index > first and words.UNITS[before.letters]
  end
  if index == first and not (before and before.comma) or index == #list and words.KINDS[word.letters] then
    return false
  end
  return find(word.text, "^#?[0-9]+[A-Za-z]?%.?$") or find(word.text, "^[0-9]+[/-][0-9A-Za-z]+$")
    or find(word.text, "^[A-Za-z][A-Za-z]?[0-9]*%.?$") or find(word.text, "^[IVX]+%.?$")
    or #word.letters == 2 and find(word.text, "^[\208\209]")
end

-- Whether one word alone names a place in a building. Hungarians write "II/3", Turks "D: 4".
local function says_unit(list, index)
  local word, after = list[index], list[index + 1]
  return words.UNITS[word.letters] or words.SIDES[word.letters] or units.is_ordinal(word)
    or find(word.text, "^#[0-9]") or find(word.text, "^[IVX]+%.?/[0-9]+[A-Za-z]?%.?$")
    or after and find(word.text, "^[A-Za-z]+:$") and after.digit or is_floor(list, index)
end

--- Whether words name a place in a building: "bus 3", "2º B", "Apt 4B", "First Floor".
---@param list table[]
---@param first integer
---@param last integer
---@return boolean
function units.is_unit(list, first, last)
  local says = false
  for index = first, last do
    if says_unit(list, index) then
      says = true
    elseif not is_id(list, index, first) then
      return false
    end
  end
  return says
end

--- Joins words as they were written, with their commas.
---@param list table[]
---@param first integer
---@param last integer
---@return string
function units.joined(list, first, last)
  local parts = {}
  for index = first, last do
    parts[#parts + 1] = list[index].text .. (list[index].comma and index < last and "," or "")
  end
  return table.concat(parts, " ")
end

--- Finds where a flat or a floor begins behind a street; without one, gives the place behind the last word.
---@param list table[]
---@param first integer where the street begins
---@return integer place
function units.place_behind(list, first)
  for place = first + 1, #list do
    local word = list[place]
    local begins = words.UNITS[word.letters] and #word.letters > 1 or is_floor(list, place)
      or word.digit and (find(word.text, "^#[0-9]") or list[place - 1].comma and units.is_ordinal(word))
    if begins and units.is_unit(list, place, #list) then return place end
  end
  return #list + 1
end

--- Makes a list without its first words.
---@param list table[]
---@param first integer
---@param text? string takes the place of the first word
---@return table[] rest
function units.rest_of(list, first, text)
  local rest = {}
  for index = first, #list do rest[#rest + 1] = list[index] end
  if text then rest[1] = { text = text, letters = text, comma = list[first].comma, digit = true } end
  return rest
end

-- "5/48" in Australia and New Zealand, "200-100" in Canada: the flat, then the house. A hyphen may also mean a range.
local function flat_and_house(text, country)
  if words.FLAT_SLASH[country] then return match(text, "^[Uu]?([0-9]+[A-Za-z]?)/([1-9][0-9]*[A-Za-z]?%-?[0-9]*)$") end
  if country ~= "CA" then return nil end
  local flat, house = match(text, "^([0-9]+[A-Za-z]?)%-([1-9][0-9]*[A-Za-z]?)$")
  if not flat then return nil end
  local from, to = tonumber(match(flat, "^[0-9]+")), tonumber(match(house, "^[0-9]+"))
  if from < to and to - from <= MAX_RANGE then return nil end
  return flat, house
end

-- Finds the house number behind a flat: "Flat 2, 14 High Street", "Suite 5 12 Main St", "2nd Floor, 10 ...".
local function house_behind_unit(list)
  local second, third = list[2], list[3]
  if not third or not (words.UNITS[list[1].letters] or find(list[1].text, "^#[0-9]") or is_floor(list, 1)) then
    return nil
  end
  for place = 2, #list do
    local word = list[place]
    if list[place - 1].comma and find(word.text, "^[1-9]") and not is_floor(list, place) then
      return units.is_unit(list, 1, place - 1) and place or nil
    end
  end
  local has_id = find(second.text, "^#?[0-9]+[A-Za-z]?$") and not list[1].comma and not second.comma
  return has_id and find(third.text, "^[1-9][0-9]*[A-Za-z]?$") and 3 or nil
end

--- Takes away a flat or a floor in front of the house number, in countries that write the number first.
---@param list table[]
---@param country string
---@return table[] list that begins with the house number, if there was one
---@return string|nil unit
function units.taken_from_front(list, country)
  local head = list[1]
  if country == "SG" and (head.letters == "blk" or head.letters == "block") and list[2].digit then
    return units.rest_of(list, 2), nil
  end
  local flat, house = flat_and_house(head.text, country)
  if flat then return units.rest_of(list, 1, house), "Unit " .. flat end
  if words.UNITS[head.letters] and words.FLAT_SLASH[country] and list[3] then
    flat, house = flat_and_house(list[2].text, country)
    if flat then return units.rest_of(list, 2, house), head.text .. " " .. flat end
  end
  local place = house_behind_unit(list)
  if not place then return list, nil end
  return units.rest_of(list, place), (units.joined(list, 1, place - 1))
end

--- Puts a flat behind a suffix: "A" and "Flat 2" are "A Flat 2". One of them may be missing.
---@param suffix string|nil
---@param unit string|nil
---@return string|nil
function units.added(suffix, unit)
  if not unit or unit == "" then return suffix end
  if not suffix or suffix == "" then return unit end
  return suffix .. " " .. unit
end

return units
