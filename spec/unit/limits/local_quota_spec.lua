--- The guard: calls that the API would block the account for are refused here.

local core = require("openprovider.core")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local guard = require("openprovider.limits.local_quota")
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
    for _, pace in ipairs({ 0.3, 0.9, 1.3 }) do
      local times = {}
      client = new_client()
      for _ = 1, math.floor(700 / pace) do
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

  it("counts the calls of all clients of a process that have the same account together", function()
    for _ = 1, 140 do assert(get()) end
    client = new_client()
    for _ = 1, 140 do assert(get()) end
    for _, changes in ipairs({ {}, { retries = 0 }, { user_agent = "another" } }) do
      client = new_client(changes)
      local customer, err = get()
      assert.is_nil(customer)
      assert.equal("rate_limited", err.kind)
    end
    client = new_client { username = "another", token = "given" }
    local _, err = get()
    assert.not_equal("rate_limited", err.kind)
    assert.equal(281, asked())
  end)

  it("counts clients that have only a token by that token", function()
    local function sent(token)
      client = assert(openprovider.new {
        base_url = "https://api.example/v1beta", transport = transport, token = token,
      })
      local _, err = get()
      return err.kind ~= "rate_limited"
    end
    local getenv = stub(os, "getenv")
    for _ = 1, 280 do assert(sent("one")) end
    assert.is_false(sent("one"))
    assert.is_true(sent("two"))
    getenv:revert()
  end)

  it("lets 90 refused logins an hour through", function()
    client = new_client { password = "wrong" }
    local kinds, _, err = {}, nil, nil
    for _ = 1, 100 do
      err = select(2, client:login())
      kinds[err.kind] = (kinds[err.kind] or 0) + 1
      api:advance(5)
    end
    assert.same({ auth = 90, rate_limited = 10 }, kinds)
    assert.is_truthy(err.message:find("too many logins were refused (90 in 3600 seconds)", 1, true), err.message)
    assert.is_truthy(err.message:find("blocks the account at 100 in 3600 seconds", 1, true), err.message)
    api:advance(err.retry_after)
    _, err = client:login()
    assert.equal("auth", err.kind)
  end)

  it("takes the same members in another order for the same call, in bodies and queries", function()
    local names, forward, backward = {}, {}, {}
    for index = 1, 40 do names[index] = "name" .. index end
    for index = 1, #names do forward[names[index]] = "x" end
    for index = #names, 1, -1 do backward[names[index]] = "x" end
    local err
    for number = 1, 281 do
      local order = number % 2 == 0 and forward or backward
      err = select(2, client:request("POST", "/nothing", order, { address = order, tags = { order } }))
    end
    assert.equal("rate_limited", err.kind)
    assert.is_truthy(err.message:find("POST /nothing, was made too often (280 times", 1, true), err.message)
  end)

  it("tells calls apart by each part of them", function()
    local function number(...) return core.number_of("POST", "/customers", ...) end
    local one = number("", '{"name":{"first_name":"Jan","last_name":"Jansen"},"tags":[{"k":"v"}]}')
    for _, body in ipairs({
      '{"name":{"first_name":"Jen","last_name":"Jansen"},"tags":[{"k":"v"}]}',
      '{"name":{"first_name":"Jansen","last_name":"Jan"},"tags":[{"k":"v"}]}',
      '{"name":{"first_name":"Jan","last_name":"Jansen"},"tags":[{"k":"v"},{"k":"v"}]}', "{}", "",
    }) do
      assert.not_equal(one, number("", body))
    end
    assert.not_equal(number("a=1", ""), number("", "a=1"))
    assert.not_equal(number("", "a,\0,b"), number("", "a,\0,c"))
  end)

  it("does not grow with the number of different calls", function()
    local idle = { now = core.now, sleep = function() end, scope = function() return {} end }
    local counting = guard.new({}, idle, "account")
    local function many(from, to)
      for number = from, to do counting:refusal({ method = "GET", path = "/nothing/" .. number }, core.now()) end
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
        incr = function(key, window, by)
          assert(window == 300 or window == 60 or window == 3600)
          counts[key] = (counts[key] or 0) + by
          return counts[key]
        end,
      }
    end

    before_each(function() counts = {} end)

    it("counts the calls of all clients together, and lets 140 through", function()
      local shared, sent, err = store(), 0, nil
      for number = 1, 50 do
        client = new_client { token_store = shared, base_url = "https://api.example/v1beta" }
        for _ = 1, 6 do
          local customer, why = get()
          if customer then sent = sent + 1 else err = why end
        end
        assert.is_true(counts["https://api.example/v1beta sandbox login"] == 1, number)
      end
      assert.equal(140, sent)
      assert.same({ "rate_limited", "not_sent", 300 }, { err.kind, err.outcome, err.retry_after })
      assert.is_truthy(err.message:find("140 times in 300 seconds) on this machine", 1, true), err.message)
    end)

    it("counts each of thousands of different calls of one program there", function()
      client = new_client { token_store = store() }
      for number = 1, 1000 do client:request("GET", "/nothing/" .. number) end
      local total = 0
      for _, count in pairs(counts) do total = total + count end
      assert.equal(1001, total)
    end)

    it("lets 13 logins and 45 refused ones through", function()
      local shared = store()
      for _ = 1, 13 do assert(new_client { token_store = shared }:login()) end
      client = new_client { token_store = shared }
      local _, err = client:login()
      assert.is_truthy(err.message:find("(13 in 60 seconds) on this machine", 1, true), err.message)
      assert.equal(14, counts["https://api.example/v1beta sandbox login"])
      assert.equal(13, client.guard:counts()[1].count) -- the refused one was not sent
      counts["https://api.example/v1beta sandbox login"] = nil
      counts["https://api.example/v1beta sandbox failed login"] = 44
      api:advance(100)
      local wrong = new_client { token_store = shared, password = "wrong" }
      _, err = wrong:login()
      assert.equal("auth", err.kind)
      _, err = wrong:login()
      assert.is_truthy(err.message:find("(45 in 3600 seconds) on this machine", 1, true), err.message)
    end)

    it("waits while another process counts, and refuses what could not be counted in the call's time", function()
      local busy, tries = store(), 0
      local incr = busy.incr
      function busy.incr(...)
        tries = tries + 1
        if tries % 10 ~= 0 then return false end
        return incr(...)
      end
      client = new_client { token_store = busy }
      assert(get())
      assert.equal(30, tries) -- two of them are for the login
      function busy.incr() return false end
      client = new_client { token_store = busy, timeout = 5 }
      local before, began = asked(), transport.now()
      local customer, err = get()
      assert.is_nil(customer)
      assert.same({ "rate_limited", "not_sent", 1 }, { err.kind, err.outcome, err.retry_after })
      assert.is_true(transport.now() - began <= 5)
      assert.equal(before, asked())
    end)

    it("counts in the process alone where the store cannot, and tells of it once", function()
      for said, incr in pairs({
        ["out of order"] = function() error("out of order", 0) end, full = function() return nil, "full" end,
        ["the token store cannot count calls"] = function() return "many" end,
      }) do
        local broken, told = store(), {}
        broken.incr = incr
        client = new_client {
          token_store = broken, on_event = function(event)
            if event.name == "token_store" then told[#told + 1] = event.message end
          end,
        }
        for _ = 1, 3 do assert(get()) end
        assert.same({ said }, told)
      end
    end)
  end)

  it("counts a loop among thousands of other calls, too", function()
    local perform = transport.perform
    transport.perform = function(request)
      return request.url:find("/nothing/", 1, true) and { status = 404, headers = {}, body = "" } or perform(request)
    end
    client = new_client()
    for number = 1, 4100 do client:request("GET", "/nothing/" .. number) end
    for _ = 1, 400 do get() end
    assert.is_true(asked() <= 280)
  end)

  it("knows accounts apart", function()
    local keys = {}
    local shared = {
      get = function() end, set = function() end, delete = function() end,
      incr = function(key, _, by)
        keys[key] = true
        return by
      end,
    }
    for _, base_url in ipairs({ "https://api.example/v1beta", "https://other.example/v1beta" }) do
      new_client { token_store = shared, base_url = base_url }:request("GET", "/customers/" .. HANDLE)
    end
    local count = 0
    for _ in pairs(keys) do count = count + 1 end
    assert.equal(6, count) -- a login, those that failed, and a call of each
  end)
end)
