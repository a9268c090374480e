--- The columns of an import: a header row says what each is, and a row of cells becomes a customer.
--
-- `columns.paths` has what a column can be. `columns.names` and `columns.programs` have the names of columns.
--
-- @module openprovider.cli.import.columns

local choices = require("openprovider.cli.import.columns.choices")
local choose = require("openprovider.cli.import.columns.choose")
local column_name = require("openprovider.cli.csv.column_name")
local company_mark = require("openprovider.cli.import.columns.company_mark")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local fields_of = require("openprovider.cli.import.columns.fields").of
local header_again = require("openprovider.cli.import.columns.header_again")
local header_name = require("openprovider.cli.import.columns.header_name")
local meanings = require("openprovider.cli.import.columns.meaning")
local names = require("openprovider.cli.import.columns.names")
local paths = require("openprovider.cli.import.columns.paths")
local quoted_option = require("openprovider.cli.import.columns.quoted_option")
local reference = require("openprovider.customer.marker")
local row = require("openprovider.cli.import.columns.row")
local total = require("openprovider.cli.import.columns.total")
local understood = require("openprovider.cli.import.columns.understood")

local columns = {}

-- Maximum number of columns in a header row.
local MAX_COLUMNS = 1000

-- Maximum length of a column's name, in bytes.
local MAX_NAME = 1000

-- Maximum number of names in a message: of those that mean nothing, and of those to choose from.
local MAX_NAMED, MAX_LISTED = 5, 30

local Columns = {}
Columns.__index = Columns

-- Names as a list for a message.
local function listed(found, most)
  local named = {}
  for _, name in ipairs(found) do
    if name ~= "" and #named < most then named[#named + 1] = errors.quoted(name) end
  end
  return table.concat(named, ", ") .. (#found > most and string.format(" and %d more", #found - most) or "")
end

-- The error for an option that names a column which does not exist.
local function not_there(option, name, cells)
  local meant = core.nearest(name, cells)
  return errors.config("%s: unknown column %s; %s", option, errors.quoted(name),
    meant and "did you mean " .. errors.quoted(meant) .. "?" or "the columns are " .. listed(cells, MAX_LISTED))
end

-- The columns of a header row, without the nameless ones at its end, and their names.
local function read_header(cells)
  local list, found = {}, {}
  for index, cell in ipairs(cells) do
    found[index] = column_name(cell)
    list[index] = { index = index, name = found[index] }
  end
  while found[#found] == "" do list[#list], found[#found] = nil, nil end
  return list, found
end

-- -> what the options say about columns, by the columns' names | nil, err
local function by_name(map, found)
  local name_of, changes = {}, {}
  for _, name in ipairs(found) do name_of[errors.one_line(name)] = name end -- as messages show it
  for _, name in ipairs(found) do name_of[name] = name end
  for order, change in ipairs(map or {}) do
    local name = name_of[change.name]
    if not name then return not_there("--map", change.name, found) end
    if changes[name] then return errors.config("--map: column '%s' is given twice", change.name) end
    changes[name] = { path = change.path, order = order }
  end
  return changes
end

-- A number must not stand both as a whole and in parts. Columns for what comes before the number are fine.
local function add_other_forms(problems, self)
  for _, whole in ipairs({ "phone", "fax" }) do
    local one, other = self.by_path[whole], self:first_below(whole)
    local is_apart = whole == "phone" and (self.fields.calling_code or self.fields.area_code)
    if one and one.columns[1] and other and not is_apart then
      local first, second = one.columns[1], other
      if first.index > second.index then first, second = second, first end
      problems[#problems + 1] = { line = self.line, column = second.index, name = second.name,
        message = string.format("'%s' is the same as column %d in another form", second.name, first.index) }
    end
  end
end

-- The first column below a path, or nil.
function Columns:first_below(path)
  local prefix = path .. "."
  for _, field in ipairs(self.fields.all) do
    if field.path:sub(1, #prefix) == prefix and field.columns[1] then return field.columns[1] end
  end
  return nil
end

-- All problems of the columns, as one error.
local function refuse(problems)
  table.sort(problems, function(one, other) return one.column < other.column end)
  local first = problems[1]
  local more = #problems > 1 and string.format(" (and %d more)", #problems - 1) or ""
  return nil, errors.not_sent("invalid", first.message .. more
    .. "; --map COLUMN=PATH renames a column, --map COLUMN= leaves it out", {
    line = first.line, column = first.column, problems = problems, total = #problems,
  })
end

-- The command with its options about columns. It is a dry run, so that people who copy it first see the result.
local function command_of(opts)
  local name = opts.name or "FILE"
  if name == "standard input" then name = "-" end
  local parts = { "openprovider import " .. quoted_option.word(name) .. " --dry-run" }
  for _, change in ipairs(opts.map or {}) do parts[#parts + 1] = quoted_option.map(change.name, change.path) end
  for _, default in ipairs(opts.default or {}) do
    parts[#parts + 1] = quoted_option.of("--default", default.path .. "=" .. default.value)
  end
  if opts.reference then parts[#parts + 1] = quoted_option.of("--reference", opts.reference) end
  return table.concat(parts, " ")
end

-- All that the caller has to choose, as one error.
local function ask(list, all, unknown, line, opts)
  local mark = company_mark.of(all)
  for _, choice in ipairs(list) do choice.mark = choice.paths and choice.paths[1] == paths.FULL_NAME and mark end
  local said = #list == 1 and "a column needs a choice" or string.format("%d columns need a choice", #list)
  local lines = choices.lines(list, command_of(opts))
  understood.add_names(lines, "not known, left out:", unknown)
  return nil, errors.not_sent("invalid", said .. "; type the options that are right:", {
    line = line, lines = lines, choices = list,
  })
end

-- The error for a header row without any known name: it may be the wrong row.
local function nothing_known(list, line)
  local named = {}
  for index = 1, math.min(#list, MAX_NAMED) do named[index] = errors.quoted(list[index].name) end
  local said = table.concat(named, ", ") .. (list[MAX_NAMED + 1] and " ..." or "")
  return refuse { { line = line, column = 1, message = "no column is known: " .. said } }
end

-- The columns that became no field, without those that the caller leaves out.
local function left_out(list, plan)
  local found = {}
  for _, column in ipairs(list) do
    local is_unused = column.is_left_out and not column.is_asked_for or plan.program and column.is_open
    if is_unused and not column.path and column ~= plan.key then found[#found + 1] = column end
  end
  return found
end

-- The column of a file of rejects that says what was wrong with each row, or nil.
local function rejects_column(list)
  for _, column in ipairs(list) do
    if column.name == "problem" and not column.path then return column end
  end
  return nil
end

--- The columns of a header row.
---@param cells string[] the header row
---@param line integer its line
---@param opts table `{ map, default, reference, no_reference }`: what `columns.options` read, and the name of the
--- column with references
---@return table|nil columns `fields`, `ignored`, `left_out`, `unknown`, `notes`, `keys`, `program`
---@return table|nil err of kind `config` if `opts` do not fit to it; or `invalid` with `problems`, or with `choices`
--- and the `lines` that say them
function columns.new(cells, line, opts)
  local list, found = read_header(cells)
  if #found > MAX_COLUMNS then
    local message = string.format("there are %d columns, more than %d", #found, MAX_COLUMNS)
    return nil, errors.not_sent("invalid", message, { line = line })
  end
  for index, name in ipairs(found) do
    if #name > MAX_NAME then
      local message = string.format("the name of column %d has %d bytes, more than %d: a quotation mark may be missing",
        index, #name, MAX_NAME)
      return nil, errors.not_sent("invalid", message, { line = line, column = index })
    end
  end
  local map, err = by_name(opts.map, found)
  if not map then return nil, err end
  local plan = choose(list, line, map, opts)
  if opts.reference and not plan.key then return not_there("--reference", opts.reference, found) end
  local program = plan.program
  local fields = fields_of(plan.claims, opts.default, program)
  fields.company_mark = company_mark.of(list)
  local why = rejects_column(list)
  local self = setmetatable({
    count = #found, line = line, header = cells, fields = fields, by_path = fields.by_path, ignored = plan.ignored,
    key = plan.key, is_key_optional = plan.is_key_optional,
    program = program and program.name, left_out = left_out(list, plan), unknown = program and {} or plan.unknown,
    notes = plan.notes, keys = plan.keys, why_index = why and why.index,
  }, Columns)
  add_other_forms(plan.problems, self)
  if plan.problems[1] then return refuse(plan.problems) end
  if plan.choices[1] then return ask(plan.choices, list, self.unknown, line, opts) end
  if not next(plan.claims) then return nothing_known(list, line) end
  return self
end

--- Returns a function that says whether a text can be the name of a column. It finds the header row.
---@param opts table `{ map, reference }` as for `new`
---@return fun(name: string): boolean
function columns.knows(opts)
  local is_given = { [opts.reference or false] = true }
  for _, change in ipairs(opts.map or {}) do is_given[change.name] = true end
  return function(name)
    return is_given[name] or paths.lead_somewhere(paths.of_name(name), false)
      or names.meaning(header_name.fold(name)) ~= nil or meanings.is_known(name)
  end
end

-- The problem of a row that has more cells than columns, or nil. Empty cells do not count.
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

-- The cells of a row without what a file of rejects says about it.
function Columns:without_why(cells)
  if not self.why_index then return cells end
  local own = {}
  for index, cell in ipairs(cells) do own[index] = index == self.why_index and "" or cell end
  return own
end

-- Reads the reference of a row, or adds the problem that there is none.
function Columns:read_reference(read, cells)
  local key = self.key
  local cell = cells[key.index] or ""
  if cell == "" and self.is_key_optional then return end
  local value, err = reference.check(row.unguarded(cell))
  read.reference = value
  if value then return end
  row.add_problem(read, { code = "format", severity = "error", column = key.index, name = key.name,
    message = err.message })
end

--- Reads a row of cells. Empty rows, which some spreadsheets add, are skipped.
---@param cells string[]
---@param line integer
---@return table|nil row `{ line, customer, reference, problems, conversions }`; problems
--- `{ column, name, code, severity, message }`
function Columns:read(cells, line)
  if row.is_empty(cells) then return nil end
  local read = { line = line, customer = nil }
  local excess = #cells > self.count and self:excess(cells)
  if excess then row.add_problem(read, excess) end
  row.read(read, self.fields, cells)
  -- Almost every customer has an e-mail address, so this looks at few rows.
  local email = read.customer.email
  if not email or not email:find("@", 1, true) then
    local problem = total.problem(self:without_why(cells)) or header_again.problem(cells, self.header)
    if problem then return { line = line, problems = { problem } } end
  end
  if self.key then self:read_reference(read, cells) end
  return read
end

--- The country of a row, as it is written in its cell or in --default.
---@param cells string[]
---@return string|nil
function Columns:country(cells)
  local field = self.by_path["address.country"]
  for _, column in ipairs(field and field.columns or {}) do
    local cell = cells[column.index]
    if row.is_filled(cell) then return cell end
  end
  return field and field.default
end

-- The checker's path in the form of a header row, where a field of an extension is `extension.TLD.FIELD`.
local function as_in_header(path, customer)
  local element, rest = path:match("^extension_additional_data%[(%d+)%](.*)$")
  if not element then return path end
  local extension = customer.extension_additional_data[tonumber(element)]
  if not extension then return nil end
  if rest:find("^%.name") then return "extension." .. extension.name end
  return "extension." .. extension.name .. rest:gsub("^%.data", "")
end

--- The column that a path of the checker is about: its own, or that of the whole, or that of its first part.
---@param path string such as `phone.country_code` or `extension_additional_data[1].data.whois_email`
---@param read table the row
---@return table|nil column `{ index, name, path }`
function Columns:column_of(path, read)
  path = as_in_header(path, read.customer)
  if not path then return nil end
  local from, by_path = read.from or {}, self.by_path
  local whole = path:match("^[A-Za-z0-9_]+")
  local field = by_path[path] or paths.WHOLE[whole] and by_path[whole] or path:find("^name") and self.fields.full_name
  if field then return from[field.path] or field.columns[1] end
  return self:first_below(path)
end

return columns
