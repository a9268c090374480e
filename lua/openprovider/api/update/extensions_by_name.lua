--- Extensions as an object: the fields of each by its name in lower case. Their order says nothing.
--
-- @module openprovider.api.update.extensions_by_name

local core = require("openprovider.core")

---@param elements any what a record has as `extension_additional_data`
---@return table<string, table<string, any>>|nil by_name nil if the elements are not of that form
return function(elements)
  local found = {}
  if elements ~= nil and type(elements) ~= "table" then return nil end
  for _, element in ipairs(elements or {}) do
    if type(element) ~= "table" or type(element.name) ~= "string" or type(element.data) ~= "table" then return nil end
    local name = core.lower(element.name)
    found[name] = found[name] or {}
    for field, value in pairs(element.data) do found[name][field] = value end
  end
  return found
end
