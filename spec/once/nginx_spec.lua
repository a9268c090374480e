--- The client inside nginx: Debian's, with a master and two workers, against a sandbox over real HTTP.

local json = require("dkjson")

local application = require("spec.support.nginx.application")
local crowd = require("spec.support.nginx.crowd")
local nginx = require("spec.support.nginx.server")
local sandbox = require("spec.sandbox.server")

-- Customers that are created at once.
local CREATES = 100

local COSOCKETS = "spec.support.nginx.cosocket"

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
        init_worker_by_lua_block { require("spec.support.nginx.app").try("init_worker") }
        exit_worker_by_lua_block { require("spec.support.nginx.app").try("exit_worker") }
        upstream balanced {
          server 0.0.0.1;
          balancer_by_lua_block {
            require("spec.support.nginx.app").try("balancer")
            require("ngx.balancer").set_current_peer("127.0.0.1", ngx.var.server_port)
          }
        }
      ]],
      init = "require('spec.support.nginx.app').try('init')",
      server = [[
        location = /phases {
          set_by_lua_block $set { require("spec.support.nginx.app").try("set") return "" }
          rewrite_by_lua_block { require("spec.support.nginx.app").try("rewrite") }
          access_by_lua_block { require("spec.support.nginx.app").try("access") }
          content_by_lua_block {
            local try = require("spec.support.nginx.app").try
            try("content")
            ngx.thread.wait(ngx.thread.spawn(try, "light thread"))
            ngx.timer.at(0, function() try("timer") end)
            ngx.print("done")
          }
          header_filter_by_lua_block { require("spec.support.nginx.app").try("header_filter") }
          body_filter_by_lua_block { require("spec.support.nginx.app").try("body_filter") }
          log_by_lua_block { require("spec.support.nginx.app").try("log") }
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

  it("drops a connection of one of its threads", function()
    server = application.start(api, { options = { worker_threads = 1 } })
    local connections = run([[
      local connections = {}
      for number = 1, 6 do
        local request = { method = "GET", url = client.settings.base_url .. "/tags", headers = {}, timeout = 10 }
        connections[number] = assert(client.transport.perform(request)).connection
        if number % 2 == 0 then client.transport.drop(connections[number]) end
      end
      return connections
    ]])
    local seen = {}
    for number = 1, 6 do
      if number % 2 == 1 then assert.is_nil(seen[connections[number]]) end
      seen[connections[number]] = true
    end
  end)

  it("ends the connection of an answer that makes no sense for its request", function()
    server = application.start(api, { options = { worker_threads = 1, retries = 0 } })
    local before = api:counters().connections
    api:fault({ name = "no_handle", path = "/customers$" })
    local results = run([[
      local results = {}
      for number = 1, 4 do
        local handle, err = client:create_customer(customer({ email = "n" .. number .. "@example.com" }))
        results[number] = handle and "created" or err.kind
      end
      return results
    ]])
    assert.same({ "outcome_unknown", "created", "created", "created" }, results)
    assert.equal(2, api:counters().connections - before)
  end)

  it("takes no answer that nobody asked for, on a connection of its threads, for that of another request", function()
    server = application.start(api, { options = { worker_threads = 1 } })
    api:fault({ name = "stray", seconds = 0, method = "POST", path = "/customers$", times = 3, every = 2 })
    local handles = run([[
      local handles = {}
      for number = 1, 6 do
        local handle, err = client:create_customer(customer({ email = "n" .. number .. "@example.com" }))
        handles[number] = handle or tostring(err)
        ngx.sleep(0.1) -- on the idle connection
      end
      return handles
    ]])
    for number, handle in ipairs(handles) do
      assert.equal("n" .. number .. "@example.com", (api:record(handle) or {}).email, handle)
    end
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

  it("asks a token function that waits once for all calls, outside of any request", function()
    server = application.start(api)
    local got = run([[
      local openprovider, asked, phase = require("openprovider"), 0, nil
      local login = { username = "sandbox", password = "secret" }
      local token = assert(client:request("POST", "/auth/login", nil, login)).token
      local own = assert(openprovider.new({ base_url = client.settings.base_url, token = function()
        asked, phase = asked + 1, ngx.get_phase()
        ngx.sleep(0.05)
        return token
      end }))
      local threads, pages = {}, 0
      for index = 1, 3 do
        threads[index] = ngx.thread.spawn(function()
          local page = own:list_customers()
          pages = pages + (page and 1 or 0)
        end)
      end
      for _, thread in ipairs(threads) do ngx.thread.wait(thread) end
      return { asked, phase, pages }
    ]])
    assert.same({ 1, "timer", 3 }, got)
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
    application.assert_handles(CREATES, crowd.send(server.port, application.creates(CREATES, "few")):wait(60))
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
          transport = require("openprovider.transport.resty_http").new(require("%s")),
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

  it("goes on after loops that were left, in whichever request the garbage collector then runs", function()
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
    assert.equal(("not_sent: POST %s/customers: the call was not made: nginx did not run the timer for it: its limit "
      .. "lua_max_running_timers (256 by default) is reached"):format(api.base_url), results[3])
  end)

  it("makes one update of a customer at a time, and all of them stay", function()
    server = application.start(api, {})
    local record = run([[
      local handle = assert(client:create_customer(customer()))
      local threads = {}
      for index, changes in ipairs {
        { email = "new@example.com" }, { vat = "NL987654321B01" }, { address = { city = "Delft" } },
        { phone = { subscriber_number = "7654321" } },
      } do
        threads[index] = ngx.thread.spawn(function() return assert(client:update_customer(handle, changes)) end)
      end
      for _, thread in ipairs(threads) do assert(ngx.thread.wait(thread)) end
      return (assert(client:get_customer(handle)))
    ]])
    assert.same({ "new@example.com", "NL987654321B01", "Delft", "7654321" },
      { record.email, record.vat, record.address.city, record.phone.subscriber_number })
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
      return { handle = handle, message = not handle and err.message or nil, seconds = ngx.now() - began }
    ]])
    assert.is_string(result.handle, result.message)
    assert.is_true(result.seconds < 2)
    assert.equal(1, api:counters().logins)
  end)

  local function run_over_cosockets(address, text)
    return run(([[
      local http = require(%q)
      local client = assert(require("openprovider").new({
        base_url = %q, username = %q, password = %q, timeout = 1, retries = 0,
        transport = require("openprovider.transport.resty_http").new(http),
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

  it("sends nothing to a foreign host over plain http by a client of cosockets, either", function()
    server = application.start(api)
    assert.same({ "protocol", "not_sent" }, run_over_cosockets("http://foreign.example/v1beta", "return create()"))
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
          transport = require("openprovider.transport.resty_http").new(http),
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
end)
