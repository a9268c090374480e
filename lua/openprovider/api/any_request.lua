--- Calls of the API that have no function of their own.
--
-- @module openprovider.api.any_request

local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local query = require("openprovider.http.query")

local any_request = {}

-- Whether a text is a path below the base address, and leads nowhere else.
local function is_path(text)
  return text:find("^/[^%z\1-\32\127?#]*$") and not text:find("/%.%.?%f[/%z]")
end

--- See `Client:request`.
function any_request.request(client, method, path, parameters, body)
  if type(method) ~= "string" or not method:find("^[A-Z]+$") then
    error("bad argument #1 to 'request' (a method such as \"GET\" expected)", 2)
  end
  if type(path) ~= "string" or not is_path(path) then
    error("bad argument #2 to 'request' (a path such as \"/domains\" expected)", 2)
  end
  if parameters ~= nil and type(parameters) ~= "table" then
    error("bad argument #3 to 'request' (table expected, got " .. type(parameters) .. ")", 2)
  end
  local parts, text, why
  parts, why = query.string(parameters)
  if not parts then return nil, errors.not_sent("invalid", "the query has " .. why) end
  if body ~= nil then
    text, why = json.encode(body)
    if not text then return nil, errors.not_sent("invalid", "the body has " .. why) end
  end
  local answer, err = client:exchange({
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
  return data, {
    api_warnings = answer.warnings,
    maintenance = answer.maintenance,
    status = answer.status,
    attempts = answer.call.attempts,
  }
end

return any_request
