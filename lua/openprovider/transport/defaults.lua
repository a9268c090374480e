--- What a transport may offer besides `perform`, `sleep` and `now`, and what a client has where it does not.
--
-- A client fills this in once, when it is made: nobody asks a transport whether it has something.
--
-- @module openprovider.transport.defaults

local errors = require("openprovider.errors")

local defaults = {}

local MIB = 1024 * 1024

local function nothing() end

--- Each name, with what it is and its default.
defaults.OFFERS = {
  -- function(): closes all connections, and ends the calls in flight.
  close = nothing,

  -- function(connection): closes a connection at once, as a response names it. The client calls it when an answer makes
  -- no sense for its request. Calls in flight on it must then fail as sent.
  drop = nothing,

  -- function() -> failure | nil: why nothing can be performed here and now, such as a phase of nginx that cannot wait.
  -- It is asked before a call is counted.
  obstacle = nothing,

  -- function(fn, ...) -> started: calls a function that goes on whatever becomes of its caller, where a caller may be
  -- ended while it waits. Without it the caller calls the function itself.
  apart = nothing,

  -- function(place) -> any: what the client remembers of its creates and updates belongs to that. It is the account's
  -- place (see `openprovider.exactly_once.memory`), unless the transport reaches something else than that.
  scope = function(place) return place end,

  -- How many customers to ask for at a time where all are read: the API's longest page (FACTS 2.8).
  rows_of_page = 1000,

  -- How many bytes of a list, or of an answer of which nothing is known, are taken.
  longest_list = 16 * MIB,

  -- The pool of connections, for `client:pool()`.
  pool = false,

  -- How `concurrently` waits where none of its calls is in flight (see `openprovider.concurrency.scheduler`).
  calls = false,
}

-- What every transport has.
local NEEDED = { "perform", "sleep", "now" }

-- A member of a transport, which may be strict: one whose metatable raises for names that it does not have.
local function member(transport, name)
  local ok, value = pcall(function() return transport[name] end)
  if ok then return value end
  return nil
end

-- Looks at what a transport has, and gives it what it lacks. -> transport | nil, err
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
---@param given openprovider.Transport|openprovider.TransportMaker a maker's transport gets what it lacks; one of the
--- caller's own stays as it is, and the caller may change its functions later
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
  -- What is not the core's pool, which goes where `base_url` says, may reach anything.
  if not member(given, "scope") and not member(given, "calls") then transport.scope = function() return given end end
  return transport
end

return defaults
