--- The columns of an import: a header row names fields by their paths, and a row of cells becomes a
-- customer.
--
-- | column | what its cells are |
-- | --- | --- |
-- | `email`, `name.first_name`, `additional_data.birth_date` | the text at that path |
-- | `phone`, `fax` | a whole number, such as +31 10 123 4567, for the builder |
-- | `tags` | values with a vertical bar between them: VIP|moved in |
-- | `extension.es.passport_number` | a field of an extension |
--
-- A street with its house number in it is cut by the builder where the row has no `address.number`. A cell
-- that is empty is no member. Columns that the API alone sets, which its lists have, are left out.
--
-- @module openprovider.cli.import.columns

local arguments = require("openprovider.values.arguments")
local column_name = require("openprovider.cli.csv.column_name")
local contact = require("openprovider.customer.builders")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local field_path = require("openprovider.cli.field_path")
local leftovers = require("openprovider.cli.import.leftovers")
local read_only = require("openprovider.customer.read_only")
local reference = require("openprovider.customer.marker")

local columns = {}

-- Columns that a header row may have.
local MAX_COLUMNS = 1000

-- What guards cells against being run as formulas (cli/csv.lua), in front.
local GUARDED = "^''*[=+%-@\t\r]"
local GUARD = ("'"):byte()

-- Fields that are written in a cell as a whole, and what is made of the cell. Numbers are read with the customer.
local function as_it_is(cell) return cell end
local WHOLE = { phone = as_it_is, fax = as_it_is }

function WHOLE.tags(cell)
  local tags = {}
  for value in cell:gmatch("[^|]+") do
    value = value:match("^[ \t-\r]*(.-)[ \t-\r]*$")
    if value ~= "" then tags[#tags + 1] = contact.tag(value) end
  end
  return tags[1] and tags or nil
end

-- Every path that a header row may have but for extensions, those of the documentation first.
local PATHS, IS_PATH = {}, {}
for _, path in ipairs(field_path.of_customers(read_only.IS)) do PATHS[#PATHS + 1] = path end
for _, path in ipairs({ "phone", "fax", "tags" }) do PATHS[#PATHS + 1] = path end
for _, path in ipairs(PATHS) do IS_PATH[path] = true end

-- The same by their last names, which is what other programs call them.
local LAST_NAMES, PATH_OF = {}, {}
for _, path in ipairs(PATHS) do
  local name = path:match("[^.]*$")
  if not PATH_OF[name] then LAST_NAMES[#LAST_NAMES + 1], PATH_OF[name] = name, path end
end

-- The path that a name is likely to mean, or nil.
local function meant_by(name)
  name = core.lower(name):gsub("[^A-Za-z0-9.]+", "_")
  return core.nearest(name, PATHS) or PATH_OF[core.nearest(name, LAST_NAMES)]
end

-- The column that a file of rejects has: what was wrong with the row.
local PROBLEM = "problem"

-- Lists have such a column, and its keys must not be lost unnoticed.
local OF_LISTS = "--reference reference takes the keys of the rows from it"

-- That a column or a field has a name that is none, and what may be meant.
local function unknown(what, name, meant, otherwise)
  local advice = arguments.did_you_mean(meant, otherwise)
  return string.format("unknown %s %q", what, name) .. (advice and "; " .. advice or "")
end

-- A function that puts a cell where a path leads.
local function setter(path)
  local read, place = WHOLE[path], field_path.place(path)
  if read then return function(customer, cell) customer[path] = read(cell) end end
  return function(customer, cell) field_path.set(customer, place, cell) end
end

-- A path in the form in which it is compared.
local function canonical(path)
  local place = field_path.place(path)
  return place and place.path or path
end

-- Whether there is something at a path. Unknown members of additional_data pass through (FACTS 2.6), but
-- only if they are asked for: a header row has them by mistake.
local function leads_somewhere(path, is_asked_for)
  if IS_PATH[path] or read_only.IS[path] then return true end
  local place = field_path.place(path)
  if not place or place.extension then return place ~= nil end
  return is_asked_for and #place.names == 2 and place.names[1] == "additional_data"
    and path ~= "additional_data.attached_files"
end

--- Reads the argument of --map.
---@param argument string COLUMN=PATH; COLUMN= leaves a column out
---@return table|nil change `{ name, path }`
---@return string|nil message
function columns.read_map(argument)
  local name, path = argument:match("^(.+)=([^=]*)$")
  if not name then
    return nil, string.format("'%s' is no COLUMN=PATH, such as 'E-mail=email'; COLUMN= leaves a column out", argument)
  end
  path = canonical(path)
  if path == "" or leads_somewhere(path, true) then return { name = name, path = path } end
  return nil, unknown("field", path, meant_by(path),
    "expected one such as name.first_name, phone or extension.eu.whois_email")
end

local Columns = {}
Columns.__index = Columns

-- That a column of a name is asked for, and not there.
local function not_there(option, name, names)
  return errors.config("%s: %s", option, unknown("column", name, core.nearest(name, names)))
end

-- The names of a header row, without those behind the last one.
local function names_of(cells)
  local names = {}
  for index, cell in ipairs(cells) do names[index] = column_name(cell) end
  while names[#names] == "" do names[#names] = nil end
  return names
end

local function set_of(names)
  local set = {}
  for _, name in ipairs(names) do set[name] = true end
  return set
end

-- -> the paths of columns that were renamed, by their names | nil, err
local function renamed(map, names)
  local is_name, paths = set_of(names), {}
  for _, change in ipairs(map or {}) do
    if not is_name[change.name] then return not_there("--map", change.name, names) end
    if paths[change.name] then return errors.config("--map: column '%s' is given twice", change.name) end
    paths[change.name] = change.path
  end
  return paths
end

-- What is wrong with a column, or nil.
function Columns:fault_of(column, is_renamed)
  local path = column.path
  if column.name == "" then return "the column has no name" end
  if not is_renamed and not leads_somewhere(path, false) then
    return unknown("column", column.name, meant_by(column.name), column.name == "reference" and OF_LISTS)
  end
  if self.by_path[path] then
    return string.format("'%s' is the same as column %d", column.name, self.by_path[path].index)
  end
  for _, whole in ipairs({ "phone", "fax" }) do
    local other = path == whole and self:first_below(whole) or path:find("^" .. whole .. "%.") and self.by_path[whole]
    if other then
      return string.format("'%s' is the same as column %d in another form", column.name, other.index)
    end
  end
  return nil
end

-- The first column below a path, or nil.
function Columns:first_below(path)
  local prefix = path .. "."
  for _, column in ipairs(self.used) do
    if column.path:sub(1, #prefix) == prefix then return column end
  end
  return nil
end

-- Whether a column without another path is no field.
local function is_no_field(name, path, is_key)
  return name == PROBLEM or is_key and not leads_somewhere(path, false)
end

-- Adds a column of the header row. -> what is wrong with it, or nil
function Columns:add(index, name, path)
  local column = { index = index, name = name, path = path or canonical(name) }
  local is_key = self.key == nil and name == self.reference
  if is_key then self.key = column end
  if path == "" or not path and is_no_field(name, column.path, is_key) then return nil end
  if read_only.IS[column.path] then
    self.ignored[#self.ignored + 1] = name
    return nil
  end
  local message = self:fault_of(column, path ~= nil)
  if message then return { line = self.line, column = index, name = name, message = message } end
  column.set, column.leftover_in = setter(column.path), leftovers.finder(column.path)
  self.by_path[column.path] = column
  self.used[#self.used + 1] = column
  return nil
end

--- What is wrong with the columns, said at once.
local function refuse(problems)
  local first = problems[1]
  local more = #problems > 1 and string.format(" (and %d more)", #problems - 1) or ""
  return nil, errors.not_sent("invalid", first.message .. more
    .. "; --map COLUMN=PATH renames a column, --map COLUMN= leaves it out", {
    line = first.line, column = first.column, problems = problems, total = #problems,
  })
end

--- A function that tells whether a column may have a name: by it the header row is found.
---@param opts table `{ map, reference }` as for `new`
---@return fun(name: string): boolean
function columns.knows(opts)
  local names = { opts.reference }
  for _, change in ipairs(opts.map or {}) do names[#names + 1] = change.name end
  local is_given = set_of(names)
  return function(name) return is_given[name] or leads_somewhere(canonical(name), false) end
end

--- The columns of a header row.
---@param cells string[] the header row
---@param line integer its line
---@param opts table `{ map, reference }`: what `read_map` gave, and the name of the column with references
---@return table|nil columns
---@return table|nil err of kind `config` if `opts` do not fit to it, or `invalid` with `problems`
function columns.new(cells, line, opts)
  local names = names_of(cells)
  if #names > MAX_COLUMNS then
    local message = string.format("there are %d columns, more than %d", #names, MAX_COLUMNS)
    return nil, errors.not_sent("invalid", message, { line = line })
  end
  local paths, err = renamed(opts.map, names)
  if not paths then return nil, err end
  local self = setmetatable({
    count = #names, line = line, used = {}, by_path = {}, ignored = {}, reference = opts.reference,
  }, Columns)
  local problems = {}
  for index, name in ipairs(names) do problems[#problems + 1] = self:add(index, name, paths[name]) end
  if self.reference and not self.key then return not_there("--reference", self.reference, names) end
  if problems[1] then return refuse(problems) end
  return self
end

local function unguarded(cell)
  if cell:byte() == GUARD and cell:find(GUARDED) then return cell:sub(2) end
  return cell
end

-- That a row has cells beyond the columns, or nil: empty ones do not count.
function Columns:excess(cells)
  for index = self.count + 1, #cells do
    if cells[index] ~= "" then
      local message = string.format("there are %d cells, but %d columns; a cell with the separator in it has to "
        .. "stand in quotes", #cells, self.count)
      return { code = "too_many", severity = "error", column = index, message = message }
    end
  end
  return nil
end

local function is_empty(cells)
  for _, cell in ipairs(cells) do
    if cell ~= "" and (cell:find("[!-~]") or not core.is_blank(cell)) then return false end
  end
  return true
end

-- -> the row's reference, or nil and a problem
function Columns:read_reference(cells)
  local key = self.key
  local value, err = reference.check(unguarded(cells[key.index] or ""))
  if value then return value end
  return nil, { code = "format", severity = "error", column = key.index, name = key.name, message = err.message }
end

--- What a row of cells says. A row without anything is none, as some spreadsheets add them.
---@param cells string[]
---@return table|nil row `{ customer, reference, problems }`; problems `{ column, name, code, severity, message }`
function Columns:read(cells)
  if is_empty(cells) then return nil end
  local customer, problems = {}, { self:excess(cells) }
  for _, column in ipairs(self.used) do
    local cell = cells[column.index]
    if cell and cell ~= "" then
      cell = unguarded(cell)
      local problem = column.leftover_in(cell)
      if problem then
        problem.column, problem.name = column.index, column.name
        problems[#problems + 1] = problem
      end
      column.set(customer, cell)
    end
  end
  local row = { customer = customer }
  if self.key then row.reference, problems[#problems + 1] = self:read_reference(cells) end
  if problems[1] then row.problems = problems end
  return row
end

--- The column that a path of the checker's is about: that of the whole if it has none of its own, or the
-- first of its parts.
---@param path string such as `phone.country_code` or `extension_additional_data[1].data.whois_email`
---@param customer table the row's, for the names of its extensions
---@return table|nil column `{ index, name, path }`
function Columns:column_of(path, customer)
  local element, rest = path:match("^extension_additional_data%[(%d+)%](.*)$")
  if element then
    local extension = customer.extension_additional_data[tonumber(element)]
    if not extension then return nil end
    path = "extension." .. extension.name .. rest:gsub("^%.data", "")
    path = rest:find("^%.name") and "extension." .. extension.name or path
  end
  local whole = path:match("^[A-Za-z0-9_]+")
  return self.by_path[path] or WHOLE[whole] and self.by_path[whole] or self:first_below(path)
end

return columns
