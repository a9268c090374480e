--- Reusing the handle of a customer that is there already.
--
-- The API makes a new handle for each create, whatever it has (FACTS 3.6). Customers with the same
-- e-mail address are looked at, and the oldest that says the same is taken.
--
-- @module openprovider.ensure

local arguments = require("openprovider.arguments")
local core = require("openprovider.core")
local customers = require("openprovider.customers")
local errors = require("openprovider.errors")
local record = require("openprovider.record")
local reference = require("openprovider.reference")
local same = require("openprovider.same")

local ensure = {}

local FIELDS = core.fields()

local OPTIONS = { allow_unknown = "boolean" }

-- Members that a list does not have (FACTS 2.8).
local NOT_LISTED = { "fax", "vat" }

-- Puts arrays whose order says nothing into one.
local function sorted(array, key)
  if type(array) ~= "table" then return array end
  local copy = {}
  for index, element in ipairs(array) do copy[index] = element end
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
  return (phone.country_code or "") .. (phone.area_code or "") .. (phone.subscriber_number or "")
end

-- A canonical customer in the form in which two are compared. Case says nothing in a domain's name; a
-- reference makes no other customer.
local function comparable(canonical)
  local customer = known_part(record.sendable(canonical), FIELDS)
  customer.phone, customer.fax = joined(customer.phone), joined(customer.fax)
  customer.email = customer.email and customer.email:gsub("@.*$", core.lower)
  local own = reference.split(customer.comments)
  customer.comments = own and own:gsub("\r\n", "\n")
  customer.tags = sorted(customer.tags, "value")
  customer.extension_additional_data = sorted(customer.extension_additional_data, "name")
  return customer
end

-- What a customer at the API would be if it were sent. Members that the checker does not know count
-- where they are wanted.
local function comparable_record(found, wanted)
  local canonical, _, count = core.check(record.sendable(found), "create", true)
  if count > 0 then return nil end
  local there = comparable(canonical)
  for name in pairs(wanted) do
    if not record.is_member(name) then there[name] = found[name] end
  end
  if wanted.locale == nil then there.locale = nil end -- the API sets one where none was given (FACTS 2.4)
  return there
end

-- Whether a customer from a list can be the one: all but what lists leave out is the same.
local function may_be(found, wanted)
  local there = comparable_record(found, wanted)
  if not there then return false end
  for _, name in ipairs(NOT_LISTED) do
    if there[name] == nil then there[name] = wanted[name] end
  end
  return same(there, wanted)
end

-- Whether it is the one, looked at as a whole. -> boolean | nil, err
local function is_it(client, found, wanted)
  local whole, err = client:get_customer(found.handle)
  if not whole then
    if err.kind == "not_found" then return false end -- deleted meanwhile
    return nil, err
  end
  local there = comparable_record(whole, wanted)
  return whole.handle == found.handle and record.is_alive(whole) and there ~= nil and same(there, wanted)
end

-- The filter that lets through who can be the one. The names keep it from being the same call for all
-- customers with one address: too many of those, and the API blocks the account (FACTS 3.4).
local function filter_for(canonical)
  return {
    email_pattern = canonical.email, last_name_pattern = canonical.name.last_name,
    company_name_pattern = canonical.company_name, with_additional_data = true,
  }
end

-- -> the handle of the oldest customer that says the same | nil | nil, err
local function find(client, canonical)
  local wanted = comparable(canonical)
  for name, value in pairs(canonical) do
    if not record.is_member(name) then wanted[name] = value end
  end
  for found, info in client:customers(filter_for(canonical)) do
    if not found then return nil, info end
    if record.is_alive(found) and may_be(found, wanted) then
      if type(found.handle) ~= "string" then
        return nil, errors.new("protocol", "the list has a customer without a handle", { outcome = "unknown" })
      end
      local yes, err = is_it(client, found, wanted)
      if err then return nil, err end
      if yes then return found.handle end
    end
  end
  return nil
end

--- Gives the handle of an identical customer, or creates it. Two customers are identical if in canonical
-- form every member is the same, but for the order of tags and of extensions, the way telephone numbers
-- are split, references, `name.full_name`, which the API computes, and `locale` where the one given has none.
--
-- Two calls at the same time for the same customer may both create it.
---@param client table
---@param customer table the members of a customer; never changed
---@param opts? table `allow_unknown`: lets unknown members through, in the create
---@return string|nil handle
---@return table details_or_err `{ created, warnings, ... }`, the rest as of `create_customer` if it was created
function ensure.ensure_customer(client, customer, opts)
  arguments.check("ensure_customer", 1, customer, "table")
  local taken, err = arguments.options("ensure_customer", 2, opts, OPTIONS)
  if not taken then return nil, err end
  local canonical, warnings = customers.check_customer(nil, customer, { allow_unknown = taken.allow_unknown })
  if not canonical then return nil, warnings end
  local handle
  handle, err = find(client, canonical)
  if err then
    err.outcome = "not_sent" -- of the create, whatever became of the looking
    return nil, err
  end
  if handle then return handle, { created = false, warnings = warnings, api_warnings = {}, maintenance = false } end
  return client:create_customer(customer, opts)
end

return ensure
