-- Every option and every environment variable, and what a client does with them.
local example = require("spec.support.example")
local openprovider = require("openprovider")
local options = require("openprovider.config")
local sandbox = require("spec.sandbox.server")
local testing = require("openprovider.testing")

local PRODUCTION = "https://api.openprovider.eu/v1beta"

-- The command of the Lua that runs this, to run programs in an environment of their own.
local LUA = os.getenv("OP_LUA") or rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match("%d+%.%d+")

local function environment_of(variables)
  return function(name) return variables[name] end
end

local function resolve(given, variables) return options.resolve(given, environment_of(variables or {})) end

local function assert_config(says, value, err)
  assert.is_nil(value)
  assert.equal("config", err.kind)
  assert.equal("not_sent", err.outcome)
  assert.truthy(tostring(err):find(says, 1, true), tostring(err))
end

describe("options", function()
  it("are these, with these defaults", function()
    local settings = assert(resolve({}))
    assert.same({
      environment = "production", base_url = PRODUCTION, api_version = "v1beta", timeout = 60, connect_timeout = 10,
      retries = 2, settle = 10, worker_threads = 8,
      user_agent = "openprovider-lua/" .. options.VERSION, allow_insecure_http = false, http2 = false,
    }, settings)
    assert.equal("openprovider " .. options.VERSION, openprovider._VERSION)
  end)

  it("all have a name, a type and a line of documentation, and are those of the documentation", function()
    local names = {}
    for _, option in ipairs(options.LIST) do
      assert.is_string(option.type)
      assert.is_string(option.doc)
      names[#names + 1] = option.name
    end
    table.sort(names)
    assert.same({
      "allow_insecure_http", "api_version", "base_url", "ca_file", "connect_timeout", "environment", "event_content",
      "http2", "ip", "on_event", "password", "proxy", "retries", "settle", "timeout", "token", "token_store",
      "transport", "user_agent", "username", "worker_threads",
    }, names)
  end)

  it("that are unknown are errors with a suggestion", function()
    local suggestions = {
      usename = "username", pasword = "password", timout = "timeout", base_uri = "base_url", retrys = "retries",
      Username = "username", useragent = "user_agent",
    }
    for given, meant in pairs(suggestions) do
      assert_config(('unknown option "%s"; did you mean "%s"?'):format(given, meant),
        openprovider.new({ [given] = "x" }))
    end
  end)

  it("that are like none are errors that list those there are", function()
    assert_config("there are username, password, ip, token", openprovider.new({ zzzzzzzzzzzz = 1 }))
    assert_config("unknown option", openprovider.new({ "username" }))
  end)

  for _, option in ipairs(options.LIST) do
    it("of another type are errors: " .. option.name, function()
      local wrong = option.type == "table" and "text" or {}
      assert_config(("option %s must be a %s, not a "):format(option.name, (option.type:gsub("|", " or "))),
        openprovider.new({ [option.name] = wrong }))
      if option.type == "number" then
        assert_config("must be a number, not a string", openprovider.new({ [option.name] = "5" }))
      end
    end)
  end

  it("of numbers have none that no clock can count", function()
    for _, name in ipairs({ "timeout", "connect_timeout", "retries" }) do
      for _, value in ipairs({ -1, 0 / 0, math.huge, -math.huge }) do
        assert_config("option " .. name, openprovider.new({ [name] = value }))
      end
    end
    assert_config("option timeout", openprovider.new({ timeout = 0 }))
    assert_config("option connect_timeout", openprovider.new({ connect_timeout = 0 }))
    assert_config("option timeout must be at most 86400", openprovider.new({ timeout = 86401 }))
    assert_config("option connect_timeout must be at most 86400", openprovider.new({ connect_timeout = 1e300 }))
    assert.equal(86400, assert(resolve({ timeout = 86400 })).timeout)
    assert.equal(0, assert(resolve({ retries = 0 })).retries)
  end)

  it("that are texts have no NUL in them", function()
    for _, option in ipairs(options.LIST) do
      if option.type:find("string") then
        assert_config("option " .. option.name, openprovider.new({ [option.name] = "a\0b" }))
      end
    end
  end)

  it("that are a user name or a password are none that a login can only fail with", function()
    for value, says in pairs({
      [""] = " is empty", ["jan\n"] = " has a line end or another control character in it",
      ["\tjan"] = " has a line end",
      ["a\27b"] = " has a line end", ["jan\r\n"] = " has a line end", ["\127"] = " has a line end",
      ['"jan"'] = " stands in quotation marks: remove them", ["'jan'"] = " stands in quotation marks",
      ['""'] = " stands in quotation marks", ["“pw”"] = " stands in quotation marks", ["«pw»"] = " stands in",
      ["„pw“"] = " stands in quotation marks", ["‘pw’"] = " stands in", ["”pw”"] = " stands", ["`pw`"] = " stands in",
      ["\239\187\191pw"] = " begins or ends with an invisible character", ["pw\194\160"] = " begins or ends with",
    }) do
      for name, variable in pairs({ username = "OPENPROVIDER_USERNAME", password = "OPENPROVIDER_PASSWORD" }) do
        assert_config("option " .. name .. says, openprovider.new({ [name] = value }))
        if value ~= "" then
          assert_config("environment variable " .. variable .. says, resolve({}, { [variable] = value }))
        end
      end
    end
    for _, value in ipairs({ "O'Brien'", "'", '"', "\"jan'", "ja n", "“jan", "pw»", "j\195\182rg", "\"a", 'a"b"' }) do
      assert(resolve({ username = value, password = value }))
    end
    for _, value in ipairs({ " jan", "jan ", " jan " }) do
      assert_config("option username begins or ends with a blank", openprovider.new({ username = value }))
      assert(resolve({ username = "jan", password = value }))
    end
  end)

  it("that are tables of functions must have them", function()
    local function nothing() end
    assert_config("option transport must have a function", openprovider.new({ transport = {} }))
    assert_config("option transport must have a function", openprovider.new({ transport = { perform = nothing } }))
    for _, count in ipairs({ 0, 1.5 }) do
      assert_config("option worker_threads must be an integer above 0", openprovider.new({ worker_threads = count }))
    end
    assert_config("option token_store must have a function", openprovider.new({ token_store = {} }))
  end)

  it("have a transport, or what makes one of the other options", function()
    local made = testing.transport()
    local client = assert(openprovider.new({
      username = "sandbox", password = "secret", timeout = 7,
      transport = { new = function(settings)
        assert.equal(7, settings.timeout)
        return made
      end },
    }))
    assert.is_true(client:login())
    assert.equal(1, made.sandbox:counters().logins)
  end)

  it("have an environment, which names the address", function()
    assert.equal(PRODUCTION, resolve({ environment = "production" }).base_url)
    assert.equal("http://api.sandbox.openprovider.nl:8480/v1beta", resolve({ environment = "sandbox" }).base_url)
    assert_config('"production" and "sandbox"', resolve({ environment = "prod" }))
  end)

  it("have a version of the API, which is part of the address", function()
    assert.equal("https://api.openprovider.eu/v2", resolve({ api_version = "v2" }).base_url)
    assert.equal("http://api.sandbox.openprovider.nl:8480/v2",
      resolve({ api_version = "v2", environment = "sandbox" }).base_url)
    for _, version in ipairs({ "", "/", "v1/x", "../v1", "v1?x", "v 1" }) do
      assert_config("option api_version", resolve({ api_version = version }))
    end
  end)

  it("have a base_url, which goes before environment and version, with or without a slash at its end", function()
    for given, used in pairs({
      ["https://h.example/v1beta"] = "https://h.example/v1beta",
      ["https://h.example/v1beta/"] = "https://h.example/v1beta",
      ["https://h.example/v1beta//"] = "https://h.example/v1beta",
      ["http://127.0.0.1:8080/v1beta"] = "http://127.0.0.1:8080/v1beta",
      ["https://[::1]:8443/x/v1beta"] = "https://[::1]:8443/x/v1beta",
    }) do
      assert.equal(used, resolve({ base_url = given, environment = "sandbox", api_version = "v9" }).base_url)
    end
  end)

  it("have a base_url that is an address and nothing else", function()
    for _, url in ipairs({
      "", "h.example/v1beta", "ftp://h.example/v1", "https://", "https:///v1", "https://h.example/v1?a=b",
      "https://h.example/v1#a", "https://h.example/v 1", "https://h.example/v1\r\nX: y", "file:///etc/passwd",
      "https://user:word@h.example/v1beta", "https://user@h.example/v1beta",
    }) do
      assert_config("option base_url", resolve({ base_url = url }))
    end
  end)

  it("have a user agent without control characters", function()
    assert_config("option user_agent", resolve({ user_agent = "a\r\nX: y" }))
  end)

  it("come from the environment where they are not given", function()
    local settings = assert(resolve({}, {
      OPENPROVIDER_USERNAME = "u", OPENPROVIDER_PASSWORD = "p", OPENPROVIDER_TOKEN = "t",
      OPENPROVIDER_ENVIRONMENT = "sandbox", OPENPROVIDER_API_VERSION = "v2", OPENPROVIDER_CA_FILE = "/ca.pem",
      OPENPROVIDER_TIMEOUT = "7.5",
    }))
    assert.equal("u", settings.username)
    assert.equal("p", settings.password)
    assert.equal("t", settings.token)
    assert.equal("http://api.sandbox.openprovider.nl:8480/v2", settings.base_url)
    assert.equal("/ca.pem", settings.ca_file)
    assert.equal(7.5, settings.timeout)
    assert.equal("https://h.example/v3", resolve({}, { OPENPROVIDER_BASE_URL = "https://h.example/v3/" }).base_url)
  end)

  it("that are given go before the environment", function()
    local variables = {
      OPENPROVIDER_USERNAME = "u", OPENPROVIDER_TIMEOUT = "7", OPENPROVIDER_BASE_URL = "https://h.example/v3",
    }
    local settings = assert(resolve({ username = "me", timeout = 3, base_url = PRODUCTION }, variables))
    assert.equal("me", settings.username)
    assert.equal(3, settings.timeout)
    assert.equal(PRODUCTION, settings.base_url)
  end)

  it("that are credentials switch off those of the environment", function()
    local variables = {
      OPENPROVIDER_USERNAME = "other", OPENPROVIDER_PASSWORD = "other's", OPENPROVIDER_TOKEN = "other's token",
    }
    local function credentials_of(given)
      local settings = assert(resolve(given, variables))
      return { settings.username, settings.password, settings.token }
    end
    assert.same({ "me", "mine" }, credentials_of({ username = "me", password = "mine" }))
    local settings = assert(resolve({ token = "mine" }, variables))
    assert.same({ nil, nil, "mine" }, { settings.username, settings.password, settings.token })
    settings = assert(resolve({ username = "me", token = "mine" }, variables))
    assert.same({ "me", nil, "mine" }, { settings.username, settings.password, settings.token })
  end)

  it("that are a half of the credentials take the other half from the environment where it belongs to them", function()
    local function credentials_of(given, variables)
      local settings = assert(resolve(given, variables))
      return { settings.username, settings.password, settings.token }
    end
    local mine = { OPENPROVIDER_USERNAME = "me", OPENPROVIDER_PASSWORD = "mine", OPENPROVIDER_TOKEN = "t" }
    assert.same({ "me", "mine" }, credentials_of({ username = "me" }, mine))
    assert.same({ "me", "new" }, credentials_of({ password = "new" }, mine))
    assert.same({ "me", "mine" }, credentials_of({ username = "me" }, { OPENPROVIDER_PASSWORD = "mine" }))
  end)

  it("that are a user name alone never get another user's password", function()
    local others = { OPENPROVIDER_USERNAME = "other", OPENPROVIDER_PASSWORD = "x1y2z3" }
    local value, err = resolve({ username = "me" }, others)
    assert_config('OPENPROVIDER_PASSWORD is that of another user, "other"', value, err)
    assert.is_nil(tostring(err):find("x1y2z3", 1, true))
    assert.is_nil(assert(resolve({ username = "me" }, { OPENPROVIDER_USERNAME = "other" })).password)
  end)

  it("do not come from variables that are empty", function()
    local settings = assert(resolve({}, { OPENPROVIDER_TIMEOUT = "", OPENPROVIDER_TOKEN = "" }))
    assert.equal(60, settings.timeout)
    assert.is_nil(settings.token)
  end)

  it("from the environment are checked too, and the variable is named", function()
    for _, text in ipairs({ "soon", "0", "-1", "1e999" }) do
      local value, err = resolve({}, { OPENPROVIDER_TIMEOUT = text })
      assert.is_nil(value)
      assert.equal("config", err.kind)
      assert.truthy(tostring(err):find("TIMEOUT", 1, true) or tostring(err):find("timeout", 1, true))
    end
    assert_config("OPENPROVIDER_TIMEOUT", resolve({}, { OPENPROVIDER_TIMEOUT = "soon" }))
    assert_config("unknown environment", resolve({}, { OPENPROVIDER_ENVIRONMENT = "prod" }))
    for _, url in ipairs({ "nowhere", "https://jan:word@h.example/v1beta" }) do
      assert_config("environment variable OPENPROVIDER_BASE_URL", resolve({}, { OPENPROVIDER_BASE_URL = url }))
    end
  end)
end)

describe("a client", function()
  local server

  setup(function() server = sandbox.start() end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function new_client(changes)
    local given = {
      base_url = server.base_url, username = server.username, password = server.password, ca_file = server.ca_file,
      proxy = "", retries = 0, timeout = 5,
    }
    for name, value in pairs(changes or {}) do
      if value == example.none then value = nil end
      given[name] = value
    end
    return assert(openprovider.new(given))
  end

  -- What a program prints that is run with these variables and no others of this project.
  local function output_of(program, variables)
    local file = os.tmpname()
    local handle = assert(io.open(file, "w"))
    handle:write(program)
    handle:close()
    local words = { "env -u http_proxy -u HTTP_PROXY -u ALL_PROXY -u all_proxy -u NO_PROXY -u no_proxy" }
    for name, value in pairs(variables) do words[#words + 1] = ("%s='%s'"):format(name, value) end
    local pipe = assert(io.popen(("%s %s %s 2>&1"):format(table.concat(words, " "), LUA, file)))
    local text = pipe:read("*a")
    pipe:close()
    os.remove(file)
    return (text:gsub("%s+$", ""))
  end

  local function credentials(changes)
    local variables = {
      OPENPROVIDER_BASE_URL = server.base_url, OPENPROVIDER_USERNAME = server.username,
      OPENPROVIDER_PASSWORD = server.password,
    }
    for name, value in pairs(changes or {}) do variables[name] = value end
    return variables
  end

  it("that is the default one takes all it needs from the environment", function()
    assert.equal("CV000001-NL", output_of([[
      local openprovider = require("openprovider")
      local handle, err = openprovider.create_customer(require("spec.support.example").customer())
      print(handle or err)]], credentials()))
    local requests = server:requests()
    assert.equal(2, #requests)
    assert.equal("/v1beta/auth/login", requests[1].path)
    assert.equal("POST", requests[2].method)
    assert.equal("/v1beta/customers", requests[2].path)
    local headers = requests[2].headers
    assert.truthy(headers.authorization:find("^Bearer %S+$"))
    assert.equal("application/json", headers["content-type"])
    assert.equal("application/json", headers.accept)
    assert.is_nil(headers.expect)
  end)

  it("that is the default one logs in once for many calls", function()
    local text = output_of([[
      local openprovider = require("openprovider")
      assert(openprovider.create_customer(require("spec.support.example").customer()))
      assert(openprovider.create_customer(require("spec.support.example").customer()))
      local data = assert(openprovider.request("GET", "/customers"))
      print(tostring(data.total):match("%d+"))]], credentials())
    assert.equal("2", text)
    assert.equal(1, server:counters().logins)
  end)

  it("that is the default one without credentials is a config error", function()
    local text = output_of([[print(select(2, require("openprovider").login()))]],
      { OPENPROVIDER_BASE_URL = server.base_url, OPENPROVIDER_USERNAME = "", OPENPROVIDER_PASSWORD = "" })
    assert.truthy(text:find("OPENPROVIDER_USERNAME", 1, true), text)
    assert.equal(0, server:counters().arrived)
  end)

  it("that is the default one tells what is wrong with the environment", function()
    local text = output_of([[print(select(2, require("openprovider").login()))]],
      credentials({ OPENPROVIDER_TIMEOUT = "soon" }))
    assert.truthy(text:find("OPENPROVIDER_TIMEOUT", 1, true), text)
  end)

  it("replaces the default one by configure, which closes the one before", function()
    local transports = { testing.transport(), testing.transport() }
    local closed = 0
    transports[1].close = function() closed = closed + 1 end
    local function configure(index)
      return openprovider.configure({ username = "sandbox", password = "secret", transport = transports[index] })
    end
    local first = assert(configure(1))
    assert.is_true(openprovider.login())
    assert_config("did you mean", openprovider.configure({ usrname = "x" }))
    assert.is_true(openprovider.login())
    assert.equal(2, transports[1].sandbox:counters().logins)
    local second = assert(configure(2))
    assert.equal(1, closed)
    assert.is_true(openprovider.login())
    assert.equal(1, transports[2].sandbox:counters().logins)
    assert_config("closed", first:login())
    second:close()
  end)

  it("sends its user agent, plain by default and settable", function()
    assert(new_client():login())
    assert(new_client({ user_agent = "provisioning/7" }):login())
    local requests = server:requests()
    assert.equal("openprovider-lua/" .. options.VERSION, requests[1].headers["user-agent"])
    assert.equal("provisioning/7", requests[2].headers["user-agent"])
  end)

  it("takes a ca_file from the environment", function()
    local program = [[print(require("openprovider").login())]]
    local variables = credentials({ OPENPROVIDER_BASE_URL = server.https_base_url })
    variables.OPENPROVIDER_CA_FILE = server.ca_file
    assert.equal("true", output_of(program, variables))
    variables.OPENPROVIDER_CA_FILE = "/nowhere/ca.pem"
    assert.truthy(output_of(program, variables):find("/nowhere/ca.pem: No such file or directory", 1, true))
  end)

  it("is not made with a ca_file that cannot be read, or has no certificate", function()
    local empty = os.tmpname()
    for path, why in pairs({
      ["/nowhere/ca.pem"] = "No such file or directory", ["/tmp"] = "Is a directory",
      ["README.md"] = "it has no certificate in PEM form", [empty] = "it has no certificate in PEM form",
    }) do
      assert_config(path .. ": " .. why, openprovider.new({ ca_file = path }))
    end
    os.remove(empty)
    assert(openprovider.new({ ca_file = server.ca_file }))
  end)

  it("sends nothing to a foreign host over http, unless it is allowed to", function()
    local proxy = ("http://127.0.0.1:%d"):format(server.ports.http)
    local foreign = { base_url = "http://foreign.example/v1beta", proxy = proxy }
    local ok, err = new_client(foreign):login()
    assert.is_nil(ok)
    assert.equal("not_sent", err.outcome)
    assert.truthy(tostring(err):find("https://", 1, true))
    assert.equal(0, server:counters().connections)
    foreign.allow_insecure_http = true
    assert.is_true(new_client(foreign):login())
    assert.equal("foreign.example", server:requests()[1].headers.host)
  end)

  local LOGIN = [[print(require("openprovider").new({ proxy = %s, retries = 0 }):login())]]
  local SANDBOX = "http://api.sandbox.openprovider.nl:8480/v1beta"

  it("goes through the proxy that the environment names, and through none with an empty proxy", function()
    local variables = credentials({ http_proxy = "http://127.0.0.1:" .. server.ports.http })
    variables.OPENPROVIDER_BASE_URL = SANDBOX
    assert.equal("true", output_of(LOGIN:format("nil"), variables))
    assert.equal("api.sandbox.openprovider.nl:8480", server:requests()[1].headers.host)
    assert.truthy(output_of(LOGIN:format('""'), variables):find("^nil"))
    assert.equal(1, server:counters().arrived)
  end)

  it("reaches loopback without a proxy, whatever the option and the environment say", function()
    local dead = "http://127.0.0.1:1"
    local variables = credentials({ http_proxy = dead, https_proxy = dead, ALL_PROXY = dead, all_proxy = dead })
    for _, host in ipairs({ "127.0.0.1", "localhost", "127.1" }) do
      variables.OPENPROVIDER_BASE_URL = server.base_url:gsub("127%.0%.0%.1", host)
      assert.equal("true", output_of(LOGIN:format("nil"), variables))
      assert.equal("true", output_of(LOGIN:format('"' .. dead .. '"'), variables))
    end
    variables.OPENPROVIDER_BASE_URL, variables.OPENPROVIDER_CA_FILE = server.https_base_url, server.ca_file
    assert.equal("true", output_of(LOGIN:format("nil"), variables))
  end)

  it("shows no password to a proxy over plain http, unless it is allowed to", function()
    local given = { base_url = SANDBOX, proxy = "http://127.0.0.1:" .. server.ports.http }
    local ok, err = new_client(given):login()
    assert.is_nil(ok)
    assert.equal("not_sent", err.outcome)
    assert.truthy(tostring(err):find("the option allow_insecure_http", 1, true), tostring(err))
    assert.equal(0, server:counters().connections)
    given.allow_insecure_http = true
    assert.is_true(new_client(given):login())
  end)

  it("that is closed is a config error for every call, and closing again is fine", function()
    local client = new_client()
    assert(client:login())
    client:close()
    client:close()
    assert_config("closed", client:login())
    assert_config("closed", client:create_customer(example.customer()))
    assert_config("closed", client:request("GET", "/customers"))
    assert.equal(1, server:counters().arrived)
  end)

  it("is closed at the end of its block where Lua has that", function()
    local run = load and _VERSION ~= "Lua 5.1" and load("local client <close> = ...; return client")
    if not run then return end
    assert_config("closed", run(new_client()):login())
  end)

  it("says as a text whose it is and where, and no secret", function()
    assert.equal("openprovider.client (" .. server.username .. " at " .. server.base_url .. ")", tostring(new_client()))
    local of_token = { username = example.none, password = example.none, token = "secret-token" }
    assert.equal("openprovider.client (token at " .. server.base_url .. ")", tostring(new_client(of_token)))
    assert.equal("openprovider.client (a b at " .. server.base_url .. ")",
      tostring(new_client({ username = "a\194\155b" })))
  end)

  it("names the libcurl that it speaks through", function()
    assert.truthy(openprovider._CURL_VERSION:find("%d+%.%d+"))
  end)
end)
