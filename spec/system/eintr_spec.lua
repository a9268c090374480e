-- Signals that land in every wait: each is tried without and with them, and comes to the same.
local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local process = require("spec.support.process")
local sandbox = require("spec.sandbox.server")
local socket = require("socket")

-- Seconds between two signals: several in each wait.
local INTERVAL = 0.001

-- Seconds by which a wait may be longer than it should be: the machine may be busy.
local SLACK = 5

local SCHEMES = { "base_url", "https_base_url", "http2_base_url" }

describe("with signals", function()
  local server

  setup(function() server = sandbox.start({ login_limit = false }) end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function new_client(base_url, changes)
    local given = {
      base_url = base_url, ca_file = server.ca_file, proxy = "", retries = 0, http2 = base_url == server.http2_base_url,
      username = server.username, password = server.password,
    }
    for name, value in pairs(changes or {}) do given[name] = value end
    return assert(openprovider.new(given))
  end

  -- Calls a function without signals and with them. It must take so many seconds, where they are not
  -- 0, and with signals many of these must have come.
  local function both_ways(seconds, f)
    for _, interval in ipairs({ 0, INTERVAL }) do
      local start = core.now()
      process.signals(interval)
      local ok, err = pcall(f)
      local seen = process.signals(0)
      local took = core.now() - start
      assert(ok, err)
      if seconds > 0 then
        assert.is_true(took >= seconds - 0.001 and took < seconds + SLACK, "took " .. took)
        assert.equal(interval > 0, seen > 20)
      end
      server:reset()
    end
  end

  it("sleep takes its time", function()
    both_ways(0.3, function() core.sleep(0.3) end)
  end)

  for _, name in ipairs(SCHEMES) do
    describe("over " .. name, function()
      it("connects, logs in and creates", function()
        both_ways(0, function()
          for _ = 1, 20 do
            local client = new_client(server[name])
            assert(client:create_customer(example.customer()))
            client:close()
          end
        end)
      end)

      it("waits for an answer that is slow to come, and creates once", function()
        both_ways(0.4, function()
          server:fault({ name = "delay", seconds = 0.4, path = "/customers$" })
          assert(new_client(server[name]):create_customer(example.customer()))
          assert.equal(1, #server:handles())
        end)
      end)

      it("gives up on an answer that does not come, and not before", function()
        both_ways(0.4, function()
          server:fault({ name = "stall", seconds = 20, path = "/customers$" })
          local handle, err = new_client(server[name], { timeout = 0.4 }):create_customer(example.customer())
          assert.is_nil(handle)
          assert.same({ "outcome_unknown", "timeout", 1 }, { err.kind, err.cause, err.attempts })
        end)
      end)

      it("gives up on an answer that stops half-way, and not before", function()
        both_ways(0.4, function()
          server:fault({ name = "stall_mid_body", seconds = 20, path = "/customers$" })
          local handle, err = new_client(server[name], { timeout = 0.4 }):create_customer(example.customer())
          assert.is_nil(handle)
          assert.same({ "outcome_unknown", "timeout", 1 }, { err.kind, err.cause, err.attempts })
        end)
      end)

      it("reads a long answer to its end", function()
        both_ways(0, function()
          server:fill(200)
          local page = assert(new_client(server[name]):list_customers({ limit = 200 }))
          assert.equal(200, #page.results)
        end)
      end)
    end)
  end

  it("waits before it sends again", function()
    both_ways(1, function()
      server:fault({ name = "status", status = 429, headers = { ["retry-after"] = "1" }, path = "/customers$" })
      local client = new_client(server.base_url, { retries = 1 })
      local _, details = assert(client:request("GET", "/customers"))
      assert.equal(2, details.attempts)
    end)
  end)

  -- A listener whose queue is full: what else wants to connect is left without an answer.
  local function full_listener()
    local listener = assert(socket.tcp())
    assert(listener:bind("127.0.0.1", 0))
    assert(listener:listen(0))
    local _, port = listener:getsockname()
    local waiting = {}
    for i = 1, 4 do
      waiting[i] = socket.tcp()
      waiting[i]:settimeout(0.05)
      waiting[i]:connect("127.0.0.1", port)
    end
    return listener, port, waiting
  end

  local function assert_not_connected(scheme, port)
    both_ways(0.4, function()
      local client = new_client(("%s://127.0.0.1:%d/v1beta"):format(scheme, port),
        { token = "t", connect_timeout = 0.4 })
      local handle, err = client:create_customer(example.customer())
      assert.is_nil(handle)
      assert.same({ "timeout", "not_sent", 1 }, { err.kind, err.outcome, err.attempts })
    end)
  end

  it("gives up on a connection that is not accepted, and not before", function()
    local listener, port, waiting = full_listener()
    assert_not_connected("http", port)
    for _, one in ipairs(waiting) do one:close() end
    listener:close()
  end)

  it("gives up on a TLS handshake that is not answered, and not before", function()
    local listener = assert(socket.bind("127.0.0.1", 0, 8))
    local _, port = listener:getsockname()
    assert_not_connected("https", port)
    listener:close()
  end)
end)
