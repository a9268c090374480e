--- Methods are called with a colon, functions of a module with a dot. Lua accepts one for the other: then the arguments
--- are off by one, and messages about them mislead. So this is reported at once, at the caller's line.
--
-- @module openprovider.values.colon_or_dot

local colon_or_dot = {}

--- Makes methods raise an error if they are called with a dot.
---@param methods table<string, function> as defined
---@param class table the metatable of their objects
---@param is_derived fun(value: any): boolean whether a value of another class may be such an object
---@param object string what a program calls such an object, for the message
---@return table<string, function>
function colon_or_dot.methods(methods, class, is_derived, object)
  local checked = {}
  for name, written_out in pairs(methods) do
    checked[name] = function(self, ...)
      if getmetatable(self) == class or is_derived(self) then return written_out(self, ...) end
      error(("%s is called with a colon: %s:%s(...)"):format(name, object, name), 2)
    end
  end
  return checked
end

--- Makes a module's functions raise an error if they are called with a colon.
---@param module table
---@param module_name string
---@return table module
function colon_or_dot.functions(module, module_name)
  for name, written_out in pairs(module) do
    if type(written_out) == "function" then
      module[name] = function(...)
        if not rawequal((...), module) then return written_out(...) end
        error(("%s is called with a dot: %s.%s(...)"):format(name, module_name, name), 2)
      end
    end
  end
  return module
end

return colon_or_dot
