--- Remembers records as they were when callers got them: differences from that are the caller's changes.
-- Comparing with the customer is not enough: reads may lag behind an update of this process, and others may have
-- changed the customer. A record is remembered as long as its caller keeps it; a copy of it is not known.
--
-- @module openprovider.api.update.as_read

local core = require("openprovider.core")

local as_read = {}

-- Record -> what it was; no value may have its own key in it, for LuaJIT would keep both.
local known = setmetatable({}, { __mode = "k" })

--- Notes what a record was.
---@param record table the caller's
---@param was table nobody changes it, and it shares no tables with the record
function as_read.note(record, was)
  known[record] = was
end

--- What a record was, or nil if that is not known.
---@param record table
---@return table|nil was
function as_read.of(record)
  return known[record]
end

local without

-- Extensions without the fields of those changes that have their names.
local function extensions_without(elements, changes)
  local left = {}
  for index, element in ipairs(elements) do
    left[index] = element
    for _, change in ipairs(changes) do
      if type(element) == "table" and type(element.name) == "string" and core.lower(element.name) == change.name then
        left[index] = without(left[index], { data = change.data })
      end
    end
  end
  return left
end

-- A value without what changes have, or nil if that is all of it.
function without(value, changes)
  if type(value) ~= "table" or type(changes) ~= "table" or changes[1] ~= nil then return nil end
  local left = {}
  for name, member in pairs(value) do
    local change = changes[name]
    if name == "extension_additional_data" and type(member) == "table" and type(change) == "table" then
      left[name] = extensions_without(member, change)
    elseif change == nil then
      left[name] = member
    else
      left[name] = without(member, change)
    end
  end
  return left
end

--- Notes that changes of a record may have been written: what it has in their place is a change when it is handed back,
--- either the new value or the old one.
---@param record table that is known
---@param changes table in canonical form
function as_read.doubt(record, changes)
  known[record] = without(known[record], changes)
end

return as_read
