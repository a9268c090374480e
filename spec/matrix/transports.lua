--- The transports of the fault matrix: libcurl's over three protocols, in event loops, and one of a user's own.
--
-- Each is the client's own transport, counted, with detours for the requests that are to fail before the server.
-- It waits for moments alone, and says how long it was asked to.

local curl = require("openprovider.transport.curl")
local secrets = require("spec.matrix.secrets")

local transports = {}

--- `address` is the server's member with the base address; `loop`: calls are made in that event loop;
-- `forgets_sent`: its failures do not say whether anything was sent, as those of a plain wrapper around another HTTP
-- client.
transports.LIST = {
  { title = "http", address = "base_url" },
  { title = "https", address = "https_base_url" },
  { title = "HTTP/2", address = "http2_base_url" },
  { title = "cqueues", address = "https_base_url", loop = "cqueues" },
  { title = "luv", address = "http2_base_url", loop = "luv" },
  { title = "own", address = "base_url", forgets_sent = true },
}

-- Seconds that a wait takes here at most: as long as the pace of looking, which must be kept.
transports.MOMENT = 0.01

-- A label of a name has 63 bytes at most (RFC 1035, 2.3.4): the resolver refuses it without asking anybody.
local NO_HOST = "https://" .. ("x"):rep(64) .. ".invalid"

-- Where requests are led astray: the origin that replaces theirs; `proxy` is gone to by way of a dead one.
local PLACES = {
  refused = function() return "http://127.0.0.1:1" end,
  unknown_host = function() return NO_HOST end,
  wrong_host = function(server) return server.wrong_host_base_url end,
  no_tls = function(server) return (server.base_url:gsub("^http:", "https:")) end,
  deaf = function(server) return server.deaf_base_url end,
  deaf_tls = function(server) return (server.deaf_base_url:gsub("^http:", "https:")) end,
  proxy = function() return "https://api.example" end,
}

--- The address of a proxy that refuses, with a login in it.
transports.PROXY = "http://" .. secrets.PROXY .. "@127.0.0.1:1"

local function without_sent(response, failure)
  if response then return response end
  return nil, { kind = failure.kind, message = failure.message }
end

--- A transport of its own connections.
---@param server table
---@param kind table of `LIST`
---@return table transport that has `watch`, `within` and `counted`, too, and `slept`, the longest wait in seconds
function transports.new(server, kind)
  local settings = { ca_file = server.ca_file, proxy = "", http2 = kind.address == "http2_base_url" }
  local loop = kind.loop and require("spec.support.loops." .. kind.loop)
  local maker = loop and loop.transport or curl
  local straight, astray = maker.new(settings), nil
  local self = { now = straight.now, counted = 0, slept = 0 }

  function self.sleep(seconds)
    self.slept = math.max(self.slept, seconds)
    straight.sleep(math.min(seconds, transports.MOMENT))
  end

  local function lead_astray(request)
    astray = astray or maker.new { ca_file = server.ca_file, proxy = self.place == "proxy" and transports.PROXY or "" }
    local changed, origin = {}, request.url:match("^%w+://[^/]+")
    for name, value in pairs(request) do changed[name] = value end
    local place = PLACES[self.place](server):match("^%w+://[^/]+")
    changed.url = place .. request.url:sub(#origin + 1)
    return astray.perform(changed)
  end

  function self.perform(request)
    local perform = straight.perform
    if self.watches and self.watches(request) then
      if self.skip > 0 then
        self.skip = self.skip - 1
      else
        self.counted = self.counted + 1
        if self.place and self.counted <= self.times then perform = lead_astray end
      end
    end
    if kind.forgets_sent then return without_sent(perform(request)) end
    return perform(request)
  end

  --- Runs a function where calls are made, to its end. -> what it returns, two values at most
  function self.within(fn)
    if not loop then return fn() end
    local first, second, ended
    loop.start(function()
      first, second = fn()
      ended = true
    end)
    loop.run()
    assert(ended, "the call was left in the loop")
    return first, second
  end

  function self.close()
    straight.close()
    if astray then astray.close() end
  end

  --- Counts the requests of a kind from now on, after the first `skip`; with a place, the first `times` go there.
  function self.watch(watches, skip, place, times)
    self.watches, self.skip, self.place, self.times, self.counted = watches, skip, place, times, 0
  end

  return self
end

return transports
