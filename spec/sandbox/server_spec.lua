--- The sandbox behind a real nginx: its ports, its faults, its counters, its end.
local json = require("dkjson")
local socket = require("socket")
local curl = require("spec.sandbox.curl")
local processes = require("spec.sandbox.processes")
local sandbox_server = require("spec.sandbox.server")

local CREDENTIALS = '{"username":"sandbox","password":"secret"}'
local CUSTOMER = [[{"name":{"first_name":"Carsten","last_name":"van Noort"},"email":"a@b.tld",
"address":{"street":"Albusstraat","number":"83","zipcode":"4903 RG","city":"Oosterhout","country":"NL"},
"phone":{"country_code":"+31","area_code":"10","subscriber_number":"1234567"}}]]

describe("the sandbox server", function()
  local server

  setup(function() server = sandbox_server.start() end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function log_in(base)
    return curl.request(server, (base or server.base_url) .. "/auth/login", { body = CREDENTIALS })
  end

  local function token()
    return json.decode(log_in().body).data.token
  end

  local function create(base, flags)
    return curl.request(server, (base or server.base_url) .. "/customers",
      { body = CUSTOMER, token = token(), flags = flags })
  end

  it("creates a customer over HTTP, HTTPS and HTTP/2", function()
    local plain = create()
    assert.equal("CV000001-NL", json.decode(plain.body).data.handle)
    assert.equal("1.1", plain.version)
    local secure = create(server.https_base_url)
    assert.equal("CV000002-NL", json.decode(secure.body).data.handle)
    assert.equal("1.1", secure.version)
    local second = create(server.http2_base_url)
    assert.equal("CV000003-NL", json.decode(second.body).data.handle)
    assert.equal("2", second.version)
  end)

  it("has a certificate for localhost too, and one port with another's", function()
    local by_name = server.https_base_url:gsub("127%.0%.0%.1", "localhost")
    assert.equal(200, log_in(by_name).status)
    assert.equal(curl.CERTIFICATE, log_in(server.wrong_host_base_url).exit)
    assert.equal(0, server:counters().arrived - 1)
  end)

  it("refuses to be trusted without its authority", function()
    local answer = curl.request({ ca_file = "/etc/ssl/certs/ca-certificates.crt" },
      server.https_base_url .. "/auth/login", { body = CREDENTIALS })
    assert.not_equal(curl.OK, answer.exit)
  end)

  it("remembers a request as it arrived", function()
    curl.request(server, server.base_url .. "/customers?limit=%31",
      { body = '{"a":"\195\169"}', flags = "-H 'X-Mark: m' -X POST" })
    local request = server:requests()[1]
    assert.equal("POST", request.method)
    assert.equal("/v1beta/customers", request.path)
    assert.equal("limit=%31", request.query)
    assert.equal('{"a":"\195\169"}', request.body)
    assert.equal("m", request.headers["x-mark"])
    assert.equal("HTTP/1.1", request.protocol)
    assert.truthy(request.head:find("\r\nX-Mark: m\r\n", 1, true))
  end)

  -- What each way of losing an answer looks like to curl, and whether the customer exists.
  local LOSSES = {
    { "close_before", curl.EMPTY_REPLY, 0 },
    { "reset_before", curl.RECEIVE_ERROR, 0 },
    { "plain_close", curl.EMPTY_REPLY, 0 },
    { "close_after", curl.EMPTY_REPLY, 1 },
    { "reset_after", curl.RECEIVE_ERROR, 1 },
    { "reset_mid_answer", curl.RECEIVE_ERROR, 1 },
    { "truncated", curl.PARTIAL_FILE, 1 },
  }
  for _, loss in ipairs(LOSSES) do
    local name, exit, created = loss[1], loss[2], loss[3]
    it(("loses an answer by %s, and says what was processed"):format(name), function()
      for count, base in ipairs { server.base_url, server.https_base_url } do
        server:fault { name = name, path = "/customers$" }
        assert.equal(exit, create(base).exit)
        local counters = server:counters()
        assert.equal(count * 2, counters.arrived)
        assert.equal(count * (1 + created), counters.processed)
        assert.equal(count * created, counters.customers_created)
      end
      server:fault { name = name, path = "/customers$" }
      assert.equal(curl.HTTP2_STREAM, create(server.http2_base_url).exit)
      assert.equal(3 * created, server:counters().customers_created)
    end)
  end

  it("stalls before the head and in the middle of the body", function()
    for _, name in ipairs { "stall", "stall_mid_body" } do
      server:fault { name = name, path = "/customers$", seconds = 60 }
      assert.equal(curl.TIMEOUT, create(nil, "--max-time 0.3").exit)
    end
    assert.equal(2, server:counters().customers_created)
  end)

  it("answers late when told to", function()
    server:fault { name = "delay", seconds = 0.3 }
    local begin = socket.gettime()
    assert.equal(200, log_in().status)
    assert.is_true(socket.gettime() - begin > 0.25) -- two clocks
  end)

  it("goes on serving while a request is delayed", function()
    server:fault { name = "stall", path = "/slow", seconds = 60 }
    local slow = assert(socket.connect("127.0.0.1", server.ports.http))
    slow:send("GET /v1beta/slow HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert.equal(200, log_in().status)
    slow:close()
  end)

  it("gives any status, body and headers", function()
    server:fault { name = "status", status = 429, body = '{"message":"slow down"}',
      content_type = "application/json", headers = { ["Retry-After"] = "3" } }
    local answer = log_in()
    assert.equal(429, answer.status)
    assert.equal('{"message":"slow down"}', answer.body)
    assert.truthy(answer.headers:find("Retry-After: 3", 1, true))
    server:fault { name = "status", status = 302, headers = { Location = "http://127.0.0.1:1/" } }
    answer = log_in()
    assert.equal(302, answer.status)
    assert.truthy(answer.headers:find("Location: http://127.0.0.1:1/", 1, true))
    assert.equal(0, server:counters().processed)
  end)

  it("can process a request and answer something else", function()
    server:fault { name = "status", status = 502, processed = true, path = "/customers$" }
    assert.equal(502, create().status)
    assert.equal(1, server:counters().customers_created)
  end)

  it("adds headers to the normal answer", function()
    server:fault { name = "normal", headers = { ["X-Extra"] = "yes" } }
    assert.truthy(log_in().headers:find("X-Extra: yes", 1, true))
  end)

  it("answers with things that are no envelope", function()
    local expected = {
      { { name = "html" }, "^<!DOCTYPE html>.*</html>$" },
      { { name = "empty" }, "^$" },
      { { name = "cut" }, "^{[^}]*$" },
      { { name = "invalid_utf8" }, "\255\254" },
      { { name = "deep", levels = 10000 }, ("%["):rep(99) .. ".*%]}$" },
      { { name = "no_handle" }, '"data":{}}$' },
    }
    for _, case in ipairs(expected) do
      server:fault(case[1])
      local answer = log_in()
      assert.equal(200, answer.status)
      assert.truthy(answer.body:find(case[2]), case[1].name)
    end
  end)

  it("streams as many bytes as asked for, with and without saying so", function()
    for _, promise in ipairs { false, true } do
      server:fault { name = "oversized", bytes = 3000000, promise = promise }
      local answer = log_in()
      assert.equal(3000000, #answer.body)
      assert.equal(promise, answer.headers:find("Content-Length: 3000000", 1, true) ~= nil)
    end
  end)

  it("answers with any code of the API", function()
    server:fault { name = "code", code = 10005, data = "look at the list", status = 200 }
    local answer = log_in()
    assert.equal(200, answer.status)
    assert.same({ code = 10005, desc = "Access denied", data = "look at the list" },
      json.decode(answer.body))
  end)

  it("changes the envelope of normal answers", function()
    server:fault { name = "no_code" }
    assert.is_nil(json.decode(log_in().body).code)
    server:fault { name = "warnings", warnings = { { code = 250, desc = "d", data = "" } } }
    assert.equal(250, json.decode(log_in().body).warnings[1].code)
    server:fault { name = "maintenance" }
    assert.is_true(json.decode(log_in().body).maintenance)
  end)

  it("expires every token before a request", function()
    server:fault { name = "expire_tokens", path = "/customers$" }
    assert.equal(196, json.decode(create().body).code)
    assert.equal(0, json.decode(create().body).code)
  end)

  it("applies a fault to the requests that match, as often as told, after some", function()
    server:fault { name = "empty", method = "POST", path = "/login$", times = 2, skip = 1 }
    assert.not_equal("", curl.request(server, server.base_url .. "/customers").body)
    local empty = {}
    for index = 1, 4 do
      empty[index] = log_in().body == ""
    end
    assert.same({ false, true, true, false }, empty)
  end)

  it("closes before the body is read, and then nothing has arrived", function()
    server:fault { name = "reset_before", unread = true }
    assert.equal(curl.RECEIVE_ERROR, log_in().exit)
    assert.equal(0, server:counters().arrived)
  end)

  it("refuses a fault that it does not know", function()
    assert.has_error(function() server:fault { name = "earthquake" } end)
  end)

  it("keeps a connection alive on the fast path, whatever the body", function()
    local connection = assert(socket.connect("127.0.0.1", server.ports.http))
    local body = ("x"):rep(100000)
    local request = ("POST /fast/v1beta/customers HTTP/1.1\r\nHost: localhost\r\n"
      .. "Content-Length: %d\r\n\r\n%s"):format(#body, body)
    for _ = 1, 200 do
      assert(connection:send(request))
      assert.equal("HTTP/1.1 200 OK", (assert(connection:receive("*l"))))
      local length
      repeat
        local line = assert(connection:receive("*l"))
        length = line:match("^Content%-Length: (%d+)") or length
      until line == ""
      local handle = json.decode((assert(connection:receive(tonumber(length))))).data.handle
      assert.truthy(handle:find("^CV%d+%-NL$"))
    end
    connection:close()
    assert.equal(0, server:counters().arrived)
  end)

  it("counts connections, so that keeping one alive shows", function()
    local url = server.base_url .. "/customers"
    curl.request(server, url, { flags = "'" .. url .. "'" })
    local counters = server:counters()
    assert.equal(2, counters.arrived)
    assert.equal(1, counters.connections)
  end)

  local function exists(path)
    local file = io.open(path)
    if file then
      file:close()
    end
    return file ~= nil
  end

  -- Waits, with an end, for something that another process does.
  local function eventually(holds)
    local deadline = socket.gettime() + 5
    while not holds() and socket.gettime() < deadline do
      socket.sleep(0.01)
    end
    return holds()
  end

  it("ends when told to, once and for all, and leaves no file", function()
    local other = sandbox_server.start { username = "u", password = "p" }
    assert.truthy(processes.identity(other.pid))
    assert.is_true(exists(other.ca_file))
    other:stop()
    other:stop()
    assert.is_nil(processes.identity(other.pid))
    assert.is_false(exists(other.directory))
  end)

  it("ends by itself when its caller dies", function()
    local pipe = assert(io.popen("lua5.4 -e 'package.path = \"./?.lua;\" .. package.path "
      .. "local s = require(\"spec.sandbox.server\").start() print(s.pid, s.directory) "
      .. "io.stdout:flush() os.exit(0, false)'"))
    local pid, directory = pipe:read("*l"):match("^(%d+)%s+(.*)$")
    pipe:close()
    assert.is_true(eventually(function()
      return not processes.identity(pid) and not exists(directory)
    end))
  end)

  it("tells a newcomer where it is, and ends with its standard input", function()
    local pipe = assert(io.popen("lua5.4 spec/sandbox/run.lua </dev/null"))
    local text = pipe:read("*a")
    pipe:close()
    assert.truthy(text:find("export OPENPROVIDER_BASE_URL=http://127%.0%.0%.1:%d+/v1beta\n"))
    assert.truthy(text:find("export OPENPROVIDER_USERNAME=sandbox\n", 1, true))
    assert.truthy(text:find("export OPENPROVIDER_PASSWORD=secret\n", 1, true))
  end)
end)
