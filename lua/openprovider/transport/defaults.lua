--- What a transport may offer besides `perform`, `sleep` and `now`, and what a client has where it does not.
--
-- A client fills this in once, when it is made: nobody asks a transport whether it has something.
--
-- @module openprovider.transport.defaults

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

-- Gives a table what it lacks.
local function fill_in(transport)
  for name, default in pairs(defaults.OFFERS) do
    if transport[name] == nil then transport[name] = default end
  end
  return transport
end

--- The transport of a client.
---@param given openprovider.Transport|openprovider.TransportMaker a maker's transport gets what it lacks; one of the
--- caller's own stays as it is, and the caller may change its functions later
---@param settings openprovider.Options for the maker
---@return openprovider.Transport transport with all offers
function defaults.transport(given, settings)
  if not given.perform then return fill_in(given.new(settings)) end
  local transport = { scope = given.scope or function() return given end } -- it may reach anything
  return fill_in(setmetatable(transport, { __index = given }))
end

return defaults
