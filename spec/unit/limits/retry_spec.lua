-- What is sent again, how often, and after how long: by a transport whose clock is moved by hand.
local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

local function failure(kind, sent) return nil, { kind = kind, message = "planted", sent = sent } end

local function answer(status, body, headers)
  return { status = status, headers = headers or {}, body = body or "" }
end

-- What befalls a request; `read` and `create`: whether it is then sent again.
local TROUBLES = {
  { "a network failure before it was sent", function() return failure("network", false) end,
    read = true, create = true },
  { "a network failure after it was sent", function() return failure("network", true) end, read = true },
  { "a timeout before it was sent", function() return failure("timeout", false) end,
    read = true, create = true },
  { "a timeout after it was sent", function() return failure("timeout", true) end, read = true },
  { "a tls failure", function() return failure("tls", false) end },
  { "a protocol failure before it was sent", function() return failure("protocol", false) end },
  { "being cancelled", function() return failure("cancelled", false) end },
  { "HTTP 429", function() return answer(429) end, read = true },
  { "a gateway's JSON at HTTP 429", function() return answer(429, '{"message":"slow"}') end, read = true },
  { "code 50", function() return answer(500, '{"code":50}') end, read = true, create = true },
  { "code 4005", function() return answer(500, '{"code":4005}') end, read = true, create = true },
  { "code 4007", function() return answer(500, '{"code":4007}') end, read = true, create = true },
  { "HTTP 408", function() return answer(408) end, read = true },
  { "HTTP 502 with HTML", function() return answer(502, "<html>") end, read = true },
  { "HTTP 503", function() return answer(503) end, read = true },
  { "HTTP 504 with a gateway's JSON", function() return answer(504, '{"message":"late"}') end, read = true },
  { "HTTP 404", function() return answer(404) end },
  { "HTTP 302", function() return answer(302) end },
  { "HTTP 200 with HTML", function() return answer(200, "<html>") end },
  { "code 116", function() return answer(500, '{"code":116}') end },
  { "code 199", function() return answer(500, '{"code":199}') end },
  { "code 10005", function() return answer(500, '{"code":10005}') end },
}

describe("a request", function()
  local transport, api, client, slept, seen

  -- A client that has logged in; what it sends then meets `respond` for the first `times`.
  local function facing(respond, times, changes)
    transport = testing.transport()
    api, slept, seen = transport.sandbox, {}, {}
    local options = {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta",
      transport = transport, retries = 2, timeout = 60,
    }
    for name, value in pairs(changes or {}) do options[name] = value end
    client = assert(openprovider.new(options))
    assert(client:login())
    local perform, sleep, left = transport.perform, transport.sleep, times or 1
    transport.perform = function(request)
      seen[#seen + 1] = request
      if left > 0 then
        left = left - 1
        return respond(request)
      end
      return perform(request)
    end
    transport.sleep = function(seconds)
      slept[#slept + 1] = seconds
      sleep(seconds)
    end
    return client
  end

  local function list() return client:request("GET", "/customers") end

  for _, trouble in ipairs(TROUBLES) do
    local title, respond = trouble[1], trouble[2]

    it("that reads is " .. (trouble.read and "" or "not ") .. "sent again after " .. title, function()
      facing(respond)
      local data, details = list()
      if trouble.read then
        assert.is_table(data)
        assert.equal(2, details.attempts)
        assert.equal(2, #seen)
      else
        assert.is_nil(data)
        assert.equal(1, details.attempts)
        assert.is_false(details.retryable)
        assert.equal(1, #seen)
      end
    end)

    it("that creates is " .. (trouble.create and "" or "not ") .. "sent again after " .. title, function()
      facing(respond)
      local handle, details = client:create_customer(example.customer())
      if trouble.create then
        assert.equal("CV000001-NL", handle)
        assert.equal(2, details.attempts)
        assert.equal(1, api:counters().customers_created)
      else
        assert.is_nil(handle)
        assert.equal(1, details.attempts)
        assert.is_false(details.retryable)
        assert.equal(1, #seen)
      end
    end)
  end

  for _, method in ipairs({ "POST", "PUT", "DELETE" }) do
    it("by " .. method .. " of the caller's own is not sent again once it was sent", function()
      facing(function() return failure("network", true) end, 9)
      local data, err = client:request(method, "/domains", nil, method ~= "DELETE" and {} or nil)
      assert.is_nil(data)
      assert.equal("outcome_unknown", err.kind)
      assert.truthy(tostring(err):find("so it may have been carried out: ", 1, true))
      assert.equal(1, #seen)
    end)
  end

  -- What a transport of the caller's own may give, which does not say that nothing was sent.
  local VAGUE = {
    ["a failure without sent"] = function() return nil, { kind = "network", message = "gone" } end,
    ["a failure of an unknown kind"] = function() return nil, { kind = "closed", message = "gone" } end,
    ["a failure without a message"] = function() return nil, { kind = "network" } end,
    ["a text for a failure"] = function() return nil, "gone" end,
    ["nothing at all"] = function() end,
    ["a response without a status"] = function() return { headers = {}, body = "" } end,
    ["a response without a body"] = function() return { status = 200, headers = {} } end,
  }
  for title, respond in pairs(VAGUE) do
    it("that creates counts as sent after " .. title, function()
      facing(respond, 9)
      local handle, err = client:create_customer(example.customer())
      assert.is_nil(handle)
      assert.equal("outcome_unknown", err.kind)
      assert.equal("unknown", err.outcome)
      assert.equal(1, #seen)
    end)
  end

  it("takes a response without headers", function()
    facing(function() return { status = 429, body = "" } end)
    assert(list())
    assert.equal(2, #seen)
  end)

  it("says which requests are repeatable to the transport", function()
    facing(function() return failure("tls", false) end, 9)
    list()
    client:create_customer(example.customer())
    client:login()
    assert.is_true(seen[1].repeatable)
    assert.is_false(seen[2].repeatable)
    assert.is_true(seen[3].repeatable)
  end)

  it("is sent as often as retries say, and then it is an error that may be tried again", function()
    for _, retries in ipairs({ 0, 1, 4 }) do
      facing(function() return failure("network", false) end, 99, { retries = retries })
      local data, err = list()
      assert.is_nil(data)
      assert.equal("network", err.kind)
      assert.equal(retries + 1, err.attempts)
      assert.is_true(err.retryable)
      assert.equal(retries + 1, #seen)
      assert.equal(retries, #slept)
    end
  end)

  it("waits longer from attempt to attempt, within bounds", function()
    local bound = 0.25
    facing(function() return failure("network", false) end, 99, { retries = 8, timeout = 1000 })
    local now = core.now
    core.now = function() return 1000.000999 end  -- the jitter's upper end
    finally(function() core.now = now end)
    list()
    assert.equal(8, #slept)
    for index, seconds in ipairs(slept) do
      assert.is_true(seconds >= 0 and seconds <= bound, "wait " .. index)
      assert.is_true(seconds > bound * 0.9, "wait " .. index)
      bound = math.min(bound * 2, 4)
    end
  end)

  it("waits by a clock of its own: the transport's may tell whole seconds only", function()
    facing(function() return failure("network", false) end, 99, { retries = 8, timeout = 1000 })
    local now = core.now
    core.now = function() return 1000.0005 end
    finally(function() core.now = now end)
    transport.now = function() return 1000 end
    list()
    assert.is_true(slept[1] > 0.1 and slept[1] < 0.15)
  end)

  it("waits as long as Retry-After says", function()
    for _, respond in ipairs({
      function() return answer(429, "", { ["retry-after"] = "7" }) end,
      function() return answer(503, "", { ["retry-after"] = "7" }) end,
      function() return answer(500, '{"code":50}', { ["retry-after"] = "7" }) end,
    }) do
      facing(respond)
      assert(list())
      assert.same({ 7 }, slept)
    end
  end)

  it("that needs a login waits a minute if the API takes no more of them, or says so at once", function()
    local function blocked(timeout)
      local double = testing.transport()
      local waits, sleep = {}, double.sleep
      function double.sleep(seconds)
        waits[#waits + 1] = seconds
        return sleep(seconds)
      end
      double.sandbox.login.counted.blocked_until = double.sandbox:now() + 59
      local options = { username = "sandbox", password = "secret", transport = double, timeout = timeout }
      local data, err = assert(openprovider.new(options)):list_customers()
      return data, err, waits, double.sandbox:counters().requests
    end
    local data, err, waits, requests = blocked(60)
    assert.is_nil(data)
    assert.same({ "rate_limited", 50, 60, 0, true, "not_sent" },
      { err.kind, err.code, err.retry_after, err.attempts, err.retryable, err.outcome })
    local said = "^POST /auth/login: Calls limit has been reached: the API takes 30 logins a minute"
    assert.is_truthy(err.message:find(said), err.message)
    assert.is_truthy(err.message:find("option token_store", 1, true), err.message)
    assert.same({}, waits)
    assert.equal(1, requests)

    data, err, waits, requests = blocked(90)
    assert(data, err)
    assert.same({ 60 }, waits)
    assert.equal(3, requests)
  end)

  it("does not take a Retry-After that is no number of seconds", function()
    for _, text in ipairs({ "-5", "soon", "Wed, 21 Oct 2015 07:28:00 GMT", "", "nan", "7, 8" }) do
      facing(function() return answer(429, "", { ["retry-after"] = text }) end)
      assert(list())
      assert.is_true(slept[1] <= 0.25, text)
    end
  end)

  it("ends at once when Retry-After is beyond the time it has", function()
    for _, text in ipairs({ "60", "3600", "1e300" }) do
      facing(function() return answer(429, "", { ["retry-after"] = text }) end, 9, { timeout = 60 })
      local data, err = list()
      assert.is_nil(data)
      assert.equal("rate_limited", err.kind)
      assert.is_true(err.retryable)
      assert.same({}, slept)
      assert.equal(1, #seen)
    end
  end)

  it("has one deadline for all of its attempts", function()
    facing(function() return answer(429, "", { ["retry-after"] = "4" }) end, 99, { retries = 99, timeout = 10 })
    local _, err = list()
    assert.equal("rate_limited", err.kind)
    assert.equal(3, #seen)
    assert.equal(10, seen[1].timeout)
    assert.equal(6, seen[2].timeout)
    assert.equal(2, seen[3].timeout)
  end)

  it("gets no more time, and waits no longer, when the clock is set back meanwhile", function()
    facing(function()
      api:advance(-3600)
      return answer(429, "", { ["retry-after"] = "4" })
    end, 1, { timeout = 10 })
    assert(list())
    assert.equal(10, seen[2].timeout)
    facing(function()
      api:advance(-3600)
      return answer(429, "", { ["retry-after"] = "3000" })
    end, 1, { timeout = 10 })
    local data, err = list()
    assert.is_nil(data)
    assert.equal("rate_limited", err.kind)
    assert.same({}, slept)
  end)

  it("leaves a new login half of the time that it has itself, so that another attempt may follow", function()
    facing(function()
      api:advance(8)
      return answer(500, '{"code":196}')
    end, 1, { timeout = 10 })
    assert(list())
    assert.truthy(seen[2].url:find("/auth/login$"))
    assert.equal(1, seen[2].timeout)
  end)

  it("is not sent when the login took all of its time", function()
    facing(function() return failure("tls") end, 0, { timeout = 10 })
    api:advance(48 * 3600)
    local perform = transport.perform
    transport.perform = function(request)
      if request.url:find("/auth/login$") then api:advance(10) end
      return perform(request)
    end
    local handle, err = client:create_customer(example.customer())
    assert.is_nil(handle)
    assert.equal("timeout", err.kind)
    assert.equal("not_sent", err.outcome)
    assert.equal(0, err.attempts)
    assert.equal(1, #seen)
  end)

  it("carries both timeouts to the transport", function()
    facing(function() return failure("tls") end, 1, { timeout = 5, connect_timeout = 2 })
    list()
    assert.equal(5, seen[1].timeout)
    assert.equal(2, seen[1].connect_timeout)
  end)

  it("tells of each wait to on_event", function()
    local events = {}
    facing(function() return answer(429, "", { ["retry-after"] = "3" }) end, 1, {
      on_event = function(event) events[#events + 1] = event end,
    })
    assert(list())
    local names = {}
    for index, event in ipairs(events) do names[index] = event.name end
    assert.same({ "login", "request", "response", "request", "response", "retry", "request", "response" }, names)
    assert.is_truthy(events[6].message:find("HTTP 429", 1, true))
    events[6].message, events[6].time = nil, nil
    assert.same({
      name = "retry", id = events[5].id, account = "sandbox", operation = "GET /customers", method = "GET",
      path = "/customers", url = "https://api.example/v1beta/customers", attempt = 1, kind = "rate_limited", wait = 3,
    }, events[6])
    assert.equal(429, events[5].status)
    assert.equal(2, events[8].attempt)
  end)
end)
