--- The client: settings, a transport, a session, and the operations.
--
-- @module openprovider.client

local arguments = require("openprovider.values.arguments")
local callback = require("openprovider.concurrency.callback")
local core = require("openprovider.core")
local curl = require("openprovider.transport.curl")
local entry = require("openprovider.entry")
local errors = require("openprovider.errors")
local exchange = require("openprovider.http.call")
local guard = require("openprovider.limits.local_quota")
local json = require("openprovider.values.json")
local memory = require("openprovider.exactly_once.memory")
local nginx = require("openprovider.transport.nginx")
local nginx_store = require("openprovider.auth.stores.nginx")
local options = require("openprovider.config")
local query = require("openprovider.http.query")
local recent_updates = require("openprovider.api.update.recent")
local references = require("openprovider.exactly_once.references")
local retry_budget = require("openprovider.limits.retry_budget")
local scheduler = require("openprovider.concurrency.scheduler")
local session = require("openprovider.auth.session")
local token_store = require("openprovider.auth.stores")

local Client = { __name = "openprovider.client" }
Client.__index = Client

-- Where the operations are: functions whose first argument is the client.
for _, part in ipairs({
  "api.customers", "api.create", "bulk.create_many", "list.customers", "api.update", "api.ensure",
  "api.tld_requirements", "api.email_verifications", "api.tags",
}) do
  for name, operation in pairs(require("openprovider." .. part)) do
    assert(Client[name] == nil, name)
    Client[name] = operation
  end
end

-- What a client has unless it is given: inside nginx, what does not keep a worker from serving.
local function default_transport()
  return nginx.has_threads() and nginx or curl
end

local function default_store()
  return nginx_store.new() or token_store.memory()
end

-- Tells once that the token store fails: all that fails with it has the same cause.
local function teller(settings)
  local told = false
  return function(message)
    if told then return end
    told = true
    callback.tell(settings.on_event, { name = "token_store", message = message })
  end
end

--- A new client.
---@param given? table options (see `openprovider.config`); what it leaves out comes from the environment
---@return table|nil client
---@return table|nil err of kind `config`
local function new(given)
  if given ~= nil and type(given) ~= "table" then
    error("bad argument #1 to 'new' (table expected, got " .. type(given) .. ")", 2)
  end
  local settings, err = options.resolve(core.plain(1, given or {}))
  if not settings then return nil, err end
  local transport = settings.transport or default_transport()
  if not transport.perform then transport = transport.new(settings) end
  local store, tell_failure = settings.token_store or default_store(), teller(settings)
  local client = setmetatable({
    settings = settings,
    transport = transport,
    guard = guard.new(store, transport, memory.account(settings), tell_failure),
    budget = retry_budget(),
    references = references.new(settings, transport, store),
    updates = recent_updates.new(settings, transport),
  }, Client)
  client.session = session.new(settings, store, transport, function(call)
    return exchange.perform(client, call)
  end, tell_failure)
  return client
end

local function is_closed()
  return nil, exchange.closed()
end

--- Performs a call that an operation has put together (see `exchange.perform`).
---@package
---@param call table
---@return table|nil answer
---@return table|nil err
function Client:exchange(call)
  if self.closed then return is_closed() end
  return exchange.perform(self, call)
end

--- Logs in, and so checks the credentials.
---@return boolean|nil ok
---@return table|nil err
function Client:login()
  if self.closed then return is_closed() end
  local token, err = self.session:login()
  if not token then return nil, err end
  return true
end

--- Any other call of the API.
---@param method string such as "GET"
---@param path string below the base address, such as "/domains"; its variable parts encoded
---@param parameters? table of the query: name -> string, number, boolean, or an array of these
---@param body? table sent as JSON; use `openprovider.empty_array` for `[]`
---@return any data the envelope's `data`; true where it has none
---@return table details_or_err `{ api_warnings, maintenance, status, attempts }`
function Client:request(method, path, parameters, body)
  if type(method) ~= "string" or not method:find("^[A-Z]+$") then
    error("bad argument #1 to 'request' (a method such as \"GET\" expected)", 2)
  end
  if type(path) ~= "string" or not path:find("^/[^%z\1-\32\127?#]*$") or path:find("/%.%.?%f[/%z]") then
    error("bad argument #2 to 'request' (a path such as \"/domains\" expected)", 2)
  end
  if parameters ~= nil and type(parameters) ~= "table" then
    error("bad argument #3 to 'request' (table expected, got " .. type(parameters) .. ")", 2)
  end
  local parts, text, why
  parts, why = query.string(parameters)
  if not parts then return nil, errors.new("invalid", "the query has " .. why, { outcome = "not_sent" }) end
  if body ~= nil then
    text, why = json.encode(body)
    if not text then return nil, errors.new("invalid", "the body has " .. why, { outcome = "not_sent" }) end
  end
  local answer, err = self:exchange({
    method = method,
    path = path,
    query = parts ~= "" and parts or nil,
    body = text,
    operation = method == "GET" and "read" or "once",
    max_body = exchange.longest_body(self),
  })
  if not answer then return nil, err end
  local data = answer.data
  if data == nil then data = true end
  return data, {
    api_warnings = answer.warnings,
    maintenance = answer.maintenance,
    status = answer.status,
    attempts = answer.call.attempts,
  }
end

--- Runs a function for each item, so many at a time: see `openprovider.concurrency.scheduler`.
---@param limit integer how many at a time
---@param items table|function an array, or a function that gives one item after the other, then nil
---@param fn function(item) -> value, details | nil, err: what it calls does not block the others
---@param opts? table `deadline`: seconds after which what is in flight is cancelled, and nothing more started
---@return function iterator of `item, value, details`, or `item, nil, err`, in the order of completion
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function Client:concurrently(limit, items, fn, opts)
  if type(limit) ~= "number" or limit < 1 or limit % 1 ~= 0 then
    error("bad argument #1 to 'concurrently' (an integer above 0 expected)", 2)
  end
  arguments.check_list("concurrently", 2, items, "items")
  arguments.check("concurrently", 3, fn, "function")
  if type(items) == "function" then
    local given = items
    items = function() return (given()) end -- the scheduler takes a second result for seconds to wait
  end
  local taken, err = arguments.options("concurrently", 4, opts, { deadline = "number" })
  if not taken then error(tostring(err), 2) end
  return scheduler.concurrently(limit, items, fn, { deadline = taken.deadline, home = self.transport.calls })
end

--- The pool of connections, for a program with an event loop of its own: it waits until the descriptor `fd()` is
-- readable or `timeout()` seconds are over, and then calls `step()`. `fd()` is nil where the system has no such
-- descriptor, `timeout()` where the descriptor alone counts.
---@return userdata|nil pool
---@return table|nil err of kind `config`: the transport is one without a pool
function Client:pool()
  if self.closed then return is_closed() end
  if self.transport.pool then return self.transport.pool end
  return nil, errors.new("config", "this client's transport has no pool of connections", { outcome = "not_sent" })
end

--- Closes the connections. Closing twice is fine; calls after it are errors.
function Client:close()
  if self.closed then return end
  self.closed = true
  if self.transport.close then self.transport.close() end
end

Client.__close = Client.close

function Client:__tostring()
  return "openprovider.client (" .. self.settings.base_url .. ")"
end

-- Methods that are no operations: they are of one client.
local OF_ONE_CLIENT = { exchange = true, pool = true, close = true }

-- Levels of tables that are copied, where these are not all of them: the items of an array are the caller's own, each
-- customer of many is read when its turn comes, and one that is checked or created before anything waits. An update
-- asks which tables builders made, and copies by itself.
local LEVELS = {
  concurrently = 1, create_customers = 1, create_customer = 0, check_customer = 0, update_customer = 0,
}

-- The names of all operations, `login` and `request` among them.
local names = {}
for name, value in pairs(Client) do
  if type(value) == "function" and not name:find("^__") and not OF_ONE_CLIENT[name] then names[#names + 1] = name end
end
table.sort(names, core.before)
for _, name in ipairs(names) do Client[name] = entry(Client[name], LEVELS[name]) end

return { new = new, operations = names }
