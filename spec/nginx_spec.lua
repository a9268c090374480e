--- The client inside nginx: Debian's, with a master and two workers, against a sandbox over real HTTP.

local json = require("dkjson")

local application = require("spec.nginx.application")
local crowd = require("spec.nginx.crowd")
local nginx = require("spec.nginx.server")
local sandbox = require("spec.sandbox.server")

-- Customers that are created at once.
local CREATES = 100

local COSOCKETS = "spec.nginx.cosocket"

local api

describe("a client inside nginx", function()
  local server

  setup(function() api = sandbox.start() end)
  teardown(function() api:stop() end)
  before_each(function() api:reset() end)
  after_each(function()
    if server then server:stop() end
    server = nil
  end)

  local function run(text) return application.run(server, text) end

  it("makes calls where nginx lets wait, and elsewhere says where they can be made", function()
    server = application.start(api, {
      http = [[
        lua_shared_dict results 1m;
        init_worker_by_lua_block { require("spec.nginx.app").try("init_worker") }
        exit_worker_by_lua_block { require("spec.nginx.app").try("exit_worker") }
        upstream balanced {
          server 0.0.0.1;
          balancer_by_lua_block {
            require("spec.nginx.app").try("balancer")
            require("ngx.balancer").set_current_peer("127.0.0.1", ngx.var.server_port)
          }
        }
      ]],
      init = "require('spec.nginx.app').try('init')",
      server = [[
        location = /phases {
          set_by_lua_block $set { require("spec.nginx.app").try("set") return "" }
          rewrite_by_lua_block { require("spec.nginx.app").try("rewrite") }
          access_by_lua_block { require("spec.nginx.app").try("access") }
          content_by_lua_block {
            local try = require("spec.nginx.app").try
            try("content")
            ngx.thread.wait(ngx.thread.spawn(try, "light thread"))
            ngx.timer.at(0, function() try("timer") end)
            ngx.print("done")
          }
          header_filter_by_lua_block { require("spec.nginx.app").try("header_filter") }
          body_filter_by_lua_block { require("spec.nginx.app").try("body_filter") }
          log_by_lua_block { require("spec.nginx.app").try("log") }
        }
        location = /balanced { proxy_pass http://balanced/_worker; }
      ]],
    })
    assert.equal("done", (server:ask("/phases")))
    assert.is_number(tonumber((server:ask("/balanced"))))
    server:reload()
    local results
    assert.is_true(nginx.eventually(function()
      results = json.decode((server:ask("/results")))
      return results.exit_worker ~= nil and results.timer ~= nil
    end), json.encode(results))
    for _, phase in ipairs({ "rewrite", "access", "content", "light thread", "timer" }) do
      assert.equal("done", results[phase], phase)
      results[phase] = nil
    end
    for _, phase in ipairs({
      "init", "init_worker", "set", "balancer", "header_filter", "body_filter", "log", "exit_worker",
    }) do
      assert.equal(("config: nothing can be called in nginx's phase %s, which cannot wait; call it in a timer "
        .. "(ngx.timer.at(0, ...)), or in rewrite, access or content"):format(phase), results[phase])
      results[phase] = nil
    end
    assert.same({}, results)
  end)

  it("keeps connections in its threads, over https with the authorities that were given", function()
    os.execute("chmod a+x " .. api.directory) -- nginx's workers are no user in particular
    server = application.start(api, { options = { base_url = api.https_base_url, ca_file = api.ca_file } })
    local handles = run([[
      local handles = {}
      for index = 1, 10 do
        handles[index] = assert(client:create_customer(customer({ email = "n" .. index .. "@example.com" })))
      end
      return handles
    ]])
    assert.equal("CV000010-NL", handles[10])
    assert.equal(1, api:counters().connections)
  end)

  it("names the directive that is missing where there are no threads", function()
    server = application.start(api, { threads = "thread_pool others threads=1;" })
    local err = run([[
      local handle, err = client:create_customer(customer())
      return { kind = err.kind, message = err.message, outcome = err.outcome }
    ]])
    assert.same({
      kind = "config", outcome = "not_sent", message = "nginx has no threads for the calls: "
        .. "put 'thread_pool openprovider threads=32;' into the main context of its configuration",
    }, err)
  end)

  it("waits for a Lua VM where there are fewer than threads", function()
    server = application.start(api, { http = "lua_worker_thread_vm_pool_size 2;" })
    application.assert_handles(CREATES, crowd.send(server.port, application.creates(CREATES, "few")):wait(30))
  end)

  it("gives up without having sent anything where no thread is free in time", function()
    server = application.start(api, { options = { worker_threads = 1, timeout = 1 } })
    run("return { client:login() }")
    api:fault({ name = "delay", seconds = 3, method = "POST", path = "/customers$" })
    local results = run([[
      local first = ngx.thread.spawn(client.create_customer, client, customer())
      local _, err = client:create_customer(customer({ email = "second@example.com" }))
      local _, _, before = ngx.thread.wait(first)
      return { before.kind, before.cause, err.kind, err.outcome }
    ]])
    assert.same({ "outcome_unknown", "timeout", "timeout", "not_sent" }, results)
    assert.equal(2, #api:requests(), "the login and one create")
  end)

  for _, transport in ipairs({ "threads", "cosockets" }) do
    it("does much at once by its " .. transport .. ", and what is over the deadline ends", function()
      server = application.start(api, { options = { worker_threads = 20 } })
      local over = transport == "threads" and "" or ([[
        client = assert(require("openprovider").new({
          base_url = "%s", username = "%s", password = "%s",
          transport = require("openprovider.transport.resty").new(require("%s")),
        }))
      ]]):format(api.base_url, api.username, api.password, COSOCKETS)
      run("return { client:login() }")
      api:fault({ name = "delay", seconds = 0.3, times = 20, method = "POST", path = "/customers$" })
      local results = run(over .. [[
        local customers, began, created, errors = {}, ngx.now(), 0, {}
        for index = 1, 20 do customers[index] = customer({ email = "n" .. index .. "@example.com" }) end
        for _, handle, err in client:create_customers(customers, { concurrency = 20 }) do
          assert(handle, err)
          created = created + 1
        end
        ngx.update_time()
        local took = ngx.now() - began
        return { created, took }
      ]])
      assert.equal(20, results[1])
      assert.is_true(results[2] < 3, results[2] .. " seconds")
      api:fault({ name = "delay", seconds = 3, times = 20, method = "POST", path = "/customers$" })
      results = run(over .. [[
        local began, kinds = ngx.now(), {}
        for index, _, err in client:concurrently(2, { 1, 2, 3 }, function(index)
          return client:create_customer(customer({ email = "late" .. index .. "@example.com" }))
        end, { deadline = 0.5 }) do
          kinds[#kinds + 1] = err.kind
        end
        ngx.update_time()
        return { ngx.now() - began, #kinds, kinds[1] }
      ]])
      assert.is_true(results[1] < 2, results[1] .. " seconds")
      assert.equal(2, results[2])
      assert.equal("outcome_unknown", results[3])
    end)
  end

  it("goes on after loops that were left, whoever's request meets the collector then", function()
    server = application.start(api, { options = { worker_threads = 2 } })
    run("return { client:login() }")
    api:fault({ name = "delay", seconds = 0.2, times = 1e9, method = "POST", path = "/customers$" })
    for round = 1, 10 do
      run(([[
        for _ in client:concurrently(3, { 1, 2, 3, 4, 5, 6 }, function(index)
          return client:create_customer(customer({ email = "left" .. %d .. index .. "@example.com" }))
        end) do
          break
        end
        return true
      ]]):format(round))
      assert.is_true(run("collectgarbage() collectgarbage() return true"))
    end
    assert.equal("CV", run([[return assert(client:create_customer(customer())):sub(1, 2)]]))
    assert.is_nil(server:log():find("signal", 1, true))
  end)

  it("makes hundreds of calls at a time though nginx runs few timers", function()
    server = application.start(api, { http = "lua_max_running_timers 2;", options = { timeout = 5 } })
    assert.same({ created = 300 }, run([[
      local customers, counts = {}, { created = 0 }
      for index = 1, 300 do customers[index] = customer({ email = "n" .. index .. "@example.com" }) end
      for _, handle, err in client:create_customers(customers, { concurrency = 300 }) do
        local what = handle and "created" or err.message
        counts[what] = (counts[what] or 0) + 1
      end
      return counts
    ]]))
  end)

  it("makes calls of timers though nginx runs no other timer, and says why tasks of theirs cannot", function()
    server = application.start(api, {
      http = "lua_max_running_timers 3; lua_shared_dict results 1m;", options = { timeout = 5, retries = 0 },
    })
    run("return { client:login() }")
    local results = run([[
      local results = ngx.shared.results
      local function create(_, index)
        local handle, err = client:create_customer(customer({ email = "n" .. index .. "@example.com" }))
        results:set(index, handle and "created" or err.message)
      end
      for index = 1, 2 do ngx.timer.at(0, create, index) end
      ngx.timer.at(0, function()
        for _, _, err in client:concurrently(1, { 1 }, function()
          return client:create_customer(customer())
        end) do
          results:set(3, err.outcome .. ": " .. err.message)
        end
      end)
      for _ = 1, 300 do
        if results:get(3) and results:get(2) and results:get(1) then break end
        ngx.sleep(0.01)
      end
      return { results:get(1) or "nothing", results:get(2) or "nothing", results:get(3) or "nothing" }
    ]])
    assert.same({ "created", "created" }, { results[1], results[2] })
    assert.equal("not_sent: the call was not made: nginx did not run the timer for it: more timers run than "
      .. "lua_max_running_timers (256) lets run", results[3])
  end)

  it("keeps no turn and no login for a call whose light thread was killed", function()
    server = application.start(api, { options = { worker_threads = 1 } })
    api:fault({ name = "delay", seconds = 0.5, path = "/auth/login$" })
    local result = run([[
      local began = ngx.now()
      for _, seconds in ipairs({ 0, 0.05, 0.05 }) do
        local thread = ngx.thread.spawn(client.create_customer, client, customer())
        if seconds > 0 then ngx.sleep(seconds) end
        ngx.thread.kill(thread)
      end
      local handle, err = client:create_customer(customer({ email = "next@example.com" }))
      ngx.update_time()
      return { handle = handle, message = err and err.message, seconds = ngx.now() - began }
    ]])
    assert.is_string(result.handle, result.message)
    assert.is_true(result.seconds < 2)
    assert.equal(1, api:counters().logins)
  end)

  it("counts identical calls for all workers together, and refuses them before the API would", function()
    server = application.start(api)
    local requests = {}
    for index = 1, 130 do
      requests[index] = { path = "/run", body = "local _, err = client:list_customers() return { err and err.kind }" }
    end
    local refused, workers = 0, {}
    for _, answer in ipairs(crowd.send(server.port, requests):wait(30)) do
      workers[answer.worker] = true
      local kind = json.decode(answer.body)[1]
      assert.is_true(kind == nil or kind == "rate_limited", kind)
      if kind then refused = refused + 1 end
    end
    assert.equal(30, refused)
    assert.is_truthy(next(workers, next(workers)), "one worker took all")
    assert.equal(100, api:counters().by_route["GET /customers"])
  end)

  it("logs in once for each worker where there is no dictionary", function()
    server = application.start(api, { dictionary = "" })
    application.assert_handles(CREATES, crowd.send(server.port, application.creates(CREATES, "alone")):wait(30))
    assert.equal(2, api:counters().logins)
  end)

  -- What Lua inside nginx returns that has a client over cosockets, of an address of the sandbox.
  local function run_over_cosockets(address, text)
    return run(([[
      local http = require(%q)
      local client = assert(require("openprovider").new({
        base_url = %q, username = %q, password = %q, timeout = 1, retries = 0,
        transport = require("openprovider.transport.resty").new(http),
      }))
      local function create()
        local handle, err = client:create_customer(customer())
        return handle or { err.kind, err.outcome, err.cause }
      end
    ]]):format(COSOCKETS, address, api.username, api.password) .. text)
  end

  local function by_name(address) return (address:gsub("127%.0%.0%.1", "localhost")) end

  it("calls over any client of cosockets, over http and https", function()
    server = application.start(api, { http = ("lua_ssl_trusted_certificate %s;"):format(api.ca_file) })
    assert.equal("CV000001-NL", run_over_cosockets(api.base_url, "return create()"))
    local https, wrong_host = by_name(api.https_base_url), by_name(api.wrong_host_base_url)
    assert.equal("CV000002-NL", run_over_cosockets(https, "return create()"))
    assert.equal("not_sent", run_over_cosockets(wrong_host, "return create()")[2])
    assert.same({ "network", "not_sent" }, run_over_cosockets("http://127.0.0.1:1/v1beta", "return create()"))
  end)

  it("counts what a client of cosockets may have sent as sent", function()
    server = application.start(api)
    run("return { client:login() }") -- each client finds the token in the dictionary
    api:fault({ name = "delay", seconds = 2, method = "POST", path = "/customers$" })
    assert.same({ "outcome_unknown", "unknown", "timeout" }, run_over_cosockets(api.base_url, "return create()"))
    api:fault({ name = "reset_after", method = "POST", path = "/customers$" })
    assert.same({ "outcome_unknown", "unknown", "network" }, run_over_cosockets(api.base_url, "return create()"))
  end)

  it("tells of what a client of cosockets raises, and of one that does not come back", function()
    server = application.start(api)
    local errors = run(([[
      local function error_with(request_uri)
        local http = { new = function() return { set_timeouts = function() end, request_uri = request_uri } end }
        local client = assert(require("openprovider").new({
          base_url = %q, token = "secret", timeout = 0.2, retries = 0,
          transport = require("openprovider.transport.resty").new(http),
        }))
        for _, _, err in client:concurrently(1, { 1 }, function() return client:list_customers() end) do
          return tostring(err)
        end
      end
      return {
        error_with(function() error("no luck") end),
        error_with(function() return { status = 200, headers = { a = { {} } }, body = "" } end),
        error_with(function() ngx.sleep(3600) end),
      }
    ]]):format(api.base_url))
    assert.is_truthy(errors[1]:find("no luck", 1, true), errors[1])
    assert.is_truthy(errors[2]:find("table", 1, true), errors[2])
    assert.is_truthy(errors[3]:find("in time", 1, true), errors[3])
  end)

  it("ends the login of requests whose clients are gone, for those that come after them", function()
    server = application.start(api, { http = "lua_check_client_abort on;" })
    api:fault({ name = "delay", seconds = 0.5, path = "/auth/login$" })
    local gone = crowd.send(server.port, application.creates(CREATES, "gone"))
    assert.is_true(nginx.eventually(function() return api:counters().arrived == 1 end))
    gone:leave()
    application.assert_handles(CREATES, crowd.send(server.port, application.creates(CREATES, "here")):wait(5))
    assert.equal(1, api:counters().logins)
  end)

  it("creates a reference once though all workers have it at the same time", function()
    server = application.start(api)
    api:fault({ name = "delay", seconds = 0.3, method = "POST", path = "/customers$" })
    local requests = application.creates(20, "same")
    for _, request in ipairs(requests) do request.path = "/create?reference=order-1" end
    local workers = {}
    for _, answer in ipairs(crowd.send(server.port, requests):wait(20)) do
      assert.same({ 200, "CV000001-NL" }, { answer.status, answer.body })
      workers[answer.worker] = true
    end
    assert.is_truthy(next(workers, next(workers)), "one worker took all")
    assert.same({ "CV000001-NL" }, api:handles())
  end)

  it("lets another worker look for what may have been sent once it would be visible", function()
    server = application.start(api)
    local result = run([[
      local nginx = require("openprovider.token_store.nginx")
      local store = nginx.new()
      local mine = store.claim("one", 9)
      local got = { mine ~= false, store.claim("one", 9), store.claim("one", 9, mine) == mine }
      store.release("one", nil, "another's")
      got[4] = store.claim("one", 9)
      store.release("one", 0.2, mine)
      got[5] = store.claim("one", 9)
      ngx.sleep(0.3)
      local other = store.claim("one", 9)
      got[6] = other ~= false and other ~= mine
      store.release("one", nil, other)
      got[7] = store.claim("one", 9) ~= false
      return got
    ]])
    assert.same({ true, false, true, false, false, true, true }, result)
  end)

  it("creates a reference once though two clients of a worker share a store", function()
    server = application.start(api)
    api:fault({ name = "delay", seconds = 0.3, method = "POST", path = "/customers$", times = 2 })
    local result = run(([[
      local store = require("openprovider.token_store.nginx").new()
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
    api:fault({ name = "status", status = 429, headers = { ["Retry-After"] = "120" }, times = 2, method = "GET",
      path = "/customers$" })
    local result = run(([[
      local function create(client, never_sent)
        local opts = { reference = "order-1", never_sent = never_sent }
        local handle, err = client:create_customer(customer(), opts)
        return handle or err.kind
      end
      local other = assert(require("openprovider").new({
        base_url = %q, username = %q, password = %q, timeout = 4, settle = 1,
      }))
      return { create(client, true), create(client), create(other) }
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
            local ok, _, err = pcall(require("spec.nginx.app").create_in_use)
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
      local nginx, now = require("openprovider.token_store.nginx"), ngx.now()
      local store, small = nginx.new(), nginx.new("small")
      store.set("one", { token = "secret", expires_at = now + 100 })
      local claim, counted, claimed = store.claim("order-1", 70), 0, 0
      for index = 1, 12000 do
        if store.incr("call " .. index, 300) then counted = counted + 1 end
      end
      for index = 1, 1000 do
        if store.claim("reference " .. index, 70) then claimed = claimed + 1 end
      end
      local full, why
      for index = 1, 1000 do
        full, why = small.claim("reference " .. index, 70)
        if not full then break end
      end
      return {
        token = store.get("one").token, is_claimed = store.claim("order-1", 70) == false, counted = counted,
        claimed = claimed, locked = store.lock("one", function() end, ngx.sleep, 0), full = tostring(full), why = why,
        counts_on = store.incr("call 1", 300),
      }
    ]])
    assert.is_true(result.counted > 5000 and result.counted < 12000, result.counted)
    assert.equal(1000, result.claimed)
    assert.same({ "secret", true, true, 2 }, { result.token, result.is_claimed, result.locked, result.counts_on })
    assert.same({ "nil", "a reference cannot be kept in nginx's dictionary small, make it larger: no memory" },
      { result.full, result.why })
  end)

  it("finds a create whose light thread was killed by its reference, once its time is over", function()
    server = application.start(api, { options = { timeout = 1, settle = 0.1, look_interval = 0.05 } })
    run("return { client:login() }")
    api:fault({ name = "delay", seconds = 0.3, method = "POST", path = "/customers$" })
    local result = run([[
      local opts, handle, err = { reference = "order-1" }
      local thread = ngx.thread.spawn(client.create_customer, client, customer(), opts)
      ngx.sleep(0.15)
      ngx.thread.kill(thread)
      for try = 1, 20 do
        handle, err = client:create_customer(customer(), opts)
        if handle or err.kind ~= "timeout" then break end
      end
      return { handle = handle, message = err and err.message }
    ]])
    assert.equal("CV000001-NL", result.handle, result.message)
    assert.same({ "CV000001-NL" }, api:handles())
  end)

  it("keeps tokens in a dictionary, and says why where it cannot", function()
    server = application.start(api, { http = "lua_shared_dict small 12k;" })
    local result = run([[
      local nginx, now = require("openprovider.token_store.nginx"), ngx.now()
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
        counts = { store.incr("a", 9), store.incr("a", 9), store.incr("b", 9) },
        small = { small.set("one", { token = ("x"):rep(10000), expires_at = now + 9 }) == nil,
          select(2, small.set("one", { token = ("x"):rep(10000), expires_at = now + 9 })) },
        missing = { nginx.new("nothing") == nil, select(2, nginx.new("nothing")) },
      }
    ]])
    result.kept[1].expires_at = math.floor(result.kept[1].expires_at * 10 + 0.5) / 10
    assert.same({
      kept = { { token = "secret token", expires_at = 100.5 }, "none", "none" }, deleted = true, counts = { 1, 2, 1 },
      small = { true, "a token cannot be kept in nginx's dictionary small: no memory" },
      missing = { true,
        "nginx has no dictionary for tokens: put 'lua_shared_dict nothing 1m;' into its http context" },
    }, result)
  end)

  it("has one lock among workers, which ends with the patience of whoever was killed with it", function()
    server = application.start(api)
    local result = run([[
      local store, began, order = require("openprovider.token_store.nginx").new(), ngx.now(), {}
      local function take(name, seconds, patience)
        return store.lock("key", function()
          order[#order + 1] = name
          ngx.sleep(seconds)
        end, ngx.sleep, patience)
      end
      local first = ngx.thread.spawn(take, "first", 0.1, 9)
      local got = { take("second", 0, 0.05), take("third", 0, 9) }
      ngx.thread.wait(first)
      local killed = ngx.thread.spawn(take, "killed", 9, 0.3)
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
