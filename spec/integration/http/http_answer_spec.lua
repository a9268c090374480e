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

  local DAYS = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" }
  local MONTHS = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" }

  -- The date of HTTP, whose names are English in every locale.
  local function date(seconds)
    local at = os.date("!*t", seconds)
    return ("%s, %02d %s %d %02d:%02d:%02d GMT"):format(DAYS[at.wday], at.day, MONTHS[at.month], at.year, at.hour,
      at.min, at.sec)
  end

  -- The seconds of an answer with these header lines.
  local function seconds_asked(lines)
    return assert(answered_with("HTTP/1.1 503 No\r\n" .. lines .. "Content-Length: 0\r\n\r\n")).retry_after
  end

  it("has the seconds that Retry-After asks for", function()
    for text, seconds in pairs({
      ["7"] = 7, ["0007"] = 7, ["2147483647"] = 2147483647, ["99999999999999999999"] = 2147483647,
      ["0"] = false, ["-7"] = false, ["soon"] = false, ["7 soon"] = false, ["1.5"] = false,
    }) do
      assert.equal(seconds or nil, seconds_asked("Retry-After: " .. text .. "\r\n"), text)
    end
    assert.is_nil(seconds_asked("Retry-After:\r\n"))
    assert.is_nil(seconds_asked(""))
  end)

  for clock, ahead in pairs({ ["agrees with ours"] = 0, ["is an hour ahead"] = 3600, ["is an hour behind"] = -3600 }) do
    it("has the seconds until the date in Retry-After by the server's clock, which " .. clock, function()
      local now = os.time() + ahead
      local function asked(seconds)
        return seconds_asked(("Date: %s\r\nRetry-After: %s\r\n"):format(date(now), date(now + seconds)))
      end
      assert.equal(5, asked(5))
      assert.equal(86400, asked(86400))
      assert.is_nil(asked(0))
      assert.is_nil(asked(-5))
    end)
  end

  it("has the seconds until a date that any of HTTP's three forms says", function()
    for _, text in ipairs({
      "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    }) do
      assert.equal(60, seconds_asked("Retry-After: " .. text .. "\r\nDate: Sun, 06 Nov 1994 08:48:37 GMT\r\n"), text)
    end
  end)

  it("has the seconds until a date by this machine's clock where it does not say what the server's shows", function()
    for _, line in ipairs({ "", "Date: today\r\n", "X-Date: " .. date(0) .. "\r\n" }) do
      local asked = seconds_asked(line .. "Retry-After: " .. date(os.time() + 100) .. "\r\n")
      assert.is_true(asked > 90 and asked <= 100, asked)
      assert.is_nil(seconds_asked(line .. "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"))
    end
  end)

  it("has the fields of the final answer, and none of those before it", function()
    local response = assert(answered_with(
      "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n"
        .. "HTTP/1.1 200 OK\r\nX-Final: 1\r\nContent-Length: 2\r\n\r\nok"))
    assert.same({ 200, "ok" }, { response.status, response.body })
    assert.same({ ["x-final"] = "1", ["content-length"] = "2" }, response.headers)
  end)

  it("has its fields in one table, joined where a name comes again, and nothing else that it lacks", function()
    local response = assert(answered_with(
      "HTTP/1.1 200 OK\r\nA: 1\r\nB:\r\na:2\r\n  and 3\r\nContent-Length: 0\r\n\r\n"))
    assert.is_nil(response.header)
    assert.is_nil(response[1])
    assert.same({ a = "1, 2 and 3", b = "", ["content-length"] = "0" }, response.headers)
    assert.equal(response.headers, response.headers)
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
