--- What follows a failure, as data; when the API asks to wait; and what retries may cost.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local retry = require("openprovider.limits.retry_policy")
local testing = require("openprovider.testing")

describe("the retry policy", function()
  for _, case in ipairs({
    { "unsent", { kind = "network", outcome = "not_sent" } },
    { "unsent", { kind = "timeout", outcome = "not_sent" } },
    { "final", { kind = "tls", outcome = "not_sent" } },
    { "final", { kind = "cancelled", outcome = "not_sent" } },
    { "final", { kind = "config", outcome = "not_sent" } },
    { "deferred", { kind = "rate_limited", outcome = "rejected", code = 50 } },
    { "deferred", { kind = "maintenance", outcome = "rejected", code = 4005 } },
    { "final", { kind = "rejected", outcome = "rejected", code = 116 } },
    { "final", { kind = "auth", outcome = "rejected", code = 10005 } },
    { "refused_token", { kind = "auth", outcome = "rejected", code = 196 } },
    { "refused_token", { kind = "auth", outcome = "rejected", status = 401 } },
    { "unreadable", { kind = "protocol", outcome = "unknown", status = 401 } },
    { "unreadable", { kind = "auth", outcome = "unknown", status = 403 } },
    { "lost", { kind = "rate_limited", outcome = "unknown", status = 429 } },
    { "lost", { kind = "network", outcome = "unknown" } },
    { "lost", { kind = "timeout", outcome = "unknown" } },
    { "lost", { kind = "maintenance", outcome = "unknown", status = 503 } },
    { "lost", { kind = "network", outcome = "unknown", status = 502 } },
    { "unreadable", { kind = "protocol", outcome = "unknown", status = 200 } },
    { "unreadable", { kind = "protocol", outcome = "unknown", status = 302 } },
    { "unreadable", { kind = "tls", outcome = "unknown" } },
    { "fault", { kind = "rejected", outcome = "unknown", code = 199, status = 500 } },
  }) do
    local situation, err = case[1], case[2]
    it(("takes %s, %s%s%s for %s"):format(err.kind, err.outcome, err.code and " with code " .. err.code or "",
        err.status and " at HTTP " .. err.status or "", situation), function()
      assert.equal(situation, retry.situation(err))
    end)
  end

  it("waits for a random time below a limit that doubles up to four seconds", function()
    for attempt, limit in ipairs({ 0.25, 0.5, 1, 2, 4, 4, 4 }) do
      local least, most = math.huge, 0
      for _ = 1, 2000 do
        local wait = retry.wait(attempt, {})
        least, most = math.min(least, wait), math.max(most, wait)
      end
      assert.is_true(least >= 0 and most < limit)
      assert.is_true(most > limit / 2, most .. " of " .. limit)
    end
  end)
end)

describe("a client that is told to wait", function()
  local transport, waits

  local function facing(headers, changes, retry_after)
    transport = testing.transport { now = function() return 784111777 end } -- Sun, 06 Nov 1994 08:49:37 GMT
    waits = {}
    local perform, first = transport.perform, true
    transport.perform = function(request)
      if first and request.method == "GET" then
        first = false
        return { status = 429, headers = headers, retry_after = retry_after, body = "" }
      end
      return perform(request)
    end
    transport.sleep = function(seconds) waits[#waits + 1] = seconds end
    local options = { username = "sandbox", password = "secret", base_url = "https://api.example/v1beta",
      transport = transport }
    for name, value in pairs(changes or {}) do options[name] = value end
    return assert(openprovider.new(options)):list_customers()
  end

  it("waits for so many seconds", function()
    assert(facing { ["retry-after"] = "7" })
    assert.same({ 7 }, waits)
  end)

  it("waits as long as its transport reads from a date", function()
    assert(facing({ ["retry-after"] = "Sun, 06 Nov 1994 10:00:05 GMT" }, nil, 5))
    assert.same({ 5 }, waits)
  end)

  it("takes no text of its transport for a number of seconds that is none", function()
    for value, seconds in pairs({ ["4"] = 4, soon = false, [true] = false }) do
      local _, err = facing({}, { timeout = 1, retries = 0 }, value)
      assert.equal(seconds or nil, err.retry_after)
    end
  end)

  it("does not wait beyond its timeout, but says for how long it was asked to", function()
    local page, err = facing({ ["retry-after"] = "61" })
    assert.is_nil(page)
    assert.same({ "rate_limited", 61 }, { err.kind, err.retry_after })
    assert.same({}, waits)
  end)

  for _, text in ipairs({ "soon", "-5", "", "1e999", "Sun, 06 Foo 1994 08:49:37 GMT" }) do
    it("waits as long as it likes where it cannot read '" .. text .. "'", function()
      assert(facing { ["retry-after"] = text })
      assert.is_true(waits[1] < 0.25)
    end)
  end
end)

describe("the retry budget", function()
  local sent, failing, client

  before_each(function()
    sent, failing = 0, true
    local transport = testing.transport { login_limit = false }
    local perform = transport.perform
    transport.perform = function(request)
      if request.method ~= "GET" then return perform(request) end
      sent = sent + 1
      if failing then return nil, { kind = failing == "timeout" and "timeout" or "network", message = "gone" } end
      return perform(request)
    end
    client = assert(openprovider.new {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta", transport = transport,
      retries = 2, timeout = 1000,
    })
  end)

  local function calls(count)
    sent = 0
    for number = 1, count do client:request("GET", "/customers", { offset = number }) end
    return sent
  end

  it("pays for a hundred retries, and then each call is sent once", function()
    assert.equal(200 + 100, calls(200))
    assert.equal(50, calls(50))
  end)

  it("pays for half as many after timeouts", function()
    failing = "timeout"
    assert.equal(200 + 50, calls(200))
  end)

  it("gets back what a create took that was sent again, once it succeeds", function()
    local transport = testing.transport { login_limit = false }
    local perform, lost = transport.perform, {}
    transport.perform = function(request)
      local email = request.method == "POST" and request.body:match("jan%d+@")
      if not email or lost[email] then return perform(request) end
      lost[email] = true
      return nil, { kind = "timeout", message = "gone" }
    end
    client = assert(openprovider.new {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta", transport = transport,
      settle = 0.01,
    })
    for number = 1, 150 do
      assert(client:create_customer(example.customer { email = "jan" .. number .. "@example.com" },
        { reference = "order-" .. number }))
    end
  end)

  it("is filled by calls that succeed", function()
    calls(200)
    failing = false
    calls(10)
    failing = true
    assert.equal(20 + 2, calls(20))
  end)
end)
