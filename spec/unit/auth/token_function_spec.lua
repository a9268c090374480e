-- A program that gives tokens itself: the option `token` as a function.
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("a token function", function()
  local transport, api, asked

  before_each(function()
    transport = testing.transport()
    api, asked = transport.sandbox, {}
  end)

  local function new_client(token, changes)
    local options = { token = token, base_url = "https://api.example/v1beta", transport = transport, retries = 0 }
    for name, value in pairs(changes or {}) do options[name] = value end
    return assert(openprovider.new(options))
  end

  -- A token that the API takes.
  local function good_token()
    local client = assert(openprovider.new({ username = "sandbox", password = "secret", transport = transport,
      base_url = "https://api.example/v1beta" }))
    assert(client:login())
    return (next(api.login.tokens))
  end

  -- Gives what `answer` gives, and notes what it was asked.
  local function noting(answer)
    return function(...)
      asked[#asked + 1] = { count = select("#", ...), refused = (...) }
      return answer(...)
    end
  end

  local function list(client) return client:request("GET", "/customers") end

  local function assert_fails(kind, says, data, err)
    assert.is_nil(data)
    assert.same({ kind, "not_sent", false }, { err.kind, err.outcome, err.retryable })
    assert.truthy(tostring(err):find(says, 1, true), tostring(err))
  end

  it("is asked for the first call, and its token serves until the API refuses it", function()
    local token = good_token()
    local client = new_client(noting(function() return token end))
    assert.equal(0, #asked)
    for _ = 1, 3 do assert(list(client)) end
    api:advance(47 * 3600)
    assert(list(client))
    assert.same({ { count = 1 } }, asked)
    assert.equal(1, api:counters().logins)
  end)

  it("is asked again when the time of its token is over", function()
    local token = good_token()
    local client = new_client(noting(function() return token, api:now() + 60 end))
    assert(list(client))
    api:advance(59)
    assert(list(client))
    assert.equal(1, #asked)
    api:advance(2)
    assert(list(client))
    assert.same({ { count = 1 }, { count = 1 } }, asked)
  end)

  it("learns which token was refused, and the call is made with another", function()
    local token = good_token()
    local client = new_client(noting(function(refused) return refused and token or "stale" end))
    assert.equal("CV000001-NL", client:create_customer(example.customer()))
    assert.equal(2, #asked)
    assert.is_nil(asked[1].refused)
    assert.equal("stale", asked[2].refused)
  end)

  it("is asked twice at most for a call, whatever it gives", function()
    local number = 0
    local client = new_client(noting(function()
      number = number + 1
      return "stale-" .. number
    end), { retries = 5 })
    local data, err = list(client)
    assert.is_nil(data)
    assert.same({ "auth", 196, 2 }, { err.kind, err.code, #asked })
  end)

  it("that gives the refused token again makes an error, and that token is not sent again", function()
    local given = "stale"
    local client = new_client(noting(function()
      if given == "none" then return nil, "no vault" end
      return given
    end))
    local err = select(2, list(client))
    assert.same({ "auth", "rejected" }, { err.kind, err.outcome })
    assert.truthy(tostring(err):find("gave the same one again", 1, true), tostring(err))
    for _, gives in ipairs({ "stale", "none", "stale" }) do
      given = gives
      assert_fails("auth", gives == "none" and "no vault" or "gave the same one again", list(client))
    end
    assert.equal(1, api:counters().requests)
    assert.same({ nil, "stale", "stale", "stale", "stale" }, (function(all)
      for index, one in ipairs(asked) do all[index] = one.refused end
      return all
    end)({}))
    given = good_token()
    assert(list(client))
  end)

  it("that calls its own client makes an error that says so, at once, wherever it does so", function()
    local token, client, inner = good_token(), nil, nil
    local function own_call()
      inner = { list(client) }
      return inner[1] and token
    end
    for place, call in pairs({
      ["in the same coroutine"] = own_call,
      ["in another one"] = function() return coroutine.wrap(own_call)() end,
      ["in concurrently"] = function()
        return (select(2, client:concurrently(2, { 1 }, own_call)()))
      end,
      ["in another client's function"] = function()
        local other = new_client(own_call)
        list(other)
        return nil, "no token"
      end,
      ["by a login of its own"] = function()
        client:login()
        return own_call()
      end,
    }) do
      client = new_client(noting(call))
      for _, from in ipairs({ list, function() return coroutine.wrap(list)(client) end, function()
        return select(2, client:concurrently(2, { 1 }, function() return list(client) end)())
      end }) do
        asked, inner = {}, nil
        local data, err = from(client)
        assert.is_nil(data, place)
        assert.is_truthy(err, place)
        assert_fails("config", "called its own client", inner[1], inner[2])
        assert.equal(1, #asked, place)
      end
      client = new_client(function()
        own_call()
        return token
      end)
      assert(list(client)) -- and goes on without what it asked for
    end
  end)

  it("that has none fails the call as auth, with its message and without a secret", function()
    local token = good_token()
    local requests = api:counters().requests
    local answers = { { token, api:now() + 60 }, { nil, "vault is sealed\nfor " .. token } }
    local client = new_client(function()
      local answer = table.remove(answers, 1)
      return answer[1], answer[2]
    end)
    assert(list(client))
    api:advance(61)
    local data, err = list(client)
    assert_fails("auth", "the function of option token gave no token: vault is sealed for ***", data, err)
    assert.equal(requests + 1, api:counters().requests)
  end)

  it("that raises, or gives what is none, makes a config error", function()
    for says, answer in pairs({
      ["raised an error: no vault"] = function() error("no vault", 0) end,
      ["gave a nil; a text is expected"] = function() end,
      ["gave a number; a text is expected"] = function() return 5 end,
      ["gave a text that cannot be a token; a text is expected"] = function() return "a\r\nX: y" end,
      ["gave a string as the time when the token ends; seconds"] = function() return "t", "soon" end,
    }) do
      local client = new_client(answer)
      assert_fails("config", "the function of option token " .. says, list(client))
    end
    assert.equal(0, api:counters().requests)
  end)

  it("that gives a time that is past makes a config error, since it would be asked at each call", function()
    for says, answer in pairs({
      ["gave 1 as the time when the token ends, which is past"] = function() return ("secret \n"):gsub("%s+$", "") end,
      ["gave 3600 as the time when the token ends, which is past; seconds since the epoch are expected"] = function()
        return "secret", 3600
      end,
      ["the token ends, which is past"] = function() return "secret", api:now() end,
      ["as the time when the token ends, which is past"] = function() return "secret", 0 / 0 end,
    }) do
      local data, err = list(new_client(answer))
      assert_fails("config", says, data, err)
      assert.is_nil(tostring(err):find("secret", 1, true))
    end
    assert.equal(0, api:counters().requests)
  end)

  it("that waits in its coroutine is asked once for all calls that need it", function()
    local token = good_token()
    function transport.sleep() coroutine.yield() end
    local client = new_client(noting(function()
      coroutine.yield()
      return token
    end))
    local results, calls = {}, {}
    for index = 1, 5 do
      calls[index] = coroutine.create(function() results[index] = list(client) ~= nil end)
    end
    for _ = 1, 5 do
      for _, call in ipairs(calls) do
        if coroutine.status(call) ~= "dead" then assert(coroutine.resume(call)) end
      end
    end
    assert.same({ true, true, true, true, true }, results)
    assert.equal(1, #asked)
  end)

  it("does not share its tokens with others through the store", function()
    local kept = {}
    local store = {
      get = function(key) return kept[key] end,
      set = function(key, entry) kept[key] = entry end,
      delete = function(key) kept[key] = nil end,
    }
    local token = good_token()
    assert(list(new_client(function() return token end, { token_store = store })))
    assert.is_nil(next(kept))
  end)

  it("goes before a user name and a password, which then name the account alone", function()
    local token = good_token()
    local client = new_client(function() return token end, { username = "sandbox", password = "secret" })
    assert(list(client))
    assert.equal(1, api:counters().logins)
    assert.equal("openprovider.client (sandbox at https://api.example/v1beta)", tostring(client))
    assert.equal("openprovider.client (token at https://api.example/v1beta)", tostring(new_client(function() end)))
  end)

  it("is an account like no other where there is no user name", function()
    local memory = require("openprovider.exactly_once.memory")
    local function names(token)
      local settings = { base_url = "https://api.example/v1beta", token = token }
      local place, holder = memory.place(settings)
      return memory.account(settings), place, holder
    end
    local function one() return "t" end
    local function other() return "t" .. "" end
    local account, place, holder = names(one)
    assert.same({ account, place, holder }, { names(one) })
    local other_account, other_place, other_holder = names(other)
    assert.equal(place, other_place)
    assert.is_true(account ~= other_account and holder ~= other_holder)
  end)

  it("leaves no token in a table of the client", function()
    local token = good_token()
    local client = new_client(function() return token end)
    assert(list(client))
    assert.is_nil(require("spec.matrix.secrets").found({ token }, client.session, client.credentials))
    assert.is_nil(client.settings.token)
  end)
end)
