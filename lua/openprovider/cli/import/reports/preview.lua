--- The first rows of a file as the customers that would be sent, for a person.
--
-- @module openprovider.cli.import.reports.preview

local core = require("openprovider.core")
local display_width = require("openprovider.cli.output.display_width")
local errors = require("openprovider.errors")
local exit_codes = require("openprovider.cli.exit_codes")
local names_in = require("openprovider.values.names_in")
local output = require("openprovider.cli.output")
local row_check = require("openprovider.cli.import.row_check")

-- Width of the terminal, and of the names of fields with the blanks around them.
local WIDTH, NAMES = 80, 28

local FIELDS = core.fields()

-- Members that are written in one piece.
local WHOLE = {}

function WHOLE.phone(phone)
  return phone.country_code and table.concat({ phone.country_code, phone.area_code, phone.subscriber_number }, " ")
end

WHOLE.fax = WHOLE.phone

function WHOLE.tags(tags)
  local values = {}
  for index, tag in ipairs(tags) do values[index] = tostring(type(tag) == "table" and tag.value or tag) end
  return table.concat(values, ", ")
end

-- Calls `add(path, text)` for each member of the value at a path, in the order of the fields.
local function each_value(add, field, path, value)
  if value == nil then return end
  local whole = type(value) == "table" and WHOLE[path] and WHOLE[path](value)
  if whole or type(value) ~= "table" then return add(path, whole or tostring(value)) end
  local prefix = path == "" and "" or path .. "."
  local known = {}
  for _, member in ipairs(field.members or {}) do
    if member.name then
      known[member.name] = true
      each_value(add, member, prefix .. member.name, value[member.name])
    end
  end
  for index, element in ipairs(value) do
    local name = type(element) == "table" and element.name
    each_value(add, {}, name and "extension." .. tostring(name) or prefix .. index, name and element.data or element)
  end
  for _, name in ipairs(names_in({ value }, known)) do each_value(add, {}, prefix .. name, value[name]) end
end

-- Writes a name, and beside it a text in as many lines as it needs.
local function write(name, text)
  for _, line in ipairs(display_width.lines(errors.one_line(text), WIDTH - NAMES)) do
    output.print(display_width.pad("  " .. name, NAMES - 1), " ", line)
    name = ""
  end
end

-- Writes a row. -> whether it is valid
local function write_row(rows, row, check)
  local problems, warnings, _, canonical = check:check(row)
  output.print("line ", string.format("%d", row.line))
  if row.reference then write("(reference)", row.reference) end
  each_value(write, FIELDS, "", canonical or {})
  for _, problem in ipairs(problems) do write("problem", rows:what(problem)) end
  for _, problem in ipairs(warnings) do
    write(problem.code == "converted" and "converted" or "warning", rows:what(problem))
  end
  return not problems[1]
end

-- For a row with the same customer as an earlier one. The earlier row is shown already, so only this one says it.
local function ignore() end

--- Shows the first rows.
---@param rows table a source at the start of the file
---@param given table the command line: `preview`, how many, and what a check needs
---@return integer|nil code the exit status
---@return table|nil err of the file
return function(rows, given)
  local shown, are_valid, check = 0, true, row_check.new(rows, given, ignore)
  while shown < given.preview and not core.interrupted() do
    local row, err = rows:next()
    if err then return nil, err end
    if not row then break end
    if shown > 0 then output.write("\n") end
    are_valid = write_row(rows, row, check) and are_valid
    shown = shown + 1
  end
  output.tell(rows.name, string.format(": %s; nothing was sent", shown == 1 and "the first row" or
    string.format("the first %d rows", shown)))
  return output.finish(are_valid and exit_codes.DONE or exit_codes.FAILED, "the rows are not all shown")
end
