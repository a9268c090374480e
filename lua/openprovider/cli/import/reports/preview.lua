--- The first rows of a file as the customers that would be sent, for a person.
--
-- @module openprovider.cli.import.reports.preview

local core = require("openprovider.core")
local display_width = require("openprovider.cli.display_width")
local errors = require("openprovider.errors")
local exit_codes = require("openprovider.cli.exit_codes")
local names_in = require("openprovider.values.names_in")
local odd_names = require("openprovider.cli.import.odd_names")
local output = require("openprovider.cli.output")

-- Columns of the terminal, and of the names of fields with the blanks around them.
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

-- Adds what is at a path, member by member, in the order of the fields. `add(path, text)`
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

-- Writes a name and a text beside it, in as many lines as it takes.
local function write(name, text)
  for _, line in ipairs(display_width.lines(errors.one_line(text), WIDTH - NAMES)) do
    output.print(display_width.pad("  " .. name, NAMES - 1), " ", line)
    name = ""
  end
end

-- Writes what was converted in a row, and what is wrong with it, with each cell once.
local function write_problems(rows, row, found)
  local is_told = {}
  for _, problem in ipairs(row.problems or {}) do
    is_told[problem.column or problem] = true
    write("problem", rows:what(problem))
  end
  for _, list in ipairs({ row.conversions or {}, found or {} }) do
    for _, problem in ipairs(list) do
      local located, is_error = rows:locate(row, problem), problem.severity == "error"
      if not is_error or not is_told[located.column or located] then
        write(problem.code == "converted" and "converted" or is_error and "problem" or "warning", rows:what(located))
      end
    end
  end
end

-- Writes a row. -> whether it is valid
local function write_row(rows, row)
  output.print("line ", string.format("%d", row.line))
  local canonical, found, count = {}, nil, 0
  if row.customer then canonical, found, count = odd_names.check(rows, row) end
  if row.reference then write("(reference)", row.reference) end
  each_value(write, FIELDS, "", canonical)
  write_problems(rows, row, found)
  return count == 0 and not (row.problems and row.problems[1])
end

--- Shows the first rows.
---@param rows table a source at the start of the file
---@param most integer how many
---@return integer|nil code the exit status
---@return table|nil err of the file
return function(rows, most)
  local shown, are_valid = 0, true
  while shown < most and not core.interrupted() do
    local row, err = rows:next()
    if err then return nil, err end
    if not row then break end
    if shown > 0 then output.write("\n") end
    are_valid = write_row(rows, row) and are_valid
    shown = shown + 1
  end
  output.tell(rows.name, string.format(": %s; nothing was sent", shown == 1 and "the first row" or
    string.format("the first %d rows", shown)))
  return output.finish(are_valid and exit_codes.DONE or exit_codes.FAILED, "the rows are not all shown")
end
