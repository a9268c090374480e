--- Thousands of customers at once.

local core = require("openprovider.core")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

describe("create_customers", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function new_client(on, changes)
    return on:client({ settle = 0.1 }, changes)
  end

  before_each(function()
    server:reset()
    client = new_client(server)
  end)
  after_each(function() client:close() end)

  -- A source of so many customers that differ, by key.
  local function customers(count)
    local index = 0
    return function()
      index = index + 1
      if index > count then return nil end
      return "row-" .. index, example.customer { email = "jan" .. index .. "@example.com" }
    end
  end

  it("gives a handle for each key", function()
    local handles, count = {}, 0
    for key, handle, details in client:create_customers(customers(200), { concurrency = 32 }) do
      assert(handle, details)
      assert.is_true(details.created)
      assert.is_nil(handles[key])
      handles[key], count = handle, count + 1
    end
    assert.equal(200, count)
    assert.equal(200, server:counters().customers_created)
    assert.equal(1, server:counters().logins)
    assert.is_true(server:counters().connections <= 32)
  end)

  it("takes a list, whose keys are positions, and an iterator of customers alone", function()
    local list = {}
    for index = 1, 5 do list[index] = example.customer { email = "jan" .. index .. "@example.com" } end
    local keys = {}
    for key, handle, err in client:create_customers(list) do
      assert(handle, err)
      keys[key] = true
    end
    local index = 0
    for key, handle, err in client:create_customers(function()
      index = index + 1
      return list[index]
    end) do
      assert(handle, err)
      keys[key + 5] = true
    end
    assert.same({ true, true, true, true, true, true, true, true, true, true }, keys)
  end)

  it("raises for one customer in place of an array, where its caller called it", function()
    for _, one in ipairs({ example.customer(), { [2] = example.customer() } }) do
      local ok, message = pcall(function() client:create_customers(one) end)
      assert.is_false(ok)
      assert.truthy(message:find("^spec/integration/bulk/bulk_spec.lua:%d+: .*an array or a function of "
        .. "customers expected"), message)
    end
    for _ in client:create_customers({}) do error("nothing was given") end
    assert.equal(0, server:counters().customers_created)
  end)

  it("goes on after customers that are refused, here or there", function()
    local rows = {
      example.customer(), example.customer { email = "jan@" }, "a text",
      example.customer { ["address.zipcode"] = "nowhere" }, example.customer { email = "b@example.com" },
    }
    local kinds, created = {}, 0
    for key, handle, err in client:create_customers(rows) do
      if handle then created = created + 1 else kinds[key] = err.kind end
    end
    assert.equal(2, created)
    assert.same({ [2] = "invalid", [3] = "invalid", [4] = "rejected" }, kinds)
  end)

  it("starts no more once it is told to stop, such as after so many failures", function()
    local asked, failed = 0, 0
    for _, handle in client:create_customers(function()
      asked = asked + 1
      return example.customer { email = "jan@" }
    end, { concurrency = 4, stop_when = function(progress) return progress.failed >= 10 end }) do
      assert.is_nil(handle)
      failed = failed + 1
    end
    assert.is_true(failed >= 10 and failed <= 14)
    assert.is_true(asked <= 14)
  end)

  it("tells how far it is", function()
    local last
    for _ in client:create_customers(customers(20), { on_progress = function(progress)
      assert.is_true(progress.in_flight >= 0 and progress.in_flight <= 16)
      last = { progress.created, progress.failed, progress.in_flight }
    end }) do end
    assert.same({ 20, 0, 0 }, last)
  end)

  it("tells customers that were there from new ones", function()
    assert(client:create_customer((select(2, customers(1)())), { reference = true }))
    local last
    for _ in client:create_customers(customers(3), { reference = true, on_progress = function(progress)
      last = { progress.created, progress.found, progress.failed }
    end }) do end
    assert.same({ 2, 1, 0 }, last)
  end)

  it("creates each once by its reference, however often it is run", function()
    for _ = 1, 3 do
      for _, handle, err in client:create_customers(customers(30), { reference = true }) do assert(handle, err) end
    end
    assert.equal(30, server:counters().customers_created)
    for _, handle, err in client:create_customers(customers(3), {
      reference = function(key) return "again-" .. key end,
    }) do
      assert(handle, err)
    end
    assert.equal(33, server:counters().customers_created)
  end)

  it("survives answers that are lost", function()
    server:fault { name = "reset_after", method = "POST", path = "/customers$", times = 5, skip = 10 }
    server:fault { name = "close_before", method = "POST", path = "/customers$", times = 5, skip = 30 }
    for _, handle, err in client:create_customers(customers(100), { reference = true }) do assert(handle, err) end
    assert.equal(100, server:counters().customers_created)
  end)

  it("slows down its own calls only, while others of the same client go on", function()
    server:fault { name = "code", code = 50, method = "POST", path = "/customers$", times = 9 }
    local ended = {}
    for name in client:concurrently(2, { "slow", "quick" }, function(name)
      if name == "quick" then
        for _ = 1, 50 do assert(client:list_customers()) end
        return true
      end
      for _ in client:create_customers(customers(5), { concurrency = 1 }) do end -- one request a second now
      return true
    end, { deadline = 1.5 }) do
      ended[name] = core.now()
    end
    assert.is_true(ended.quick < ended.slow - 0.5)
    assert.is_true(server:counters().customers_created < 5)
  end)

  it("needs no more memory for more customers", function()
    local quiet = new_client(server, { base_url = server.fast_base_url, token = "any", retries = 0 })
    local function grown(count)
      for _ in quiet:create_customers(customers(count), { concurrency = 32 }) do end
      collectgarbage() collectgarbage()
      return collectgarbage("count")
    end
    grown(500)
    local before = grown(500)
    -- All of them would be 8 MB; the guard has to remember a few thousand calls.
    local more = grown(4000) - before
    assert.is_true(more < 1500, more .. " KiB")
    quiet:close()
  end)

  describe("where the API takes 20 requests a second", function()
    local slow

    setup(function() slow = sandbox_server.start { login_limit = false, rate_limit = { count = 20, window = 1 } } end)
    teardown(function() slow:stop() end)

    it("settles at that, loses none, and finishes", function()
      local paced = new_client(slow)
      local count, since = 0, nil
      for _, handle, err in paced:create_customers(customers(160), { concurrency = 64 }) do
        assert(handle, err)
        count = count + 1
        if count == 60 then since = core.now() end
      end
      local rate = 100 / (core.now() - since)
      paced:close()
      assert.equal(160, slow:counters().customers_created)
      -- A busy machine is slower; without the pace it would be a third of that, after refusals and waits.
      assert.is_true(rate > 13 and rate < 22, rate .. " a second")
    end)
  end)

  it("gives its one error where there are no credentials", function()
    local getenv = stub(os, "getenv").invokes(function() end)
    local loaded = package.loaded.openprovider
    package.loaded.openprovider = nil
    local fresh = require("openprovider") -- which has no default client yet
    package.loaded.openprovider = loaded
    local kinds = {}
    for _, handle, err in fresh.create_customers({ example.customer() }) do
      kinds[#kinds + 1] = handle or err.kind
    end
    getenv:revert()
    assert.same({ "config" }, kinds)
  end)

  it("raises for a source or options that cannot be", function()
    for _, call in ipairs({
      function() client:create_customers("customers.csv") end,
      function() client:create_customers({}, { concurrency = "2" }) end,
      function() client:create_customers({}, { concurency = 2 }) end,
      function() client:create_customers({}, { reference = "order-1" }) end,
      function() client:create_customers({}, { journal = {} }) end,
      function() client:create_customers({}, { journal = 5 }) end,
    }) do
      assert.is_false(pcall(call))
    end
  end)

  it("gives an error once for numbers that cannot be, and creates nobody", function()
    for _, opts in ipairs({ { concurrency = 0 }, { concurrency = 2.5 }, { settle = -1 }, { expected = 1.5 } }) do
      local given = {}
      for key, handle, err in client:create_customers({ example.customer() }, opts) do
        given[#given + 1] = { key, handle, err.kind }
      end
      assert.same({ { false, nil, "config" } }, given)
    end
  end)
end)
