--- What a country alone writes behind a house number: floors, doors and boxes in short.
--
-- @module openprovider.customer.address.local_units

local find = string.find

-- Country -> what all that stands behind the number and a blank may be, in lower case.
local BEHIND = {
  BE = { "^b%.? ?[0-9]+$", "^bus[0-9]+$", "^bte[0-9]+$" },
  DK = { "^st%.?$", "^stuen$", "^kl%.?$", "^kld%.?$", "^k[0-9]?%.?$" },
  FI = { "^[a-z] ?[0-9]+$" },
  NL = { "^bis [a-z]$", "^[a-z]%-[a-z]$" },
  NO = { "^[hulk][0-9][0-9][0-9][0-9]$" },
  SE = { "^[0-9] ?tr%.?$", "^[0-9] ?tr%.? [a-z]+%.?$", "^nb%.?$", "^bv%.?$" },
}

-- Country -> what may stand behind the number without a blank.
local JOINED = { BE = "^[Bb][0-9]+$", FI = "^[A-Z][0-9]+$" }

local local_units = {}

--- Whether a text behind a house number and a blank says where in the building.
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
