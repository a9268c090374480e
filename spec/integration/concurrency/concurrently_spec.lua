--- Many calls at once: straight lines in coroutines over one pool, without a loop to start.

local core = require("openprovider.core")
local example = require("spec.support.example")
local scheduler = require("openprovider.concurrency.scheduler")
local sandbox_server = require("spec.sandbox.server")

local unpack = rawget(table, "unpack") or rawget(_G, "unpack") -- 5.1

describe("concurrently", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function new_client(changes)
    return server:client({ retries = 0 }, changes)
  end

  before_each(function()
    server:reset()
    server:fill(50)
    client = new_client()
  end)
  after_each(function() client:close() end)

  local function delay(seconds, times)
    server:fault { name = "delay", seconds = seconds, times = times or 1000, method = "GET" }
  end

  local function get(handle) return client:get_customer(handle) end

  it("gives each item with what the function made of it", function()
    local handles, seen = server:handles(), {}
    for handle, customer, err in client:concurrently(8, handles, get) do
      assert(customer, err)
      assert.equal(handle, customer.handle)
      seen[handle] = (seen[handle] or 0) + 1
    end
    for _, handle in ipairs(handles) do assert.equal(1, seen[handle]) end
    assert.equal(50, server:counters().by_route["GET /customers/{handle}"])
    assert.equal(1, server:counters().logins)
  end)

  it("takes the time of the slowest, not of all", function()
    delay(0.3)
    local began = core.now()
    for _, customer, err in client:concurrently(50, server:handles(), get) do assert(customer, err) end
    assert.is_true(core.now() - began < 5) -- one after the other they take 15
  end)

  it("has no more in flight than it is told", function()
    delay(0.05)
    local most, now = 0, 0
    for _ in client:concurrently(7, server:handles(), function(handle)
      now = now + 1
      most = math.max(most, now)
      local customer, err = client:get_customer(handle)
      now = now - 1
      return customer, err
    end) do end
    assert.equal(7, most)
    assert.is_true(server:counters().connections <= 7)
  end)

  it("gives results in the order in which they are ready", function()
    local order = {}
    for seconds in client:concurrently(3, { 0.15, 0.05, 0.1 }, function(seconds)
      client.transport.sleep(seconds)
      return true
    end) do
      order[#order + 1] = seconds
    end
    assert.same({ 0.05, 0.1, 0.15 }, order)
  end)

  it("asks for items as it goes", function()
    local asked, taken = 0, 0
    for _ in client:concurrently(4, function()
      asked = asked + 1
      return asked <= 40 and asked or nil
    end, function() return client:list_customers({ limit = 1 }) end) do
      taken = taken + 1
      assert.is_true(asked - taken <= 5)
    end
    assert.equal(40, taken)
  end)

  it("keeps an error with its item, returned or raised", function()
    local found = {}
    for item, value, err in client:concurrently(3, { "XX999999-NL", "raise", server:handles()[1] }, function(item)
      if item == "raise" then error("out of order", 0) end
      return client:get_customer(item)
    end) do
      found[item] = value and value.handle or tostring(err.kind or err)
    end
    assert.same({ ["XX999999-NL"] = "not_found", raise = "out of order", [server:handles()[1]] = server:handles()[1] },
      found)
  end)

  it("passes a second value on", function()
    for _, handle, details in client:concurrently(2, { example.customer() }, function(customer)
      return client:create_customer(customer)
    end) do
      assert.equal("string", type(handle))
      assert.is_true(details.created)
    end
  end)

  it("works with functions that need many calls, and iterators", function()
    local count = 0
    for _, seen in client:concurrently(4, { 1, 2, 3, 4 }, function()
      local seen = 0
      for customer, _, err in client:customers() do
        assert(customer, err)
        seen = seen + 1
      end
      return seen
    end) do
      assert.equal(50, seen)
      count = count + 1
    end
    assert.equal(4, count)
  end)

  it("works inside itself", function()
    local handles, count = server:handles(), 0
    for _, inner in client:concurrently(2, { 1, 2, 3 }, function()
      local seen = 0
      for _, customer, err in client:concurrently(5, handles, get) do
        assert(customer, err)
        seen = seen + 1
      end
      return seen
    end) do
      assert.equal(50, inner)
      count = count + 1
    end
    assert.equal(3, count)
  end)

  it("lets a call that blocks go on beside it", function()
    delay(0.05)
    for _, customer, err in client:concurrently(5, server:handles(), get) do
      assert(customer, err)
      if server:counters().arrived < 12 then assert(client:list_customers { limit = 1 }) end
    end
  end)

  it("goes over several clients' connections at once", function()
    local other = new_client()
    delay(0.2)
    local began, count = core.now(), 0
    for _, customer, err in client:concurrently(20, server:handles(), function(handle)
      count = count + 1
      return (count % 2 == 0 and client or other):get_customer(handle)
    end) do
      assert(customer, err)
    end
    assert.is_true(core.now() - began < 5) -- one after the other they take 10
    other:close()
  end)

  it("multiplexes over one connection with http2, where the server has it", function()
    local fast = new_client { base_url = server.http2_base_url, ca_file = server.ca_file, http2 = true }
    assert(fast:login())
    local before = server:counters().connections
    delay(0.05)
    for _, customer, err in fast:concurrently(20, server:handles(), function(handle)
      return fast:get_customer(handle)
    end) do
      assert(customer, err)
    end
    assert.equal(before, server:counters().connections)
    fast:close()
  end)

  it("cancels what is in flight when its deadline is over, and starts no more", function()
    delay(20)
    local began, kinds, count = core.now(), {}, 0
    for _, customer, err in client:concurrently(4, server:handles(), get, { deadline = 0.3 }) do
      assert.is_nil(customer)
      kinds[err.kind] = true
      count = count + 1
    end
    assert.is_true(core.now() - began < 10)
    assert.same({ cancelled = true }, kinds)
    assert.equal(4, count)
  end)

  if rawget(coroutine, "close") then -- from Lua 5.4 on
    it("cancels what is in flight when the loop is left", function()
      delay(2, 3)
      local ended, cancelled = {}, 0
      for item in client:concurrently(4, { 1, 2, 3, 4 }, function(item) -- luacheck: ignore 512
        if item == 4 then return true end
        local customer, err = client:get_customer(server:handles()[item])
        ended[item] = true
        if not customer and err.kind == "cancelled" then cancelled = cancelled + 1 end
      end) do
        assert.equal(4, item)
        break
      end
      assert.same({ true, true, true }, ended)
      assert.equal(3, cancelled)
      assert(client:list_customers())
    end)
  end

  it("asks again, after as long as it is told, for items that are not there yet", function()
    local asked, began, seen = 0, core.now(), {}
    local function is_early() return core.now() < began + 0.3 end
    for item, value in scheduler.concurrently(3, function()
      asked = asked + 1
      if asked <= 2 then return asked end
      if not is_early() and asked < 20 and not seen[3] then return 3 end
      return nil
    end, function(item) return item * 2 end, {
      home = client.transport.calls, ask_again = function() return not seen[3] and 0.1 or nil end,
    }) do
      seen[item] = value
    end
    assert.same({ 2, 4, 6 }, seen)
    assert.is_true(core.now() - began > 0.25) -- two clocks
    assert.is_true(asked < 15, asked .. " times asked")
  end)

  it("ends where its items do, whatever they return beside nil", function()
    for _, second in ipairs({ "closed", 0, 3600, {}, false }) do
      local handles, index, count = server:handles(), 0, 0
      local function next_handle()
        index = index + 1
        if index > 3 then return nil, second end
        return handles[index]
      end
      for _, customer, err in client:concurrently(2, next_handle, get, { deadline = 5 }) do
        assert(customer, err)
        count = count + 1
      end
      assert.same({ 3, true }, { count, index <= 5 })
    end
  end)

  it("waits for items no longer than its deadline", function()
    local began = core.now()
    local opts = { deadline = 0.2, home = client.transport.calls }
    opts.ask_again = function() return 60 end
    for _ in scheduler.concurrently(3, function() return nil end, get, opts) do error("an item") end
    assert.is_true(core.now() - began < 10)
  end)

  it("sends no call whose time was over before it came to it", function()
    assert(client:login())
    local hasty = new_client { timeout = 0.2, token = "any" }
    local results = {}
    for item, handle, err in hasty:concurrently(2, { "called", "at once" }, function(item)
      if item == "at once" then return true end
      return hasty:create_customer(example.customer())
    end) do
      results[item] = handle or err
      core.sleep(0.4) -- the first result comes before anything is sent
    end
    assert.is_true(results["at once"])
    assert.same({ "timeout", "not_sent" }, { results.called.kind, results.called.outcome })
    assert.is_nil(server:counters().by_route["POST /customers"])
    hasty:close()
  end)

  it("can be left to the collector", function()
    delay(0.2, 3)
    do
      local iterate = client:concurrently(3, server:handles(), get)
      assert(iterate)
    end
    for _ = 1, 3 do collectgarbage() end
    assert(client:list_customers())
  end)

  it("gives nothing for nothing", function()
    for _ in client:concurrently(3, {}, get) do error("an item") end
  end)

  it("raises where its items do, and the client goes on", function()
    assert.is_false(pcall(function()
      for _ in client:concurrently(3, function() error("no items") end, get) do error("an item") end
    end))
    assert(client:list_customers())
  end)

  for title, call in pairs({
    ["a limit that is none"] = function(c) c:concurrently("2", {}, print) end,
    ["half a limit"] = function(c) c:concurrently(1.5, {}, print) end,
    ["items that are none"] = function(c) c:concurrently(1, "items", print) end,
    ["items that are no array"] = function(c) c:concurrently(1, { handle = "CV000001-NL" }, print) end,
    ["a function that is none"] = function(c) c:concurrently(1, {}, "print") end,
    ["an unknown option"] = function(c) c:concurrently(1, {}, print, { deadlin = 1 }) end,
  }) do
    it("raises for " .. title, function()
      assert.is_false(pcall(call, client))
    end)
  end

  it("gives an error once for a limit or a deadline that cannot be", function()
    for _, call in ipairs({ { 0 }, { -1 }, { 1, { deadline = -1 } } }) do
      local given = {}
      for item, value, err in client:concurrently(call[1], { "item" }, print, call[2]) do
        given[#given + 1] = { item, value, err.kind }
      end
      assert.same({ { false, nil, "config" } }, given)
    end
  end)

  describe("inside of another", function()
    it("lets the other's calls go on, and takes the time of the slowest", function()
      delay(0.3)
      local handles, began, seen = server:handles(), core.now(), 0
      for _, count, err in client:concurrently(5, { 0, 10, 20, 30, 40 }, function(first)
        local count = 0
        for _, customer, why in client:concurrently(10, { unpack(handles, first + 1, first + 10) }, get) do
          assert(customer, why)
          count = count + 1
        end
        return count
      end) do
        seen = seen + assert(count, err)
      end
      assert.equal(50, seen)
      assert.is_true(core.now() - began < 5)
    end)

    it("ends by the other's deadline", function()
      delay(20)
      local began, inner, outer = core.now(), nil, nil
      for _, _, err in client:concurrently(1, { "all" }, function()
        for _, _, err in client:concurrently(2, server:handles(), get) do inner = inner or err end
        return nil, "over"
      end, { deadline = 0.2 }) do
        outer = err
      end
      assert.equal("over", outer)
      assert.equal("cancelled", inner.kind)
      assert.is_true(core.now() - began < 10)
    end)
  end)

  it("ends with an error what waits for nothing that it knows", function()
    local results = {}
    for item, value, err in client:concurrently(2, { "stray", "good" }, function(item)
      if item == "stray" then coroutine.yield() end
      return item
    end) do
      results[item] = value or err
    end
    assert.equal("good", results.good)
    assert.truthy(results.stray:find("can wait only for calls of the client", 1, true), results.stray)
  end)

  it("ends when a task closes the client, and what waits for its next attempt with it", function()
    server:fault { name = "status", status = 429, headers = { ["Retry-After"] = "20" }, method = "GET", times = 1000 }
    client:close()
    client = new_client({ retries = 3 })
    local began, kinds = core.now(), {}
    for item, _, err in client:concurrently(2, { "waits", "closes" }, function(item)
      if item == "waits" then return client:list_customers() end
      client.transport.sleep(0.1)
      client:close()
      return true
    end) do
      kinds[item] = err and err.kind
    end
    assert.equal("config", kinds.waits)
    assert.is_true(core.now() - began < 10)
  end)

  it("does not spin at its deadline while another coroutine's login is under way", function()
    server:fault { name = "delay", seconds = 20, path = "/auth/login" }
    local began, cpu, kinds = core.now(), os.clock(), {}
    local function list() return client:list_customers() end
    for _, _, err in client:concurrently(2, { 1, 2 }, list, { deadline = 0.2 }) do
      kinds[#kinds + 1] = err.kind
    end
    assert.equal(2, #kinds)
    assert.is_true(core.now() - began < 10)
    assert.is_true(os.clock() - cpu < 0.3)
  end)
end)
