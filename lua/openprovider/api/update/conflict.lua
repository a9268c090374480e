--- A record whose customer was changed after the record was read: whether that is a conflict.
-- There is no conflict if the customer already has the values of the record. The API may write a value in its own way,
-- such as an e-mail address in lower case. A value that differs only so was most likely written by this record before:
-- it is not a conflict, and need not be written again.
--
-- @module openprovider.api.update.conflict

local canonical_form = require("openprovider.customer.canonical_form")
local differences = require("openprovider.api.update.differences")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local names_in = require("openprovider.values.names_in")
local same = require("openprovider.customer.same")

-- Differences that a message spells out; all are in `differences`.
local SPELT_OUT = 3

-- A difference in words. Messages go to logs, so the numbers of passports and the like are only in `differences`.
local function described(difference)
  local path, value = difference.path, difference.stored
  if path:find("additional_data", 1, true) then return path .. " is another now" end
  return path .. " is now " .. (value == nil and "empty" or json.encode(value) or tostring(value))
end

-- A version tells which members were changed, not which part of them: what differs may be the caller's own change.
local function conflict(handle, names, found)
  local said = {}
  for index = 1, math.min(#found, SPELT_OUT) do
    said[index] = described(found[index])
  end
  if found[SPELT_OUT + 1] then said[#said + 1] = string.format("and %d more", #found - SPELT_OUT) end
  return errors.not_sent("conflict", string.format("%s was changed after the record was read, in %s: %s. Nothing was "
    .. "written; read the customer again, and make your changes in that record", handle, table.concat(names, ", "),
    table.concat(said, ", ")), { handle = handle, differences = found })
end

-- Members whose own members have a form each.
local OBJECTS = { address = true, additional_data = true }

-- Whether two values are there and differ in their form alone.
local function differ_in_form(path, one, other)
  if OBJECTS[path] and type(one) == "table" and type(other) == "table" then
    for name, value in pairs(one) do
      local its = other[name]
      if not same(value, its) and not differ_in_form(path .. "." .. name, value, its) then return false end
    end
    for name, value in pairs(other) do
      if one[name] == nil and not same(value, nil) then return false end
    end
    return true
  end
  local form, its = canonical_form.of(path, one), canonical_form.of(path, other)
  if not form or not its then return false end
  return canonical_form.plain(path, form) == canonical_form.plain(path, its)
    or canonical_form.is_shortened(path, form, its)
end

--- Tells conflicts from members that the customer already has as the record has them.
---@param handle string
---@param wanted table the customer with the changes, as `record.clean` makes it
---@param now table the customer as it is, as `record.clean` makes it
---@param suspects table<string, any> members that both the caller and others have changed
---@return table<string, true>|nil alike those that differ in form alone, so that there is nothing to write
---@return table|nil err of kind `conflict`
return function(handle, wanted, now, suspects)
  local alike, others = {}, {}
  for name in pairs(suspects) do
    if not same(wanted[name], now[name]) then
      local group = differ_in_form(name, wanted[name], now[name]) and alike or others
      group[name] = true
    end
  end
  if next(others) ~= nil then
    return nil, conflict(handle, names_in({ others }), differences(wanted, now, others))
  end
  return alike
end
