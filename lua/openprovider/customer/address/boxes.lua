--- Finds post boxes, and other places that take letters and are not houses.
-- A list here is a list of words: { text =, letters =, comma = whether one follows, digit = whether it has one }.
--
-- @module openprovider.customer.address.boxes

local set = require("openprovider.values.word_set")
local words = require("openprovider.customer.address.street_words")

local boxes = {}

-- Two words for a box.
local TWO = {
  po = set "box bag drawer", post = set "box", office = set "box", postal = set "box bag", mail = set "box bag",
  private = set "bag box", locked = set "bag", skr = set "poczt pocz pocztowa", skrytka = set "poczt pocz",
  cas = set "post postale", casella = set "post postale", case = set "post postale", caixa = set "post postal",
  boite = set "postale",
}

-- Of these, a word behind them makes a street's name: "Box Elder Road", "Bag Lane".
local OF_NAMES = set "box bag drawer"

-- Addresses of soldiers abroad: "PSC 5 Box 5".
local MILITARY = set "psc cmr umr"

--- Whether two words at a place name a post box.
---@param list table[]
---@param index integer of the first one
---@return boolean
function boxes.two_at(list, index)
  local after = list[index + 1]
  local behind = after and TWO[list[index].letters]
  return behind and behind[after.letters] or false
end

--- Whether a word names a post box.
---@param list table[]
---@param index integer of the word
---@return boolean
function boxes.at(list, index)
  local word, after = list[index], list[index + 1]
  if boxes.two_at(list, index) then return true end
  if MILITARY[word.letters] then return index == 1 and after ~= nil and after.digit end
  if not words.BOXES[word.letters] then return false end
  return not (OF_NAMES[word.letters] and after and #after.letters > 2 and not after.digit)
end

--- Finds where a post box without a number begins behind a street and a comma: "Bahnhofstrasse 12, Postfach".
---@param list table[]
---@return integer|nil place
function boxes.place_behind(list)
  local place = #list
  if place > 2 and list[place].digit then return nil end
  if place > 3 and boxes.two_at(list, place - 1) then place = place - 1 end
  return place > 2 and list[place - 1].comma and boxes.at(list, place) and place or nil
end

return boxes
