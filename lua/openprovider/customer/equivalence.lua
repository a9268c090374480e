--- Compares customers: what makes them the same person or company, and what differs. Each value is compared in its
-- canonical form (`openprovider.customer.canonical_form`).
--
-- The API never changes a customer's name or company. So two records with one reference are two customers if their
-- company, first name, prefix or last name differ, and neither gets the handle of the other. A prefix that only one of
-- them has is such a difference.
-- With the caller's own reference, names that differ only in case and blanks are the same. An automatic reference is
-- made of letters and digits only, so the rules differ:
-- - Names that differ only in punctuation are the same, too: 'Acme B.V.' and 'Acme BV' with one e-mail address are one
-- customer.
-- - E-mail addresses that differ only in punctuation are different: jan.jansen@example.com and janjansen@example.com
-- have one reference, and are two customers.
-- - E-mail addresses with other letters or digits have another reference. If a customer with this reference has such an
-- address, it was changed after the create: it is the same customer, with a difference.
--
-- @module openprovider.customer.equivalence

local automatic = require("openprovider.customer.automatic_reference")
local canonical_form = require("openprovider.customer.canonical_form")
local core = require("openprovider.core")
local names_in = require("openprovider.values.names_in")
local read_only = require("openprovider.customer.read_only")
local reference = require("openprovider.customer.marker")
local same = require("openprovider.customer.same")

local equivalence = {}

-- The structure of a field, without its descriptions, which are long.
local function structure_of(field)
  local members = {}
  for index, member in ipairs(field.members or {}) do members[index] = structure_of(member) end
  return { name = field.name, shape = field.shape, open = field.open, members = field.members and members }
end

local FIELDS = structure_of(core.fields())

-- Members whose absence in the row of a list is no difference: lists leave them out, or show them only when asked
-- (FACTS 2.8); or every customer has them. The e-mail address is needed where it tells two customers with one
-- automatic reference apart.
local NOT_LISTED = {
  fax = true, vat = true, additional_data = true, extension_additional_data = true, address = true, phone = true,
}
local NOT_LISTED_WITH_OWN_KEY = { email = true }
for name in pairs(NOT_LISTED) do NOT_LISTED_WITH_OWN_KEY[name] = true end

-- Members that the API fills in if they are not given (FACTS 2.3, 2.4), or may derive from others: the state from the
-- zip code.
local FILLED_IN = { ["name.initials"] = true, ["address.state"] = true, locale = true }

-- What the API never changes in a customer.
local IDENTITY = {
  company_name = true, ["name.first_name"] = true, ["name.prefix"] = true, ["name.last_name"] = true,
}

-- Reduces a name to what tells names apart. Earlier versions sent ="Jan", as spreadsheets write it, unchanged.
local function plain(name, is_automatic)
  if type(name) ~= "string" then return "" end
  name = name:match('^="(.*)"$') or name
  return is_automatic and automatic.plain(name) or (core.fold(name):gsub("[ \t\r\n]+", " "))
end

-- Whether two e-mail addresses differ only in punctuation: the automatic reference is the same, the person is not.
local function is_other_address(one, other)
  if type(one) ~= "string" or type(other) ~= "string" then return false end
  return core.fold(one) ~= core.fold(other) and automatic.plain(one) == automatic.plain(other)
end

-- Whether a difference shows that this is another customer than the one with the reference.
local function is_of_other(path, given, stored, is_automatic)
  if IDENTITY[path] then return plain(given, is_automatic) ~= plain(stored, is_automatic) end
  return is_automatic and path == "email" and (stored == nil or is_other_address(given, stored))
end

local function table_of(value)
  return type(value) == "table" and value or {}
end

-- The names in one or two tables that are not fields.
local function other_names(field, one, other)
  local known = {}
  for _, member in ipairs(field.members or {}) do known[member.name] = true end
  return names_in({ one, other }, known)
end

-- The data of each extension by its name. Elements with the same name are merged.
local function by_extension(elements)
  local found = {}
  for key, element in next, table_of(elements) do
    local name, data = key, element -- an object whose members are the extensions
    if type(key) == "number" then name, data = table_of(element).name, table_of(element).data end
    if type(name) == "string" and type(data) == "table" then
      name = core.lower(name):gsub("^%.", "")
      found[name] = found[name] or {}
      for field, value in next, data do found[name][field] = value end
    end
  end
  return found
end

-- The elements of an array with only the members that the checker knows: the API adds others.
local function known_elements(array, element)
  local known = {}
  for index, item in ipairs(array) do
    known[index] = item
    if type(item) == "table" and element.members then
      known[index] = {}
      for _, member in ipairs(element.members) do known[index][member.name] = item[member.name] end
    end
  end
  return known
end

-- A value for a person.
local function shown(path, value, form)
  if form == nil then return nil end
  if path == "phone" or path == "fax" then return "+" .. form end
  return path == "comments" and reference.split(value) or value
end

-- Whether two forms are of one telephone number.
local function is_same_number(given, stored)
  local numbers = canonical_form.numbers(given)
  for _, other in ipairs(canonical_form.numbers(stored)) do
    if other == numbers[1] or other == numbers[2] then return true end
  end
  return false
end

-- `is_row`: no member that the record leaves out is a difference. `not_listed`: only these members may be left out.
-- `is_one_place`: street, number and suffix are equal as one text.
local Comparison = { is_row = false, not_listed = {} }
Comparison.__index = Comparison

-- Whether two different forms differ only in case.
local function differs_in_case(path, one, other)
  return canonical_form.plain(path, one) == canonical_form.plain(path, other)
end

-- Compares single values.
function Comparison:values(path, given, stored)
  local one, other = canonical_form.of(path, given), canonical_form.of(path, stored)
  if one == other or other == nil and (given == false or self.is_row) then return end
  if (one == nil or given == false) and (FILLED_IN[path] or canonical_form.is_filler(other)) then return end
  if (path == "phone" or path == "fax") and is_same_number(given, stored) then return end
  if canonical_form.is_shortened(path, one, other) then return end
  if self.is_one_place and canonical_form.OF_PLACE[path] and not differs_in_case(path, one, other) then return end
  self.found(path, one, other, { path = path, given = shown(path, given, one), stored = shown(path, stored, other) })
end

-- Compares objects member by member: first the members of the field, in its order; then those others that were asked
-- for.
function Comparison:objects(field, path, given, stored)
  local prefix = path == "" and "" or path .. "."
  if path == "address" then
    self.is_one_place = canonical_form.place(given) == canonical_form.place(stored)
  end
  for _, member in ipairs(field.members) do
    self:members(member, prefix .. member.name, given[member.name], stored[member.name])
  end
  if not field.open and path ~= "" then return end
  for _, name in ipairs(other_names(field, given, {})) do self:values(prefix .. name, given[name], stored[name]) end
end

-- Compares what two customers have for one member.
function Comparison:members(field, path, given, stored)
  if read_only.IS[path] then return end
  if self.not_listed[path] and same(stored, nil) then return end
  if path == "phone" or path == "fax" then return self:values(path, given, stored) end
  if path == "extension_additional_data" then
    given, stored = by_extension(given), by_extension(stored)
    for _, name in ipairs(other_names({}, given, stored)) do
      local one, other = given[name] or {}, stored[name] or {}
      for _, key in ipairs(other_names({}, one, other)) do
        self:values(path .. "." .. name .. "." .. key, one[key], other[key])
      end
    end
  elseif field.members and field.shape == "object" then
    self:objects(field, path, table_of(given), table_of(stored))
  elseif field.shape == "array" and type(stored) == "table" and type(given) == "table" then
    self:values(path, known_elements(given, field.members[1]), known_elements(stored, field.members[1]))
  else
    self:values(path, given, stored)
  end
end

-- Compares a canonical customer with one at the API. `found(path, given, stored, difference)` gets each difference: the
-- forms of both values, and `{ path, given, stored }` to show to a person.
local function compare(canonical, record, options, found)
  options.found = found
  setmetatable(options, Comparison):objects(FIELDS, "", canonical, record)
end

--- Finds the differences between a canonical customer and the one at the API that has its reference. Case counts only
--- in names: elsewhere the API may change it. Telephone numbers are compared as a whole. Members that lists do not show
--- may be absent in the row of a list.
---@param canonical table
---@param found table a record of the API
---@param value string|nil the reference of both
---@param is_whole boolean whether the record is more than the row of a list: it has all members of the customer
---@return table[] differences `{ path, given, stored }` each, in the order of the fields; empty if there are none
---@return table[] others those of them that make it another customer
function equivalence.differences(canonical, found, value, is_whole)
  local differences, others, is_automatic = {}, {}, automatic.is_one(value)
  local of_row = is_automatic and NOT_LISTED or NOT_LISTED_WITH_OWN_KEY
  compare(canonical, found, { not_listed = not is_whole and of_row or nil }, function(path, given, stored, difference)
    if not IDENTITY[path] and differs_in_case(path, given, stored) then return end
    differences[#differences + 1] = difference
    if is_of_other(path, given, stored, is_automatic) then others[#others + 1] = difference end
  end)
  return differences, others
end

--- Says whether a record of the API is what a canonical customer asks for. Any difference but case makes it another
--- customer; so does a member that was not asked for, unless the API fills it in.
---@param canonical table
---@param found table a record of the API
---@param is_row boolean|nil whether it comes from a list, which may leave members out
---@return table[]|nil differences in case, `{ path, given, stored }` each; nil if it is another customer
function equivalence.identical(canonical, found, is_row)
  local differences, is_same = {}, true
  compare(canonical, found, { is_row = is_row }, function(path, given, stored, difference)
    differences[#differences + 1] = difference
    is_same = is_same and differs_in_case(path, given, stored)
  end)
  return is_same and differences or nil
end

--- A fingerprint. Two canonical customers share it if each is what the other asks for.
---@param canonical table
---@return string
function equivalence.key(canonical)
  local parts = { canonical_form.place(table_of(canonical.address)) }
  compare(canonical, {}, {}, function(path, given)
    if canonical_form.OF_PLACE[path] then return end
    parts[#parts + 1] = path
    parts[#parts + 1] = canonical_form.plain(path, given)
  end)
  return core.fingerprint(parts)
end

--- Two fingerprints of a canonical customer: of what never changes in it, and of all that is sent.
---@param canonical table
---@param value string|nil its reference
---@return string identity
---@return string whole
function equivalence.fingerprints(canonical, value)
  local is_automatic = automatic.is_one(value)
  local name = canonical.name or {}
  local function part(text) return plain(text, is_automatic) end
  return core.fingerprint(part(canonical.company_name), part(name.first_name), part(name.prefix), part(name.last_name)),
    core.fingerprint(canonical)
end

return equivalence
