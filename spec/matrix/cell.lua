--- One cell of the fault matrix: one call, one fault, and what client and server say of it afterwards.

local core = require("openprovider.core")
local openprovider = require("openprovider")
local event_pairs = require("spec.support.event_pairs")
local expectation = require("spec.matrix.expectation")
local secrets = require("spec.matrix.secrets")
local transports = require("spec.matrix.transports")

local cell = {}

-- Seconds: for a call; for one that stalls, and one that may be sent again after a stall.
local TIMEOUT, SHORT_TIMEOUT, SHARED_TIMEOUT = 5, 0.25, 2.4
local SETTLE = 0.03

local FOR_EVER = 1000

-- A store that two clients share, and that remembers every token.
local function new_store()
  local entry, tokens = nil, {}
  return {
    tokens = tokens,
    get = function() return entry end,
    delete = function() entry = nil end,
    set = function(_, value)
      entry = value
      tokens[#tokens + 1] = value.token
    end,
  }
end

local function timeout_of(fault, operation)
  if not (fault.slow and fault.kind == "timeout") then return TIMEOUT end
  return (operation.column == "with_reference" or operation.column == "login") and SHARED_TIMEOUT or SHORT_TIMEOUT
end

local function new_client(server, transport, base_url, store, events, timeout)
  return assert(openprovider.new {
    base_url = base_url, username = server.username, password = server.password, ca_file = server.ca_file,
    proxy = transports.PROXY, transport = transport, token_store = store, retries = expectation.RETRIES,
    timeout = timeout, settle = SETTLE,
    on_event = function(event) events[#events + 1] = event end,
  })
end

-- Has the store filled by another client, so that the connection of the first one is still to come.
local function log_in_elsewhere(server, store)
  local transport = transports.new(server, transports.LIST[1])
  assert(new_client(server, transport, server.base_url, store, {}, TIMEOUT):login())
  transport.close()
end

local function order(server, fault, operation, times)
  if operation.first then server:fault(operation.first) end
  if not fault.order then return end
  local ordered = { method = operation.method, path = operation.path, times = times, skip = operation.skip }
  for name, value in pairs(fault.order) do ordered[name] = value end
  server:fault(ordered)
end

-- Logs in where the call will be made, or not; lets an idle connection be closed.
local function prepare(server, client, fault, store)
  if fault.connection == "fresh" then return log_in_elsewhere(server, store) end
  if fault.idle then server:fault(fault.idle) end
  assert(client:login())
  if fault.wait_idle then core.sleep(fault.wait_idle) end
end

-- What the server says of it.
local function count(server, operation, before, existing)
  local counters, handles = server:counters(), {}
  for _, handle in ipairs(server:handles()) do
    if handle ~= existing then handles[#handles + 1] = handle end
  end
  local done = (counters.by_route[operation.route] or 0) - (before.by_route[operation.route] or 0)
  return { created = counters.customers_created, done = done - (operation.skip or 0), handles = handles }
end

--- Makes one call under one fault.
---@param server table the sandbox server, with a customer's `existing` handle to be made
---@param fault table a row
---@param operation table a column
---@param kind table a transport of `transports.LIST`
---@param lasting boolean
---@return table found as `expectation.of` has it, and `value`, `handles`, `retry_after`, `message`, `secret`,
--- `unpaired`: what is wrong with the starts and ends of its requests
function cell.run(server, fault, operation, kind, lasting)
  server:reset()
  server:fill(1)
  local existing, store, events = server:handles()[1], new_store(), {}
  if operation.prepare then operation.prepare(server, existing) end
  local transport = transports.new(server, kind)
  local client = new_client(server, transport, server[kind.address], store, events, timeout_of(fault, operation))
  prepare(server, client, fault, store)
  local before, times = server:counters(), lasting and FOR_EVER or 1
  order(server, fault, operation, times)
  transport.watch(function(request)
    local path = request.url:match("^[^?]*")
    return request.method == operation.method and path:find(operation.path) ~= nil
  end, operation.skip or 0, fault.detour, times)
  local value, details = transport.within(function() return operation.call(client, existing, fault) end)
  local found = count(server, operation, before, existing)
  local err = not value and details or {}
  found.ok, found.value, found.sends = value and true or false, value, transport.counted
  found.slept = transport.slept
  found.kind, found.outcome, found.retryable, found.retry_after = err.kind, err.outcome, err.retryable, err.retry_after
  found.message = err.message
  found.secret = secrets.found(store.tokens, value, details, tostring(details), events, tostring(client))
  found.unpaired = select(3, event_pairs(events))
  client:close()
  return found
end

return cell
