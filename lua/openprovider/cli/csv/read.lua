--- Reads CSV, as in RFC 4180, one record at a time.
-- It accepts more than this program writes. Lines end with CR LF, LF or CR; the last line may have no end; empty lines
-- do not count. The separator is a comma, a semicolon, a TAB, a vertical bar, or the one of a first line such as sep=;.
-- Lines above the header row are left out. Quotes must be around a cell, or doubled inside such a cell; any other quote
-- is an error.
--
-- @module openprovider.cli.csv.read

local blocks = require("openprovider.cli.import.input.blocks")
local header = require("openprovider.cli.csv.header")
local record = require("openprovider.cli.csv.record")

local csv = {}

local QUOTE = ('"'):byte()

-- Counts the lines that end between two places of a text.
local function lines_between(text, from, to)
  local count, at = 0, record.LINE:match(text, from)
  while at < to do
    count = count + 1
    at = record.NEXT_LINE:match(text, at)
  end
  return count
end

local Reader = {}
Reader.__index = Reader

-- Without names, the first row is the header.
local function no_name() return false end

--- Reads the records of a file; the header row is the first.
---@param file file* or anything with its method `read(bytes)`
---@param is_name? fun(name: string): boolean whether a column has such a name: lines above a row with two of them are
--- left out
---@param encoding? string of the file, if no byte order mark says it and it is not UTF-8
---@return table reader `reader:next()`; once it has read, `separator`, `skipped`, how many lines above the header row
-- have a text, and `is_known`, whether names of the header were recognised
function csv.reader(file, is_name, encoding)
  return setmetatable({
    blocks = blocks.new(file, encoding), is_name = is_name or no_name, text = "", position = 1, line = 1,
  }, Reader)
end

-- Reads more, and drops the text before the position. -> whether there was more | nil, why
function Reader:more()
  local text, why = self.blocks:more(self.text:sub(self.position))
  if why then return nil, why end
  if text then
    self.text, self.position = text, 1
  else
    self.is_whole = true
  end
  return text ~= nil
end

-- Whether the text of a record, up to a place, exceeds the limit.
function Reader:is_too_long(stop)
  return stop - self.position > blocks.MAX_RECORD_BYTES
end

-- Finds the header row. -> true | nil, why
function Reader:start()
  local found
  repeat
    local more, why = self:more()
    if why and self.text == "" then return nil, why end
    found = header.find(self.text, not more or self:is_too_long(#self.text), self.is_name)
  until found
  self.separator, self.is_known, self.skipped = found.separator, found.is_known, found.skipped
  self.record = record.pattern(self.separator)
  self.line, self.position = 1 + lines_between(self.text, 1, found.position), found.position
  return true
end

-- Makes the fault at a place, in the cell with this number.
function Reader:fault(at, column, message)
  self.is_broken = true
  return nil, {
    line = self.line + lines_between(self.text, self.position, at), column = column, message = message,
  }
end

-- Whether a cell begins at a place: it is the first of the record, or comes after a separator.
function Reader:begins_cell(at)
  return at == self.position or self.text:sub(at - #self.separator, at - 1) == self.separator
end

-- Whether the quote at a place opens a cell, or the text of a formula such as ="02138".
function Reader:opens_cell(at)
  return self:begins_cell(at) or self.text:sub(at - 1, at - 1) == "=" and self:begins_cell(at - 1)
end

-- Says what is wrong with a record that cannot be read further than `at`.
function Reader:refuse(at, column)
  if self.text:byte(at) ~= QUOTE then
    return self:fault(at, column, "there is text after the quote that closes the cell; "
      .. "a quote inside of a cell in quotes has to be doubled")
  end
  if self:opens_cell(at) then return self:fault(at, column, "the quote that opens the cell is never closed") end
  return self:fault(at, column, "there is a quote inside of a cell without quotes; "
    .. "put such a cell in quotes, and double the quotes in it")
end

-- One record, empty lines among them. -> cells, where they end, where the next one begins | nil, fault
function Reader:match()
  while true do
    local text = self.text
    local cells, at, after = self.record:match(text, self.position)
    local is_open = text:byte(at) == QUOTE and self:opens_cell(at)
    local goes_on = is_open or (after or at) > #text
    if self:is_too_long(goes_on and #text or at) then
      return self:fault(at, #cells, string.format(
        "the record is longer than %d bytes; is a quote never closed?", blocks.MAX_RECORD_BYTES))
    end
    if self.is_whole or not goes_on then
      if not after and at <= #text then return self:refuse(at, #cells) end
      return cells, at, after or at
    end
    local _, why = self:more()
    if why then return self:fault(#text + 1, #cells, why) end
  end
end

--- Reads the next record that is not empty. Returns nil after the last one; or nil and a fault of the file: `{ line,
--- column, message }`, where the column is the number of a cell. After a fault there are no more records.
---@return string[]|nil cells
---@return integer|table|nil line of its first cell, or what is wrong
function Reader:next()
  if self.is_broken then return nil end
  if not self.record then
    local ok, why = self:start()
    if not ok then return self:fault(1, nil, why) end
  end
  while self.position <= #self.text or not self.is_whole do
    local cells, at, after = self:match()
    if not cells then return nil, at end
    local line, is_empty = self.line, at == self.position
    self.line = line + lines_between(self.text, self.position, at) + (after > at and 1 or 0)
    self.position = after
    if not is_empty then return cells, line end
  end
  return nil
end

return csv
