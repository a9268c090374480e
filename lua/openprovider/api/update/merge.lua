--- Merges changes into a customer that was read.
--
-- Objects are merged member by member, extensions by their names. Texts and arrays replace what was there, and null
-- clears. An empty object changes nothing. All that is not changed stays as it was read, whatever it is.
-- A value in the place of an object is not understood. It is not replaced because of a member: it stays, and is
-- reported.
--
-- @module openprovider.api.update.merge

local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local reference = require("openprovider.customer.marker")
local same = require("openprovider.customer.same")
local unpack = require("openprovider.values.unpack")

local function is_array(value)
  return value == json.empty_array or type(value) == "table" and rawget(value, 1) ~= nil
end

local function is_object(value)
  return type(value) == "table" and not is_array(value)
end

-- Whether there is nothing that could be lost.
local function is_blank(value)
  return value == nil or value == json.null or value == "" or type(value) == "table" and next(value) == nil
end

-- What takes the place of a value: a text is cleared by an empty one. What the API makes of null is
-- not documented, and its contract has none.
local function cleared(old)
  if is_blank(old) then return old end
  if is_array(old) then return json.empty_array end
  if type(old) ~= "table" then return "" end
  local object = {}
  for name, member in next, old do object[name] = cleared(member) end
  return object
end

local merged

-- What is no object keeps its place, and its path is added to the clashes.
local function merged_object(old, changes, path, clashes)
  if not is_object(old) and not is_blank(old) then
    clashes[#clashes + 1] = path
    return old
  end
  local object = is_object(old) and copied(old) or {}
  for name, change in next, changes do object[name] = merged(object[name], change, path .. "." .. name, clashes) end
  if next(object) == nil then return old end -- clearing a member of nothing leaves nothing
  return object
end

function merged(old, change, path, clashes)
  if change == json.null then return cleared(old) end
  if not is_object(change) then return change end
  if next(change) == nil then return old end
  return merged_object(old, change, path, clashes)
end

-- The places of the elements of one extension. There is one, unless somebody else has written it twice.
local function places_of(elements, name)
  local places = {}
  for index, element in ipairs(elements) do
    local its = type(element) == "table" and element.name
    if type(its) == "string" and core.lower(its) == name then places[#places + 1] = index end
  end
  return places
end

-- Those elements of an extension that have a field, or else the first one.
local function places_with(elements, places, field)
  local found = {}
  for _, place in ipairs(places) do
    local data = elements[place].data
    if type(data) == "table" and data[field] ~= nil then found[#found + 1] = place end
  end
  return found[1] and found or { places[1] }
end

-- Merges the change of one extension into its elements.
local function change_extension(elements, places, change, path, clashes)
  local function merge(where, part)
    for _, place in ipairs(where) do
      elements[place] = merged_object(elements[place], part, path .. "[" .. place .. "]", clashes)
    end
  end
  for name, member in next, change do
    if name == "data" and is_object(member) then
      for field, value in next, member do
        merge(places_with(elements, places, field), { data = { [field] = value } })
      end
    elseif name ~= "name" then
      merge(places, { [name] = member })
    end
  end
end

-- Extensions are merged by their names, so that what one TLD demands does not cost another its own.
local function merged_extensions(old, changes, path, clashes)
  if not is_array(old) and not is_blank(old) then
    clashes[#clashes + 1] = path
    return old
  end
  local elements = is_array(old) and copied(old) or {}
  for _, change in ipairs(changes) do
    local places = places_of(elements, change.name)
    if places[1] then
      change_extension(elements, places, change, path, clashes)
    else
      local element = merged_object(nil, change, path, clashes)
      -- Clearing a field of an extension that is not there adds none.
      if not same(element.data, nil) then elements[#elements + 1] = element end
    end
  end
  return elements[1] ~= nil and elements or old
end

-- Comments with a change of the caller's own; references in them stay.
local function merged_comments(old, change)
  local _, first, all = reference.split(old)
  if not first then return merged(old, change) end
  return reference.mark(change ~= json.null and change or nil, unpack(all))
end

--- Merges changes into a customer.
---@param old table as it was read; not changed
---@param changes table in canonical form; not changed
---@return table customer shares tables with both
---@return string|nil clash path of something that stays because it is not the object or array that it should be
return function(old, changes)
  local customer, clashes = copied(old), {}
  for name, change in next, changes do
    if name == "extension_additional_data" and is_array(change) and change ~= json.empty_array then
      customer[name] = merged_extensions(old[name], change, name, clashes)
    elseif name == "comments" then
      customer.comments = merged_comments(old.comments, change)
    else
      customer[name] = merged(old[name], change, name, clashes)
    end
  end
  return customer, clashes[1]
end
