--- Event loops: a call waits in its coroutine, and all else that lives in the loop goes on.

local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")

for _, name in ipairs({ "cqueues", "luv" }) do
  describe("in a loop of " .. name, function()
    local loop = require("spec.support.loops." .. name)
    local server, client

    setup(function() server = sandbox_server.start { login_limit = false } end)
    teardown(function() server:stop() end)

    before_each(function()
      server:reset()
      client = server:client({ transport = loop.transport, retries = 1 })
    end)
    after_each(function() client:close() end)

    local function delay(seconds, path)
      server:fault { name = "delay", seconds = seconds, path = path or "/customers$", times = 1000000 }
    end

    local function create(number)
      return client:create_customer(example.customer({ comments = "customer " .. number }))
    end

    -- Runs a function in a coroutine of the loop, beside one that counts hundredths of a second. -> their number
    local function run(fn)
      local ticks, done, why = 0, false, nil
      loop.start(function()
        while not done do
          loop.sleep(0.01)
          ticks = ticks + 1
        end
      end)
      loop.start(function()
        local ok, message = pcall(fn)
        done, why = true, not ok and message or nil
      end)
      loop.run()
      if why then error(why, 0) end
      assert.is_true(done)
      return ticks
    end

    it("one call lets others go on", function()
      delay(0.3)
      local ticks = run(function() assert(create(1)) end)
      assert.is_true(ticks >= 15, ticks .. " ticks")
    end)

    it("calls of many coroutines are in flight at once, over one login", function()
      delay(0.3)
      local handles, began = {}, core.now()
      for number = 1, 50 do
        loop.start(function()
          handles[assert(create(number))] = true
        end)
      end
      loop.run()
      local count = 0
      for _ in pairs(handles) do count = count + 1 end
      assert.equal(50, count)
      assert.is_true(core.now() - began < 10)
      assert.equal(1, server:counters().logins)
    end)

    it("calls one after the other use a connection again, and none waits for longer than its answer takes", function()
      delay(0.05)
      local began = core.now()
      run(function()
        for number = 1, 10 do assert(create(number)) end
      end)
      assert.is_true(core.now() - began < 5, core.now() - began .. " seconds")
      assert.equal(10, server:counters().customers_created)
      assert.equal(1, server:counters().connections)
    end)

    it("a connection that is dropped ends the call that waits for it at once", function()
      local connection, err, took
      run(function()
        local request = { method = "GET", url = server.base_url .. "/tags", headers = {}, timeout = 10 }
        connection = assert(client.transport.perform(request)).connection
        delay(20, "/tags$")
        loop.start(function()
          local began = core.now()
          err = select(2, client.transport.perform(request))
          took = core.now() - began
        end)
        loop.sleep(0.2)
        client.transport.drop(connection)
        loop.sleep(0.1)
      end)
      assert.is_true(took and took < 10, tostring(took))
      assert.equal("network", err.kind)
      assert.is_true(err.sent)
      assert.equal(1, server:counters().connections)
    end)

    it("an answer that makes no sense ends its connection", function()
      server:fault { name = "no_handle", path = "/customers$" }
      run(function()
        local handle, err = create(1)
        assert.is_nil(handle)
        assert.equal("outcome_unknown", err.kind)
        assert(create(2))
        assert(create(3))
      end)
      assert.equal(2, server:counters().connections)
    end)

    it("a wait before the next attempt lets others go on", function()
      server:fault { name = "status", status = 503, headers = { ["Retry-After"] = "1" }, path = "/customers$" }
      local ticks = run(function() assert(client:list_customers()) end)
      assert.is_true(ticks >= 50, ticks .. " ticks")
    end)

    it("create_customers lets others go on", function()
      delay(0.1)
      local customers, created = {}, 0
      for number = 1, 40 do customers[number] = example.customer({ comments = "customer " .. number }) end
      local ticks = run(function()
        for _, handle, err in client:create_customers(customers, { concurrency = 20 }) do
          assert(handle, err)
          created = created + 1
        end
      end)
      assert.equal(40, created)
      assert.equal(40, server:counters().customers_created)
      assert.is_true(ticks >= 10, ticks .. " ticks")
    end)

    it("several may do much at once, each with its own results", function()
      delay(0.05)
      local seen = {}
      for group = 1, 3 do
        loop.start(function()
          local numbers = {}
          for number = 1, 20 do numbers[number] = group * 100 + number end
          for number, handle, err in client:concurrently(10, numbers, create) do
            assert(handle, err)
            assert.is_nil(seen[number])
            seen[number] = group
          end
        end)
      end
      loop.run()
      for group = 1, 3 do
        for number = 1, 20 do assert.equal(group, seen[group * 100 + number]) end
      end
    end)

    it("a deadline ends what takes longer", function()
      delay(20)
      local err
      local ticks = run(function()
        for _, handle, why in client:concurrently(2, { 1 }, create, { deadline = 0.3 }) do
          assert.is_nil(handle)
          err = why
        end
      end)
      assert.equal("outcome_unknown", err.kind)
      assert.equal("cancelled", err.cause)
      assert.is_true(ticks >= 15 and ticks < 1000, ticks .. " ticks")
    end)

    it("a call that takes too long ends in time", function()
      delay(20)
      client.settings.timeout = 0.3
      local began, err = core.now(), nil
      run(function() err = select(2, create(1)) end)
      assert.equal("outcome_unknown", err.kind)
      assert.is_true(core.now() - began < 10)
    end)

    it("a server that is not there is an error of the call alone", function()
      local nobody = assert(openprovider.new({
        base_url = "http://127.0.0.1:1/v1beta", token = "any", proxy = "", transport = loop.transport, retries = 0,
      }))
      local err
      run(function()
        err = select(2, nobody:create_customer(example.customer()))
        assert(create(1))
      end)
      assert.equal("network", err.kind)
      assert.equal("not_sent", err.outcome)
      nobody:close()
    end)

    it("closing the client ends the calls that wait, and the loop ends", function()
      delay(20)
      local errors, began = {}, core.now()
      for number = 1, 3 do
        loop.start(function() errors[number] = select(2, create(number)) end)
      end
      loop.start(function()
        loop.sleep(0.2)
        client:close()
      end)
      loop.run()
      for number = 1, 3 do assert.equal("outcome_unknown", errors[number].kind) end
      assert.is_true(core.now() - began < 10)
    end)

    it("closing the client ends much that is done at once, too", function()
      delay(20)
      local errors, began = {}, core.now()
      loop.start(function()
        for number, _, err in client:concurrently(3, { 1, 2, 3 }, create) do errors[number] = err end
      end)
      loop.start(function()
        loop.sleep(0.2)
        client:close()
      end)
      loop.run()
      for number = 1, 3 do assert.equal("outcome_unknown", errors[number].kind, tostring(errors[number])) end
      assert.is_true(core.now() - began < 10)
    end)

    it("closing the client ends calls that wait for their next attempt, and nothing is sent after it", function()
      server:fault {
        name = "status", status = 500, content_type = "application/json", body = '{"desc":"slow down","code":50}',
        headers = { ["Retry-After"] = "20" }, path = "/customers$", times = 1000,
      }
      client.settings.retries = 5
      local errors, arrived, began = {}, nil, core.now()
      loop.start(function() errors[1] = select(2, create(1)) end)
      loop.start(function()
        for number, _, err in client:create_customers({ example.customer(), example.customer() }) do
          errors[number + 1] = err
        end
      end)
      loop.start(function()
        loop.sleep(0.2)
        client:close()
        arrived = server:counters().arrived
      end)
      loop.run()
      assert.is_true(core.now() - began < 10)
      for number = 1, 3 do assert.equal("config", errors[number].kind, tostring(errors[number])) end
      assert.equal(arrived, server:counters().arrived)
    end)

    it("closing the client in the body of its own loop is an error of each item that is left", function()
      delay(0.1)
      local kinds = {}
      run(function()
        for number, handle, err in client:concurrently(2, { 1, 2, 3, 4 }, create) do
          kinds[number] = handle and "created" or err.kind
          client:close()
        end
      end)
      table.sort(kinds)
      -- Of the first two one was answered, and the other was on its way or answered, too.
      assert.same({ "config", "config", "created" }, { kinds[1], kinds[2], kinds[3] })
      assert.is_true(kinds[4] == "outcome_unknown" or kinds[4] == "created")
    end)

    it("a task that waits for something else of the loop is an error that says so", function()
      local message
      run(function()
        for _, _, err in client:concurrently(2, { 1 }, function() loop.sleep(0.01) end) do message = err end
      end)
      assert.truthy(message:find("can wait only for calls of the client", 1, true), message)
    end)

    it("a coroutine inside of a task's blocks, and loses nothing", function()
      server:fill(5)
      local count
      run(function()
        for _, found in client:concurrently(1, { 1 }, function()
          local customers = coroutine.wrap(function()
            for customer in client:customers() do coroutine.yield(customer) end
          end)
          local found = 0
          for _ in customers do found = found + 1 end
          return found
        end) do
          count = found
        end
      end)
      assert.equal(5, count)
    end)

    it("items that need no call let the loop go on", function()
      local invalid, count = {}, 0
      for number = 1, 5000 do invalid[number] = example.customer({ email = "nobody" }) end
      local ticks = run(function()
        for _ in client:create_customers(invalid) do count = count + 1 end
      end)
      assert.equal(5000, count)
      assert.is_true(ticks >= 2, ticks .. " ticks")
    end)

    it("a client may be closed outside of the loop, and another one take its place", function()
      for number = 1, 20 do
        run(function() assert(create(number)) end)
        client:close()
        client = server:client({ transport = loop.transport, timeout = 5 })
      end
      assert.equal(20, server:counters().customers_created)
    end)

    it("a client that is not closed leaves nothing in the loop", function()
      client:close()
      run(function()
        local another = server:client({ transport = loop.transport })
        assert(another:login())
      end)
      collectgarbage()
      collectgarbage()
      run(function() loop.sleep(0.02) end)
    end)

    it("outside of a coroutine a call blocks, and takes nothing from those inside", function()
      delay(0.2)
      local inside
      loop.start(function() inside = assert(create(1)) end)
      loop.start(function() loop.sleep(0.01) end)
      local outside = assert(create(2))
      loop.run()
      assert.is_string(inside)
      assert.is_string(outside)
      assert.not_equal(inside, outside)
      assert.equal(2, server:counters().customers_created)
    end)

    for _, scheme in ipairs({ "http", "https" }) do
      it("a timer is served while 500 creates are in flight, over " .. scheme, function()
        local many = assert(openprovider.new({
          base_url = scheme == "http" and server.base_url or server.https_base_url, ca_file = server.ca_file,
          username = server.username, password = server.password, proxy = "", transport = loop.transport, retries = 0,
        }))
        delay(0.5)
        local created, ticks, most = 0, 0, 0
        loop.start(function()
          assert(many:login())
          for number = 1, 500 do
            loop.start(function()
              assert(many:create_customer(example.customer({ comments = "customer " .. number })))
              created = created + 1
            end)
          end
          repeat
            loop.sleep(0.01)
            if many:pool():in_flight() > 0 then ticks = ticks + 1 end
            most = math.max(most, many:pool():in_flight())
          until created == 500
        end)
        loop.run()
        many:close()
        assert.equal(500, server:counters().customers_created)
        assert.equal(500, most)
        assert.is_true(ticks >= 10, ticks .. " ticks")
      end)
    end
  end)
end
