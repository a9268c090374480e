--- The verb that makes any call of the API.
--
-- @module openprovider.cli.verbs.api

local argument = require("openprovider.cli.argument")
local core = require("openprovider.core")
local exit_codes = require("openprovider.cli.exit_codes")
local fields = require("openprovider.cli.verbs.api.fields")
local input = require("openprovider.cli.json_file")
local json_text = require("openprovider.cli.output.json_text")
local operations = require("openprovider.api.operations")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local write_pages = require("openprovider.cli.verbs.api.pages")

local NOT_WHOLE = "the answer is incomplete"

-- Removes the base address or the version from a path: people may have copied it with them.
local function below_base(path, client)
  if not path:find("^/") then path = "/" .. path end
  local version = "/" .. client.settings.base_url:match("[^/]*$") .. "/"
  if path:sub(1, #version) == version then path = path:sub(#version) end
  return path
end

-- What is printed may be sent back.
local EXACT = { exact = true }

-- Methods, which are not names of operations.
local METHODS = { GET = true, POST = true, PUT = true, PATCH = true, DELETE = true, HEAD = true, OPTIONS = true }

-- A call by the name of its operation. -> { name, is_read, has_pages, query, send } | nil, message, whether a file is
-- wrong
local function named(given, client)
  if METHODS[core.upper(given.method)] then return nil, "missing argument PATH" end
  local operation, err = operations.find(given.method)
  if not operation then return nil, err.message end
  local parameters, ok, why = {}
  if given.input then parameters, why = input.object(given.input, "with parameters") end
  if not parameters then return nil, why, true end
  ok, why = fields.add_parameters(given.field, operation, parameters)
  return ok and {
    name = given.method, is_read = operation.kind == "read", has_pages = operation.method == "GET", query = parameters,
    send = function() return client:call(given.method, parameters, EXACT) end,
  }, why
end

-- The same by method and path.
local function placed(given, client)
  local method, query, body, why = core.upper(given.method), {}
  if given.input then
    body, why = input.object(given.input, "to send", true)
    if not body then return nil, why, true end
  elseif method ~= "GET" and given.field[1] then
    body = {}
  end
  local path, ok
  path, why = fields.add_query(below_base(given.path, client), query)
  if not path then return nil, why end
  ok, why = fields.add(given.field, query, not given.input and body or nil)
  return ok and {
    name = method .. " " .. path, is_read = method == "GET", has_pages = method == "GET", query = query,
    send = function() return client:request(method, path, query, body, EXACT) end,
  }, why
end

local ADVICE = "look before you send it again"

local function failed(err, call)
  return report.failure(err, call.name, not call.is_read and ADVICE or nil)
end

local function one_answer(call)
  local data, details = call.send()
  if data == nil then return failed(details, call) end
  report.details(details)
  output.write(json_text.pretty(data, json_text.CUSTOMER), "\n")
  return output.finish(exit_codes.DONE, NOT_WHOLE)
end

local function all_pages(call)
  if not call.has_pages then return report.wrong_call("--paginate is for GET", "api") end
  local ok, err = write_pages(call)
  if ok then return output.finish(exit_codes.DONE, NOT_WHOLE) end
  if err then return output.finish(failed(err, call), NOT_WHOLE) end
  local code = report.wrong_call(("%s is not a list with pages: leave out --paginate"):format(call.name))
  return output.finish(code, NOT_WHOLE)
end

local function api(given, client)
  local call, why, is_of_file = (given.path and placed or named)(given, client)
  if not call then return is_of_file and report.bad_file(why) or report.wrong_call(why, "api") end
  return (given.paginate and all_pages or one_answer)(call)
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
      { name = "-F --field", argname = "NAME=VALUE", count = "*", convert = fields.read,
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
