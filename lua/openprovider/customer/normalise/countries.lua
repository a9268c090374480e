--- The countries of a customer by their codes, where they are names.
--
-- @module openprovider.customer.normalise.countries

local core = require("openprovider.core")
local countries = require("openprovider.customer.address.countries")
local reading = require("openprovider.customer.normalise.reading")

local find = string.find

-- Members with countries.
local COUNTRIES = { address = { "country" }, additional_data = { "birth_country", "headquarters_country" } }

-- Ascension is a part of SH, which has another numbering plan.
local function is_ascension(text)
  local letters = core.letters(text)
  return letters == "ac" or find(letters, "^ascension") ~= nil
end

-- Reads a country that is not as it should be.
local function read_country(read, part_name, name)
  local part = rawget(read.normal, part_name)
  local text = rawget(part, name)
  if type(text) ~= "string" then return end
  local code, is_conversion, why, country = countries.read(text)
  if not code and part_name == "address" and not reading.is_blank(text) then read.is_country_unread = true end
  if is_conversion then
    if code == "SH" and is_ascension(text) then read.numbering = "AC" end
    reading.put_in(read, part_name, name, code)
    reading.tell(read, part_name .. "." .. name, "converted", ("%s is read as %s (%s)"):format(
      reading.quoted(text), code, country))
  elseif why then
    reading.refuse(read, part_name .. "." .. name, reading.quoted(text) .. " " .. why)
  end
end

--- Reads the countries of a customer.
---@param read table of `openprovider.customer.normalise.reading`
return function(read)
  for part_name, names in next, COUNTRIES do
    if type(rawget(read.normal, part_name)) == "table" then
      for index = 1, #names do read_country(read, part_name, names[index]) end
    end
  end
end
