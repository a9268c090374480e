-- The token that calls in a row share, and the exit statuses of what goes wrong on the way.
local command_line = require("spec.support.command_line")

-- What a gateway shows to people.
local PAGE = "<html><body><h1>502 Bad Gateway</h1></body></html>"

local has, lines = command_line.has, command_line.lines

describe("the command line", function()
  local cli, server, token_file

  local function run(...) return cli:run(...) end

  setup(function()
    cli = command_line.start()
    server = cli.server
    token_file = cli:path_of("cache") .. "/openprovider/tokens.json"
  end)
  teardown(function() cli:stop() end)
  before_each(function()
    cli:reset()
    server:fill(3)
  end)

  local function mode_of(path)
    return command_line.output_of("stat -c %a " .. command_line.quoted(path) .. " 2>&1")
  end

  it("logs in once for ten calls", function()
    for _ = 1, 10 do
      local status, _, err = run("list --limit 1 --quiet")
      assert.same({ 0, "" }, { status, err })
    end
    assert.equal(1, server:counters().logins)
    assert.equal("600", mode_of(token_file))
    assert.equal("700", mode_of(cli:path_of("cache") .. "/openprovider"))
  end)

  it("logs in again when the API refuses the token that was kept", function()
    run("list")
    server:fault { name = "expire_tokens", path = "/customers$" }
    local status, _, err = run("list")
    assert.same({ 0, "" }, { status, err })
    assert.equal(2, server:counters().logins)
    run("list")
    assert.equal(2, server:counters().logins)
  end)

  it("logs in anew with login, and keeps that token", function()
    run("login")
    assert.equal(0, (run("login")))
    assert.equal(2, server:counters().logins)
    run("list")
    assert.equal(2, server:counters().logins)
  end)

  it("keeps no token with --no-token-cache, and takes none", function()
    for count = 1, 2 do
      assert.equal(0, (run("--no-token-cache list")))
      assert.equal(count, server:counters().logins)
    end
    has(mode_of(token_file), "No such file")
  end)

  it("keeps no token where one is given", function()
    run("list")
    local requests = server:requests()
    local token = requests[#requests].headers.authorization:match("^Bearer (%S+)$")
    assert.equal(0, (run("list", { variables = { TOKEN = token, USERNAME = false, PASSWORD = false },
      cache = cli:path_of("other") })))
    has(mode_of(cli:path_of("other/openprovider/tokens.json")), "No such file")
  end)

  it("says of a login that is refused without a reason that it was the login, as it has no token", function()
    server:fault { name = "status", status = 401, path = "/auth/login$", body = "" }
    local status, _, err = run("list")
    assert.equal(1, status)
    has(err, "the login was refused without a reason (HTTP 401)")
    assert.is_nil(err:find("token", 1, true), err)
  end)

  it("says when the server wants to be asked again", function()
    server:fault { name = "status", status = 503, path = "/customers$", times = 9, body = "",
      headers = { ["retry-after"] = "120" } }
    local _, _, err = run("list --timeout 5")
    has(err, "; try again in 120 s")
  end)

  it("names the setting of the address as it was given, also where the outcome is not known", function()
    server:fault { name = "status", status = 404, path = "/customers$", times = 9, body = "<html>", method = "POST" }
    local _, _, err = run("create examples/customer.json --timeout 3")
    has(err, "check OPENPROVIDER_BASE_URL")
    server:fault { name = "status", status = 302, path = "/tags$", times = 9, body = "" }
    _, _, err = run("api POST /tags --field key=customer --field value=A")
    has(err, "check OPENPROVIDER_BASE_URL")
    assert.is_nil(err:find("base_url", 1, true), err)
    assert.equal(1, select(2, err:gsub("POST", "")), err)
  end)

  it("keeps the tokens of different users apart", function()
    run("list")
    local status, out, err = run("list", { variables = { USERNAME = "other" } })
    assert.same({ 1, "", 1 }, { status, out, lines(err) })
  end)

  it("refuses a token file that others can read, and says what to do", function()
    run("list")
    os.execute("chmod 644 " .. command_line.quoted(token_file))
    local status, out, err = run("list")
    assert.same({ 2, "", 1 }, { status, out, lines(err) })
    has(err, token_file)
    has(err, "remove it")
    assert.equal(1, server:counters().logins)
    assert.equal(0, (run("--no-token-cache list")))
    local logged_in, _, warning = run("login")
    assert.same({ 0, 1 }, { logged_in, lines(warning) })
    has(warning, token_file)
  end)

  it("ends with 5 for what may work later", function()
    local BUSY = { name = "status", status = 429, times = 9, path = "/customers" }
    for _, fault in ipairs({ { name = "code", code = 50, times = 9, path = "/customers" },
      { name = "code", code = 4005, times = 9, path = "/customers" }, BUSY,
      { name = "status", status = 502, times = 9, path = "/customers", body = PAGE },
      { name = "close_before", times = 9, path = "/customers" } }) do
      cli:reset()
      server:fault(fault)
      local status, out, err = run("get JD000001-NL")
      assert.same({ 5, "", 1 }, { status, out, lines(err) })
      has(err, "openprovider: JD000001-NL: ")
    end
    local status, _, err = run("--base-url http://127.0.0.1:1/v1beta list")
    assert.same({ 5, 1 }, { status, lines(err) })
    server:fault { name = "stall", seconds = 20, times = 9 }
    assert.equal(5, (run("--timeout 0.5 --no-token-cache list")))
  end)

  it("says on standard error that it waits, and why, if that is longer than two seconds", function()
    server:fault { name = "status", status = 429, path = "/customers", headers = { ["retry-after"] = "3" } }
    local status, _, err = run("get JD000001-NL")
    assert.same({ 0, 1 }, { status, lines(err) })
    has(err, "openprovider: waiting 3 s, then it is tried again: ")
    has(err, "HTTP 429")
    server:fault { name = "status", status = 429, path = "/customers", headers = { ["retry-after"] = "3" } }
    status, _, err = run("--quiet get JD000001-NL")
    assert.same({ 0, "" }, { status, err })
  end)

  it("says that it looks for a customer whose create lost its answer, and for how long at most", function()
    server:fault { name = "status", status = 500, path = "/customers$", method = "POST" }
    local status, _, err = run("--timeout 2.6 create examples/customer.json --reference told")
    assert.equal(4, status)
    has(err, "openprovider: it is not known whether the customer was created: looking for up to ")
    assert.equal(2, lines(err))
  end)

  it("says that a web page came in place of an answer, whatever is in it", function()
    local PORTAL, ODD = "<!DOCTYPE html>\n<title>Hotel - please log in</title>", "\239\187\191\r\n<html>\255"
    for _, page in ipairs({ PORTAL, ODD, PAGE }) do
      server:fault { name = "status", status = 200, path = "/customers/", body = page }
      local status, _, err = run("get JD000001-NL")
      assert.equal(1, status)
      has(err, ": a web page came instead of an answer of the API: a portal or a proxy may have sent it")
    end
  end)

  it("ends with 4 for a create that a gateway answers with a page, which nobody knows the outcome of", function()
    server:fault { name = "status", status = 502, path = "/customers$", body = PAGE }
    local status, out, err = run("create examples/customer.json")
    assert.same({ 4, "", 1 }, { status, out, lines(err) }, err)
  end)

  it("ends with 4 if the outcome of a change is not known", function()
    server:fault { name = "reset_after", path = "/tags$" }
    local status, out, err = run("tags create VIP")
    assert.same({ 4, "", 1 }, { status, out, lines(err) })
    has(err, "so the tag may exist: `openprovider tags list` shows it")
  end)

  it("ends with 4, and says how to look, whatever change may have been carried out without an answer", function()
    local commands = {
      ["update JD000001-NL --set address.city=Bonn"] = { "PUT", "`openprovider get JD000001-NL` shows it" },
      ["delete JD000001-NL"] = { "DELETE", "`openprovider get JD000001-NL` shows it" },
      ["tags delete VIP"] = { "DELETE", "`openprovider tags list` shows it" },
      ["verify restart --email a@example.com"] = { "POST", "`openprovider verify list --email a@example.com` shows" },
    }
    for command, expected in pairs(commands) do
      for _, fault in ipairs({ "close_after", "html" }) do
        cli:reset()
        server:fill(3)
        run("tags create VIP")
        server:fault { name = fault, method = expected[1], times = 9, path = "/customers" }
        server:fault { name = fault, method = expected[1], times = 9, path = "/tags" }
        -- An update whose answer was lost reads the customer again, and would find out the outcome.
        server:fault { name = "close_before", method = "GET", skip = 1, times = 9, path = "/customers/" }
        local status, out, err = run(command)
        assert.same({ 4, "", 1 }, { status, out, lines(err) }, command .. err)
        has(err, expected[2])
      end
    end
    server:fault { name = "close_before", method = "GET", times = 9, path = "/customers/" }
    assert.equal(5, (run("update JD000001-NL --set address.city=Bonn")))
  end)

  it("ends with 1 for answers that make no sense and for certificates that nobody knows", function()
    server:fault { name = "html", times = 9, path = "/customers" }
    assert.equal(1, (run("get JD000001-NL")))
    assert.equal(1, (run("list", { variables = { BASE_URL = server.https_base_url } })))
  end)

  it("shows no secret in anything it says", function()
    for _, arguments in ipairs({ "login", "list", "get X", "tags create VIP", "--no-token-cache list" }) do
      local _, out, err = run(arguments, { variables = { PASSWORD = "planted-word" } })
      assert.is_nil((out .. err):find("planted", 1, true))
    end
    run("list")
    local token = cli:contents("cache/openprovider/tokens.json"):match('"token":"([^"]+)"')
    for _, arguments in ipairs({ "login", "list", "get X", "get X --raw" }) do
      local _, out, err = run(arguments)
      assert.is_nil((out .. err):find(token, 1, true))
    end
  end)
end)
