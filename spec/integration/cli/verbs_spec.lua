-- A table: verb x (help, example, JSON on both streams, exit statuses), each cell tried out with the real program.
local command_line = require("spec.support.command_line")
local json = require("dkjson")

local has, lines = command_line.has, command_line.lines

-- Headings under which a help has commands.
local HEADINGS = {
  Customers = true, Domains = true, ["Tags and e-mail addresses"] = true, Account = true, Program = true,
  Commands = true,
}

-- What a help lists under these.
local function commands_in(help)
  local names, is_inside = {}, false
  for line in help:gmatch("[^\n]+") do
    local heading = line:match("^([^ ].*):$")
    if heading then is_inside = HEADINGS[heading] end
    local name = line:match("^   (%l+) ")
    if is_inside and name then names[#names + 1] = name end
  end
  return names
end

-- The lines of a help's example.
local function example_in(help)
  return help:match("\nExample:\n(.-)\n\n")
end

-- What every verb of the API fails with: wrong credentials, and an API that is closed.
local REFUSED = { status = 1, kind = "auth", given = { variables = { PASSWORD = "wrong" } } }
local CLOSED = {
  status = 5, kind = "maintenance", fault = { name = "code", code = 4005, desc = "maintenance", times = 9 },
}

-- An answer that is lost to a request that changes something.
local function lost(kind, method, path)
  return { status = 4, kind = kind, fault = { name = "close_after", method = method, path = path, times = 9 } }
end

-- A handle that nobody has.
local function unknown(call)
  return { call = call, status = 3, kind = "not_found" }
end

-- Each verb: `call`, one that works; what must be there before it; the members of its JSON, "" where it is an array;
-- and how it fails beside a wrong call: with `call` or another, at which status, and of which kind the error is.
local VERBS = {
  { name = "check", call = "customer.json", members = "source valid problems",
    fails = { { call = "none.json", status = 1, kind = "file" } } },
  { name = "create", call = "customer.json", members = "handle created",
    fails = { REFUSED, lost("outcome_unknown", "POST", "/customers$"),
      { call = "wrong.json", status = 1, kind = "invalid" } } },
  { name = "ensure", call = "customer.json", members = "handle created",
    fails = { CLOSED, { call = "wrong.json", status = 1, kind = "invalid" } } },
  { name = "get", call = "JD000001-NL", members = "handle name email", fails = { unknown("XX000009-NL"), CLOSED } },
  { name = "find", call = "--email jan@example.com", members = "handle name email",
    fails = { unknown("--email nobody@example.com") } },
  { name = "update", call = "JD000001-NL --set vat=NL1", members = "handle updated differences",
    fails = { unknown("XX000009-NL --set vat=NL1"), REFUSED } },
  { name = "delete", call = "JD000001-NL", members = "handle deleted",
    fails = { unknown("XX000009-NL"), lost("network", "DELETE", "/customers/[^/]+$") } },
  { name = "list", call = "", members = "", fails = { REFUSED, CLOSED } },
  { name = "import", call = "customers.csv", members = "total created rows problems",
    fails = { { call = "none.csv", status = 1, kind = "file" } } },
  { name = "fields", call = "", members = "", fails = {} },
  { name = "requirements", call = "us", members = "", fails = { CLOSED } },
  { name = "domains", call = "--handle JD000001-NL", members = "", fails = { CLOSED } },
  { name = "clone", call = "JD000001-NL --set name.last_name=Jansen", members = "handle created",
    fails = { unknown("XX000009-NL --set name.last_name=Jansen") } },
  { name = "replace", before = "clone JD000001-NL --set name.last_name=Jansen", call = "JD000001-NL JJ000002-NL",
    members = "old new counts", fails = { unknown("XX000008-NL XX000009-NL") } },
  { name = "rename", call = "JD000001-NL --set name.last_name=Jansen", members = "old new counts",
    fails = { unknown("XX000009-NL --set name.last_name=Jansen") } },
  { name = "verify start", call = "--email jan@example.com", members = "email id",
    fails = { REFUSED } },
  { name = "verify restart", before = "verify start --email jan@example.com", call = "--email jan@example.com",
    members = "email restarted", fails = { REFUSED } },
  { name = "verify list", call = "", members = "", fails = { CLOSED } },
  { name = "tags list", call = "", members = "", fails = { CLOSED } },
  { name = "tags create", call = "VIP2", members = "value created",
    fails = { lost("outcome_unknown", "POST", "/tags$") } },
  { name = "tags delete", before = "tags create VIP", call = "VIP", members = "value deleted", fails = { REFUSED } },
  { name = "login", call = "", members = "username base_url", fails = { REFUSED } },
  { name = "logout", call = "", members = "removed path", fails = {} },
  { name = "status", call = "", members = "account address token counts", fails = {} },
  { name = "configure", call = "--username jan --password-command 'echo x'", members = "profile path", fails = {} },
  { name = "doctor", call = "", members = "", fails = {} },
  { name = "api", call = "GET /customers", members = "results total",
    fails = { { call = "GET /nonsense", status = 1, kind = "rejected" }, CLOSED } },
  { name = "completion", call = "bash", text_alone = true, fails = {} },
  { name = "man", call = "list", text_alone = true, fails = {} },
  { name = "version", call = "", members = "name version libcurl lua", fails = {} },
  { name = "help", call = "list", text_alone = true, fails = {} },
}

-- What has to be there before an example: customer.json and its customer always are.
local BEFORE = {
  api = [[echo '{"domains":[{"name":"example","extension":"nl"}]}' > check.json]],
  replace = "openprovider clone JD000001-NL --set name.first_name=Jana",
  create = "openprovider delete JD000001-NL",
  ["verify restart"] = "openprovider verify start --email jan@example.com",
  ["tags delete"] = "openprovider tags create VIP",
  import = "openprovider import customers.csv --journal customers.journal",
  get = "openprovider get JD000001-NL > customer-now.json",
}

-- Asserts that each line that a command line wrote to standard error is an object that says what it is.
local function assert_json(err)
  for line in err:gmatch("[^\n]+") do
    local object = assert(json.decode(line), line)
    assert.is_string(object.kind, line)
    assert.is_string(object.message, line)
  end
end

describe("the verb", function()
  local cli

  setup(function() cli = command_line.start { login_limit = false } end)
  teardown(function() cli:stop() end)

  -- A customer is there, and files with one and with none.
  local function begin()
    cli:reset()
    cli:file("customer.json", io.open("examples/customer.json"):read("*a"))
    cli:file("customers.csv", io.open("examples/customers.csv"):read("*a"))
    cli:file("wrong.json", { email = "nobody" })
    cli:customer((json.decode(cli:contents("customer.json"))))
  end

  -- All verbs by their whole names: name -> help.
  local verbs
  local function all_verbs()
    if verbs then return verbs end
    verbs = {}
    local _, root = cli:run("--help")
    for _, name in ipairs(commands_in(root)) do
      local status, help, err = cli:run(name .. " --help")
      assert.same({ 0, "" }, { status, err })
      local inner = commands_in(help)
      if #inner == 0 then verbs[name] = help end
      for _, subname in ipairs(inner) do
        verbs[name .. " " .. subname] = select(2, cli:run("help " .. name .. " " .. subname))
      end
    end
    return verbs
  end

  it("is in the table, whichever it is", function()
    local known = {}
    for _, row in ipairs(VERBS) do known[row.name] = true end
    for name in pairs(all_verbs()) do
      assert.is_true(known[name], name)
      known[name] = nil
    end
    assert.same({}, known)
  end)

  for _, row in ipairs(VERBS) do
    local name = row.name

    it(name .. " has a help that fits a terminal of 80 columns", function()
      local help = all_verbs()[name]
      has(help, "Usage: openprovider " .. name .. " [options]")
      for line in help:gmatch("[^\n]+") do assert.is_true(#line:gsub("[\128-\191]", "") <= 80, line) end
      if not row.text_alone and name ~= "api" then has(help, "-o, --output FORMAT") end
    end)

    it(name .. " has examples that work as they stand", function()
      for line in assert(example_in(all_verbs()[name]), name):gmatch("   ([^\n]+)") do
        has(line, "openprovider")
        begin()
        if BEFORE[name] then assert.equal(0, (cli:shell(BEFORE[name]))) end
        local status, _, err = cli:shell(line)
        assert.equal(0, status, line .. "\n" .. err)
        assert.is_nil(err:find("error", 1, true), err)
      end
    end)

    if not row.text_alone then
      it(name .. " has a result as JSON", function()
        begin()
        if row.before then assert.equal(0, (cli:run(row.before))) end
        local status, out, err = cli:shell(("openprovider %s %s --json"):format(name, row.call))
        assert.equal(0, status, err)
        assert_json(err)
        local result = assert(json.decode(out), out)
        assert.equal(row.members == "", out:sub(1, 1) == "[", out)
        for member in row.members:gmatch("%S+") do assert.is_truthy(result[member] ~= nil, member .. ": " .. out) end
      end)
    end

    for _, failure in ipairs(row.fails) do
      it(("%s ends with %d where the error is of kind %s, which JSON has"):format(name, failure.status, failure.kind),
        function()
          begin()
          if row.before then assert.equal(0, (cli:run(row.before))) end
          if failure.given then os.execute("rm -rf " .. cli:path_of("cache")) end
          if failure.fault then cli.server:fault(failure.fault) end
          local call = ("openprovider %s %s --json"):format(name, failure.call or row.call)
          local status, out, err = cli:shell(call, failure.given)
          assert_json(err)
          local last = err:match("([^\n]*)\n$")
          local read = assert(json.decode(last or ""), err)
          assert.same({ failure.status, failure.kind }, { status, read.kind }, err)
          assert.is_string(read.message)
          assert.is_true(out == "" or out:find("^[%[{]") ~= nil, out)
        end)
    end

    it(name .. " ends with 2 after a wrong call, and shows its usage", function()
      local status, out, err = cli:run(name .. " --nonsense")
      assert.same({ 2, "" }, { status, out })
      has(err, "Usage: openprovider " .. name .. " [options]")
      has(err, "\nopenprovider: unknown option '--nonsense'; see openprovider " .. name .. " --help\n")
    end)
  end
end)

describe("the help", function()
  local cli

  setup(function() cli = command_line.start { login_limit = false } end)
  teardown(function() cli:stop() end)

  it("names verbs, options, variables and every exit status", function()
    local status, out, err = cli:run("--help")
    assert.same({ 0, "" }, { status, err })
    for _, part in ipairs({
      "--environment", "--base-url", "--ca-file", "--timeout", "-V, --version", "--no-token-cache", "-h, --help",
      "-q, --quiet", "--profile",
      "--json", "--color", "--debug", "--debug-body", "OPENPROVIDER_USERNAME", "OPENPROVIDER_PASSWORD",
      "OPENPROVIDER_TOKEN", "Exit status:\n",
    }) do
      has(out, part)
    end
    for code in ("0 1 2 3 4 5 130"):gmatch("%d+") do
      assert.is_truthy(out:find("\n   " .. code .. " +%l[^\n]+"), code)
    end
    assert.same(out, select(2, cli:run("help")))
  end)

  it("of a wrong call is a line of JSON, if JSON was asked for in any way", function()
    for _, call in ipairs({ "list --nonsense --json", "list -o json --nonsense", "nonsense --output json" }) do
      local status, out, err = cli:run(call)
      assert.same({ 2, "", 1 }, { status, out, lines(err) })
      assert.equal("usage", json.decode(err).kind)
    end
    local status, _, err = cli:run("list --json --output csv")
    assert.equal(2, status)
    has(err, "--json and --output csv cannot be given together: --json is short for --output json")
  end)

  it("of a verb that is misspelt has a suggestion", function()
    local status, out, err = cli:run("help craete")
    assert.same({ 2, "" }, { status, out })
    has(err, "unknown command 'craete'; did you mean 'create'?")
  end)

  it("needs neither credentials nor the sandbox's code", function()
    cli:reset()
    local program = cli:file("without.lua", [[
      package.preload["openprovider.testing"], package.preload["dkjson"] = error, error
      dofile("bin/openprovider")
    ]])
    local status, out = cli:run("check examples/customer.json", {
      program = program, variables = { USERNAME = false, PASSWORD = false, BASE_URL = false },
    })
    assert.same({ 0, "examples/customer.json: valid\n" }, { status, out })
  end)
end)
