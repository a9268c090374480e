--- Options of the command line, as a shell reads them.
--
-- @module openprovider.cli.import.columns.quoted_option

local quoted_option = {}

-- A text as one word of a shell.
local function quoted(text)
  if not text:find('["$`\\!]') then return '"' .. text .. '"' end
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

--- The option that says what a column is.
---@param name string of the column
---@param path string "" leaves it out
---@return string
function quoted_option.map(name, path)
  return "--map " .. quoted(name .. "=" .. path)
end

return quoted_option
