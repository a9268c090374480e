--- An extension that occurs twice, in a customer or in a record. Extensions are distinguished by their names, so it is
--- not clear which of the two a change of the record means.
--
-- @module openprovider.api.update.twice

local core = require("openprovider.core")
local errors = require("openprovider.errors")

-- How often each name is there, in lower case.
local function counts(elements)
  local found = {}
  for _, element in ipairs(type(elements) == "table" and elements or {}) do
    if type(element) == "table" and type(element.name) == "string" then
      local name = core.lower(element.name)
      found[name] = (found[name] or 0) + 1
    end
  end
  return found
end

--- The error of a record that changes such an extension.
---@param changes table what the record asks for
---@param given table the record
---@param there table the customer as it is
---@return table|nil err of kind `protocol`
return function(changes, given, there)
  local ours, theirs = counts(given.extension_additional_data), counts(there.extension_additional_data)
  for name in pairs(counts(changes.extension_additional_data)) do
    local owner = (theirs[name] or 0) > 1 and "the customer" or (ours[name] or 0) > 1 and "the record"
    if owner then
      return errors.not_sent("protocol", string.format("the customer cannot be changed without loss: %s has the "
        .. "extension %s more than once, and it is not clear which one a change of the record means. Give "
        .. "update_customer the fields to change instead", owner, name))
    end
  end
  return nil
end
