--- Makes the reference of a customer for `reference = true`. The same customer always gets the same reference, in every
--- program, on every machine, in every version.
--
-- The recipe never changes; another recipe gets another prefix. It is `auto1-` and 32 hexadecimal digits in lower
-- case: FNV-1a of 128 bits (RFC 9923) of four lines with LF between them. The lines are `company_name`,
-- `name.first_name`, `name.last_name` and `email` of the canonical customer; in each, ASCII characters that are neither
-- letters nor digits are left out, and the rest is folded as src/text/fold.h says: letters of the Latin, Greek and
-- Cyrillic alphabets are in lower case, and a letter and its mark are one character.
--
-- @module openprovider.customer.automatic_reference

local core = require("openprovider.core")

local automatic = {}

local PREFIX = "auto1-"

-- Such a reference. If several customers have the same one, the second gets -2 behind it, the third -3, and so on.
local FORM = "^auto1%-(%x+)%-?%d*$"
local DIGITS = 32

--- A text in the form that goes into the reference.
---@param text string|nil
---@return string
function automatic.plain(text)
  return core.fold(((text or ""):gsub("[^A-Za-z0-9\128-\255]", ""))) -- classes depend on the locale
end

--- Whether a reference was made of its customer.
---@param reference string|nil
---@return boolean
function automatic.is_one(reference)
  local digits = reference and reference:match(FORM)
  return digits ~= nil and #digits == DIGITS
end

local function made_of(company, first, last, email)
  return PREFIX .. core.folded_fnv128(company, first, last, email)
end

--- Makes the reference of a customer.
---@param canonical table as the checker leaves it
---@return string reference
function automatic.of(canonical)
  local name = canonical.name
  return made_of(canonical.company_name, name.first_name, name.last_name, canonical.email)
end

local function text(value)
  return type(value) == "string" and value or nil
end

--- Makes the reference as an earlier version of this program did: it kept a no-break space at the end of a name, in the
--- name and in the reference. The API may have the customer with that reference.
---@param customer table as it was given
---@param canonical table
---@param reference string its automatic reference, which may have a number behind it
---@return string|nil reference nil if it is the same
function automatic.earlier(customer, canonical, reference)
  local name, its = customer.name, canonical.name
  if type(name) ~= "table" then return nil end
  if customer.company_name == canonical.company_name and name.first_name == its.first_name
    and name.last_name == its.last_name and customer.email == canonical.email then
    return nil
  end
  local now = automatic.of(canonical)
  if reference:sub(1, #now) ~= now then return nil end
  local earlier = made_of(text(customer.company_name), text(name.first_name), text(name.last_name),
    text(customer.email))
  return earlier ~= now and earlier .. reference:sub(#now + 1) or nil
end

return automatic
