--- Events: each request has one start and one end, which say what happened.

local core = require("openprovider.core")
local event_pairs = require("spec.support.event_pairs")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

describe("events", function()
  local server, client, events

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    events = {}
  end)
  after_each(function() if client then client:close() end end)

  local function new_client(changes)
    client = server:client({ settle = 0.1, on_event = function(event) events[#events + 1] = event end }, changes)
    return client
  end

  -- Those of a name.
  local function named(name)
    local found = {}
    for _, event in ipairs(events) do
      if event.name == name then found[#found + 1] = event end
    end
    return found
  end

  -- Checks that each start has one end. -> starts, ends by their ids
  local function pairs_of_events()
    local starts, ends, fault = event_pairs(events)
    assert.is_nil(fault)
    return starts, ends
  end

  local function count(list)
    local found = 0
    for _ in pairs(list) do found = found + 1 end
    return found
  end

  it("have a start and an end for each request that the server saw: logins, looks and retries", function()
    new_client { retries = 3 }
    server:fault { name = "status", status = 503, path = "/customers", method = "GET", times = 2, body = "busy" }
    server:fault { name = "close_after", method = "POST", path = "/customers$" }
    server:fault { name = "expire_tokens", method = "GET", path = "/tags$" }
    assert(client:create_customer(example.customer(), { reference = "order-1" }))
    assert(client:list_tags())
    local starts = pairs_of_events()
    local seen, told = {}, {}
    for _, request in ipairs(server:requests()) do
      seen[#seen + 1] = request.method .. " " .. request.path:gsub("^/v1beta", "")
    end
    for _, event in pairs(starts) do told[#told + 1] = event.operation end
    table.sort(seen)
    table.sort(told)
    assert.same(seen, told)
    assert.equal(2, #named("login"))
    assert.is_true(#told >= 8)
  end)

  it("say how a request ended: outcome, status, kind and seconds", function()
    new_client { retries = 0 }
    server:fill(1)
    local handle = server:handles()[1]
    server:fault { name = "delay", method = "GET", path = "/customers/", seconds = 0.2 }
    assert(client:get_customer(handle))
    assert.equal("not_found", select(2, client:get_customer("XX999999-NL")).kind)
    server:fault { name = "close_before", method = "GET", path = "/customers/" }
    assert.equal("network", select(2, client:get_customer(handle)).kind)
    local _, ends = pairs_of_events()
    local said = {}
    for _, event in pairs(ends) do
      if event.method == "GET" then said[#said + 1] = event end
    end
    table.sort(said, function(one, other) return one.id < other.id end)
    assert.same({ "response", 200, "done" }, { said[1].name, said[1].status, said[1].outcome })
    assert.is_true(said[1].duration > 0.15 and said[1].duration < 5) -- two clocks
    assert.same({ "response", "rejected", "not_found" }, { said[2].name, said[2].outcome, said[2].kind })
    assert.is_number(said[2].code)
    assert.same({ "failure", "unknown", "network" }, { said[3].name, said[3].outcome, said[3].kind })
    assert.is_nil(said[3].status)
    assert.is_string(said[3].message)
  end)

  it("name the account, and what is asked for without its query", function()
    new_client()
    assert(client:list_customers { email_pattern = "jan@example.com" })
    local last = events[#events]
    assert.same({ server.username, "GET /customers", server.base_url .. "/customers" },
      { last.account, last.operation, last.url })
    assert.is_true(math.abs(last.time - core.now()) < 5)
  end)

  it("count the attempts of a call, those of a create with a look in between, too", function()
    new_client { retries = 3, settle = 0.05 }
    server:fault { name = "close_before", method = "POST", path = "/customers$", times = 2 }
    local _, details = client:create_customer(example.customer(), { reference = "order-1" })
    assert.equal(3, details.attempts)
    local attempts = {}
    for _, event in ipairs(named("request")) do
      if event.operation == "POST /customers" then attempts[#attempts + 1] = event.attempt end
    end
    assert.same({ 1, 2, 3 }, attempts)
    assert.equal(2, #named("retry"))
  end)

  it("have an end for what is cancelled", function()
    new_client()
    assert(client:login())
    server:fault { name = "delay", path = "/tags$", times = 9, seconds = 5 }
    local kinds = {}
    local function list() return client:list_tags() end
    for _, _, err in client:concurrently(3, { 1, 2, 3 }, list, { deadline = 0.1 }) do
      kinds[#kinds + 1] = err.kind
    end
    assert.same({ "cancelled", "cancelled", "cancelled" }, kinds)
    local starts, ends = pairs_of_events()
    assert.equal(4, count(starts))
    for _, event in pairs(ends) do
      if event.operation == "GET /tags" then assert.same({ "failure", "cancelled" }, { event.name, event.kind }) end
    end
  end)

  it("tell how long a call waits for its turn, or before a retry, its turn included", function()
    new_client { retries = 0 }
    server:fault { name = "code", code = 4007, method = "POST", path = "/customers$", times = 2 }
    local list = {}
    for number = 1, 2 do list[number] = example.customer { email = ("c%d@example.com"):format(number) } end
    for _, handle, err in client:create_customers(list, { concurrency = 2 }) do assert(handle, tostring(err)) end
    pairs_of_events()
    assert.equal(2, #named("retry"))
    local longest, waited = 0, 0
    for _, event in ipairs(named("retry")) do
      assert.same({ "rate_limited", 4007 }, { event.kind, event.code })
      longest = math.max(longest, event.wait)
    end
    for _, event in ipairs(named("wait")) do longest = math.max(longest, event.wait or 0) end
    for _, event in ipairs(named("request")) do waited = math.max(waited, event.waited) end
    assert.is_true(waited > 0.2, "nobody waited for a turn")
    assert.is_true(longest > waited - 0.1, longest .. " was told, " .. waited .. " waited")
  end)

  it("tell that a call waits for another call's login, for a reference, and for an update", function()
    new_client { settle = 0 }
    server:fill(1)
    local handle = server:handles()[1]
    server:fault { name = "delay", path = "/auth/login$", seconds = 0.2 }
    for _, ok, err in client:concurrently(2, { 1, 2 }, function() return client:list_tags() end) do
      assert(ok, tostring(err))
    end
    for _, ok, err in client:concurrently(2, { 1, 2 }, function()
      return client:create_customer(example.customer(), { reference = "order-1" })
    end) do assert(ok, tostring(err)) end
    for _, ok, err in client:concurrently(2, { "a", "b" }, function(name)
      return client:update_customer(handle, { comments = name })
    end) do assert(ok, tostring(err)) end
    local reasons = {}
    for _, event in ipairs(named("wait")) do reasons[event.reason] = (reasons[event.reason] or 0) + 1 end
    assert.same({ login = 1, reference = 1, update = 1 }, reasons)
  end)

  it("tell how long a create looks for a customer at most, once its answer was lost", function()
    new_client { settle = 0.3 }
    server:fault { name = "status", status = 500, path = "/customers$", method = "POST" }
    assert(client:create_customer(example.customer(), { reference = "order-2" }))
    local waits = named("wait")
    assert.same({ 1, "outcome" }, { #waits, waits[1].reason })
    assert.is_true(waits[1].wait > 0.1 and waits[1].wait <= 0.3, tostring(waits[1].wait))
  end)

  it("that a program cannot take are told once, on standard error, and cost no call", function()
    local path = os.tmpname()
    local file = assert(io.open(path, "w"))
    file:write([[
      local openprovider = require("openprovider")
      local client = openprovider.new {
        username = "sandbox", password = "secret", transport = require("openprovider.testing").transport(),
        on_event = function(event) error("no column for\n" .. event.name) end,
      }
      assert(client:login())
      assert(client:list_tags())
      io.stdout:write("done")
    ]])
    file:close()
    local pipe = assert(io.popen(("%s '%s' 2>&1"):format(os.getenv("OP_LUA"), path)))
    local text = pipe:read("*a")
    pipe:close()
    os.remove(path)
    local told = "^openprovider: on_event failed, which is told only once: [^\n]*: no column for login\ndone$"
    assert.is_truthy(text:find(told), text)
  end)
end)
