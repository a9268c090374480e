--- Converts a locale to the API's form, if it is the name of a language or spelled otherwise.
--
-- @module openprovider.customer.normalise.locale

local locales = require("openprovider.customer.address.locales")
local reading = require("openprovider.customer.normalise.reading")

--- Reads the locale of a customer, or of changes.
---@param read table of `openprovider.customer.normalise.reading`
return function(read)
  local text = rawget(read.normal, "locale")
  if type(text) ~= "string" then return end
  if string.find(text, "^[a-z][a-z]_[A-Z][A-Z]$") and locales.has_country(text) then return end
  local locale, is_conversion, why = locales.read(text, reading.country(read))
  if why then return reading.refuse(read, "locale", reading.quoted(text) .. " " .. why) end
  if not locale or locale == text then return end
  reading.put(read, "locale", locale)
  if not is_conversion then return end
  reading.tell(read, "locale", "converted", ("%s is read as %s"):format(reading.quoted(text), locale))
end
