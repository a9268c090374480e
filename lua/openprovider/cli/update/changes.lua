--- The changes of an update: a file, and what stands on the command line beside it.
--
-- @module openprovider.cli.update.changes

local errors = require("openprovider.errors")
local field_path = require("openprovider.cli.field_path")
local input = require("openprovider.cli.json_file")
local json = require("openprovider.values.json")

local changes = {}

local EXAMPLE = "phone.subscriber_number, additional_data.birth_date or extension.eu.whois_email"

local function read_path(path)
  local place = field_path.place(path)
  if place then return { place = place } end
  return nil, string.format("unknown field %s; expected one such as %s", errors.quoted(path), EXAMPLE)
end

--- Reads the argument of --set.
---@param argument string
---@return table|nil change `{ place, value }`
---@return string|nil message
function changes.read_set(argument)
  local path, value = argument:match("^([^=]*)=(.*)$")
  if not path then
    return nil, string.format("'%s' has no value; expected PATH=VALUE, such as phone.area_code=20", argument)
  end
  local change, why = read_path(path)
  if not change then return nil, why end
  if value == "" then return nil, string.format("'%s' has no value; to clear it, use --clear %s", argument, path) end
  change.value = field_path.value(path, value)
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

-- What is wrong with two places, of which the later would undo the earlier. -> message | nil
local function clash(one, other)
  if one.path == other.path then return one.path .. " is given twice" end
  if field_path.is_part(other, one) then one, other = other, one end
  if not field_path.is_part(one, other) then return nil end
  return ("%s is part of %s, and both are given: give one of them"):format(one.path, other.path)
end

-- Adds what stands on the command line. -> true | nil, message
local function add(all, list)
  for index, change in ipairs(list) do
    for earlier = 1, index - 1 do
      local why = clash(list[earlier].place, change.place)
      if why then return nil, why end
    end
    local path = change.place.path
    if not field_path.set(all, change.place, change.value) then
      return nil, path .. " is part of something that is given whole"
    end
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
    local object, why, is_empty = input.object(given.file, "with changes of a customer")
    if is_empty then why = why .. input.to_fill(given.file, "get " .. given.handle) end
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
