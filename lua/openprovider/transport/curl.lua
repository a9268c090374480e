--- The default transport: calls over the C core's pool of connections. In a task of the scheduler other tasks go on;
--- elsewhere calls block.
--
-- @module openprovider.transport.curl

local core = require("openprovider.core")
local in_flight = require("openprovider.concurrency.pending_calls")
local scheduler = require("openprovider.concurrency.scheduler")

local curl = {}

--- Makes a pool from the options of a client.
---@param settings table `ca_file`, `proxy`, `allow_insecure_http`, `http2`
---@return userdata pool
function curl.pool(settings)
  return core.pool({
    ca_file = settings.ca_file,
    proxy = settings.proxy,
    allow_insecure_http = settings.allow_insecure_http,
    http2 = settings.http2,
  })
end

--- Makes a transport with its own pool.
---@param settings openprovider.Options
---@return openprovider.Transport transport see `scheduler.transport`
function curl.new(settings)
  return scheduler.transport(in_flight.new(curl.pool(settings)))
end

return curl
