--- Checks the arguments of operations. A wrong type and an unknown option are mistakes in the program: they raise an
--- error at the line that called the operation. All other mistakes are returned as errors.
--
-- @module openprovider.values.arguments

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local names_in = require("openprovider.values.names_in")
local text_of = require("openprovider.values.text_of")

local arguments = {}

-- The stack level of the operation's caller, in a function of this file that the operation calls.
local CALLER = 3

-- Whether a table of options is really the second result of another call (details or warnings), which Lua passed on:
-- `f(g())`.
local function is_second_result(opts)
  return rawget(opts, "api_warnings") ~= nil or type(rawget(opts, 1)) == "table"
end

--- Finds the name that an unknown name probably means: the nearest one, or a longer one, as `email` for
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
---@param meant string|nil the name that it probably means
---@param otherwise? string the text if there is no such name
---@return string|nil
function arguments.did_you_mean(meant, otherwise)
  return meant and string.format("did you mean %q?", meant) or otherwise
end

--- The end of a message about an unknown name, with the known names.
---@param name string
---@param names string[] those there are
---@return string
function arguments.instead_of(name, names)
  return arguments.did_you_mean(arguments.meant_by(name, names), "there are " .. table.concat(names, ", "))
end

--- The message about a name that is not one of the known names.
---@param what string as in "unknown option"
---@param name any
---@param names string[]
function arguments.unknown(what, name, names)
  name = text_of(name)
  return errors.config("unknown %s %q; %s", what, name, arguments.instead_of(name, names))
end

-- Why a loop would not see every element of a table. -> text | nil
local function no_array(value, hint)
  local count, last = 0, 0
  for key in next, value do
    if type(key) ~= "number" or key < 1 or key % 1 ~= 0 then
      local why = rawget(value, 1) ~= nil and "beside its elements, which would be left out"
        or "and without a first element: put a single one into an array, { one }"
      return string.format("a table with the key %q %s%s", text_of(key), why, hint)
    end
    count = count + 1
    if key > last then last = key end
  end
  if count == last then return nil end
  local gap = 1
  while rawget(value, gap) ~= nil do gap = gap + 1 end
  return string.format("an array with nothing at %.0f and something at %.0f: close the gap, or a loop would end there",
    gap, last)
end

--- Raises if an argument is neither a function nor an array without gaps: a loop over any other table would silently
--- leave out elements.
---@param operation string the name that the caller knows
---@param index integer of the argument, from 1
---@param value any
---@param things string its elements, for the message
---@param hint? string another argument for which the table may have been meant
function arguments.check_list(operation, index, value, things, hint)
  local got = type(value)
  if got == "function" then return end
  if got == "table" then got = no_array(value, hint or "") end
  if not got then return end
  error(string.format("bad argument #%d to '%s' (an array or a function of %s expected, got %s)", index, operation,
    things, got), CALLER)
end

--- Whether a value is of a type, or of one of two.
---@param value any
---@param expected string a type's name, or two: "string|table"
---@return boolean
function arguments.is_of(value, expected)
  local got = type(value)
  return got == expected or ("|" .. expected .. "|"):find("|" .. got .. "|", 1, true) ~= nil
end

--- One type, or two, in a message.
---@param expected string
---@return string
function arguments.either(expected)
  return (expected:gsub("|", " or "))
end

--- Raises if an argument is not of a type.
---@param operation string the name that the caller knows
---@param index integer of the argument, from 1
---@param value any
---@param expected string a type's name, or two: "string|table"
function arguments.check(operation, index, value, expected)
  if arguments.is_of(value, expected) then return end
  error(string.format("bad argument #%d to '%s' (%s expected, got %s)", index, operation, arguments.either(expected),
    type(value)), CALLER)
end

-- Why an option must be a mistake. -> message | nil
local function mistake(operation, opts, name, known)
  local expected = known[name]
  if not expected and is_second_result(opts) then
    return string.format("the options of %s are the second result of another call: call it before, or in parentheses, "
      .. "as in (client:get_customer(handle))", operation)
  end
  if not expected then
    name = text_of(name)
    return string.format("unknown option %q; %s", name, arguments.instead_of(name, names_in({ known })))
  end
  if arguments.is_of(rawget(opts, name), expected) then return nil end
  return string.format("option %s must be a %s, not a %s", name, arguments.either(expected), type(rawget(opts, name)))
end

--- Checks a table of options. Raises if it is not a table, for an unknown name, and for a value of a wrong type.
---@param operation string the name that the caller knows
---@param index integer of the argument, from 1
---@param opts any
---@param known table<string, string> name -> type, or two of them
---@return table|nil copy because the caller may change its table while the operation waits
---@return table|nil err of kind `config`: a number is negative, infinite or NaN
function arguments.options(operation, index, opts, known)
  if opts == nil then return {} end
  local why = type(opts) ~= "table" and "table expected, got " .. type(opts) or nil
  local copy, odd = {}, nil
  for name, value in next, why and {} or opts do
    why = why or mistake(operation, opts, name, known)
    if type(value) == "number" and not (value >= 0 and value < math.huge) then odd = name end
    copy[name] = value
  end
  if why then error(string.format("bad argument #%d to '%s' (%s)", index, operation, why), CALLER) end
  if odd then return errors.config("option %s must be a finite number, 0 or more", odd) end
  return copy
end

return arguments
