--- A model of updates, written only from the sentences of the README:
---
--- - Tables are merged member by member, and an empty one changes nothing.
--- - Extensions are merged by their names. Of two elements with one name the one that has the field is changed.
--- - `tags` and other arrays are replaced.
--- - null clears. What is cleared may be shown as an empty text or table, as null, or not at all.
--- - References in comments stay.
--- - All that is not named stays as it is.
--
-- It shares no code with the client. Values are those of dkjson, which tell arrays from objects.

local json = require("dkjson")

local update_model = {}

-- Stands for what was cleared.
local CLEARED = setmetatable({}, { __tostring = function() return "(cleared)" end })

--- Stands for null in changes; the caller's program has its own.
update_model.null = json.null

local function kind(value)
  if value == nil then return "nothing" end
  if value == json.null or value == CLEARED or value == "" then return "blank" end
  if type(value) ~= "table" then return "value" end
  if next(value) == nil then return "blank" end
  local meta = getmetatable(value)
  return meta and meta.__jsontype or (value[1] ~= nil and "array" or "object")
end

local function copy(value)
  if type(value) ~= "table" or value == json.null or value == CLEARED then return value end
  local result = setmetatable({}, getmetatable(value))
  for name, member in pairs(value) do result[name] = copy(member) end
  return result
end

local function clear(value)
  local here = kind(value)
  if here == "nothing" then return nil end
  if here ~= "object" then return CLEARED end
  local result = copy(value)
  for name, member in pairs(value) do result[name] = clear(member) end
  return result
end

-- Raised where something that is no object would have to be thrown away for a member of it.
local CLASH = "clash"

local function merge(old, change)
  if change == json.null then return clear(old) end
  if type(change) ~= "table" then return change end
  if next(change) == nil then return old end
  if change[1] ~= nil then return copy(change) end
  local here = kind(old)
  if here == "value" or here == "array" then error(CLASH, 0) end
  local object = here == "object" and copy(old) or setmetatable({}, { __jsontype = "object" })
  for name, member in pairs(change) do object[name] = merge(object[name], member) end
  return next(object) ~= nil and object or old
end

local function merge_extension(elements, change)
  local mine, name = {}, change.name:lower()
  for index, element in ipairs(elements) do
    if type(element) == "table" and type(element.name) == "string" and element.name:lower() == name then
      mine[#mine + 1] = index
    end
  end
  if not mine[1] then
    local data = {}
    for field, value in pairs(change.data) do
      if value ~= json.null then data[field] = value end
    end
    if next(data) then elements[#elements + 1] = { name = name, data = data } end
    return
  end
  for field, value in pairs(change.data) do
    local having = {}
    for _, index in ipairs(mine) do
      local data = elements[index].data
      if kind(data) == "object" and data[field] ~= nil then
        having[#having + 1] = index
      end
    end
    for _, index in ipairs(having[1] and having or { mine[1] }) do
      elements[index] = merge(elements[index], { data = { [field] = value } })
    end
  end
end

local function merge_extensions(old, change)
  if change == json.null then return kind(old) == "nothing" and nil or CLEARED end
  if next(change) == nil then return old end
  local here = kind(old)
  if here == "value" or here == "object" then error(CLASH, 0) end
  local elements = here == "array" and copy(old) or setmetatable({}, { __jsontype = "array" })
  for _, one in ipairs(change) do merge_extension(elements, one) end
  return elements[1] ~= nil and elements or old
end

-- The caller's own comments change, and the markers of references stay.
local function merge_comments(old, change)
  local markers = {}
  if type(old) == "string" then
    for marker in old:gmatch("{openprovider%-ref:[%w._-]+}") do markers[#markers + 1] = marker end
  end
  if not markers[1] then return merge(old, change) end
  if change ~= json.null then markers[#markers + 1] = change end
  return table.concat(markers, "\n")
end

--- What a customer is after an update.
---@param record table
---@param changes table
---@return table|nil record nil where the update has to be refused: what is stored is not understood
function update_model.updated(record, changes)
  local result = copy(record)
  local ok, why = pcall(function()
    for name, change in pairs(changes) do
      if name == "extension_additional_data" then
        result[name] = merge_extensions(record[name], change)
      elseif name == "comments" then
        result[name] = merge_comments(record[name], change)
      elseif name == "tags" and change ~= json.null then
        result[name] = next(change) == nil and CLEARED or copy(change)
      else
        result[name] = merge(record[name], change)
      end
    end
  end)
  if ok then return result end
  if why ~= CLASH then error(why, 0) end
  return nil
end

-- Whether a value is what something that was cleared may be.
local function is_clear(value)
  local here = kind(value)
  if here == "nothing" or here == "blank" then return true end
  if here ~= "object" and here ~= "array" then return false end
  for _, member in pairs(value) do
    if not is_clear(member) then return false end
  end
  return true
end

-- Whether nothing is left of a value but what was cleared.
local function is_all_cleared(value)
  if value == CLEARED then return true end
  if kind(value) ~= "object" then return false end
  for _, member in pairs(value) do
    if not is_all_cleared(member) then return false end
  end
  return true
end

--- The first difference between what should be stored and what is.
---@param expected any of `updated`
---@param found any
---@param path? string
---@return string|nil difference nil if there is none
function update_model.difference(expected, found, path)
  path = path or "customer"
  if is_all_cleared(expected) and is_clear(found) then return nil end
  if expected == CLEARED then -- luacheck: ignore 542 (something else is there)
  elseif type(expected) ~= "table" or type(found) ~= "table" or expected == json.null or found == json.null then
    if expected == found then return nil end
  elseif next(expected) == nil and next(found) == nil then
    if getmetatable(expected).__jsontype == getmetatable(found).__jsontype then return nil end
  else
    local names = {}
    for name in pairs(expected) do names[name] = true end
    for name in pairs(found) do names[name] = true end
    for name in pairs(names) do
      local difference = update_model.difference(expected[name], found[name], path .. "." .. tostring(name))
      if difference then return difference end
    end
    return nil
  end
  local function text(value)
    if value == nil or value == CLEARED then return tostring(value) end
    return json.encode(value)
  end
  return ("%s should be %s, and is %s"):format(path, text(expected), text(found))
end

return update_model
