-- What the program says of itself: doctor, status and logout.
local command_line = require("spec.support.command_line")
local closed_port = require("spec.support.closed_port")
local json = require("dkjson")
local raw_server = require("spec.support.raw_server")
local socket = require("socket")
local SECRETS = { "planted-word", "planted-token", "planted-proxy" }

local has = command_line.has

describe("what the program says of itself", function()
  local cli = command_line.for_specs { login_limit = false }

  -- Writes the file of profiles.
  local function profiles(all)
    os.execute("mkdir -p " .. cli:path_of("config/openprovider"))
    os.execute("chmod 600 " .. cli:file("config/openprovider/config.json", { profiles = all }))
  end

  -- The findings of a doctor: name -> line.
  local function findings(arguments, given)
    local status, out, err = cli:run("doctor " .. (arguments or ""), given)
    assert.equal("", err)
    local found = {}
    for state, name, text in out:gmatch("(%l*%u*) +(%S+) +([^\n]+)\n") do found[name] = { state, text } end
    return found, status, out
  end

  describe("doctor", function()
    it("is content where all is well, and makes one login for it", function()
      local found, status, out = findings()
      assert.equal(0, status, out)
      for _, name in ipairs({ "versions", "libraries", "TLS", "cache", "address", "credentials", "proxy", "connection",
        "clock", "token", "call" }) do
        assert.equal("ok", (found[name] or {})[1], name .. " in " .. out)
      end
      has(found.versions[2], "libcurl ")
      has(found.libraries[2], "lua-cjson 2")
      has(found.credentials[2], cli.server.username .. ", from the environment")
      assert.equal(1, cli.server:counters().logins)
      found = findings()
      has(found.token[2], " s old, used for 4")
      assert.equal(1, cli.server:counters().logins)
    end)

    it("says in one line of each fault what to do", function()
      for _, case in ipairs({
        { { USERNAME = false }, "credentials", "OPENPROVIDER_PASSWORD is set, and OPENPROVIDER_USERNAME is not" },
        { { PASSWORD = "" }, "credentials", "OPENPROVIDER_PASSWORD is not or is empty" },
        { { USERNAME = false, PASSWORD = false }, "credentials", "run `openprovider configure`" },
        { { PASSWORD = "wrong" }, "call", "look at the user name, the password" },
        { { BASE_URL = "http://127.0.0.1:" .. closed_port() .. "/v1beta" }, "connection", "see whether a firewall" },
        { { BASE_URL = cli.server.https_base_url }, "TLS", "--ca-file" },
        { { BASE_URL = cli.server.wrong_host_base_url, CA_FILE = cli.server.ca_file }, "TLS",
          "the certificate is for another name than 127.0.0.1:" },
        { { BASE_URL = "https://no-such-host.invalid/v1beta" }, "name", "/etc/resolv.conf" },
        { { BASE_URL = "nonsense" }, "options", "must be an http or https address" },
        { { PROFILE = "none" }, "options", "`openprovider configure --profile none` makes it" },
      }) do
        local found, status, out = findings("", { variables = case[1] })
        assert.same({ 1, "FAILED" }, { status, (found[case[2]] or {})[1] }, out)
        has(found[case[2]][2], case[3])
      end
    end)

    it("says what to do about a proxy that wants a login, and about a page in place of an answer", function()
      cli.server:fault { name = "status", status = 407, path = "/auth/login$" }
      local found = findings()
      has(found.call[2], "look at the user name and the password in the proxy's address")
      cli.server:fault { name = "status", status = 200, path = "/auth/login$", body = "<html>log in - please</html>" }
      found = findings()
      has(found.call[2], "whether a portal or a proxy of this network answers")
    end)

    it("shows a proxy of any kind without its password", function()
      for _, proxy in ipairs({ "socks5h://jan:planted-word@127.0.0.1:1", "http://jan:planted/w@rd@127.0.0.1:1",
        "jan:planted-word@127.0.0.1:1" }) do
        local found, _, out = findings("", { before = "env no_proxy=none https_proxy=" .. proxy,
          variables = { BASE_URL = "https://api.example.invalid/v1beta" } })
        has(out, "127.0.0.1:1, as https_proxy says; not for none")
        assert.equal("FAILED", found.proxy[1])
        has(found.proxy[2], "127.0.0.1:1 cannot be used")
        has(found.proxy[2], "in https_proxy, and whether the proxy runs")
        assert.is_nil(out:find("planted", 1, true), out)
        assert.is_nil(out:find("rd@", 1, true), out)
      end
    end)

    it("names a proxy that wants a login, and none for an API on this machine", function()
      local proxy = raw_server.start(function(connection)
        raw_server.read(connection)
        connection:send("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")
      end)
      local address = "127.0.0.1:" .. proxy.port
      local found, _, out = findings("", { before = "env no_proxy= https_proxy=http://jan:planted-word@" .. address,
        variables = { BASE_URL = "https://api.example.invalid/v1beta" } })
      proxy.stop()
      has(found.proxy[2], address .. " asks for a login")
      has(found.proxy[2], "the user name and the password in the proxy's address, in https_proxy")
      assert.is_nil(out:find("planted", 1, true), out)
      found = findings("", { before = "env no_proxy= http_proxy=http://127.0.0.1:1" })
      assert.same({ "ok", "none" }, found.proxy)
    end)

    it("waits no longer than --timeout", function()
      local silent = raw_server.start(function() socket.sleep(20) end)
      local began = socket.gettime()
      local address = ("http://127.0.0.1:%d/v1beta"):format(silent.port)
      local found = findings("--timeout 1", { variables = { BASE_URL = address } })
      silent.stop()
      assert.equal("FAILED", found.connection[1])
      assert.is_true(socket.gettime() - began < 6)
    end)

    it("says once that there is no folder for tokens", function()
      local program = cli:file("homeless.lua", [[
        require("openprovider.auth.stores.place").find = function() return nil, "there is no folder" end
        arg[0] = "bin/openprovider"
        dofile("bin/openprovider")
      ]])
      local found = findings("", { program = program }) -- and nothing on standard error
      assert.same({ "FAILED", "there is no folder: set HOME or XDG_CACHE_HOME to a folder of yours" }, found.cache)
    end)

    it("fails where what it found cannot be written", function()
      local status, _, err = cli:run("doctor", { redirect = ">/dev/full" })
      assert.equal(1, status)
      has(err, "cannot write to standard output")
    end)

    it("says which part of the credentials is not the profile's", function()
      profiles { default = { username = cli.server.username, password = "wrong" } }
      local found = findings()
      has(found.credentials[2], 'from profile "default" of ')
      has(found.credentials[2], ", its password from OPENPROVIDER_PASSWORD")
      has(select(2, cli:run("status")), ", its password from OPENPROVIDER_PASSWORD")
    end)

    it("names the profiles where none is the default one", function()
      profiles { shop = { username = "a", password = "b" }, test = { username = "c", password = "d" } }
      local given = { variables = { USERNAME = false, PASSWORD = false } }
      local found = findings("", given)
      has(found.credentials[2], 'has no "default_profile": choose a profile with --profile (shop, test)')
      local status, _, err = cli:run("list", given)
      assert.equal(2, status)
      has(err, 'has no "default_profile": choose a profile with --profile (shop, test)')
    end)

    it("says what is wrong with the cache folder and with the clock", function()
      cli:run("login")
      os.execute("chmod 644 " .. cli:path_of("cache/openprovider/tokens.json"))
      local found, status = findings()
      assert.same({ 1, "FAILED" }, { status, found.cache[1] })
      has(found.cache[2], "chmod 600")
      os.execute("chmod 600 " .. cli:path_of("cache/openprovider/tokens.json"))
      local program = cli:file("late.lua", [[
        local core = require("openprovider.core")
        local now = core.now
        core.now = function() return now() + 7200 end
        arg[0] = "bin/openprovider"
        dofile("bin/openprovider")
      ]])
      found = findings("", { program = program })
      assert.equal("warning", found.clock[1])
      has(found.clock[2], " s ahead of the API's: set the clock")
    end)

    it("prints JSON", function()
      local status, out = cli:run("doctor --json", { variables = { PASSWORD = "wrong" } })
      local all = json.decode(out)
      assert.equal(1, status)
      assert.equal("failed", all[#all].state)
      assert.is_string(all[#all].advice)
    end)
  end)

  describe("status", function()
    it("shows account, address, token and counts, and sends nothing", function()
      local status, out, err = cli:run("status")
      assert.same({ 0, "" }, { status, err })
      has(out, "account  " .. cli.server.username .. ", from the environment\n")
      has(out, "API      " .. cli.server.base_url .. "\n")
      has(out, "token    none is kept; the next call logs in\n")
      has(out, "counted  logins: 0 of 13 that this machine may make in 1 min\n")
      assert.equal(0, #cli.server:requests())
      cli:run("login")
      out = select(2, cli:run("status"))
      assert.is_truthy(out:find("token    %d s old, used for 4[67] h"), out)
      has(out, "logins: 1 of 13")
      out = select(2, cli:run("status --environment sandbox"))
      has(out, "http://api.sandbox.openprovider.nl:8480/v1beta (sandbox)")
    end)

    it("shows what else the guard counts: the call that was made most often, and refused ones", function()
      cli:run("login", { variables = { PASSWORD = "wrong" } })
      for _ = 1, 3 do cli:run("list --limit 1") end
      cli:run("list --limit 2")
      local _, out = cli:run("status")
      has(out, "counted  refused logins: 1 of 45 that this machine may make in 1 h\n")
      has(out, "counted  identical calls of all your accounts: 3 of 140 that this machine may make in 5 min\n")
      has(out, "counted  refused calls about .eu: 0 of 4 that this machine may make in 20 min\n")
    end)

    it("prints JSON", function()
      cli:run("login")
      local status, out = cli:run("status --json")
      local state = json.decode(out)
      assert.equal(0, status)
      assert.same({ cli.server.username, cli.server.base_url, 1 },
        { state.account, state.address, state.counts[1].count })
      assert.is_true(state.token_age < 60)
    end)

    it("says that there are no credentials, or that a token was given", function()
      local _, out = cli:run("status", { variables = { USERNAME = false, PASSWORD = false } })
      has(out, "account  no credentials\n")
      _, out = cli:run("status", { variables = { USERNAME = false, PASSWORD = false, TOKEN = "planted-token" } })
      has(out, "token    given; it is used without a login\n")
    end)
  end)

  describe("logout", function()
    it("has the next call log in", function()
      cli:run("login")
      local status, out = cli:run("logout")
      assert.equal(0, status)
      has(out, "the token was removed from " .. cli:path_of("cache/openprovider/tokens.json"))
      status, out = cli:run("logout")
      assert.equal(0, status)
      has(out, "there was no token in ")
      cli:run("list")
      assert.equal(2, cli.server:counters().logins)
    end)

    it("has nothing to do with a token that was given", function()
      local status, _, err = cli:run("logout", { variables = { USERNAME = false, PASSWORD = false, TOKEN = "t" } })
      assert.equal(2, status, err)
    end)
  end)

  describe("a token that the API refuses beside a user name and a password", function()
    local given = { variables = { TOKEN = "stale" } }

    it("is named by each command, and the token of the login in its place is kept", function()
      for _ = 1, 3 do
        local status, _, err = cli:run("list --limit 1", given)
        assert.equal(0, status)
        assert.equal("openprovider: warning: the token of OPENPROVIDER_TOKEN was refused, so a login was made: remove "
          .. "OPENPROVIDER_TOKEN\n", err)
      end
      assert.equal(1, cli.server:counters().logins)
    end)

    it("is named by doctor, and by status before it is used", function()
      local found, status, out = findings("", given)
      assert.equal(0, status)
      has(out, "warning token ")
      has(found.token[2], "the token of OPENPROVIDER_TOKEN was refused, so a login was made: remove OPENPROVIDER_TOKEN")
      has(select(2, cli:run("status", given)), "token    that of OPENPROVIDER_TOKEN; if the API refuses it, a login as "
        .. cli.server.username .. " takes its place\n")
    end)
  end)

  it("has no secret in it", function()
    profiles {
      default = { username = cli.server.username, password = "planted-word", base_url = cli.server.base_url },
      token = { token = "planted-token", base_url = "https://api.example.invalid/v1beta",
        proxy = "http://jan:planted-proxy@127.0.0.1:1" },
      command = { username = "jan", password_command = "echo planted-word; exit 1" },
      wrong = { username = "jan", password = '"planted-word"' },
    }
    for _, verb in ipairs({ "doctor", "doctor --json", "status", "status --json", "logout", "list", "configure",
      "configure --username jan --password-command 'echo planted-word'" }) do
      for _, profile in ipairs({ "default", "token", "command", "wrong", "none" }) do
        local _, out, err = cli:run(verb .. " --profile " .. profile, {
          variables = { USERNAME = "jan", PASSWORD = "planted-word", TOKEN = "planted-token" },
          before = "env no_proxy= https_proxy=http://jan:planted-proxy@127.0.0.1:1", stdin = "jan\n\n",
        })
        for _, secret in ipairs(SECRETS) do
          assert.is_nil((out .. err):find(secret, 1, true), verb .. " " .. profile .. ": " .. out .. err)
        end
      end
    end
  end)
end)
