--- The client inside nginx: Debian's, with a master and two workers, against a sandbox over real HTTP.

local json = require("dkjson")

local crowd = require("spec.nginx.crowd")
local example = require("spec.example")
local nginx = require("spec.nginx.server")
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.scratch")
local socket = require("socket")

-- What is measured on a busy system is measured again: so many times at most.
local ATTEMPTS = 3

-- Milliseconds that answers to others may be later while creates are in flight.
local TOLERANCE = 2

-- Seconds that the API takes for a create.
local DELAY = 0.5

local CREATES = 200

local COSOCKETS = "spec.nginx.cosocket"

local LOCATIONS = [[
  location = /create { content_by_lua_block { require("spec.nginx.app").create() } }
  location = /run { content_by_lua_block { require("spec.nginx.app").run() } }
  location = /results { content_by_lua_block { require("spec.nginx.app").results() } }
]]

local api

local function options_for(more)
  local options = { base_url = api.base_url, username = api.username, password = api.password }
  for name, value in pairs(more or {}) do options[name] = value end
  return json.encode(options)
end

-- nginx with the specs' program, whose client is made before the workers are.
local function start(parts)
  local written = ("init_by_lua_block { local file = io.open('${folder}/options.json', 'w') "
    .. "file:write([==[%s]==]) file:close() require('spec.nginx.app').configure('${folder}/options.json') %s }")
    :format(options_for(parts.options), parts.init or "")
  return nginx.start({
    main = parts.main or "thread_pool openprovider threads=130;",
    http = (parts.dictionary or "lua_shared_dict openprovider 1m;") .. (parts.http or "") .. written,
    server = LOCATIONS .. (parts.server or ""),
  })
end

-- So many requests to create customers that all differ.
local function creates(name)
  local requests = {}
  for index = 1, CREATES do
    local email = ("%s.%d@example.com"):format(name, index)
    requests[index] = { path = "/create", body = json.encode(example.customer({ email = email })) }
  end
  return requests
end

-- Each create has its own handle.
local function assert_handles(answers)
  local known, count = {}, 0
  for index = 1, CREATES do
    local answer = answers[index] or { body = "no answer" }
    assert.equal(200, answer.status, answer.body)
    assert.is_nil(known[answer.body], answer.body)
    known[answer.body], count = true, count + 1
  end
  assert.equal(CREATES, count)
end

local function slow_creates()
  api:fault({ name = "delay", seconds = DELAY, times = 1e9, method = "POST", path = "/customers$" })
end

-- Measures how soon the workers answer others while a function runs.
local function latency_during(server, fn)
  local output = server.folder .. "/latency"
  local probe = assert(io.popen(("LUA_PATH='%s' LUA_CPATH='%s' exec %s spec/nginx/probe.lua %d /_worker >%s 2>&1")
    :format(package.path, package.cpath, os.getenv("OP_LUA") or "lua5.4", server.port, output), "w"))
  fn()
  probe:write("stop\n")
  probe:close()
  local text = scratch.contents(output)
  return assert(json.decode(text), text)
end

-- How many creates the API has begun and not answered.
local function in_flight()
  local counters = api:counters()
  return counters.arrived - counters.processed
end

describe("a client inside nginx", function()
  local server

  setup(function() api = sandbox.start() end)
  teardown(function() api:stop() end)
  before_each(function() api:reset() end)
  after_each(function()
    if server then server:stop() end
    server = nil
  end)

  -- Has nginx create customers while others are served; the crowd sends one request each `pause` seconds.
  local function assert_others_are_served(pause, meanwhile)
    local quiet, busy
    for attempt = 1, ATTEMPTS do
      slow_creates()
      quiet = latency_during(server, function() socket.sleep(1) end)
      busy = latency_during(server, function()
        local all = crowd.send(server.port, creates("a" .. attempt), pause)
        if meanwhile then meanwhile() end
        assert_handles(all:wait(60))
      end)
      assert.equal(1, api:counters().logins)
      assert.is_true(busy.count > 500)
      if busy.p99 <= quiet.p99 + TOLERANCE then break end
      api:reset()
    end
    assert.is_true(busy.p99 <= quiet.p99 + TOLERANCE, ("99 of 100 answers within %.3f ms, %.3f ms without creates")
      :format(busy.p99, quiet.p99))
  end

  it("creates 200 customers that come at once, with one login for all workers, and serves others meanwhile", function()
    server = start({})
    assert_others_are_served()
  end)

  it("has 200 creates in flight at the API, and serves others meanwhile", function()
    server = start({ options = { worker_threads = 130 }, http = "lua_worker_thread_vm_pool_size 131;" })
    slow_creates()
    crowd.send(server.port, creates("warm")):wait(60)
    assert_others_are_served(0.001, function() assert.equal(CREATES, nginx.eventually(function()
      return in_flight() == CREATES and CREATES end)) end)
  end)

  -- The open descriptors of the master and of its workers.
  local function descriptors()
    local counts = { nginx.descriptors(server.master) }
    for _, pid in ipairs(server:workers()) do counts[#counts + 1] = nginx.descriptors(pid) end
    return counts
  end

  -- Reloads while creates are in flight; all of them are answered by the workers that had begun them.
  local function reload_among(name)
    local old = {}
    for _, pid in ipairs(server:workers()) do old[tostring(pid)] = true end
    local all = crowd.send(server.port, creates(name))
    assert.is_true(nginx.eventually(function() return in_flight() >= 100 end))
    server:reload()
    assert.is_true(in_flight() >= 100)
    assert.same({}, all:wait(0))
    assert_handles(all:wait(30))
    for _, answer in ipairs(all.answers) do assert.is_true(old[answer.worker]) end
    assert.is_true(nginx.eventually(function()
      local pids = server:workers()
      return #pids == 2 and not old[tostring(pids[1])] and not old[tostring(pids[2])]
    end), "the old workers did not end")
  end

  it("loses no request and no descriptor when it reloads with at least 100 creates in flight", function()
    server = start({ options = { worker_threads = 60 }, http = "lua_worker_thread_vm_pool_size 61;" })
    slow_creates()
    local seen = {}
    assert.is_true(nginx.eventually(function() -- both have begun
      seen[server:ask("/_worker")] = true
      return next(seen, next(seen)) ~= nil
    end))
    local before = descriptors()
    for round = 1, 2 do
      reload_among("round" .. round)
      assert.same(before, descriptors())
    end
    assert.equal(1, api:counters().logins)
  end)

  -- What Lua inside nginx returns.
  local function run(text)
    local body, status = server:ask("/run", text)
    assert.equal(200, status, server:log())
    return json.decode(body)
  end

  it("makes calls where nginx lets wait, and elsewhere says where they can be made", function()
    server = start({
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

  it("names the directive that is missing where there are no threads", function()
    server = start({ main = "thread_pool others threads=1;" })
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
    server = start({ http = "lua_worker_thread_vm_pool_size 2;" })
    assert_handles(crowd.send(server.port, creates("few")):wait(30))
  end)

  it("gives up without having sent anything where no thread is free in time", function()
    server = start({ options = { worker_threads = 1, timeout = 1 } })
    run("return { client:login() }")
    api:fault({ name = "delay", seconds = 3, method = "POST", path = "/customers$" })
    local results = run([[
      local first = ngx.thread.spawn(client.create_customer, client, customer())
      local _, err = client:create_customer(customer({ email = "second@example.com" }))
      local _, _, before = ngx.thread.wait(first)
      return { before.kind, before.cause, err.kind, err.outcome }
    ]])
    assert.same({ "outcome_unknown", "timeout", "timeout", "not_sent" }, results)
    assert.equal(1, #api:handles() + in_flight())
  end)

  it("keeps no turn and no login for a call whose light thread was killed", function()
    server = start({ options = { worker_threads = 1 } })
    api:fault({ name = "delay", seconds = DELAY, path = "/auth/login$" })
    local result = run([[
      local began = ngx.now()
      for _ = 1, 3 do
        local thread = ngx.thread.spawn(client.create_customer, client, customer())
        ngx.sleep(0.05)
        ngx.thread.kill(thread)
      end
      local handle, err = client:create_customer(customer({ email = "next@example.com" }))
      ngx.update_time()
      return { handle = handle, message = err and err.message, seconds = ngx.now() - began }
    ]])
    assert.is_string(result.handle, result.message)
    assert.is_true(result.seconds < 4 * DELAY)
    assert.equal(1, api:counters().logins)
  end)

  it("logs in once for each worker where there is no dictionary", function()
    server = start({ dictionary = " " })
    assert_handles(crowd.send(server.port, creates("alone")):wait(30))
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
    server = start({ http = ("lua_ssl_trusted_certificate %s;"):format(api.ca_file) })
    assert.equal("CV000001-NL", run_over_cosockets(api.base_url, "return create()"))
    local https, wrong_host = by_name(api.https_base_url), by_name(api.wrong_host_base_url)
    assert.equal("CV000002-NL", run_over_cosockets(https, "return create()"))
    assert.equal("not_sent", run_over_cosockets(wrong_host, "return create()")[2])
    assert.same({ "network", "not_sent" }, run_over_cosockets("http://127.0.0.1:1/v1beta", "return create()"))
  end)

  it("counts what a client of cosockets may have sent as sent", function()
    server = start({})
    run("return { client:login() }") -- each client finds the token in the dictionary
    api:fault({ name = "delay", seconds = 2, method = "POST", path = "/customers$" })
    assert.same({ "outcome_unknown", "unknown", "timeout" }, run_over_cosockets(api.base_url, "return create()"))
    api:fault({ name = "reset_after", method = "POST", path = "/customers$" })
    assert.same({ "outcome_unknown", "unknown", "network" }, run_over_cosockets(api.base_url, "return create()"))
  end)
end)
