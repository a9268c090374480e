--- Fuzzes tables of an import: the first byte is the size of the pieces in which the file is read, the second
-- its options and its encoding, the rest is the file.

local options = require("openprovider.cli.import.columns.options")
local core = require("openprovider.core")
local csv = require("openprovider.cli.csv.read")
local source = require("openprovider.cli.import.source")
local writer = require("openprovider.cli.csv.write")
local compare = require("spec.fuzz.compare")
local inputs = require("spec.fuzz.input")
local text_file = require("spec.support.text_file")

-- -> all records, `{ line, cells }` each, and what is wrong with the file, if anything is
local function records_of(text, size, encoding)
  local reader, records = csv.reader(text_file.new(text, size), nil, encoding), {}
  while true do
    local cells, line = reader:next()
    if not cells then
      assert(reader:next() == nil, "a record after the end")
      return records, line
    end
    records[#records + 1] = { line = line, cells = cells }
  end
end

local function count_lines(text)
  local _, count = text:gsub("\r\n", "\n"):gsub("[\r\n]", "")
  return count + 1
end

local function check_fault(fault, lines)
  assert(fault.line >= 1 and fault.line <= lines, "a fault beyond the file")
  assert(fault.column == nil or fault.column >= 1, "a column that is none")
  assert(core.is_utf8(fault.message))
end

-- In another encoding pieces make no difference either.
local function check_encoding(text, size, encoding)
  local records, fault = records_of(text, size, encoding)
  local whole, other = records_of(text, nil, encoding)
  assert(compare.same(records, whole) and compare.same(fault, other), "pieces make a difference in " .. encoding)
  for _, record in ipairs(records) do
    for _, cell in ipairs(record.cells) do assert(core.is_utf8(cell), "a cell that is not UTF-8") end
  end
end

-- Pieces make no difference, and lines are counted.
local function check_records(text, size)
  local records, fault = records_of(text, size)
  local whole, other = records_of(text)
  assert(compare.same(records, whole) and compare.same(fault, other), "pieces make a difference")
  local lines, before = count_lines(text), 0
  for _, record in ipairs(records) do
    assert(record.line > before and record.line <= lines, "a line that is none")
    before = record.line
    for _, cell in ipairs(record.cells) do assert(core.is_utf8(cell), "a cell that is not UTF-8") end
  end
  if fault then check_fault(fault, lines) end
  return records
end

-- What `list` writes is read as what it was. A record of one empty cell is an empty line, which is none.
local function check_way_back(all)
  local text, records = { writer.line({ "first", "second" }) }, {}
  for _, record in ipairs(all) do
    if #record.cells > 1 or record.cells[1] ~= "" then records[#records + 1] = record end
  end
  for _, record in ipairs(records) do text[#text + 1] = writer.line(record.cells) end
  text[#text + 1] = writer.line({ "last", "last" }) -- a Ctrl-Z at the end of a file belongs to no cell
  local again, fault = records_of(table.concat(text), 7)
  assert(not fault and #again == #records + 2, "a record was lost or invented")
  for index, record in ipairs(records) do
    local cells = again[index + 1].cells
    assert(#cells == #record.cells, "a cell was lost or invented")
    for number, cell in ipairs(record.cells) do
      local back = cells[number]:gsub("^'('*[=+%-@\t\r])", "%1")
      assert(back == cell, "a cell says something else")
    end
  end
end

local function check_line(text)
  assert(core.is_utf8(text) and not text:find("%c"), "a message that is no line")
end

local ENCODINGS = { "WINDOWS-1252", "UTF-16LE", "SHIFT_JIS", "WINDOWS-1258", "ISO-2022-JP" }

local MAPS = { {}, { assert(options.read_map("x=email")) }, { assert(options.read_map("x=")) } }

-- Rows are read until the end, whatever is in them, and each problem has a place.
local function check_source(text, size, flags)
  local rows, err = source.new(text_file.new(text, size), {
    format = "csv", name = "f.csv", map = MAPS[flags % 3 + 1], reference = flags % 2 == 0 and "id" or nil,
  })
  while rows do
    local row
    row, err = rows:next()
    if not row then break end
    for _, problem in ipairs(row.problems or {}) do check_line(rows:text(problem)) end
    local _, problems = core.check(row.customer or {}, "create", false)
    for _, problem in ipairs(problems or {}) do
      local located = rows:locate(row, problem)
      assert(located.line == row.line)
      check_line(rows:text(located))
    end
  end
  if err then check_line(err.message) end
end

return function(bytes)
  local input = inputs.new(bytes)
  local size, flags = input:byte() % 64 + 1, input:byte()
  local text = input:rest()
  check_way_back(check_records(text, size))
  check_encoding(text, size, ENCODINGS[math.floor(flags / 6) % #ENCODINGS + 1])
  check_source(text, size, flags)
end
