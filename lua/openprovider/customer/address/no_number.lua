--- Words that say that a house has no number: "s/n", "snc", "sans numéro".
--
-- @module openprovider.customer.address.no_number

local find = string.find

local BALKAN = { RS = true, BA = true, HR = true, ME = true, MK = true, SI = true, XK = true }
local ITALIAN = { IT = true, SM = true, VA = true }

-- One word, with its signs: "s/n", "S.N.", "s.n.c.", "b.b.", "z.n.", "б/н".
local SIGNED = { sn = true, sno = true, snc = true, bb = true, zn = true, ["бн"] = true }

-- Two words, as `core.letters` writes them.
local WITHOUT = { sans = true, sin = true, senza = true, sem = true, ohne = true, zonder = true, without = true,
  no = true, o = true, bez = true, ["без"] = true }
local NUMBER = { numero = true, num = true, no = true, nr = true, nummer = true, hausnummer = true, hausnr = true,
  huisnummer = true, number = true, civico = true, broja = true, cisla = true, numeru = true, ["номера"] = true }

local no_number = {}

--- How many words at a place of a list say that there is no house number.
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
