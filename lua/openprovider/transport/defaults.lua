--- Optional members of a transport, besides `perform`, `sleep` and `now`, and their defaults.
-- A client fills in the defaults when it is made, so that later code need not ask whether a member exists.
--
-- @module openprovider.transport.defaults

local errors = require("openprovider.errors")

local defaults = {}

local MIB = 1024 * 1024

local function nothing() end

--- Each name with its meaning and its default.
defaults.OFFERS = {
  -- function(): closes all connections, and ends the calls in flight.
  close = nothing,

  -- function(connection): closes a connection at once, as a response names it. The client calls it when an answer makes
  -- no sense for its request. Calls in flight on it must then fail with `sent`.
  drop = nothing,

  -- function() -> failure | nil: why no call can be made now, such as a phase of nginx that cannot wait. It is called
  -- before a call is counted.
  obstacle = nothing,

  -- function(fn, ...) -> started: calls a function that goes on even if its caller is ended while it waits. Without it
  -- the caller calls the function itself.
  apart = nothing,

  -- function(place) -> any: the key under which the client remembers its creates and updates. It is the account's place
  -- (see `openprovider.exactly_once.memory`), unless the transport reaches another server.
  scope = function(place) return place end,

  -- How many customers a page has where all are read: the API's longest page (FACTS 2.8).
  rows_of_page = 1000,

  -- The most bytes of a list, or of an answer of unknown size.
  longest_list = 16 * MIB,

  -- The pool of connections, for `client:pool()`.
  pool = false,

  -- How `concurrently` waits while none of its calls is in flight (see `openprovider.concurrency.scheduler`).
  calls = false,
}

-- The members that every transport has.
local NEEDED = { "perform", "sleep", "now" }

-- A member of a transport. Its metatable may raise for unknown names: then nil.
local function member(transport, name)
  local ok, value = pcall(function() return transport[name] end)
  if ok then return value end
  return nil
end

-- Checks the members of a transport, and adds those that it lacks. -> transport | nil, err
local function fill_in(transport, given)
  for _, name in ipairs(NEEDED) do
    if type(member(given, name)) ~= "function" then
      return errors.config("option transport must have a function %s", name)
    end
  end
  local ok, now = pcall(given.now)
  if not ok or type(now) ~= "number" then
    return errors.config("the function now of option transport must give a number of seconds")
  end
  for name, default in pairs(defaults.OFFERS) do
    local value = member(given, name)
    if value == nil then
      transport[name] = default
    elseif default and type(value) ~= type(default) then
      return errors.config("option transport must have a %s as %s, not a %s", type(default), name, type(value))
    end
  end
  return transport
end

--- The transport of a client.
---@param given openprovider.Transport|openprovider.TransportMaker what a maker returns gets the missing members; the
--- caller's own table is not changed, and the caller may change its functions later
---@param settings openprovider.Options for the maker
---@return openprovider.Transport|nil transport with all offers
---@return openprovider.Error|nil err of kind `config`
function defaults.transport(given, settings)
  if type(member(given, "new")) == "function" and member(given, "perform") == nil then
    local made, why = given.new(settings)
    if type(made) ~= "table" then
      return errors.config("the function new of option transport gave no transport: %s", tostring(why or made))
    end
    return fill_in(made, made)
  end
  local transport, err = fill_in(setmetatable({}, { __index = given }), given)
  if not transport then return nil, err end
  -- Only the core's pool certainly goes where `base_url` says: any other transport may reach another server.
  if not member(given, "scope") and not member(given, "calls") then transport.scope = function() return given end end
  return transport
end

return defaults
