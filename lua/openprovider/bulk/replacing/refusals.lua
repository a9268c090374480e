--- Which errors prove that a trade was not ordered.
-- An order of a domain that is under way is refused by its state. So a code about a state may be the answer to a trade
-- that was carried out: it proves nothing. The codes here are about what the order itself lacks, or about the account.
--
-- @module openprovider.bulk.replacing.refusals

local refusals = {}

-- Codes, first and last of each range (FACTS 1.6, 3.3, 3.4). Left out on purpose: 311 to 313, 320, 323 to 329, 346,
-- 362 to 369, 376 to 379, 392 to 398, 500 and 505 to 515, which are about the state of a domain.
local PROOFS = {
  { 50, 50 },       -- too many calls
  { 98, 99 },       -- no such data
  { 100, 172 },     -- a customer's data
  { 175, 177 },     -- rules, handles
  { 190, 197 },     -- users, handles, authorization
  { 300, 310 },     -- name, extension, contract, credit
  { 315, 319 },     -- period, authorization code
  { 321, 322 },     -- no trades for this extension
  { 330, 338 },     -- handles
  { 345, 345 }, { 347, 349 }, { 351, 352 }, { 358, 361 }, -- what the order lacks
  { 370, 375 }, { 380, 391 }, -- additional data
  { 900, 902 },     -- login
  { 4001, 4003 },   -- command, access, parameters
  { 4005, 4007 },   -- maintenance, format, too many calls
  { 6001, 6017 },   -- additional data
  { 10001, 10006 }, -- login, access
  { 10009, 10009 }, -- access
}

--- Whether an error proves that nothing was ordered.
---@param err openprovider.Error of a trade
---@return boolean
function refusals.proves(err)
  if err.outcome == "unknown" then return false end
  if err.outcome == "not_sent" or not err.code then return true end
  for _, range in ipairs(PROOFS) do
    if err.code >= range[1] and err.code <= range[2] then return true end
  end
  return false
end

return refusals
