--- The format of an import's file: JSON begins with a bracket, whatever the file's name.
--
-- @module openprovider.cli.import.input.format

local blocks = require("openprovider.cli.import.input.blocks")
local core = require("openprovider.core")

-- Endings of file names that say the format, for a file that begins differently.
local IS_JSON = { json = true, jsonl = true, ndjson = true }

--- Finds the format of a file, and goes back to its start.
---@param file table of `openprovider.cli.import.input.input_file`
---@param path string its name
---@param encoding? string of --encoding
---@return string format one of `source.FORMATS`
return function(file, path, encoding)
  local reader, text = blocks.new(file, encoding), ""
  while text and not text:find("[^ \t-\r]") do text = reader:more("") end
  file:again()
  local sign = text and text:match("^[ \t-\r]*(.)")
  if sign == "{" or sign == "[" then return "json" end
  return IS_JSON[core.lower(path):match("%.([A-Za-z0-9]+)$")] and "json" or "csv"
end
