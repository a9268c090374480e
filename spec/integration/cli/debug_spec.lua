-- What --debug and --debug-body show, and what they never do.
local command_line = require("spec.support.command_line")
local json = require("dkjson")
local obstacles = require("spec.support.obstacles")

local has, lines = command_line.has, command_line.lines

describe("--debug", function()
  local cli = command_line.for_specs {}

  local function run(...) return cli:run(...) end

  it("shows each request and answer: method, address, query, status, time", function()
    local status, out, err = run("list --limit 2 --debug")
    assert.same({ 0, "[]\n" }, { status, out })
    has(err, ("%s (sandbox at %s)"):format("openprovider.client", cli.server.base_url))
    has(err, "#1 POST /auth/login: sent to " .. cli.server.base_url .. "/auth/login\n")
    assert.is_truthy(err:find("#1 POST /auth/login: HTTP 200 in [%d.]+ s\n"), err)
    has(err, "#2 GET /customers: sent to " .. cli.server.base_url .. "/customers?limit=2")
    assert.is_truthy(err:find("#2 GET /customers: HTTP 200 in [%d.]+ s\n"), err)
    assert.equal(6, lines(err))
  end)

  it("shows attempts, waits and why, with OPENPROVIDER_DEBUG as well; 0 and nothing show nothing", function()
    cli.server:fault { name = "status", status = 503, path = "/tags$", times = 1 }
    local status, _, err = run("tags list", { variables = { DEBUG = "1" } })
    assert.equal(0, status)
    assert.is_truthy(err:find("GET /tags: HTTP 503 in [%d.]+ s %- %l+: the service is not available"), err)
    assert.is_truthy(err:find("GET /tags: again in [%d.]+ s, after maintenance"), err)
    assert.is_truthy(err:find("GET /tags: HTTP 200 in [%d.]+ s %(attempt 2%)"), err)
    for _, value in ipairs({ "0", "" }) do
      assert.equal("", (select(3, run("tags list", { variables = { DEBUG = value } }))))
    end
  end)

  it("shows bodies with --debug-body, but none of a login", function()
    local customer = cli:file("c.json", io.open("examples/customer.json"):read("*a"))
    for index, given in ipairs({ { "--debug-body create " }, { "create ", { variables = { DEBUG = "body" } } } }) do
      local status, out, err = run(given[1] .. customer, given[2])
      assert.same({ 0, ("JD%06d-NL\n"):format(index) }, { status, out })
      has(err, '\n  "company_name": "Example BV",\n')
      has(err, '\n    "handle": "' .. out:sub(1, -2) .. '"\n')
      assert.is_nil(err:find('"password"', 1, true) or err:find('"token"', 1, true))
    end
    assert.is_nil((select(3, run("--debug create " .. customer))):find("company_name", 1, true))
  end)

  it("shows a body that is no JSON as text that a terminal can take", function()
    cli.server:fault { name = "status", status = 502, body = "<h1>Bad\27[2J</h1>\nGateway", path = "/tags$", times = 9 }
    local _, _, err = run("tags list --debug-body")
    has(err, "\n<h1>Bad [2J</h1>\nGateway\n")
    assert.is_nil(err:find("\27", 1, true))
  end)

  it("shows the trace of a mistake in the program, which is one line without it", function()
    local program = cli:file("broken.lua", [[
      package.preload["openprovider.cli.verbs.fields"] = function()
        return { { name = "fields", run = function() local missing; return missing.member end, summary = "fields",
          example = "openprovider fields" } }
      end
      dofile("bin/openprovider")
    ]])
    local status, out, err = run("fields", { program = program })
    assert.same({ 1, "", 1 }, { status, out, lines(err) })
    has(err, "openprovider: a mistake in this program: ")
    has(err, "; with --debug, the same command shows where it is\n")
    has((select(3, run("fields --debug", { program = program }))), "stack traceback:")
    status, out, err = run("fields --json", { program = program })
    assert.same({ 1, "", 1, "internal" }, { status, out, lines(err), (json.decode(err)).kind })
  end)

  it("is faint on a terminal, and errors are red there; not with NO_COLOR, --color never or in a pipe", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local _, seen = cli:on_terminal("get XX000001-NL --debug", { has_colours = true })
    has(seen, "\27[31mopenprovider:\27[0m XX000001-NL: ")
    has(seen, "\27[2m")
    for _, given in ipairs({ "--color never get XX", "check examples/customer.json" }) do
      assert.is_nil((select(2, cli:on_terminal(given, { has_colours = true }))):find("\27[", 1, true))
    end
    assert.is_nil((select(2, cli:on_terminal("get XX"))):find("\27[", 1, true))
    assert.is_nil((select(3, run("get XX"))):find("\27", 1, true))
    has((select(3, run("get XX --color always"))), "\27[31mopenprovider:\27[0m ")
    local wrong = cli:file("wrong.json", { email = "nobody" })
    has((select(2, run("check --color always " .. wrong))), ": \27[31merror:\27[0m email ")
  end)
end)

-- Secrets that a server sends back in every place of its answers, and that a request has: no output shows them.
describe("no output of --debug or --debug-body has", function()
  local PASSWORD, PLANTED = 'planted"pass\\word/%d.*', "planted"
  local cli = command_line.for_specs { password = PASSWORD }

  local function options()
    return { "--debug-body", "--debug --json", "--debug-body --json" }
  end

  local function assert_none(text, more)
    for _, secret in ipairs({ PLANTED, "Bearer ", more }) do
      assert.is_nil(text:find(secret, 1, true), "a secret in: " .. text)
    end
  end

  -- The token of a login, which the cache folder has.
  local function token_of()
    assert.equal(0, (cli:run("tags list")))
    local requests = cli.server:requests()
    return requests[#requests].headers.authorization:match("^Bearer (%S+)$")
  end

  it("the password or a token, wherever a server sends it back", function()
    local token = token_of()
    local both = PASSWORD .. token
    local places = {
      { status = 500, body = json.encode({ code = 4006, desc = "got " .. both, data = { token, PASSWORD } }) },
      { status = 200, body = json.encode({ code = 0, data = { results = { { a = token, [PASSWORD] = token } } } }) },
      { status = 502, body = "<html>" .. token .. "</html>" }, { status = 200, body = '{"token":"' .. token },
      { status = 200, body = json.encode(token .. PASSWORD) },
    }
    for _, place in ipairs(places) do
      for _, option in ipairs(options()) do
        cli.server:fault { name = "status", status = place.status, body = place.body, path = "/tags", times = 1 }
        local _, out, err = cli:run("tags create " .. option .. " VIP")
        assert_none(out .. err, token:sub(1, 8))
      end
    end
  end)

  it("what members say that are named as secrets, in requests and answers, in queries and in a login", function()
    local body = json.encode({ code = 0, data = {
      auth_code = "planted1", password = { "planted2" }, api_key = 12345678, nested = { privateKey = "planted3" },
      additional = { { name = "transfer_token", value = "planted4" } }, kept = "this stays",
    } })
    for _, option in ipairs(options()) do
      cli.server:fault { name = "status", status = 200, body = body, path = "/x$", times = 1 }
      local _, _, err = cli:run("api POST /x --field auth_code=planted5 --field owner.password=planted6 "
        .. "--field kept=shown-" .. #option .. " " .. option)
      assert_none(err, "12345678")
      if option:find("body") then
        has(err, "this stays")
        has(err, "shown-" .. #option)
      end
      cli.server:fault { name = "status", status = 200, body = body, path = "/x$", times = 1 }
      _, _, err = cli:run("api GET /x --field token=planted7 --field limit=3 " .. option)
      assert_none(err)
      has(err, "limit=3")
      cli.server:fault { name = "status", status = 200, body = body, path = "/login$", times = 1 }
      _, _, err = cli:run("--no-token-cache tags list " .. option)
      assert_none(err, "12345678")
    end
  end)

  it("a secret in a body that is no JSON", function()
    cli.server:fault { name = "status", status = 502, body = '<input name="auth_code" value="planted1">', times = 9,
      path = "/tags$" }
    local _, _, err = cli:run("tags list --debug-body")
    assert_none(err)
    has(err, "(not shown: it is not JSON, and may have a secret in it)")
  end)
end)
