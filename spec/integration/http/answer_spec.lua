-- What a caller gets for each answer, over real HTTP.
local closed_port = require("spec.support.closed_port")
local dkjson = require("dkjson")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox = require("spec.sandbox.server")
local socket = require("socket")
local testing = require("openprovider.testing")

-- Beyond the largest body that the client takes, in bytes.
local TOO_LARGE = 17 * 1024 * 1024

local HTML = "<html><body>Bad gateway</body></html>"

-- What each answer to `GET /customers` becomes; `unknown` says that a create cannot know what came
-- of it, in which case its kind is `outcome_unknown`. `says` is in the message of both.
local CASES = {
  { "code 10005, naming the IP list, API access and the user agent",
    { name = "code", code = 10005 },
    { kind = "auth", code = 10005, status = 500, says = { "IP address", "API access", "user agent" } } },
  { "code 10006, naming two factors",
    { name = "code", code = 10006 }, { kind = "auth", code = 10006, status = 500, says = { "two%-factor" } } },
  { "code 116, naming the field",
    { name = "code", code = 116 },
    { kind = "rejected", code = 116, status = 500, field = "address.zipcode",
      says = { "address%.zipcode", "Invalid zipcode" } } },
  { "code 102, naming the field",
    { name = "code", code = 102 }, { kind = "rejected", code = 102, status = 500, field = "name.first_name" } },
  { "code 131 at HTTP 200, naming the field",
    { name = "code", code = 131, status = 200 },
    { kind = "rejected", code = 131, status = 200, field = "phone.country_code" } },
  { "code 136, naming the whole telephone number",
    { name = "code", code = 136 }, { kind = "rejected", code = 136, status = 500, field = "phone" } },
  { "code 146, naming the field",
    { name = "code", code = 146 }, { kind = "rejected", code = 146, status = 500, field = "email" } },
  { "a code never seen before, with the API's own words",
    { name = "code", code = 31337, desc = "Blue moon", data = "on a Tuesday" },
    { kind = "rejected", code = 31337, status = 500, unknown = true,
      says = { "Blue moon", "on a Tuesday", "31337" } } },
  { "a code never seen before at HTTP 400",
    { name = "code", code = 31337, status = 400 },
    { kind = "rejected", code = 31337, status = 400, unknown = true } },
  { "gRPC's code for a call that was cancelled",
    { name = "status", status = 408, body = '{"code":1,"message":"context canceled","details":[]}' },
    { kind = "rejected", code = 1, status = 408, unknown = true } },
  { "a code with data that is no text",
    { name = "code", code = 4006, data = { description = { "a", "b" } } },
    { kind = "rejected", code = 4006, status = 500 } },
  { "a code that is a text",
    { name = "status", status = 500, body = '{"code":"116","desc":"no"}' },
    { kind = "rejected", code = 116, status = 500, field = "address.zipcode" } },
  { "a code beyond every integer",
    { name = "status", status = 500, body = '{"code":1e300,"desc":"no"}' },
    { kind = "network", status = 500, unknown = true, retryable = true } },
  { "a code that is an object",
    { name = "status", status = 200, body = '{"code":{},"data":{"handle":"X"}}' },
    { kind = "protocol", status = 200, unknown = true } },
  { "code 50, too many calls",
    { name = "code", code = 50 }, { kind = "rate_limited", code = 50, status = 500, retryable = true } },
  { "code 4005, maintenance",
    { name = "code", code = 4005 }, { kind = "maintenance", code = 4005, status = 500, retryable = true } },
  { "code 199, a fault inside the API",
    { name = "code", code = 199 }, { kind = "rejected", code = 199, status = 500, unknown = true } },
  { "HTTP 429",
    { name = "status", status = 429 }, { kind = "rate_limited", status = 429, unknown = true, retryable = true } },
  { "a gateway's JSON at HTTP 429",
    { name = "status", status = 429, body = '{"message":"API rate limit exceeded"}' },
    { kind = "rate_limited", status = 429, unknown = true, retryable = true } },
  { "a gateway's JSON at HTTP 502",
    { name = "status", status = 502, body = '{"message":"An invalid response was received"}' },
    { kind = "network", status = 502, unknown = true, retryable = true } },
  { "HTTP 404, pointing at base_url",
    { name = "status", status = 404, body = "not here" },
    { kind = "protocol", status = 404, unknown = true, says = { "base_url" } } },
  { "HTTP 405, pointing at base_url",
    { name = "status", status = 405 }, { kind = "protocol", status = 405, unknown = true, says = { "base_url" } } },
  { "HTTP 400 with HTML",
    { name = "status", status = 400, body = HTML, content_type = "text/html" },
    { kind = "rejected", status = 400, unknown = true } },
  { "HTTP 403", { name = "status", status = 403 }, { kind = "auth", status = 403, unknown = true } },
  { "HTTP 407, of a proxy",
    { name = "status", status = 407 }, { kind = "auth", status = 407, unknown = true, says = { "proxy" } } },
  { "HTTP 413", { name = "status", status = 413, body = HTML }, { kind = "rejected", status = 413 } },
  { "HTTP 414", { name = "status", status = 414 }, { kind = "rejected", status = 414 } },
  { "HTTP 431", { name = "status", status = 431 }, { kind = "rejected", status = 431 } },
  { "HTTP 502 with HTML",
    { name = "status", status = 502, body = HTML, content_type = "text/html" },
    { kind = "network", status = 502, unknown = true, retryable = true, says = { "gateway", "HTTP 502" } } },
  { "HTTP 504 with HTML",
    { name = "status", status = 504, body = HTML, content_type = "text/html" },
    { kind = "timeout", status = 504, unknown = true, retryable = true, says = { "gateway", "HTTP 504" } } },
  { "HTTP 520 with HTML",
    { name = "status", status = 520, body = HTML, content_type = "text/html" },
    { kind = "network", status = 520, unknown = true, retryable = true } },
  { "HTTP 503 with HTML",
    { name = "status", status = 503, body = HTML, content_type = "text/html" },
    { kind = "maintenance", status = 503, unknown = true, retryable = true } },
  { "HTTP 200 with HTML",
    { name = "html" }, { kind = "protocol", status = 200, unknown = true, says = { "a web page came instead" } } },
  { "an empty body",
    { name = "empty" }, { kind = "protocol", status = 200, unknown = true, says = { "empty answer" } } },
  { "JSON that ends too early",
    { name = "cut" }, { kind = "protocol", status = 200, unknown = true, says = { "not JSON" } } },
  { "a body shorter than was promised",
    { name = "truncated" }, { kind = "network", unknown = true, retryable = true } },
  { "a connection reset within the answer",
    { name = "reset_mid_answer" }, { kind = "network", unknown = true, retryable = true } },
  { "JSON 10,000 levels deep",
    { name = "deep", levels = 10000 }, { kind = "protocol", status = 200, unknown = true, says = { "nested" } } },
  { "JSON that is no object",
    { name = "status", status = 200, body = "42" }, { kind = "protocol", status = 200, unknown = true } },
  { "JSON that is not UTF-8",
    { name = "invalid_utf8" }, { kind = "protocol", status = 200, unknown = true, says = { "UTF%-8" } } },
  { "a body over the cap",
    { name = "oversized", bytes = TOO_LARGE }, { kind = "protocol", unknown = true, says = { "too large" } } },
  { "a body that says it is over the cap",
    { name = "oversized", bytes = TOO_LARGE, promise = true }, { kind = "protocol", unknown = true } },
  { "an answer that stalls within its body",
    { name = "stall_mid_body", seconds = 2 },
    { kind = "timeout", unknown = true, retryable = true }, { timeout = 0.3 } },
}

describe("an answer", function()
  local server, clients

  setup(function() server = sandbox.start() end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    clients = {}
  end)
  after_each(function()
    for _, client in ipairs(clients) do client:close() end
  end)

  local function new_client(changes)
    local options = {
      base_url = server.base_url, username = server.username, password = server.password,
      ca_file = server.ca_file, proxy = "", retries = 0, timeout = 5,
    }
    for name, value in pairs(changes or {}) do options[name] = value end
    local client = assert(openprovider.new(options))
    clients[#clients + 1] = client
    return client
  end

  -- A client that has logged in, and gets `fault` for what it asks of customers.
  local function facing(fault, changes)
    local client = new_client(changes)
    assert.is_true(client:login())
    local ordered = { path = "/customers$" }
    for name, value in pairs(fault) do ordered[name] = value end
    server:fault(ordered)
    return client
  end

  local function arrived(route)
    local count = 0
    for _, request in ipairs(server:requests()) do
      if request.method .. " " .. request.path == route then count = count + 1 end
    end
    return count
  end

  local function assert_error(expected, value, err)
    assert.is_nil(value)
    assert.equal(expected.kind, err.kind)
    assert.equal(expected.code, err.code)
    assert.equal(expected.field, err.field)
    assert.equal(expected.status, err.status)
    assert.equal(expected.outcome, err.outcome)
    assert.equal(expected.retryable or false, err.retryable)
    assert.equal(expected.attempts or 1, err.attempts)
    assert.is_nil(tostring(err):find("%c"))
    for _, text in ipairs(expected.says or {}) do
      assert.truthy(tostring(err):find(text), tostring(err) .. " should say " .. text)
    end
  end

  local function with(expected, changes)
    local all = {}
    for name, value in pairs(expected) do all[name] = value end
    for name, value in pairs(changes) do all[name] = value end
    return all
  end

  for _, case in ipairs(CASES) do
    local title, fault, expected, changes = case[1], case[2], case[3], case[4]
    local outcome = expected.unknown and "unknown" or "rejected"

    it("to a read is an error: " .. title, function()
      local client = facing(fault, changes)
      assert_error(with(expected, { outcome = outcome }), client:request("GET", "/customers"))
    end)

    it("to a create is an error, and is not asked for twice: " .. title, function()
      local client = facing(fault, changes)
      local value, err = client:create_customer(example.customer())
      if expected.unknown then
        assert_error(with(expected, { kind = "outcome_unknown", outcome = outcome, retryable = false }), value, err)
        assert.equal(expected.kind, err.cause)
        assert.truthy(tostring(err):find(", so the customer may exist: ensure_customer", 1, true), tostring(err))
      else
        assert_error(with(expected, { outcome = outcome }), value, err)
      end
      assert.equal(1, arrived("POST /v1beta/customers"))
    end)
  end

  -- Bytes of an answer that each operation takes, by the client's own transport and by one that knows no limit.
  local LIMITS = {
    login = { 64 * 1024, "/auth/login$", "protocol", function(client) return client:login() end },
    create = { 1024 * 1024, "/customers$", "outcome_unknown",
      function(client) return client:create_customer(example.customer()) end },
    get = { 1024 * 1024, "/customers/CV1%-NL$", "protocol", function(client) return client:get_customer("CV1-NL") end },
  }
  for name, case in pairs(LIMITS) do
    local limit, path, kind, call = case[1], case[2], case[3], case[4]

    for _, transport in ipairs({ "its own", "another" }) do
      it(("to a %s is refused beyond %d KiB, by %s transport"):format(name, limit / 1024, transport), function()
        local curl = require("openprovider.transport.curl").new({ proxy = "" })
        local plain = {
          sleep = curl.sleep, now = curl.now, close = curl.close,
          perform = function(request)
            request.max_body = nil
            return curl.perform(request)
          end,
        }
        for extra = 0, 1 do
          local client = new_client({ transport = transport == "another" and plain or nil })
          if name ~= "login" then assert(client:login()) end
          server:fault { name = "oversized", bytes = limit + extra, path = path }
          local value, err = call(client)
          assert.is_nil(value)
          assert.equal(kind, err.kind)
          assert.equal(extra == 1, err.message:find("too large", 1, true) ~= nil, err.message)
          server:reset()
        end
      end)
    end
  end

  it("to a list may have 16 MiB", function()
    local client = facing({ name = "oversized", bytes = 16 * 1024 * 1024 })
    local page, err = client:list_customers()
    assert.is_nil(page)
    assert.is_nil(err.message:find("too large", 1, true))
    client = facing({ name = "oversized", bytes = 16 * 1024 * 1024 + 1 })
    page, err = client:list_customers()
    assert.is_nil(page)
    assert.is_truthy(err.message:find("too large", 1, true))
  end)

  for _, status in ipairs({ 500, 200 }) do
    it("with code 196 at HTTP " .. status .. " is one new login, and then the handle", function()
      local client = facing({ name = "code", code = 196, status = status })
      assert.equal("CV000001-NL", client:create_customer(example.customer()))
      assert.equal(2, server:counters().logins)
      assert.equal(1, server:counters().customers_created)
    end)

    it("with code 196 at HTTP " .. status .. " again after a new login is an auth error", function()
      local client = facing({ name = "code", code = 196, status = status, times = 9 })
      local expected = { kind = "auth", code = 196, status = status, outcome = "rejected", attempts = 2 }
      assert_error(expected, client:create_customer(example.customer()))
      assert.equal(2, server:counters().logins)
      assert.equal(2, arrived("POST /v1beta/customers"))
      assert.equal(0, server:counters().customers_created)
    end)
  end

  it("with HTTP 401 is one new login, and then an auth error", function()
    local client = facing({ name = "status", status = 401, body = "no", times = 9 }, { retries = 2 })
    assert_error({ kind = "auth", status = 401, outcome = "rejected", attempts = 2 },
      client:request("GET", "/customers"))
    assert.equal(2, server:counters().logins)
  end)

  for _, status in ipairs({ 401, 413, 414, 431 }) do
    local body = '{"code":0,"desc":"","data":{"handle":"CV000009-NL"}}'

    it("with a handle and the code of success at HTTP " .. status .. " proves no refusal", function()
      local client = facing({ name = "status", status = status, body = body, times = 9 }, { retries = 2 })
      local expected = {
        kind = "outcome_unknown", status = status, outcome = "unknown", attempts = 1,
        says = { "success", "HTTP " .. status },
      }
      assert_error(expected, client:create_customer(example.customer()))
      assert.equal(1, arrived("POST /v1beta/customers"))
      assert.equal(1, server:counters().logins)
    end)
  end

  it("with HTTP 401 and the code of success, but nothing done, is one new login", function()
    for _, data in ipairs({ "null", "{}", "[]", '"expired"' }) do
      server:reset()
      local client = facing({ name = "status", status = 401, body = '{"code":0,"desc":"","data":' .. data .. "}" })
      assert.equal("CV000001-NL", client:create_customer(example.customer()))
      assert.equal(2, server:counters().logins)
    end
  end)

  it("with HTTP 401, code 0 and a handle makes a create with a reference look for its customer", function()
    local transport = testing.transport()
    local perform, posts = transport.perform, 0
    transport.perform = function(request)
      local response, failure = perform(request)
      if request.method == "POST" and request.url:find("/customers$") then
        posts, response.status = posts + 1, 401
      end
      return response, failure
    end
    local client = new_client({ transport = transport, username = "sandbox", password = "secret" })
    local handle, details = client:create_customer(example.customer(), { reference = "order-1" })
    assert.same({ "CV000001-NL", 1, 1 }, { handle, posts, #transport.sandbox:handles() }, tostring(details))
  end)

  it("without a handle leaves the outcome unknown", function()
    local client = facing({ name = "no_handle" }, { retries = 2 })
    assert_error({ kind = "outcome_unknown", status = 200, outcome = "unknown", says = { "no handle" } },
      client:create_customer(example.customer()))
    assert.equal(1, arrived("POST /v1beta/customers"))
  end)

  it("with a handle that no handle can be leaves the outcome unknown", function()
    for _, handle in ipairs({ "CV1\\u001b[31m-NL", "CV1\\n-NL", "CV1\\u009b-NL", "CV1\\u0000" }) do
      local client = facing({ name = "status", status = 200,
        body = ('{"code":0,"data":{"handle":"%s"}}'):format(handle) })
      assert_error({ kind = "outcome_unknown", status = 200, outcome = "unknown", says = { "no handle" } },
        client:create_customer(example.customer()))
    end
  end)

  it("may begin with a byte order mark, which readers of JSON may ignore (RFC 8259, 8.1)", function()
    local client = facing({ name = "status", status = 200, content_type = "application/json",
      body = '\239\187\191{"code":0,"data":{"handle":"CV1-NL"}}' })
    assert.equal("CV1-NL", client:create_customer(example.customer()))
  end)

  it("to a login is fine without a code", function()
    server:fault { name = "no_code", path = "/auth/login$" }
    local client = new_client()
    assert.equal("CV000001-NL", client:create_customer(example.customer()))
  end)

  it("to a login with wrong credentials is an auth error, and nothing is created", function()
    local client = new_client({ password = "wrong" })
    assert_error({ kind = "auth", code = 196, status = 500, outcome = "not_sent", attempts = 0 },
      client:create_customer(example.customer()))
    assert.equal(1, server:counters().arrived)
  end)

  it("that redirects is not followed", function()
    for _, status in ipairs({ 301, 302, 303, 307, 308 }) do
      server:reset()
      local client = facing({
        name = "status", status = status, headers = { Location = server.base_url .. "/elsewhere" },
      })
      local read = { kind = "protocol", status = status, outcome = "unknown", says = { "redirect" } }
      assert_error(read, client:request("GET", "/customers"))
      assert.equal(2, server:counters().arrived)
      assert.equal(0, arrived("GET /v1beta/elsewhere"))
    end
  end)

  it("with HTTP 304 is no redirect", function()
    local client = facing({ name = "status", status = 304 })
    local err = select(2, client:request("GET", "/customers"))
    assert.same({ "protocol", 304 }, { err.kind, err.status })
    assert.is_nil(err.message:find("redirect", 1, true), err.message)
  end)

  it("that redirects a create leaves the outcome unknown and is not followed", function()
    local client = facing({ name = "status", status = 307, headers = { Location = "/v1beta/elsewhere" } })
    assert_error({ kind = "outcome_unknown", status = 307, outcome = "unknown" },
      client:create_customer(example.customer()))
    assert.equal(2, server:counters().arrived)
  end)

  it("that does not come is a timeout, in the time that was given", function()
    local client = facing({ name = "stall", seconds = 6 }, { timeout = 1, retries = 2 })
    local started = socket.gettime()
    assert_error({ kind = "timeout", outcome = "unknown", retryable = true }, client:request("GET", "/customers"))
    assert.is_true(socket.gettime() - started < 2.5) -- three times as long without that
  end)

  it("that does not come to a create leaves its outcome unknown, though it was carried out", function()
    local client = facing({ name = "stall", seconds = 3 }, { timeout = 0.3, retries = 2 })
    local value, err = client:create_customer(example.customer())
    assert_error({ kind = "outcome_unknown", outcome = "unknown" }, value, err)
    assert.equal("timeout", err.cause)
    assert.equal(1, server:counters().customers_created)
  end)

  it("of a port that refuses is a network error, and nothing was sent", function()
    local client = new_client({ base_url = ("http://127.0.0.1:%d/v1beta"):format(closed_port()), token = "t" })
    assert_error({ kind = "network", outcome = "not_sent", retryable = true },
      client:create_customer(example.customer()))
  end)

  it("of a host that does not exist is a network error that names it", function()
    local client = new_client({ base_url = "https://name.invalid/v1beta", token = "t" })
    assert_error({ kind = "network", outcome = "not_sent", retryable = true, says = { "name%.invalid" } },
      client:create_customer(example.customer()))
  end)

  it("of a host with another's certificate is a tls error, and nothing arrived", function()
    local client = new_client({ base_url = server.wrong_host_base_url, token = "t" })
    assert_error({ kind = "tls", outcome = "not_sent" }, client:create_customer(example.customer()))
    assert.equal(0, server:counters().arrived)
  end)

  it("of a host whose authority is not trusted is a tls error, and nothing arrived", function()
    local client = assert(openprovider.new({
      base_url = server.https_base_url, username = server.username, password = server.password, proxy = "",
      retries = 0,
    }))
    clients[#clients + 1] = client
    local ok, err = client:login()
    assert_error({ kind = "tls", outcome = "not_sent" }, ok, err)
    assert.equal(0, server:counters().arrived)
  end)

  it("over https and HTTP/2 is a handle like any other", function()
    for _, base in ipairs({ "https_base_url", "http2_base_url" }) do
      local client = new_client({ base_url = server[base], http2 = base == "http2_base_url" })
      assert.truthy(client:create_customer(example.customer()))
    end
    assert.equal(2, server:counters().customers_created)
  end)

  it("with warnings gives them to the caller", function()
    local client = facing({ name = "warnings", times = 2 })
    local handle, details = client:create_customer(example.customer())
    assert.equal("CV000001-NL", handle)
    assert.same({ { code = 1926, desc = "Please look at the customer's details", data = "" } }, details.api_warnings)
    assert.is_false(details.maintenance)
    local data, read = client:request("GET", "/customers")
    assert.equal(1, data.total)
    assert.equal(1926, read.api_warnings[1].code)
  end)

  local TLDS = { "us", "eu" } -- what one demands is asked for once

  -- Each operation that reads, and what it reads.
  local READS = {
    get_customer = function(client, handle) return client:get_customer(handle) end,
    ["get_customer, raw"] = function(client, handle) return client:get_customer(handle, { raw = true }) end,
    list_customers = function(client) return client:list_customers() end,
    list_tags = function(client) return client:list_tags() end,
    email_verifications = function(client) return client:email_verifications() end,
    customer_requirements = function(client) return client:customer_requirements(table.remove(TLDS)) end,
    ["update_customer that changes nothing"] = function(client, handle) return client:update_customer(handle, {}) end,
    customers = function(client)
      local customer, info = client:customers()()
      return customer, { api_warnings = info.api_warnings, maintenance = info.maintenance, attempts = 1 }
    end,
  }
  for name, read in pairs(READS) do
    it("with warnings and maintenance gives them to the caller of " .. name, function()
      local client = new_client()
      local handle = assert(client:create_customer(example.customer()))
      for _, fault in ipairs({ "warnings", "maintenance" }) do
        server:fault { name = fault, method = "GET" }
        local value, details = read(client, handle)
        assert.is_truthy(value)
        assert.equal(fault == "warnings" and 1926 or nil, (details.api_warnings[1] or {}).code)
        assert.equal(fault == "maintenance", details.maintenance)
        assert.is_number(details.attempts)
      end
    end)
  end

  it("with maintenance gives it to the caller", function()
    local client = facing({ name = "maintenance", times = 2 })
    local handle, details = client:create_customer(example.customer())
    assert.equal("CV000001-NL", handle)
    assert.is_true(details.maintenance)
    assert.same({}, details.api_warnings)
    local _, read = client:request("GET", "/customers")
    assert.is_true(read.maintenance)
  end)

  it("to a create tells attempts and that it was created", function()
    local _, details = new_client():create_customer(example.customer())
    assert.equal(1, details.attempts)
    assert.is_true(details.created)
  end)

  it("of a gateway, or none, is an error that names the request and where it went, in its message too", function()
    for _, fault in ipairs({
      { name = "status", status = 502, body = HTML }, { name = "html" }, { name = "close_after" },
      { name = "status", status = 404, body = HTML }, { name = "stall", seconds = 3 },
    }) do
      local client = new_client({ timeout = 0.5 })
      assert.is_true(client:login())
      fault.path, fault.method = "/customers/CV1%-NL$", "GET"
      server:fault(fault)
      local _, err = client:get_customer("CV1-NL")
      local url = server.base_url .. "/customers/CV1-NL"
      assert.same({ "GET /customers/CV1-NL", url, "CV1-NL" }, { err.operation, err.url, err.handle })
      assert.equal(1, err.message:find("GET " .. url .. ": ", 1, true), err.message)
      server:reset()
    end
  end)

  it("of the API is an error that names the request and the handle, in its members", function()
    local client = new_client()
    for name, call in pairs({
      GET = function() return client:get_customer("CV1-NL") end,
      DELETE = function() return client:delete_customer("CV1-NL") end,
      PUT = function()
        local body = dkjson.encode { code = 0, data = example.customer { handle = "CV1-NL" } }
        server:fault { name = "status", status = 200, body = body, method = "GET" }
        return client:update_customer("CV1-NL", { email = "new@example.com" })
      end,
    }) do
      local _, err = call()
      assert.same({ 193, "CV1-NL", name .. " /customers/CV1-NL" }, { err.code, err.handle, err.operation })
      assert.is_nil(err.message:find("http", 1, true))
    end
  end)

  it("of a login is an error that names the login, whatever needed it", function()
    local client = new_client()
    server:fault { name = "status", status = 502, path = "/auth/login$" }
    local _, err = client:get_customer("CV1-NL")
    assert.same({ "POST /auth/login", server.base_url .. "/auth/login" }, { err.operation, err.url })
  end)

  it("that was lost says how to find out, for each thing that is created", function()
    local client = new_client()
    assert.is_true(client:login())
    for _, case in ipairs({
      { function() return client:create_customer(example.customer { email = "jan@example.com" }) end,
        'so the customer may exist: ensure_customer gives its handle or creates it, and '
          .. 'list_customers { email_pattern = "jan@example.com" } shows whether it is there' },
      { function() return client:create_tag("VIP") end, "so the tag may exist: list_tags shows it" },
      { function() return client:start_email_verification { email = "jan@example.com" } end,
        "so the message may have been sent: email_verifications" },
      { function() return client:request("POST", "/domains", nil, {}) end,
        "so it may have been carried out: look before you send it again" },
    }) do
      server:fault { name = "close_after", method = "POST" }
      local value, err = case[1]()
      assert.is_nil(value)
      assert.equal("outcome_unknown", err.kind)
      assert.is_truthy(err.message:find(case[2], 1, true), err.message)
      assert.equal(1, err.message:find(err.summary, 1, true))
    end
  end)

  it("has the API's own desc and data in the error", function()
    local client = facing({ name = "code", code = 4006, desc = "Wrong", data = { description = { "a", "b" } } })
    local _, err = client:request("GET", "/customers")
    assert.equal("Wrong", err.desc)
    assert.same({ description = { "a", "b" } }, err.data)
  end)
end)
