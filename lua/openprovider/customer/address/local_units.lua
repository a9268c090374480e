--- Abbreviations of floors, doors and boxes behind a house number that only one country uses.
--
-- @module openprovider.customer.address.local_units

local find = string.find

-- Country -> patterns for the whole text behind the number and a blank, in lower case.
local BEHIND = {
  BE = { "^b%.? ?[0-9]+$", "^bus[0-9]+$", "^bte[0-9]+$" },
  DK = { "^st%.?$", "^stuen$", "^kl%.?$", "^kld%.?$", "^k[0-9]?%.?$" },
  FI = { "^[a-z] ?[0-9]+$" },
  NL = { "^bis [a-z]$", "^[a-z]%-[a-z]$" },
  NO = { "^[hulk][0-9][0-9][0-9][0-9]$" },
  SE = { "^[0-9] ?tr%.?$", "^[0-9] ?tr%.? [a-z]+%.?$", "^nb%.?$", "^bv%.?$" },
}

-- Country -> pattern for a text that follows the number without a blank.
local JOINED = { BE = "^[Bb][0-9]+$", FI = "^[A-Z][0-9]+$" }

local local_units = {}

--- Whether a text behind a house number and a blank names a place in the building.
---@param text string in lower case
---@param country? string
---@return boolean
function local_units.is_behind(text, country)
  for _, pattern in ipairs(BEHIND[country] or {}) do
    if find(text, pattern) then return true end
  end
  return false
end

--- Whether a text may stand right behind a house number.
---@param text string
---@param country? string
---@return boolean
function local_units.is_joined(text, country)
  return JOINED[country] ~= nil and find(text, JOINED[country]) ~= nil
end

return local_units
