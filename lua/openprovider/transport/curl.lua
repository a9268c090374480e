--- The default transport: calls over the C core's pool of connections. In a task of the scheduler they
-- let others go on; elsewhere they block.
--
-- @module openprovider.transport.curl

local core = require("openprovider.core")
local in_flight = require("openprovider.in_flight")
local scheduler = require("openprovider.scheduler")

local curl = {}

--- A pool as the options of a client say.
---@param settings table `ca_file`, `proxy`, `allow_insecure_http`
---@return userdata pool
function curl.pool(settings)
  return core.pool({
    ca_file = settings.ca_file,
    proxy = settings.proxy,
    allow_insecure_http = settings.allow_insecure_http,
  })
end

--- Lets time pass for the whole program.
---@param seconds number
---@return boolean others_went_on false
function curl.block(seconds)
  core.sleep(seconds)
  return false
end

--- A transport over calls in flight: tasks of the scheduler let others go on, all else waits as `calls` and
-- `sleep` do.
---@param calls table see `openprovider.in_flight`
---@param sleep function(seconds) -> whether others could go on meanwhile
---@return table transport `{ perform, sleep, now, close, pool, calls }`
function curl.over(calls, sleep)
  return {
    perform = function(request)
      local task = scheduler.running()
      if task then return task:perform(calls, request) end
      return calls:perform(request)
    end,
    sleep = function(seconds)
      local task = scheduler.running()
      if not task then return sleep(seconds) end
      task:sleep(seconds)
      return true
    end,
    now = core.now,
    close = function() calls:close() end,
    pool = calls.pool,
    calls = calls,
  }
end

--- A transport with a pool of its own.
---@param settings table options of a client
---@return table transport see `curl.over`
function curl.new(settings)
  return curl.over(in_flight.new(curl.pool(settings)), curl.block)
end

return curl
