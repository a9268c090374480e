-- The exit status of each kind of error, and the documents' table of them.
local closed_port = require("spec.support.closed_port")
local command_line = require("spec.support.command_line")
local documents = require("spec.support.documents")
local errors = require("openprovider.errors")
local json = require("dkjson")

local has = command_line.has

-- What each kind ends with, and a command line that has it. A call that was cancelled was so by a signal, whose own
-- status interrupt_spec.lua sees.
local CASES = {
  { kind = "usage", status = 2, call = "list --nonsense" },
  { kind = "usage", status = 2, call = "nonsense" },
  { kind = "usage", status = 2, call = "list", variables = { USERNAME = false, PASSWORD = false } },
  { kind = "usage", status = 2, call = "list --profile none" , is = "config" },
  { kind = "config", status = 2, call = "--base-url http://example.com/v1beta list" },
  { kind = "config", status = 2, call = "--base-url nonsense list" },
  { kind = "config", status = 2, call = "list", variables = { ENVIRONMENT = "live", BASE_URL = false } },
  { kind = "config", status = 2, call = "list", variables = { TIMEOUT = "0" } },
  { kind = "config", status = 2, call = "list --ca-file /none" },
  { kind = "invalid", status = 1, call = "create wrong.json" },
  { kind = "invalid", status = 2, call = "get a/b" },
  { kind = "file", status = 1, call = "create none.json" },
  { kind = "auth", status = 1, call = "list", variables = { PASSWORD = "wrong" } },
  { kind = "rejected", status = 1, call = "api GET /nonsense" },
  { kind = "not_found", status = 3, call = "get XX000009-NL" },
  { kind = "conflict", status = 1, before = "create customer.json --reference one",
    call = "create other.json --reference one" },
  { kind = "rate_limited", status = 5, call = "list --timeout 1",
    fault = { name = "status", status = 429, times = 99 } },
  { kind = "maintenance", status = 5, call = "list --timeout 1", fault = { name = "code", code = 4005, times = 99 } },
  { kind = "network", status = 5, call = "list", base_url = function()
    return "http://127.0.0.1:" .. closed_port() .. "/v1beta"
  end },
  { kind = "timeout", status = 5, call = "list --timeout 0.5", fault = { name = "stall", seconds = 20, times = 9 } },
  { kind = "tls", status = 1, call = "list", base_url = function(server) return server.https_base_url end },
  { kind = "protocol", status = 1, call = "list", fault = { name = "html", times = 9 } },
  { kind = "outcome_unknown", status = 4, call = "create customer.json --timeout 1.5",
    fault = { name = "close_after", method = "POST", path = "/customers$", times = 9 } },
  { kind = "journal", status = 1, call = "import --status none.journal" },
  { kind = "internal", status = 1, call = "check", program = [[
    arg[0] = "bin/openprovider"
    package.preload["openprovider.cli.verbs.customer"] = function()
      return { { name = "check", summary = "x", example = "x", run = error } }
    end
    dofile("bin/openprovider")
  ]] },
}

describe("the exit status", function()
  local cli = command_line.for_specs { login_limit = false }

  local function run(case)
    cli:file("customer.json", io.open("examples/customer.json"):read("*a"))
    cli:file("customers.csv", io.open("examples/customers.csv"):read("*a"))
    cli:file("other.json", (cli:contents("customer.json"):gsub('"last_name": "[^"]*"', '"last_name": "Other"')))
    cli:file("wrong.json", { email = "nobody" })
    if case.before then assert.equal(0, (cli:shell("openprovider " .. case.before))) end
    if case.fault then cli.server:fault(case.fault) end
    local variables = case.variables or {}
    if case.base_url then variables.BASE_URL = case.base_url(cli.server) end
    if case.program then
      local program = cli:file("planted.lua", case.program)
      return cli:run(case.call .. " --json", { program = program })
    end
    return cli:shell("openprovider --json " .. case.call, { variables = variables })
  end

  for _, case in ipairs(CASES) do
    it(("is %d for an error of kind %s: %s"):format(case.status, case.kind, case.call), function()
      local status, out, err = run(case)
      local said = json.decode(err:match("([^\n]*)\n$") or "")
      assert.same({ case.status, case.is or case.kind }, { status, said and said.kind }, err)
      assert.is_true(out == "" or out:find("^[%[{]") ~= nil, out)
    end)
  end

  it("is known for every kind that there is", function()
    local known = { cancelled = true }
    for _, case in ipairs(CASES) do known[case.kind] = true end
    for kind in pairs(errors.KINDS) do assert.is_true(known[kind], kind) end
  end)

  it("is in the documents' table and in the help, with what it says there", function()
    local table_of = {}
    for code, meaning in documents.contents("docs/command-line.md"):gmatch("\n| (%d+) | ([^\n]+) |") do
      table_of[tonumber(code)] = meaning
    end
    local help = select(2, cli:run("--help")):gsub("\n +", " ")
    for _, entry in ipairs(require("openprovider.cli.exit_codes").LIST) do
      local meaning = assert(table_of[entry.code], entry.code)
      assert.equal(entry.meaning, meaning:sub(1, #entry.meaning))
      has(help, entry.meaning)
      table_of[entry.code] = nil
    end
    assert.same({}, table_of)
  end)
end)

describe("a message about a setting", function()
  local cli = command_line.for_specs { login_limit = false }

  local function said(arguments, variables)
    local status, out, err = cli:run(arguments, { variables = variables })
    assert.same({ 2, "" }, { status, out }, err)
    return err
  end

  it("names the option, the variable or the profile where it was said", function()
    has(said("--base-url http://example.com/v1beta list"), "openprovider: --base-url is http://example.com/v1beta: "
      .. "the URL must start with https://")
    has(said("--base-url nonsense list"), "openprovider: --base-url must be an http or https address")
    has(said("list", { BASE_URL = "http://example.com/v1beta" }), "openprovider: OPENPROVIDER_BASE_URL is http://exam")
    has(said("--timeout 0 list"), "openprovider: --timeout must be")
    has(said("list", { TIMEOUT = "0" }), "openprovider: OPENPROVIDER_TIMEOUT must be")
    has(said("--environment live list"), 'unknown environment "live" in --environment; there are')
    has(said("list --ca-file /none"), "(--ca-file) cannot be used: /none")
    has(said("list", { CA_FILE = "/none" }), "(OPENPROVIDER_CA_FILE) cannot be used: /none")
    os.execute("mkdir -p " .. cli:path_of("config/openprovider"))
    os.execute("chmod 600 " .. cli:file("config/openprovider/config.json", { profiles = {
      shop = { username = "jan", password = "x", timeout = 0 },
      half = { username = "jan", environment = "sandbox" },
    } }))
    has(said("--profile shop list"), 'openprovider: timeout of profile "shop" must be')
    has(said("--profile half list"), 'openprovider: username of profile "half" is "jan" and has no password')
    has(said("configure --username jan --password-command x --timeout 0"), "openprovider: --timeout must be")
  end)

  it("names what to check where the address may be wrong", function()
    cli.server:fault { name = "status", status = 404, times = 2 }
    local _, _, err = cli:run("list")
    has(err, "there is nothing at this address; check OPENPROVIDER_BASE_URL (HTTP 404)")
    _, _, err = cli:run("list --base-url " .. cli.server.base_url)
    has(err, "there is nothing at this address; check --base-url (HTTP 404)")
  end)

  it("names the address, too, where the login finds nothing: the API's own text may have the password in it", function()
    local wrong = cli.server.base_url .. "/wrong"
    local status, _, err = cli:run("list --base-url " .. wrong)
    assert.equal(1, status)
    has(err, ("POST %s/auth/login: there is nothing at this address; check --base-url (code 4001, HTTP 404)\n")
      :format(wrong))
    _, _, err = cli:run("login", { variables = { BASE_URL = wrong } })
    has(err, "there is nothing at this address; check OPENPROVIDER_BASE_URL (code 4001, HTTP 404)")
    local _, out = cli:run("doctor --base-url " .. wrong)
    has(out, "check --base-url")
    has(out, "look at the address")
  end)

  it("says that a server does not speak TLS, with the library's words behind", function()
    local url = cli.server.base_url:gsub("^http", "https")
    local status, _, err = cli:run("list --base-url " .. url)
    assert.equal(1, status)
    has(err, "the server does not speak TLS: check --base-url, its port and whether it is http:// (")
    local _, out = cli:run("doctor", { variables = { BASE_URL = url } })
    has(out, "TLS          the server does not speak TLS: check OPENPROVIDER_BASE_URL, its port and")
  end)

  it("says the seconds of a wait once", function()
    for _ = 1, 13 do cli:run("login") end
    local waiting = cli:start("login --timeout 100")
    command_line.eventually(function() return waiting:err():find("\n") end, "it says nothing")
    waiting:signal("INT")
    waiting:wait()
    assert.is_truthy(waiting:err():find("^openprovider: waiting %d+ s, then it is tried again: there were too many "
      .. "logins in a short time %(13 in 60 seconds%) on this machine, and the API blocks the account at 30 in 60 "
      .. "seconds\n"), waiting:err())
  end)
end)
