--- The kinds of errors that the reference names with each function are those that it gives: every function is called
--- with every fault of the test double.

local errors_page = require("spec.reference.pages.errors")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

local HANDLE = "CV000001-NL"

-- The first result of an iterator as a function's results.
local function first_of(iterator)
  local key, handle, details = iterator()
  if key == false then return nil, details end
  if key ~= nil and handle == nil then return nil, details end
  return handle or true, details
end

-- Each method: a call that can succeed, and one that is refused here.
local CALLS = {
  create_customer = {
    function(client) return client:create_customer(example.customer({ email = "b@example.com" })) end,
    function(client) return client:create_customer({}) end,
  },
  create_customers = {
    function(client) return first_of(client:create_customers({ example.customer({ email = "d@example.com" }) })) end,
    function(client) return first_of(client:create_customers({ {} })) end,
  },
  ensure_customer = {
    function(client) return client:ensure_customer(example.customer({ email = "c@example.com" })) end,
    function(client) return client:ensure_customer({}) end,
  },
  get_customer = {
    function(client) return client:get_customer(HANDLE) end,
    function(client) return client:get_customer("") end,
  },
  find_customer = {
    function(client) return client:find_customer({ email = "example@mail.tld" }) end,
    function(client) return client:find_customer({}) end,
  },
  list_customers = {
    function(client) return client:list_customers() end,
    function(client) return client:list_customers({ limit = -1 }) end,
  },
  customers = {
    function(client) return first_of(client:customers()) end,
    function(client) return first_of(client:customers({ type = "none" })) end,
  },
  domains_of = {
    function(client) return first_of(client:domains_of(HANDLE)) end,
    function(client) return first_of(client:domains_of("")) end,
  },
  update_customer = {
    function(client) return client:update_customer(HANDLE, { vat = "NL123456789B01" }) end,
    function(client) return client:update_customer(HANDLE, { email = "b@" }) end,
  },
  save_customer = {
    function(client, record)
      record.vat = "NL123456789B02"
      return client:save_customer(record)
    end,
    function(client) return client:save_customer({ handle = HANDLE }) end,
  },
  delete_customer = {
    function(client) return client:delete_customer(HANDLE) end,
    function(client) return client:delete_customer("") end,
  },
  clone_customer = {
    function(client) return client:clone_customer(HANDLE, { name = { last_name = "Jansen" } }) end,
    function(client) return client:clone_customer("") end,
  },
  replace_handle = {
    function(client) return client:replace_handle(HANDLE, "CV000002-NL") end,
    function(client) return client:replace_handle("", "CV000002-NL") end,
  },
  rename_customer = {
    function(client) return client:rename_customer(HANDLE, { name = { last_name = "Jansen" } }) end,
    function(client) return client:rename_customer("", { name = { last_name = "Jansen" } }) end,
  },
  check_customer = {
    function(client) return client:check_customer(example.customer()) end,
    function(client) return client:check_customer({}) end,
  },
  check_for_tld = {
    function(client) return client:check_for_tld(example.customer(), "us") end,
    function(client) return client:check_for_tld({}, "us") end,
  },
  customer_requirements = {
    function(client) return client:customer_requirements("us") end,
    function(client) return client:customer_requirements("") end,
  },
  start_email_verification = {
    function(client) return client:start_email_verification({ email = "example@mail.tld" }) end,
    function(client) return client:start_email_verification({ email = "b@" }) end,
  },
  restart_email_verification = {
    function(client) return client:restart_email_verification({ email = "example@mail.tld" }) end,
    function(client) return client:restart_email_verification({ email = "b@" }) end,
  },
  email_verifications = {
    function(client) return client:email_verifications() end,
    function(client) return client:email_verifications({ limit = -1 }) end,
  },
  list_tags = {
    function(client) return client:list_tags() end,
    function(client) return client:list_tags({ colour = "red" }) end,
  },
  create_tag = {
    function(client) return client:create_tag("NEW") end,
    function(client) return client:create_tag("") end,
  },
  delete_tag = {
    function(client) return client:delete_tag("VIP") end,
    function(client) return client:delete_tag("") end,
  },
  login = { function(client) return client:login() end },
  call = {
    function(client) return client:call("CreateTag", { key = "customer", value = "NEW" }) end,
    function(client) return client:call("NoSuchOperation") end,
  },
  request = {
    function(client) return client:request("POST", "/tags", nil, { key = "customer", value = "NEW" }) end,
    function(client) return client:request("GET", "no slash") end,
  },
}

-- Methods that make no call of their own.
local NO_CALL = { concurrently = true, pool = true, close = true }

local FAULTS = {}
for _, kind in ipairs({ "network", "timeout", "tls", "protocol", "cancelled" }) do
  FAULTS[#FAULTS + 1] = { kind = kind }
  if kind ~= "tls" then FAULTS[#FAULTS + 1] = { kind = kind, sent = true } end
end
-- Only the answers to creates are lost, and lists do not show what they made.
FAULTS[#FAULTS + 1] = { kind = "network", sent = true, method = "POST", path = "/customers$", visible_after = 1000 }
for _, code in ipairs({ 50, 98, 100, 187, 193, 196, 199, 4005, 4007, 6200, 10005, 10006, 20000 }) do
  FAULTS[#FAULTS + 1] = { code = code }
end
for _, status in ipairs({ 200, 400, 401, 403, 404, 429, 500, 502, 503, 504 }) do
  FAULTS[#FAULTS + 1] = { status = status, body = "<html>" }
end

-- The kinds that a call gives, with every fault in every request.
local function kinds_of(call)
  local seen = {}
  for _, fault in ipairs(FAULTS) do
    local transport = testing.transport({ login_limit = false, visible_after = fault.visible_after })
    local client = assert(openprovider.new({ username = "sandbox", password = "secret", transport = transport }))
    assert(client:create_customer(example.customer()))
    assert(client:create_customer(example.customer({ email = "other@mail.tld" })))
    assert(client:create_tag("VIP"))
    local record = assert(client:get_customer(HANDLE))
    local order = { times = math.huge }
    for name, value in pairs(fault) do order[name] = value end
    order.visible_after = nil
    transport.sandbox:fault(order)
    local result, err = call(client, record)
    if not result then seen[err.kind] = true end
  end
  return seen
end

describe("the reference says which kinds of errors are given by", function()
  local documented = errors_page.by_function()

  it("each method, and each is tried here", function()
    for name in pairs(documented) do
      local method = name:match("^client:(.*)$")
      assert.is_truthy(not method or NO_CALL[method] or CALLS[method], name)
    end
  end)

  for name, calls in pairs(CALLS) do
    it(name .. ", when requests fail, are refused or are lost", function()
      local of_method = assert(documented["client:" .. name], "its comment has no line `Errors: ...`")
      local seen = kinds_of(calls[1])
      for kind in pairs(seen) do assert.is_true(of_method[kind], "it gives " .. kind) end
      assert.equal(seen.outcome_unknown or false, of_method.outcome_unknown or false, "outcome_unknown")
    end)

    it(name .. ", when what is given cannot be right", function()
      local client = assert(openprovider.new({ username = "sandbox", password = "secret",
        transport = testing.transport() }))
      local result, err
      if calls[2] then result, err = calls[2](client) end
      assert.is_nil(result)
      assert.equal(calls[2] and "invalid", err and err.kind)
      assert.equal(calls[2] and true or nil, documented["client:" .. name].invalid)
    end)
  end
end)
