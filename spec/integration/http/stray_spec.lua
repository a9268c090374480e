--- Answers that nobody asked for, on connections that are kept: a proxy's 408, or one answer too many. An answer
-- belongs to a request only if it began after that request.

local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox = require("spec.sandbox.server")

local SCHEMES = { "base_url", "https_base_url" }

-- When the stray answer comes.
local STRAYS = {
  { "right behind it", {} },
  { "right behind it, as a packet of its own", { seconds = 0 } },
  { "50 ms later, on the idle connection", { seconds = 0.05 } },
  { "50 ms later, as a 408", { seconds = 0.05, status = 408 } },
  { "50 ms later, as a 408 and the connection's end", { seconds = 0.05, status = 408, close = true } },
  { "at once, as a 408 and the connection's end", { status = 408, close = true } },
}

describe("an answer that nobody asked for", function()
  local server, client

  setup(function() server = sandbox.start({ login_limit = false }) end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)
  after_each(function() client:close() end)

  local function new_client(base, changes)
    local options = {
      base_url = server[base], username = server.username, password = server.password, ca_file = server.ca_file,
      proxy = "", retries = 0,
    }
    for name, value in pairs(changes or {}) do options[name] = value end
    client = assert(openprovider.new(options))
    return client
  end

  -- Has the server send stray answers with those of creates.
  local function stray(how, changes)
    local fault = { name = "stray", method = "POST", path = "/customers$" }
    for _, part in ipairs({ how, changes or {} }) do
      for name, value in pairs(part) do fault[name] = value end
    end
    server:fault(fault)
  end

  -- Waits until so many stray answers are there.
  local function await_strays(count)
    local give_up = core.now() + 5
    while server:counters().strays < count do
      assert.is_true(core.now() < give_up, "the stray answer did not come")
      core.sleep(0.002)
    end
  end

  local function email(number)
    return ("customer.%d@example.com"):format(number)
  end

  local function customer(number)
    return example.customer({ email = email(number) })
  end

  -- Asserts that a handle is that of the customer with this number.
  local function assert_own(number, handle, err)
    assert(handle, err)
    local record = server:record(handle)
    assert.equal(email(number), record and record.email, ("customer %d got handle %s"):format(number, handle))
  end

  it("is none on a proxy's connection", function()
    new_client("base_url", {
      base_url = "http://api.sandbox.openprovider.nl:8480/v1beta", allow_insecure_http = true,
      proxy = ("http://127.0.0.1:%d"):format(server.ports.http),
    })
    stray({ seconds = 0 }, { skip = 1 })
    for number = 1, 5 do
      assert_own(number, client:create_customer(customer(number)))
      if number == 2 then await_strays(1) end
    end
    -- The login and two creates on the first, the others on the second: a connection is found again.
    assert.equal(2, server:counters().connections)
  end)

  for _, base in ipairs(SCHEMES) do
    for _, how in ipairs(STRAYS) do
      it(("is none, when it comes %s (%s)"):format(how[1], base), function()
        new_client(base)
        stray(how[2])
        for number = 1, 3 do
          local handle, details = client:create_customer(customer(number))
          assert_own(number, handle, details)
          assert.equal(1, details.attempts)
          if number == 1 then await_strays(1) end
        end
        assert.equal(3, server:counters().customers_created)
      end)
    end

    it(("costs an outcome when it comes in flight, and no handle is given twice (%s)"):format(base), function()
      new_client(base)
      stray({ when = "next" }, { skip = 1, every = 4, times = 3 })
      local seen, unknown = {}, {}
      for number = 1, 12 do
        local handle, err = client:create_customer(customer(number))
        if handle then
          assert_own(number, handle)
          assert.is_nil(seen[handle])
          seen[handle] = true
        else
          assert.equal("outcome_unknown", err.kind)
          unknown[#unknown + 1] = number
        end
      end
      -- Only what was sent after a stray answer's own request; a slow client may have seen one before it sent anything.
      assert.is_truthy(unknown[1])
      for _, number in ipairs(unknown) do assert.is_true(number == 3 or number == 7 or number == 11, number) end
      -- Whether the three were created is what nobody knows.
      local created = server:counters().customers_created
      assert.is_true(created >= 9 and created <= 12, created)
    end)

    it(("is none of the next call's, whatever that is (%s)"):format(base), function()
      new_client(base)
      local handle = assert(client:create_customer(customer(1)))
      local calls = {
        function() return client:get_customer(handle) end,
        function() return client:update_customer(handle, { comments = "changed" }) end,
        function() return client:list_customers({ limit = 1 }) end,
        function() return client:delete_customer(handle) end,
      }
      for number, call in ipairs(calls) do
        stray({ seconds = 0, body = '{"code":0,"desc":"","data":{"handle":"XX000000-XX","success":false}}' })
        assert(client:create_customer(customer(number + 1)))
        await_strays(number)
        local result, err = call()
        assert(result, err)
        if type(result) == "table" and result.handle then assert.equal(handle, result.handle) end
      end
    end)

    it(("after every tenth of 150 creates costs none of them its handle (%s)"):format(base), function()
      new_client(base)
      stray({ seconds = 0 }, { skip = 9, every = 10, times = 15 })
      local handles = {}
      for number = 1, 150 do
        handles[number] = assert(client:create_customer(customer(number)))
        if number % 10 == 0 then await_strays(number / 10) end
      end
      for number, handle in ipairs(handles) do assert_own(number, handle) end
      assert.equal(150, server:counters().customers_created)
    end)

    it(("does not cost 64 idle connections that all got a 408 any outcome (%s)"):format(base), function()
      new_client(base)
      local function creates(first)
        local numbers = {}
        for number = first, first + 63 do numbers[#numbers + 1] = number end
        local made = {}
        for number, handle, details in client:concurrently(64, numbers, function(number)
          return client:create_customer(customer(number))
        end) do
          made[#made + 1] = { number, handle, details }
        end
        return made
      end
      -- Each has a connection of its own: no answer comes before all have been asked.
      stray({ delay = 0.5, seconds = 0.1, status = 408, close = true }, { times = 64 })
      local rounds = { creates(1) }
      assert.equal(64, server:counters().connections)
      await_strays(64)
      rounds[2] = creates(65)
      for _, made in ipairs(rounds) do
        assert.equal(64, #made)
        for _, one in ipairs(made) do
          local number, handle, details = one[1], one[2], one[3]
          assert_own(number, handle, details)
          assert.equal(1, details.attempts)
        end
      end
      assert.equal(128, server:counters().customers_created)
    end)
  end

  it("may be a gateway's page: its connection is closed before anything else is sent on it", function()
    new_client("https_base_url")
    server:fault { name = "status", status = 503, body = "busy", path = "/customers$", every = 4, times = 100 }
    local numbers, unknown = {}, 0
    for number = 1, 400 do numbers[number] = number end
    for number, handle, err in client:concurrently(64, numbers, function(number)
      return client:create_customer(customer(number))
    end) do
      if handle then
        assert_own(number, handle)
      else
        assert.same({ "outcome_unknown", 503 }, { err.kind, err.status }, tostring(err))
        unknown = unknown + 1
      end
    end
    assert.equal(100, unknown)
  end)
end)
