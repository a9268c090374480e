--- References where the account is known by a token alone, or is written in another way.

local core = require("openprovider.core")
local example = require("spec.support.example")
local file_store = require("openprovider.auth.stores.file")
local memory = require("openprovider.exactly_once.memory")
local openprovider = require("openprovider")
local process = require("spec.support.process")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

-- Seconds: lists lag a little less than `settle`.
local LAG, SETTLE = 0.8, 1

describe("a reference", function()
  local server, path, clients

  setup(function() server = sandbox_server.start { login_limit = false, visible_after = LAG } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    path, clients = scratch.make() .. "/tokens.json", {}
  end)
  after_each(function()
    for _, client in ipairs(clients) do client:close() end
    scratch.remove()
  end)

  local function client_of(options)
    options.base_url, options.proxy = options.base_url or server.base_url, ""
    options.settle = SETTLE
    options.token_store = options.token_store or assert(file_store.new(path))
    local client = assert(openprovider.new(options))
    clients[#clients + 1] = client
    return client
  end

  -- A token of its own.
  local function new_token()
    local kept
    local store = {
      get = function() return nil end, delete = function() end, set = function(_, entry) kept = entry.token end,
    }
    assert(client_of({ username = server.username, password = server.password, token_store = store }):login())
    return kept
  end

  local function create(client)
    return client:create_customer(example.customer(), { reference = "order-1" })
  end

  local function assert_one(one, other)
    assert.equal("CV000001-NL", one)
    assert.equal("CV000001-NL", other)
    assert.same({ "CV000001-NL" }, server:handles())
  end

  for _, where in ipairs { "in this process", "in another process" } do
    it("gives one customer to runs that have a token alone, a new one each, " .. where, function()
      local first = assert(create(client_of { token = new_token() }))
      if where == "in another process" then memory.forget() end
      local second, details = create(client_of { token = new_token() })
      assert.is_false(details.created)
      assert_one(first, second)
    end)
  end

  it("never gives the handle that another token got without a look", function()
    assert(create(client_of { token = new_token() }))
    memory.forget()
    local requests = server:counters().requests
    local handle, err = create(client_of { token = "token-of-nobody-at-all" })
    assert.is_nil(handle)
    assert.same({ "auth", "not_sent" }, { err.kind, err.outcome })
    assert.is_true(server:counters().requests > requests)
  end)

  it("gives the handle without a request to a run with the same token", function()
    local token = new_token()
    local first = assert(create(client_of { token = token }))
    memory.forget()
    local requests = server:counters().requests
    assert_one(first, (create(client_of { token = token })))
    assert.equal(requests, server:counters().requests)
  end)

  it("gives one customer though the host is in capitals, has its default port, or a slash follows", function()
    local function account(base_url, username)
      return memory.account { base_url = base_url, username = username or "jan" }
    end
    local usual = account("https://api.openprovider.eu/v1beta")
    for _, other in ipairs {
      "https://API.Openprovider.EU/v1beta", "HTTPS://api.openprovider.eu:443/v1beta",
      "https://api.openprovider.eu/v1beta/",
    } do
      assert.equal(usual, account(other))
    end
    for _, other in ipairs {
      "https://api.openprovider.eu:80/v1beta", "http://api.openprovider.eu:443/v1beta",
      "https://api.openprovider.eu/V1beta",
    } do
      assert.are_not.equal(usual, account(other))
    end
    assert.equal(account("http://[::1]/v1"), account("http://[::1]:80/v1"))
  end)

  it("looks before it gives a handle to a username in other case", function()
    local client = client_of { username = server.username:upper(), token = new_token() }
    local first = assert(create(client_of { username = server.username, password = server.password }))
    local began = core.now()
    local second, details = create(client)
    assert.is_false(details.created)
    assert.is_true(core.now() - began > LAG / 2)
    assert_one(first, second)
  end)
end)

describe("a create that is under way when its process is forked", function()
  local server

  setup(function() server = sandbox_server.start { login_limit = false, visible_after = LAG } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    scratch.make()
  end)
  after_each(scratch.remove)

  local function new_client()
    return server:client({
      settle = SETTLE, timeout = 6, retries = 2, token_store = assert(file_store.new(scratch.folder .. "/tokens.json")),
    })
  end

  local function create(client)
    return client:create_customer(example.customer(), { reference = "order-1" })
  end

  -- Creates, forks while that is in flight, and ends the child with what `in_child` gives.
  local function forked(client, pause, in_child)
    server:fault { name = "delay", seconds = 0.4, method = "POST", path = "/customers$" }
    local child, handle
    for what, value, err in client:concurrently(2, { "create", "fork" }, function(what)
      if what == "create" then return create(client) end
      if pause > 0 then client.transport.sleep(pause) end
      child = process.fork()
      if child == 0 then
        local ok, good = pcall(in_child)
        process.exit(ok and good and 0 or 1)
      end
      return true
    end) do
      -- In the child this loop goes on, too: its create is a copy of the parent's.
      if what == "create" and child ~= 0 then handle = assert(value, tostring(err)) end
    end
    return handle, process.wait(child)
  end

  for when, pause in pairs { ["before the first byte"] = 0, ["while its answer is waited for"] = 0.2 } do
    it("is sent by the parent alone, and the child gets its handle: " .. when, function()
      local client = new_client()
      assert(client:login())
      local handle, status = forked(client, pause, function()
        return create(client) == "CV000001-NL" and create(new_client()) == "CV000001-NL"
      end)
      assert.same({ "CV000001-NL", 0 }, { handle, status })
      assert.equal(1, server:counters().by_route["POST /customers"])
      client:close()
    end)
  end

  it("keeps what the parent learns: the child's copy of it writes no note", function()
    local client = new_client()
    assert(client:login())
    local handle = forked(client, 0, function()
      client.transport.sleep(0.1) -- the copy of the create is resumed, and its connection is the parent's
      return true
    end)
    memory.forget()
    local again, details = create(new_client())
    assert.same({ handle, false, 0 }, { again, details.created, details.attempts })
    client:close()
  end)

  it("is not sent by the child where the parent has not sent it yet", function()
    local references = require("openprovider.exactly_once.references")
    local client = new_client()
    local kept = references.new(client.settings, client.transport, client.settings.token_store)
    local held = assert(kept:take("order-2", { deadline = core.now() + 5, settle = SETTLE }))
    local child = process.fork()
    if child == 0 then
      local ok, good = pcall(function()
        local sent, err = held:sending(core.now() + 5)
        held:unknown()
        held:forget()
        held:release()
        return sent == nil and err.kind == "cancelled" and err.outcome == "not_sent"
      end)
      process.exit(ok and good and 0 or 1)
    end
    assert.equal(0, process.wait(child))
    assert.is_true(held:sending(core.now() + 5))
    held:created("CV000001-NL", ("0"):rep(16), ("0"):rep(16))
    held:release()
    memory.forget()
    assert.equal("created", kept:noted("order-2").state)
    client:close()
  end)
end)
