--- Separates joined words in a written street, and gives each sign one form.
--
-- @module openprovider.customer.address.spelling

local digits = require("openprovider.values.digits")

local find, gsub = string.find, string.gsub

local HALF = "\194\189"

local spelling = {}

--- Puts blanks between words, and plain signs in place of others: "Hauptstr.5" is "Hauptstr. 5", "12½" is "12 1/2".
---@param text string
---@return string
function spelling.plain(text)
  text = gsub(text, "([0-9]) *" .. HALF, "%1 1/2")
  text = gsub(digits.plain(text), "\194\160", " ")
  text = gsub(text, "([0-9][A-Za-z]?)( *)\226\128[\144-\149]", "%1%2-") -- hyphens in names stay
  if find(text, "#", 1, true) then text = gsub(text, "# +([0-9])", "#%1") end
  if find(text, ".", 1, true) then
    text = gsub(text, "([A-Za-z][A-Za-z]%.)([0-9])", "%1 %2")
    text = gsub(text, "([ ,][0-9][0-9]?%.)([A-Za-z][A-Za-z])", "%1 %2")
  end
  return text
end

return spelling
