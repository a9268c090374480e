--- Warns of a street that has a house number in it, beside the house number itself.
--
-- @module openprovider.customer.address.number_twice

local core = require("openprovider.core")
local digits = require("openprovider.values.digits")
local quoted = require("openprovider.customer.normalise.reading").quoted
local streets = require("openprovider.customer.address.street")

local find = string.find

local number_twice = {}

-- Warnings of two different numbers.
local contradictions = setmetatable({}, { __mode = "k" })

--- Whether a problem is that the street has another number than the one beside it.
---@param problem openprovider.Problem
---@return boolean
function number_twice.is_contradiction(problem)
  return contradictions[problem] == true
end

--- Makes that warning. With the number 0 (no number), any number in the street counts.
---@param street string
---@param number string|number of the same address
---@param country? string ISO 3166-1 alpha-2
---@return openprovider.Problem|nil warning
function number_twice.warning(street, number, country)
  if not find(digits.plain(street), "[0-9]") then return nil end
  if type(number) == "number" then number = core.number_text(number) end
  local parts, what, is_other = streets.read(street, country), nil, false
  if parts and parts.number == number then
    what = ("has the house number %s in it, which address.number has, too: take it out of the street")
      :format(quoted(number))
  elseif parts then
    is_other, what = true, ("has the house number %s in it, and address.number has %s: keep only one of them")
      :format(quoted(parts.number), quoted(number))
  elseif number == streets.NO_NUMBER and not streets.is_box(street) then
    what = "may have a house number in it, and address.number is 0: give the number there if it has one"
  end
  if not what then return nil end
  local warning = {
    path = "address.street", code = "format", severity = "warning", message = quoted(street) .. " " .. what,
  }
  contradictions[warning] = is_other or nil
  return warning
end

return number_twice
