-- A pool and a client that live through fork().
local example = require("spec.support.example")
local openprovider = require("openprovider")
local process = require("spec.support.process")
local sandbox = require("spec.sandbox.server")

describe("a pool after fork()", function()
  local function assert_both_are_served(pid)
    assert(os.execute("make --no-print-directory -s build/fork_check >/dev/null"))
    local server = sandbox.start()
    server:fault({ name = "delay", seconds = 1.5, skip = 1 }) -- what is in flight
    local program = io.popen(("build/fork_check %s/auth/login %s 2>&1"):format(server.base_url, pid))
    local output = program:read("*a")
    program:close()
    server:stop()
    assert.truthy(output:find("1..7", 1, true), output)
    assert.falsy(output:find("not ok", 1, true), output)
  end

  it("serves parent and child, and neither disturbs the other", function()
    assert_both_are_served("")
  end)

  it("does so where the child has the number of its parent, as it can in a new pid namespace", function()
    assert_both_are_served("1")
  end)
end)

describe("a client after fork()", function()
  local server, client

  setup(function() server = sandbox.start() end)
  teardown(function() server:stop() end)

  -- Runs a function in a child. What it gives, or raises, becomes the child's exit status.
  local function start_child(f)
    local pid = process.fork()
    if pid > 0 then return pid end
    local ok, good = pcall(f)
    process.exit(ok and good and 0 or 1)
  end

  local function create(count)
    for _ = 1, count do
      local handle, err = client:create_customer(example.customer())
      if not handle then return nil, err end
    end
    return true
  end

  -- How many customers there are, and over how many connections they came.
  local function assert_counted(customers, connections)
    local counters = server:counters()
    assert.equal(customers, counters.customers_created)
    assert.equal(customers, #server:handles())
    assert.equal(connections, counters.connections)
  end

  for _, name in ipairs({ "base_url", "https_base_url", "http2_base_url" }) do
    describe("over " .. name, function()
      before_each(function()
        server:reset()
        client = assert(openprovider.new({
          base_url = server[name], ca_file = server.ca_file, proxy = "", http2 = name == "http2_base_url",
          username = server.username, password = server.password,
        }))
      end)
      after_each(function()
        if client then client:close() end
      end)

      it("creates customers on both sides, each over a connection of its own", function()
        assert(create(1))
        local child = start_child(function() return create(2) end)
        assert.equal(0, process.wait(child))
        assert(create(1))
        assert_counted(4, 2)
      end)

      it("is used by both at the same time", function()
        assert(create(1))
        local child = start_child(function() return create(30) end)
        assert(create(30))
        assert.equal(0, process.wait(child))
        assert_counted(61, 2)
      end)

      it("that was not used before connects in each", function()
        local child = start_child(function() return create(2) end)
        assert(create(2))
        assert.equal(0, process.wait(child))
        assert_counted(4, 2)
      end)

      it("stays connected in the parent when the child closes it, unused", function()
        assert(create(1))
        local child = start_child(function()
          client:close()
          return true
        end)
        assert.equal(0, process.wait(child))
        assert(create(1))
        assert_counted(2, 1)
      end)

      it("stays connected in the parent when the child closes it, used", function()
        assert(create(1))
        local child = start_child(function()
          local ok = create(1)
          client:close()
          return ok
        end)
        assert.equal(0, process.wait(child))
        assert(create(1))
        assert_counted(3, 2)
      end)

      it("stays connected in the parent when the child's collector takes it", function()
        assert(create(1))
        local child = start_child(function()
          client = nil
          collectgarbage()
          collectgarbage()
          return true
        end)
        assert.equal(0, process.wait(child))
        assert(create(1))
        assert_counted(2, 1)
      end)

      it("goes on in the child when the parent closes it", function()
        assert(create(1))
        local child = start_child(function()
          local deadline = os.time() + 10
          repeat until #server:handles() == 0 or os.time() > deadline
          return create(2)
        end)
        client:close()
        server:remove(server:handles())
        assert.equal(0, process.wait(child))
        assert.equal(2, #server:handles())
      end)
    end)
  end
end)
