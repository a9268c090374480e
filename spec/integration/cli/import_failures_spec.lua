-- What an import does where rows fail: it does not go on where all would fail alike, and says each thing once.
local command_line = require("spec.support.command_line")
local json = require("dkjson")
local customer_rows = require("spec.support.customer_rows")
local reference = require("openprovider.customer.marker")
local socket = require("socket")

local has, lines = command_line.has, command_line.lines

local COUNT = 40

-- Nobody listens there.
local DOWN = "http://127.0.0.1:1/v1beta"

describe("an import whose rows fail", function()
  local cli = command_line.for_specs { login_limit = false }
  local path
  before_each(function() path = cli:file("c.csv", customer_rows.file(COUNT)) end)

  local function run(options, given)
    return cli:run(("--timeout 1 import --reference key --report %s --settle 0.1 %s %s"):format(
      cli:path_of("report.csv"), options, path), given)
  end

  -- How many rows of the report have a status.
  local function reported(name)
    local count = 0
    for _, row in ipairs(customer_rows.report(cli:contents("report.csv"))) do
      if row.status == name then count = count + 1 end
    end
    return count
  end

  it("ends at once where there are no credentials, before it reads anything", function()
    local status, out, err = cli:run("import no-such-file.csv", { variables = { USERNAME = false, PASSWORD = false } })
    assert.same({ 2, "", 1 }, { status, out, lines(err) }, err)
    has(err, "no credentials: run `openprovider configure`, or set OPENPROVIDER_USERNAME")
  end)

  it("ends with the first login that is refused, and says so once", function()
    local status, _, err = run("", { variables = { PASSWORD = "wrong" } })
    assert.same({ 1, 3 }, { status, lines(err) }, err)
    has(err, "wrong username or password")
    has(err, ": 0 created, 40 not tried\n")
    has(err, "correct that first, then run it again")
    assert.equal(1, cli.server:counters().arrived)
    assert.equal(COUNT, reported("not tried"))
  end)

  -- The kinds of the lines on standard error, as a set.
  local function kinds_of(err)
    local kinds = {}
    for line in err:gmatch("[^\n]+") do kinds[json.decode(line).kind] = true end
    return kinds
  end

  it("has the kind of each error as JSON, and the result says why it ended", function()
    for kind, given in pairs({ auth = { PASSWORD = "wrong" }, network = { BASE_URL = DOWN } }) do
      local status, out, err = run("--json", { variables = given })
      assert.is_true(status ~= 0)
      assert.is_true(kinds_of(err)[kind], err)
      assert.equal(kind, json.decode(out).error.kind)
      assert.is_string(json.decode(out).error.message)
    end
    cli.server:fault { name = "status", status = 400, body = '{"code":100,"desc":"no such street"}', times = 999,
      method = "POST", path = "/customers$" }
    for _, options in ipairs({ "--json", "--json --verbose" }) do
      local _, out, err = run(options)
      local kind = json.decode(out).problems[1].code
      assert.is_true(kinds_of(err)[kind], err)
      assert.is_nil(json.decode(out).error)
    end
  end)

  it("ends with the first login that reaches no server, and says so once", function()
    local began = socket.gettime()
    local status, _, err = run("", { variables = { BASE_URL = DOWN } })
    assert.same({ 5, 3 }, { status, lines(err) }, err)
    has(err, "Failed to connect")
    has(err, "run it again to go on")
    assert.equal(COUNT, reported("not tried"))
    assert.is_true(socket.gettime() - began < 10)
  end)

  it("ends when the password was changed meanwhile: the rest is not tried", function()
    assert.equal(0, (cli:run("login")))
    cli.server:fault { name = "code", code = 196, path = "/customers", times = 100 }
    local status, _, err = run("--concurrency 2", { variables = { PASSWORD = cli.server.password } })
    assert.equal(1, status, err)
    has(err, "stopped, as all rows would fail like this")
    assert.is_true(reported("not tried") >= COUNT - 4, err)
  end)

  it("stops after so many failures in a row that pass, and tells them once, with their number", function()
    assert.equal(0, (cli:run("login")))
    cli.server:fault { name = "close_before", path = "/customers", times = 1000 }
    local status, _, err = run("--concurrency 2")
    assert.equal(5, status, err)
    has(err, "stopped after 6 rows in a row that failed")
    assert.is_truthy(err:find("c.csv:%d+: and %d+ more rows? with the same failure\n"), err)
    has(err, "run it again to go on")
    assert.is_true(lines(err) <= 6, err)
    assert.is_true(reported("not tried") >= COUNT - 8)
    assert.equal(COUNT, reported("not tried") + reported("failed"))
    cli.server:reset()
    assert.equal(0, (run("--concurrency 8")))
  end)

  it("stops as well where each of a few rows waits as long as a call may take: the API is in maintenance", function()
    cli.server:fault { name = "status", status = 503, path = "/customers", times = 1000 }
    local status, _, err = run("--concurrency 2")
    assert.equal(5, status, err)
    has(err, "rows in a row that failed")
    assert.is_true(reported("not tried") >= COUNT - 6, err)
  end)

  it("ends with 4 if the outcome of a row is not known, whatever the results of the others", function()
    path = cli:file("c.csv", customer_rows.file(3))
    cli.server:fault { name = "close_after", path = "/customers$", method = "POST" }
    cli.server:fault { name = "close_before", path = "/customers", method = "GET", times = 100, skip = 1 }
    cli.server:fault { name = "code", code = 162, path = "/customers$", method = "POST", skip = 1 }
    local status, _, err = run("--concurrency 1")
    assert.equal(4, status, err)
    has(err, "so the customer may exist: run the import again, which finds it")
  end)

  it("ends with 5 where nothing failed but what passes", function()
    path = cli:file("c.csv", customer_rows.file(2))
    assert.equal(0, (cli:run("login")))
    cli.server:fault { name = "close_before", path = "/customers", times = 100 }
    local status, _, err = run("")
    assert.equal(5, status, err)
    has(err, "0 created, 2 failed\n")
  end)

  it("refuses a row whose reference several customers have, and says which command helps", function()
    cli.server:fill(2, reference.mark(nil, "row-1"))
    path = cli:file("c.csv", customer_rows.file(1))
    local status, _, err = run("")
    assert.equal(1, status, err)
    assert.is_truthy(err:find("all but one, such as `openprovider delete %w+%-%u%u`, unless a domain uses it"), err)
    assert.is_nil(err:find("run it again to go on", 1, true))
    assert.equal(1, reported("refused"))
    status, _, err = cli:run("create --reference row-1 examples/customer.json")
    assert.equal(1, status, err)
    has(err, "such as `openprovider delete ")
  end)
end)
