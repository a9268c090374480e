-- Faults of the double: what a test orders is what its client gets.
local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("a fault of the double", function()
  local transport, sandbox, client

  before_each(function()
    transport = testing.transport()
    sandbox = transport.sandbox
    client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport, retries = 0 })
    assert(client:login())
  end)

  local function create(opts) return client:create_customer(example.customer(), opts) end

  local function failure(data, err)
    assert.is_nil(data)
    return err
  end

  it("before the request is sent leaves nothing at the API", function()
    for _, kind in ipairs({ "network", "timeout", "tls", "protocol", "cancelled" }) do
      sandbox:fault { kind = kind }
      local err = failure(create())
      assert.same({ kind, "not_sent" }, { err.kind, err.outcome })
    end
    assert.same({}, sandbox:handles())
    assert.equal(5, sandbox:counters().faults)
    assert.equal("CV000001-NL", create())
  end)

  it("after the request was sent leaves the customer, and an unknown outcome", function()
    for number, kind in ipairs({ "network", "timeout", "tls", "protocol", "cancelled" }) do
      sandbox:fault { kind = kind, sent = true }
      local err = failure(create())
      assert.same({ "outcome_unknown", kind }, { err.kind, err.cause })
      assert.equal(number, #sandbox:handles())
    end
  end)

  it("may lose the request on its way", function()
    sandbox:fault { kind = "timeout", sent = true, processed = false, message = "nothing came back" }
    local err = failure(create())
    assert.same({ "outcome_unknown", "timeout" }, { err.kind, err.cause })
    assert.truthy(tostring(err):find("nothing came back", 1, true), tostring(err))
    assert.same({}, sandbox:handles())
  end)

  it("is what a reference is for", function()
    sandbox:fault { kind = "timeout", sent = true, method = "POST", path = "/customers$" }
    local handle, details = create({ reference = "order-4711" })
    assert.equal("CV000001-NL", handle)
    assert.equal(1, #sandbox:handles())
    assert.is_table(details)
  end)

  it("is over after so many times, and lets others go by first", function()
    sandbox:fault { kind = "network", times = 2, skip = 1, method = "GET", path = "/customers" }
    local seen = {}
    for index = 1, 4 do seen[index] = client:list_customers() ~= nil end
    assert.same({ true, false, false, true }, seen)
    assert.is_truthy(client:list_tags())
    assert.equal(2, sandbox:counters().faults)
  end)

  it("goes on for ever if it is told to, until a reset", function()
    sandbox:fault { kind = "network", times = math.huge }
    for _ = 1, 20 do failure(client:list_customers()) end
    sandbox:reset()
    assert.is_truthy(client:list_customers())
  end)

  it("is an answer of the API by its code", function()
    sandbox:fault { code = 4005 }
    local err = failure(client:list_customers())
    assert.same({ "maintenance", 4005, 500 }, { err.kind, err.code, err.status })
    sandbox:fault { code = 50, headers = { ["Retry-After"] = "7" } }
    err = failure(client:list_customers())
    assert.same({ "rate_limited", 50, 7 }, { err.kind, err.code, err.retry_after })
    sandbox:fault { code = 199, desc = "out of luck" }
    err = failure(client:list_customers())
    assert.same({ 199, "out of luck" }, { err.code, err.desc })
  end)

  it("is an answer of a gateway by its status, with the request done or not", function()
    sandbox:fault { status = 503, body = "closed" }
    assert.equal("maintenance", failure(client:list_customers()).kind)
    sandbox:fault { status = 504 }
    local err = failure(create())
    assert.same({ "outcome_unknown", "timeout", 504 }, { err.kind, err.cause, err.status })
    assert.same({}, sandbox:handles())
    sandbox:fault { status = 502, processed = true }
    assert.equal("outcome_unknown", failure(create()).kind)
    assert.equal(1, #sandbox:handles())
    sandbox:fault { body = "<html>" }
    assert.equal(502, failure(client:list_customers()).status)
  end)

  it("is a slow answer, which is too slow where the call's time is shorter", function()
    local began = sandbox:now()
    sandbox:fault { seconds = 5 }
    assert.equal("CV000001-NL", create())
    assert.equal(5, sandbox:now() - began)
    sandbox:fault { seconds = 61 }
    local err = failure(create())
    assert.same({ "outcome_unknown", "timeout" }, { err.kind, err.cause })
    assert.equal(65, sandbox:now() - began)
    assert.equal(2, #sandbox:handles())
  end)

  it("befalls logins, too", function()
    sandbox:expire_tokens()
    sandbox:fault { code = 10005, path = "/auth/login$" }
    assert.equal("auth", failure(client:list_customers()).kind)
  end)

  it("stays as it was ordered when the test changes its table", function()
    local order = { kind = "network", times = 2 }
    sandbox:fault(order)
    order.kind = "tls"
    assert.equal("network", failure(client:list_customers()).kind)
  end)

  it("takes a path that is a pattern of Lua, and raises for any other", function()
    local right = { "", "/customers$", "^/tags", "[%w_]+", "[]a]", "[^]%]]", "%f[%w]x", "%b()", "(a)()", "%%" }
    for _, path in ipairs(right) do
      assert(pcall(string.find, path, path))
      sandbox:fault { kind = "network", path = path }
    end
    local wrong = { "[", "a[", "x[^]", "[]", "[%", "%", "x%", "%f", "%fx", "%b", "%b(", "(", "a)", "((a)", "%1" }
    for _, path in ipairs(wrong) do
      local ok, message = pcall(sandbox.fault, sandbox, { kind = "network", path = path })
      assert.is_false(ok, path)
      assert.truthy(message:find("path of a fault must be a pattern of Lua, such as", 1, true), message)
    end
  end)

  it("that cannot be one raises where it was ordered", function()
    for says, order in pairs({
      ['unknown member "kinds" of a fault; there are body, code'] = { kinds = "timeout" },
      ["sent of a fault must be a boolean, not a string"] = { kind = "timeout", sent = "yes" },
      ['unknown kind "time" of a fault; there are cancelled, network'] = { kind = "time" },
      ["either a kind or an answer"] = { kind = "timeout", status = 500 },
      ["needs a kind, an answer"] = { times = 3 },
      ["sent is for faults with a kind"] = { status = 500, sent = true },
      ["sent = true is missing"] = { kind = "network", processed = true },
      ["times of a fault must be a whole number, at least 1"] = { kind = "network", times = 0 },
      ["times of a fault must be a whole number"] = { kind = "network", times = 1.5 },
      ["skip of a fault must be a whole number, at least 0"] = { kind = "network", skip = -1 },
      ["skip of a fault must be a whole number"] = { kind = "network", skip = 0 / 0 },
      ["seconds of a fault must be a number, at least 0"] = { seconds = -1 },
      ["seconds of a fault must be a number"] = { seconds = math.huge },
      ['in capital letters, such as "POST", not "post"'] = { kind = "network", method = "post" },
      ["a fault must be a table, not a nil"] = false,
    }) do
      local ok, message = pcall(function() sandbox:fault(order or nil) end)
      assert.is_false(ok)
      assert.truthy(message:find("spec/unit/testing/faults_spec.lua:%d+: "), message)
      assert.truthy(message:find(says, 1, true), message)
    end
  end)
end)
