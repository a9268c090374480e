--- Restores zip codes that a spreadsheet turned into numbers: "2108" in the United States was "02108".
--
-- @module openprovider.customer.address.lost_zeros

local core = require("openprovider.core")

local find = string.find

-- Country -> the most zeros at the beginning of its zip codes (addressing guides of the Universal Postal Union). In
-- other countries no zip code begins with a zero: there, another digit is missing.
local MOST = {
  AM = 2, AU = 1, BR = 1, CN = 1, CO = 1, DE = 1, DZ = 1, ES = 1, FI = 2, FR = 1, GE = 1, IT = 2, JP = 2, KE = 2,
  KR = 1, KZ = 1, LK = 2, LT = 1, MX = 1, MY = 1, NO = 2, NZ = 1, PE = 1, PH = 1, PL = 1, PR = 2, RO = 1, SG = 1,
  SK = 1, TR = 1, UA = 1, US = 2, VA = 2, ZA = 3,
}

local lost_zeros = {}

--- Adds the zeros that a zip code has lost.
---@param country string ISO 3166-1 alpha-2
---@param text string that is not a zip code of that country
---@return string|nil code as the country writes it
function lost_zeros.restored(country, text)
  if not find(text, "^[1-9][0-9]+$") then return nil end
  for count = 1, MOST[country] or 0 do
    local code = core.zipcode(country, ("0"):rep(count) .. text)
    if code then return code end
  end
  return nil
end

return lost_zeros
