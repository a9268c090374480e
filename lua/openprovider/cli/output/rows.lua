--- Writes lists to standard output, as JSON, as a table or as CSV, one row at a time: a list of any length needs the
--- memory of one page.
-- A shape says how rows look: `order`, of the members in JSON; `columns` of the table, `{ title, value }` each, with
-- what `openprovider.cli.output.table` takes besides; `cells` of CSV, `{ name, value }` each, where `value(record)`
-- returns the text; `has_mark`, whether CSV begins with a byte order mark.
-- A list that is incomplete must not look complete: its JSON array is not closed. CSV and tables have no end that could
-- be missing, so only the exit status shows it.
--
-- @module openprovider.cli.output.rows

local aligned = require("openprovider.cli.output.table")
local csv = require("openprovider.cli.csv.write")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local field_path = require("openprovider.cli.field_path")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local rows = {}

--- The formats; the first is the default.
rows.FORMATS = { "json", "table", "csv" }

local function text_of(value)
  if value == nil or value == json.null then return "" end
  if type(value) == "string" then return value end
  return json_text.line(value, json_text.order {})
end

--- A column that shows the value at a path.
---@param path string
---@return table column
function rows.column(path)
  local title = core.upper((path:match("[^.]*$"):gsub("_", " ")))
  return { name = path, title = title, value = field_path.reader(path), is_whole = path == "handle" }
end

--- Columns by their paths.
---@param paths string[]
---@return table[] columns
function rows.columns(paths)
  local columns = {}
  for index, path in ipairs(paths) do columns[index] = rows.column(path) end
  return columns
end

local function cells_of(columns, record, change)
  local cells = {}
  for index, column in ipairs(columns) do cells[index] = change(text_of(column.value(record))) end
  return cells
end

local function members_of(columns, member)
  local found = {}
  for index, column in ipairs(columns) do found[index] = column[member] end
  return found
end

local function unchanged(text)
  return text
end

local NEW = {}

function NEW.json(shape)
  local separator = "[\n"
  return {
    add = function(record)
      output.write(separator, json_text.line(record, shape.order))
      separator = ",\n"
    end,
    close = function() output.write(separator == "[\n" and "[]\n" or "\n]\n") end,
    abandon = function()
      if separator ~= "[\n" then output.write("\n") end
    end,
  }
end

function NEW.csv(shape)
  -- On a terminal control characters are replaced; a file gets the text unchanged.
  local change = output.shows_output() and errors.one_line or unchanged
  local mark = shape.has_mark and not output.shows_output() and csv.BYTE_ORDER_MARK or ""
  local header = mark .. csv.line(members_of(shape.cells, "name"))
  local function begin()
    if header then output.write(header) end
    header = nil
  end
  return {
    add = function(record)
      begin()
      output.write(csv.line(cells_of(shape.cells, record, change)))
    end,
    close = begin,
    abandon = function() end,
  }
end

function NEW.handles()
  local function nothing() end
  return {
    add = function(record)
      if type(record.handle) == "string" then output.print(record.handle) end
    end,
    close = nothing, abandon = nothing,
  }
end

NEW["table"] = function(shape)
  local rows_in_columns = aligned.new(shape.columns, output.write, output.shows_output(),
    output.columns())
  local function close() rows_in_columns:close() end
  return {
    add = function(record) rows_in_columns:add(cells_of(shape.columns, record, errors.one_line)) end,
    close = close,
    abandon = close,
  }
end

--- A new list.
---@param format string one of `rows.FORMATS`
---@param shape table
---@return table list `{ add(record), close(), abandon() }`; `abandon` ends an incomplete list
function rows.new(format, shape)
  return NEW[format](shape)
end

--- Writes a page, and says on standard error if there is more.
---@param given table the command line as parsed
---@param shape table
---@param page table `{ results, total, offset }`
---@param is_wanted? fun(record: table): boolean
---@return integer code the exit status
function rows.page(given, shape, page, is_wanted)
  local list = rows.new(given.output, shape)
  for _, record in ipairs(page.results) do
    if not is_wanted or is_wanted(record) then list.add(record) end
  end
  list.close()
  local first, count = page.offset or 0, #page.results
  if count > 0 and page.total and first + count < page.total and not given.quiet then
    output.say(string.format("rows %d to %d of %d", first + 1, first + count, page.total))
  end
  return output.finish(exit_codes.DONE, "the list is incomplete")
end

return rows
