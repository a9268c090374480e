--- A transport inside nginx over a client of your own that has the shape of lua-resty-http:
--
--     transport = require("openprovider.transport.resty_http").new(require("resty.http"))
--
-- It needs no threads. Certificates are verified against `lua_ssl_trusted_certificate`; names are found by nginx's
-- `resolver`; the options `ca_file` and `proxy` have no effect.
--
-- @module openprovider.transport.resty_http

local core = require("openprovider.core")
local nginx = require("openprovider.transport.nginx")
local nginx_calls = require("openprovider.transport.nginx.calls")
local scheduler = require("openprovider.concurrency.scheduler")

local resty = {}

-- The kind of a failure, by words in the HTTP client's message.
local KINDS = { { "timeout", "timeout" }, { "certificate", "tls" }, { "handshake", "tls" } }

local function kind_of(said)
  for _, row in ipairs(KINDS) do
    if said:find(row[1], 1, true) then return row[2] end
  end
  return "network"
end

-- Headers by lower-case names, one text for each.
local function plain_headers(headers)
  local plain = {}
  for name, value in pairs(headers or {}) do
    plain[core.lower(name)] = type(value) == "table" and table.concat(value, ", ") or tostring(value)
  end
  return plain
end

-- Runs a function in a light thread, which is ended when its time is over. -> whether it finished in time
local function within(seconds, fn)
  local ngx = package.loaded.ngx
  local done, has_ended = assert(require("ngx.semaphore").new(0)), false
  local thread = ngx.thread.spawn(function()
    fn()
    has_ended = true
    done:post(1)
  end)
  -- If the worker was busy, nginx checks the time first, and the semaphore after that.
  if done:wait(seconds) or has_ended then return true end
  ngx.thread.kill(thread)
  return false
end

-- Performs a request. -> response | nil, failure
local function perform(http, request, rules)
  local refusal = rules:refusal(request.url)
  if refusal then return nil, { kind = "protocol", message = refusal, sent = false } end
  local deadline, body, taken = core.uptime() + request.timeout, request.body, false
  local has_begun = false
  local headers = { ["Content-Length"] = body and tostring(#body) }
  for name, value in pairs(request.headers) do headers[name] = value end
  -- When the body has been taken, it may have been sent. A request without a body does not show this.
  local function take()
    if core.uptime() >= deadline then error("no time was left to send the call", 0) end
    local text = not taken and body or nil
    taken = true
    return text
  end
  local function request_uri()
    local httpc, why = http.new()
    if not httpc then return nil, why end
    has_begun = true
    local step = request.timeout * 1000
    httpc:set_timeouts(math.min(request.connect_timeout * 1000, step), step, step)
    local answer
    answer, why = httpc:request_uri(request.url, {
      method = request.method, headers = headers, body = body and take, ssl_verify = true,
    })
    if not answer then return nil, why end
    return { status = answer.status, headers = plain_headers(answer.headers), body = answer.body or "" }
  end
  local ok, response, why
  -- Cosockets may raise in place of returning an error: lua-resty-core 0.1.25 does so for a certificate that it
  -- refuses.
  local in_time = within(request.timeout, function() ok, response, why = pcall(request_uri) end)
  if in_time and ok and response then return response end
  why = not in_time and "timeout: the call did not end in time" or tostring(ok and why or response)
  return nil, { kind = kind_of(why), message = why, sent = has_begun and (taken or not body) }
end

--- Makes a transport for nginx over a client that has the shape of lua-resty-http.
---
---     local client = openprovider.new {
---       transport = require("openprovider.transport.resty_http").new(require("resty.http")),
---     }
---@param http openprovider.RestyHttp the client's module. It gets the body of a request as a function, which gives the
--- body, then nil, and raises once the call's time is over
---@return openprovider.TransportMaker maker of the client's options, `allow_insecure_http` counts
function resty.new(http)
  local function new(settings)
    local rules = core.pool({ proxy = "", allow_insecure_http = settings.allow_insecure_http })
    local function perform_one(request) return perform(http, request, rules) end
    local transport = scheduler.transport(nginx_calls(perform_one, nginx.sleep))
    local is_over = transport.obstacle
    transport.obstacle = function() return is_over() or nginx.obstacle() end
    transport.apart = nginx.apart
    transport.rows_of_page, transport.longest_list = nginx.ROWS_OF_PAGE, nginx.LONGEST_LIST
    return transport
  end
  return { new = new }
end

return resty
