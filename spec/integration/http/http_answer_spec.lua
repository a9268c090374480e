-- Answers that are legal and rare.
local core = require("openprovider.core")
local raw_server = require("spec.support.raw_server")

describe("an answer", function()
  local pool

  before_each(function() pool = core.pool({ proxy = "" }) end)
  after_each(function() pool:close() end)

  -- What a request comes to if it is answered by these bytes.
  local function answered_with(bytes, changes)
    local server = raw_server.start(function(connection)
      while raw_server.read(connection) do connection:send(bytes) end
    end)
    local request = { method = "GET", url = ("http://127.0.0.1:%d/"):format(server.port), timeout = 3 }
    for name, value in pairs(changes or {}) do request[name] = value end
    local response, failure = pool:perform(request)
    server.stop()
    return response, failure
  end

  it("keeps its fields when a trailer looks like a status line", function()
    local response = assert(answered_with(
      "HTTP/1.1 200 OK\r\nRetry-After: 7\r\nTransfer-Encoding: chunked\r\n\r\n"
        .. "2\r\nok\r\n0\r\nHTTP/1.1 200 OK: yes\r\nX-Late: 1\r\n\r\n"))
    assert.same({ 200, "ok", "7" }, { response.status, response.body, response.headers["retry-after"] })
    assert.is_nil(response.headers["x-late"])
  end)

  it("has the seconds that Retry-After asks for, as a number or as a date", function()
    local function asked(text)
      local answer = "HTTP/1.1 503 No\r\nRetry-After: " .. text .. "\r\nContent-Length: 0\r\n\r\n"
      return assert(answered_with(answer)).retry_after
    end
    assert.equal(7, asked("7"))
    local ahead = asked(os.date("!%a, %d %b %Y %H:%M:%S GMT", os.time() + 100))
    assert.is_true(ahead > 90 and ahead <= 100, ahead)
    assert.is_nil(asked("Sun, 06 Nov 1994 08:49:37 GMT"))
    assert.is_nil(asked("soon"))
  end)

  it("has the fields of the final answer, and none of those before it", function()
    local response = assert(answered_with(
      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
        .. "HTTP/1.1 200 OK\r\nX-Final: 1\r\nContent-Length: 2\r\n\r\nok"))
    assert.same({ 200, "ok" }, { response.status, response.body })
    assert.same({ ["x-final"] = "1", ["content-length"] = "2" }, response.headers)
  end)

  it("to a HEAD has no body, so that a HEAD with a body is refused at once and not sent", function()
    local began = core.now()
    local answer = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
    local response, failure = answered_with(answer, { method = "HEAD", body = "{}" })
    assert.is_nil(response)
    assert.same({ "protocol", false }, { failure.kind, failure.sent })
    assert.truthy(failure.message:find("a HEAD has no body", 1, true))
    assert.equal(200, assert(answered_with(answer, { method = "HEAD", body = "" })).status)
    assert.is_true(core.now() - began < 2)
  end)

  it("that comes before the whole request was sent is none, and its connection is closed", function()
    local body = ("x"):rep(8 * 1024 * 1024)
    local server = raw_server.start(function(connection, number)
      repeat local line = connection:receive("*l") until line == "" or not line
      if number == 1 then
        connection:send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno")
        connection:receive(#body)
        connection:receive("*l") -- its end
      else
        assert(#connection:receive(#body) == #body)
        connection:send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes")
      end
    end)
    local request = { method = "POST", url = ("http://127.0.0.1:%d/"):format(server.port), body = body, timeout = 10 }
    local early, failure = pool:perform(request)
    local response = pool:perform(request)
    server.stop()
    assert.is_nil(early)
    assert.same({ "protocol", true }, { failure.kind, failure.sent })
    assert.truthy(failure.message:find("before the whole request was sent", 1, true), failure.message)
    assert.equal("yes", response and response.body)
  end)
end)
