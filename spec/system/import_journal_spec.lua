--- An import with a journal, as a shell sees it: killed at any moment and run again, or shared by several.

local command_line = require("spec.support.command_line")
local core = require("openprovider.core")
local json = require("dkjson")
local customer_rows = require("spec.support.customer_rows")
local socket = require("socket")

local has = command_line.has

local ROWS, KILLS = 800, 5

-- Seconds from the first create of a run until it is killed, at most: in so many not all rows are done.
local LONGEST_LIFE = 0.2

-- Rows without keys of the caller's.
local WITHOUT_KEYS = "--map key= "

local file_of = customer_rows.file

describe("an import with a journal", function()
  local cli = command_line.for_specs { login_limit = false }
  local journal, report_path
  before_each(function() journal, report_path = cli:path_of("customers.journal"), cli:path_of("report.csv") end)

  local function run(...) return cli:run(...) end
  local function created() return cli.server:counters().customers_created end

  -- What is in a report: how many rows, how many different handles, how many lines there are twice.
  local function report()
    local rows, handles, lines, twice = 0, 0, {}, 0
    for _, row in ipairs(customer_rows.report(cli:contents("report.csv"))) do
      local handle = row.handle
      rows = rows + 1
      if lines[row.line] then twice = twice + 1 end
      if handle ~= "" and not lines[handle] then handles = handles + 1 end
      lines[row.line], lines[handle] = true, true
    end
    return { rows = rows, handles = handles, twice = twice }
  end

  it("creates each row once, however often it is run, and reports all of them", function()
    local path = cli:file("customers.csv", file_of(100))
    local command = ("import %s --journal %s --report %s " .. WITHOUT_KEYS):format(path, journal, report_path)
    local status, _, err = run(command)
    assert.equal(0, status, err)
    has(err, ": 100 created\n")
    status, _, err = run(command)
    assert.equal(0, status, err)
    has(err, ": 0 created, 100 found\n")
    assert.same({ 100, { rows = 100, handles = 100, twice = 0 } }, { created(), report() })
  end)

  it("shows how far it is with --status, without credentials", function()
    local path = cli:file("customers.csv", file_of(10))
    assert.equal(0, (run(("import %s --journal %s --reference key"):format(path, journal))))
    local status, out = run("import --status " .. journal, { variables = { USERNAME = false, PASSWORD = false } })
    assert.equal(0, status)
    assert.is_truthy(out:find("10 +rows in "), out)
    assert.is_truthy(out:find("10  100.0%%  created"), out)
    has(out, "worker")
    status, out = run("import --json --status " .. journal)
    local state = json.decode(out)
    assert.same({ 0, 10, 10, 0, 1 }, { status, state.total, state.created, state.waiting, #state.workers })
    local again
    status, again = run("import --json --watch --status " .. journal) -- all is done
    assert.same({ 0, out }, { status, again })
    has((select(3, run("import --watch " .. path))), "--watch is for --status")
  end)

  it("shows with --status which customers were created, and which were there already", function()
    local path = cli:file("customers.csv", file_of(10))
    local first = cli:file("first.csv", file_of(4))
    assert.equal(0, (run(("import %s --reference key"):format(first))))
    assert.equal(0, (run(("import %s --journal %s --reference key"):format(path, journal))))
    local _, out = run("import --status " .. journal)
    assert.matches("\n +6 +60%.0%%  created\n +4 +40%.0%%  found: these customers were there already\n", out)
    local _, text = run("import --json --status " .. journal)
    local state = json.decode(text)
    assert.same({ 10, 6, 4, 6, 4 }, { state.total, state.created, state.found, state.workers[1].created,
      state.workers[1].found })
  end)

  it("shows once how far it is, and again and again with --watch", function()
    local path = cli:file("customers.csv", file_of(40))
    cli.server:fault { name = "stall", seconds = 3, method = "POST", path = "/customers$", times = 40, skip = 20 }
    local import = cli:start(("import %s --journal %s --reference key --concurrency 4"):format(path, journal))
    command_line.eventually(function() return created() >= 20 end, "nothing is created")
    local status, out = run("import --json --status " .. journal)
    assert.equal(0, status)
    assert.is_true(json.decode(out).created < 40)
    local watch = cli:start("import --json --watch --status " .. journal)
    import:signal("INT")
    assert.equal(130, (import:wait()))
    command_line.eventually(function() return cli:contents(watch.name .. ".stdout"):find("\n") end, "nothing is shown")
    watch:signal("INT")
    status, out = watch:wait()
    assert.same({ 0, true }, { status, out:find('^{"journal":') ~= nil })
  end)

  it("says what is wrong with a journal, and makes none for --status", function()
    local path = cli:file("customers.csv", file_of(1))
    local status, out, err = run("import --status " .. journal)
    assert.same({ 1, "" }, { status, out })
    has(err, "customers.journal")
    assert.is_nil(io.open(journal))
    status, out, err = run(("import %s --reference key --journal %s"):format(path, cli:path_of("nowhere/x.journal")))
    assert.equal(1, status)
    has(err, "nowhere/x.journal")
    assert.equal("", out)
    status, out, err = run(("import %s --reference key --journal postgresql://u:secret@127.0.0.1:1/x"):format(path))
    assert.same({ 1, "" }, { status, out })
    assert.is_nil(err:find("secret", 1, true))
    assert.equal(0, created())
  end)

  it("reports a row that is another customer now", function()
    assert.equal(0, (run(("import %s --journal %s --reference key"):format(cli:file("c.csv", file_of(3)), journal))))
    local text = file_of(3):gsub("(row%-2,Jan,)Dijk", "%1Bos")
    local status, _, err = run(("import %s --journal %s --reference key"):format(cli:file("c.csv", text), journal))
    assert.equal(1, status)
    assert.is_truthy(err:find("c.csv:3: the reference row%-2 is that of JD%d+%-NL, another customer"), err)
    has(err, ": 0 created, 2 found, 1 refused\n")
    assert.equal(3, created())
  end)

  it("makes nobody twice with another journal, or with rows that moved", function()
    local command = "import %s --journal %s --reference key"
    assert.equal(0, (run(command:format(cli:file("c.csv", file_of(5)), journal))))
    assert.equal(0, (run(command:format(cli:file("c.csv", file_of(5)), cli:path_of("another.journal")))))
    local head, first, rest = file_of(5):match("^([^\n]*\n)([^\n]*\n)(.*)$")
    local status, _, err = run(command:format(cli:file("c.csv", head .. rest .. first), journal))
    assert.equal(0, status, err)
    assert.equal(5, created())
  end)

  it("is a wrong call with options that cannot be, and nothing is opened", function()
    local path = cli:file("customers.csv", file_of(3))
    for _, options in ipairs({ "--journal %s --concurrency 0",
      "--journal %s --concurrency 1.5", "--journal %s --settle=-1" }) do
      local status, _, err = run("import " .. path .. " --reference key " .. options:format(journal))
      assert.equal(2, status, err)
      assert.is_truthy(err:find("\nopenprovider: [^\n]+\n$") or command_line.lines(err) == 1, err)
    end
    assert.is_nil(io.open(journal))
  end)

  it("says what it waits for after a kill, and takes over what the dead run had", function()
    cli.server:fault { name = "delay", seconds = 0.2, times = 1000, method = "POST", path = "/customers$" }
    local path = cli:file("customers.csv", file_of(40))
    local command = ("--timeout 3 import %s --journal %s --settle 1.5 --concurrency 4 %s")
      :format(path, journal, WITHOUT_KEYS)
    local running = cli:start(command)
    command_line.eventually(function() return created() > 3 end, "nobody is created")
    running:signal("KILL")
    running:wait()
    local status, _, err = cli:run(command)
    assert.equal(0, status, err)
    has(err, "waiting for rows that another run has, or had when it died")
    assert.equal(40, created())
  end)

  it("waits for a dead run no longer than until what that sent is visible", function()
    cli.server:fault { name = "delay", seconds = 0.2, times = 1000, method = "POST", path = "/customers$" }
    local path = cli:file("customers.csv", file_of(10))
    local command = ("openprovider import %s --journal %s --settle 1 --concurrency 16 --quiet %s"):format(path, journal,
      WITHOUT_KEYS)
    cli:shell(([[
      set -m
      %s & p=$!
      sleep 0.5; kill -KILL -- -$p; wait $p]]):format(command))
    local began = core.now()
    local status, _, err = cli:shell(command)
    assert.equal(0, status, err)
    assert.equal(10, created())
    assert.is_true(core.now() - began < 20, core.now() - began) -- a call may take 30
  end)

  for signal, expected in pairs({ INT = 130, TERM = 143 }) do
    it("goes on after a SIG" .. signal .. ", which gives back what was not sent", function()
      cli.server:fault { name = "delay", seconds = 0.1, times = 1000, method = "POST", path = "/customers$" }
      local path = cli:file("customers.csv", file_of(200))
      local running = cli:start(("import %s --journal %s --concurrency 4 %s"):format(path, journal, WITHOUT_KEYS))
      command_line.eventually(function() return created() > 3 end, "nobody is created")
      running:signal(signal)
      local status, _, err = running:wait()
      assert.equal(expected, status, err)
      has(err, "not tried")
      has(err, "run it again to go on: what was created is found, and not created again")
      local before = created()
      assert.is_true(before > 0 and before < 200)
      local _, out = run("import --status " .. journal)
      assert.is_truthy(out:find("\n +0 +0%.0%%  in work\n"), out)
      status, _, err = run(("import %s --journal %s --concurrency 32 " .. WITHOUT_KEYS):format(path, journal))
      assert.equal(0, status, err)
      assert.equal(200, created())
    end)
  end

  it("is shared by two processes, with no row twice", function()
    local path = cli:file("customers.csv", file_of(200))
    cli.server:fault { name = "delay", seconds = 0.1, times = 10000, method = "POST", path = "/customers$" }
    local status, _, err = cli:shell(([[
      openprovider import %s --journal %s --reference key --report %s & p=$!
      openprovider import %s --journal %s --reference key & q=$!
      wait $p; a=$?; wait $q; exit $((a + $?))]]):format(path, journal, report_path, path, journal))
    assert.equal(0, status, err)
    assert.is_nil(err:find("locked", 1, true))
    assert.same({ 200, { rows = 200, handles = 200, twice = 0 } }, { created(), report() })
    local _, out = run("import --status " .. journal)
    local at_work = 0
    for line in out:gmatch("[^\n]+") do
      if line:find("^%S+%-%x+ +[1-9]%d* +0 +0 +0 +ended$") then at_work = at_work + 1 end
    end
    assert.equal(2, at_work, out)
  end)

  it(("loses none of %d rows and creates none twice, killed %d times"):format(ROWS, KILLS), function()
    local path = cli:file("customers.csv", file_of(ROWS))
    local command = ("--timeout 3 import %s --journal %s --settle 0.5 --quiet " .. WITHOUT_KEYS):format(path, journal)
    cli.server:fault { name = "delay", seconds = 0.03, times = 1e6, method = "POST", path = "/customers$" }
    math.randomseed(ROWS)
    for _ = 1, KILLS do
      local before, running = created(), cli:start(command)
      command_line.eventually(function() return created() > before end, "nobody is created")
      socket.sleep(LONGEST_LIFE * math.random()) -- the moment is any: each has to be survived
      running:signal("KILL")
      running:wait()
    end
    local before = created()
    assert.is_true(before > 0 and before < ROWS, before .. " after the kills")
    local status, _, err = run(command .. " --report " .. report_path)
    assert.equal(0, status, err)
    assert.same({ ROWS, { rows = ROWS, handles = ROWS, twice = 0 } }, { created(), report() })
  end)
end)

describe("an import whose customers show up in lists two seconds late", function()
  local INTERRUPTIONS = 6

  it(("gives each one handle, though it is interrupted or killed %d times"):format(INTERRUPTIONS), function()
    local cli = command_line.start { login_limit = false, visible_after = 2 }
    finally(function() cli:stop() end)
    cli:reset()
    cli.server:fault { name = "delay", seconds = 0.1, times = 1e6, method = "POST", path = "/customers$" }
    local count = INTERRUPTIONS * 25
    local path, journal = cli:file("customers.csv", file_of(count)), cli:path_of("customers.journal")
    local command = ("openprovider import %s --journal %s --settle 3 --concurrency 4 --quiet %s"):format(path, journal,
      WITHOUT_KEYS)
    math.randomseed(count)
    for number = 1, INTERRUPTIONS do
      cli:shell(([[
        set -m
        %s & p=$!
        sleep %.3f; kill -%s -- -$p; wait $p]]):format(command, 0.3 + math.random(),
        number % 2 == 0 and "INT" or "KILL"))
    end
    local before = cli.server:counters().customers_created
    assert.is_true(before > 0 and before < count, before .. " after the interruptions")
    local status, _, err = cli:shell(command)
    assert.equal(0, status, err)
    assert.equal(count, cli.server:counters().customers_created)
    -- The journal is not needed for that.
    os.remove(journal)
    status, _, err = cli:shell(command)
    assert.equal(0, status, err)
    assert.equal(count, cli.server:counters().customers_created)
  end)
end)
