-- The HTTP pool against a real server on loopback.
local closed_port = require("spec.support.closed_port")
local collector = require("spec.support.collector")
local core = require("openprovider.core")
local process = require("spec.support.process")
local socket = require("socket")
local sandbox = require("spec.sandbox.server")

local LOGIN = '{"username":"sandbox","password":"secret"}'
local MEBIBYTE = 1024 * 1024

describe("the HTTP pool", function()
  local server, pool

  setup(function()
    server = sandbox.start()
  end)

  teardown(function()
    server:stop()
  end)

  before_each(function()
    server:reset()
    pool = core.pool { ca_file = server.ca_file, proxy = "" }
  end)

  after_each(function()
    pool:close()
  end)

  -- Has the pool speak HTTP/2 where that is what a base is about.
  local function speak(base)
    pool:close()
    pool = core.pool { ca_file = server.ca_file, proxy = "", http2 = base == "http2_base_url" }
  end

  local function post(url, changes)
    local request = {
      method = "POST",
      url = url,
      headers = { ["Content-Type"] = "application/json", ["Accept"] = "application/json" },
      body = LOGIN,
    }
    for name, value in pairs(changes or {}) do
      request[name] = value
    end
    return pool:perform(request)
  end

  local function login(changes)
    return post(server.base_url .. "/auth/login", changes)
  end

  local function get(url, changes)
    local request = { method = "GET", url = url }
    for name, value in pairs(changes or {}) do
      request[name] = value
    end
    return pool:perform(request)
  end

  local function refused_url()
    return ("http://127.0.0.1:%d/"):format(closed_port())
  end

  local function assert_failure(kind, sent, response, failure)
    assert.is_nil(response)
    assert.equal(kind, failure.kind)
    assert.equal(sent, failure.sent)
    assert.is_string(failure.message)
    assert.is_nil(failure.message:find("[%c]"))
    return failure.message
  end

  describe("answers", function()
    for _, name in ipairs { "base_url", "https_base_url", "http2_base_url" } do
      it("with status, lower-case headers and body over " .. name, function()
        speak(name)
        local response = assert(post(server[name] .. "/auth/login"))
        assert.equal(200, response.status)
        assert.equal("application/json", response.headers["content-type"])
        assert.truthy(response.body:find('"token"', 1, true))
      end)
    end

    it("over one kept-alive connection", function()
      assert(login())
      local before = server:counters().connections
      for _ = 1, 5 do
        assert(login())
      end
      assert.equal(before, server:counters().connections)
    end)

    it("over HTTP/1.1 whatever the server offers, and over HTTP/2 with http2", function()
      for protocol, base in pairs { ["HTTP/1.1"] = "https_base_url", ["HTTP/2.0"] = "http2_base_url" } do
        speak(base)
        assert(post(server.http2_base_url .. "/auth/login"))
        local requests = server:requests()
        assert.equal(protocol, requests[#requests].protocol)
      end
    end)

    it("an error's status as an answer, not as a failure", function()
      server:fault { name = "status", status = 502, body = "<html>" }
      local response = assert(login())
      assert.equal(502, response.status)
      assert.equal("<html>", response.body)
    end)

    it("a redirect without following it", function()
      local elsewhere = server.base_url .. "/x"
      server:fault { name = "status", status = 302, headers = { Location = elsewhere } }
      local response = assert(login())
      assert.equal(302, response.status)
      assert.equal(elsewhere, response.headers.location)
      assert.equal(1, server:counters().arrived)
    end)

    it("an empty body as an empty string", function()
      server:fault { name = "empty" }
      assert.equal("", assert(login()).body)
    end)

    it("a HEAD without waiting for a body", function()
      local response = assert(get(server.base_url .. "/customers", { method = "HEAD" }))
      assert.is_number(response.status)
      assert.equal("", response.body)
    end)
  end)

  describe("sends", function()
    local function last_request()
      local requests = server:requests()
      return requests[#requests]
    end

    local function header_of(name)
      local headers = last_request().headers
      return headers[name] or headers[name:lower()]
    end

    it("the body and the headers of the request, and no Expect or User-Agent of its own", function()
      assert(login { body = LOGIN .. (" "):rep(2 * MEBIBYTE / 8) })
      assert.equal(LOGIN, (last_request().body:gsub(" ", "")))
      assert.equal("application/json", header_of("Content-Type"))
      assert.is_nil(header_of("Expect"))
      assert.is_nil(header_of("User-Agent"))
    end)

    it("the length of a body with every method", function()
      for _, method in ipairs { "POST", "PUT", "PATCH", "DELETE" } do
        assert(post(server.base_url .. "/customers/XX000001-NL", { method = method, body = "{}" }))
        assert.equal(method, last_request().method)
        assert.equal("2", header_of("Content-Length"))
        assert.equal("{}", last_request().body)
      end
    end)

    it("no content type that the request does not name", function()
      assert(login { headers = {} })
      assert.is_nil(header_of("Content-Type"))
    end)

    it("each request as itself when the methods change", function()
      for _, method in ipairs { "GET", "POST", "GET", "DELETE", "HEAD", "POST" } do
        local body = method == "POST" and LOGIN or nil
        assert(pool:perform { method = method, url = server.base_url .. "/tags", body = body })
        assert.equal(method, last_request().method)
        assert.equal(body or "", last_request().body or "")
      end
    end)
  end)

  describe("on a kept-alive connection that ends without an answer", function()
    local faults = { "close_after", "reset_after", "plain_close", "close_before", "reset_before" }
    for _, base in ipairs { "base_url", "https_base_url", "http2_base_url" } do
      for _, name in ipairs(faults) do
        it(("sends a POST once: %s, %s"):format(name, base), function()
          speak(base)
          local url = server[base] .. "/auth/login"
          assert(post(url))
          local before = server:counters()
          server:fault { name = name, times = 2 }
          assert_failure("network", true, post(url))
          local after = server:counters()
          assert.equal(before.arrived + 1, after.arrived)
        end)
      end
    end

    it("sends a request without a body once", function()
      local url = server.base_url .. "/customers"
      assert(get(url))
      local before = server:counters().arrived
      server:fault { name = "close_after", times = 2 }
      assert_failure("network", true, pool:perform { method = "DELETE", url = url })
      assert.equal(before + 1, server:counters().arrived)
    end)

    it("sends a repeatable request once, too: repeating is the caller's decision", function()
      assert(login())
      local before = server:counters().arrived
      server:fault { name = "close_after", times = 2 }
      assert_failure("network", true, login { repeatable = true })
      assert.equal(before + 1, server:counters().arrived)
    end)

    it("answers the next request on a new connection", function()
      assert(login())
      server:fault { name = "reset_after" }
      assert_failure("network", true, login())
      assert.equal(200, assert(login()).status)
    end)
  end)

  describe("has the kernel try to send for as long as the call may take", function()
    -- Makes a call and asserts what the kernel is told for its connection. A part of the time is over by then.
    local function assert_limit(expected, timeout, base)
      assert(post(server[base or "base_url"] .. "/auth/login", { timeout = timeout }))
      local sending, closing = process.limits(server.ports[base == "http2_base_url" and "http2" or "http"])
      assert.is_true(sending <= expected * 1000 and sending > expected * 1000 - 250, sending .. " ms")
      assert.equal(0, closing)
      assert.equal(1, server:counters().connections)
    end

    it("and no longer, whatever the call before on the same connection could take", function()
      assert_limit(30, 30)
      assert_limit(0.3, 0.3)
      assert_limit(60)
    end)

    it("or another one on the same connection of HTTP/2, which they share", function()
      speak("http2_base_url")
      assert_limit(0.3, 0.3, "http2_base_url")
      assert_limit(30, 30, "http2_base_url")
      assert_limit(30, 0.3, "http2_base_url")
    end)
  end)

  describe("drops a connection", function()
    it("that an answer names, which is the same for all answers on it and for no other", function()
      local first, second = assert(login()), assert(login())
      assert.is_number(first.connection)
      assert.equal(first.connection, second.connection)
      local other = core.pool { proxy = "" }
      assert.are_not.equal(first.connection, other:perform { method = "GET", url = server.base_url }.connection)
      other:close()
    end)

    for _, base in ipairs { "base_url", "https_base_url", "http2_base_url" } do
      it("so that nothing more is sent on it: " .. base, function()
        speak(base)
        local url = server[base] .. "/auth/login"
        local dropped = assert(post(url)).connection
        pool:drop(dropped)
        assert.are_not.equal(dropped, assert(post(url)).connection)
        assert.equal(2, server:counters().connections)
        pool:drop(dropped) -- once more does nothing
        assert(post(url))
        assert.equal(2, server:counters().connections)
      end)

      it("with what is in flight on it, which was sent: " .. base, function()
        speak(base)
        local url = server[base] .. "/auth/login"
        local dropped = assert(post(url)).connection
        server:fault { name = "delay", seconds = 5 }
        pool:submit { method = "POST", url = url, body = LOGIN }
        repeat pool:wait(0.01) until server:counters().arrived == 2
        pool:drop(dropped)
        local name, response, failure = pool:next()
        assert.is_truthy(name)
        assert.truthy(assert_failure("network", true, response, failure):find("its answers were not those", 1, true))
      end)
    end

    it("of another pool of the process, as the threads of nginx have them", function()
      local dropped = assert(login()).connection
      local other = core.pool()
      other:drop(dropped)
      other:close()
      assert.are_not.equal(dropped, assert(login()).connection)
      local kept = assert(login()).connection
      assert.equal(kept, assert(login()).connection)
    end)

    it("of another pool alone, and none of those that are older", function()
      local older, newer = core.pool { proxy = "" }, core.pool { proxy = "" }
      local other = core.pool()
      local request = { method = "GET", url = server.base_url }
      local kept = assert(older:perform(request)).connection
      local dropped = assert(newer:perform(request)).connection
      other:drop(dropped)
      assert.equal(kept, assert(older:perform(request)).connection)
      assert.are_not.equal(dropped, assert(newer:perform(request)).connection)
      dropped = assert(newer:perform(request)).connection
      other:drop(dropped)
      for _ = 1, 100 do other:drop(1) end -- far more than are known one by one
      assert.are_not.equal(dropped, assert(newer:perform(request)).connection)
      for _, one in ipairs { older, newer, other } do one:close() end
    end)

    it("only by its number", function()
      for _, wrong in ipairs { 0, -1, 0 / 0, "x", {} } do assert.is_false(pcall(pool.drop, pool, wrong)) end
    end)
  end)

  describe("fails", function()
    it("with network, unsent, for a port that refuses", function()
      assert_failure("network", false, post(refused_url()))
      assert_failure("network", false, get(refused_url()))
    end)

    it("with network, unsent, for a host that is unknown", function()
      assert_failure("network", false, post("https://name.invalid/"))
    end)

    it("with tls, unsent, for a certificate of another host", function()
      assert_failure("tls", false, post(server.wrong_host_base_url .. "/auth/login"))
    end)

    it("with tls, unsent, for a certificate that nobody vouches for", function()
      local strict = core.pool { proxy = "" }
      assert_failure("tls", false, strict:perform { method = "GET", url = server.https_base_url })
      strict:close()
    end)

    it("with timeout, sent, when the answer stalls", function()
      server:fault { name = "stall", seconds = 3 }
      assert_failure("timeout", true, login { timeout = 0.2 })
    end)

    it("with timeout, sent, when the answer stalls half-way", function()
      server:fault { name = "stall_mid_body", seconds = 3 }
      assert_failure("timeout", true, login { timeout = 0.2 })
    end)

    it("with timeout, unsent, when the TLS handshake stalls", function()
      local listener = assert(socket.bind("127.0.0.1", 0))
      local _, port = listener:getsockname()
      local url = ("https://127.0.0.1:%d/"):format(port)
      assert_failure("timeout", false, post(url, { connect_timeout = 0.2 }))
      listener:close()
    end)

    it("with network when the body is cut short", function()
      server:fault { name = "truncated" }
      assert_failure("network", true, login())
    end)

    for _, promise in ipairs { true, false } do
      local how = promise and "announced" or "unannounced"
      it("with protocol for a body over the cap, " .. how, function()
        server:fault { name = "oversized", bytes = 17 * MEBIBYTE, promise = promise }
        assert.equal("the answer's body is too large", assert_failure("protocol", true, login()))
      end)
    end

    it("with protocol for more header fields than any answer has", function()
      local many = {}
      for i = 1, 1100 do many[i] = "x" end
      server:fault { name = "normal", headers = { ["X-Many"] = many } }
      local message = assert_failure("protocol", true, login())
      assert.equal("the answer has too many header fields", message)
    end)

    it("not for a body just below the cap", function()
      server:fault { name = "oversized", bytes = 16 * MEBIBYTE }
      assert.equal(16 * MEBIBYTE, #assert(login()).body)
    end)
  end)

  describe("refuses, before a byte is sent,", function()
    local function assert_refused(...)
      local message = assert_failure("protocol", false, ...)
      assert.equal(0, server:counters().arrived)
      return message
    end

    for title, value in pairs { CR = "a\rb", LF = "a\nb", CRLF = "a\r\nX-Evil: 1", NUL = "a\0b" } do
      it(title .. " in a header's value", function()
        local message = assert_refused(login { headers = { ["X-Test"] = value } })
        assert.is_nil(message:find("Evil", 1, true))
      end)
    end

    for _, name in ipairs { "", "X Test", "X:Test", "X\r\nTest", "X\0", "Content-Length",
                            "transfer-encoding", "Expect" } do
      it(("the header name %q"):format(name), function()
        assert_refused(login { headers = { [name] = "1" } })
      end)
    end

    local urls = {
      ["http to a foreign host"] = "http://api.openprovider.eu/v1beta",
      ["a host that only starts like loopback"] = "http://127.0.0.1.example.com/",
      ["a host that only ends like the sandbox"] = "http://xapi.sandbox.openprovider.nl/",
      ["a user name in the URL"] = "http://user@127.0.0.1/",
      ["a password in the URL"] = "https://user:hunter2@127.0.0.1/",
      ["another scheme"] = "file:///etc/passwd",
      ["no scheme"] = "127.0.0.1/",
      ["no host"] = "https:///x",
      ["a blank"] = "https://127.0.0.1/a b",
      ["a line break"] = "https://127.0.0.1/a\r\nb",
      ["a backslash"] = "https://127.0.0.1\\@example.com/",
      ["a byte outside ASCII"] = "https://127.0.0.1/\195\164",
    }
    for title, url in pairs(urls) do
      it(title, function()
        local message = assert_refused(post(url))
        assert.is_nil(message:find("hunter2", 1, true))
      end)
    end

    it("a method that is no token", function()
      assert_refused(login { method = "POST x" })
      assert_refused(login { method = "" })
    end)
  end)

  it("allows http to loopback names, and to any host by a loud option", function()
    assert_failure("network", false, get((refused_url():gsub("127%.0%.0%.1", "localhost"))))
    local loud = core.pool { allow_insecure_http = true, proxy = "" }
    local response, failure = loud:perform { method = "GET", url = "http://name.invalid/" }
    assert_failure("network", false, response, failure)
    loud:close()
  end)

  it("keeps the proxy's password out of a failure", function()
    local proxied = core.pool { proxy = "http://user:hunter2@127.0.0.1:99999" }
    local message = assert_failure("network", false,
      proxied:perform { method = "GET", url = "https://api.example/" })
    assert.is_nil(message:find("hunter2", 1, true))
    assert.is_nil(tostring(proxied):find("hunter2", 1, true))
    proxied:close()
  end)

  describe("raises for a mistake of the programmer:", function()
    local function assert_raises(pattern, request)
      local fine, message = pcall(pool.perform, pool, request)
      assert.is_false(fine)
      assert.truthy(message:find(pattern), message)
    end

    local wrong = {
      { "table expected", "x" },
      { "method", { url = "https://127.0.0.1/" } },
      { "url", { method = "GET" } },
      { "url", { method = "GET", url = 1 } },
      { "url", { method = "GET", url = "https://127.0.0.1/\0" } },
      { "body", { method = "GET", url = "https://127.0.0.1/", body = {} } },
      { "headers", { method = "GET", url = "https://127.0.0.1/", headers = "x" } },
      { "headers", { method = "GET", url = "https://127.0.0.1/", headers = { "x" } } },
      { "headers", { method = "GET", url = "https://127.0.0.1/", headers = { x = 1 } } },
      { "timeout", { method = "GET", url = "https://127.0.0.1/", timeout = "1" } },
      { "timeout", { method = "GET", url = "https://127.0.0.1/", timeout = 0 } },
      { "timeout", { method = "GET", url = "https://127.0.0.1/", timeout = 0 / 0 } },
      { "connect_timeout", { method = "GET", url = "https://127.0.0.1/", connect_timeout = -1 } },
      { "max_body", { method = "GET", url = "https://127.0.0.1/", max_body = "1" } },
      { "max_body", { method = "GET", url = "https://127.0.0.1/", max_body = 0 } },
      { "max_body", { method = "GET", url = "https://127.0.0.1/", max_body = 0 / 0 } },
    }
    for i, case in ipairs(wrong) do
      it(("%s (%d)"):format(case[1], i), function()
        assert_raises(case[1], case[2])
      end)
    end

    it("options of a wrong type", function()
      for _, options in ipairs { { ca_file = 1 }, { proxy = true }, { allow_insecure_http = "yes" }, { http2 = 1 },
                                 { ca_file = "a\0b" } } do
        assert.is_false(pcall(core.pool, options))
      end
      assert.is_false(pcall(core.pool, "x"))
    end)

    it("use after close, while a second close is fine", function()
      assert(login())
      pool:close()
      pool:close()
      assert.equal("openprovider.pool (closed)", tostring(pool))
      assert_raises("closed", { method = "GET", url = "https://127.0.0.1/" })
    end)

    it("a request that closes the pool while it is read", function()
      assert_raises("closed", setmetatable({ url = server.base_url }, {
        __index = function(_, name)
          if name == "method" then
            pool:close()
            return "GET"
          end
        end,
      }))
    end)
  end)

  describe("a finalizer that runs while an answer becomes Lua values", function()
    -- An object that does something when it is collected, on every Lua.
    local function finalized(fn)
      if rawget(_G, "newproxy") then
        getmetatable(rawget(_G, "newproxy")(true)).__gc = fn
      else
        setmetatable({}, { __gc = fn })
      end
    end

    -- What a request comes to where the collector runs `fn` while its answer becomes Lua values:
    -- before that, Lua has nothing to allocate (LuaJIT has, and may run `fn` at once).
    local function answered_while(fn)
      local request = { method = "POST", url = server.base_url .. "/auth/login", body = LOGIN,
                        headers = { ["Content-Type"] = "application/json" } }
      collectgarbage()
      collectgarbage("stop")
      finalized(fn)
      collector.restless()
      collectgarbage("restart")
      local fine, response, failure = pcall(pool.perform, pool, request)
      collector.usual()
      return fine, response, failure
    end

    it("may use the pool", function()
      local inner
      local _, response = answered_while(function()
        inner = get(server.base_url .. "/customers")
      end)
      assert.truthy(inner.status)
      assert.equal(200, response.status)
      assert.truthy(response.body:find('"token"', 1, true))
    end)

    it("may close the pool, which is closed then", function()
      local closed
      local fine, response = answered_while(function()
        closed = true
        pool:close()
      end)
      assert.is_true(closed)
      if fine then
        assert.truthy(response.body:find('"token"', 1, true))
      else
        assert.truthy(response:find("the pool is closed", 1, true))
      end
      assert.equal("openprovider.pool (closed)", tostring(pool))
      assert.is_false(pcall(login))
    end)

    it("may raise", function()
      answered_while(function() error("by a finalizer", 0) end)
      assert.equal(200, assert(login()).status)
    end)
  end)

  it("says what it is without secrets", function()
    assert.equal("openprovider.pool (open)", tostring(pool))
    assert.is_false(getmetatable(pool))
    assert.truthy(core._CURL_VERSION:find("^%d+%.%d+"))
  end)

  it("is closed by the collector", function()
    for _ = 1, 20 do
      core.pool():perform { method = "GET", url = server.base_url .. "/customers" }
    end
    collectgarbage()
    collectgarbage()
    assert.equal(200, assert(login()).status)
  end)

  describe("for a program with an event loop of its own", function()
    local function request(path, timeout)
      return { method = "GET", url = server.base_url .. path, timeout = timeout }
    end

    -- Whether the descriptor is readable within so many seconds.
    local function is_readable(fd, seconds)
      local readable = { getfd = function() return fd end, dirty = function() return false end }
      return socket.select({ readable }, nil, seconds)[1] ~= nil
    end

    -- Waits as such a program does: until the descriptor is readable or the time is over.
    local function rest()
      local fd, seconds = pool:fd(), pool:timeout()
      if not fd then return core.sleep(seconds) end
      is_readable(fd, math.min(seconds or 1, 1))
    end

    -- Runs a program in a process of its own, where nobody else opens or closes a descriptor. -> what it prints
    local function alone(program)
      local text = [[
        local core = require("openprovider.core")
        local descriptors = require("spec.support.process").descriptors
        local url = arg[1]
      ]] .. program
      local path = os.tmpname()
      local file = assert(io.open(path, "w"))
      file:write(text)
      file:close()
      local output = io.popen(("%s %s %s/tags 2>&1 </dev/null"):format(os.getenv("OP_LUA") or "lua5.4", path,
        server.base_url))
      local printed = output:read("*a")
      output:close()
      os.remove(path)
      return printed
    end

    it("answers come by steps alone", function()
      local answers = {}
      for _ = 1, 20 do pool:submit(request("/tags")) end
      local steps = 0
      while pool:in_flight() > 0 or #answers < 20 do
        rest()
        pool:step()
        steps = steps + 1
        local name, response = pool:next()
        while name do
          answers[#answers + 1] = assert(response).status
          name, response = pool:next()
        end
        assert.is_true(steps < 10000)
      end
      assert.equal(20, #answers)
    end)

    it("the descriptor stays the same, and is closed with the pool", function()
      assert.equal("the same, closed", alone [[
        local before = descriptors()
        local pool = core.pool { proxy = "" }
        local fd = pool:fd()
        assert(pool:perform { method = "GET", url = url })
        io.write(pool:fd() == fd and "the same" or "another")
        pool:close()
        io.write(descriptors() == before and ", closed" or ", open")
      ]])
    end)

    it("the descriptor is not readable for ever when the server closes a connection that nobody uses", function()
      server:fault { name = "cut_off_later", seconds = 0.05 }
      pool:perform(request("/tags"))
      core.sleep(0.2)
      local began, rounds = core.now(), 0
      while core.now() - began < 0.2 do
        local fd = pool:fd()
        if not fd then return end
        if is_readable(fd, 0.1) then
          rounds = rounds + 1
          pool:step()
        end
      end
      assert.is_true(rounds < 10, rounds .. " rounds")
    end)

    it("a step starts few calls", function()
      assert.equal("100 in flight, few connections", alone [[
        local pool = core.pool { proxy = "" }
        for _ = 1, 100 do pool:submit { method = "GET", url = url } end
        local before = descriptors()
        pool:step()
        local opened = descriptors() - before
        io.write(pool:in_flight(), " in flight, ", opened <= 4 and "few" or opened, " connections")
        pool:close()
      ]])
    end)

    it("there is no time to wait for where nothing is in flight, and none to lose where something is to be started",
      function()
        assert.is_nil(pool:timeout())
        pool:submit(request("/tags"))
        assert.equal(0, pool:timeout())
      end)

    it("a call that was not started in its time is not sent", function()
      pool:submit(request("/tags", 0.02))
      core.sleep(0.05)
      assert.equal(1, pool:step())
      local _, response, failure = pool:next()
      assert.is_nil(response)
      assert.equal("timeout", failure.kind)
      assert.is_false(failure.sent)
      assert.equal(0, server:counters().arrived)
    end)

    it("a call that was not started when the process forked may have been sent, for the child cannot know", function()
      pool:submit(request("/tags"))
      local child = process.fork()
      if child == 0 then
        pool:step()
        local _, _, failure = pool:next()
        process.exit(failure and failure.kind == "network" and failure.sent and 0 or 1)
      end
      assert.equal(0, (process.wait(child)))
      while pool:wait(1) == 0 do assert.equal(1, pool:in_flight()) end
      assert.equal(1, server:counters().arrived)
    end)

    it("a call's number is never that of another: a number kept from before cancels nobody else's call", function()
      local old = pool:submit(request("/tags"))
      while not pool:next() do pool:wait(1) end
      local new = pool:submit(request("/tags"))
      assert.are_not.equal(old, new)
      pool:cancel(old)
      local number, response
      repeat
        pool:wait(1)
        number, response = pool:next()
      until number
      assert.equal(new, number)
      assert.is_number(assert(response).status)
      pool:cancel(new) -- finished: nothing happens
      assert.is_false(pcall(pool.cancel, pool, "x"))
    end)

    it("a call that is cancelled before it was started is not sent", function()
      pool:cancel(pool:submit(request("/tags")))
      local _, response, failure = pool:next()
      assert.is_nil(response)
      assert.same({ kind = "cancelled", message = "the call was cancelled", sent = false }, failure)
      assert.equal(0, pool:in_flight())
    end)
  end)
end)

describe("the clock", function()
  it("tells the time in seconds with a fraction", function()
    assert.is_true(math.abs(core.now() - os.time()) < 2)
  end)

  it("sleeps for at least as long as asked", function()
    local before = socket.gettime()
    core.sleep(0.02)
    assert.is_true(socket.gettime() - before >= 0.019)
  end)

  it("refuses what is no length of time", function()
    for _, seconds in ipairs { -1, 0 / 0, 1 / 0, "x" } do
      assert.is_false(pcall(core.sleep, seconds))
    end
  end)
end)
