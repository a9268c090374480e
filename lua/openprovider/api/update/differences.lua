--- What differs between two customers, one line for each member: `address.city`,
-- `extension_additional_data.eu.whois_email`.
--
-- @module openprovider.api.update.differences

local extensions_by_name = require("openprovider.api.update.extensions_by_name")
local names_in = require("openprovider.values.names_in")
local record = require("openprovider.customer.from_api")
local same = require("openprovider.customer.same")

local function is_object(value)
  return type(value) == "table" and value[1] == nil
end

-- Adds what differs of a value.
local function add(found, path, given, stored)
  if same(given, stored) then return end
  local is_inside = (is_object(given) or given == nil) and (is_object(stored) or stored == nil)
  if not is_inside then
    found[#found + 1] = { path = path, given = given, stored = stored }
    return
  end
  for _, name in ipairs(names_in({ given or {}, stored or {} })) do
    add(found, path .. "." .. name, (given or {})[name], (stored or {})[name])
  end
end

-- The names of members to compare: those of the fields in their order, then others.
local function names_of(compared)
  local names = {}
  for _, name in ipairs(record.UPDATABLE) do
    if compared[name] ~= nil then names[#names + 1] = name end
  end
  for _, name in ipairs(names_in({ compared })) do
    if not record.is_updatable(name) then names[#names + 1] = name end
  end
  return names
end

--- Compares two customers.
---@param given table as `record.clean` makes it
---@param stored table as `record.clean` makes it
---@param compared table<string, any> the members to compare
---@return openprovider.Difference[] differences in the order of the fields
return function(given, stored, compared)
  local found = {}
  for _, name in ipairs(names_of(compared)) do
    local one, other = given[name], stored[name]
    if name == "extension_additional_data" then
      local ours, theirs = extensions_by_name(one), extensions_by_name(other)
      if ours and theirs then one, other = ours, theirs end
    end
    add(found, name, one, other)
  end
  return found
end
