--- A customer that was read to be written back, as `get_customer` shows it: its numbers are Lua's.
--
-- @module openprovider.api.update.shown

local core = require("openprovider.core")
local record = require("openprovider.customer.from_api")

local function with_plain_numbers(value)
  local digits = core.exact_text(value)
  if digits then return core.number(digits) end
  if type(value) ~= "table" then return value end
  local copy = {}
  for name, member in next, value do copy[name] = with_plain_numbers(member) end
  return copy
end

---@param sent table as decoded for writing back; not changed
---@return table customer
return function(sent)
  return record.clean(with_plain_numbers(sent))
end
