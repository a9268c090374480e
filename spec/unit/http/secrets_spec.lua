-- Passwords and tokens stay where they belong: in no error, event or text, even when a server sends
-- them back.
local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox = require("spec.sandbox.server")
local testing = require("openprovider.testing")

local PASSWORD = 'planted"pass\\word/%d.*'
local TOKEN = "planted-token.%w+"

-- All that can be reached from a value, as one text: names, values, metatables.
local function dump(value, seen, parts)
  seen, parts = seen or {}, parts or {}
  parts[#parts + 1] = tostring(value)
  if type(value) == "table" and not seen[value] then
    seen[value] = true
    for key, member in next, value do
      dump(key, seen, parts)
      dump(member, seen, parts)
    end
  end
  local meta = debug.getmetatable(value)
  if type(value) ~= "string" and meta and not seen[meta] then dump(meta, seen, parts) end
  return table.concat(parts, "\1")
end

-- The secrets of a client that has logged in: planted ones, and the token that it got.
local function assert_no_secret(text, more)
  for _, secret in ipairs({ PASSWORD, TOKEN, "planted", "Bearer ", more }) do
    assert.is_nil(text:find(secret, 1, true), "a secret in: " .. text)
  end
end

-- Where a server may send a secret back: each gives a whole answer.
local json = require("dkjson")
local ECHOES = {
  { "the desc of a code", function(secret)
    return { status = 500, body = json.encode({ code = 4006, desc = "got " .. secret .. " and " .. secret }) }
  end },
  { "the data of a code", function(secret)
    return { status = 500, body = json.encode({ code = 116, desc = "no", data = secret }) }
  end },
  { "data that is a table", function(secret)
    return { status = 500, body = json.encode({ code = 116, data = { [secret] = { "x", { secret } } } }) }
  end },
  { "a desc that is cut within it", function(secret)
    return { status = 500, body = json.encode({ code = 4006, desc = ("x"):rep(292) .. secret }) }
  end },
  { "a desc that is a table", function(secret)
    return { status = 500, body = json.encode({ code = 4006, desc = { secret } }) }
  end },
  { "a code", function(secret) return { status = 500, body = json.encode({ code = secret }) } end },
  { "HTML", function(secret) return { status = 502, body = "<html>" .. secret .. "</html>" } end },
  { "HTML at 200", function(secret) return { status = 200, body = "<html>" .. secret .. "</html>" } end },
  { "a text alone", function(secret) return { status = 200, body = json.encode(secret) } end },
  { "a gateway's message", function(secret) return { status = 429, body = json.encode({ message = secret }) } end },
  { "JSON that is none", function(secret) return { status = 200, body = '{"token":' .. secret } end },
  { "a redirect", function(secret)
    return { status = 302, body = secret, headers = { Location = "/" .. secret:gsub("[^%w]", "") } }
  end },
  { "Retry-After", function(secret)
    return { status = 429, body = "", headers = { ["Retry-After"] = secret:gsub("[^%w]", "") } }
  end },
}

describe("a secret", function()
  local server, client, events

  setup(function() server = sandbox.start({ password = PASSWORD }) end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    events = {}
  end)
  after_each(function()
    if client then client:close() end
    client = nil
  end)

  local function new_client(changes)
    local given = {
      base_url = server.base_url, username = server.username, password = PASSWORD, ca_file = server.ca_file,
      proxy = "", retries = 1, timeout = 2, on_event = function(event) events[#events + 1] = event end,
      event_content = "body",
    }
    for name, value in pairs(changes or {}) do
      if value == example.none then value = nil end
      given[name] = value
    end
    client = assert(openprovider.new(given))
    return client
  end

  -- The token that a client has from the server, as the server saw it.
  local function token_of(one)
    assert(one:login())
    assert(one:request("GET", "/customers"))
    local requests = server:requests()
    return requests[#requests].headers.authorization:match("^Bearer (%S+)$")
  end

  local function order(answer)
    server:fault {
      name = "status", status = answer.status, body = answer.body, headers = answer.headers,
      path = "/customers$", times = 9,
    }
  end

  for _, echo in ipairs(ECHOES) do
    local place, answer = echo[1], echo[2]

    it("that a server sends back is in no error or event: in " .. place, function()
      local token = token_of(new_client({ retries = 0 }))
      for _, secret in ipairs({ PASSWORD, token, "Bearer " .. token }) do
        server:reset()
        client = new_client({ token = token })
        order(answer(secret))
        local _, read = client:request("GET", "/customers")
        local _, create = client:create_customer(example.customer())
        for _, err in ipairs({ read, create }) do
          local text = dump(err)
          assert.is_nil(text:find("planted", 1, true), text)
          assert.is_nil(text:find(token:sub(1, 8), 1, true), text)
        end
        assert.is_nil(dump(events):find(token:sub(1, 8), 1, true))
        assert.is_nil(dump(events):find("planted", 1, true))
      end
    end)
  end

  it("that is the token of a login of one's own, sent back, is in no error or event", function()
    local token = token_of(new_client({ retries = 0 }))
    for _, echo in ipairs(ECHOES) do
      order(echo[2](token))
      local _, read = client:request("GET", "/customers")
      local _, create = client:create_customer(example.customer())
      assert_no_secret(dump(read), token:sub(1, 8))
      assert_no_secret(dump(create), token:sub(1, 8))
      server:reset()
    end
    assert_no_secret(dump(events), token:sub(1, 8))
  end)

  it("in the path or the query of a request of the caller's is in no event", function()
    local token = token_of(new_client({ retries = 1 }))
    server:fault { name = "status", status = 503, path = token, times = 1, body = "busy" }
    for _, secret in ipairs({ token, "planted-token" }) do
      client = new_client({ token = secret })
      client:request("GET", "/" .. secret, { [secret] = secret })
    end
    assert.is_true(#events > 6)
    assert_no_secret(dump(events), token)
  end)

  it("that a server sends back in a warning is not in the details", function()
    local token = token_of(new_client())
    order({ status = 200, body = json.encode({
      code = 0, data = { handle = "JD1-NL" }, warnings = { { code = 7, desc = PASSWORD, data = { token } } },
    }) })
    local _, details = client:create_customer(example.customer())
    assert.equal(7, details.api_warnings[1].code)
    assert.is_nil(dump(details):find(token, 1, true))
    assert.is_nil(dump(details):find("planted", 1, true))
  end)

  it("that is sent back 300,000 times is hidden at once", function()
    local transport = testing.transport()
    local body = '{"code":7,"desc":"' .. ("planted "):rep(300000) .. '"}'
    transport.perform = function() return { status = 500, headers = {}, body = body } end
    local started = os.clock()
    local _, err = new_client({ token = "planted", transport = transport }):request("GET", "/customers")
    assert.is_true(os.clock() - started < 5)
    assert.equal(("*** "):rep(300000), err.desc)
  end)

  it("that a login's answer sends back is in no error or event", function()
    for _, body in ipairs({
      json.encode({ code = 196, desc = PASSWORD, data = PASSWORD }),
      json.encode({ code = 0, data = { token = "planted token with blanks" } }),
      '{"code":0,"data":{"token":"planted-tok',
    }) do
      server:fault { name = "status", status = 200, body = body, path = "/auth/login$", times = 3 }
      local _, err = new_client({ retries = 0 }):login()
      assert.is_table(err)
      assert_no_secret(dump(err))
      server:reset()
    end
    assert_no_secret(dump(events))
  end)

  it("is in no error of a login, however its answer quotes it: only texts that the API has are there", function()
    for _, data in ipairs({ PASSWORD:reverse(), { PASSWORD:reverse() }, { [PASSWORD:reverse()] = 1 }, 5 }) do
      local desc = "cannot parse " .. PASSWORD:reverse()
      server:fault { name = "status", status = 500, body = json.encode({ code = 4003, desc = desc, data = data }),
        path = "/auth/login$", times = 3 }
      local _, err = new_client({ retries = 0 }):login()
      assert.equal(4003, err.code)
      assert.equal("***", err.desc)
      assert.is_truthy(tostring(err):find("***", 1, true), tostring(err))
      assert.is_truthy(tostring(err):find("(code 4003, HTTP 500)", 1, true), tostring(err))
      assert.is_nil(dump(err):find(PASSWORD:reverse(), 1, true))
      server:reset()
    end
    for _, text in ipairs({ "Authentication/Authorization Failed ", "Login failed", "Access denied." }) do
      server:fault { name = "code", code = 900, desc = text, path = "/auth/login$" }
      local _, err = new_client({ retries = 0 }):login()
      assert.equal(text, err.desc)
      server:reset()
    end
  end)

  it("is in no error when credentials are wrong, missing or cannot be sent", function()
    local clients = {
      new_client({ username = "nobody" }), new_client({ username = example.none }),
      new_client({ password = PASSWORD .. "\255" }), new_client({ token = TOKEN .. "\r\nX: y" }),
      new_client({ token = TOKEN, username = example.none, password = example.none }),
    }
    for _, one in ipairs(clients) do
      local _, login = one:login()
      local _, read = one:request("GET", "/customers")
      assert_no_secret(dump(login))
      assert_no_secret(dump(read))
      one:close()
    end
    assert_no_secret(dump(events))
  end)

  it("is in no error of the connection, the proxy's own login neither", function()
    local places = {
      { base_url = "https://name.invalid/v1beta" }, { base_url = server.wrong_host_base_url },
      { base_url = "http://foreign.example/v1beta" }, { proxy = "http://user:planted@name.invalid:1" },
      { proxy = "http://user:planted@127.0.0.1:1" }, { proxy = "odd://user:planted@127.0.0.1:1" },
      { proxy = "http://user:planted word@[" }, { proxy = "planted\1" },
      { proxy = "http://user:planted@127.0.0.1:1", base_url = "http://api.sandbox.openprovider.nl:8480/v1beta" },
    }
    for _, changes in ipairs(places) do
      changes.base_url = changes.base_url or "https://api.example/v1beta"
      changes.retries = 0
      local one = new_client(changes)
      local _, err = one:login()
      assert.is_table(err)
      assert_no_secret(dump(err))
      assert_no_secret(tostring(one))
      one:close()
    end
    assert_no_secret(dump(events))
  end)

  it("is in no error of a transport that tells too much", function()
    local transport = testing.transport()
    transport.perform = function(request)
      local said = (request.body or "") .. PASSWORD .. (request.headers.Authorization or "")
      return nil, { kind = "network", message = said, sent = true }
    end
    for _, changes in ipairs({ { token = TOKEN }, {} }) do
      changes.transport, changes.retries = transport, 0
      local _, err = new_client(changes):request("GET", "/customers")
      local text = dump(err)
      assert.is_nil(text:find("planted", 1, true), text)
    end
  end)

  it("is in no error about options", function()
    for _, given in ipairs({
      { base_url = "https://user:planted@h.example/v1beta" }, { base_url = "planted" }, { timeout = "planted" },
      { password = { "planted" } }, { token = { "planted" } }, { transport = "planted" }, { api_version = "planted!" },
      { user_agent = "planted\n" },
    }) do
      local made, err = openprovider.new(given)
      assert.is_nil(made)
      assert_no_secret(dump(err))
    end
  end)

  it("is in no event of a call that succeeds, is refused, or logs in again", function()
    local token = token_of(new_client({ retries = 0 }))
    server:fault { name = "code", code = 196, desc = token, path = "/customers$" }
    assert(client:create_customer(example.customer()))
    server:fault { name = "status", status = 429, body = token, path = "/customers$" }
    client:create_customer(example.customer({ company_name = "Other" })) -- the name itself is in a body
    assert.is_true(#events > 8)
    assert_no_secret(dump(events), token)
  end)

  it("is not in a client, its transport or its pool as a text", function()
    local token = token_of(new_client())
    local pool = core.pool({ proxy = "http://user:planted@127.0.0.1:1" })
    for _, value in ipairs({ client, client.transport, client.session, pool }) do
      assert_no_secret(tostring(value), token)
    end
    assert.equal("openprovider.pool (open)", tostring(pool))
    pool:close()
    assert.equal("openprovider.pool (closed)", tostring(pool))
  end)

  it("is in no table of a client, at whatever depth, also after calls that waited for one login", function()
    local proxied = new_client({ token = TOKEN, proxy = "http://user:planted@127.0.0.1:1" })
    assert_no_secret(dump(proxied))
    proxied:close()
    new_client()
    for _, tags, err in client:concurrently(3, { 1, 2, 3 }, function() return client:list_tags() end) do
      assert(tags, err)
      local requests = server:requests()
      local token = requests[#requests].headers.authorization:match("^Bearer (%S+)$")
      assert.is_true(#token > 8)
      assert_no_secret(dump(client), token)
    end
    assert.equal(1, server:counters().logins)
  end)

  it("is in no options that a transport is made of, but for the proxy's", function()
    local given
    new_client({ token = TOKEN, proxy = "http://user:word@127.0.0.1:1", transport = { new = function(options)
      given = options
      return testing.transport()
    end } })
    assert_no_secret(dump(given))
    assert.equal("http://user:word@127.0.0.1:1", given.proxy)
  end)

  it("is in no table of the module or its core, and in no transport", function()
    local token = token_of(new_client())
    order({ status = 500, body = json.encode({ code = 4006, desc = token }) })
    client:request("GET", "/customers")
    local text = dump({ core, core.fields(), openprovider, client.transport, debug.getmetatable(client) })
    assert_no_secret(text, token)
    for name, module in pairs(package.loaded) do
      if name:find("^openprovider") then assert_no_secret(dump(module), token) end
    end
  end)

  it("is in no usage text of the command line", function()
    local variables = ("OPENPROVIDER_BASE_URL='%s' OPENPROVIDER_USERNAME=u OPENPROVIDER_PASSWORD=planted-word "
      .. "OPENPROVIDER_TOKEN=planted-token"):format(server.base_url)
    local lua = os.getenv("OP_LUA") or rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match("%d+%.%d+")
    for _, arguments in ipairs({ "--help", "create --help", "login --help", "", "nonsense", "login" }) do
      local pipe = assert(io.popen(("%s %s bin/openprovider %s 2>&1"):format(variables, lua, arguments)))
      local text = pipe:read("*a")
      pipe:close()
      assert.is_true(#text > 0, arguments)
      assert_no_secret(text)
    end
  end)

  it("reaches the server all the same", function()
    local token = token_of(new_client())
    local requests = server:requests()
    assert.equal(PASSWORD, json.decode(requests[1].body).password)
    assert.is_true(#token > 8)
  end)
end)

describe("an observer that raises", function()
  it("does no harm", function()
    for _, raised in ipairs({ "text", {}, setmetatable({}, { __tostring = error }) }) do
      local calls = 0
      local client = assert(openprovider.new {
        username = "sandbox", password = "secret", transport = testing.transport(),
        on_event = function()
          calls = calls + 1
          error(raised)
        end,
      })
      assert.equal("CV000001-NL", client:create_customer(example.customer()))
      assert.equal(5, calls)
    end
  end)
end)
