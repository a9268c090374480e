--- Upper and lower case that do not depend on the locale, without the core: the sandbox also runs where the core is not
--- built.
--
-- @module openprovider.testing.ascii

local ascii = {}

local LOWER, UPPER = {}, {}
for byte = string.byte("A"), string.byte("Z") do
  local upper, lower = string.char(byte), string.char(byte + 32)
  LOWER[upper], UPPER[lower] = lower, upper
end

---@param text string
---@return string
function ascii.lower(text)
  return (text:gsub("[A-Z]", LOWER))
end

---@param text string
---@return string
function ascii.upper(text)
  return (text:gsub("[a-z]", UPPER))
end

--- Whether a text comes before another in the order of bytes.
---@param text string
---@param other string
---@return boolean
function ascii.before(text, other)
  for index = 1, math.min(#text, #other) do
    local byte, its = text:byte(index), other:byte(index)
    if byte ~= its then return byte < its end
  end
  return #text < #other
end

return ascii
