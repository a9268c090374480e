--- `opts.timeout`: the seconds of one call, inside those of the client.

local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")
local testing = require("openprovider.testing")

local HANDLE = "CV000001-NL"

-- A call of each function with options, and gives what it gave.
local CALLS = {
  create_customer = function(client, opts) return client:create_customer(example.customer(), opts) end,
  create_customers = function(client, opts) return client:create_customers({ example.customer() }, opts)() end,
  ensure_customer = function(client, opts) return client:ensure_customer(example.customer(), opts) end,
  get_customer = function(client, opts) return client:get_customer(HANDLE, opts) end,
  list_customers = function(client, opts) return client:list_customers({}, opts) end,
  customers = function(client, opts) return client:customers({}, opts)() end,
  update_customer = function(client, opts)
    return client:update_customer(HANDLE, { email = "new@example.com" }, opts)
  end,
  find_customer = function(client, opts) return client:find_customer({ email = "jan@example.com" }, opts) end,
  save_customer = function(client, opts)
    local page, err = client:list_customers({}, opts)
    if not page then return nil, err end
    return client:save_customer(page.results[1], opts)
  end,
  domains_of = function(client, opts) return client:domains_of(HANDLE, opts)() end,
  clone_customer = function(client, opts) return client:clone_customer(HANDLE, {}, opts) end,
  replace_handle = function(client, opts) return client:replace_handle(HANDLE, "CV000002-NL", opts) end,
  rename_customer = function(client, opts) return client:rename_customer(HANDLE, {}, opts) end,
  call = function(client, opts) return client:call("ListTags", {}, opts) end,
  delete_customer = function(client, opts) return client:delete_customer(HANDLE, opts) end,
  check_for_tld = function(client, opts) return client:check_for_tld(example.customer(), "eu", opts) end,
  customer_requirements = function(client, opts) return client:customer_requirements("eu", opts) end,
  start_email_verification = function(client, opts)
    return client:start_email_verification({ email = "jan@example.com" }, opts)
  end,
  restart_email_verification = function(client, opts)
    return client:restart_email_verification({ email = "jan@example.com" }, opts)
  end,
  email_verifications = function(client, opts) return client:email_verifications({}, opts) end,
  list_tags = function(client, opts) return client:list_tags({}, opts) end,
  create_tag = function(client, opts) return client:create_tag("VIP", opts) end,
  delete_tag = function(client, opts) return client:delete_tag("VIP", opts) end,
  request = function(client, opts) return client:request("GET", "/tags", nil, nil, opts) end,
  login = function(client, opts) return client:login(opts) end,
}

describe("the timeout of a call", function()
  it("is there for every function that sends something", function()
    local without_it = { check_customer = true, concurrently = true, pool = true, close = true, exchange = true }
    for name in pairs(getmetatable(assert(openprovider.new { transport = testing.transport() })).__index) do
      if not name:find("^__") then assert.is_truthy(CALLS[name] or without_it[name], name) end
    end
  end)

  for name, call in pairs(CALLS) do
    -- The most seconds that a request of the call was given.
    local function longest(opts)
      local transport, most = testing.transport(), 0
      transport.sandbox:fill(1)
      local perform = transport.perform
      function transport.perform(request)
        most = math.max(most, request.timeout)
        return perform(request)
      end
      local client = assert(openprovider.new {
        username = "sandbox", password = "secret", transport = transport, timeout = 60, retries = 0,
      })
      call(client, opts)
      return most
    end

    it("counts for all requests of " .. name .. ", and the client's counts where that is less", function()
      local short, long = longest { timeout = 5 }, longest { timeout = 100 }
      assert.is_true(short > 4 and short <= 5, short)
      assert.is_true(long > 50 and long <= 60, long)
    end)

    it("that is negative is an error: " .. name, function()
      local client = assert(openprovider.new {
        username = "sandbox", password = "secret", transport = testing.transport(),
      })
      local result, err, third = call(client, { timeout = -1 })
      err = third or err
      assert.is_falsy(result)
      assert.same({ "config", "not_sent" }, { err.kind, err.outcome })
    end)
  end

  it("is a copy, which changes nothing of the client: other calls have its time", function()
    local transport, seen = testing.transport(), {}
    local perform = transport.perform
    function transport.perform(request)
      seen[#seen + 1] = request.timeout
      return perform(request)
    end
    local client = assert(openprovider.new { token = "x", transport = transport, timeout = 60, retries = 0 })
    client:list_tags({}, { timeout = 5 })
    client:list_tags({})
    assert.is_true(seen[1] <= 5 and seen[2] > 50)
  end)
end)

describe("a call with a timeout of its own", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)
  after_each(function() client:close() end)

  it("ends when its time is over, with its retries", function()
    client = server:client { retries = 30 }
    assert(client:login())
    server:fault { name = "delay", path = "/customers", times = 40, seconds = 5 }
    local began = core.now()
    local found, err = client:get_customer(HANDLE, { timeout = 0.3 })
    local took = core.now() - began
    assert.same({ nil, "timeout" }, { found, err.kind })
    assert.is_true(took >= 0.25 and took < 4, took)
  end)

  it("does not wait for another call's login as long as that call may", function()
    client = server:client {}
    server:fault { name = "delay", path = "/auth/login$", times = 9, seconds = 2.5 }
    local began, ends, kinds = core.now(), {}, {}
    for seconds, found, err in client:concurrently(2, { 10, 0.1 }, function(seconds)
      return client:list_tags({}, { timeout = seconds })
    end) do
      ends[seconds], kinds[seconds] = core.now() - began, found and "found" or err.kind
    end
    assert.same({ [10] = "found", [0.1] = "timeout" }, kinds)
    assert.is_true(ends[0.1] < 2.4, ends[0.1])
  end)

  it("can be followed by the same create with the reference of its error, which makes no second customer", function()
    client = server:client { settle = 0.6 }
    assert(client:login())
    for _, reference in ipairs({ "order-1", true }) do
      server:reset()
      server:fault { name = "late", method = "POST", path = "/customers$", times = 1, seconds = 0.3 }
      local handle, err = client:create_customer(example.customer(), { reference = reference, timeout = 0.2 })
      assert.same({ nil, "outcome_unknown" }, { handle, err.kind })
      handle, err = client:create_customer(example.customer(), { reference = err.reference })
      assert(handle, tostring(err))
      assert.same({ handle }, server:handles())
    end
  end)

  it("has no reference in its error where the call had none", function()
    client = server:client {}
    server:fault { name = "status", status = 500, body = '{"code":116,"desc":"no"}', path = "/customers$", times = 9 }
    local _, without = client:create_customer(example.customer())
    local _, with = client:create_customer(example.customer(), { reference = "order-2" })
    assert.is_nil(without.reference)
    assert.equal("order-2", with.reference)
  end)
end)
