--- Calls a function when a value is garbage-collected: by `__gc` of a table, or of a userdata on LuaJIT.
--
-- @module openprovider.journal.at_collection

local new_userdata = rawget(_G, "newproxy")

--- Something that calls a function when it is collected. The last one made is collected first, also when the
-- program ends.
---@param fn function
---@return any
return function(fn)
  if not new_userdata then return setmetatable({}, { __gc = fn }) end
  local watcher = new_userdata(true)
  getmetatable(watcher).__gc = fn
  return watcher
end
