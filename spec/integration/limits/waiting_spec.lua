--- A call's time is for sending: what it waits for others is not part of it. And who may stop it last.

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local example = require("spec.support.example")
local exchange = require("openprovider.http.call")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")
local testing = require("openprovider.testing")

describe("where the API takes 8 requests a second", function()
  local server

  setup(function() server = sandbox_server.start { login_limit = false, rate_limit = { count = 4, window = 0.5 } } end)
  teardown(function() server:stop() end)

  it("no row of many fails because it waited for its turn, however little time a call has", function()
    local client = server:client({ timeout = 0.8 })
    local customers, created = {}, 0
    for index = 1, 32 do customers[index] = example.customer { email = "jan" .. index .. "@example.com" } end
    for _, handle, err in client:create_customers(customers) do
      assert(handle, err)
      created = created + 1
    end
    client:close()
    assert.same({ 32, 32 }, { created, server:counters().customers_created })
  end)
end)

describe("a call", function()
  local transport, client, sent

  before_each(function()
    transport, sent = testing.transport(), 0
    local perform = transport.perform
    transport.perform = function(request)
      local response, failure = perform(request)
      if request.method == "PUT" then sent = sent + 1 end
      if response then response.connection = "number 7" end
      return response, failure
    end
    client = assert(openprovider.new {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta", transport = transport,
    })
  end)

  local function call_with(members)
    local call = { method = "PUT", path = "/nothing", operation = "write" }
    for name, value in pairs(members) do call[name] = value end
    return call
  end

  it("asks whether it may be sent right before each attempt, after it has a token and its turn", function()
    local asked, turns = {}, 0
    local rate = {
      take = function()
        turns = turns + 1
        return turns
      end,
      seconds_until = function() return 100 end,
      wait = function() transport.sleep(100) end,
      pause = function(_, seconds) transport.sleep(seconds) end,
      succeeded = function() end, failed = function() return false end,
    }
    local answer = transport.perform
    transport.perform = function(request)
      if request.method == "PUT" and sent < 2 then
        sent = sent + 1
        return nil, { kind = "network", message = "gone", sent = true }
      end
      return answer(request)
    end
    local call = call_with { rate = rate, permit = function()
      asked[#asked + 1] = { turns, sent, transport.sandbox:counters().logins }
    end }
    exchange.perform(client, call)
    assert.same({ { 1, 0, 1 }, { 2, 1, 1 }, { 3, 2, 1 } }, asked)
    assert.equal(300, call.waited) -- far more than its time
  end)

  it("waits as long as the server asks, even where another call succeeds meanwhile", function()
    local slept, paused = {}, {}
    local rate = {
      take = function() end, seconds_until = function() return 0 end, succeeded = function() end,
      failed = function(_, err) return err.kind == "rate_limited" end, has_given_up = function() return false end,
      pause = function(_, seconds) paused[#paused + 1] = seconds end,
    }
    transport.sleep = function(seconds) slept[#slept + 1] = seconds end
    local answers = {
      { status = 429, headers = { ["retry-after"] = "7" }, body = "" },
      { status = 500, headers = {}, body = '{"code":4005}' },
    }
    local perform = transport.perform
    transport.perform = function(request)
      if request.method ~= "PUT" then return perform(request) end
      return table.remove(answers, 1) or { status = 200, headers = {}, body = '{"code":0,"data":{}}' }
    end
    exchange.perform(client, call_with { rate = rate })
    assert.same({ 7 }, slept)
    assert.equal(1, #paused)
  end)

  it("that may not be sent ends, with that error", function()
    for attempts, outcome in pairs({ [0] = "not_sent", "rejected" }) do
      sent = 0
      transport.sandbox:advance(400)
      local call = call_with {
        permit = function()
          if sent == attempts then return errors.new("timeout", "the lease is over") end
        end,
      }
      local perform = transport.perform
      transport.perform = function(request)
        if request.method ~= "PUT" then return perform(request) end
        sent = sent + 1
        return { status = 429, headers = {}, body = '{"code":50}' }
      end
      local answer, err = exchange.perform(client, call)
      transport.perform = perform
      assert.is_nil(answer)
      assert.is_truthy(err.message:find("the lease is over$"), err.message)
      assert.same({ "timeout", outcome, false, attempts }, { err.kind, err.outcome, err.retryable, sent })
    end
  end)

  it("tells on which connection its answer came", function()
    assert.equal("number 7",
      exchange.perform(client, { method = "GET", path = "/customers", operation = "read" }).connection)
  end)
end)

describe("where the server hangs", function()
  it("a timeout says what was waited in all, and not its last attempt alone", function()
    for _, hangs in ipairs { "/auth/login$", "/customers$" } do
      local transport = testing.transport()
      local perform = transport.perform
      transport.perform = function(request)
        if not request.url:find(hangs) or request.method ~= "POST" then return perform(request) end
        transport.sandbox:advance(request.timeout)
        return nil, {
          kind = "timeout", sent = true,
          message = "timed out after " .. core.number_text(request.timeout) .. " seconds",
        }
      end
      local client = assert(openprovider.new {
        username = "sandbox", password = "secret", transport = transport, timeout = 4, settle = 0.1,
      })
      local began = transport.now()
      local err = select(2, client:create_customer(example.customer(), { reference = "order-1" }))
      local said = tonumber(err.message:match("timed out after [%d.]+ seconds %(([%d.]+) seconds in all%)"))
      assert(said, err.message)
      assert.is_true(said >= 3 and said <= transport.now() - began + 0.1, err.message)
    end
  end)
end)
