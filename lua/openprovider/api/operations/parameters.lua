--- The parameters of an operation: checked by their names and types, and put where the API wants them.
--
-- A parameter whose name has a point, such as `domain.name`, is the same as a member of a table.
--
-- @module openprovider.api.operations.parameters

local arguments = require("openprovider.values.arguments")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local query = require("openprovider.http.query")

local parameters = {}

-- Objects to which the API adds members several times a year (FACTS 2.6, 2.7): what is unknown in them is sent.
local OPEN = { additional_data = true, data = true }

-- What is wrong with parameters is raised inside this file as a table of this class.
local Fault = {}

local function refuse(path, ...)
  error(setmetatable({ path = path, message = string.format(...) }, Fault), 0)
end

local function shown(value)
  if value == json.null then return "null" end
  if type(value) == "string" then return errors.quoted(value) end
  if type(value) == "number" then return core.number_text(value) end
  return type(value) == "table" and "a table" or type(value) == "boolean" and tostring(value) or "a " .. type(value)
end

-- A text as a number, where it is one.
local function number_of(value)
  if type(value) == "string" then value = core.number(value) end
  return type(value) == "number" and value == value and value > -math.huge and value < math.huge and value or nil
end

-- type -> function(value) -> the value as it is sent | nil
local SCALARS = {}

function SCALARS.string(value)
  if type(value) == "number" then return core.number_text(value) end
  return type(value) == "string" and core.is_utf8(value) and value or nil
end

-- From here on a number may stand for others, and another domain than the one that is meant would be changed.
local TOO_LARGE = 2 ^ 53

function SCALARS.integer(value)
  local number = number_of(value)
  local is_sure = number and number % 1 == 0 and number > -TOO_LARGE and number < TOO_LARGE
  return is_sure and core.as_integer(number + 0) or nil -- there is no -0
end

SCALARS.number = number_of

function SCALARS.object(value)
  return type(value) == "table" and value or nil
end

local WANTED = {
  string = "a text", integer = "a whole number below 2^53", number = "a number", boolean = "true or false",
  object = "a table",
}

local check

local function check_scalar(kind, value, path)
  if kind == "boolean" and type(value) == "boolean" then return value end
  local sent = SCALARS[kind] and SCALARS[kind](value)
  if sent == nil then refuse(path, "%s must be %s, not %s", path, WANTED[kind], shown(value)) end
  return sent
end

local function check_array(item, value, path)
  if type(value) ~= "table" then refuse(path, "%s must be an array, not %s", path, shown(value)) end
  local checked, count = {}, 0
  for _ in next, value do count = count + 1 end
  for index = 1, count do
    if value[index] == nil then refuse(path, "%s must be an array without other keys and without gaps", path) end
    checked[index] = check(item, value[index], ("%s[%d]"):format(path, index))
  end
  return count > 0 and checked or json.empty_array
end

local function sorted_names(t)
  local names = {}
  for name in next, t do names[#names + 1] = tostring(name) end
  table.sort(names, core.before)
  return names
end

-- What to say instead of an unknown name: the one that is meant, or all there are.
local function instead_of(name, members)
  local names = sorted_names(members)
  if not names[1] then return "there are none" end
  return arguments.instead_of(name, names)
end

local function check_object(members, value, path, is_open)
  if type(value) ~= "table" then refuse(path, "%s must be a table, not %s", path, shown(value)) end
  local checked = {}
  for _, name in ipairs(sorted_names(value)) do
    local inner = path == "" and name or path .. "." .. name
    if value[name] == nil then
      refuse(inner, "%s has a key that is not a text: %s", path == "" and "it" or path, name)
    end
    if members[name] then
      checked[name] = check(members[name], value[name], inner, OPEN[name])
    elseif is_open then
      checked[name] = value[name]
    else
      refuse(inner, "unknown parameter %s; %s", errors.quoted(inner), instead_of(name, members))
    end
  end
  return checked
end

function check(shape, value, path, is_open)
  if type(shape) == "string" then return check_scalar(shape, value, path) end
  if shape[1] then return check_array(shape[1], value, path) end
  return check_object(shape, value, path, is_open)
end

-- The steps of a name with dots. A name with an empty step is one step.
local function steps_of(name)
  if ("." .. name .. "."):find("..", 1, true) then return { name } end
  local steps = {}
  for step in name:gmatch("[^.]+") do steps[#steps + 1] = step end
  return steps
end

local function refuse_twice(name)
  refuse(name, "%s is given twice, by its name with dots and in a table: keep one", name)
end

-- Puts a value at a place where a part of it may be already.
local function put(place, last, value, name)
  local there = place[last]
  if there == nil then
    place[last] = value
    return
  end
  if type(there) ~= "table" or type(value) ~= "table" then refuse_twice(name) end
  for inner, member in next, value do put(there, inner, member, name) end
end

local function value_of(flat, name)
  local value = flat[name]
  if value == nil then value = flat[tonumber(name)] end
  if value == nil then refuse(name, "the parameters have a key that is not a text: %s", name) end
  return value
end

-- Tables whose names with points are members of members, as in `["domain.name"] = "x"`.
local function nested(flat)
  local made = {}
  for _, name in ipairs(sorted_names(flat)) do
    local place, steps, value = made, steps_of(name), value_of(flat, name)
    for index = 1, #steps - 1 do
      local step = steps[index]
      if place[step] == nil then place[step] = {} end
      if type(place[step]) ~= "table" then refuse_twice(name) end
      place = place[step]
    end
    put(place, steps[#steps], value, name)
  end
  return made
end

-- A copy that may be changed.
local function copy_of(given)
  local copy = {}
  for name, value in next, given do copy[name] = value end
  return copy
end

-- Tables within tables in a query, at most: what is sent unchecked may be within itself.
local DEEPEST = 8

-- The members of an object that was checked, as the names of a query have them: `domain.name`.
local function flattened(value, path, into, depth)
  if depth > DEEPEST then refuse(path, "%s has tables nested too deeply", path) end
  for name, member in next, value do
    local inner = path and path .. "." .. name or name
    if type(member) == "table" and next(member) ~= nil and member[1] == nil then
      flattened(member, inner, into, depth + 1)
    else
      into[inner] = member
    end
  end
  return into
end

-- All parameters of an operation as one object.
local function shape_of(operation)
  local all = nested(copy_of(operation.in_query or {}))
  for _, place in ipairs({ operation.in_body or {}, operation.in_path or {} }) do
    for name, shape in next, place do all[name] = shape end
  end
  return all
end

-- A value as a part of the path: one that is empty, or a step, would lead to another address.
local function part_of(name, value)
  if value == nil then refuse(name, "%s is required", name) end
  local text = tostring(value)
  if text == "" or text:find("^%.+$") or text:find("[%z\1-\31\127/\\]") then
    refuse(name, "%s must not be %s: it is part of the address", name, shown(value))
  end
  return query.encode(type(value) == "number" and core.number_text(value) or value)
end

local function placed(operation, values, is_open)
  local path = operation.path:gsub("{([A-Za-z0-9_]+)}", function(name)
    local part = part_of(name, values[name])
    values[name] = nil
    return part
  end)
  local has_body = operation.in_body ~= nil
  local in_query, in_body = {}, {}
  for name, value in next, values do
    local is_of_body = has_body and (operation.in_body[name] or is_open)
    if is_of_body then in_body[name] = value else in_query[name] = value end
  end
  return { path = path, query = flattened(in_query, nil, {}, 1), body = has_body and in_body or nil }
end

--- Checks what was given for an operation, and puts it into its places.
---@param operation table of `openprovider.api.operations.list`
---@param given table name -> value
---@param allow_unknown? boolean sends what the contract does not know
---@return table|nil places `{ path, query, body }`: `body` is nil for an operation without one
---@return table|nil err of kind `invalid`, with `field`
function parameters.read(operation, given, allow_unknown)
  local ok, result = pcall(function()
    return placed(operation, check_object(shape_of(operation), nested(given), "", allow_unknown), allow_unknown)
  end)
  if ok then return result end
  if getmetatable(result) ~= Fault then error(result, 0) end
  return nil, errors.not_sent("invalid", result.message, { field = result.path })
end

return parameters
