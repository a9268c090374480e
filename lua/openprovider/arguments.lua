--- The arguments of operations: a wrong type is the programmer's mistake and raises, where the
-- operation was called; a wrong name of an option is an error that is returned.
--
-- @module openprovider.arguments

local options = require("openprovider.options")

local arguments = {}

-- The operation's caller, seen from a function of this file that an operation calls.
local CALLER = 3

--- Raises if an argument is not of a type.
---@param operation string the name that the caller knows
---@param index integer of the argument, from 1
---@param value any
---@param expected string a type's name
function arguments.check(operation, index, value, expected)
  if type(value) == expected then return end
  error(string.format("bad argument #%d to '%s' (%s expected, got %s)", index, operation, expected, type(value)),
    CALLER)
end

--- Checks a table of options: raises if it is none, and looks at the names in it.
---@param operation string the name that the caller knows
---@param index integer of the argument, from 1
---@param opts any
---@param known string[] the names that there are
---@return table|nil opts an empty table if there are none
---@return table|nil err of kind `config`
function arguments.options(operation, index, opts, known)
  if opts == nil then return {} end
  if type(opts) ~= "table" then
    error(string.format("bad argument #%d to '%s' (table expected, got %s)", index, operation, type(opts)), CALLER)
  end
  for name in pairs(opts) do
    local found = false
    for _, one in ipairs(known) do found = found or one == name end
    if not found then return options.unknown("option", name, known) end
  end
  return opts
end

return arguments
