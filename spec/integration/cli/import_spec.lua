-- The verb import: the customers of a file.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local obstacles = require("spec.support.obstacles")

local has, lines = command_line.has, command_line.lines

local HEADER, row, file_of = customer_rows.HEADER, customer_rows.row, customer_rows.file

describe("the verb import", function()
  local cli = command_line.for_specs { login_limit = false }

  local function run(...) return cli:run(...) end


  local function created() return cli.server:counters().customers_created end

  -- The rows of a report: reference -> { line, status, handle, problem }.
  local function report(name)
    local found = {}
    for line in cli:contents(name):gmatch("([^\r\n]+)\r\n") do
      local number, key, status, handle, problem = line:match("^([^,]*),([^,]*),([^,]*),([^,]*),(.*)$")
      found[key] = { line = number, status = status, handle = handle, problem = problem }
    end
    return found
  end

  it("creates each row's customer, and reports its handle", function()
    local path = cli:file("customers.csv", file_of(30))
    local status, out, err = run("import " .. path .. " --reference key --report " .. cli:path_of("report.csv"))
    assert.same({ 0, "" }, { status, out })
    has(err, "customers.csv: 30 created\n")
    assert.equal(30, created())
    local rows = report("report.csv")
    assert.equal("2", rows["row-1"].line)
    assert.is_truthy(rows["row-30"].handle:find("^JD%d+-NL$"))
    assert.same({ "created", "" }, { rows["row-30"].status, rows["row-30"].problem })
  end)

  it("creates none twice, however often it is run", function()
    local path = cli:file("customers.csv", file_of(10))
    for _ = 1, 3 do
      assert.equal(0, (run("import " .. path .. " --reference key --report " .. cli:path_of("r.csv"))))
    end
    assert.equal(10, created())
    assert.is_truthy(report("r.csv")["row-10"].handle:find("^JD"))
  end)

  it("says everything that is wrong with every row, by line and column, and sends nothing", function()
    local path = cli:file("customers.csv", HEADER .. row(1) .. row(2, { [9] = "bad", [10] = "kees@" })
      .. row(3, { [8] = "Atlantis" }) .. row(4, { [1] = "row-1" }) .. row(5, { [1] = "a b" }))
    local status, out, err = run("import " .. path .. " --reference key --verbose")
    assert.same({ 1, "" }, { status, out })
    has(err, path .. ':3:9: phone "bad" is not a telephone number')
    has(err, path .. ':3:10: email "kees@"')
    has(err, path .. ":4:8: address.country")
    has(err, path .. ":5: the reference row-1 is that of line 2, too: give each customer a reference")
    has(err, path .. ":2: the reference row-1 is that of line 5, too")
    has(err, path .. ":6:1:")
    has(err, "5 of 5 rows are not valid")
    has(err, "nothing was sent")
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("says all that is wrong with 300 rows of 3,000 with --verbose, and sends nothing with --dry-run", function()
    local rows = { HEADER }
    for number = 1, 3000 do
      local is_bad = number % 10 == 0
      rows[#rows + 1] = row(number, is_bad and { [8] = "Atlantis", [10] = "kees@" } or nil)
    end
    local path = cli:file("customers.csv", table.concat(rows))
    local status, _, err = run("import " .. path .. " --reference key --dry-run --verbose")
    assert.equal(1, status)
    local emails, countries = 0, 0
    for line in err:gmatch("[^\n]+") do
      local number, column = line:match("customers%.csv:(%d+):(%d+): ")
      if number and (tonumber(number) - 1) % 10 == 0 then
        if column == "8" then countries = countries + 1 elseif column == "10" then emails = emails + 1 end
      end
    end
    assert.same({ 300, 300 }, { emails, countries })
    has(err, "300 of 3000 rows are not valid")
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("creates the valid rows alone if it is told so", function()
    local path = cli:file("customers.csv", HEADER .. row(1) .. row(2, { [10] = "kees@" }) .. row(3))
    local status, _, err = run("import " .. path .. " --reference key --skip-invalid")
    assert.equal(1, status)
    has(err, "2 created, 1 refused")
    assert.equal(2, created())
  end)

  it("sends nothing with --dry-run", function()
    local path = cli:file("customers.csv", file_of(20))
    local status, _, err = run("import " .. path .. " --reference key --dry-run")
    assert.equal(0, status)
    has(err, "20 rows, all valid; nothing was sent")
    assert.equal(0, cli.server:counters().arrived)
    _, _, err = run("import " .. cli:file("one.csv", file_of(1)) .. " --reference key --dry-run")
    has(err, "one.csv: 1 row, all valid; nothing was sent")
  end)

  it("shows a journal alone with --status: whatever else is given is a wrong call", function()
    local path = cli:file("customers.csv", file_of(1))
    for arguments, name in pairs({
      [path] = "FILE", ["--dry-run"] = "--dry-run", ["--report r.csv"] = "--report", ["--map a=email"] = "--map",
      ["--journal j.db"] = "--journal", ["--settle 1"] = "--settle", ["--progress bar"] = "--progress",
      ["--no-reference"] = "--no-reference",
    }) do
      local status, out, err = run("import --status " .. cli:path_of("j.db") .. " " .. arguments)
      assert.same({ 2, "", 1 }, { status, out, lines(err) }, arguments)
      has(err, "openprovider: --status only shows a journal: " .. name .. " cannot be given with it; "
        .. "see openprovider import --help")
    end
  end)

  it("reads standard input, other names of columns, and lines of JSON", function()
    local renamed = file_of(3):gsub("^key", "Order"):gsub("email\n", "E-mail\n", 1)
    assert.equal(0, (run("import - --reference Order --map E-mail=email", { stdin = renamed })))
    assert.equal(3, created())
    local line = '{"key":"j%d","name":{"first_name":"Jan","last_name":"Dijk"},"email":"jan@example.com","address":{'
      .. '"street":"Hofplein","number":"20","zipcode":"3032 AC","city":"Rotterdam","country":"NL"},'
      .. '"phone":{"country_code":"+31","area_code":"10","subscriber_number":"1234567"}}\n'
    local path = cli:file("customers.jsonl", line:format(1) .. "\n" .. line:format(2))
    assert.equal(0, (run("import " .. path .. " --reference key")))
    assert.equal(5, created())
  end)

  it("goes on after rows that the API refuses, and reports them", function()
    cli.server:fault { name = "code", code = 162, method = "POST", path = "/customers$", skip = 3 }
    local path = cli:file("customers.csv", file_of(10))
    local status, _, err = run("import " .. path .. " --reference key --concurrency 1 --report "
      .. cli:path_of("r.csv"))
    assert.equal(1, status)
    has(err, path .. ":5: ")
    has(err, "(code 162")
    has(err, "9 created, 1 refused\n")
    has(err, "correct the rows that were refused (1); see ")
    has(err, "then run it again: what was created is found, and not created again")
    has(report("r.csv")["row-4"].problem, "code 162")
    assert.equal("refused", report("r.csv")["row-4"].status)
    assert.equal(0, (run("import " .. path .. " --reference key")))
    assert.equal(10, created())
  end)

  it("shows a bar on a terminal, and JSON to programs", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    cli.server:fault { name = "delay", seconds = 0.05, times = 1000, method = "POST", path = "/customers$" }
    local path = cli:file("customers.csv", file_of(100))
    local status, seen = cli:on_terminal("import " .. path .. " --reference key --concurrency 8")
    assert.equal(0, status)
    has(seen, "\r\27[K[#")
    has(seen, "] 100 of 100")
    local _, _, err = run("import " .. path .. " --map key= --concurrency 4 --progress json")
    assert.is_truthy(err:find('\n{"kind":"progress","message":"%d+ of 100[^"]*","created":%d+,"found":0,"failed":0,'
      .. '"total":100,"seconds":%d+,"rate":%d+'), err)
  end)

  it("finishes what is in flight at a Ctrl-C, says how to go on, and goes on", function()
    cli.server:fault { name = "delay", seconds = 0.1, times = 1000, method = "POST", path = "/customers$" }
    local path = cli:file("customers.csv", file_of(200))
    local running = cli:start(("import %s --reference key --concurrency 4"):format(path))
    command_line.eventually(function() return created() > 3 end, "nobody is created")
    running:signal("INT")
    local status, _, err = running:wait()
    assert.equal(130, status, err)
    local before = created()
    assert.is_true(before > 0 and before < 200)
    has(err, "not tried")
    has(err, "run it again to go on")
    assert.is_truthy(err:find(before .. " created, " .. 200 - before .. " not tried\n", 1, true), err)
    assert.equal(0, (run("import " .. path .. " --reference key --concurrency 32")))
    assert.equal(200, created())
  end)

  it("says where a line is no JSON, and goes on", function()
    local path = cli:file("customers.jsonl", '{bad\n{"email":"kees@"}\n')
    local status, _, err = run("import " .. path .. " --dry-run")
    assert.equal(1, status)
    has(err, path .. ":1:2: ")
    has(err, path .. ":2")
    has(err, "2 of 2 rows are not valid")
  end)

  it("refuses a file that is none, and asks about a column that is nearly a field", function()
    local status, _, err = run("import nowhere.csv")
    assert.equal(1, status)
    has(err, "nowhere.csv")
    local path = cli:file("customers.csv", "emial\nx\n")
    status, _, err = run("import " .. path)
    assert.equal(1, status)
    has(err, path .. ":1: a column needs a choice; type the options that are right:\n")
    has(err, '    --map "emial=email"\n    --map "emial="  ')
    assert.equal(0, cli.server:counters().arrived)
  end)
end)
