--- Reusing the handle of a customer that is there already.
--
-- The API makes a new handle for each create, whatever it has (FACTS 3.6). Customers with the same
-- e-mail address are looked at, and the oldest that says the same is taken.
--
-- @module openprovider.ensure

local arguments = require("openprovider.arguments")
local core = require("openprovider.core")
local customers = require("openprovider.customers")
local record = require("openprovider.record")
local same = require("openprovider.same")

local ensure = {}

local OPTIONS = { "allow_unknown" }

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

-- A canonical customer in the form in which two are compared.
local function comparable(canonical)
  local customer = record.sendable(canonical)
  customer.tags = sorted(customer.tags, "value")
  customer.extension_additional_data = sorted(customer.extension_additional_data, "name")
  return customer
end

-- What a customer at the API would be if it were sent.
local function comparable_record(found)
  local canonical, _, count = core.check(record.sendable(found), "create", true)
  return count == 0 and comparable(canonical) or nil
end

-- The API sets a locale where none was given (FACTS 2.4).
local function without_default(there, wanted)
  if wanted.locale == nil then there.locale = nil end
  return there
end

-- Whether a customer from a list can be the one: all but what lists leave out is the same.
local function may_be(found, wanted)
  local there = comparable_record(found)
  if not there then return false end
  for _, name in ipairs(NOT_LISTED) do
    if there[name] == nil then there[name] = wanted[name] end
  end
  return same(without_default(there, wanted), wanted)
end

-- -> the handle of the oldest customer that says the same | nil | nil, err
local function find(client, wanted)
  local filter = { email_pattern = wanted.email, with_additional_data = true }
  for found, info in client:customers(filter) do
    if not found then return nil, info end
    if not found.is_deleted and may_be(found, wanted) then
      local whole, err = client:get_customer(found.handle)
      if whole then
        local there = comparable_record(whole)
        if there and same(without_default(there, wanted), wanted) then return found.handle end
      elseif err.kind ~= "not_found" then -- deleted meanwhile
        return nil, err
      end
    end
  end
  return nil
end

--- Gives the handle of an identical customer, or creates it. Two customers are identical if in canonical
-- form every member is the same, but for the order of tags and of extensions, `name.full_name`, which the
-- API computes, and `locale` where the one given has none.
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
  handle, err = find(client, comparable(canonical))
  if err then return nil, err end
  if handle then return handle, { created = false, warnings = warnings, api_warnings = {}, maintenance = false } end
  return client:create_customer(customer, opts)
end

return ensure
