--- What the API counts of calls about domains, and blocks for: refused here before that.

local openprovider = require("openprovider")
local file_store = require("openprovider.auth.stores.file")
local scratch = require("spec.support.scratch")
local testing = require("openprovider.testing")

describe("the guard, of calls about domains,", function()
  local transport, client, answer, count

  before_each(function()
    local clock = 1000000
    transport = testing.transport { login_limit = false, now = function() return clock end }
    local perform = transport.perform
    count, answer = 0, '{"code":0,"data":{"id":1}}'
    transport.perform = function(request)
      if request.url:find("/auth/login") then return perform(request) end
      count = count + 1
      return { status = 200, headers = {}, body = answer }
    end
    client = assert(openprovider.new {
      username = "sandbox", password = "secret", transport = transport, base_url = "https://api.example/v1beta",
      timeout = 5,
    })
  end)

  local function order(name, extension)
    return { domain = { name = name, extension = extension or "nl" }, period = 1, owner_handle = "CV000001-NL" }
  end

  local function refused(data, err)
    assert.is_nil(data)
    assert.same({ "rate_limited", "not_sent" }, { err.kind, err.outcome })
    return err
  end

  it("lets the same order of a domain through once in ten seconds", function()
    assert(client:call("CreateDomain", order("one")))
    local err = refused(client:call("CreateDomain", order("one")))
    assert.is_truthy(err.message:find("POST /domains: too many orders of the same domain (1 in 10 seconds)", 1, true),
      err.message)
    assert.is_true(err.retry_after >= 10 and err.retry_after <= 12, err.retry_after)
    assert(client:call("CreateDomain", order("two")))
    transport.sandbox:advance(err.retry_after)
    assert(client:call("CreateDomain", order("one")))
    assert.equal(3, count)
  end)

  it("counts an order that `request` sends, too", function()
    assert(client:request("POST", "/domains", nil, order("one")))
    refused(client:call("CreateDomain", order("one")))
  end)

  it("lets the same check through 18 times in 300 seconds", function()
    local check = { domains = { { name = "one", extension = "com" } } }
    for _ = 1, 18 do assert(client:call("CheckDomain", check)) end
    refused(client:call("CheckDomain", check))
    assert(client:call("CheckDomain", { domains = { { name = "two", extension = "com" } } }))
  end)

  it("counts a check once for all programs of a machine, which may make half of them", function()
    local folder = scratch.make()
    local function check()
      return assert(openprovider.new {
        username = "sandbox", password = "secret", transport = transport, base_url = "https://api.example/v1beta",
        token_store = file_store.new(folder .. "/tokens.json"),
      }):call("CheckDomain", { domains = { { name = "one", extension = "com" } } })
    end
    for _ = 1, 9 do assert(check()) end
    refused(check())
    scratch.remove()
  end)

  it("lets 54 checks a minute through of a TLD whose registry counts them", function()
    local function check(number, extension)
      return client:call("CheckDomain", { domains = { { name = "d" .. number, extension = extension } } })
    end
    for number = 1, 54 do assert(check(number, "EU")) end
    refused(check(55, "eu"))
    assert(check(56, "it"))
    for number = 57, 117 do assert(check(number, "com")) end
  end)

  it("stops before the tenth call about .eu that the API refuses within 20 minutes", function()
    answer = '{"code":320,"desc":"Domain is not free"}'
    for number = 1, 8 do
      local _, err = client:call("CreateDomain", order("d" .. number, "eu"))
      assert.equal(320, err.code)
    end
    refused(client:call("CreateDomain", order("d9", "eu")))
    local _, err = client:call("CreateDomain", order("d9", "nl"))
    assert.equal(320, err.code)
    transport.sandbox:advance(1350)
    answer = '{"code":0,"data":{"id":1}}'
    assert(client:call("CreateDomain", order("d9", "eu")))
  end)
end)
