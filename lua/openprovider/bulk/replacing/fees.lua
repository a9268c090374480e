--- The costs of trades, and their limit.
--
-- @module openprovider.bulk.replacing.fees

local errors = require("openprovider.errors")
local names_in = require("openprovider.values.names_in")

local fees = {}

--- An amount of money as text, with a decimal point in every locale.
---@param amount number
---@param currency string
---@return string text such as "12.50 EUR"
function fees.text(amount, currency)
  local cents = math.floor(amount * 100 + 0.5)
  return (("%d.%02d %s"):format(math.floor(cents / 100), cents % 100, currency):gsub(" $", ""))
end

--- The sum of the costs of some trades.
---@param items table[] with a `fee` each, or none
---@return table<string, number> sums currency -> amount
function fees.sums(items)
  local sums = {}
  for _, item in ipairs(items) do
    local fee = item.fee
    if fee then sums[fee.currency] = (sums[fee.currency] or 0) + fee.amount end
  end
  return sums
end

-- Amounts are sums of binary fractions: a difference of less than half a cent does not count.
local HALF_A_CENT = 0.005

-- Why a price cannot be compared with a limit. -> err
local function odd_price(items)
  for _, item in ipairs(items) do
    local fee = item.fee
    if fee and (fee.currency == "" or fee.amount < 0) then
      return errors.not_sent("conflict", ("%s: the API says that its trade costs %s, %s, so no limit of fees can be "
        .. "kept: order it with allow_fees (--allow-fees) if you accept that"):format(item.full_name,
        fees.text(fee.amount, fee.currency), fee.currency == "" and "without a currency" or "which is negative"))
    end
  end
end

--- Says why trades must not be ordered under a limit. The limit has no currency: it is in that of the prices, so there
--- must be one.
---@param items table[] with a `fee` each, or none
---@param limit number|nil nil: no limit
---@return openprovider.Error|nil err of kind `conflict`
function fees.refusal(items, limit)
  local sums, texts, most = fees.sums(items), {}, 0
  for index, currency in ipairs(names_in({ sums })) do
    texts[index] = fees.text(sums[currency], currency)
    most = math.max(most, sums[currency])
  end
  if not limit or not texts[1] then return nil end
  local odd = odd_price(items)
  if odd then return odd end
  local cost = "trades cost " .. table.concat(texts, " and ")
  if texts[2] then
    return errors.not_sent("conflict", cost
      .. ": a limit of fees works for one currency only; order these trades one after the other")
  end
  if most < limit + HALF_A_CENT then return nil end
  return errors.not_sent("conflict", ("%s, and the limit is %s"):format(cost, fees.text(limit, next(sums))))
end

return fees
