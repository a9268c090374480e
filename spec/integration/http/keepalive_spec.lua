-- A create on a kept-alive connection that the server closes after reading it: libcurl by itself
-- would post it again. `spec/prove` shows these failing on a build that lets it.
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox = require("spec.sandbox.server")

-- How the server lets go of the connection; `processed`: the customer exists all the same.
local CLOSINGS = {
  { "by FIN, once it was carried out", { name = "close_after" }, processed = true },
  { "by RST, once it was carried out", { name = "reset_after" }, processed = true },
  { "by FIN, before it was carried out", { name = "close_before" } },
  { "by RST, before it was carried out", { name = "reset_before" } },
  { "as nginx does by itself", { name = "plain_close" } },
  { "as nginx does by itself, once it was carried out", { name = "plain_close", processed = true }, processed = true },
}

describe("a create on a kept-alive connection", function()
  local server, client

  setup(function() server = sandbox.start() end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)
  after_each(function() client:close() end)

  -- The requests that came to `POST /customers`, and the connections they came on.
  local function creates()
    local count, connections = 0, {}
    for _, request in ipairs(server:requests()) do
      if request.method == "POST" and request.path:find("/customers$") then
        count = count + 1
        connections[#connections + 1] = request.connection
      end
    end
    return count, connections
  end

  -- Logs in, and so leaves a connection open; returns its number at the server.
  local function keep_alive(base)
    client = assert(openprovider.new {
      base_url = server[base or "base_url"], username = server.username, password = server.password,
      ca_file = server.ca_file, proxy = "", timeout = 5, retries = 3,
    })
    assert.is_true(client:login())
    return server:requests()[1].connection
  end

  local function order(fault)
    local ordered = { method = "POST", path = "/customers$" }
    for name, value in pairs(fault) do ordered[name] = value end
    server:fault(ordered)
  end

  local function assert_unknown(handle, err)
    assert.is_nil(handle)
    assert.equal("outcome_unknown", err.kind)
    assert.equal("network", err.cause)
    assert.equal("unknown", err.outcome)
    assert.is_false(err.retryable)
    assert.equal(1, err.attempts)
    assert.truthy(tostring(err):find("the connection was closed without an answer", 1, true), tostring(err))
    assert.truthy(tostring(err):find("so the customer may exist: ensure_customer gives its handle", 1, true))
  end

  for _, base in ipairs({ "base_url", "https_base_url" }) do
    for _, closing in ipairs(CLOSINGS) do
      local scheme = base == "base_url" and "http" or "https"

      it("arrives once when the server closes " .. closing[1] .. " (" .. scheme .. ")", function()
        local kept = keep_alive(base)
        order(closing[2])
        assert_unknown(client:create_customer(example.customer()))
        local count, connections = creates()
        assert.equal(1, count)
        assert.equal(kept, connections[1])
        assert.equal(closing.processed and 1 or 0, server:counters().customers_created)
        assert.equal(2, server:counters().arrived)
      end)
    end
  end

  it("arrives once when the one before it was answered on the same connection", function()
    local kept = keep_alive()
    assert.equal("CV000001-NL", client:create_customer(example.customer()))
    order { name = "close_after" }
    assert_unknown(client:create_customer(example.customer()))
    local count, connections = creates()
    assert.equal(2, count)
    assert.same({ kept, kept }, connections)
    assert.equal(2, server:counters().customers_created)
  end)

  -- Sends a request that the server does not answer, on a connection that is kept or on a new one. -> how often it
  -- arrived
  local function arrivals(method, is_kept)
    keep_alive()
    local token = server:requests()[1].processed and client.session:stored()
    client:close()
    client = assert(openprovider.new({ base_url = server.base_url, token = token, proxy = "", retries = 0 }))
    if is_kept then assert(client:request("GET", "/customers")) end
    server:fault({ name = "close_after", method = method, path = "/customers/XX000001%-XX$", times = 3 })
    local result, err = client:request(method, "/customers/XX000001-XX", nil, method ~= "GET" and { a = 1 } or nil)
    assert.is_nil(result)
    assert.equal("unknown", err.outcome)
    local count = 0
    for _, request in ipairs(server:requests()) do
      if request.path:find("XX000001", 1, true) then count = count + 1 end
    end
    return count
  end

  for _, method in ipairs({ "POST", "PUT", "PATCH", "DELETE", "GET" }) do
    it("a " .. method .. " that gets no answer was sent once, connection kept or new", function()
      assert.equal(1, arrivals(method, true))
      server:reset()
      client:close()
      assert.equal(1, arrivals(method, false))
    end)
  end

  it("leaves a client that works", function()
    keep_alive()
    order { name = "reset_after" }
    assert_unknown(client:create_customer(example.customer()))
    assert.equal("CV000002-NL", client:create_customer(example.customer()))
    assert.equal(2, (creates()))
  end)

  it("arrives once when it is large and the server closes before it has read all", function()
    keep_alive()
    order { name = "close_before", unread = true }
    local customer = example.customer()
    customer.comments = ("x"):rep(60000)
    assert_unknown(client:create_customer(customer))
    assert.is_true((creates()) <= 1)
    assert.equal(0, server:counters().customers_created)
    assert.is_true(server:counters().connections <= 1)
  end)
end)
