--- The default transport: calls over the C core's pool of connections. In a task of the scheduler they
-- let others go on; elsewhere they block.
--
-- @module openprovider.transport.curl

local core = require("openprovider.core")
local scheduler = require("openprovider.scheduler")

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
    perform = function(request)
      local task = scheduler.running()
      if task then return task:perform(pool, request) end
      return pool:perform(request)
    end,
    sleep = function(seconds)
      local task = scheduler.running()
      if task then return task:sleep(seconds) end
      return core.sleep(seconds)
    end,
    now = core.now,
    close = function() pool:close() end,
  }
end

return curl
