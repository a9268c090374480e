--- The source of an import's customers: the rows of a file, one at a time, with only one in memory.
-- A row is `{ line, customer, reference, problems }`. These are problems of the file: too many cells, a line that is
-- not JSON, a reference that is not valid. `locate` finds the place of the checker's problems in the file. A row with
-- problems has its customer, too, as far as it could be read, so that all its problems can be reported at once. `last`
-- has the unchanged cells or text of the row that was given last.
--
-- @module openprovider.cli.import.source

local columns = require("openprovider.cli.import.columns")
local csv = require("openprovider.cli.csv.read")
local errors = require("openprovider.errors")
local fields = require("openprovider.cli.import.columns.fields")
local map = require("openprovider.cli.import.columns.quoted_option").map
local leave_out_placeholders = require("openprovider.cli.import.input.placeholders")
local leave_out_unclear_dates = require("openprovider.cli.import.input.unclear_dates")
local odd_names = require("openprovider.cli.import.odd_names")

local source = {}

--- The formats, the default one first.
source.FORMATS = { "csv", "json" }

local Source = {}
Source.__index = Source

--- A fault of the file, with its place. It ends the file.
function Source:refuse(fault)
  if fault.kind == "config" then return nil, fault end
  return nil, errors.not_sent("invalid", self:text(fault), {
    line = fault.line, column = fault.column, problems = fault.problems, total = fault.total, lines = fault.lines,
  })
end

local START = {}

-- Names of separators.
local SEPARATORS = { [","] = "commas", [";"] = "semicolons", ["\t"] = "TABs", ["|"] = "vertical bars" }

-- Describes where a header without any known name was found: it may be the wrong row, or the wrong separator.
local function how_found(reader, cells, line)
  local separator = SEPARATORS[reader.separator] or reader.separator
  local other = #cells == 1 and cells[1]:match("[^A-Za-z0-9 _\"'()\128-\255-]") or ";"
  return string.format("; line %d was read as the columns, %s; they may be separated by commas, semicolons, TABs or "
    .. "vertical bars, or by what a line above them names, such as sep=%s", line,
    #cells == 1 and "and has one" or string.format("%d, with %s between them", #cells, separator), other)
end

function START.csv(self, options)
  local reader = csv.reader(self.file, columns.knows(options), options.encoding)
  local cells, line = reader:next()
  if not cells then return nil, line or { line = 1, message = "the file is empty; expected a row with the columns" } end
  local header, err = columns.new(cells, line, options)
  if not header then
    if not reader.is_known and err.problems then
      err.message = err.message .. how_found(reader, cells, line)
    end
    return nil, err
  end
  self.columns, self.ignored = header, header.ignored
  self.header, self.skipped = line, reader.skipped
  self.header_cells, self.separator = cells, reader.separator
  self.needs_mark = reader.blocks.has_mark or reader.blocks.encoding ~= "UTF-8"
  self.read = function()
    local row
    repeat
      cells, line = reader:next()
      if not cells then return nil, line end
      row = header:read(cells, line)
    until row
    self.last = cells
    return row
  end
  return true
end

-- Returns a function that gives the rows of JSON, and reads flat objects. -> row | nil, fault
local function json_reader(reader, options)
  local flat = require("openprovider.cli.import.input.flat_objects").reader(options)
  return function()
    local row, fault = reader:next()
    if not row or not row.is_flat then return row, fault end
    row.is_flat = nil
    local _, err = flat:read(row, reader.last)
    return row, nil, err
  end
end

-- The error if only the caller can say what the members of a row are, or if one of them is wrong.
local function not_clear(row, err)
  local said, choice = err.message, err.choices and err.choices[1]
  if choice then
    local name = choice.columns[1].name
    said = ('"%s" can be read in several ways: say which, such as %s; %s leaves it out'):format(name,
      map(name, choice.path or choice.paths and choice.paths[1] or ""), map(name, ""))
  end
  row.customer, row.problems = nil, row.problems or {}
  row.problems[#row.problems + 1] = { code = "format", severity = "error", message = said }
end

function START.json(self, options)
  local reader = require("openprovider.cli.import.input.json_rows").reader(self.file, options)
  local next_row = json_reader(reader, options)
  local fill = fields.filler(options.default or {})
  self.ignored = reader.ignored
  local row, fault, err = next_row() -- finds the form of the file
  if err then return nil, err end
  if options.map and options.map[1] and not (row and row.columns) then
    return errors.config("--map is for columns, and for objects without others in them")
  end
  local is_first = true
  self.is_numbered, self.members = reader.is_numbered, row and row.columns
  self.read = function()
    if not is_first then row, fault, err = next_row() end
    is_first, self.last = false, reader.last
    if row and err then not_clear(row, err) end
    if row and row.customer then fill(row.customer) end
    return row, fault
  end
  return true
end

--- Makes a source from an open file.
---@param file file* or anything with its method `read(bytes)`
---@param options table `format`, one of `FORMATS`; `name` of the file; `map` and `default`, what
-- `openprovider.cli.import.columns.options` read; `reference`, the column or member that has the rows' references;
-- `no_reference`, that there are none; `allow_name`, names that are right, however odd they are; `encoding` of the
-- file if neither a byte order mark says it nor it is UTF-8
---@return table|nil source `columns` of CSV, or `members`, the same of the first object of JSON if it is flat;
--- `ignored` are the names of columns or members that only the API sets; `header` is the line of the header row;
--- `skipped`, the number of lines with text above it; `is_numbered`, whether the lines of rows are their numbers, since
--- several rows are in one line
---@return table|nil err of kind `invalid`, with `line` and `column`, or `config`
function source.new(file, options)
  local self = setmetatable({ file = file, name = options.name, format = options.format, allowed = {} }, Source)
  for _, name in ipairs(options.allow_name or {}) do self.allowed[name] = true end
  local ok, fault = START[options.format](self, options)
  if not ok then return self:refuse(fault) end
  return self
end

--- The next row; nil after the last one, or nil and an error of the file.
---@return table|nil row
---@return table|nil err of kind `invalid`, with `line` and `column`
function Source:next()
  local row, fault = self.read()
  if row and row.customer then
    odd_names.read(self, row)
    local its = row.columns or self.columns
    leave_out_placeholders(row, its)
    leave_out_unclear_dates(row, its)
  end
  if row and row.problems then
    for _, problem in ipairs(row.problems) do problem.line = problem.line or row.line end
  end
  if fault then return self:refuse(fault) end
  return row
end

--- Finds the place of a checker's problem in the file.
---@param row table
---@param problem table of `core.check` or `err.problems`
---@return table located the problem with `line`, and `column` and `name` of its cell if there is one
function Source:locate(row, problem)
  local from = row.columns or self.columns
  local column = from and problem.path and from:column_of(problem.path, row) or {}
  return {
    path = problem.path, code = problem.code, severity = problem.severity, message = problem.message,
    api_code = problem.api_code, line = row.line, column = not row.columns and column.index or nil, name = column.name,
  }
end

--- A problem of a row or of the file, without its place: the column's name if it differs from the field's, and the
--- message.
---@param problem table
---@return string
function Source.what(_, problem)
  if not problem.path then return errors.one_line(problem.message) end
  local name = problem.name ~= problem.path and problem.name or nil
  return errors.one_line((name and name .. ": " or "") .. errors.describe(problem))
end

--- One line about a problem of a row or of the file: FILE:LINE:COLUMN and the message. The column is the number of the
--- cell, or of the byte in a line of JSON.
---@param problem table
---@return string
function Source:text(problem)
  local where = self.name .. (problem.line and ":" .. problem.line or "")
    .. (problem.column and ":" .. problem.column or "") .. ": "
  return errors.one_line(where .. self:what(problem))
end

return source
