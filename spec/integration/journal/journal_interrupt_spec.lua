--- Ctrl-C and SIGTERM while an import waits for its journal.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local journal = require("openprovider.journal")
local postgresql = require("spec.support.postgresql")
local socket = require("socket")

local eventually, has = command_line.eventually, command_line.has

-- Rows of an import; seconds of its calls; and seconds in which it ends: two for the journal, and the rest for a busy
-- machine. Uninterrupted it waits for 12.
local ROWS, TIMEOUT, AT_ONCE, SOON = 150, 60, 2, 6

describe("an import that is asked to end while it waits for its journal", function()
  local cli, server, number

  setup(function()
    cli, server, number = command_line.start { login_limit = false }, postgresql.start(), 0
  end)
  teardown(function()
    server:stop()
    cli:stop()
  end)
  before_each(function()
    cli:reset()
    cli.server:fault { name = "delay", seconds = 0.05, times = 10000, method = "POST", path = "/customers$" }
  end)

  after_each(function() server:signal("CONT") end)

  local function new_schema()
    number = number + 1
    server:sql(("CREATE SCHEMA i%d AUTHORIZATION %s"):format(number, server.user))
    return ("%s?options=-csearch_path%%3Di%d"):format(server.url, number)
  end

  local function created() return cli.server:counters().customers_created end

  -- Starts an import and waits until it has created some, then until it creates no more.
  local function blocked(target, block)
    local running = cli:start(("--timeout %d import --map key= %s --journal '%s' --report %s"):format(TIMEOUT,
      cli:file("c.csv", customer_rows.file(ROWS)), target, cli:path_of("report.csv")))
    eventually(function() return created() >= 20 end, "it creates nothing")
    block()
    local last
    repeat
      last = created()
      socket.sleep(1)
    until created() == last
    assert.is_true(last < ROWS)
    return running
  end

  -- Sends a signal. -> when
  local function interrupt(running, signal, notice)
    local began = socket.gettime()
    running:signal(signal)
    eventually(function() return running:err():find(notice, 1, true) end, "nothing is said")
    assert.is_true(socket.gettime() - began < AT_ONCE)
    return began
  end

  -- The handles that the report has.
  local function reported()
    local count = 0
    for line in cli:contents("report.csv"):gmatch("[^\n]+") do
      if line:find(",created,%u%u%d+%-%u%u") then count = count + 1 end
    end
    return count
  end

  -- Another run, without that journal, finds what was created and creates the rest.
  local function assert_nothing_is_lost()
    local last = created()
    local status, _, err = cli:run(("import --map key= %s --settle 0.1"):format(cli:path_of("c.csv")))
    assert.equal(0, status, err)
    has(err, ("%d created, %d found"):format(ROWS - last, last))
    assert.equal(ROWS, created())
  end

  for signal, its_status in pairs({ INT = 130, TERM = 143 }) do
    it("says so at once, and gives a server that says nothing up soon (SIG" .. signal .. ")", function()
      local running = blocked(new_schema(), function() server:signal("STOP") end)
      local began = interrupt(running, signal, "openprovider: waiting for the journal postgresql://journal@127.0.0.1:")
      has(running:err(), ": 2 seconds at most; press Ctrl-C again to stop without waiting\n")
      local status, _, err = running:wait()
      local took = socket.gettime() - began
      server:signal("CONT")
      assert.is_true(took < SOON, took)
      assert.equal(its_status, status, err)
      has(err, "it said nothing when the program was interrupted: see whether the server hangs, and run this again")
      assert.equal(created(), reported())
      assert_nothing_is_lost()
    end)
  end

  it("writes down what was sent if the server answers soon", function()
    local target = new_schema()
    local running = blocked(target, function() server:signal("STOP") end)
    interrupt(running, "INT", "waiting for the journal postgresql://")
    server:signal("CONT")
    local status, _, err = running:wait()
    assert.equal(130, status, err)
    local opened = assert(journal.open(target))
    local counts = opened:counts()
    opened:close()
    assert.same({ created(), 0 }, { counts.created, counts.claimed })
    assert.equal(created(), reported())
  end)

  it("does the same for a file that another process writes to", function()
    local target = cli:path_of("c.journal")
    local holder
    local running = blocked(target, function()
      holder = assert(journal.open(target))
      holder.database:connect()
      holder.database:execute("BEGIN IMMEDIATE")
    end)
    local began = interrupt(running, "INT", "waiting for the journal " .. target .. ": 2 seconds at most")
    local status, _, err = running:wait()
    local took = socket.gettime() - began
    holder.database:execute("ROLLBACK")
    holder:close()
    assert.is_true(took < SOON, took)
    assert.equal(130, status, err)
    has(err, "another process was writing to it when the program was interrupted")
    assert.equal(created(), reported())
    assert_nothing_is_lost()
  end)
end)
