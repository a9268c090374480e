--- Reads the API's envelope: turns an HTTP response into an answer or an error.
--
-- The API sends business errors with HTTP 500 (FACTS 3.2). So the body's `code` decides; without one, the status does.
-- Without a code only a 2xx is a success (FACTS 1.2): JSON with 429 or 502 may be a gateway's. Code 0 with data, at a
-- status that refuses, is neither a success nor a refusal: the API may have carried out the call.
--
-- @module openprovider.http.envelope

local codes = require("openprovider.http.api_codes")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local new_details = require("openprovider.values.details")

local answer = {}

-- The most bytes of the API's own text in a message.
local MAX_TEXT = 300

-- The API's codes have five digits at most; a number beyond 32 bits is not a code.
local MAX_CODE = 2 ^ 31

-- What a status means if there is no code. Only those with `refused` prove that the API did nothing: any other may come
-- from a gateway, and the API may have the request.
local STATUSES = {
  [401] = { kind = "auth", refused = true, text = "the token was refused" },
  [403] = { kind = "auth", text = "access was refused" },
  [304] = { kind = "protocol",
    text = "the server says 'not modified' to a request without a condition; look for a cache in between" },
  [404] = { kind = "protocol", text = "there is nothing at this address; check base_url" },
  [405] = { kind = "protocol", text = "this address does not take such a request; check base_url" },
  [407] = { kind = "auth", text = "the proxy asks for a login; check proxy" },
  [408] = { kind = "timeout", text = "the server gave up waiting" },
  [413] = { kind = "rejected", refused = true, text = "the request is too large for the server" },
  [414] = { kind = "rejected", refused = true, text = "the address is too long for the server" },
  [429] = { kind = "rate_limited", text = "too many calls" },
  [431] = { kind = "rejected", refused = true, text = "the headers are too large for the server" },
  [502] = { kind = "network", text = "a gateway got no valid answer from the API" },
  [503] = { kind = "maintenance", text = "the service is not available" },
  [504] = { kind = "timeout", text = "a gateway waited too long for the API" },
}

-- The same for hundreds, if a status has no entry. All other failures of a server or a gateway are temporary.
local HUNDREDS = {
  [3] = { kind = "protocol", text = "a redirect, which is never followed; check base_url" },
  [4] = { kind = "rejected", text = "the server refused the call without a reason" },
  [5] = { kind = "network", text = "the server or a gateway failed" },
}

-- Cut before a character, never within one.
local function clip(text)
  if #text <= MAX_TEXT then return text end
  local length = MAX_TEXT
  while text:find("^[\128-\191]", length + 1) do length = length - 1 end
  return text:sub(1, length) .. "..."
end

-- Seconds from a Retry-After header (RFC 9110 10.2.3). The core reads a date, too; other transports give
-- the header alone, of which a number counts.
local function retry_after(response)
  local seconds = core.number(response.retry_after) or core.number((response.headers or {})["retry-after"])
  return seconds and seconds >= 0 and seconds or nil
end

-- Explains why a body could not be read. A login portal or a proxy answers every request with a web page.
local function unreadable(body, why)
  if body == "" then return "an empty answer" end
  if body:find("^\239?\187?\191?[ \t\r\n]*<") then
    return "a web page came instead of an answer of the API: a portal or a proxy may have sent it; check base_url"
  end
  return "an answer that cannot be read: " .. (why or "it is not JSON object")
end

-- Whether an answer without success says all the same that the call was carried out.
local function shows_success(body, code)
  return code == 0 and type(body.data) == "table" and body.data ~= json.empty_array and next(body.data) ~= nil
end

-- The error of a status that refuses, and of a body that says success.
local function of_both(response)
  return errors.new("protocol", string.format("the answer says success (code 0) and failure (HTTP %d)",
    response.status), { status = response.status, outcome = "unknown", retry_after = retry_after(response) })
end

-- What a login is refused with: it has no token.
local LOGIN_REFUSED = { kind = "auth", refused = true, text = "the login was refused without a reason" }

local function of_status(response, call, why)
  local status = response.status
  local class = status == 401 and call.operation == "login" and LOGIN_REFUSED or STATUSES[status]
    or HUNDREDS[math.floor(status / 100)] or { kind = "protocol", text = why }
  return errors.new(class.kind, string.format("%s (HTTP %d)", class.text, status), {
    status = status,
    outcome = class.refused and "rejected" or "unknown",
    retry_after = retry_after(response),
  })
end

-- A member of the envelope; nil for null.
local function given(value)
  if value == json.null then return nil end
  return value
end

-- The text of `desc`, or of `data` if that says more.
local function wording(desc, data)
  desc = type(desc) == "string" and desc or ""
  data = type(data) == "string" and data or ""
  if desc == "" then desc = data ~= "" and data or "no description" end
  if data ~= "" and data ~= desc then desc = desc .. " (" .. data .. ")" end
  return clip(desc)
end

-- The text for a code of the API. `class` says what the code means.
local function text_of_code(class, desc, data, field)
  if class.text then return class.text end
  local text = wording(desc, data)
  if field then text = field .. ": " .. text end
  return class.hint and text .. ": " .. class.hint or text
end

-- What a code means. Every API has a login: without one, the address is wrong.
local function class_of_code(code, status, call)
  local is_login = call.operation == "login"
  local class = is_login and codes.OF_LOGIN[code] or codes.CLASSES[code]
  return class or is_login and status == 404 and STATUSES[404] or codes.ANY
end

local function of_code(response, body, code, redact, call)
  local class, field = class_of_code(code, response.status, call), codes.field(code)
  local desc, data = given(redact(body.desc)), given(redact(body.data))
  local message = string.format("%s (code %d, HTTP %d)", text_of_code(class, desc, data, field), code, response.status)
  return errors.new(class.kind, message, {
    code = code,
    desc = desc,
    data = data,
    status = response.status,
    field = field,
    outcome = codes.refuses(code) and "rejected" or "unknown",
    retry_after = retry_after(response) or class.wait,
  })
end

-- The envelope's code as an integer; nil if there is none; false if it is something else.
local function code_of(body)
  if body.code == 0 then return 0 end -- as nearly all answers have it
  local code = given(body.code)
  if code == nil then return nil end
  code = core.number(code)
  if not code or code % 1 ~= 0 or math.abs(code) >= MAX_CODE then return false end
  return code
end

-- The API's warnings, as `{ code, desc, data }` each.
local function warnings_of(list, redact)
  local found = {}
  for _, item in ipairs(list) do
    if type(item) == "table" then
      found[#found + 1] = {
        code = given(redact(item.code)), desc = given(redact(item.desc)), data = given(redact(item.data)),
      }
    end
  end
  return found
end

--- What an HTTP response says.
---@param response table `{ status, headers, body }`
---@param call table that it answers, of `exchange.perform`
---@param transport table
---@param hiding function(...) -> redact: makes the function that removes secrets from the API's texts, as a server may
--- quote them
---@param ... any its arguments
---@return table|nil answer `{ data, warnings = {{code, desc, data}...}, maintenance = bool, status, has_code, call,
--- transport, connection }`; `connection` is the one that it came on, in HTTP/1.1, where answers can get out of step
--- with requests
---@return table|nil err with `outcome` "rejected" or "unknown"
function answer.read(response, call, transport, hiding, ...)
  local body, why = json.decode(response.body, call.is_exact)
  if type(body) ~= "table" then return nil, of_status(response, call, unreadable(response.body, why)) end
  local status, code, warnings = response.status, code_of(body), body.warnings
  if code == false then return nil, of_status(response, call, "an answer whose code is not a number") end
  if code and code ~= 0 then return nil, of_code(response, body, code, hiding(...), call) end
  if status < 200 or status >= 300 then
    local refused = STATUSES[status] and STATUSES[status].refused
    if refused and shows_success(body, code) then return nil, of_both(response) end
    return nil, of_status(response, call, "an answer without an error code")
  end
  return {
    data = body.data,
    warnings = type(warnings) == "table" and warnings[1] ~= nil and warnings_of(warnings, hiding(...)) or {},
    maintenance = body.maintenance == true,
    status = status,
    has_code = code ~= nil,
    call = call,
    transport = transport,
    connection = not response.numbered and response.connection or nil,
  }
end

--- What an operation returns beside its result.
---@param found table an answer
---@param members? table further members; this table is changed and returned
---@return table details `{ api_warnings, maintenance, attempts, ... }`
function answer.details(found, members)
  local details = members or {}
  details.api_warnings = found.warnings
  details.maintenance = found.maintenance
  details.attempts = found.call.attempts
  return new_details(details)
end

--- Closes the connection of an answer that cannot belong to its request. In HTTP/1.1 each later answer on it would
--- belong to the request before. In HTTP/2 each answer has the number of its request.
---@param transport table
---@param response table of the transport, or what was read of it
function answer.drop(transport, response)
  if response.connection and not response.numbered then transport.drop(response.connection) end
end

--- Adds to an error which call it is about.
---@param err table
---@param call table of `exchange.perform`
---@param redact? function(text) -> text without secrets
---@return table err
function answer.locate(err, call, redact)
  local operation, url = call.method .. " " .. call.path, call.url
  if redact then operation, url = redact(operation), redact(url) end
  return errors.locate(err, errors.one_line(operation), errors.one_line(url))
end

--- Makes the error for an answer that does not make sense for its request, and closes its connection.
---@param found table an answer
---@param message string
---@return table err
function answer.senseless(found, message)
  answer.drop(found.transport, found)
  local err = errors.new("protocol", message, {
    status = found.status, outcome = "unknown", attempts = found.call.attempts,
  })
  local call = found.call
  answer.locate(err, call)
  return call.operation == "once" and errors.unknown_outcome(err, call.doubt, call) or err
end

--- Whether an answer's `success` is true, as a boolean or as text: code 0 alone proves nothing
-- (FACTS 2.8, 'Update' and 'Delete').
---@param found table an answer
---@param what string what was requested, as in "the deletion"
---@param members? table as for `details`
---@return boolean|nil ok
---@return table details_or_err
function answer.confirmed(found, what, members)
  local success = nil
  if type(found.data) == "table" then success = found.data.success end
  if success == true or success == "true" then return true, answer.details(found, members) end
  if success == false or success == "false" then
    local err = errors.new("rejected", "the API did not carry out " .. what .. ": it says success = false", {
      status = found.status, outcome = "rejected", attempts = found.call.attempts,
    })
    return nil, answer.locate(err, found.call)
  end
  return nil, answer.senseless(found, "the answer does not say whether " .. what .. " was carried out")
end

return answer
