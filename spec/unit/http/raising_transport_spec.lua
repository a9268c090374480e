--- A transport of the program's own that raises, or whose coroutine ends while it waits.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local pairs_of = require("spec.support.event_pairs")
local testing = require("openprovider.testing")

-- What stands for an error without a value: from Lua 5.5 on a text.
local _, none = pcall(error)
local NO_ERROR = tostring(none)

describe("a transport of the program's own", function()
  local transport, sandbox, events

  before_each(function()
    transport, events = testing.transport(), {}
    sandbox = transport.sandbox
  end)

  local function new_client()
    return assert(openprovider.new {
      username = "sandbox", password = "secret", base_url = "https://api.example/v1beta", transport = transport,
      on_event = function(event) events[#events + 1] = event end, retries = 2, settle = 1,
    })
  end

  -- Has the next request of a method do something else, before or after the API has done what it asks for.
  local function befall(method, is_after, act)
    local perform = transport.perform
    transport.perform = function(request)
      if request.method ~= method or request.url:find("/auth/") then return perform(request) end
      transport.perform = perform
      if is_after then perform(request) end
      return act()
    end
  end

  local function assert_pairs(count)
    local starts, _, fault = pairs_of(events)
    assert.is_nil(fault)
    local found = 0
    for _ in pairs(starts) do found = found + 1 end
    assert.equal(count, found)
  end

  it("that raises fails the call, which may have been sent", function()
    for says, raise in pairs({
      ["raised an error: no socket"] = function() error("no socket secret", 0) end,
      ["raised an error: table"] = function() error({}) end,
      ["raised an error: no text"] = function() error(setmetatable({}, { __tostring = error })) end,
      ["raised an error: " .. NO_ERROR] = function() error() end,
    }) do
      events = {}
      local client = new_client()
      befall("GET", false, raise)
      local page, err = client:list_customers()
      assert.is_nil(page)
      assert.same({ "config", "unknown", false }, { err.kind, err.outcome, err.retryable })
      assert.is_truthy(tostring(err):find("the function perform of option transport " .. says, 1, true), tostring(err))
      assert.is_nil(tostring(err):find("secret", 1, true))
      assert_pairs(2)
      assert(client:list_customers())
    end
  end)

  it("that raises during a create leaves it unknown, or has it looked for by its reference", function()
    local client = new_client()
    local function raise() error("no socket", 0) end
    befall("POST", true, raise)
    local err = select(2, client:create_customer(example.customer()))
    assert.same({ "outcome_unknown", "config" }, { err.kind, err.cause })
    sandbox:advance(10)
    befall("POST", true, raise)
    local handle = client:create_customer(example.customer({ email = "b@example.com" }), { reference = "one" })
    assert.equal("CV000002-NL", handle)
    local _, _, fault = pairs_of(events)
    assert.is_nil(fault)
    assert.equal(2, #sandbox:handles())
  end)

  it("that raises if memory runs out, or as somebody pressed Ctrl-C, ends the program's call", function()
    for _, why in ipairs({ "not enough memory", "prog.lua:7: interrupted!" }) do
      events = {}
      local client = new_client()
      befall("GET", false, function() error(why, 0) end)
      local ok, message = pcall(client.list_customers, client)
      assert.same({ false, why }, { ok, message })
      assert_pairs(2)
    end
  end)

  it("may yield, and tells the end of a request whose coroutine is closed", function()
    local client = new_client()
    befall("GET", false, coroutine.yield)
    local call = coroutine.create(function() return client:list_customers() end)
    assert(coroutine.resume(call))
    local close = rawget(coroutine, "close") -- of Lua 5.4
    if close then
      assert.is_true(close(call))
      assert.same({ "failure", "cancelled", "unknown" }, { events[#events].name, events[#events].kind,
        events[#events].outcome })
    else
      assert(coroutine.resume(call, { status = 200, headers = {}, body = '{"code":0,"data":{}}' }))
      assert.equal("response", events[#events].name)
    end
    assert_pairs(2)
    assert(client:list_customers())
    assert_pairs(3)
  end)
end)
