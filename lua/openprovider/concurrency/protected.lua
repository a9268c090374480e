--- A protected call that does not catch a lack of memory, since that is not a mistake of the function.
--
-- @module openprovider.concurrency.protected

-- Lua's own message, and that of the core.
local NO_MEMORY = "not enough memory"

local function pass(ok, value, ...)
  if not ok and value == NO_MEMORY then error(value, 0) end
  return ok, value, ...
end

--- As `pcall`, but raises if memory runs out.
---@param fn function
---@param ... any its arguments
---@return boolean ok
---@return any ... what it returned, or what it raised
return function(fn, ...)
  return pass(pcall(fn, ...))
end
