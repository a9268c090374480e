--- The verb that makes any call of the API.
--
-- @module openprovider.cli.verbs.api

local argument = require("openprovider.cli.argument")
local core = require("openprovider.core")
local exit_codes = require("openprovider.cli.exit_codes")
local input = require("openprovider.cli.json_file")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")
local operations = require("openprovider.api.operations")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local rows = require("openprovider.cli.output.rows")
local unquoted = require("openprovider.http.unquoted")

-- Rows of a page where the command line does not say; a server may give fewer.
local ROWS = 1000

local NOT_WHOLE = "the answer is not whole"

-- A text as a value of JSON: true, false, null and numbers are not sent as texts.
local function typed(text)
  local looks_so = text == "true" or text == "false" or text == "null" or text:find("^%-?[0-9][0-9.eE+-]*$")
  local array = looks_so and json.decode("[" .. text .. "]", true)
  if array then return array[1] end
  return text
end

-- Reads NAME=VALUE. -> { name, text, is_array } | nil, message
local function read_field(text)
  local name, value = text:match("^([^=]+)=(.*)$")
  if not name then return nil, ("'%s' has no value; expected NAME=VALUE, such as limit=10"):format(text) end
  local array = name:match("^(.+)%[%]$")
  return { name = array or name, text = value, is_array = array ~= nil }
end

-- Puts a value into a table at a name; into an array at its end. -> whether it could be
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

-- -> the table in which the last name of a path such as `phone.country_code` stands, and that name | nil
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

-- Adds the fields to a query, where names are what they are, or to a body, where dots lead into objects. -> true |
-- nil, message
local function add_fields(fields, query, body)
  for _, field in ipairs(fields) do
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

-- Adds what stands behind the question mark of a path. -> the path without it | nil, message
local function add_query(path, query)
  local before, after = path:match("^([^?]*)%?(.*)$")
  for pair in (after or ""):gmatch("[^&]+") do
    local name, value = pair:match("^([^=]*)=?(.*)$")
    name, value = unquoted.read(name), unquoted.read(value)
    if not put(query, name, value) then return nil, ("the path has %s twice"):format(name) end
  end
  return before or path
end

-- A path below the base address, which people may have copied with the version.
local function below_base(path, client)
  if not path:find("^/") then path = "/" .. path end
  local version = "/" .. client.settings.base_url:match("[^/]*$") .. "/"
  if path:sub(1, #version) == version then path = path:sub(#version) end
  return path
end

-- The fields of an operation by its parameters: their names and types say what a text is. -> true | nil, message
local function add_parameters(fields, operation, parameters)
  for _, field in ipairs(fields) do
    local value = field.text
    if operations.type_of(operation, field.name) == "boolean" then value = typed(value) end
    if not put(parameters, field.name, value, field.is_array) then
      return nil, ("--field %s is given twice"):format(field.name)
    end
  end
  return true
end

-- What is no name of an operation.
local METHODS = { GET = true, POST = true, PUT = true, PATCH = true, DELETE = true, HEAD = true, OPTIONS = true }

-- An operation by its name. -> { name, query, send } | nil, exit status
local function named(given, client)
  if METHODS[core.upper(given.method)] then return nil, report.wrong_call("missing argument 'path'", "api") end
  local operation, err = operations.find(given.method)
  if not operation then return nil, report.wrong_call(err.message, "api") end
  local parameters, ok, why = {}
  if given.input then parameters, why = input.object(given.input, "with parameters") end
  if not parameters then return nil, report.bad_file(why) end
  ok, why = add_parameters(given.field, operation, parameters)
  if not ok then return nil, report.wrong_call(why, "api") end
  return {
    name = given.method, is_read = operation.kind == "read", has_pages = operation.method == "GET", query = parameters,
    send = function() return client:call(given.method, parameters) end,
  }
end

-- What a command line asks for. -> { name, is_read, has_pages, query, send } | nil, exit status
local function asked(given, client)
  if not given.path then return named(given, client) end
  local method, query, body, why = core.upper(given.method), {}
  if given.input then
    body, why = input.object(given.input, "to send", true)
    if not body then return nil, report.bad_file(why) end
  elseif method ~= "GET" and given.field[1] then
    body = {}
  end
  local path, ok
  path, why = add_query(below_base(given.path, client), query)
  if not path then return nil, report.wrong_call(why, "api") end
  ok, why = add_fields(given.field, query, not given.input and body or nil)
  if not ok then return nil, report.wrong_call(why, "api") end
  return {
    name = method .. " " .. path, is_read = method == "GET", has_pages = method == "GET", query = query,
    send = function() return client:request(method, path, query, body) end,
  }
end

local ADVICE = "look before you send it again"

local function failed(err, call)
  return report.failure(err, call.name, not call.is_read and ADVICE or nil)
end

local function whole_number(value)
  local number = type(value) == "string" and core.number(value) or value
  return type(number) == "number" and number % 1 == 0 and number or nil
end

-- The list in an answer. -> rows, total or nil | nil
local function list_in(data)
  if type(data) ~= "table" then return nil end
  local results, total = data.results, whole_number(data.total)
  if type(results) ~= "table" and total == 0 then return {}, 0 end
  if type(results) ~= "table" or results[1] == nil and next(results) ~= nil then return nil end
  return results, total
end

-- Writes the rows of all pages as one list.
local function all_pages(call)
  local query, list, before = call.query, rows.new("json", { order = json_text.CUSTOMER }), nil
  query.limit, query.offset = query.limit or ROWS, whole_number(query.offset) or 0
  local function ended(code)
    list.abandon()
    return output.finish(code, NOT_WHOLE)
  end
  while true do
    local data, details = call.send()
    if not data then return ended(failed(details, call)) end
    report.details(details)
    local results, total = list_in(data)
    local text = results and not total and json.encode(results)
    if not results or text and text == before and results[1] ~= nil then
      return ended(report.wrong_call(("%s is no list that has pages: leave out --paginate"):format(call.name)))
    end
    before = text
    for _, row in ipairs(results) do list.add(row) end
    query.offset = query.offset + #results
    if results[1] == nil or total and query.offset >= total or output.is_lost() then break end
  end
  list.close()
  return output.finish(exit_codes.DONE, NOT_WHOLE)
end

local function one_answer(call)
  local data, details = call.send()
  if data == nil then return failed(details, call) end
  report.details(details)
  output.write(json_text.pretty(data, json_text.CUSTOMER), "\n")
  return output.finish(exit_codes.DONE, NOT_WHOLE)
end

local function api(given, client)
  local call, code = asked(given, client)
  if not call then return code end
  if not given.paginate then return one_answer(call) end
  if not call.has_pages then return report.wrong_call("--paginate is for GET", "api") end
  return all_pages(call)
end

return {
  { name = "api", run = api, group = "Program", online = true, formats = { "json" },
    summary = "make any call of the API",
    description = "Make any call of the API, and print the data of its answer as JSON. Give its NAME in the API's "
      .. "documents, such as GetDomain, or a method and a PATH. With NAME, the parameters are checked before "
      .. "anything is sent. A call that changes something is sent once: if its answer is lost, the exit status is 4.",
    arguments = {
      { name = "method", argname = "NAME", description = "name of a call, such as GetDomain, or a method: GET ..." },
      { name = "path", argname = "PATH", args = "?",
        description = "the path below the API's version, such as /domains; it may have a query" },
    },
    options = {
      { name = "-F --field", argname = "NAME=VALUE", count = "*", convert = read_field,
        description = "a parameter of the operation. With PATH, it goes into the query for GET or with --input, "
          .. "otherwise into the JSON that is sent. There, true, false, null and numbers are not sent as texts, "
          .. "owner.handle=X sets a member of owner, and tags[]=X adds an element to an array" },
      { name = "--input", argname = "FILE", convert = argument.path,
        description = "send this file, a JSON object; - for standard input" },
      { name = "--paginate", args = 0, description = "get all pages of a list, and print their rows as one list" },
    },
    example = "openprovider api CheckDomain --input check.json\nopenprovider api GetTld --field name=nl\n"
      .. "openprovider api GET /tags\nopenprovider api GET /customers --field limit=2\n"
      .. "openprovider api GET /customers --paginate" },
}
