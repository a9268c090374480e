--- The guard: calls that the API would block the account for are refused here.

local openprovider = require("openprovider")
local example = require("spec.example")
local testing = require("openprovider.testing")

local HANDLE = "CV000001-NL"

describe("the guard", function()
  local transport, api, client

  local function new_client(changes)
    local options = {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta", transport = transport,
    }
    for name, value in pairs(changes or {}) do options[name] = value end
    return assert(openprovider.new(options))
  end

  before_each(function()
    transport = testing.transport { login_limit = false, now = function() return 1000000 end }
    api = transport.sandbox
    api:fill(3)
    client = new_client()
  end)

  local function asked()
    return api:counters().by_route["GET /customers/{handle}"] or 0
  end

  local function get(handle) return client:get_customer(handle or api:handles()[1]) end

  it("lets 280 identical calls in 300 seconds through, and then none", function()
    for _ = 1, 280 do assert(get()) end
    for _ = 1, 30 do
      local customer, err = get()
      assert.is_nil(customer)
      assert.same({ "rate_limited", "not_sent" }, { err.kind, err.outcome })
      assert.equal(0, err.attempts)
    end
    assert.equal(280, asked())
  end)

  it("says which call, why, and when it can be made again", function()
    for _ = 1, 280 do assert(get()) end
    local _, err = get()
    assert.is_truthy(err.message:find("GET /customers/" .. api:handles()[1], 1, true), err.message)
    assert.is_truthy(err.message:find("280 times in 300 seconds", 1, true), err.message)
    assert.is_truthy(err.message:find("blocks the account at 300", 1, true), err.message)
    assert.is_truthy(err.message:find("in " .. err.retry_after .. " seconds", 1, true), err.message)
    assert.is_true(err.retry_after > 0 and err.retry_after <= 330)
  end)

  it("lets the call through again when it said so", function()
    for _ = 1, 280 do assert(get()) end
    local _, err = get()
    api:advance(err.retry_after)
    assert(get())
  end)

  it("lets other calls through meanwhile", function()
    for _ = 1, 280 do assert(get()) end
    assert.is_nil((get()))
    assert(get(api:handles()[2]))
    assert(client:list_customers())
    assert(client:create_customer(example.customer()))
  end)

  it("tells calls apart by method, path, query and body", function()
    for number = 1, 300 do
      assert(client:list_customers { offset = number })
      assert(client:create_customer(example.customer { email = "jan" .. number .. "@example.com" }))
    end
    assert.equal(300, api:counters().customers_created)
  end)

  it("stops a loop that creates the same customer", function()
    local err
    for _ = 1, 301 do
      local handle, why = client:create_customer(example.customer())
      err = err or not handle and why
    end
    assert.equal("rate_limited", err.kind)
    assert.equal(280, api:counters().customers_created)
  end)

  it("never lets over 300 through in any 300 seconds, at whatever pace they come", function()
    for _, pace in ipairs({ 0.1, 0.7, 1, 1.3 }) do
      local times = {}
      client = new_client()
      for _ = 1, math.floor(1500 / pace) do
        if get() then times[#times + 1] = transport.now() end
        api:advance(pace)
      end
      assert.is_true(#times > 280)
      for index = 301, #times do assert.is_true(times[index] - times[index - 300] >= 300) end
    end
  end)

  it("counts repetitions that the client makes by itself", function()
    local perform, sent = transport.perform, 0
    transport.perform = function(request)
      if request.method ~= "GET" then return perform(request) end
      sent = sent + 1
      return { status = 429, headers = {}, body = "" }
    end
    client = new_client { retries = 2 }
    for _ = 1, 200 do get("A") end
    assert.is_true(sent <= 280)
  end)

  it("lets 27 logins a minute through", function()
    local _, err
    for _ = 1, 27 do assert(client:login()) end
    _, err = client:login()
    assert.same({ "rate_limited", "not_sent" }, { err.kind, err.outcome })
    assert.is_truthy(err.message:find("too many logins", 1, true))
    assert.equal(27, api:counters().logins)
    api:advance(err.retry_after)
    assert(client:login())
  end)

  it("does not grow with the number of different calls", function()
    local function many(from, to)
      for number = from, to do client:request("GET", "/nothing/" .. number) end
      collectgarbage() collectgarbage()
      return collectgarbage("count")
    end
    local before = many(1, 12000) -- by then nearly every counter that a span can have is there
    local more = many(12001, 20000) - before
    assert.is_true(more < 300, more .. " KiB")
  end)

  describe("with a store that counts for the machine", function()
    local counts

    local function store()
      local entries = {}
      return {
        get = function(key) return entries[key] end,
        set = function(key, entry) entries[key] = entry end,
        delete = function(key) entries[key] = nil end,
        incr = function(key, window)
          assert(window == 300 or window == 60)
          counts[key] = (counts[key] or 0) + 1
          return counts[key]
        end,
      }
    end

    before_each(function() counts = {} end)

    it("counts the calls of all clients together, and lets 100 through", function()
      local shared, sent, err = store(), 0, nil
      for _ = 1, 50 do
        client = new_client { token_store = shared }
        for _ = 1, 6 do
          local customer, why = get()
          if customer then sent = sent + 1 else err = why end
        end
      end
      assert.equal(100, sent)
      assert.equal("rate_limited", err.kind)
      assert.is_truthy(err.message:find("100 times in 300 seconds) on this machine", 1, true), err.message)
    end)

    it("leaves it alone for the thousands of different calls of one program", function()
      client = new_client { token_store = store() }
      for number = 1, 1000 do client:request("GET", "/nothing/" .. number) end
      local total = 0
      for _, count in pairs(counts) do total = total + count end
      assert.is_true(total <= 110)
    end)

    it("goes on where the store cannot count", function()
      for _, incr in ipairs({
        function() error("out of order") end, function() return nil, "full" end, function() return "many" end,
      }) do
        local broken = store()
        broken.incr = incr
        client = new_client { token_store = broken }
        assert(get())
      end
    end)
  end)

  it("counts a loop among thousands of other calls, too", function()
    for number = 1, 4100 do client:request("GET", "/nothing/" .. number) end
    for _ = 1, 400 do get() end
    assert.is_true(asked() <= 280)
  end)

  it("knows accounts apart", function()
    local keys = {}
    local shared = {
      get = function() end, set = function() end, delete = function() end,
      incr = function(key) keys[key] = true return 1 end,
    }
    for _, base_url in ipairs({ "https://api.example/v1beta", "https://other.example/v1beta" }) do
      new_client { token_store = shared, base_url = base_url }:request("GET", "/customers/" .. HANDLE)
    end
    local count = 0
    for _ in pairs(keys) do count = count + 1 end
    assert.equal(4, count) -- a login and a call of each
  end)
end)
