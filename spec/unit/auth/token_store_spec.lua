-- Tokens in a file: for their owner alone, whole at any moment, and one login for many processes.
local dkjson = require("dkjson")
local example = require("spec.support.example")
local file = require("openprovider.auth.stores.file")
local openprovider = require("openprovider")
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")
local testing = require("openprovider.testing")

local output_of, command_of = scratch.output_of, scratch.command_of
local write, contents, mode_of = scratch.write, scratch.contents, scratch.mode_of

local HOUR = 3600

local folder, path

before_each(function()
  folder = scratch.make()
  path = folder .. "/tokens.json"
end)
after_each(scratch.remove)

local function assert_names(message, ...)
  assert.is_string(message)
  for _, text in ipairs({ path, ... }) do assert.truthy(message:find(text, 1, true), message) end
end

describe("the token file", function()
  local function soon() return os.time() + HOUR end

  it("is found by the environment alone, and made at the first token", function()
    local program = [[
      local store = assert(require("openprovider.auth.stores.file").new())
      assert(store.get("key") == nil and store.delete("key"))
      assert(not io.open(arg[1]))
      assert(store.set("key", { token = "t", expires_at = os.time() + 60 }))
      print(store.get("key").token)
    ]]
    local at = folder .. "/cache/openprovider/tokens.json"
    assert.equal("t", output_of(command_of(program, "XDG_CACHE_HOME=" .. folder .. "/cache", at)))
    assert.equal("600", mode_of(at))
    assert.equal("700", mode_of(folder .. "/cache/openprovider"))
    program = [[
      require("openprovider.core").user = function() return "none/none" end
      print(require("openprovider.auth.stores.file").new())]]
    assert.truthy(output_of(command_of(program, "env -u HOME -u XDG_CACHE_HOME ")):find("^nil\tthere is no folder"))
  end)

  it("is seen by each store on it, with all its keys", function()
    local one, other = file.new(path), file.new(path)
    local expires_at = soon() + 0.25
    assert.is_true(one.set("a", { token = "1", expires_at = expires_at }))
    assert.is_true(other.set("b", { token = "2", expires_at = expires_at }))
    assert.same({ token = "1", expires_at = expires_at }, other.get("a"))
    assert.equal("2", one.get("b").token)
    assert.is_nil(one.get("c"))
    assert.is_true(other.delete("a"))
    assert.is_nil(one.get("a"))
    assert.equal("2", one.get("b").token)
  end)

  it("loses tokens that have expired when it is written", function()
    local store = file.new(path)
    assert(store.set("old", { token = "1", expires_at = os.time() - 1 }))
    write(path, ('{"past":{"token":"p","expires_at":%d},"odd":7,"b":{"token":"b","expires_at":%d}}')
      :format(os.time() - 1, soon()))
    assert(store.set("new", { token = "n", expires_at = soon() }))
    local kept = dkjson.decode(contents(path))
    assert.equal("n", kept.new.token)
    assert.equal("b", kept.b.token)
    assert.is_nil(kept.past)
    assert.is_nil(kept.odd)
  end)

  it("counts as empty when it makes no sense, and is replaced", function()
    local texts = {
      "", "{", "null", "7", "[]", "[1]", '"x"', "{\255}", '{"key":7}', '{"key":{"token":7,"expires_at":1e12}}',
      '{"key":{"token":"x"}}', '{"key":null}', ("["):rep(5000),
    }
    for _, text in ipairs(texts) do
      local store = file.new(path)
      write(path, text)
      local results = { store.get("key") }
      assert.same({}, results, text)
      assert.is_true(store.set("key", { token = "t", expires_at = soon() }))
      assert.equal("t", store.get("key").token)
      write(path, text)
      assert.is_true(store.delete("key"))
    end
  end)

  it("that others can read is neither used nor written over", function()
    local text = ('{"key":{"token":"planted","expires_at":%d}}'):format(soon())
    write(path, text, "644")
    local store = file.new(path)
    for _, call in ipairs({ "get", "set", "delete" }) do
      local value, message = store[call]("key", { token = "planted", expires_at = soon() })
      assert.is_nil(value)
      assert_names(message, "mode 0644", "chmod 600 " .. path)
      assert.is_nil(message:find("planted", 1, true))
    end
    assert.equal(text, contents(path))
  end)

  it("does not take what JSON cannot carry, and says so", function()
    local ok, message = file.new(path).set("\255", { token = "planted", expires_at = soon() })
    assert.is_nil(ok)
    assert_names(message, "UTF-8")
    assert.is_nil(message:find("planted", 1, true))
  end)

  it("needs a path that is one", function()
    for _, bad in ipairs({ 7, {}, "", "a\0b", false }) do assert.has_error(function() file.new(bad) end) end
  end)

  it("is whole at any moment while many processes write to it", function()
    local program = [[
      local core, dkjson = require("openprovider.core"), require("dkjson")
      local store = require("openprovider.auth.stores.file").new(arg[1])
      local entry = { token = arg[2]:rep(3000), expires_at = os.time() + 600 }
      for round = 1, 60 do
        assert(store.set("key " .. arg[2], entry))
        local kept = assert(dkjson.decode((assert(core.read_private(arg[1])))), "half a file")
        for _, found in pairs(kept) do assert(#found.token == 3000, "half a token") end
      end
      print("done")
    ]]
    local commands = {}
    for index = 1, 8 do commands[index] = command_of(program, "", path, tostring(index)) .. " &" end
    assert.equal(("done\n"):rep(8), output_of(table.concat(commands, " ") .. " wait") .. "\n")
    assert.equal("tokens.json", scratch.names())
    assert.equal("600", mode_of(path))
  end)
end)

describe("a client with a token file", function()
  local server

  setup(function() server = sandbox.start({ password = "planted-word" }) end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function new_client(changes)
    local options = {
      base_url = server.base_url, username = "sandbox", password = "planted-word", proxy = "",
      token_store = file.new(path),
    }
    for name, value in pairs(changes or {}) do options[name] = value end
    return assert(openprovider.new(options))
  end

  local function list(client)
    local data, err = client:request("GET", "/customers")
    client:close()
    return data, err
  end

  local function logins() return server:counters().by_route["POST /auth/login"] or 0 end

  it("logs in once for ten clients in a row", function()
    for _ = 1, 10 do assert(list(new_client())) end
    assert.equal(1, logins())
    assert.equal(10, server:counters().by_route["GET /customers"])
    assert.equal("600", mode_of(path))
    assert.is_nil(contents(path):find("planted", 1, true))
  end)

  it("logs in once for ten processes in a row", function()
    local program = [[
      local client = assert(require("openprovider").new({
        base_url = arg[2], username = "sandbox", password = "planted-word", proxy = "",
        token_store = require("openprovider.auth.stores.file").new(arg[1]),
      }))
      assert(client:request("GET", "/customers"))
    ]]
    local command = command_of(program, "env -u OPENPROVIDER_TOKEN", path, server.base_url)
    assert.equal("", output_of("for i in 1 2 3 4 5 6 7 8 9 10; do " .. command .. "; done"))
    assert.equal(1, logins())
  end)

  it("does not use a token that has expired", function()
    assert(list(new_client()))
    local kept = dkjson.decode(contents(path))
    local _, entry = next(kept)
    local token = entry.token
    entry.expires_at = os.time() - 1
    write(path, dkjson.encode(kept))
    assert(list(new_client()))
    assert.equal(2, logins())
    assert.is_nil(contents(path):find(token, 1, true))
  end)

  it("replaces a token that the API has ended, for all", function()
    assert(list(new_client()))
    server:fault({ name = "code", code = 196, path = "/customers$" })
    assert(list(new_client()))
    assert(list(new_client()))
    assert.equal(2, logins())
  end)

  it("does nothing at all while others can read it", function()
    assert(list(new_client()))
    local token = contents(path):match('"token":"(%x+)"')
    output_of("chmod 644 " .. path)
    server:reset()
    local client = new_client()
    local _, read = client:request("GET", "/customers")
    local _, create = client:create_customer(example.customer())
    client:close()
    for _, err in ipairs({ read, create }) do
      assert.equal("config", err.kind)
      assert.equal("not_sent", err.outcome)
      assert.equal(0, err.attempts)
      assert.is_false(err.retryable)
      assert_names(tostring(err), "chmod 600 " .. path)
      assert.is_nil(tostring(err):find(token, 1, true))
    end
    assert.same({ "config", "config" }, { read.kind, create.kind })
    assert.equal(0, server:counters().requests)
    assert.equal("644", mode_of(path))
  end)

  it("logs in once for the process when it cannot be written, and tells of it", function()
    write(folder .. "/occupied", "x")
    local events = {}
    local client = new_client({
      token_store = { get = function() end, delete = file.new(path).delete,
        set = file.new(folder .. "/occupied/tokens.json").set },
      on_event = function(event)
        if event.name == "token_store" then events[#events + 1] = event.message error("dropped") end
      end,
    })
    for _ = 1, 3 do assert(client:request("GET", "/customers")) end
    assert(client:create_customer(example.customer()))
    client:close()
    assert.equal(1, logins())
    assert.equal(1, #events)
    assert.truthy(events[1]:find(folder .. "/occupied/tokens.json", 1, true), events[1])
  end)
end)

describe("a store of the user's own", function()
  local transport, events, token, store

  before_each(function()
    transport, events, token = testing.transport(), {}, nil
    local kept
    store = {
      get = function() return kept end,
      set = function(_, entry) kept, token = entry, entry.token end,
      delete = function() kept = nil end,
    }
  end)

  local function new_client()
    return assert(openprovider.new({
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta", retries = 0,
      transport = transport, token_store = store,
      on_event = function(event) if event.name == "token_store" then events[#events + 1] = event.message end end,
    }))
  end

  local function logins() return transport.sandbox:counters().by_route["POST /auth/login"] or 0 end

  it("that raises when asked stops the call, which says why", function()
    local object = setmetatable({}, { __tostring = function() return "no" end })
    for _, raised in ipairs({ "no\nconnection, secret", object }) do
      store.get = function() error(raised) end
      local handle, err = new_client():create_customer(example.customer())
      assert.is_nil(handle)
      assert.equal("config", err.kind)
      assert.equal("not_sent", err.outcome)
      assert.truthy(err.message:find("the token store raised an error: .*no"), err.message)
      assert.is_nil(err.message:find("secret", 1, true))
      assert.is_nil(err.message:find("\n", 1, true))
    end
    assert.equal(0, transport.sandbox:counters().requests)
  end)

  it("that gives more than nil when it has none is no failure", function()
    for _, more in ipairs({ { { "stale" } }, { 7 }, { false } }) do
      store.get = function() return nil, more[1] end
      assert(new_client():request("GET", "/customers"))
    end
  end)

  it("that raises when it is to keep a token costs one login, and no secret is told", function()
    local asked = 0
    store.get = function() asked = asked + 1 end
    store.set = function(_, entry)
      token = entry.token
      error("full: " .. entry.token .. " of secret")
    end
    local client = new_client()
    for _ = 1, 3 do assert(client:request("GET", "/customers")) end
    assert.equal(1, logins())
    assert.equal(1, asked)
    assert.equal(1, #events)
    assert.truthy(events[1]:find("full: *** of ***", 1, true), events[1])
    assert.is_nil(events[1]:find(token, 1, true))
  end)

  it("that cannot forget a token that the API ended is done without", function()
    for _, delete in ipairs({ function() error("stuck") end, function() return nil, "stuck" end }) do
      store.delete = delete
      local client = new_client()
      assert(client:login())
      transport.sandbox:expire_tokens()
      assert(client:request("GET", "/customers"))
      assert(client:request("GET", "/customers"))
      assert.equal(2, logins())
      assert.truthy(events[#events]:find("stuck$"))
      transport = testing.transport()
    end
    assert.equal(2, #events)
  end)

  it("may wait for something else meanwhile", function()
    for name, call in pairs({ get = store.get, set = store.set, delete = store.delete }) do
      store[name] = function(...)
        coroutine.yield(name)
        return call(...)
      end
    end
    local client, waited, data = new_client(), {}, nil
    local call = coroutine.wrap(function() data = client:request("GET", "/customers") end)
    for index = 1, 2 do waited[index] = call() end
    call()
    assert.same({ "get", "set" }, waited)
    assert.is_truthy(data)
  end)
end)
