--- Reads the fields on a command line, and the query behind a path, into a query or JSON.
--
-- @module openprovider.cli.verbs.api.fields

local json = require("openprovider.values.json")
local operations = require("openprovider.api.operations")
local unquoted = require("openprovider.http.unquoted")

local fields = {}

-- A text as a value of JSON: true, false, null and numbers are not sent as texts.
local function typed(text)
  local looks_so = text == "true" or text == "false" or text == "null" or text:find("^%-?[0-9][0-9.eE+-]*$")
  local array = looks_so and json.decode("[" .. text .. "]", true)
  if array then return array[1] end
  return text
end

--- Reads NAME=VALUE.
---@param text string
---@return table|nil field `{ name, text, is_array }`
---@return string|nil message
function fields.read(text)
  local name, value = text:match("^([^=]+)=(.*)$")
  if not name then return nil, ("'%s' has no value; expected NAME=VALUE, such as limit=10"):format(text) end
  local array = name:match("^(.+)%[%]$")
  return { name = array or name, text = value, is_array = array ~= nil }
end

-- Sets a member of a table, or adds an element to an array. -> whether that was possible
local function put(object, name, value, is_array)
  if not is_array then
    if object[name] ~= nil then return false end
    object[name] = value
    return true
  end
  object[name] = object[name] or {}
  if type(object[name]) ~= "table" then return false end
  table.insert(object[name], value)
  return true
end

-- -> the table for the last name of a path such as `phone.country_code`, and that name | nil
local function opened(body, path)
  local object, last = body, nil
  for name in path:gmatch("[^.]+") do
    if last then
      object[last] = object[last] or {}
      object = object[last]
      if type(object) ~= "table" then return nil end
    end
    last = name
  end
  return object, last or path
end

--- Adds fields to a query, with their names unchanged, or to a body, where a dot leads into an object.
---@param given table[]
---@param query table
---@param body table|nil
---@return true|nil ok
---@return string|nil message
function fields.add(given, query, body)
  for _, field in ipairs(given) do
    local object, name, value = query, field.name, field.text
    if body then
      object, name = opened(body, field.name)
      value = typed(field.text)
    end
    if not object or not put(object, name, value, field.is_array) then
      return nil, ("--field %s is given twice, or is part of another"):format(field.name)
    end
  end
  return true
end

--- Adds the query behind a path's question mark.
---@param path string
---@param query table
---@return string|nil path without it
---@return string|nil message
function fields.add_query(path, query)
  local before, after = path:match("^([^?]*)%?(.*)$")
  for pair in (after or ""):gmatch("[^&]+") do
    local name, value = pair:match("^([^=]*)=?(.*)$")
    name, value = unquoted.read(name), unquoted.read(value)
    if not put(query, name, value) then return nil, ("the path has %s twice"):format(name) end
  end
  return before or path
end

--- Adds fields to the parameters of an operation, whose types decide how each text is read.
---@param given table[]
---@param operation table
---@param parameters table
---@return true|nil ok
---@return string|nil message
function fields.add_parameters(given, operation, parameters)
  for _, field in ipairs(given) do
    local value = field.text
    if operations.type_of(operation, field.name) == "boolean" then value = typed(value) end
    if not put(parameters, field.name, value, field.is_array) then
      return nil, ("--field %s is given twice"):format(field.name)
    end
  end
  return true
end

return fields
