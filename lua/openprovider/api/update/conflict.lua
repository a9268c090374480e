--- The error of a record whose customer was changed after the record was read.
--
-- @module openprovider.api.update.conflict

local differences = require("openprovider.api.update.differences")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local same = require("openprovider.customer.same")

-- Differences that a message spells out; all are in `differences`.
local SPELT_OUT = 3

-- A difference in words. Messages go to logs, so the numbers of passports and the like are in `differences` alone.
local function described(difference)
  local path, value = difference.path, difference.stored
  if path:find("additional_data", 1, true) then return path .. " is another now" end
  return path .. " is now " .. (value == nil and "empty" or json.encode(value) or tostring(value))
end

local function conflict(handle, found)
  local said = {}
  for index = 1, math.min(#found, SPELT_OUT) do
    said[index] = described(found[index])
  end
  if found[SPELT_OUT + 1] then said[#said + 1] = string.format("and %d more", #found - SPELT_OUT) end
  return errors.not_sent("conflict", string.format("%s is not as the record showed it: %s. Nothing was written; read "
    .. "the customer again, and make your changes in that record", handle, table.concat(said, ", ")),
    { handle = handle, differences = found })
end

--- The conflict of a record, unless the customer already is as the record has it.
---@param handle string
---@param wanted table the customer with the changes, as `record.clean` makes it
---@param now table the customer as it is, as `record.clean` makes it
---@param suspects table<string, any> members that both the caller and others have changed
---@return table|nil err
return function(handle, wanted, now, suspects)
  local others = {}
  for name in pairs(suspects) do
    if not same(wanted[name], now[name]) then others[name] = true end
  end
  return next(others) ~= nil and conflict(handle, differences(wanted, now, others)) or nil
end
