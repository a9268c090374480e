--- What stands on the command line as text, read as what is meant.
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
  return nil, string.format("'%s' is no number", text)
end

local BOOLEANS = { ["true"] = true, ["false"] = false }

--- A boolean.
---@param text string
---@return boolean|nil
---@return string|nil message
function argument.boolean(text)
  if BOOLEANS[text] ~= nil then return BOOLEANS[text] end
  return nil, string.format("'%s' is neither true nor false", text)
end

return argument
