--- The names of encodings that `--encoding` takes: those that the C library of this machine knows.
--
-- @module openprovider.cli.import.encoding.names

local core = require("openprovider.core")
local errors = require("openprovider.errors")

local names = {}

-- The most frequent encodings of customer files.
local USUAL = "UTF-8, UTF-16LE, WINDOWS-1250, WINDOWS-1251, WINDOWS-1252, ISO-8859-1, ISO-8859-2, ISO-8859-15, KOI8-R, "
  .. "CP850, MACINTOSH, SHIFT_JIS, GB18030, BIG5 and EUC-KR"

-- Other ways to write a name: with a blank, or only the number of a code page.
local function written(text)
  text = core.upper(text):gsub("[ _]+", "-")
  return { text, (text:gsub("%-", "_")), (text:gsub("%-", "")), "CP" .. text }
end

--- Reads the name of an encoding.
---@param text string
---@return string|nil name
---@return string|nil message
function names.read(text)
  for _, name in ipairs(written(text)) do
    if core.decoder(name) then return name end
  end
  return nil, string.format("unknown encoding %s; some that are known are %s", errors.quoted(text), USUAL)
end

return names
