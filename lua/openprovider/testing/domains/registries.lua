--- The requirements of registries, as in FACTS 7.2, 7.3 and 7.5. The option `registries` of a sandbox changes them.
local registries = {}

--- TLD -> `trade`, where a new owner needs one: `{ fee, auth_code }`; `admin`: an administrative contact is required;
-- `company`: the owner has to be one; `counted`: it counts checks. The fees are made up.
local KNOWN = {
  be = { trade = { fee = 12.5, auth_code = true } },
  nl = { admin = true },
  au = { company = true }, ["com.au"] = { company = true },
}
for name in ("eu xn--e1a4c uk co.uk org.uk me.uk it ch fi fr"):gmatch("[^ ]+") do
  KNOWN[name] = { counted = true }
end

local USUAL = {}

--- What the registry of a TLD wants.
---@param sandbox table
---@param extension string
---@return table
function registries.of(sandbox, extension)
  local own = sandbox.options.registries
  return own and own[extension] or KNOWN[extension] or USUAL
end

-- Made up, in euros.
local PRICES = { create = 8.5, renew = 9.5, transfer = 8.5, restore = 60 }

--- The price of an operation.
---@param sandbox table
---@param operation string
---@param extension string
---@return number? price nil for an unknown operation
function registries.price(sandbox, operation, extension)
  local trade = registries.of(sandbox, extension).trade
  if operation == "trade" then
    return trade and trade.fee or 0
  end
  return PRICES[operation]
end

return registries
