--- The usual transport, of a client that was given none: inside nginx what does not keep a worker from serving,
-- elsewhere the core's pool, whose calls block. In an event loop they would stop all else without a word, so there
-- they are errors.
-- A program that wants that gives `openprovider.transport.curl` itself.
--
-- @module openprovider.transport.usual

local curl = require("openprovider.transport.curl")

local usual = {}

local modules = package.loaded

-- A function of a module that the program has loaded, or nil. Only its own loop counts: nothing is loaded here.
local function loaded(name, member)
  local module = modules[name]
  local fn = type(module) == "table" and rawget(module, member)
  return type(fn) == "function" and fn or nil
end

-- The event loop whose function or coroutine runs, by the name of its module and of the transport for it, or nil.
local function running_loop()
  local running = loaded("cqueues", "running")
  if running and running() then return "cqueues" end
  local mode = loaded("luv", "loop_mode")
  if mode and mode() then return "luv" end
end

-- Why a call must not block here, or nil.
local function would_stop_a_loop()
  local loop = running_loop()
  if not loop then return nil end
  return {
    kind = "config", sent = false,
    message = ("this call would stop the loop of %s that runs here: make the client with the option transport = "
      .. 'require("openprovider.transport.%s"), or with transport = require("openprovider.transport.curl") if the loop '
      .. "may stand still"):format(loop, loop),
  }
end

local blocking = {}

function blocking.new(settings)
  local transport = curl.new(settings)
  local obstacle = transport.obstacle
  function transport.obstacle()
    -- Most programs have no loop, and this is asked at each call.
    local why = (modules.cqueues or modules.luv) and would_stop_a_loop()
    return why or obstacle()
  end
  return transport
end

--- What makes the transport.
---@return openprovider.TransportMaker
function usual.maker()
  local nginx = package.loaded.ngx and require("openprovider.transport.nginx")
  return nginx and nginx.has_threads() and nginx or blocking
end

return usual
