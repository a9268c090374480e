--- Finds the header row of a CSV file, and its separator.
--
-- Programs write more than the table: a first line such as sep=; that names the separator for spreadsheets, a title, a
-- date, empty rows. The header is the first row, among the first ten, with two names of columns; without such a row, it
-- is the first row that is not blank.
--
-- @module openprovider.cli.csv.header

local column_name = require("openprovider.cli.csv.column_name")
local lpeg = require("lpeg")
local record = require("openprovider.cli.csv.record")

local C, Cp, Ct, P, S = lpeg.C, lpeg.Cp, lpeg.Ct, lpeg.P, lpeg.S

local header = {}

--- The separators that are recognized.
header.SEPARATORS = { ",", ";", "\t", "|" }

-- How many rows are searched for the header.
local MAX_ROWS = 10

-- The fewest names of columns in a header: one may also be in a title.
local ENOUGH = 2

local QUOTE = ('"'):byte()

-- A line up to its end; line ends in quotes do not count. -> where it stops
local LINE = ((record.QUOTED / 0) + (1 - S('"\r\n'))) ^ 0 * Cp()
local BLANK_LINES = record.END_OF_LINE ^ 0 * Cp()

-- A first line that names the separator -> the separator, where the next line begins
local SIGN = lpeg.R("\0\127") - S('\r\n"') + lpeg.R("\192\255") * lpeg.R("\128\191") ^ 1
local NAMED = P('"') ^ -1 * S("sS") * S("eE") * S("pP") * "=" * C(SIGN) * P('"') ^ -1 * S(",;\t|") ^ 0
  * record.END_OF_LINE * Cp()

-- The characters of a line that can be separators, except those in quotes.
local SEPARATORS_OF = Ct(((record.QUOTED / 0) + C(S(",;\t|")) + 1) ^ 0)

-- The most frequent separator of a row; the first of all if it has none.
local function most_frequent(line)
  local counts, best = {}, header.SEPARATORS[1]
  for _, separator in ipairs(header.SEPARATORS) do counts[separator] = 0 end
  for _, separator in ipairs(SEPARATORS_OF:match(line)) do counts[separator] = counts[separator] + 1 end
  for _, separator in ipairs(header.SEPARATORS) do
    if counts[separator] > counts[best] then best = separator end
  end
  return best
end

-- How many cells of a line are names of columns.
local function known_cells(line, separator, is_name)
  local count = 0
  for _, cell in ipairs((record.pattern(separator):match(line))) do
    local name = column_name(cell)
    if name ~= "" and is_name(name) then count = count + 1 end
  end
  return count
end

-- -> the separator with which a line has the most names of columns, and their number
local function best_separator(line, separators, is_name)
  local best, most = nil, 0
  for _, separator in ipairs(separators) do
    local count = known_cells(line, separator, is_name)
    if count > most then best, most = separator, count end
  end
  return best, most
end

-- The separator that the first line names. -> separator, where the next line begins | nil, 1 | nil if more text is
-- needed
local function named_separator(text, is_all)
  local separator, position = NAMED:match(text)
  if separator and (is_all or position <= #text) then return separator, position end
  if is_all or not separator and text:find("[\r\n]") then return nil, 1 end
  return nil
end

-- Whether a line has more than separators, quotes and blanks.
local function has_text(line)
  return line:find('[^,;|" \t-\r]') ~= nil
end

--- Finds the header row at the start of a text.
---@param text string
---@param is_all boolean whether the text is complete
---@param is_name fun(name: string): boolean whether a column has such a name
---@return table|nil found `{ separator, position, is_known, skipped }`: where the row begins, whether names of it were
-- recognised, and how many lines above it have a text; nil if more text is needed
function header.find(text, is_all, is_name)
  local named, position = named_separator(text, is_all)
  if not position then return nil end
  local separators, first, skipped = named and { named } or header.SEPARATORS, nil, 0
  for _ = 1, MAX_ROWS do
    position = BLANK_LINES:match(text, position)
    local stop = LINE:match(text, position)
    local is_cut = stop > #text or text:byte(stop) == QUOTE
    if is_cut and not is_all then return nil end
    local line = text:sub(position, stop - 1)
    local separator, count = best_separator(line, separators, is_name)
    if count >= ENOUGH then
      return { separator = separator, position = position, is_known = true, skipped = skipped }
    end
    if has_text(line) then
      first = first or {
        separator = named or most_frequent(line), position = position, is_known = count > 0, skipped = 0,
      }
      skipped = skipped + 1
    end
    if is_cut then break end
    position = stop
  end
  return first or { separator = named or header.SEPARATORS[1], position = position, is_known = false, skipped = 0 }
end

return header
