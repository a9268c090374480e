--- The default transport: blocking calls over the C core's pool of connections.
--
-- @module openprovider.transport.curl

local core = require("openprovider.core")

local curl = {}

--- A transport with a pool of its own.
---@param settings table `ca_file`, `proxy`, `allow_insecure_http`
---@return table transport `{ perform, sleep, now, close }`
function curl.new(settings)
  local pool = core.pool({
    ca_file = settings.ca_file,
    proxy = settings.proxy,
    allow_insecure_http = settings.allow_insecure_http,
  })
  return {
    perform = function(request) return pool:perform(request) end,
    sleep = core.sleep,
    now = core.now,
    close = function() pool:close() end,
  }
end

return curl
