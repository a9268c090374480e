--- Words that say that a house has no number: "s/n", "snc", "sans numéro".
--
-- @module openprovider.customer.address.no_number

local set = require("openprovider.values.word_set")

local find = string.find

local BALKAN, ITALIAN = set "RS BA HR ME MK SI XK", set "IT SM VA"

-- One word, written with punctuation: "s/n", "S.N.", "s.n.c.", "b.b.", "z.n.", "б/н".
local SIGNED = set "sn sno snc bb zn бн"

-- Two words, as `core.letters` writes them.
local WITHOUT = set "sans sin senza sem ohne zonder without no o bez без"
local NUMBER = set "numero num no nr nummer hausnummer hausnr huisnummer number civico broja cisla numeru номера"

local no_number = {}

--- Counts the words at a place of a list that say that there is no house number.
---@param list table[] of `openprovider.customer.address.street`
---@param place integer
---@param country string
---@return integer count 0, 1 or 2
function no_number.words(list, place, country)
  local word, after = list[place], list[place + 1]
  local letters = word.letters
  if SIGNED[letters] then
    local is_bare = letters == "snc" and ITALIAN[country] or letters == "bb" and BALKAN[country]
    return (is_bare or find(word.text, "[/.]")) and 1 or 0
  end
  return WITHOUT[letters] and after and NUMBER[after.letters] and not word.comma and 2 or 0
end

return no_number
