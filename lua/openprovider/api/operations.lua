--- Any operation of the API by the name that the contract gives it.
--
-- @module openprovider.api.operations

local answers = require("openprovider.http.envelope")
local any_request = require("openprovider.api.any_request")
local arguments = require("openprovider.values.arguments")
local call_time = require("openprovider.limits.call_time")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local names_in = require("openprovider.values.names_in")

local operations = {}

local OPTIONS = { allow_unknown = "boolean", exact = "boolean", timeout = "number" }

-- The table of operations, which is read when it is first needed.
local function list()
  return require("openprovider.api.operations.list")
end

-- Names and case as people write them: `getdomain` and `get_domain` are near to `GetDomain`.
local function meant_by(name)
  local plain = core.lower(name):gsub("[^a-z0-9]", "")
  for known in pairs(list()) do
    if core.lower(known) == plain then return known end
  end
  return core.nearest(name, names_in({ list() }))
end

--- An operation of the table.
---@param name string such as "GetDomain"
---@return table|nil operation
---@return table|nil err of kind `invalid`
function operations.find(name)
  local operation = list()[name]
  if operation then return operation end
  return nil, errors.not_sent("invalid", ("there is no operation %s; %s"):format(errors.quoted(name),
    arguments.did_you_mean(meant_by(name), "docs/operations.md has all names")))
end

--- The type of a parameter.
---@param operation table of `find`
---@param path string its name, with points for members: `domain.name`
---@return string|table|nil type as the table has it; nil for a parameter that there is not
function operations.type_of(operation, path)
  for _, place in ipairs({ operation.in_path or {}, operation.in_query or {}, operation.in_body or {} }) do
    local shape = place[path]
    if not shape then
      shape = place
      for step in path:gmatch("[^.]+") do shape = type(shape) == "table" and shape[step] or nil end
    end
    if shape then return shape end
  end
end

-- The operation that shows the result of another one: the nearest GET above its path.
local function reader_of(operation)
  local path = operation.path
  while path ~= "" do
    for _, name in ipairs(names_in({ list() })) do
      local other = list()[name]
      if other.method == "GET" and other.path == path then return name end
    end
    path = path:gsub("/[^/]*$", "")
  end
end

-- The advice if it is not known whether the operation was carried out.
local function doubt_of(name, operation)
  return {
    may = name .. " may have been carried out",
    look = function()
      local reader = reader_of(operation)
      return reader and ("%s shows it; look before you send it again"):format(reader)
        or "look before you send it again"
    end,
  }
end

-- Whether an answer at code 0 says that nothing was done (FACTS 2.8).
local function is_refused(data)
  return type(data) == "table" and (data.success == false or data.success == "false")
end

-- Whether an answer says nothing at all: neither a code nor data. It may be any server's.
local function is_silent(answer)
  return not answer.has_code and (answer.data == nil or answer.data == json.null)
end

--- See `Client:call`.
---@param extension? string that of the domain, for limits, where the parameters do not say it
function operations.call(client, name, given, opts, extension)
  arguments.check("call", 1, name, "string")
  if given ~= nil then arguments.check("call", 2, given, "table") end
  local operation, places, err
  opts, err = arguments.options("call", 3, opts, OPTIONS)
  if not opts then return nil, err end
  operation, err = operations.find(name)
  if not operation then return nil, err end
  places, err = require("openprovider.api.operations.parameters").read(operation, given or {}, opts.allow_unknown)
  if not places then
    err.message = name .. ": " .. err.message
    return nil, err
  end
  local data, details, answer = any_request.send(call_time.within(client, opts.timeout), {
    method = operation.method, path = places.path, operation = operation.kind, is_exact = opts.exact,
    removes = operation.method == "DELETE" and operation.kind == "write" or nil,
    doubt = operation.kind == "once" and doubt_of(name, operation) or nil, extension = extension,
  }, places.query, places.body)
  if answer and operation.kind == "once" and is_silent(answer) then
    return nil, answers.senseless(answer, "the answer does not say whether " .. name .. " was carried out")
  end
  if data ~= nil and operation.kind ~= "read" and is_refused(data) then return answers.confirmed(answer, name) end
  return data, details
end

return operations
