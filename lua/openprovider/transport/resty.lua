--- A transport inside nginx over a client of your own that has the shape of lua-resty-http:
--
--     transport = require("openprovider.transport.resty").new(require("resty.http"))
--
-- It needs no threads. Certificates are verified against `lua_ssl_trusted_certificate`; names are found by nginx's
-- `resolver`; the options `ca_file` and `proxy` are not heeded. The timeout is that of each step, not of all together.
--
-- @module openprovider.transport.resty

local nginx = require("openprovider.transport.nginx")
local nginx_calls = require("openprovider.transport.nginx_calls")
local scheduler = require("openprovider.scheduler")

local resty = {}

-- The kind of a failure, by what the client says.
local KINDS = { { "timeout", "timeout" }, { "certificate", "tls" }, { "handshake", "tls" } }

local function kind_of(said)
  for _, row in ipairs(KINDS) do
    if said:find(row[1], 1, true) then return row[2] end
  end
  return "network"
end

-- Headers by lower-case names, with one text each.
local function plain_headers(headers)
  local plain = {}
  for name, value in pairs(headers or {}) do
    plain[name:lower()] = type(value) == "table" and table.concat(value, ", ") or tostring(value)
  end
  return plain
end

--- A transport.
---@param http table the client's module: `new() -> httpc`, `httpc:set_timeouts(connect, send, read)`, and
--- `httpc:request_uri(uri, { method, headers, body, ssl_verify }) -> { status, headers, body } | nil, message`, whose
--- body may be a function that gives it and then nil
---@return table transport
function resty.new(http)
  local function perform(request)
    local httpc, why = http.new()
    if not httpc then return nil, { kind = "network", message = tostring(why), sent = false } end
    local step, headers, body, taken = request.timeout * 1000, {}, request.body, false
    httpc:set_timeouts(math.min(request.connect_timeout * 1000, step), step, step)
    for name, value in pairs(request.headers) do headers[name] = value end
    headers["Content-Length"] = body and tostring(#body)
    -- Whoever takes the body may have sent it. Without one there is nothing to tell by.
    local function take()
      local text = not taken and body or nil
      taken = true
      return text
    end
    -- Cosockets raise where they should not: lua-resty-core 0.1.25 does at a certificate that it refuses.
    local ok, answer
    ok, answer, why = pcall(httpc.request_uri, httpc, request.url, {
      method = request.method, headers = headers, body = body and take, ssl_verify = true,
    })
    if ok and answer then
      return { status = answer.status, headers = plain_headers(answer.headers), body = answer.body or "" }
    end
    why = tostring(ok and why or answer)
    return nil, { kind = kind_of(why), message = why, sent = taken or not body }
  end
  local transport = scheduler.transport(nginx_calls(perform, nginx.sleep, nginx.apart))
  transport.obstacle, transport.apart = nginx.obstacle, nginx.apart
  return transport
end

return resty
