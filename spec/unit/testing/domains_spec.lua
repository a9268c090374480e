--- The double's domains: what is known of the API's.
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("the double's domains", function()
  local transport, sandbox, client, handle, other

  local function begin(options)
    options = options or {}
    options.login_limit = false
    options.now = function() return 1000000 end
    transport = testing.transport(options)
    sandbox = transport.sandbox
    sandbox:fill(3)
    handle, other = sandbox:handles()[1], sandbox:handles()[3]
    client = openprovider.new { username = "sandbox", password = "secret", transport = transport, timeout = 5 }
  end
  before_each(function() begin() end)

  local function order(domain, changes)
    local name, extension = domain:match("^([^.]*)%.(.*)$")
    local given = { domain = { name = name, extension = extension }, period = 1, owner_handle = handle }
    for member, value in pairs(changes or {}) do given[member] = value end
    return client:call("CreateDomain", given)
  end

  local function code_of(ok, err)
    assert.is_nil(ok)
    return err.code
  end

  it("are registered, listed, read, changed, renewed and deleted", function()
    local made = assert(order("example.com", { admin_handle = other }))
    assert.equal("ACT", made.status)
    assert.equal(1, assert(client:call("ListDomains", { full_name = "example.com" })).total)
    local before = assert(client:call("GetDomain", { id = made.id }))
    assert.same({ handle, other }, { before.owner_handle, before.admin_handle })
    assert(client:call("UpdateDomain", { id = made.id, owner_handle = other, autorenew = "off" }))
    assert(client:call("RenewDomain", { id = made.id, period = 1 }))
    local after = assert(client:call("GetDomain", { id = made.id, with_api_history = true }))
    assert.same({ other, "off", 3 }, { after.owner_handle, after.autorenew, #after.api_history })
    assert.is_true(after.renewal_date > before.renewal_date)
    assert.same({ status = "DEL" }, client:call("DeleteDomain", { id = made.id }))
    assert.equal(0, assert(client:call("ListDomains")).total)
    assert.equal(1, assert(client:call("ListDomains", { is_deleted = true })).total)
    assert.is_true(client:delete_customer(other))
  end)

  it("are refused for what registries want", function()
    assert.equal(333, code_of(order("example.nl")))
    assert.equal(160, code_of(order("example.com.au")))
    assert.equal(307, code_of(order("example.nonesuch")))
    assert.equal(331, code_of(order("example.com", { owner_handle = "XX999999-XX" })))
    assert(order("example.com"))
    assert.equal(311, code_of(order("example.com", { period = 2 })))
  end)

  it("get another owner by a trade where the registry wants one, with its code", function()
    assert(order("example.be"))
    local domain = sandbox:domain("example.be")
    local trade = { domain = { name = "example", extension = "be" }, owner_handle = other }
    assert.equal(524, code_of(client:call("UpdateDomain", { id = domain.id, owner_handle = other })))
    assert.equal(318, code_of(client:call("TradeDomain", trade)))
    trade.auth_code = assert(client:call("GetAuthCode", { id = domain.id })).auth_code
    assert.equal("ACT", assert(client:call("TradeDomain", trade)).status)
    assert.same({ other, 1 }, { sandbox:domain("example.be").owner_handle, sandbox:domain("example.be").trades })
    assert.equal(364, code_of(client:call("TradeDomain", trade)))
    assert(order("example.com"))
    assert.equal(321, code_of(client:call("TradeDomain",
      { domain = { name = "example", extension = "com" }, owner_handle = other })))
  end)

  it("are requested while a trade takes its time", function()
    begin { trade_seconds = 60, registries = { be = { trade = { fee = 1 } } } }
    assert(order("example.be"))
    local trade = { domain = { name = "example", extension = "be" }, owner_handle = other }
    assert.equal("REQ", assert(client:call("TradeDomain", trade)).status)
    assert.equal(handle, sandbox:domain("example.be").owner_handle)
    assert.equal(366, code_of(client:call("TradeDomain", trade)))
    sandbox:advance(61)
    assert.same({ "ACT", other }, { sandbox:domain("example.be").status, sandbox:domain("example.be").owner_handle })
  end)

  it("have prices", function()
    local function price(extension, operation)
      return assert(client:call("GetPrice", { domain = { name = "x", extension = extension }, operation = operation }))
        .price.reseller.price
    end
    assert.same({ 12.5, 0, 8.5 }, { price("be", "trade"), price("com", "trade"), price("com", "create") })
    local checked = assert(client:call("CheckDomain",
      { domains = { { name = "x", extension = "com" }, { name = "x", extension = "nonesuch" } }, with_price = true }))
    assert.equal("free", checked.results[1].status)
    assert.equal(8.5, checked.results[1].price.reseller.price)
    assert.equal("error", checked.results[2].status)
  end)

  -- Sends a request as a client without a guard would.
  local function send(path, body)
    local token = sandbox:handle { method = "POST", path = "/v1beta/auth/login",
      body = '{"username":"sandbox","password":"secret"}' }.body:match('"token":"([^"]*)"')
    return tonumber(sandbox:handle { method = "POST", path = "/v1beta" .. path, body = body,
      headers = { authorization = "Bearer " .. token } }.body:match('"code":(%d+)'))
  end

  it("are counted as the API counts them", function()
    local body = ('{"domain":{"name":"x","extension":"com"},"period":1,"owner_handle":"%s"}'):format(handle)
    assert.same({ 0, 4007 }, { send("/domains", body), send("/domains", body) })
    sandbox:advance(299)
    assert.equal(4007, send("/domains", body))
    sandbox:advance(2)
    assert.equal(311, send("/domains", body))
    local check = '{"domains":[{"name":"x","extension":"com"}]}'
    for _ = 1, 20 do assert.equal(0, send("/domains/check", check)) end
    assert.equal(50, send("/domains/check", check))
    for number = 1, 60 do
      assert.equal(0, send("/domains/check", '{"domains":[{"name":"' .. number .. '","extension":"eu"}]}'))
    end
    assert.equal(50, send("/domains/check", '{"domains":[{"name":"x","extension":"eu"}]}'))
    for number = 1, 10 do
      local body_of_one = ('{"domain":{"name":"x%d","extension":"eu"},"owner_handle":"Z"}'):format(number)
      assert.equal(331, send("/domains", body_of_one))
    end
    assert.equal(4007, send("/domains", '{"domain":{"name":"x","extension":"eu"},"owner_handle":"Z"}'))
  end)
end)
