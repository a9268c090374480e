--- Any request of the API, for what has no function here.
--
-- @module openprovider.api.any_request

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local call_time = require("openprovider.limits.call_time")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local query = require("openprovider.http.query")

local any_request = {}

local OPTIONS = { exact = "boolean", timeout = "number" }

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

--- Sends a call with its query and its body.
---@param client table
---@param call table of `exchange.perform`, without them; changed
---@param parameters? table of the query
---@param body? table
---@return any data the envelope's; true where it has none; nil for an error
---@return table details_or_err
---@return table|nil answer
function any_request.send(client, call, parameters, body)
  local parts, why = query.string(parameters)
  if not parts then return refused("the query has %s", why) end
  if parts ~= "" then call.query = parts end
  if body ~= nil then
    call.body, why = json.encode(body)
    if not call.body then return refused("the body has %s", why) end
  end
  call.max_body = client.transport.longest_list
  local answer, err = client:exchange(call)
  if not answer then return nil, err end
  local data = answer.data
  if data == nil then data = true end
  return data, answers.details(answer, { status = answer.status }), answer
end

--- See `Client:request`.
function any_request.request(client, method, path, parameters, body, opts)
  arguments.check("request", 1, method, "string")
  arguments.check("request", 2, path, "string")
  if parameters ~= nil then arguments.check("request", 3, parameters, "table") end
  if body ~= nil then arguments.check("request", 4, body, "table") end
  local err
  opts, err = arguments.options("request", 5, opts, OPTIONS)
  if not opts then return nil, err end
  if not method:find("^[A-Z]+$") then
    return refused("the method %q must be capital letters, such as \"GET\"", method)
  end
  local fault = fault_of_path(path)
  if fault then return refused("the path %q must %s", path, fault) end
  local data, details = any_request.send(call_time.within(client, opts.timeout), {
    method = method, path = path, operation = method == "GET" and "read" or "once", is_exact = opts.exact,
  }, parameters, body)
  return data, details
end

return any_request
