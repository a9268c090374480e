--- Flat objects of JSON, as other programs write them: all values of a customer are members of one object. These
--- members are read like columns.
--
-- @module openprovider.cli.import.input.flat_objects

local columns = require("openprovider.cli.import.columns")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local paths = require("openprovider.cli.import.columns.paths")
local read_only = require("openprovider.customer.read_only")
local record = require("openprovider.customer.from_api")
local word_set = require("openprovider.values.word_set")

local flat_objects = {}

-- Other members that such an object may have.
local IS_BESIDE = { reference = true, problem = true }

-- Maximum number of sets of members whose columns are remembered.
local MOST_PLANS = 200

local IS_OWN, IS_OWN_MEMBER = {}, {}
for _, name in ipairs(record.MEMBERS) do IS_OWN[name] = true end
for _, field in ipairs(core.fields().members) do
  for _, member in ipairs(field.members or {}) do IS_OWN_MEMBER[field.name .. "." .. member.name] = true end
end

-- Several values as the text of one cell.
local function joined(values)
  for _, value in ipairs(values) do
    if type(value) == "table" then return nil end
  end
  local texts = {}
  for index, value in ipairs(values) do texts[index] = tostring(value) end
  return table.concat(texts, "|")
end

-- A value as the text of a cell. -> text | nil if it cannot be one
local function cell_of(value)
  if value == json.null then return "" end
  if type(value) == "number" then return core.number_text(value) end
  if type(value) == "table" then return (value[1] ~= nil or next(value) == nil) and joined(value) or nil end
  return tostring(value)
end

local function is_foreign(name)
  return not IS_OWN[name] and not read_only.IS[name] and not IS_BESIDE[name]
end

-- Whether a value is a part of a customer in the API's form: an object without other members, or an array of objects.
local function is_own_part(name, value)
  if type(value) ~= "table" or is_foreign(name) or cell_of(value) then return false end
  if value[1] ~= nil then return true end
  for member in next, value do
    if not IS_OWN_MEMBER[name .. "." .. member] then return false end
  end
  return true
end

-- Objects with a second address, used only if there is no other one.
local IS_SECOND = word_set [[
  shipping shipping_address shippingaddress delivery delivery_address deliveryaddress lieferadresse lieferanschrift
  bezorgadres afleveradres livraison adresse_livraison envio spedizione]]

-- Names that need the name of the object around them: "company": { "name": ... }.
local IS_SHORT = word_set "name number code type value id"

-- WooCommerce's object with the address of the bill, and a member that it always has. Its CSV has the same names with
-- "billing_" before them.
local BILLING, OF_BILLING = "billing", "address_1"

-- The name of a member of an object: as a path, alone, or with the object's name before it.
local function name_in(outer, name, object)
  local path = outer .. "." .. name
  if paths.lead_somewhere(path, false) then return path end
  if outer == BILLING and object[OF_BILLING] ~= nil then return outer .. "_" .. name end
  return IS_SHORT[core.lower(name)] and outer .. " " .. name or name
end

-- Puts the members of an object into a flat one. Adds the names of those that have no place to `dropped`: arrays of
-- objects, and members whose name is taken.
local function flatten(flat, dropped, object, outer)
  local inner, second = {}, {}
  for name, value in next, object do
    local cell = cell_of(value)
    local as = outer and name_in(outer, name, object) or name
    if not cell and value[1] == nil then
      local list = IS_SECOND[core.lower(name)] and second or inner
      list[#list + 1] = name
    elseif cell and (flat[as] == nil or cell_of(flat[as]) == "") then
      flat[as] = value
    elseif cell ~= "" and cell ~= cell_of(flat[as]) then
      dropped[#dropped + 1] = outer and outer .. "." .. name or name
    end
  end
  -- An address is never mixed from two.
  if inner[1] then
    for _, name in ipairs(second) do dropped[#dropped + 1] = name end
  else
    inner = second
  end
  table.sort(inner, core.before)
  for _, name in ipairs(inner) do
    flatten(flat, dropped, object[name], outer and outer .. "." .. name or name)
  end
end

-- Whether an object is one of Shopify's customers. Its tags are left out, as in Shopify's CSV.
local function is_of_shopify(object)
  return object.total_spent ~= nil and object.tax_exempt ~= nil or object.default_address ~= nil
end

--- Makes an object flat, if it has members that customers do not have, and none of the objects of a customer. Members
--- of objects in it become its own members.
---@param object table
---@return table|nil flat nil if it is not one
---@return string[]|nil dropped the names of members that have no place in it
function flat_objects.of(object)
  local has_other = false
  for name, value in next, object do
    if is_own_part(name, value) then return nil end
    has_other = has_other or is_foreign(name) or not cell_of(value)
  end
  if not has_other then return nil end
  local flat, dropped = {}, {}
  flatten(flat, dropped, object)
  if flat.tags ~= nil and is_of_shopify(object) then
    flat.tags, dropped[#dropped + 1] = nil, "tags"
  end
  table.sort(dropped, core.before)
  return flat, dropped
end

-- The names of members in the order of the text, which decides the meaning of some.
local function names_of(object, text)
  local names, places = {}, {}
  for name in next, object do
    names[#names + 1] = name
    places[name] = text:find('"' .. name .. '"', 1, true) or text:find('"' .. name:match("[^. ]*$") .. '"', 1, true)
      or #text
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

-- The options about members that this object has: objects may lack some.
local function present(map, names)
  local is_there, found = {}, {}
  for _, name in ipairs(names) do is_there[name] = true end
  for _, change in ipairs(map or {}) do
    if is_there[change.name] then found[#found + 1] = change end
  end
  return found
end

-- The columns of an object's members, made once for all objects with the same members. -> columns | nil, err
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

-- Reports the members that are left out, each one once.
function Reader:tell_left_out(row, names, why)
  local told = {}
  for _, name in ipairs(names) do
    if not self.told[name] then told[#told + 1] = ('"%s"'):format(name) end
    self.told[name] = true
  end
  if not told[1] then return end
  row.conversions = row.conversions or {}
  row.conversions[#row.conversions + 1] = { code = "unknown", severity = "warning",
    message = ("left out, as %s: %s"):format(why, table.concat(told, ", ")) }
end

-- Reports unknown members. For the first object they are reported together with the known ones.
function Reader:tell_unknown(row, found)
  local names = {}
  for index, column in ipairs(found.unknown) do names[index] = column.name end
  if self.has_first then return self:tell_left_out(row, names, "it is not known") end
  for _, name in ipairs(names) do self.told[name] = true end
  self.has_first = true
end

--- Reads the customer of a row whose object is flat.
---@param row table changed: `customer`, `problems`, `conversions`; `columns` say where its problems are; `dropped` are
--- the members of the object that are not in `customer`
---@param text string the object
---@return boolean|nil ok nil if the meaning of the members is not clear
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
  if row.dropped[1] then self:tell_left_out(row, row.dropped, "it has no place in a customer") end
  for _, problem in ipairs(read and read.problems or {}) do
    problem.column = nil
    row.problems = row.problems or {}
    row.problems[#row.problems + 1] = problem
  end
  return true
end

return flat_objects
