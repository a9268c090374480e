--- One login in flight at a time, among coroutines and among processes.

local file_store = require("openprovider.token_store.file")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.scratch")
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
    assert.is_false(pcall(coroutine.wrap(function() client:list_customers() end)))
    spawn(function() assert(client:list_customers()) end)
    run()
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
      local store = require("openprovider.token_store.file").new(%q)
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
      assert.equal(number * 2 - 1, one.incr("a key", 300))
      assert.equal(number * 2, two.incr("a key", 300))
    end
    assert.equal(1, one.incr("another", 300))
    assert.equal(1, one.incr("short", 0))
    assert.equal(1, two.incr("short", 0))
  end)

  it("keep no end of counters", function()
    local store = file_store.new(folder .. "/many/tokens.json")
    for _ = 1, 3 do store.incr("often", 300) end
    for number = 1, 600 do store.incr("key " .. number, 300) end
    assert.equal(4, store.incr("often", 300))
    local size = io.open(folder .. "/many/tokens.json.calls"):seek("end")
    assert.is_true(size < 65536)
  end)

  it("do not wait for a lock whose holder is gone", function()
    local path = folder .. "/gone/tokens.json"
    scratch.output_of(([[%s -e 'require("openprovider.token_store.file").new("%s").lock("k", os.exit)']])
      :format(LUA, path))
    local ran
    file_store.new(path).lock("k", function() ran = true end)
    assert.is_true(ran)
  end)
end)
