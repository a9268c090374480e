--- The code that a thread of nginx runs: it performs one call, and keeps the connection for the next one.
-- nginx makes a separate Lua state for each thread, while requests wait, and loads this module into it. So the module
-- needs only the core. A pool of connections is made by the first call, off the event loop.
--
-- @module openprovider.transport.nginx.thread

local core = require("openprovider.core")

local worker_thread = {}

local pools = {}

-- The pool of clients with the same settings.
local function pool_for(settings)
  local key = string.format("%s\n%s\n%s\n%s", settings.ca_file, settings.proxy, settings.allow_insecure_http,
    settings.http2)
  local pool = pools[key]
  if not pool then
    pool = core.pool(settings)
    pools[key] = pool
  end
  return pool
end

local function perform(request, settings, deadline)
  request.timeout = deadline - core.uptime()
  if request.timeout <= 0 then
    return nil, { kind = "timeout", message = "no time was left when a thread was free", sent = false }
  end
  return pool_for(settings):perform(request)
end

--- Performs a request. Never raises, because nginx would not pass the error on.
---@param request table
---@param settings table `ca_file`, `proxy`, `allow_insecure_http`, `http2`
---@param deadline number by the steady clock, which all threads share
---@return table|nil response
---@return table|nil failure
function worker_thread.perform(request, settings, deadline)
  local ok, response, failure = pcall(perform, request, settings, deadline)
  if ok then return response, failure end
  return nil, { kind = "network", message = "the call failed in its thread: " .. tostring(response) }
end

return worker_thread
