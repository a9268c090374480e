-- Standard error of a command line that asks for JSON: each line is an object, whatever it says. That of every verb,
-- its results and its failures, is in verbs_spec.lua.
local command_line = require("spec.support.command_line")
local json = require("dkjson")

local has = command_line.has

describe("standard error, if JSON was asked for,", function()
  local cli = command_line.for_specs { login_limit = false }

  -- Its lines of a kind. Each of all lines must be an object with a kind and a message.
  local function of_kind(kind, err)
    local found = {}
    for line in err:gmatch("([^\n]*)\n") do
      local object = assert(json.decode(line), line)
      assert.is_string(object.kind, line)
      assert.is_string(object.message, line)
      if object.kind == kind then found[#found + 1] = object end
    end
    assert.is_truthy(err == "" or err:sub(-1) == "\n", err)
    return found
  end

  local function example(changes)
    local customer = json.decode(io.open("examples/customer.json"):read("*a"))
    for name, value in pairs(changes or {}) do customer[name] = value end
    return cli:file("customer.json", customer)
  end

  it("has the warnings of the check and of the API", function()
    cli.server:fault { name = "warnings", method = "POST", path = "/customers$",
      warnings = { { code = 7, desc = "planted warning", data = "" } } }
    local path = example { address = {
      street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "Netherlands",
    } }
    local status, _, err = cli:run("create " .. path .. " --json")
    assert.equal(0, status, err)
    local warnings = of_kind("warning", err)
    local said = {}
    for _, warning in ipairs(warnings) do said[warning.path or warning.source] = warning end
    assert.equal("planted warning", said["the API"].message, err)
    assert.same({ path, "warning" }, { said["address.country"].source, said["address.country"].severity }, err)
  end)

  it("has what is waited for, and an interruption", function()
    cli.server:fault { name = "status", status = 429, path = "/customers", headers = { ["retry-after"] = "3" } }
    local _, _, err = cli:run("list --json")
    assert.is_truthy(of_kind("note", err)[1].message:find("^waiting 3 s"), err)
    cli.server:fault { name = "delay", seconds = 1, method = "POST", path = "/customers$" }
    local arrived = cli.server:counters().arrived
    local running = cli:start("create " .. example() .. " --json")
    running:await_handler("INT")
    command_line.eventually(function()
      return cli.server:counters().arrived > arrived
    end, "it sends nothing")
    running:signal("INT")
    _, _, err = running:wait()
    assert.is_truthy(of_kind("note", err)[1].message:find("^waiting for the answer of 1 call"), err)
  end)

  it("has requests, with --debug", function()
    local status, _, err = cli:run("list --json --debug-body")
    assert.equal(0, status)
    local lines = of_kind("debug", err)
    assert.equal("request", lines[3].name)
    assert.is_truthy(lines[#lines].body:find('"results"', 1, true), err)
    assert.is_nil(err:find(cli.server.password, 1, true))
  end)

  it("has the progress of an import, what it understood, and which rows are not valid", function()
    cli.server:fault { name = "delay", seconds = 0.02, times = 1000, method = "POST", path = "/customers$" }
    local rows = { "company_name,first_name,last_name,street,zipcode,city,country,phone,email" }
    for number = 1, 100 do
      rows[#rows + 1] = ("Example %d,Jan,Dijk,Hofplein %d,3032 AC,Rotterdam,NL,+31 10 %d,jan%d@example.com"):format(
        number, number, 1000000 + number, number)
    end
    local path = cli:file("customers.csv", table.concat(rows, "\n") .. "\n")
    local status, out, err = cli:run("import " .. path .. " --json --concurrency 2")
    assert.equal(0, status, err)
    assert.equal(100, json.decode(out).created)
    local steps = of_kind("progress", err)
    assert.same({ 100, 100 }, { steps[#steps].created, steps[#steps].total })
    assert.is_truthy(#of_kind("note", err) > 0)
    cli:file("customers.csv", (table.concat(rows, "\n"):gsub("jan7@", "jan7")))
    status, out, err = cli:run("import " .. path .. " --json --dry-run --verbose")
    assert.equal(1, status)
    assert.equal(1, json.decode(out).refused)
    of_kind("note", err)
    cli:file("customers.csv", (table.concat(rows, "\n", 1, 3):gsub(",NL,", ",Netherlands,")))
    status, out, err = cli:run("import " .. path .. " --json --dry-run")
    assert.same({ 0, 2 }, { status, json.decode(out).total })
    has(of_kind("warning", err)[1].message, "address.country is read as NL (Netherlands)")
  end)

  it("has the progress of an update by its own words", function()
    cli.server:fault { name = "delay", seconds = 0.3, times = 9, method = "PUT" }
    for _ = 1, 2 do assert.equal(0, (cli:run("create examples/customer.json"))) end
    local _, out = cli:run("list")
    local path = cli:file("all.json", (out:gsub('"email": ?"[^"]*"', '"email":"new@example.com"')))
    local status, _, err = cli:run("update --all " .. path .. " --json --yes --concurrency 1")
    assert.equal(0, status, err)
    local steps = of_kind("progress", err)
    local last = steps[#steps]
    assert.same({ 2, 0, 0, 2 }, { last.updated, last.unchanged, last.failed, last.total })
    assert.is_nil(last.created)
  end)

  it("has a result that could not be written", function()
    local status, _, err = cli:run("list --json", { redirect = ">/dev/full" })
    assert.equal(1, status)
    assert.is_truthy(of_kind("file", err)[1].message:find("^cannot write to standard output"), err)
  end)

  it("has the trace of a mistake in the program, with --debug", function()
    local program = cli:file("planted.lua", [[
      arg[0] = "bin/openprovider"
      package.preload["openprovider.cli.verbs.customer"] = function()
        return { { name = "check", summary = "x", example = "x", run = function() error("planted") end } }
      end
      dofile("bin/openprovider")
    ]])
    local status, _, err = cli:run("check --json --debug", { program = program })
    assert.equal(1, status)
    assert.is_truthy(of_kind("internal", err)[1].message:find("planted", 1, true))
    assert.is_truthy(of_kind("debug", err)[1].message:find("traceback", 1, true), err)
  end)
end)
