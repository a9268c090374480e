--- Puts the zip code into the form of its country.
--
-- @module openprovider.customer.normalise.zipcode

local core = require("openprovider.core")
local digits = require("openprovider.values.digits")
local lost_zeros = require("openprovider.customer.address.lost_zeros")
local reading = require("openprovider.customer.normalise.reading")

local gsub = string.gsub

-- Explains that a zip code is missing, with an example of that country.
local function explain(read, country)
  local example = core.zip_example(country)
  if not example then return end
  reading.explain(read, "address.zipcode", { path = "address.zipcode", why = function(message)
    if example == "" then return ("is required, but %s has no postal codes: write 00000"):format(country) end
    return (gsub(message, '"[^"]*"$', reading.quoted(example)))
  end })
end

--- Reads the zip code of a customer, or of changes.
---@param read table of `openprovider.customer.normalise.reading`
return function(read)
  local address = rawget(read.normal, "address")
  if type(address) ~= "table" then return end
  local text, country = rawget(address, "zipcode"), reading.country(read)
  if not country then return end
  if type(text) == "number" then text = core.number_text(text) end
  if text == nil or reading.is_blank(text) then return explain(read, country) end
  if type(text) ~= "string" then return end
  text = digits.plain(text)
  local code, why = core.zipcode(country, text), nil
  if not code then
    code, why = lost_zeros.restored(country, text), "%s is read as %s: a spreadsheet leaves out zeros in front"
  elseif #gsub(code, "[^A-Z]", "") > #gsub(text, "[^A-Za-z]", "") then
    why = "%s is read as %s, as %s writes its postal codes"
  end
  if not code or code == rawget(address, "zipcode") then return end
  local given = rawget(address, "zipcode")
  reading.put_in(read, "address", "zipcode", code)
  if why then reading.tell(read, "address.zipcode", "converted", why:format(reading.quoted(given), code, country)) end
end
