--- Functions of a program's own that are called in the middle of a call: nothing that they do costs a handle.

local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

-- What a function may do that nobody expects of it.
local MISDEEDS = {
  { "raises", function() error("no") end },
  { "raises a table", function() error({}) end },
  { "yields", function() coroutine.yield() end },
  { "yields as the scheduler's own tasks do not", function() coroutine.yield({}, "item", "value") end },
  { "is nothing but coroutine.yield", coroutine.yield },
}

describe("a function that is told of events and", function()
  local server

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function new_client(changes)
    return server:client({ settle = 0 }, changes)
  end

  local function person(number)
    return example.customer { email = ("customer.%d@example.com"):format(number) }
  end

  -- Creates three customers at once, so that each event is told, and gives their handles.
  local function create_at_once(client, options)
    local handles = {}
    for _, handle, err in client:concurrently(3, { 1, 2, 3 }, function(number)
      return client:create_customer(person(number), options and { reference = options.reference .. number })
    end) do
      assert(handle, tostring(err))
      handles[#handles + 1] = handle
    end
    table.sort(handles)
    return handles
  end

  for _, misdeed in ipairs(MISDEEDS) do
    local title, act = misdeed[1], misdeed[2]

    it(title .. " costs no handle of 'concurrently', whatever the event is", function()
      local seen = {}
      local broken = { get = function() return nil end, delete = function() return true end,
        set = function() return nil, "no room" end }
      local client = new_client { token_store = broken, on_event = function(event)
        seen[event.name] = true
        return act(event)
      end }
      server:fault { name = "status", status = 503, method = "GET", path = "/customers$", times = 1, body = "busy" }
      local handles = create_at_once(client, { reference = "order-" })
      client:close()
      assert.same(server:handles(), handles)
      assert.equal(3, #handles)
      assert.same({ login = true, request = true, response = true, retry = true, lookup = true, token_store = true,
        wait = true }, seen)
    end)

    it(title .. " costs no handle of create_customer", function()
      local client = new_client { on_event = act }
      assert.equal(assert(client:create_customer(person(1))), server:handles()[1])
      client:close()
    end)

    it(title .. " costs no handle of create_customer in a coroutine of the caller's", function()
      local client = new_client { on_event = act }
      local own = coroutine.create(function() return client:create_customer(person(1)) end)
      local ok, handle = coroutine.resume(own)
      client:close()
      assert.is_true(ok)
      assert.same({ "dead", server:handles()[1] }, { coroutine.status(own), handle })
    end)

    it(title .. " costs no handle of create_customers as on_progress", function()
      local client, handles, calls = new_client(), {}, 0
      for _, handle, err in client:create_customers({ person(1), person(2), person(3) }, { on_progress = function(...)
        calls = calls + 1
        act(...)
      end }) do
        handles[#handles + 1] = assert(handle, tostring(err))
      end
      client:close()
      table.sort(handles)
      assert.same(server:handles(), handles)
      assert.equal(3, calls)
    end)
  end

  it("makes a call itself gets its answer", function()
    local client, tags
    client = new_client { on_event = function(event)
      if event.name == "response" and not tags then
        tags = true
        tags = client:list_tags()
      end
    end }
    assert.equal(3, #create_at_once(client))
    client:close()
    assert.same({ results = {}, total = 0 }, tags)
  end)

  it("is a token store whose notes of references yield costs no handle of 'concurrently'", function()
    local function hold() return { write = coroutine.yield, release = coroutine.yield } end
    local store = require("openprovider.auth.stores").memory()
    store.hold = hold
    local client = new_client { token_store = store }
    local result = {}
    for _, handle, err in client:concurrently(1, { 1 }, function(number)
      return client:create_customer(person(number), { reference = "order-1" })
    end) do result = { handle, err } end
    assert.is_nil(result[1])
    assert.same({ "config", "not_sent" }, { result[2].kind, result[2].outcome })
    assert.is_truthy(result[2].message:find("must not wait", 1, true), result[2].message)
    assert.same({}, server:handles())
    store.hold = function()
      local times = 0
      return { release = coroutine.yield, write = function()
        times = times + 1
        if times > 1 then coroutine.yield() end
        return true
      end }
    end
    local handles = create_at_once(client, { reference = "order-" })
    client:close()
    assert.equal(3, #handles)
    assert.same(server:handles(), handles)
  end)
end)
