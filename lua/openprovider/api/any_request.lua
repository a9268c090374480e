--- Calls of the API that have no function of their own.
--
-- @module openprovider.api.any_request

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local call_time = require("openprovider.limits.call_time")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local query = require("openprovider.http.query")

local any_request = {}

local OPTIONS = { timeout = "number" }

-- What a path must have or must not have, to lead below the base address. -> the end of a sentence | nil
local function fault_of_path(text)
  if text:sub(1, 1) ~= "/" then return 'begin with a slash, such as "/domains"' end
  if text:find("?", 1, true) then return "have no question mark: the query is an argument of its own" end
  if text:find("[%z\1-\32\127#]") then return "have no blank, no control character and no #" end
  if text:find("/%.%.?%f[/%z]") then return 'have no part "." or ".."' end
  return nil
end

local function refused(...)
  return nil, errors.not_sent("invalid", string.format(...))
end

--- See `Client:request`.
function any_request.request(client, method, path, parameters, body, opts)
  arguments.check("request", 1, method, "string")
  arguments.check("request", 2, path, "string")
  if parameters ~= nil then arguments.check("request", 3, parameters, "table") end
  if body ~= nil then arguments.check("request", 4, body, "table") end
  local parts, text, why, err
  opts, err = arguments.options("request", 5, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  if not method:find("^[A-Z]+$") then
    return refused("the method %q must be capital letters, such as \"GET\"", method)
  end
  local fault = fault_of_path(path)
  if fault then return refused("the path %q must %s", path, fault) end
  parts, why = query.string(parameters)
  if not parts then return refused("the query has %s", why) end
  if body ~= nil then
    text, why = json.encode(body)
    if not text then return refused("the body has %s", why) end
  end
  local answer
  answer, err = client:exchange({
    method = method,
    path = path,
    query = parts ~= "" and parts or nil,
    body = text,
    operation = method == "GET" and "read" or "once",
    max_body = client.transport.longest_list,
  })
  if not answer then return nil, err end
  local data = answer.data
  if data == nil then data = true end
  return data, answers.details(answer, { status = answer.status })
end

return any_request
