--- Converts texts on the command line into values.
--
-- @module openprovider.cli.argument

local core = require("openprovider.core")

local argument = {}

--- A number.
---@param text string
---@return number|nil
---@return string|nil message
function argument.number(text)
  local number = core.number(text)
  if number then return number end
  return nil, string.format("'%s' is not a number", text)
end

--- A count: a whole number above 0.
---@param text string
---@return integer|nil
---@return string|nil message
function argument.count(text)
  local number = core.number(text)
  if number and number >= 1 and number % 1 == 0 and number < 2 ^ 31 then return number end
  return nil, string.format("'%s' is not a whole number above 0", text)
end

--- The path of a file.
---@param text string
---@return string|nil
---@return string|nil message
function argument.path(text)
  if text ~= "" then return text end
  return nil, "a path is expected, not an empty text"
end

--- The path of a file that is written.
---@param text string
---@return string|nil
---@return string|nil message
function argument.written_path(text)
  if text == "-" then return nil, "'-' is not a path: /dev/stdout is standard output, and ./- a file of that name" end
  return argument.path(text)
end

--- The values of some options, by their names.
---@param options table[] as for argparse
---@param given table the command line as parsed
---@return table<string, any> values
function argument.picked(options, given)
  local values = {}
  for _, option in ipairs(options) do
    local name = option.name:gsub("^%-%-", ""):gsub("%-", "_")
    values[name] = given[name]
  end
  return values
end

return argument
