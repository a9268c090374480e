--- The options of an import about columns: --map and --default.
--
-- @module openprovider.cli.import.columns.options

local arguments = require("openprovider.values.arguments")
local errors = require("openprovider.errors")
local normalise = require("openprovider.customer.normalise")
local paths = require("openprovider.cli.import.columns.paths")

local options = {}

-- The message that there is no such field, with a suggestion.
local function unknown(path)
  local advice = arguments.did_you_mean(paths.meant_by(path),
    "expected one such as name.first_name, phone or extension.eu.whois_email")
  return string.format("unknown field %s; %s", errors.quoted(path), advice)
end

--- Reads the argument of --map.
---@param argument string COLUMN=PATH; COLUMN= leaves a column out
---@return table|nil change `{ name, path }`
---@return string|nil message
function options.read_map(argument)
  local name, path = argument:match("^(.+)=([^=]*)$")
  if not name then
    return nil, string.format("'%s' is not COLUMN=PATH, such as 'E-mail=email'; COLUMN= leaves a column out", argument)
  end
  path = paths.canonical(path)
  if path == "" or paths.lead_somewhere(path, true) then return { name = name, path = path } end
  return nil, unknown(path)
end

-- What is wrong with the value at a path, or nil.
local function wrong_with(path, value)
  local customer = {}
  paths.setter(path)(customer, value)
  local _, problems = normalise.check(customer, true)
  for _, problem in ipairs(problems or {}) do
    local is_there = problem.path == path or problem.path:sub(1, #path + 1) == path .. "."
    if is_there and problem.severity == "error" and problem.code ~= "required" then return errors.describe(problem) end
  end
  return nil
end

--- Reads the argument of --default.
---@param argument string PATH=VALUE
---@return table|nil default `{ path, value }`
---@return string|nil message
function options.read_default(argument)
  local path, value = argument:match("^([^=]+)=(.*)$")
  if not path or not value:find("[^ \t-\r]") then
    return nil, string.format("'%s' is not PATH=VALUE, such as address.country=NL", argument)
  end
  path = paths.canonical(path)
  if not paths.lead_somewhere(path, true) or paths.IS_FORM[path] then return nil, unknown(path) end
  -- A number in the form of one country is read with that of each row.
  local wrong = not paths.WHOLE[path] and wrong_with(path, value)
  if wrong then return nil, wrong end
  return { path = path, value = value }
end

return options
