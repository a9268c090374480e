--- A record of `get_customer` that is handed back to `update_customer`: what of it is a change.
--
-- A record has members that the API alone sets, and some that an update refuses, as the name. What is as it was is no
-- change, and is not checked either: the API has accepted it once.
--
-- @module openprovider.api.update.handed_back

local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local record = require("openprovider.customer.from_api")
local same = require("openprovider.customer.same")

local function is_object(value)
  return type(value) == "table" and value[1] == nil
end

local function is_array(value)
  return type(value) == "table" and value[1] ~= nil
end

-- What of a value is not as it was, or nil. What a builder made is a change as a whole.
local function difference(given, was)
  if same(given, was) then return nil end
  if not is_object(given) or not is_object(was) then return given end
  local changes, members = {}, built.members(given)
  for name, value in pairs(members and built.complete(given, members) or given) do
    changes[name] = difference(value, was[name])
  end
  if next(changes) == nil then return nil end
  return members and given or changes
end

-- The extensions by their names in lower case, in order: name -> elements; nil if one has no name.
local function by_name(elements)
  local found = {}
  for _, element in ipairs(elements) do
    if type(element) ~= "table" or type(element.name) ~= "string" then return nil end
    local name = core.lower(element.name)
    found[name] = found[name] or {}
    table.insert(found[name], element)
  end
  return found
end

-- Extensions are compared by their names and fields, so that one that was not changed stays as it is.
local function changed_extensions(given, was)
  if same(given, was) then return nil end
  local ours = is_array(given) and by_name(given)
  local theirs = ours and is_array(was) and by_name(was)
  if not theirs then return given end
  local changes, seen = {}, {}
  for _, element in ipairs(given) do
    local name = core.lower(element.name)
    seen[name] = (seen[name] or 0) + 1
    local old = copied(theirs[name] and theirs[name][seen[name]] or {})
    old.name = element.name
    local change = difference(element, old)
    if change then
      change.name = element.name
      changes[#changes + 1] = change
    end
  end
  return changes[1] and changes or nil
end

-- Whether each element of an array is in the other one.
local function are_in(some, others)
  for _, one in ipairs(some) do
    local found = false
    for _, other in ipairs(others) do found = found or same(one, other) end
    if not found then return false end
  end
  return true
end

-- Tags have no order.
local function changed_tags(given, was)
  if is_array(given) and is_array(was) and are_in(given, was) and are_in(was, given) then return nil end
  return difference(given, was)
end

local COMPARED = { extension_additional_data = changed_extensions, tags = changed_tags }

--- The changes in a record.
---@param given table the record as the caller hands it back
---@param was table what the caller got, or what the customer is now, decoded
---@param allow_unknown? boolean members that the checker does not know are changes, too
---@return table changes
return function(given, was, allow_unknown)
  local changes, clean = {}, record.clean(was)
  for name, value in pairs(given) do
    local is_of_api = name == "handle" or was[name] ~= nil and not record.is_member(name) and not allow_unknown
    if not is_of_api and not same(value, was[name]) then
      changes[name] = (COMPARED[name] or difference)(value, clean[name])
    end
  end
  return changes
end
