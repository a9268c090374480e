--- Options of the command line, as a shell reads them.
--
-- @module openprovider.cli.import.columns.quoted_option

local quoted_option = {}

--- A text as one word of a shell.
---@param text string
---@return string
function quoted_option.quoted(text)
  if not text:find('["$`\\!]') then return '"' .. text .. '"' end
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

--- An option with its value.
---@param option string
---@param value string
---@return string
function quoted_option.of(option, value)
  return option .. " " .. quoted_option.quoted(value)
end

--- The option that says what a column is.
---@param name string of the column
---@param path string "" leaves it out
---@return string
function quoted_option.map(name, path)
  return quoted_option.of("--map", name .. "=" .. path)
end

return quoted_option
