-- The token: when it is asked for, how long it is used, where it is kept.
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

local HOUR = 3600

describe("a session", function()
  local transport, api

  before_each(function()
    transport = testing.transport()
    api = transport.sandbox
  end)

  local function new_client(changes)
    local options = {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta",
      transport = transport, retries = 0,
    }
    for name, value in pairs(changes or {}) do
      if value == example.none then value = nil end
      options[name] = value
    end
    return assert(openprovider.new(options))
  end

  -- A store that clients share, and what is in it.
  local function new_store()
    local kept = {}
    return {
      get = function(key) return kept[key] end,
      set = function(key, entry) kept[key] = entry end,
      delete = function(key) kept[key] = nil end,
    }, kept
  end

  local function list(client) return client:request("GET", "/customers") end

  -- Answers the next login by `respond`, which gets a request; everything else is the sandbox's.
  local function answering_logins(respond)
    local perform = transport.perform
    transport.perform = function(request)
      if request.url:find("/auth/login$") then return respond(request, perform) end
      return perform(request)
    end
  end

  local function logins() return api:counters().by_route["POST /auth/login"] or 0 end

  it("begins with the first call, not before", function()
    local client = new_client()
    assert.equal(0, logins())
    assert(list(client))
    assert.equal(1, logins())
  end)

  it("uses one token for many calls", function()
    local client = new_client()
    for _ = 1, 5 do assert(list(client)) end
    assert(client:create_customer(example.customer()))
    assert.equal(1, logins())
  end)

  it("sends the token as a bearer's, and none with the login", function()
    assert(list(new_client()))
    local requests = api:requests()
    assert.is_nil(requests[1].headers.authorization)
    assert.truthy(requests[2].headers.authorization:find("^Bearer %x+$"))
  end)

  it("sends username, password and ip with the login", function()
    assert(new_client({ ip = "0.0.0.0" }):login())
    local body = require("dkjson").decode(api:requests()[1].body)
    assert.same({ username = "sandbox", password = "secret", ip = "0.0.0.0" }, body)
  end)

  it("uses its token for two days less an hour by the clock, and then asks for another", function()
    local client = new_client()
    assert(list(client))
    api:advance(47 * HOUR - 60)
    assert(list(client))
    assert.equal(1, logins())
    api:advance(120)
    assert(list(client))
    assert.equal(2, logins())
    assert.equal(3, api:counters().by_route["GET /customers"])
  end)

  it("logs in once more when the API ends the token early, and makes the call", function()
    local client = new_client()
    assert(list(client))
    api:expire_tokens()
    assert.equal("CV000001-NL", client:create_customer(example.customer()))
    assert.equal(2, logins())
    assert.equal(1, api:counters().customers_created)
  end)

  it("never logs in twice for one call", function()
    local perform = transport.perform
    transport.perform = function(request)
      if not request.url:find("/auth/login$") then api:expire_tokens() end
      return perform(request)
    end
    local data, err = list(new_client({ retries = 5 }))
    assert.is_nil(data)
    assert.equal("auth", err.kind)
    assert.equal(196, err.code)
    assert.equal(2, err.attempts)
    assert.equal(2, logins())
  end)

  it("does not log in again for a login that was refused", function()
    local data, err = list(new_client({ password = "wrong", retries = 5 }))
    assert.is_nil(data)
    assert.equal("auth", err.kind)
    assert.equal("not_sent", err.outcome)
    assert.equal(1, logins())
    assert.equal(1, api:counters().requests)
  end)

  it("uses a token that was given, without a login", function()
    local client = new_client()
    assert(client:login())
    local token
    answering_logins(function() error("no login is wanted") end)
    local store = { get = function() return nil end, set = function() end, delete = function() end }
    token = next(api.login.tokens)
    local given = new_client({ token = token, username = example.none, password = example.none, token_store = store })
    assert(list(given))
    assert.equal("Bearer " .. token, api:requests()[2].headers.authorization)
  end)

  it("replaces a given token that is refused when it has credentials", function()
    local client = new_client({ token = "stale" })
    assert(list(client))
    assert(list(client))
    assert.equal(1, logins())
    assert.equal(3, api:counters().by_route["GET /customers"])
  end)

  it("is an auth error when a given token is refused and there are no credentials", function()
    local client = new_client({ token = "stale", username = example.none, password = example.none })
    local data, err = list(client)
    assert.is_nil(data)
    assert.equal("auth", err.kind)
    assert.equal(1, err.attempts)
    assert.equal(0, logins())
  end)

  it("refuses a token that no header can carry", function()
    for _, token in ipairs({ "a\r\nX: y", "a b", "", "\195\169" }) do
      local data, err = list(new_client({ token = token, retries = 0 }))
      assert.is_nil(data)
      assert.equal("config", err.kind)
      assert.equal("not_sent", err.outcome)
    end
    assert.equal(0, api:counters().requests)
  end)

  it("keeps its token in a store of the caller's", function()
    local kept, calls = {}, {}
    local store = {
      get = function(key) calls[#calls + 1] = "get" return kept[key] end,
      set = function(key, entry) calls[#calls + 1] = "set" kept[key] = entry end,
      delete = function(key) calls[#calls + 1] = "delete" kept[key] = nil end,
    }
    local client = new_client({ token_store = store })
    assert(list(client))
    assert.same({ "get", "set" }, calls)
    local key, entry = next(kept)
    assert.is_string(key)
    assert.is_nil(key:find("secret", 1, true))
    assert.equal(next(api.login.tokens), entry.token)
    assert.is_true(entry.expires_at > api:now() + 46 * HOUR and entry.expires_at < api:now() + 48 * HOUR)
    api:expire_tokens()
    assert(list(client))
    local text = table.concat(calls, " ")
    assert.truthy(text:find("^get set get.* delete .*set$"), text)
    assert.not_equal(entry.token, kept[key].token)
  end)

  it("shares a token between clients with one store, and not between users or addresses", function()
    local store = new_store()
    assert(list(new_client({ token_store = store })))
    assert(list(new_client({ token_store = store })))
    assert.equal(1, logins())
    assert(list(new_client({ token_store = store, base_url = "https://other.example/v1beta" })))
    assert.equal(2, logins())
    local _, err = list(new_client({ token_store = store, username = "somebody" }))
    assert.equal("auth", err.kind)
    assert.equal(3, logins())
  end)

  it("shares no token with a client of another password, another address for its login, or no password", function()
    local store, kept = new_store()
    assert(list(new_client({ token_store = store })))
    local _, err = list(new_client({ token_store = store, password = "wrong" }))
    assert.equal("auth", err.kind)
    assert.equal(2, logins())
    assert(list(new_client({ token_store = store, ip = "192.0.2.1" })))
    assert.equal(3, logins())
    store.get = function() return (select(2, next(kept))) end -- whatever it is asked for
    _, err = list(new_client({ token_store = store, password = example.none }))
    assert.same({ "config", "not_sent" }, { err.kind, err.outcome })
    assert.equal(3, logins())
  end)

  it("does not delete a token that another client has just renewed", function()
    local store = new_store()
    local first, second = new_client({ token_store = store }), new_client({ token_store = store })
    assert(list(first))
    local perform = transport.perform
    transport.perform = function(request)  -- the other client renews while this one's call is out
      transport.perform = perform
      api:expire_tokens()
      assert(second:login())
      return perform(request)
    end
    assert(list(first))
    assert.equal(2, logins())
  end)

  it("does not use what is no token in a store", function()
    local entries = {
      {}, { token = "" }, { token = 7, expires_at = 1e12 }, { token = "x" }, "x", { token = "x", expires_at = "1" },
      { token = "a\nb", expires_at = 1e12 },
    }
    for _, entry in ipairs(entries) do
      local before = logins()
      local store = { get = function() return entry end, set = function() end, delete = function() end }
      assert(list(new_client({ token_store = store })))
      assert.equal(before + 1, logins())
    end
  end)

  describe("login()", function()
    it("is true for good credentials", function()
      local results = { new_client():login() }
      assert.same({ true }, results)
    end)

    it("is nil and an error for bad ones", function()
      local ok, err = new_client({ password = "wrong" }):login()
      assert.is_nil(ok)
      assert.equal("auth", err.kind)
      assert.equal(196, err.code)
      assert.equal("rejected", err.outcome)
      assert.equal(1, err.attempts)
    end)

    it("asks the API even when there is a token", function()
      local client = new_client()
      assert(client:login())
      assert(client:login())
      assert.equal(2, logins())
      assert(list(client))
      assert.equal(2, logins())
    end)

    it("is a protocol error when the answer has no token", function()
      for _, body in ipairs({ '{"code":0,"data":{}}', '{"code":0}', '{"code":0,"data":{"token":"a b"}}' }) do
        transport.perform = function() return { status = 200, headers = {}, body = body } end
        local ok, err = new_client():login()
        assert.is_nil(ok)
        assert.equal("protocol", err.kind)
        assert.equal("unknown", err.outcome)
        assert.equal(1, err.attempts)
      end
    end)
  end)

  for _, missing in ipairs({ "username", "password" }) do
    it("without a " .. missing .. " is a config error that names the variables", function()
      local client = new_client({ [missing] = example.none })
      for _, call in ipairs({ "login", "create_customer" }) do
        local ok, err = client[call](client, call == "create_customer" and example.customer() or nil)
        assert.is_nil(ok)
        assert.equal("config", err.kind)
        assert.equal("not_sent", err.outcome)
        assert.truthy(tostring(err):find("OPENPROVIDER_USERNAME", 1, true))
        assert.truthy(tostring(err):find("OPENPROVIDER_PASSWORD", 1, true))
      end
      assert.equal(0, api:counters().requests)
    end)
  end

  it("is a config error for a login when there is a token alone, which says so", function()
    local client = new_client({ username = example.none, password = example.none, token = "t" })
    local ok, err = client:login()
    assert.is_nil(ok)
    assert.equal("config", err.kind)
    assert.equal("not_sent", err.outcome)
    assert.truthy(tostring(err):find("a token needs no login", 1, true), tostring(err))
    assert.truthy(tostring(err):find("OPENPROVIDER_USERNAME", 1, true))
  end)

  it("tells of a failed login as that, and that the customer was not sent", function()
    answering_logins(function() return nil, { kind = "timeout", message = "too slow", sent = true } end)
    local handle, err = new_client():create_customer(example.customer())
    assert.is_nil(handle)
    assert.equal("timeout", err.kind)
    assert.equal("not_sent", err.outcome)
    assert.equal(0, err.attempts)
    assert.is_true(err.retryable)
  end)

  it("knows that nothing was created when the login after a refused token fails", function()
    local client = new_client()
    assert(list(client))
    api:expire_tokens()
    answering_logins(function() return nil, { kind = "timeout", message = "too slow", sent = true } end)
    local handle, err = client:create_customer(example.customer())
    assert.is_nil(handle)
    assert.equal("timeout", err.kind)
    assert.equal("rejected", err.outcome)
    assert.equal(0, api:counters().customers_created)
  end)

  it("refuses credentials that JSON cannot carry", function()
    local ok, err = new_client({ password = "\255" }):login()
    assert.is_nil(ok)
    assert.equal("config", err.kind)
    assert.equal("not_sent", err.outcome)
    assert.equal(0, api:counters().requests)
  end)
end)
