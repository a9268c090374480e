--- Compares customers in canonical form: what makes them the same person or company, and what differs.
--
-- The API never changes a customer's name or company. So two records with one reference are two customers if their
-- company, first name, prefix or last name differ, and nobody gets the handle of the other one. A prefix that only one
-- of them has is such a difference.
--
-- With a reference of the caller's own, case and blanks make no other name. A reference that is made of the customer is
-- made of letters and digits alone, and says less:
-- - Signs make no other name either: 'Acme B.V.' and 'Acme BV' with one e-mail address are one customer.
-- - Signs make another e-mail address: jan.jansen@example.com and janjansen@example.com have one reference, and are
--   two customers.
-- - An address with other letters or digits makes another reference. Where it is found all the same, it was changed
--   after the create: that is a difference, and no other customer.
--
-- @module openprovider.exactly_once.equivalence

local automatic = require("openprovider.exactly_once.automatic")
local core = require("openprovider.core")
local record = require("openprovider.record")
local reference = require("openprovider.reference")
local same = require("openprovider.same")

local equivalence = {}

local FIELDS = core.fields()

-- Members that a list leaves out, or shows only when asked (FACTS 2.8).
local NOT_LISTED = { "fax", "vat", "additional_data", "extension_additional_data" }

-- What the API never changes in a customer.
local IDENTITY = {
  company_name = true, ["name.first_name"] = true, ["name.prefix"] = true, ["name.last_name"] = true,
}

-- A name without what makes no other one.
local function plain(name, is_automatic)
  if type(name) ~= "string" then return "" end
  return is_automatic and automatic.plain(name) or (core.lower(name):gsub("[ \t\r\n]+", " "))
end

-- Whether two addresses differ in signs alone: of one automatic reference, but not of one person.
local function is_other_address(one, other)
  if type(one) ~= "string" or type(other) ~= "string" then return false end
  return core.lower(one) ~= core.lower(other) and automatic.plain(one) == automatic.plain(other)
end

-- Whether a difference makes another customer.
local function makes_other(difference, is_automatic)
  local path, given, stored = difference.path, difference.given, difference.stored
  if IDENTITY[path] then return plain(given, is_automatic) ~= plain(stored, is_automatic) end
  return is_automatic and path == "email" and is_other_address(given, stored)
end

-- Puts arrays whose order says nothing into one.
local function sorted(array, key)
  if type(array) ~= "table" then return array end
  local copy = {}
  for index, element in ipairs(array) do
    if type(element) ~= "table" then return array end
    copy[index] = element
  end
  table.sort(copy, function(one, other) return tostring(one[key]) < tostring(other[key]) end)
  return copy
end

-- A value without members that the checker does not know: the API adds some of its own every now and
-- then. Where the checker lets any through, all stay.
local function known_part(value, field)
  if type(value) ~= "table" or field.open or not field.members then return value end
  local part = {}
  if field.shape == "array" then
    for index, element in ipairs(value) do part[index] = known_part(element, field.members[1]) end
    return part
  end
  for _, member in ipairs(field.members) do part[member.name] = known_part(value[member.name], member) end
  return part
end

-- A telephone number in one piece: the API joins the parts, and may split them elsewhere (FACTS 3.7).
local function joined(phone)
  if type(phone) ~= "table" then return nil end
  local parts = {}
  for index, name in ipairs({ "country_code", "area_code", "subscriber_number" }) do
    parts[index] = tostring(phone[name] or "")
  end
  return table.concat(parts)
end

--- A canonical customer in the form in which two are compared. Case says nothing in a domain's name; a reference
--- makes no other customer.
---@param canonical table
---@return table comparable
function equivalence.comparable(canonical)
  local customer = known_part(record.sendable(canonical), FIELDS)
  customer.phone, customer.fax = joined(customer.phone), joined(customer.fax)
  customer.email = type(customer.email) == "string" and customer.email:gsub("@.*$", core.lower) or nil
  local own = reference.split(customer.comments)
  customer.comments = type(own) == "string" and own:gsub("\r\n", "\n") or nil
  customer.tags = sorted(customer.tags, "value")
  customer.extension_additional_data = sorted(customer.extension_additional_data, "name")
  return customer
end

--- What a customer at the API would be, for a comparison, if it were sent.
---@param found table a record of the API, whole or of a list
---@param wanted table the comparable customer that it is compared with; its members that the checker does not know
--- count
---@return table|nil comparable nil if the checker refuses the record
function equivalence.of_record(found, wanted)
  local canonical, _, errors = core.check(record.sendable(found), "create", true)
  if errors > 0 then return nil end
  local there = equivalence.comparable(canonical)
  for name in pairs(wanted) do
    if not record.is_member(name) then there[name] = found[name] end
  end
  if wanted.locale == nil then there.locale = nil end -- the API sets one where none was given (FACTS 2.4)
  return there
end

--- Gives a comparable customer of a list the members of another that lists leave out.
---@param there table changed
---@param wanted table
function equivalence.fill_unlisted(there, wanted)
  for _, name in ipairs(NOT_LISTED) do
    if there[name] == nil then there[name] = wanted[name] end
  end
end

-- Adds the differences of two values to `found`, in the order of the fields.
local function compare(given, stored, field, path, found)
  if same(given, stored) then return end
  local has_members = field.members and field.shape ~= "array" and not field.open
  if has_members and (type(given) == "table" or type(stored) == "table") then
    given, stored = type(given) == "table" and given or {}, type(stored) == "table" and stored or {}
    for _, member in ipairs(field.members) do
      compare(given[member.name], stored[member.name], member, path == "" and member.name or path .. "." .. member.name,
        found)
    end
  else
    found[#found + 1] = { path = path, given = given, stored = stored }
  end
end

--- What differs between a canonical customer and one at the API. Telephone numbers are compared in one piece, and what
--- a record leaves out that lists do not show says nothing.
---@param canonical table
---@param found table a record of the API
---@param value string|nil the reference of both
---@return table[] differences `{ path, given, stored }` each, in the order of the fields; empty if there are none
---@return table[] others those of them that make it another customer
function equivalence.differences(canonical, found, value)
  local wanted = equivalence.comparable(canonical)
  local there = equivalence.of_record(found, wanted) or equivalence.comparable(found)
  if wanted.locale == nil then there.locale = nil end
  equivalence.fill_unlisted(there, wanted)
  local differences, others, is_automatic = {}, {}, automatic.is_one(value)
  compare(wanted, there, FIELDS, "", differences)
  for _, difference in ipairs(differences) do
    if makes_other(difference, is_automatic) then others[#others + 1] = difference end
  end
  return differences, others
end

--- Two fingerprints of a canonical customer: of what never changes in it, and of all that is compared.
---@param canonical table
---@param value string|nil its reference
---@return string identity
---@return string whole
function equivalence.fingerprints(canonical, value)
  local customer, is_automatic = equivalence.comparable(canonical), automatic.is_one(value)
  local name = customer.name or {}
  local function part(text) return plain(text, is_automatic) end
  return core.fingerprint(part(customer.company_name), part(name.first_name), part(name.prefix), part(name.last_name)),
    core.fingerprint(customer)
end

return equivalence
