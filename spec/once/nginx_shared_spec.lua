--- What clients in all workers of an nginx share: tokens, the counts of calls, and references.

local json = require("dkjson")

local application = require("spec.support.nginx.application")
local crowd = require("spec.support.nginx.crowd")
local nginx = require("spec.support.nginx.server")
local sandbox = require("spec.sandbox.server")

-- Customers that are created at once.
local CREATES = 100

local api

describe("clients in the workers of an nginx", function()
  local server

  setup(function() api = sandbox.start() end)
  teardown(function() api:stop() end)
  before_each(function() api:reset() end)
  after_each(function()
    if server then server:stop() end
    server = nil
  end)

  local function run(text) return application.run(server, text) end

  it("counts identical calls for all workers together, and refuses them before the API would", function()
    server = application.start(api)
    local requests = {}
    local list = "local page, err = client:list_customers() return { not page and err.kind }"
    for index = 1, 170 do
      requests[index] = { path = "/run", body = list }
    end
    local refused, workers = 0, {}
    for _, answer in ipairs(crowd.send(server.port, requests):wait(60)) do
      workers[answer.worker] = true
      local kind = json.decode(answer.body)[1] or nil
      assert.is_true(kind == nil or kind == "rate_limited", kind)
      if kind then refused = refused + 1 end
    end
    assert.equal(30, refused)
    assert.is_truthy(next(workers, next(workers)), "one worker took all")
    assert.equal(140, api:counters().by_route["GET /customers"])
  end)

  it("logs in once for each worker where there is no dictionary", function()
    server = application.start(api, { dictionary = "" })
    application.assert_handles(CREATES, crowd.send(server.port, application.creates(CREATES, "alone")):wait(60))
    assert.equal(2, api:counters().logins)
  end)

  -- What Lua inside nginx returns that has a client over cosockets, of an address of the sandbox.
  it("ends the login of requests whose clients are gone, for those that come after them", function()
    server = application.start(api, { http = "lua_check_client_abort on;" })
    api:fault({ name = "delay", seconds = 0.5, path = "/auth/login$" })
    local gone = crowd.send(server.port, application.creates(CREATES, "gone"))
    assert.is_true(nginx.eventually(function() return api:counters().arrived == 1 end))
    gone:leave()
    application.assert_handles(CREATES, crowd.send(server.port, application.creates(CREATES, "here")):wait(60))
    assert.equal(1, api:counters().logins)
  end)

  it("creates a reference once though all workers have it at the same time", function()
    server = application.start(api)
    api:fault({ name = "delay", seconds = 0.3, method = "POST", path = "/customers$" })
    local requests = application.creates(20, "same")
    for _, request in ipairs(requests) do request.path = "/create?reference=order-1" end
    local workers = {}
    for _, answer in ipairs(crowd.send(server.port, requests):wait(60)) do
      assert.same({ 200, "CV000001-NL" }, { answer.status, answer.body })
      workers[answer.worker] = true
    end
    assert.is_truthy(next(workers, next(workers)), "one worker took all")
    assert.same({ "CV000001-NL" }, api:handles())
  end)

  for _, lag in ipairs({ 0, 2 }) do
    it(("gives one handle for each of 20 references that are used ten times in two workers, with lists that lag %d s")
      :format(lag), function()
      local slow = sandbox.start({ visible_after = lag })
      finally(function() slow:stop() end)
      server = application.start(slow, { options = { settle = 2.5 } })
      local handles, workers = {}, {}
      for round = 1, 5 do -- two at a time, one round after the other
        local requests = application.creates(40, "many")
        for index, request in ipairs(requests) do
          request.path, request.body = ("/create?reference=order-%d"):format(index % 20), requests[1].body
        end
        for index, answer in ipairs(crowd.send(server.port, requests):wait(60)) do
          assert.equal(200, answer.status, answer.body .. " in round " .. round)
          handles[index % 20] = handles[index % 20] or answer.body
          assert.equal(handles[index % 20], answer.body)
          workers[answer.worker] = true
        end
      end
      assert.is_truthy(next(workers, next(workers)), "one worker took all")
      assert.equal(20, #slow:handles())
    end)
  end

  it("lets another worker look for what may have been sent once it would be visible", function()
    server = application.start(api)
    local result = run([[
      local nginx = require("openprovider.auth.stores.nginx")
      local store = nginx.new()
      local mine = store.hold("one", 9)
      local got = { mine.note == nil, store.hold("one", 9) == false }
      mine:write("learned", 0.3)
      got[3] = store.hold("one", 9) == false
      mine:release()
      mine:release()
      local other = store.hold("one", 0.1)
      got[4] = other.note == "learned" and other.age < 2
      mine:release() -- it is the other's now
      got[5] = store.hold("one", 9) == false and mine:write("mine", 9) == nil
      ngx.sleep(0.35)
      local third = store.hold("one", 9)
      got[6] = third.note == nil and other:write("too late", 9) == nil
      third:write("kept", 9)
      third:write(nil, 0)
      third:release()
      got[7] = store.hold("one", 9).note == nil
      return got
    ]])
    assert.same({ true, true, true, true, true, true, true }, result)
  end)

  it("creates a reference once though two clients of a worker share a store", function()
    server = application.start(api)
    api:fault({ name = "delay", seconds = 0.3, method = "POST", path = "/customers$", times = 2 })
    local result = run(([[
      local store = require("openprovider.auth.stores.nginx").new()
      local function create()
        local client = assert(require("openprovider").new({
          base_url = %q, username = %q, password = %q, token_store = store,
        }))
        return client:create_customer(customer(), { reference = "order-1" })
      end
      local first, second = ngx.thread.spawn(create), ngx.thread.spawn(create)
      return { select(2, ngx.thread.wait(first)), (select(2, ngx.thread.wait(second))) }
    ]]):format(api.base_url, api.username, api.password))
    assert.equal("CV000001-NL", result[#result])
    assert.same({ "CV000001-NL" }, api:handles())
  end)

  it("keeps what may have been sent from others though a look for it has failed meanwhile", function()
    server = application.start(api, { options = { timeout = 3, settle = 1 } })
    run("return { client:login() }")
    api:fault({ name = "late", seconds = 0.6, method = "POST", path = "/customers$", times = 1 })
    api:fault({ name = "status", status = 429, headers = { ["Retry-After"] = "120" }, times = 2, skip = 1,
      method = "GET", path = "/customers$" })
    local result = run(([[
      local function create(client)
        local handle, err = client:create_customer(customer(), { reference = "order-1" })
        return handle or err.kind
      end
      local other = assert(require("openprovider").new({
        base_url = %q, username = %q, password = %q, timeout = 4, settle = 1,
      }))
      return { create(client), create(client), create(other) }
    ]]):format(api.base_url, api.username, api.password))
    assert.same({ "outcome_unknown", "rate_limited", "CV000001-NL" }, result)
    nginx.eventually(function() return #api:handles() > 1 end, 0.7) -- as long as it could still come
    assert.same({ "CV000001-NL" }, api:handles())
  end)

  it("says where nothing can be called also for a reference that others have", function()
    server = application.start(api, {
      http = "lua_shared_dict results 1m;", server = [[
        location = /log {
          content_by_lua_block { ngx.print("done") }
          log_by_lua_block {
            local ok, _, err = pcall(require("spec.support.nginx.app").create_in_use)
            ngx.shared.results:set("log", ok and err.kind or "raised")
          }
        }
      ]],
    })
    server:ask("/log")
    assert.is_true(nginx.eventually(function() return server:ask("/results") ~= "{}" end))
    assert.same({ log = "config" }, json.decode((server:ask("/results"))))
  end)

  it("never drops tokens, locks and references for the sake of counters", function()
    server = application.start(api, { http = "lua_shared_dict small 12k;" })
    local result = run([[
      local nginx, now = require("openprovider.auth.stores.nginx"), ngx.now()
      local store, small = nginx.new(), nginx.new("small")
      store.set("one", { token = "secret", expires_at = now + 100 })
      local mine, counted, noted = store.hold("order-1", 70), 0, 0
      for index = 1, 12000 do
        if store.incr("call " .. index, 300) then counted = counted + 1 end
      end
      for index = 1, 1000 do
        local hold = store.hold("reference " .. index, 70)
        if hold and hold:write("c CV000001-NL 0123456789abcdef 0123456789abcdef", 70) then noted = noted + 1 end
        hold:release()
      end
      local full, why
      for index = 1, 1000 do
        full, why = small.hold("reference " .. index, 70)
        if not full then break end
      end
      return {
        token = store.get("one").token, is_held = mine and store.hold("order-1", 70) == false, counted = counted,
        noted = noted, locked = store.lock("one", function() end, ngx.sleep, 0), full = tostring(full), why = why,
        counts_on = store.incr("call 1", 300),
      }
    ]])
    assert.is_true(result.counted > 5000 and result.counted < 12000, result.counted)
    assert.equal(1000, result.noted)
    assert.same({ "secret", true, true, 2 }, { result.token, result.is_held, result.locked, result.counts_on })
    assert.same({ "nil", "a reference cannot be kept in nginx's dictionary small, make it larger: no memory" },
      { result.full, result.why })
  end)

  it("finds a create whose light thread was killed by its reference, once its time is over", function()
    server = application.start(api, { options = { timeout = 1, settle = 0.1 } })
    run("return { client:login() }")
    api:fault({ name = "delay", seconds = 0.3, method = "POST", path = "/customers$" })
    local result = run([[
      local opts, handle, err = { reference = "order-1" }
      local thread = ngx.thread.spawn(client.create_customer, client, customer(), opts)
      ngx.sleep(0.15)
      ngx.thread.kill(thread)
      for try = 1, 20 do
        handle, err = client:create_customer(customer(), opts)
        -- What is left of its time after the wait for the reference may be too little for a create.
        if handle or err.kind ~= "timeout" and err.kind ~= "outcome_unknown" then break end
      end
      return { handle = handle, message = not handle and err.message or nil }
    ]])
    assert.equal("CV000001-NL", result.handle, result.message)
    assert.same({ "CV000001-NL" }, api:handles())
  end)

  it("have the thread of a call again whose light thread was killed", function()
    server = application.start(api, { options = { timeout = 8, worker_threads = 1 } })
    run("return { client:login() }")
    api:fault({ name = "delay", seconds = 0.5, method = "POST", path = "/customers$" })
    local result = run([[
      local thread = ngx.thread.spawn(client.create_customer, client, customer())
      ngx.sleep(0.2)
      ngx.thread.kill(thread)
      local tags, err = client:list_tags()
      return { total = tags and tags.total, message = not tags and err.message or nil }
    ]])
    assert.same({ total = 0 }, result)
    assert.same({ "CV000001-NL" }, api:handles())
  end)

  it("keeps tokens in a dictionary, and says why where it cannot", function()
    server = application.start(api, { http = "lua_shared_dict small 12k;" })
    local result = run([[
      local nginx, now = require("openprovider.auth.stores.nginx"), ngx.now()
      local store, small = nginx.new(), nginx.new("small")
      store.set("one", { token = "secret token", expires_at = now + 100.5 })
      store.set("two", { token = "short", expires_at = now + 0.05 })
      store.set("three", { token = "old", expires_at = now - 1 })
      ngx.sleep(0.1)
      local kept = { store.get("one"), store.get("two") or "none", store.get("three") or "none" }
      kept[1].expires_at = kept[1].expires_at - now
      store.delete("one")
      return {
        kept = kept, deleted = store.get("one") == nil,
        counts = {
          (store.incr("a", 9)), (store.incr("a", 9, 1)), (store.incr("b", 9)), (store.incr("a", 9, 0)),
        },
        small = { small.set("one", { token = ("x"):rep(10000), expires_at = now + 9 }) == nil,
          select(2, small.set("one", { token = ("x"):rep(10000), expires_at = now + 9 })) },
        missing = { nginx.new("nothing") == nil, select(2, nginx.new("nothing")) },
      }
    ]])
    result.kept[1].expires_at = math.floor(result.kept[1].expires_at * 10 + 0.5) / 10
    assert.same({
      kept = { { token = "secret token", expires_at = 100.5 }, "none", "none" }, deleted = true,
      counts = { 1, 2, 1, 2 },
      small = { true, "a token cannot be kept in nginx's dictionary small: no memory" },
      missing = { true,
        "nginx has no dictionary for tokens: put 'lua_shared_dict nothing 1m;' into its http context" },
    }, result)
  end)

  it("has one lock among workers, which ends with the time of a worker that was killed with it", function()
    server = application.start(api)
    local result = run([[
      local store, began, order = require("openprovider.auth.stores.nginx").new(), ngx.now(), {}
      local function take(name, seconds, patience, lease)
        return store.lock("key", function()
          order[#order + 1] = name
          ngx.sleep(seconds)
        end, ngx.sleep, patience, lease)
      end
      local first = ngx.thread.spawn(take, "first", 0.4, 9)
      local got = { take("second", 0, 0.05), take("third", 0, 9) }
      ngx.thread.wait(first)
      local killed = ngx.thread.spawn(take, "killed", 9, 0, 0.3)
      ngx.thread.kill(killed)
      got[3] = take("fourth", 0, 9)
      local raised = pcall(store.lock, "key", error, ngx.sleep, 9)
      got[4] = take("fifth", 0, 0)
      ngx.update_time()
      return { got = got, order = order, raised = not raised, seconds = ngx.now() - began }
    ]])
    assert.same({ false, true, true, true }, result.got)
    assert.same({ "first", "third", "killed", "fourth", "fifth" }, result.order)
    assert.is_true(result.raised)
    assert.is_true(result.seconds < 2)
  end)
end)
