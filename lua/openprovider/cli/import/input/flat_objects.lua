--- Objects of JSON that have a customer's values side by side, as other programs write them: their members are read as
-- columns are.
--
-- @module openprovider.cli.import.input.flat_objects

local columns = require("openprovider.cli.import.columns")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local read_only = require("openprovider.customer.read_only")
local record = require("openprovider.customer.from_api")

local flat_objects = {}

-- Members that are no customer's, and may be there.
local IS_BESIDE = { reference = true, problem = true }

-- Sets of members that are remembered: of each, what its columns are.
local MOST_PLANS = 200

local IS_OWN = {}
for _, name in ipairs(record.MEMBERS) do IS_OWN[name] = true end

-- A text of several values, as cells have it.
local function joined(values)
  for _, value in ipairs(values) do
    if type(value) == "table" then return nil end
  end
  local texts = {}
  for index, value in ipairs(values) do texts[index] = tostring(value) end
  return table.concat(texts, "|")
end

-- A value as a cell has it. -> text | nil if it is no such value
local function cell_of(value)
  if value == json.null then return "" end
  if type(value) == "number" then return core.number_text(value) end
  if type(value) == "table" then return (value[1] ~= nil or next(value) == nil) and joined(value) or nil end
  return tostring(value)
end

--- Whether an object is flat: it has members that customers do not have, and no object.
---@param object table
---@return boolean
function flat_objects.is_one(object)
  local has_other = false
  for name in next, object do
    if not IS_OWN[name] and not read_only.IS[name] and not IS_BESIDE[name] then has_other = true end
  end
  if not has_other then return false end
  for _, value in next, object do
    if not cell_of(value) then return false end
  end
  return true
end

-- The names of members in the order of the text, as that tells what some of them mean.
local function names_of(object, text)
  local names, places = {}, {}
  for name in next, object do
    names[#names + 1] = name
    places[name] = text:find('"' .. name .. '"', 1, true) or #text
  end
  table.sort(names, function(one, other)
    if places[one] ~= places[other] then return places[one] < places[other] end
    return one < other
  end)
  return names
end

local Reader = {}
Reader.__index = Reader

--- Reads flat objects.
---@param options table `map`, `default`, `name` of the file
---@return table reader
function flat_objects.reader(options)
  return setmetatable({ options = options, plans = {}, count = 0, told = {} }, Reader)
end

-- What options say of members that are there: not all objects have all.
local function present(map, names)
  local is_there, found = {}, {}
  for _, name in ipairs(names) do is_there[name] = true end
  for _, change in ipairs(map or {}) do
    if is_there[change.name] then found[#found + 1] = change end
  end
  return found
end

-- The columns of an object's members, made once for all objects with the same ones. -> columns | nil, err
function Reader:plan(names, line)
  local key = table.concat(names, "\n")
  local plan = self.plans[key]
  if not plan then
    if self.count >= MOST_PLANS then self.plans, self.count = {}, 0 end
    local options = self.options
    local found, err = columns.new(names, line, { map = present(options.map, names), default = options.default,
      name = options.name, no_reference = true })
    plan = { columns = found, err = err }
    self.plans[key], self.count = plan, self.count + 1
  end
  return plan.columns, plan.err
end

-- Says which members nobody knows, each once. Those of the first object are said with what its others are.
function Reader:tell_unknown(row, found)
  local names = {}
  for _, column in ipairs(found.unknown) do
    if not self.told[column.name] then names[#names + 1] = ('"%s"'):format(column.name) end
    self.told[column.name] = true
  end
  if names[1] and self.has_first then
    row.conversions = row.conversions or {}
    row.conversions[#row.conversions + 1] = { code = "unknown", severity = "warning",
      message = "left out, as nobody knows what it is: " .. table.concat(names, ", ") }
  end
  self.has_first = true
end

--- Reads the customer of a row whose object is flat.
---@param row table changed: `customer`, `problems`, `conversions`; `columns` say where its problems are
---@param text string the object
---@return boolean|nil ok nil if it cannot be said what the members are
---@return table|nil err
function Reader:read(row, text)
  local object, cells = row.customer, {}
  local names = names_of(object, text)
  local found, err = self:plan(names, row.line)
  if not found then return nil, err end
  for index, name in ipairs(names) do cells[index] = cell_of(object[name]) end
  local read = found:read(cells, row.line)
  row.customer = read and read.customer or {}
  row.conversions, row.from, row.columns = read and read.conversions, read and read.from, found
  if found.unknown[1] or not self.has_first then self:tell_unknown(row, found) end
  for _, problem in ipairs(read and read.problems or {}) do
    problem.column = nil
    row.problems = row.problems or {}
    row.problems[#row.problems + 1] = problem
  end
  return true
end

return flat_objects
