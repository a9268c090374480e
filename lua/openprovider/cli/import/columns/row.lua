--- Makes a customer of a row of cells.
--
-- @module openprovider.cli.import.columns.row

local company_mark = require("openprovider.cli.import.columns.company_mark")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local full_name = require("openprovider.cli.import.columns.full_name")
local leftovers = require("openprovider.cli.import.leftovers")
local line2 = require("openprovider.cli.import.columns.line2")
local word_set = require("openprovider.values.word_set")

local byte, find = string.byte, string.find

-- A cell that begins so was guarded against being run as a formula (cli/csv/write.lua).
local GUARDED = "^''*[=+%-@\t\r]"
-- Excel's mark for a text, before digits: '01067.
local MARKED = "^'[0-9]"
local BLANK, GUARD, NOT_ASCII = (" "):byte(), ("'"):byte(), 0x80

local STREET = "address.street"

local row = {}

--- A cell without that guard.
---@param cell string
---@return string
function row.unguarded(cell)
  if byte(cell) == GUARD and find(cell, GUARDED) then return cell:sub(2) end
  return cell
end

--- Whether a cell has anything visible.
---@param cell string|nil
---@return boolean|nil
function row.is_filled(cell)
  local first = cell and byte(cell)
  return first and (first > BLANK and first < NOT_ASCII or not core.is_blank(cell))
end

local is_filled = row.is_filled

--- Whether a whole row has nothing visible.
---@param cells string[]
---@return boolean
function row.is_empty(cells)
  for index = 1, #cells do
    if is_filled(cells[index]) then return false end
  end
  return true
end

--- Adds a problem to a row.
---@param read table the row
---@param problem table `{ column, name, code, severity, message }`
function row.add_problem(read, problem)
  local problems = read.problems or {}
  problems[#problems + 1], read.problems = problem, problems
end

local function add_conversion(read, conversion)
  local conversions = read.conversions or {}
  conversions[#conversions + 1], read.conversions = conversion, conversions
end

-- Whether a column says that its number is of an unwanted kind, such as a fax.
local function is_skipped(column, cells)
  local kind = cells[column.kind_index]
  return kind and find(core.lower(kind), column.skipped, 1, true) ~= nil
end

-- The group whose address is used: the first one with a street, otherwise the first one with anything.
local function group_of(fields, cells)
  local any
  for _, path in ipairs({ STREET, "address.city", "address.zipcode", "address.country" }) do
    local field = fields.by_path[path]
    for _, column in ipairs(field and field.columns or {}) do
      if is_filled(cells[column.index]) then
        if path == STREET then return column.group end
        any = any or column.group
      end
    end
  end
  return any
end

-- The first column of a field that has a value. -> cell, column | nil
local function filled(field, cells, group)
  for _, column in ipairs(field.columns) do
    local cell = cells[column.index]
    if is_filled(cell) and (column.group == nil or column.group == group)
        and not (column.kind_index and is_skipped(column, cells)) then
      return cell, column
    end
  end
  return nil
end

-- A cell without the guards that programs add. Other leftovers of programs are a problem. -> cell, problem
local function read_cell(read, field, cell, column)
  if field.clean then cell = field.clean(cell) end
  cell = field.numbers and find(cell, MARKED) and cell:sub(2) or row.unguarded(cell)
  local problem = leftovers.find(field.told_at, cell, field.numbers)
  if problem then
    problem.column, problem.name = column.index, column.name
    row.add_problem(read, problem)
  end
  return cell, problem
end

-- Words to put before a lone number below the street, by the column's name.
local WORDS = { suite = "Suite", apt = "Apt", apartment = "Apt", unit = "Unit", flat = "Flat", floor = "Floor",
  piso = "Piso", planta = "Planta", puerta = "Puerta", escalera = "Escalera", stiege = "Stiege", tuer = "Tür",
  tur = "Tür", tuernummer = "Tür", turnummer = "Tür" }

-- Floors without that word: "ground", "2nd".
local FLOORS = word_set "ground basement first second third fourth fifth lower upper top"

-- "400" in a column "Suite" is "Suite 400"; "2nd" in a column "Floor" is "2nd Floor".
local function with_word(column, cell)
  local word = WORDS[column.key]
  if word == "Floor" and (FLOORS[core.lower(cell)] or find(cell, "^[0-9]+[snrt][tdh]$")) then
    return cell .. " " .. word
  end
  return word and find(cell, "^ *[0-9]+[A-Za-z]? *$") and word .. " " .. cell or cell
end

-- All cells of a field that have a value.
local function all_filled(read, field, cells, group)
  local found = {}
  for _, column in ipairs(field and field.columns or {}) do
    local cell = cells[column.index]
    if is_filled(cell) and (column.group == nil or column.group == group) then
      found[#found + 1] = with_word(column, (read_cell(read, field, cell, column)))
    end
  end
  return found
end

-- Takes the name of a row that another column calls a company.
local function read_company(read, cell, column, mark)
  read.customer.company_name = cell
  local why = ("is a company, as the column %s says, and needs a person: write one into columns name.first_name and "
    .. "name.last_name, or take the row out"):format(errors.quoted(mark.name))
  row.add_problem(read, { path = "name", code = "required", severity = "error", column = column.index,
    name = column.name, value = cell, message = ('"%s" %s'):format(cell, why), reason = why })
end

-- Splits a name that is in one cell. The row may say that it is a company's.
local function read_full_name(read, field, cells, mark)
  local cell, column = filled(field, cells)
  if not cell then return end
  local problem, why
  cell, problem = read_cell(read, field, cell, column)
  if problem then return end
  if mark and company_mark.says_company(cells[mark.index]) then
    if not read.customer.name then return read_company(read, cell, column, mark) end
    read.customer.company_name = cell
    return
  end
  local name
  name, why = full_name.split(cell, full_name.is_last_first(column.name))
  if name then
    read.customer.name = name
    return add_conversion(read, { path = "name", code = "converted", severity = "warning", value = cell,
      message = full_name.said(cell, name) })
  end
  row.add_problem(read, {
    path = "name", code = "format", severity = "error", column = column.index, name = column.name, value = cell,
    message = string.format('"%s" %s', cell, why),
  })
end

-- Adds a second last name after the first, unless it is there already.
local function add_last_name(read, field, cells)
  local name = read.customer.name or {}
  for _, more in ipairs(all_filled(read, field, cells)) do
    local last = name.last_name
    local is_there = last and (" " .. last):sub(-#more - 1) == " " .. more
    if not is_there then name.last_name = last and last .. " " .. more or more end
    read.customer.name = name
  end
end

-- Reads a cell before a number: a calling code is +44, 0044 or 44, an area code may be 020 or 20.
local function read_code(text, is_calling_code)
  local digits = text:gsub("[^0-9]", "")
  local international = find(text, "^[ '(]*%+") or find(digits, "^00")
  digits = digits:gsub("^00", "")
  if digits == "" then return nil end
  return digits, international ~= nil or is_calling_code and not find(digits, "^0")
end

-- Puts the area code and the calling code from other columns before a number.
local function add_codes(customer, fields, cells)
  local number = customer.phone
  if not number or find(number, "^[ '(]*%+") or find(number, "^[ (]*00") then return end
  local calling, area
  for _, field in ipairs({ fields.calling_code or false, fields.area_code or false }) do
    local text = field and (filled(field, cells) or field.default)
    local digits, is_calling_code
    if text then digits, is_calling_code = read_code(text, field == fields.calling_code) end
    if is_calling_code then calling = digits elseif digits then area = digits end
  end
  if area then number = area .. " " .. number end
  customer.phone = (calling and "+" .. calling .. " " or "") .. number
end

-- The value of a field in a row, from any of its columns and in any form. -> value | nil
local function read_field(read, field, cells, group)
  local cell, column = filled(field, cells, group)
  if not cell then return field.default end
  cell = read_cell(read, field, cell, column)
  if column ~= field.columns[1] then
    read.from = read.from or {}
    read.from[field.path] = column
  end
  return cell
end

-- Puts a value into the customer.
local function put(customer, field, value)
  local object = field.object
  if object then
    local inner = customer[object]
    if not inner then
      inner = {}
      customer[object] = inner
    end
    inner[field.member] = value
  elseif field.member then
    customer[field.member] = value
  else
    field.set(customer, value)
  end
end

-- Reads the fields that have their own cells. Almost all cells are used unchanged, and the core puts those into the
-- customer.
local function read_fields(read, fields, cells, group)
  local read_plain, odd = fields.read_plain
  read.customer, odd = read_plain(cells)
  while odd do
    local field = fields[odd]
    local value = read_field(read, field, cells, group)
    if value then put(read.customer, field, value) end
    read.customer, odd = read_plain(cells, read.customer, odd + 1)
  end
end

-- How a whole address in one cell looks: two blanks between its parts, as Mailchimp writes it, or a zip code behind a
-- comma.
local WHOLE = { "[^ ]  +[^ ]", ",.*[0-9][0-9][0-9][0-9]" }

-- Reports a cell with a whole address, where no columns have its zip code and city.
local function refuse_whole_address(read, field)
  local address = read.customer.address
  local cell = type(address) == "table" and address.street
  local is_whole = false
  for _, pattern in ipairs(WHOLE) do is_whole = is_whole or cell and find(cell, pattern) ~= nil end
  if not is_whole then return end
  local column = read.from and read.from[STREET] or field.columns[1] or {}
  row.add_problem(read, { path = STREET, code = "format", severity = "error", column = column.index, name = column.name,
    value = cell, message = ('"%s" is a whole address: write its street, zip code, city and country into columns of '
      .. 'their own; --map cannot split a cell'):format(cell) })
end

--- Reads the customer of a row that is not empty.
---@param read table the row. It gets a `customer`, `problems` of cells, and `conversions`, which are values that were
--- read in another way. `from`, path -> column, has the columns that are not the first one of their field
---@param fields table of `openprovider.cli.import.columns.fields`
---@param cells string[]
function row.read(read, fields, cells)
  local group = fields.has_groups and group_of(fields, cells)
  read_fields(read, fields, cells, group)
  local customer = read.customer
  if fields.second_last_name then add_last_name(read, fields.second_last_name, cells) end
  if fields.full_name then read_full_name(read, fields.full_name, cells, fields.company_mark) end
  if fields.calling_code or fields.area_code then add_codes(customer, fields, cells) end
  if fields.has_no_place then refuse_whole_address(read, fields.by_path[STREET]) end
  local street = customer.address and customer.address.street
  if fields.line2 or street and find(street, "\n", 1, true) then
    local conversion = line2.add(customer, all_filled(read, fields.line2, cells, group))
    if conversion then add_conversion(read, conversion) end
  end
end

return row
