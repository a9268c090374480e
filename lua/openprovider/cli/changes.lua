--- The changes of an update: a file, and what stands on the command line beside it.
--
-- @module openprovider.cli.changes

local copied = require("openprovider.values.copied")
local field_path = require("openprovider.cli.field_path")
local input = require("openprovider.cli.json_file")
local core = require("openprovider.core")
local json = require("openprovider.values.json")

local changes = {}

local EXAMPLE = "phone.subscriber_number, additional_data.birth_date or extension.eu.whois_email"

-- -> { extension, field } of a path such as extension.co.uk.legal_type, { names } of any other, or nil
local function parse(path)
  local extension, field = path:match("^extension%.([A-Za-z0-9.-]+)%.([A-Za-z0-9_]+)$")
  if extension then return { extension = core.lower(extension), field = field } end
  local names = field_path.names(path)
  if not names or names[1] == "extension" then return nil end
  return { names = names }
end

local function read_path(path)
  local place = parse(path)
  if not place then return nil, string.format("'%s' is no path of a field; expected one such as %s", path, EXAMPLE) end
  place.path = path
  return place
end

--- Reads the argument of --set.
---@param argument string
---@return table|nil change `{ path, value, ... }`
---@return string|nil message
function changes.read_set(argument)
  local path, value = argument:match("^([^=]*)=(.*)$")
  if not path then
    return nil, string.format("'%s' has no value; expected PATH=VALUE, such as phone.area_code=20", argument)
  end
  local change, why = read_path(path)
  if not change then return nil, why end
  if value == "" then return nil, string.format("'%s' has no value; to clear it, use --clear %s", argument, path) end
  change.value = value
  return change
end

--- Reads the argument of --clear.
---@param argument string
---@return table|nil change
---@return string|nil message
function changes.read_clear(argument)
  local change, why = read_path(argument)
  if change then change.value = json.null end
  return change, why
end

-- Makes sure that a member of a table is a table of its own. -> that, or nil if it is something else
local function open(object, name)
  local member = object[name]
  if member ~= nil and type(member) ~= "table" then return nil end
  object[name] = copied(member or {})
  return object[name]
end

local function set_field(all, change)
  local object, names = all, change.names
  for index = 1, #names - 1 do
    object = open(object, names[index])
    if not object then return false end
  end
  object[names[#names]] = change.value
  return true
end

local function set_extension_field(all, change)
  local elements = open(all, "extension_additional_data")
  if not elements then return false end
  local index = 1
  while elements[index] and elements[index].name ~= change.extension do index = index + 1 end
  elements[index] = copied(elements[index] or { name = change.extension })
  local data = open(elements[index], "data")
  if not data then return false end
  data[change.field] = change.value
  return true
end

-- Adds what stands on the command line. -> true | nil, message
local function add(all, list)
  local seen = {}
  for _, change in ipairs(list) do
    if seen[change.path] then return nil, change.path .. " is given twice" end
    seen[change.path] = true
    local set = change.names and set_field or set_extension_field
    if not set(all, change) then return nil, change.path .. " is part of something that is given whole" end
  end
  return true
end

--- Puts the changes together: what stands on the command line goes before what is in the file.
---@param given table the command line as parsed: `file`, `set`, `clear`
---@return table|nil changes
---@return string|nil message
---@return boolean|nil is_wrong_call
function changes.read(given)
  local all = {}
  if given.file then
    local object, why = input.object(given.file, "with changes of a customer")
    if not object then return nil, why, false end
    all = object
  end
  local list = {}
  for _, name in ipairs({ "set", "clear" }) do
    for _, change in ipairs(given[name]) do list[#list + 1] = change end
  end
  if not given.file and #list == 0 then return nil, "nothing to change is given: FILE, --set or --clear", true end
  local ok, why = add(all, list)
  if not ok then return nil, why, true end
  return all
end

return changes
