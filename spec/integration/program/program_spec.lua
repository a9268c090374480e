--- The program on the first page, run by an interpreter of its own with nothing but variables
-- of the environment; and where it goes without OPENPROVIDER_BASE_URL.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

local PROGRAM = [[
local openprovider = require "openprovider"

local handle, err = openprovider.create_customer {       -- default client, configured from the environment
  company_name = "Example BV", email = "jan@example.com", vat = "NL123456789B01", locale = "nl_NL",
  name    = openprovider.name { first_name = "Jan", prefix = "van", last_name = "Dijk" },
  address = openprovider.address { street = "Hofplein", number = 20, zipcode = "3032 AC",
                                   city = "Rotterdam", country = "NL" },
  phone   = openprovider.phone "+31 10 123 4567",
}
if not handle then io.stderr:write(tostring(err), "\n") os.exit(1) end
]]

local function interpreter()
  local named = os.getenv("OP_LUA")
  if named then return named end
  return rawget(_G, "jit") and "luajit" or "lua" .. _VERSION:match("%d%.%d")
end

local function quoted(text)
  return "'" .. text:gsub("'", "'\\''") .. "'"
end

-- Runs a program -> what it wrote on both outputs, and its exit status.
local function run(program, variables)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(program)
  file:close()
  local words = { "env -u OPENPROVIDER_TOKEN -u OPENPROVIDER_ENVIRONMENT -u OPENPROVIDER_API_VERSION" }
  variables.LUA_PATH, variables.LUA_CPATH = package.path, package.cpath
  for name, value in pairs(variables) do words[#words + 1] = quoted(name .. "=" .. value) end
  words[#words + 1] = interpreter() .. " " .. quoted(path) .. " 2>&1; echo \"exit $?\""
  local pipe = assert(io.popen(table.concat(words, " ")))
  local output = pipe:read("*a")
  pipe:close()
  os.remove(path)
  local text, status = output:match("^(.*)exit (%d+)\n$")
  return text, tonumber(status)
end

describe("the program of eight lines", function()
  local server

  setup(function() server = sandbox_server.start { username = "jan", password = "s3cr3t word" } end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)

  local function environment(changes)
    local variables = {
      OPENPROVIDER_BASE_URL = server.base_url, OPENPROVIDER_USERNAME = "jan", OPENPROVIDER_PASSWORD = "s3cr3t word",
    }
    for name, value in pairs(changes or {}) do variables[name] = value end
    return variables
  end

  it("makes one customer, with one login, and is silent", function()
    local output, status = run(PROGRAM, environment())
    assert.equal("", output)
    assert.equal(0, status)
    local counters = server:counters()
    assert.equal(1, counters.logins)
    assert.equal(1, counters.customers_created)
    assert.equal(2, counters.arrived)
    local requests = server:requests()
    assert.equal("/v1beta/auth/login", requests[1].path)
    local created = requests[2]
    assert.equal("POST", created.method)
    assert.equal("/v1beta/customers", created.path)
    assert.is_truthy(created.headers.authorization:find("^Bearer %x+$"))
    assert.equal("application/json", created.headers["content-type"])
    assert.equal("application/json", created.headers.accept)
    assert.is_nil(created.head:lower():find("\nexpect:", 1, true))
    assert.same({
      company_name = "Example BV", email = "jan@example.com", vat = "NL123456789B01", locale = "nl_NL",
      name = { first_name = "Jan", prefix = "van", last_name = "Dijk" },
      address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
      phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
    }, (dkjson.decode(created.body)))
  end)

  it("has the handle", function()
    local output, status = run(PROGRAM .. "print(handle)", environment())
    assert.equal(0, status)
    assert.is_truthy(output:find("^%u%u000001%-NL\n$"), output)
  end)

  it("says in one line why it has none, and ends with 1", function()
    local output, status = run(PROGRAM, environment { OPENPROVIDER_PASSWORD = "wr0ng" })
    assert.equal(1, status)
    assert.is_truthy(output:find("^openprovider: [^\n]+\n$"), output)
    assert.is_nil(output:find("wr0ng", 1, true))
    output, status = run(PROGRAM:gsub('"NL"', '"XX"'), environment())
    assert.equal(1, status)
    assert.is_truthy(output:find("address.country", 1, true), output)
  end)

  it("names the variables where there are no credentials, and sends nothing", function()
    local output, status = run(PROGRAM, environment { OPENPROVIDER_USERNAME = "", OPENPROVIDER_PASSWORD = "" })
    assert.equal(1, status)
    assert.is_truthy(output:find("OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD", 1, true), output)
    assert.equal(0, server:counters().arrived)
  end)

  it("works over https, with the authorities in OPENPROVIDER_CA_FILE", function()
    local output, status = run(PROGRAM, environment {
      OPENPROVIDER_BASE_URL = server.https_base_url, OPENPROVIDER_CA_FILE = server.ca_file,
    })
    assert.equal("", output)
    assert.equal(0, status)
    assert.equal(1, server:counters().customers_created)
  end)
end)

describe("a client without a base_url", function()
  -- The addresses of what a create sends.
  local function addresses(options)
    local found = {}
    options.username, options.password = "jan", "secret"
    options.transport = {
      perform = function(request)
        found[#found + 1] = request.method .. " " .. request.url
        local data = request.url:find("login$") and '{"token":"abc"}' or '{"handle":"CV1-NL"}'
        return { status = 200, headers = {}, body = '{"code":0,"data":' .. data .. "}" }
      end,
      sleep = function() end,
      now = os.time,
    }
    local client = assert(openprovider.new(options))
    assert(client:create_customer(example.customer()))
    return found
  end

  it("works with the production environment", function()
    assert.same({
      "POST https://api.openprovider.eu/v1beta/auth/login", "POST https://api.openprovider.eu/v1beta/customers",
    }, addresses { environment = "production" })
  end)

  it("works with the sandbox where its environment says so", function()
    assert.same({
      "POST http://api.sandbox.openprovider.nl:8480/v1beta/auth/login",
      "POST http://api.sandbox.openprovider.nl:8480/v1beta/customers",
    }, addresses { environment = "sandbox" })
  end)
end)
