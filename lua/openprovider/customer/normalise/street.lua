--- Takes the house number out of the street, and other texts out of the house number.
--
-- @module openprovider.customer.normalise.street

local core = require("openprovider.core")
local digits = require("openprovider.values.digits")
local number_twice = require("openprovider.customer.address.number_twice")
local reading = require("openprovider.customer.normalise.reading")
local streets = require("openprovider.customer.address.street")

local find = string.find
local quoted = reading.quoted

local UNCLEAR = " does not say for certain which part is the house number: give it in address.number, and the street "
  .. "alone here"
local BOX = " is a post box: give a street and a house number, or 0 in address.number if there is none"
local NO_NUMBER = "is required, and %s has none: give the house number, or 0 if the house has no number"

-- Puts the parts that were read from a member into their own members, and adds the warning.
local function put(read, from, number, suffix, street)
  local address = rawget(read.normal, "address")
  local text, given = rawget(address, from), rawget(address, "suffix")
  if street then reading.put_in(read, "address", "street", street) end
  reading.put_in(read, "address", "number", number)
  reading.put_in(read, "address", "suffix", suffix)
  reading.tell(read, "address." .. from, "converted", ("%s is read as %snumber %s%s%s"):format(quoted(text),
    street and "street " .. quoted(street) .. ", " or "", quoted(number),
    suffix and suffix ~= given and ", suffix " .. quoted(suffix) or "",
    number == streets.NO_NUMBER and ", as the house has no number" or ""))
end

-- A street in front of a house number, so that both can be read together.
local ANY_STREET = "Hofplein"

-- Splits a house number with other text beside it: "12A", "12 bus 3", "Nr. 5", "s/n".
local function split_number(read, address, number, country)
  if not find(number, "[^0-9 ]") then return end
  local parts = streets.read(ANY_STREET .. " " .. number, country)
  if not parts or parts.street ~= ANY_STREET then return end
  local suffix = streets.both_suffixes(parts.suffix, rawget(address, "suffix"))
  if suffix or not parts.suffix then put(read, "number", parts.number, suffix) end
end

-- Explains that it is not clear which part of a street is the house number.
local function explain_street(read, street, given, parts)
  if read.is_country_unread and not parts and digits.may_be_in(street) then
    return reading.hide(read, "address.number")
  end
  local path, code, why = "address.street", "format"
  if parts then
    why = ("%s has the suffix %s in it, and address.suffix has %s: keep only one of them"):format(quoted(street),
      quoted(parts.suffix), quoted(given))
  elseif streets.is_box(street) then
    why = quoted(street) .. BOX
  elseif digits.may_be_in(street) then
    why = quoted(street) .. UNCLEAR
  else
    path, code, why = "address.number", nil, NO_NUMBER:format(quoted(street))
  end
  reading.explain(read, "address.number", { path = path, code = code, why = function() return why end })
end

-- Whether there is a house number. 0 means that the house has none, unless the street has one.
local function has_number(number, street, country)
  if type(number) == "number" then number = core.number_text(number) end
  if type(number) ~= "string" or not find(number, "[^ ]") then return false end
  return number ~= streets.NO_NUMBER or not find(street, "[0-9]") or not streets.read(street, country)
end

-- Reads a street beside a house number. The same number in both is taken out of the street.
local function read_both(read, street, country)
  local address = rawget(read.normal, "address")
  local number = rawget(address, "number")
  local parts = digits.may_be_in(street) and streets.read(street, country)
  if parts and (type(number) == "number" and core.number_text(number) or number) == parts.number then
    local suffix = streets.both_suffixes(parts.suffix, rawget(address, "suffix"))
    if suffix or not parts.suffix then return put(read, "street", parts.number, suffix, parts.street) end
  end
  return reading.add(read, number_twice.warning(street, number, country))
end

--- Splits a street with its number in it, where only one reading is possible.
---@param read table of `openprovider.customer.normalise.reading`
return function(read)
  local address = rawget(read.normal, "address")
  local street = type(address) == "table" and rawget(address, "street")
  if type(street) ~= "string" then return end
  local number, country = rawget(address, "number"), reading.country(read)
  if has_number(number, street, country) then
    if type(number) == "string" then split_number(read, address, number, country) end
    return read_both(read, street, country)
  end
  if number ~= nil and type(number) ~= "string" and number ~= 0 or reading.is_blank(street) then return end
  local given = rawget(address, "suffix")
  local parts = streets.read(street, country)
  local suffix = parts and streets.both_suffixes(parts.suffix, given)
  if not parts or parts.suffix and not suffix then return explain_street(read, street, given, parts) end
  put(read, "street", parts.number, suffix, parts.street)
end
