--- A login that only checks the credentials.
--
-- @module openprovider.api.login

local arguments = require("openprovider.values.arguments")
local call_time = require("openprovider.limits.call_time")
local exchange = require("openprovider.http.call")

local OPTIONS = { timeout = "number" }

--- See `Client:login`.
return function(client, opts)
  local err, token
  opts, err = arguments.options("login", 1, opts, OPTIONS)
  if not opts then return nil, err end
  if client.closed then return nil, exchange.closed() end
  local timeout = call_time.within(client, opts.timeout).settings.timeout
  token, err = client.session:login(client.transport.now() + timeout)
  if not token then return nil, err end
  return true
end
