--- The fields that the columns of a file fill. Each has its columns in order: the first one with a value wins in a row.
--- Each may have a default for rows without a value.
--
-- @module openprovider.cli.import.columns.fields

local core = require("openprovider.core")
local field_path = require("openprovider.cli.field_path")
local leftovers = require("openprovider.cli.import.leftovers")
local paths = require("openprovider.cli.import.columns.paths")

local FULL_NAME, LINE2 = paths.FULL_NAME, paths.LINE2
local CALLING_CODE, AREA_CODE = "phone.country_code", "phone.area_code"
local STREET = "address.street"

-- Paths whose cells are not simply copied into a customer.
local APART = { "full_name", "second_last_name", "line2", "calling_code", "area_code" }

local fields = {}

-- Whether a telephone number is in one column, and its area code or calling code in others, whose names are not paths.
local function is_in_parts(by_path)
  if not by_path.phone or by_path["phone.subscriber_number"] then return false end
  local area = by_path[AREA_CODE]
  return not area or not area.columns[1] or not area.columns[1].is_path
end

local function in_order(one, other)
  if one.order ~= other.order then return one.order < other.order end
  return one.index < other.index
end

local function by_first_column(one, other)
  local first, second = one.columns[1], other.columns[1]
  if first and second then return first.index < second.index end
  if first or second then return first ~= nil end
  return one.path < other.path
end

-- Fields by their paths, with the defaults.
local function collect(claims, defaults)
  local list, by_path = {}, {}
  local function open(path)
    if not by_path[path] then
      by_path[path] = { path = path, columns = {} }
      list[#list + 1] = by_path[path]
    end
    return by_path[path]
  end
  for path, claim in pairs(claims) do
    local field = open(path)
    field.columns = claim.columns
    table.sort(field.columns, in_order)
  end
  for _, default in ipairs(defaults or {}) do open(default.path).default = default.value end
  table.sort(list, by_first_column)
  return list, by_path
end

-- The number of the column, if the field has only one and its cells are used unchanged; else false.
local function only_index(field)
  local first = field.columns[1]
  local is_only = first and not field.columns[2] and not first.group and not first.kind_index
  return is_only and not field.clean and first.index
end

-- Decides how a field is read, once for all rows.
local function prepare(field, clean)
  field.clean = clean
  field.told_at = field.path == LINE2 and STREET or field.path
  field.numbers = leftovers.kind(field.told_at)
  field.only = only_index(field) or false
end

-- Decides where a field is put, once for all rows.
local function place(field)
  field.object, field.member = paths.member(field.path)
  field.set = paths.setter(field.path)
end

--- The fields of a plan.
---@param claims table<string, table> of `openprovider.cli.import.columns.choose`
---@param defaults table[]|nil `{ path, value }` each
---@param program table|nil of `openprovider.cli.import.columns.programs` that wrote the file
---@return table fields array of `{ path, columns, default, only, numbers, object, member, set }`, in the order of the
--- first columns: `only` is the number of the column if its cells may be used unchanged, or false; `object` and
--- `member` say where values are put, otherwise `set` puts them; `by_path`; `read_plain` of `core.cell_reader`. Not in
--- the array, but members of the table: `full_name`, `second_last_name`, `line2`, `calling_code` and `area_code`, which
--- fill several fields at once or are added to another field
function fields.of(claims, defaults, program)
  local list, by_path = collect(claims, defaults)
  local plain = { by_path = by_path, all = list, full_name = by_path[FULL_NAME], line2 = by_path[LINE2] }
  plain.second_last_name = by_path[paths.SECOND_LAST_NAME]
  if is_in_parts(by_path) then plain.calling_code, plain.area_code = by_path[CALLING_CODE], by_path[AREA_CODE] end
  plain.has_groups = program and program.addresses ~= nil
  plain.has_no_place = by_path[STREET] and not by_path["address.zipcode"] and not by_path["address.city"]
  local is_apart = {}
  for _, name in ipairs(APART) do is_apart[plain[name] or false] = true end
  for _, field in ipairs(list) do
    prepare(field, program and program.clean)
    if not is_apart[field] then
      place(field)
      plain[#plain + 1] = field
    end
  end
  plain.read_plain = core.cell_reader(plain, leftovers.SIGNS)
  return plain
end

--- A function that fills the members that a customer of JSON does not have.
---@param defaults table[] `{ path, value }` each
---@return fun(customer: table) it changes the customer
function fields.filler(defaults)
  local fills = {}
  for index, default in ipairs(defaults) do
    local read = field_path.reader_of(field_path.place(default.path))
    fills[index] = { value = default.value, read = read, set = paths.setter(default.path) }
  end
  return function(customer)
    for _, fill in ipairs(fills) do
      local value = fill.read(customer)
      if value == nil or value == "" then fill.set(customer, fill.value) end
    end
  end
end

return fields
