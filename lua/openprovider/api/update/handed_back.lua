--- A record that is handed back: what of it is a change. For `update_customer` what it lacks stays. For `save_customer`
-- it is the whole customer, so what it lacks is cleared.
-- A record has members that only the API sets, and some that an update refuses, such as the name. What is as it was is
-- no change, and is not checked either: the API has accepted it once.
--
-- @module openprovider.api.update.handed_back

local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local read_only = require("openprovider.customer.read_only")
local record = require("openprovider.customer.from_api")
local same = require("openprovider.customer.same")
local version = require("openprovider.customer.version")

local function is_object(value)
  return type(value) == "table" and value[1] == nil
end

local function is_array(value)
  return type(value) == "table" and value[1] ~= nil
end

local function names_of(object)
  local names = {}
  for name in pairs(object) do names[#names + 1] = name end
  return names
end

-- What of a value is not as it was, or nil. What a builder made is a change as a whole. `is_whole`: what is missing is
-- to be cleared.
local function difference(given, was, is_whole)
  if same(given, was) then return nil end
  if is_whole and same(given, nil) then return json.null end
  if not is_object(given) or not is_object(was) then return given end
  local changes, members, all = {}, built.members(given), given
  if members or is_whole then all = built.complete(given, members or names_of(was)) end
  for name, value in pairs(all) do changes[name] = difference(value, was[name], is_whole) end
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

-- Adds changes that clear the fields of those extensions that are missing.
local function clear_missing(changes, theirs, seen)
  for name, elements in pairs(theirs) do
    for index = (seen[name] or 0) + 1, #elements do
      local fields = is_object(elements[index].data) and names_of(elements[index].data) or {}
      if fields[1] then changes[#changes + 1] = { name = name, data = built.complete({}, fields) } end
    end
  end
end

-- Extensions are compared by their names and fields, so that one that was not changed stays as it is.
local function changed_extensions(given, was, is_whole)
  if same(given, was) then return nil end
  if is_whole and same(given, nil) then return json.null end
  local ours = is_array(given) and by_name(given)
  local theirs = ours and is_array(was) and by_name(was)
  if not theirs then return given end
  local changes, seen = {}, {}
  for _, element in ipairs(given) do
    local name = core.lower(element.name)
    seen[name] = (seen[name] or 0) + 1
    local old = copied(theirs[name] and theirs[name][seen[name]] or {})
    old.name = element.name
    local change = difference(element, old, is_whole)
    if change then
      change.name = element.name
      changes[#changes + 1] = change
    end
  end
  if is_whole then clear_missing(changes, theirs, seen) end
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
local function changed_tags(given, was, is_whole)
  if is_array(given) and is_array(was) and are_in(given, was) and are_in(was, given) then return nil end
  return difference(given, was, is_whole)
end

local COMPARED = { extension_additional_data = changed_extensions, tags = changed_tags }

-- Whether a member is not a caller's: the API sets it, or this program does.
local function is_of_api(name, was, allow_unknown)
  return read_only.IS[name] or was[name] ~= nil and not record.is_member(name) and not allow_unknown
end

-- Whether a member is as it was when the record was read. One that is cleared is not, even if it was not shown.
local function is_as_read(parts, name, value)
  return parts ~= nil and value ~= nil and record.is_member(name) and version.is_unchanged(parts, name, value)
end

-- The member as the record showed it: what was read, or what was written lately, which reads may not show yet. If it is
-- neither, others have changed it, and nobody can say which part of it the caller has changed.
-- -> value, is_changed
local function member_of(parts, name, read, written)
  if not parts or not record.is_member(name) or not version.showed(parts, name)
    or version.is_unchanged(parts, name, read[name])
  then
    return read[name], false
  end
  if version.is_unchanged(parts, name, written[name]) then return written[name], false end
  return read[name], true
end

--- The changes in a record. Absent members are not changes, and neither are members that its version says are
--- unchanged.
---@param given table the record as the caller hands it back
---@param was table what the caller got, or what the customer is now, decoded
---@param allow_unknown? boolean members that the checker does not know are changes, too
---@param parts? table of the record's version, see `version.parts`
---@param written? table with `parts`: the customer with what was written lately, as `record.clean` makes it
---@return table changes
---@return table<string, any> conflicts those of members that others have changed, too
local function changes_in(given, was, allow_unknown, parts, written)
  local changes, conflicts, clean, tidied = {}, {}, record.clean(was), record.tidy(given)
  for name, value in pairs(given) do
    local old, is_changed = member_of(parts, name, clean, written)
    local is_same = same(value, old) or not parts and same(value, was[name])
    if not is_same and not is_of_api(name, was, allow_unknown) and not is_as_read(parts, name, tidied[name]) then
      changes[name] = (COMPARED[name] or difference)(value, old)
      if is_changed then conflicts[name] = changes[name] end
    end
  end
  return changes, conflicts
end

-- Whether a member may be another than its record says: it was changed after the record was read, or was not shown.
local function is_in_conflict(parts, name, given, now)
  if version.showed(parts, name) then return not version.is_unchanged(parts, name, now) end
  return not same(given, nil) and not same(now, nil)
end

-- What of the name or the company differs, for the refusal. The API makes the full name.
local function change_of_identity(given, now)
  local change = difference(given, now, true)
  if type(change) ~= "table" then return change end
  change.full_name = nil
  return next(change) ~= nil and change or nil
end

--- The changes that make a customer the same as a record, which clear what the record lacks. What the record did not
--- show, and lacks, stays.
---@param given table the record as the caller hands it back
---@param now table the customer as `record.clean` makes it
---@param parts table of the record's version, see `version.parts`
---@return table changes
---@return table conflicts those of them whose members may be others than the record says
local function changes_to(given, now, parts)
  local changes, conflicts = {}, {}
  for name, value in pairs(given) do
    if not record.is_member(name) and not is_of_api(name, now) then changes[name] = difference(value, now[name]) end
  end
  for _, name in ipairs(record.MEMBERS) do
    local is_given = version.showed(parts, name) or not same(given[name], nil)
    if is_given and not record.is_updatable(name) then
      changes[name] = change_of_identity(given[name], now[name])
    elseif is_given then
      changes[name] = (COMPARED[name] or difference)(given[name], now[name], true)
      if changes[name] ~= nil and is_in_conflict(parts, name, given[name], now[name]) then
        conflicts[name] = changes[name]
      end
    end
  end
  return changes, conflicts
end

return { changes_in = changes_in, changes_to = changes_to }
