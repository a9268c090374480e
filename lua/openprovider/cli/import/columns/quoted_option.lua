--- Options of the command line, quoted for a shell.
--
-- @module openprovider.cli.import.columns.quoted_option

local quoted_option = {}

-- A text in quotes, as one word of a shell.
local function quoted(text)
  if not text:find('["$`\\!]') then return '"' .. text .. '"' end
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

--- A text as one word of a shell, in quotes if it needs them.
---@param text string such as the path of a file
---@return string
function quoted_option.word(text)
  return text:find("^[A-Za-z0-9_./+-]+$") and text or quoted(text)
end

--- An option with its value.
---@param option string
---@param value string
---@return string
function quoted_option.of(option, value)
  return option .. " " .. quoted(value)
end

--- The option that says what a column is.
---@param name string of the column
---@param path string "" leaves it out
---@return string
function quoted_option.map(name, path)
  return quoted_option.of("--map", name .. "=" .. path)
end

return quoted_option
