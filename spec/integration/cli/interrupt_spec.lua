-- Ctrl-C and SIGTERM, as a person and as systemd sees them.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local example = require("spec.support.example")
local obstacles = require("spec.support.obstacles")
local socket = require("socket")
local typed = require("spec.support.typed")

local eventually, has = command_line.eventually, command_line.has

-- Seconds for which a server is silent, and in which everything at once has happened on a busy machine.
local SILENCE, AT_ONCE = 25, 5

local STATUS = { INT = 130, TERM = 143, HUP = 129 }

describe("a signal that asks to end", function()
  local cli = command_line.for_specs { login_limit = false }

  -- Waits until a request came that has a fault.
  local function faulted()
    eventually(function()
      for _, request in ipairs(cli.server:requests()) do
        if request.fault then return true end
      end
    end, "no request came")
  end

  -- Has the server say nothing to a request, waits until that has come, and sends a signal.
  -- -> status, out, err, seconds since the signal
  local function interrupted(arguments, fault, signal, given)
    fault.name, fault.seconds, fault.times = fault.name or "stall", fault.seconds or SILENCE, fault.times or 100
    cli.server:fault(fault)
    local running = cli:start(arguments, given)
    faulted()
    local began = socket.gettime()
    running:signal(signal)
    local status, out, err = running:wait()
    return status, out, err, socket.gettime() - began
  end

  for _, arguments in ipairs({ "get JD000001-NL", "list", "list --limit 5", "login", "requirements us", "tags list",
    "check examples/customer.json --tld us --online", "verify list" }) do
    it("ends '" .. arguments .. "' at once, with a word and its own status", function()
      for _, signal in ipairs({ "INT", "TERM" }) do
        local status, out, err, seconds = interrupted(arguments, { path = "/" }, signal)
        assert.same({ STATUS[signal], "" }, { status, out })
        has(err, "interrupted")
        assert.equal(1, command_line.lines(err), err)
        assert.is_true(seconds < AT_ONCE, seconds)
        cli.server:reset()
      end
    end)
  end

  it("is as quick while a call waits before it is sent again", function()
    local status, _, err, seconds = interrupted("--timeout 60 get JD000001-NL", {
      name = "status", status = 503, headers = { ["retry-after"] = "30" }, path = "/customers/",
    }, "INT")
    assert.same({ 130, true }, { status, seconds < AT_ONCE }, err)
    has(err, "interrupted")
  end)

  it("ends a read that begins just after it", function()
    local program = cli:file("program.lua", [[
      local core = require("openprovider.core")
      core.watch_interrupt()
      os.execute("kill -TERM $PPID")
      assert(core.interrupted())
      print(io.stdin:read(1))
    ]])
    local status, out = cli:shell(('mkfifo f; exec 3<>f; timeout 30 "$OP_LUA" %s < f'):format(program))
    assert.equal(0, status) -- without the promise it never ends
    assert.is_truthy(out:find("^nil"), out)
  end)

  it("ends what waits for standard input", function()
    os.execute("mkfifo " .. cli:path_of("fifo"))
    local holder = assert(io.open(cli:path_of("fifo"), "r+b"))
    for _, arguments in ipairs({ "create -", "check -" }) do
      local running = cli:start(arguments, { stdin = cli:path_of("fifo") })
      socket.sleep(0.4) -- nothing shows that it waits; without the promise it never ends
      running:signal("INT")
      local status, out, err = running:wait()
      assert.same({ 130, "openprovider: interrupted\n", "" }, { status, err, out }, arguments)
    end
    holder:close()
  end)

  for _, signal in ipairs({ "INT", "TERM", "HUP" }) do
    it("has a create say what it waits for, and finish what was sent (SIG" .. signal .. ")", function()
      cli.server:fault { name = "delay", seconds = 1.5, method = "POST", path = "/customers$" }
      local running = cli:start("create " .. cli:file("c.json", example.customer()))
      faulted()
      running:signal(signal)
      eventually(function() return running:err() ~= "" end, "nothing is said")
      assert.is_false(running:has_ended())
      local status, out, err = running:wait()
      assert.equal("openprovider: waiting for the answer of 1 call (Ctrl-C again to give up)\n", err)
      assert.same({ 0, cli.server:handles()[1] .. "\n" }, { status, out })
    end)
  end

  -- Has a change wait for its answer, and sends two signals. -> status, err
  local function interrupted_twice(arguments, first, second)
    cli.server:fault { name = "stall", seconds = SILENCE, times = 100, method = "POST", path = "/customers$" }
    local running = cli:start(arguments)
    faulted()
    running:signal(first)
    eventually(function() return running:err():find("Ctrl-C again to give up", 1, true) end, "nothing is said")
    running:signal(second)
    local began = socket.gettime()
    local status, out, err = running:wait()
    assert.is_true(socket.gettime() - began < AT_ONCE)
    return status, err, out
  end

  it("has a create give up at once the second time, and say how to look", function()
    local path = cli:file("c.json", example.customer())
    local status, err, out = interrupted_twice("create " .. path, "INT", "TERM")
    assert.same({ 4, "" }, { status, out })
    has(err, ", so the customer may exist: run `openprovider ensure " .. path .. "`, or look with ")
    cli.server:reset()
    status, err = interrupted_twice("create --reference r1 " .. path, "INT", "INT")
    assert.equal(4, status)
    has(err, "run it again with the same --reference, which finds it")
  end)

  it("has an import say what it waits for, and give it up the second time with its summary and its report", function()
    local path = cli:file("c.csv", customer_rows.file(40))
    local status, err = interrupted_twice(("import --map key= %s --concurrency 4 --report %s"):format(path,
      cli:path_of("r.csv")), "INT", "INT")
    assert.equal(130, status, err)
    assert.is_truthy(err:find("waiting for the answers of %d calls %(Ctrl%-C again to give up%)\n"), err)
    has(err, ": 0 created, 4 unknown, 36 not tried\n")
    has(err, "run it again to go on: what was created is found, and not created again")
    assert.equal(41, command_line.lines(cli:contents("r.csv")))
  end)

  describe("typed at a terminal", function()
    -- Waits until a request is held up, and types Ctrl-C.
    local function typed_at(arguments, columns)
      cli.server:fault { name = "delay", seconds = 0.5, times = 100, method = "POST", path = "/customers$" }
      local terminal = typed(cli, cli:command(arguments), { columns = columns })
      faulted()
      terminal:type("\3")
      return terminal
    end

    it("leaves no ^C behind", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      local status, seen = typed_at("create " .. cli:file("c.json", example.customer())):wait()
      assert.equal(0, status, seen)
      has(seen, "\r\27[Kopenprovider: waiting for the answer of 1 call")
      cli:reset()
      status, seen = typed_at("import --map key= --concurrency 4 " .. cli:file("c.csv", customer_rows.file(40))):wait()
      assert.equal(130, status, seen)
      has(seen, "\r\27[Kopenprovider: waiting for the answers of 4 calls")
    end)

    it("finds a bar that was there at once, and that fits the terminal", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      for _, columns in ipairs({ 40, 60, 80, 100 }) do
        local _, seen = typed_at("import --map key= --concurrency 4 " .. cli:file("c.csv", customer_rows.file(40)),
          columns):wait()
        has(seen, "0 of 40")
        for shown in seen:gmatch("\r\27%[K(%[[^\r]*)") do
          assert.is_true(#shown:match("^[^^]*") + #"^C" < columns, shown)
        end
        cli:reset()
      end
    end)
  end)

  it("has a create whose answer is lost say so, without looking for long", function()
    local path = cli:file("c.json", example.customer())
    local status, out, err, seconds = interrupted("--timeout 4 create --reference r1 " .. path,
      { method = "POST", path = "/customers$" }, "INT")
    assert.same({ 4, "" }, { status, out }, err)
    has(err, "waiting for the answer of 1 call (Ctrl-C again to give up)")
    has(err, ", so the customer may exist: run it again with the same --reference")
    assert.is_true(seconds < AT_ONCE, seconds)
  end)

  it("has an import that waits for its login send nothing, and count nothing: it can be run again at once", function()
    local path = cli:file("c.csv", customer_rows.file(40))
    for _ = 1, 3 do
      local status, out, err, seconds = interrupted("import --map key= " .. path, { path = "/login$" }, "INT")
      assert.same({ 130, "" }, { status, out }, err)
      has(err, ": 0 created, 40 not tried\n")
      assert.is_true(seconds < AT_ONCE, seconds)
      cli.server:reset()
    end
    local status, _, err = cli:run("import --map key= " .. path)
    assert.equal(0, status, err)
    assert.equal(40, cli.server:counters().customers_created)
  end)

  it("has nothing sent by a create that only looks yet", function()
    local path = cli:file("c.json", example.customer())
    local status, out, err = interrupted("create --reference r1 " .. path,
      { method = "GET", path = "/customers" }, "INT")
    assert.same({ 130, "", "openprovider: interrupted; nothing was changed\n" }, { status, out, err })
    assert.equal(0, cli.server:counters().customers_created)
  end)

  it("shows no trace of the program when it comes while that starts", function()
    os.execute("mkfifo " .. cli:path_of("fifo"))
    local holder = assert(io.open(cli:path_of("fifo"), "r+b"))
    for milliseconds = 2, 60, 2 do
      local status, _, err = cli:run(milliseconds % 4 == 0 and "create -" or "import - --dry-run", {
        -- What LUA_INIT loads, as in `make locales`, comes before the program: a signal then is the interpreter's.
        before = ("env -u LUA_INIT timeout --preserve-status -s INT 0.%03d"):format(milliseconds),
        redirect = "<" .. cli:path_of("fifo"),
      })
      assert.is_true(err == "" or err == "openprovider: interrupted\n", err) -- before it has begun, it says nothing
      assert.equal(130, status, err)
    end
    holder:close()
  end)
end)
