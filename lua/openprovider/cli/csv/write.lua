--- Rows as comma-separated values, after RFC 4180: lines end with CR LF, and a cell with a comma, a quote
-- or a line break stands in quotes, its own doubled.
--
-- A spreadsheet takes a cell that begins with = + - @ TAB or CR for a formula and runs it, and what
-- customers are called was often typed in by strangers. Such a cell gets a ' in front, and so does one
-- with such a start behind its own ', so that the way back is certain: of '= '+ '- '@ '' and so on the
-- first ' goes. A sign with nothing but digits, as the +31 of a telephone number, is no formula and stays.
--
-- @module openprovider.cli.csv.write

local csv = {}

--- What a file may begin with: without it Excel takes UTF-8 for the encoding of its language, and spoils letters.
csv.BYTE_ORDER_MARK = "\239\187\191"

local END_OF_LINE = "\r\n"

local FORMULA = "^'*[=+%-@\t\r]"
local NUMBER = "^[+-]%d+$"

local function guarded(text)
  if text:find(FORMULA) and not text:find(NUMBER) then return "'" .. text end
  return text
end

local function quoted(text, separator)
  if not text:find('["\r\n]') and not text:find(separator, 1, true) then return text end
  return '"' .. text:gsub('"', '""') .. '"'
end

--- One row as a line.
---@param cells string[]
---@return string line with its end
function csv.line(cells)
  local parts = {}
  for index, cell in ipairs(cells) do parts[index] = quoted(guarded(cell), ",") end
  return table.concat(parts, ",") .. END_OF_LINE
end

--- One row as a line, its cells as they are: for what was read from such a file, and goes back into one.
---@param cells string[]
---@param separator string one character
---@return string line with its end
function csv.line_as_it_was(cells, separator)
  local parts = {}
  for index, cell in ipairs(cells) do parts[index] = quoted(cell, separator) end
  return table.concat(parts, separator) .. END_OF_LINE
end

return csv
