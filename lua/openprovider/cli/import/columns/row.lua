--- Makes a customer of a row of cells.
--
-- @module openprovider.cli.import.columns.row

local core = require("openprovider.core")
local dates = require("openprovider.cli.import.columns.dates")
local full_name = require("openprovider.cli.import.columns.full_name")
local leftovers = require("openprovider.cli.import.leftovers")
local line2 = require("openprovider.cli.import.columns.line2")

local byte, find = string.byte, string.find

local IS_LEFT = leftovers.CELLS

-- What guards cells against being run as formulas (cli/csv/write.lua), in front.
local GUARDED = "^''*[=+%-@\t\r]"
local GUARD, BLANK, NOT_ASCII = ("'"):byte(), (" "):byte(), 0x80

local STREET = "address.street"

local row = {}

--- A cell as it was before it was guarded.
---@param cell string
---@return string
function row.unguarded(cell)
  if byte(cell) == GUARD and find(cell, GUARDED) then return cell:sub(2) end
  return cell
end

-- Whether there is anything to see in a cell.
local function is_filled(cell)
  local first = cell and byte(cell)
  return first and (first > BLANK and first < NOT_ASCII or not core.is_blank(cell))
end

-- Whether a column says that its number is of a kind which is not wanted.
local function is_skipped(column, cells)
  local kind = cells[column.kind_index]
  return kind and find(core.lower(kind), column.skipped, 1, true) ~= nil
end

-- The group whose address is taken: the first with a street, or else with anything.
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

-- The first of a field's columns that is filled. -> cell, column | nil
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

-- A cell as it was before programs guarded it. What else they left in it is a problem.
local function read_cell(field, cell, column, problems, clean)
  if clean then cell = clean(cell) end
  if byte(cell) == GUARD then cell = row.unguarded(cell) end
  local problem = (IS_LEFT[cell] or field.numbers) and leftovers.find(field.told_at, cell, field.numbers)
  if problem then
    problem.column, problem.name = column.index, column.name
    problems[#problems + 1] = problem
  end
  return cell
end

-- A date in the form of the API. What is read in another way is told.
local function date_of(field, cell, conversions)
  local date = dates.read(cell)
  if not date then return cell, conversions end
  conversions = conversions or {}
  conversions[#conversions + 1] = { path = field.path, code = "converted", severity = "warning", value = cell,
    message = string.format('"%s" is read as %s', cell, date) }
  return date, conversions
end

-- All cells of a field that are filled.
local function all_filled(field, cells, group, problems, clean)
  local found = {}
  for _, column in ipairs(field and field.columns or {}) do
    local cell = cells[column.index]
    if is_filled(cell) and (column.group == nil or column.group == group) then
      found[#found + 1] = read_cell(field, cell, column, problems, clean)
    end
  end
  return found
end

-- Splits the name that stands in one cell.
local function read_full_name(customer, field, cells, problems, clean)
  local cell, column = filled(field, cells)
  if not cell then return end
  local count = #problems
  cell = read_cell(field, cell, column, problems, clean)
  if problems[count + 1] then return end
  local name, why = full_name.split(cell)
  customer.name = name
  if name then return end
  problems[count + 1] = {
    path = "name", code = "format", severity = "error", column = column.index, name = column.name, value = cell,
    message = string.format('"%s" %s', cell, why),
  }
end

-- Puts the calling code of another column before a number that has none.
local function add_calling_code(customer, field, cells)
  local number = customer.phone
  local code = filled(field, cells) or field.default
  if not number or not code or find(number, "^[ '(]*%+") or find(number, "^[ (]*00") then return end
  local digits = code:gsub("[^0-9]", "")
  if digits ~= "" then customer.phone = "+" .. digits .. " " .. number end
end

--- The customer of a row that is not empty.
---@param fields table of `openprovider.cli.import.columns.fields`
---@param cells string[]
---@param problems table[] gets what is wrong with cells
---@param clean? fun(cell: string): string what a program's cells need
---@return table customer
---@return table|nil from path -> column, where that is not the field's first
---@return table[]|nil conversions
function row.customer(fields, cells, problems, clean)
  local customer, from, conversions = {}, nil, nil
  local group = fields.has_groups and group_of(fields, cells)
  for index = 1, #fields do
    local field = fields[index]
    local cell, column
    if field.only then
      cell, column = cells[field.only], field.columns[1]
      local first = cell and byte(cell)
      if not first or (first <= BLANK or first >= NOT_ASCII) and core.is_blank(cell) then cell = nil end
    else
      cell, column = filled(field, cells, group)
    end
    if cell then
      cell = read_cell(field, cell, column, problems, clean)
      if field.is_date then cell, conversions = date_of(field, cell, conversions) end
      field.set(customer, cell)
      if column ~= field.columns[1] then
        from = from or {}
        from[field.path] = column
      end
    elseif field.default then
      field.set(customer, field.default)
    end
  end
  if fields.full_name then read_full_name(customer, fields.full_name, cells, problems, clean) end
  if fields.calling_code then add_calling_code(customer, fields.calling_code, cells) end
  local street = customer.address and customer.address.street
  if fields.line2 or street and find(street, "\n", 1, true) then
    local conversion = line2.add(customer, all_filled(fields.line2, cells, group, problems, clean))
    conversions = conversions or {}
    conversions[#conversions + 1] = conversion
  end
  return customer, from, conversions
end

return row
