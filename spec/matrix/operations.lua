--- The columns of the fault matrix: each operation, and the request of it that the fault befalls.
--
-- `column` is that of the retry policy; `method`, `path` (a Lua pattern) and `route` (the sandbox's name of it) are
-- the request's; `call(client, handle, fault)` does it, with the handle of a customer that exists; `prepare(server,
-- handle)` comes before it, where there is more to be.
--
-- `creates`: the request makes a customer. `before_create`: one is made after it. `after_create`: one was made, and the
-- request looks for it. `has_created`: one was made, and is another matter. `is_first`: what the call is for was not
-- sent yet. `looks`: if its answer is lost, the call looks what became of it.
-- `lasts`: a fault that takes all the time there is may befall every attempt.

local example = require("spec.support.example")

local REFERENCE = "order-4711"

local function create_with_reference(client)
  return client:create_customer(example.customer(), { reference = REFERENCE })
end

local CREATE = { method = "POST", path = "/customers$", route = "POST /customers" }
local LIST = { method = "GET", path = "/customers$", route = "GET /customers" }
local DOMAINS = { method = "GET", path = "/domains$", route = "GET /domains" }
local TRADE = { method = "POST", path = "/domains/trade$", route = "POST /domains/trade" }
local ONE = "/customers/%u%u%d+%-%u%u$"

-- A domain whose new owner needs a trade, with the code that the sandbox gives the first domain.
local DOMAIN, CODE = { name = "example", extension = "be" }, "Code-1"

local function add_domain(server, handle, domain)
  server:fill(1)
  server:add_domain { domain = domain or "example.be", handle = handle }
end

local function first_domain(client, handle)
  local domain, _, err = client:domains_of(handle)()
  if not domain then return nil, err end
  return domain
end

local function trade(client)
  return client:call("TradeDomain", { domain = DOMAIN, owner_handle = "JD000002-NL", auth_code = CODE })
end

local NAME = { name = { last_name = "Jansen" } }

-- The one domain of a replacement. -> true | nil, err
local function outcome_of(report, err)
  if not report then return nil, err end
  local domain = report.domains[1]
  if domain.status == "replaced" then return true end
  return nil, domain.err or report.err
end

local function replace(client, handle)
  return outcome_of(client:replace_handle(handle, "JD000002-NL", { allow_fees = true }))
end

local function plan(client, handle)
  return client:replace_handle(handle, "JD000002-NL", { dry_run = true })
end

-- -> the copy's handle | nil, err
local function rename(client, handle)
  local report, err = client:rename_customer(handle, NAME)
  if not report then return nil, err end
  return report.new
end

-- -> true | nil, err
local function rename_and_delete(client, handle)
  local report = assert(client:rename_customer(handle, NAME, { delete_old = true }))
  if report.deleted then return true end
  return nil, report.err
end

local function update_of_email(client, handle)
  return client:update_customer(handle, { email = "new@example.com" }, { confirm = false })
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
  operation("create+ref", "with_reference", CREATE, create_with_reference,
    { creates = true, has_reference = true, lasts = true }),
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
  operation("domains", "read", DOMAINS, first_domain,
    { prepare = add_domain }),
  operation("check domain", "read", { method = "POST", path = "/domains/check$", route = "POST /domains/check" },
    function(client) return client:call("CheckDomain", { domains = { DOMAIN } }) end),
  operation("trade", "once", TRADE, trade,
    { prepare = add_domain }),
  operation("call, write", "write", { method = "DELETE", path = ONE, route = "DELETE /customers/{handle}" },
    function(client, handle) return client:call("DeleteCustomer", { handle = handle }) end),
  -- The fault befalls the customer that is to be copied, or the copy.
  operation("clone, read", "read", { method = "GET", path = ONE, route = "GET /customers/{handle}" },
    function(client, handle) return client:clone_customer(handle, NAME) end,
    { has_reference = true, before_create = true }),
  operation("clone", "with_reference", CREATE, function(client, handle) return client:clone_customer(handle, NAME) end,
    { creates = true, has_reference = true }),
  operation("rename", "with_reference", CREATE, rename, { creates = true, has_reference = true }),
  operation("rename, del", "write", { method = "DELETE", path = ONE, route = "DELETE /customers/{handle}" },
    rename_and_delete, { has_created = true }),
  operation("replace, dry", "read", DOMAINS, plan, { prepare = add_domain, is_first = true }),
  operation("replace", "once", { method = "PUT", path = "/domains/%d+$", route = "PUT /domains/{id}" }, replace,
    { prepare = function(server, handle) add_domain(server, handle, "example.com") end, looks = true }),
  operation("replace, be", "once", TRADE, replace, { prepare = add_domain, looks = true }),
  -- Before an e-mail address is changed.
  operation("guard", "read", DOMAINS, update_of_email, { is_first = true }),
  operation("login", "login", { method = "POST", path = "/auth/login$", route = "POST /auth/login" },
    function(client) return client:login() end),
}
