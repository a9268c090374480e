--- The default transport: inside nginx the one with threads; elsewhere the core's pool, whose calls block. In an event
--- loop a call that blocks would silently stop everything else, so there it is an error.
-- A program that wants to block there gives `openprovider.transport.curl`.
--
-- @module openprovider.transport.usual

local curl = require("openprovider.transport.curl")

local usual = {}

local modules = package.loaded

-- A function of a module that the program has loaded, or nil. This never loads a module.
local function loaded(name, member)
  local module = modules[name]
  local fn = type(module) == "table" and rawget(module, member)
  return type(fn) == "function" and fn or nil
end

-- The event loop that runs this code: the names of its module and of its transport, or nil.
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
    -- A short cut at each call: most programs have no loop.
    local why = (modules.cqueues or modules.luv) and would_stop_a_loop()
    return why or obstacle()
  end
  return transport
end

--- Returns the maker of the transport.
---@return openprovider.TransportMaker
function usual.maker()
  local nginx = package.loaded.ngx and require("openprovider.transport.nginx")
  return nginx and nginx.has_threads() and nginx or blocking
end

return usual
