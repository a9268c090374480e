--- Fields as the command line names them: `email`, `phone.country_code`, `additional_data.birth_date`.
-- Lists have their columns by these paths, and updates say by them what changes.
--
-- @module openprovider.cli.field_path

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local read_only = require("openprovider.customer.read_only")

local field_path = {}

-- Where a customer has the fields of its extensions.
local EXTENSIONS = "extension_additional_data"

--- The names in a path.
---@param path string
---@return string[]|nil names nil if the text is not a path
function field_path.names(path)
  local names = {}
  for name in (path .. "."):gmatch("([^.]*)%.") do
    if not name:find("^[A-Za-z0-9_]+$") then return nil end
    names[#names + 1] = name
  end
  return names
end

--- Where a path leads.
---@param path string
---@return table|nil place nil if the text is not a path; `{ extension, field, path }` of a path such as
--- extension.co.uk.legal_type, `{ names, path }` of any other; in `path`, extensions are in lower case
function field_path.place(path)
  local extension, field = path:match("^extension%.([A-Za-z0-9.-]+)%.([A-Za-z0-9_]+)$")
  if extension then
    extension = core.lower(extension)
    return { extension = extension, field = field, path = "extension." .. extension .. "." .. field }
  end
  local names = field_path.names(path)
  return names and names[1] ~= "extension" and { names = names, path = path } or nil
end

--- Whether a place is part of what is at another.
---@param inner table of `place`
---@param outer table of `place`
---@return boolean
function field_path.is_part(inner, outer)
  if inner.extension then return outer.path == EXTENSIONS end
  local start = outer.path .. "."
  return inner.path:sub(1, #start) == start
end

-- The table at a member, made if there is none. -> it | nil if something else is there
local function open(object, name)
  local member = object[name]
  if member == nil then
    member = {}
    object[name] = member
  end
  return type(member) == "table" and member or nil
end

-- The fields of an extension. -> table | nil if they cannot be there
local function open_extension(customer, extension)
  local elements, index = open(customer, EXTENSIONS), 1
  if not elements then return nil end
  while type(elements[index]) == "table" and elements[index].name ~= extension do index = index + 1 end
  local element = open(elements, index)
  if element then element.name = extension end
  return element and open(element, "data")
end

--- Sets what is at a place of a customer.
---@param customer table changed
---@param place table of `place`
---@param value any
---@return boolean ok false if something on the way to it is not a table
function field_path.set(customer, place, value)
  local names, object, last = place.names, customer, place.field
  if names then
    last = names[#names]
    for index = 1, #names - 1 do object = object and open(object, names[index]) end
  else
    object = open_extension(customer, place.extension)
  end
  if object then object[last] = value end
  return object ~= nil
end

--- What a text stands for at a path: itself, but for tags, which have vertical bars between them.
---@param path string
---@param text string
---@return string|table|nil value nil for tags that are all empty
function field_path.value(path, text)
  if path ~= "tags" then return text end
  local tags = {}
  local builders = require("openprovider.customer.builders") -- with all that is known of streets
  for part in text:gmatch("[^|]+") do
    local value = part:match("^[ \t-\r]*(.-)[ \t-\r]*$")
    if value ~= "" then tags[#tags + 1] = builders.tag(value) end
  end
  return tags[1] and tags or nil
end

--- A function that gives what is at a path.
---@param path string
---@return function(record) -> any
function field_path.reader(path)
  local names = field_path.names(path) or { path }
  return function(record)
    local value = record
    for _, name in ipairs(names) do
      if type(value) ~= "table" then return nil end
      value = value[name]
    end
    return value
  end
end

--- A function that gives what is at a place.
---@param place table of `place`
---@return function(record) -> any
function field_path.reader_of(place)
  if place.names then return field_path.reader(place.path) end
  local data = field_path.reader("data")
  local function is_asked_for(element)
    return type(element) == "table" and type(element.name) == "string" and core.lower(element.name) == place.extension
  end
  return function(record)
    local elements = record[EXTENSIONS]
    for _, element in ipairs(type(elements) == "table" and elements or {}) do
      local found = is_asked_for(element) and data(element)
      if type(found) == "table" then return found[place.field] end
    end
  end
end

-- Whether a value, or one of an array's values, is a text. Numbers and booleans are compared as they are written.
local function has_text(value, text)
  if type(value) == "table" then
    for _, item in ipairs(value) do
      if has_text(type(item) == "table" and item.value or item, text) then return true end
    end
    return false
  end
  return value ~= nil and tostring(value) == text
end

-- Members of a record that a caller cannot set, and that a condition may name.
local OF_RECORDS = { reference = true }

-- Why no customer has anything at a place. -> message | nil
local function unknown(place)
  if OF_RECORDS[place.path] or read_only.IS[place.path] then return nil end
  local customer = {}
  field_path.set(customer, place, "")
  for _, problem in ipairs(select(2, core.check(customer, "create")) or {}) do
    if problem.code == "unknown" then return errors.quoted(place.path) .. ": " .. errors.describe(problem) end
  end
  return nil
end

--- Reads a condition, such as company_name=Example BV or tags=VIP. Case counts. Without a value, a member is empty.
---@param text string
---@return table|nil condition `{ path, holds(record) -> boolean }`
---@return string|nil message
function field_path.condition(text)
  local path, wanted = text:match("^([^=]*)=(.*)$")
  local place = path and field_path.place(path)
  if not place then
    return nil, string.format("'%s' is not a condition; expected PATH=VALUE, such as company_name='Example BV' "
      .. "or tags=VIP", text)
  end
  local why = unknown(place)
  if why then return nil, why end
  local read = field_path.reader_of(place)
  return { path = place.path, holds = function(record)
    local value = read(record)
    if wanted == "" then return value == nil or value == "" end
    return has_text(value, wanted)
  end }
end

--- Whether all of some conditions hold for a customer.
---@param conditions table[]
---@param record table
---@return boolean
function field_path.all_hold(conditions, record)
  for _, condition in ipairs(conditions) do
    if not condition.holds(record) then return false end
  end
  return true
end

-- Collects the paths of the texts in an object.
local function collect(paths, field, prefix, skipped)
  for _, member in ipairs(field.members) do
    local path = prefix .. member.name
    if not skipped[path] and member.shape == "string" then paths[#paths + 1] = path end
    if not skipped[path] and member.shape == "object" then collect(paths, member, path .. ".", skipped) end
  end
end

--- The paths of all texts of a customer, arrays and what is in them left out.
---@param skipped table<string, boolean> paths to leave out, with all that is in them
---@return string[]
function field_path.of_customers(skipped)
  local paths = {}
  collect(paths, core.fields(), "", skipped)
  return paths
end

return field_path
