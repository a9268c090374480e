--- One login in flight at a time, among coroutines and among processes.

local core = require("openprovider.core")
local file_store = require("openprovider.auth.stores.file")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")
local testing = require("openprovider.testing")

local LUA = os.getenv("OP_LUA") or "lua5.4"

describe("a hundred coroutines", function()
  local transport, api, tasks

  -- A transport that yields where it would wait: before a request is carried out, and in sleeps.
  local function yielding(sandbox)
    local inner = testing.transport(sandbox)
    return {
      sandbox = inner.sandbox,
      now = inner.now,
      sleep = function(seconds)
        local wake = inner.now() + seconds
        repeat coroutine.yield() until inner.now() >= wake
      end,
      perform = function(request)
        coroutine.yield()
        return inner.perform(request)
      end,
    }
  end

  local function new_client(changes)
    local options = {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta", transport = transport,
      retries = 0, timeout = 5,
    }
    for name, value in pairs(changes or {}) do options[name] = value end
    return assert(openprovider.new(options))
  end

  -- Runs the tasks in turns until all have ended; each turn takes a little of the sandbox's time.
  local function run()
    for _ = 1, 100000 do
      local left = 0
      for _, task in ipairs(tasks) do
        if coroutine.status(task) ~= "dead" then
          left = left + 1
          local ok, why = coroutine.resume(task)
          if not ok then error(why) end
        end
      end
      if left == 0 then return end
      api:advance(0.001)
    end
    error("the tasks do not end")
  end

  local function spawn(fn)
    tasks[#tasks + 1] = coroutine.create(fn)
  end

  before_each(function()
    transport = yielding { login_limit = false, now = function() return 1000000 end }
    api, tasks = transport.sandbox, {}
  end)

  local function logins() return api:counters().by_route["POST /auth/login"] or 0 end

  it("that have no token cause one login", function()
    local client, done = new_client(), 0
    for _ = 1, 100 do
      spawn(function()
        assert(client:list_customers())
        done = done + 1
      end)
    end
    run()
    assert.equal(100, done)
    assert.equal(1, logins())
  end)

  it("that meet an expired token cause one login", function()
    local client, done = new_client(), 0
    spawn(function() assert(client:login()) end)
    run()
    api:expire_tokens()
    for _ = 1, 100 do
      spawn(function()
        assert(client:list_customers())
        done = done + 1
      end)
    end
    run()
    assert.equal(100, done)
    assert.equal(2, logins())
  end)

  it("share the error of a login that fails, each with its own copy", function()
    local client, found = new_client { password = "wrong" }, {}
    for _ = 1, 100 do
      spawn(function()
        local page, err = client:list_customers()
        assert(page == nil)
        found[#found + 1] = err
      end)
    end
    run()
    assert.equal(1, logins())
    local distinct = {}
    for _, err in ipairs(found) do
      assert.same({ "auth", "not_sent" }, { err.kind, err.outcome })
      distinct[err] = true
    end
    local count = 0
    for _ in pairs(distinct) do count = count + 1 end
    assert.equal(100, count)
  end)

  it("do not wait for ever for a login whose coroutine was dropped: one of them logs in", function()
    local client, fine = new_client { timeout = 1 }, 0
    spawn(function() client:list_customers() end)
    coroutine.resume(tasks[1])
    assert.equal("suspended", coroutine.status(tasks[1]))
    tasks = {}
    for _ = 1, 10 do
      spawn(function()
        assert(client:list_customers())
        fine = fine + 1
      end)
    end
    run()
    assert.same({ 10, 1 }, { fine, logins() })
  end)

  it("can go on after a login that raised", function()
    local client = new_client()
    local perform, raised = transport.perform, false
    transport.perform = function(request)
      if not raised and request.url:find("/auth/login$") then
        raised = true
        error("out of order", 0)
      end
      return perform(request)
    end
    spawn(function()
      local err = select(2, client:list_customers())
      assert.same({ "config", "not_sent" }, { err.kind, err.outcome })
      assert.is_truthy(err.message:find("perform of option transport raised an error: out of order", 1, true))
    end)
    run()
    spawn(function() assert(client:list_customers()) end)
    run()
  end)
end)

describe("calls of one client", function()
  local server

  setup(function() server = sandbox_server.start() end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function new_client(changes)
    return server:client({ timeout = 1.6 }, changes)
  end

  local function logins() return server:counters().by_route["POST /auth/login"] or 0 end

  -- Starts so many calls, one each ten milliseconds. -> how many succeed, the errors
  local function calls(client, count)
    local numbers, fine, errs = {}, 0, {}
    for number = 1, count do numbers[number] = number end
    for _, page, err in client:concurrently(count, numbers, function(number)
      client.transport.sleep(number * 0.01)
      return client:list_customers()
    end) do
      if page then fine = fine + 1 else errs[#errs + 1] = err end
    end
    return fine, errs
  end

  it("all succeed, 60 of them started one after the other, when the first login times out", function()
    server:fault { name = "stall", seconds = 5, path = "/auth/login$", times = 1 }
    local client = new_client()
    local fine, errs = calls(client, 60)
    client:close()
    assert(fine == 60, errs[1])
    assert.is_true(logins() <= 3, logins() .. " logins")
  end)

  it("succeed but for the one whose login took all of its time, where nothing is retried", function()
    server:fault { name = "stall", seconds = 5, path = "/auth/login$", times = 1 }
    local client = new_client { retries = 0, timeout = 0.8 }
    local fine, errs = calls(client, 60)
    client:close()
    assert.same({ 59, "timeout", "not_sent" }, { fine, errs[1].kind, errs[1].outcome })
    assert.equal(2, logins())
  end)

  it("all fail with a login that is refused, or cannot be made, after one login", function()
    for kind, changes in pairs({ auth = { password = "wrong" }, network = { base_url = "http://127.0.0.1:1/v1" } }) do
      server:reset()
      server:fault { name = "delay", seconds = 0.5, path = "/auth/login$", times = 1 }
      changes.retries = 0
      local client = new_client(changes)
      local fine, errs = calls(client, 20)
      client:close()
      assert.equal(0, fine)
      for _, err in ipairs(errs) do assert.same({ kind, "not_sent" }, { err.kind, err.outcome }) end
      if kind == "auth" then assert.equal(1, logins()) end
    end
  end)

  it("all fail when logins time out again and again, after few of them", function()
    server:fault { name = "stall", seconds = 5, path = "/auth/login$", times = 100 }
    local client, began = new_client { retries = 0, timeout = 0.5 }, core.now()
    local fine, errs = calls(client, 60)
    client:close()
    assert.equal(0, fine)
    for _, err in ipairs(errs) do assert.same({ "timeout", "not_sent" }, { err.kind, err.outcome }) end
    assert.is_true(logins() <= 4, logins() .. " logins")
    assert.is_true(core.now() - began < 4)
  end)

  it("have their own time for a login, however many calls with less time it was too slow for", function()
    server:fault { name = "delay", seconds = 0.5, path = "/auth/login$", times = 100 }
    for _, retries in ipairs({ 0, 2 }) do
      local client, said, before = new_client { retries = retries, timeout = 2 }, {}, logins()
      for timeout, page, err in client:concurrently(6, { 0.1, 0.12, 0.15, 0.2, 0.8, 2 }, function(seconds)
        return client:list_customers({}, { timeout = seconds })
      end) do
        said[timeout] = page and "fine" or err.kind
      end
      client:close()
      assert.same({ "timeout", "fine", "fine" }, { said[0.1], said[0.8], said[2] })
      assert.is_true(logins() - before <= 12, logins() - before .. " logins")
    end
  end)

  it("go on when the call that logs in is cancelled", function()
    server:fault { name = "stall", seconds = 5, path = "/auth/login$", times = 1 }
    local client, results = new_client { timeout = 4 }, {}
    for name, value, err in client:concurrently(2, { "cancelled", "others" }, function(name)
      if name == "cancelled" then
        local kind
        for _, _, why in client:concurrently(1, { 1 }, function() return client:list_customers() end,
            { deadline = 0.3 }) do
          kind = why.kind
        end
        return kind
      end
      return (calls(client, 40))
    end) do
      results[name] = value or err
    end
    client:close()
    assert.same({ cancelled = "cancelled", others = 40 }, results)
    assert.equal(2, logins())
  end)
end)

describe("processes that share a token file", function()
  local server, folder

  setup(function()
    server = sandbox_server.start()
    folder = scratch.make()
  end)
  teardown(function()
    server:stop()
    scratch.remove()
  end)

  it("log in once, though all begin at the same time", function()
    local program = folder .. "/one.lua"
    scratch.write(program, ([[
      local openprovider = require "openprovider"
      local store = require("openprovider.auth.stores.file").new(%q)
      local client = assert(openprovider.new { base_url = %q, username = %q, password = %q, token_store = store })
      assert(client:list_customers())
    ]]):format(folder .. "/cache/tokens.json", server.base_url, server.username, server.password))
    server:fault { name = "delay", seconds = 0.3, path = "/auth/login$", times = 1 }
    assert.equal("fine", scratch.output_of(("for i in 1 2 3 4 5 6 7 8; do %s '%s' & p=\"$p $!\"; done; "
      .. "for i in $p; do wait $i || echo failed; done; echo fine"):format(LUA, program)))
    assert.equal(1, server:counters().logins)
    assert.equal(8, server:counters().by_route["GET /customers"])
  end)

  it("count their calls together", function()
    local path = folder .. "/counted/tokens.json"
    local one, two = file_store.new(path), file_store.new(path)
    for number = 1, 10 do
      assert.equal(number * 2 - 1, (one.incr("a key", 300, 1)))
      local n, seconds = two.incr("a key", 300, 1)
      assert.equal(number * 2, n)
      assert.is_true(seconds > 290 and seconds <= 300)
    end
    assert.equal(20, (one.incr("a key", 300, 0)))
    assert.equal(1, (one.incr("another", 300, 1)))
    assert.equal(1, (one.incr("a key", 60, 1)))
    assert.equal(1, (one.incr("short", 0, 1)))
    assert.equal(1, (two.incr("short", 0, 1)))
  end)

  it("keep no end of counters", function()
    local path = folder .. "/many/tokens.json"
    local store = file_store.new(path)
    for number = 1, 20000 do assert(store.incr("key " .. number, 300, 1)) end
    assert.is_true(io.open(path .. ".counts-300"):seek("end") <= 1024 * 1024)
    assert.equal("600", scratch.mode_of(path .. ".counts-300"))
  end)

  it("count in the same window though one has read the clock before another began it", function()
    local path = folder .. "/early"
    assert.equal(1, (core.count_private(path, 7, 1, 1000, 300)))
    assert.equal(2, (core.count_private(path, 7, 1, 999.999, 300)))
  end)

  it("begin a counter anew when its time is over, or its end too far, for a clock was wrong", function()
    local path = folder .. "/clock"
    for _ = 1, 5 do assert(core.count_private(path, 7, 1, 1000, 300)) end
    assert.equal(6, (core.count_private(path, 7, 1, 1299, 300)))
    assert.equal(1, (core.count_private(path, 7, 1, 600, 300)))
    assert.equal(1, (core.count_private(path, 7, 1, 900, 300)))
  end)

  it("do not count in a file that others can write to, and say so", function()
    local path = folder .. "/open"
    scratch.write(path, "", "666")
    local n, message = core.count_private(path, 7, 1, 1000, 300)
    assert.is_nil(n)
    assert.truthy(message:find(path, 1, true), message)
  end)

  it("do not wait for a lock whose holder is gone", function()
    local path = folder .. "/gone/tokens.json"
    scratch.output_of(([[%s -e 'require("openprovider.auth.stores.file").new("%s").lock("k", os.exit)']])
      :format(LUA, path))
    local ran
    file_store.new(path).lock("k", function() ran = true end)
    assert.is_true(ran)
  end)
end)
