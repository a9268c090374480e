--- The arguments of operations: a wrong type is the programmer's mistake and raises, where the
-- operation was called; a wrong name of an option is an error that is returned.
--
-- @module openprovider.values.arguments

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local text_of = require("openprovider.values.text_of")

local arguments = {}

-- The operation's caller, seen from a function of this file that an operation calls.
local CALLER = 3

local function sorted_names(known)
  local names = {}
  for name in pairs(known) do names[#names + 1] = name end
  table.sort(names, core.before)
  return names
end

-- Whether options are the details or the warnings that a call gives after its result: Lua passes them on, too.
local function is_second_result(opts)
  return opts.api_warnings ~= nil or type(opts[1]) == "table"
end

--- The name that is likely to be meant by one that is unknown: the nearest, or a longer one, as `email` is short for
--- `email_pattern`.
---@param name string
---@param names string[] those there are
---@return string|nil
function arguments.meant_by(name, names)
  local nearest = core.nearest(name, names)
  for _, known in ipairs(nearest and {} or names) do
    if known:sub(1, #name + 1) == name .. "_" then return known end
  end
  return nearest
end

--- The end of a message about an unknown name.
---@param meant string|nil what it is likely to mean
---@param otherwise? string what to say if nothing is
---@return string|nil
function arguments.did_you_mean(meant, otherwise)
  return meant and string.format("did you mean %q?", meant) or otherwise
end

--- Says of an unknown name which ones there are.
---@param name string
---@param names string[] those there are
---@return string
function arguments.instead_of(name, names)
  return arguments.did_you_mean(arguments.meant_by(name, names), "there are " .. table.concat(names, ", "))
end

--- The error for a name that is none of those there are.
---@param what string as in "unknown option"
---@param name any
---@param names string[]
function arguments.unknown(what, name, names)
  name = text_of(name)
  return errors.config("unknown %s %q; %s", what, name, arguments.instead_of(name, names))
end

--- Raises if an argument is neither a function nor an array: a loop over anything else would do nothing.
---@param operation string the name that the caller knows
---@param index integer of the argument, from 1
---@param value any
---@param things string what it is of
function arguments.check_list(operation, index, value, things)
  local got = type(value)
  if got == "function" or got == "table" and (rawget(value, 1) ~= nil or next(value) == nil) then return end
  error(string.format("bad argument #%d to '%s' (an array or a function of %s expected, got %s)", index, operation,
    things, got == "table" and "a table without a first element" or got), CALLER)
end

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

--- Checks a table of options: raises if it is none, and looks at the names and types in it.
---@param operation string the name that the caller knows
---@param index integer of the argument, from 1
---@param opts any
---@param known table<string, string> name -> type; a number is one of seconds
---@return table|nil copy as the caller may change its own while the operation waits
---@return table|nil err of kind `config`
function arguments.options(operation, index, opts, known)
  if opts == nil then return {} end
  if type(opts) ~= "table" then
    error(string.format("bad argument #%d to '%s' (table expected, got %s)", index, operation, type(opts)), CALLER)
  end
  local copy = {}
  for name, value in next, opts do
    local expected = known[name]
    if not expected and is_second_result(opts) then
      return errors.config("the options of %s are the second result of another call: call it before, or in "
        .. "parentheses, as in (client:get_customer(handle))", operation)
    end
    if not expected then return arguments.unknown("option", name, sorted_names(known)) end
    if expected ~= "any" and type(value) ~= expected then
      return errors.config("option %s must be a %s, not a %s", name, expected, type(value))
    end
    if expected == "number" and not (value >= 0 and value < math.huge) then
      return errors.config("option %s must be a number of seconds", name)
    end
    copy[name] = value
  end
  return copy
end

return arguments
