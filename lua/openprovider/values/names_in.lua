--- The names of the members of several objects.
--
-- @module openprovider.values.names_in

local core = require("openprovider.core")

--- The names in some objects, each once, sorted in the same way in every process and locale.
---@param objects table[]
---@param except? table<string, any> names that are left out
---@return string[] names
return function(objects, except)
  local names, seen = {}, {}
  for name in next, except or {} do seen[name] = true end
  for _, object in ipairs(objects) do
    for name in next, object do
      if type(name) == "string" and not seen[name] then names[#names + 1], seen[name] = name, true end
    end
  end
  table.sort(names, core.before)
  return names
end
