--- The one way into an operation: what a caller passes is copied before anything of it is read.
--
-- A call may wait, and its caller may change its tables meanwhile. So what was passed is what is checked and sent. The
-- copies are deep and raw: no metamethod is called, and they have no metatables.
--
-- @module openprovider.entry

local core = require("openprovider.core")

local plain = core.plain

--- An operation that gets copies of its arguments, but for the client. It is called last, so that the errors that it
--- raises name the line of its caller.
---@param operation function(client, ...)
---@param levels? integer how many levels of tables are copied, all of them by default; 0 for an operation that copies
--- by itself what it needs
---@return function operation
return function(operation, levels)
  if levels == 0 then return operation end
  return function(client, ...) return operation(client, plain(levels, ...)) end
end
