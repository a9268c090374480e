--- The columns of the fault matrix: each operation, and the request of it that the fault befalls.
--
-- `column` is that of the retry policy; `method`, `path` (a Lua pattern) and `route` (the sandbox's name of it) are
-- the request's; `call(client, handle, fault)` does it, with the handle of a customer that exists; `prepare(server,
-- handle)` comes before it, where there is more to be.

local example = require("spec.support.example")

local REFERENCE = "order-4711"

local function create_with_reference(client)
  return client:create_customer(example.customer(), { reference = REFERENCE })
end

local CREATE = { method = "POST", path = "/customers$", route = "POST /customers" }
local LIST = { method = "GET", path = "/customers$", route = "GET /customers" }
local ONE = "/customers/%u%u%d+%-%u%u$"

-- A domain whose new owner needs a trade, with the code that the sandbox gives the first domain.
local DOMAIN, CODE = { name = "example", extension = "be" }, "Code-1"

local function add_domain(server, handle)
  server:fill(1)
  server:add_domain { domain = "example.be", handle = handle }
end

local function first_domain(client, handle)
  local domain, _, err = client:domains_of(handle)()
  if not domain then return nil, err end
  return domain
end

local function trade(client)
  return client:call("TradeDomain", { domain = DOMAIN, owner_handle = "PF000002-BE", auth_code = CODE })
end

local function operation(title, column, request, call, members)
  local made = { title = title, column = column, call = call }
  for name, value in pairs(request) do made[name] = value end
  for name, value in pairs(members or {}) do made[name] = value end
  return made
end

return {
  operation("create", "once", CREATE, function(client) return client:create_customer(example.customer()) end,
    { creates = true }),
  operation("create+ref", "with_reference", CREATE, create_with_reference, { creates = true, has_reference = true }),
  -- The fault befalls the look before the create.
  operation("look", "read", LIST, create_with_reference, { has_reference = true, before_create = true }),
  -- The create was carried out, its answer lost; the fault befalls the look after it.
  operation("look after", "read", LIST, create_with_reference, {
    has_reference = true, after_create = true, skip = 1,
    first = { name = "reset_after", method = "POST", path = "/customers$" },
  }),
  operation("get", "read", { method = "GET", path = ONE, route = "GET /customers/{handle}" },
    function(client, handle) return client:get_customer(handle) end),
  operation("list", "read", LIST, function(client) return client:list_customers { limit = 10 } end),
  operation("update", "write", { method = "PUT", path = ONE, route = "PUT /customers/{handle}" },
    function(client, handle) return client:update_customer(handle, { comments = "moved" }) end,
    { reads_again = true }), -- before it is sent again
  operation("delete", "write", { method = "DELETE", path = ONE, route = "DELETE /customers/{handle}" },
    function(client, handle) return client:delete_customer(handle) end),
  operation("domains", "read", { method = "GET", path = "/domains$", route = "GET /domains" }, first_domain,
    { prepare = add_domain }),
  operation("check domain", "read", { method = "POST", path = "/domains/check$", route = "POST /domains/check" },
    function(client) return client:call("CheckDomain", { domains = { DOMAIN } }) end),
  operation("trade", "once", { method = "POST", path = "/domains/trade$", route = "POST /domains/trade" }, trade,
    { prepare = add_domain }),
  operation("login", "login", { method = "POST", path = "/auth/login$", route = "POST /auth/login" },
    function(client) return client:login() end),
}
