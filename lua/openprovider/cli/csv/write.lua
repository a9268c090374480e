--- Writes rows as CSV, as in RFC 4180: lines end with CR LF; a cell with a comma, a quote or a line break is put in
--- quotes, and its own quotes are doubled.
-- A spreadsheet runs a cell that begins with = + - @ TAB or CR as a formula, and names of customers were often typed in
-- by strangers. So such a cell gets a ' in front. A cell that already begins with ' and such a character gets another
-- one, so that reading is certain: the first ' of '= '+ '- '@ '' and so on is removed. A sign with only digits, such as
-- the +31 of a telephone number, is not a formula and stays.
--
-- @module openprovider.cli.csv.write

local csv = {}

--- The mark at the beginning of a file. Without it Excel reads UTF-8 in the encoding of its language, and spoils
--- letters.
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

--- One row as a line, without protection from formulas: for cells that were read from CSV and go back into CSV.
---@param cells string[]
---@param separator string one character
---@return string line with its end
function csv.line_as_it_was(cells, separator)
  local parts = {}
  for index, cell in ipairs(cells) do parts[index] = quoted(cell, separator) end
  return table.concat(parts, separator) .. END_OF_LINE
end

return csv
