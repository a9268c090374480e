--- Trades cost money: each is ordered once, and told before, whatever the API shows of it.

local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local ID = 123456790

-- A program with nothing but the journal of another one.
local PROGRAM = [[
local client = assert(require("openprovider").new {
  base_url = arg[1], username = arg[2], password = arg[3], proxy = "", retries = 0,
})
local report = assert(client:replace_handle(arg[4], arg[5], { allow_fees = true, settle = 0.05, journal = arg[6] }))
print(report.domains[1].status, report.domains[1].err and report.domains[1].err.kind)
]]

describe("a trade", function()
  local server, client, old, new, code

  setup(function()
    server = sandbox_server.start { login_limit = false }
    scratch.make()
  end)
  teardown(function()
    scratch.remove()
    server:stop()
  end)

  before_each(function()
    server:reset()
    server:fill(2)
    old, new = server:handles()[1], server:handles()[2]
    client = server:client({ retries = 0, settle = 0.05 })
    server:add_domain { domain = "trade.be", handle = old, owner_handle = old }
    code = assert(client:call("GetDomain", { id = ID })).auth_code
  end)
  after_each(function() client:close() end)

  local function answer(method, path, times, data)
    server:fault { name = "status", status = 200, content_type = "application/json", method = method, path = path,
      times = times, body = '{"code":0,"data":' .. data .. "}" }
  end

  -- The domain as it was, without what was ordered since.
  local function as_before(members)
    return ('{"id":%d,"status":"ACT","owner_handle":"%s","domain":{"name":"trade","extension":"be"},'
      .. '"auth_code":"%s","trade_auth_code_required":"yes"%s}'):format(ID, old, code, members)
  end

  local function reads_show_the_past(times)
    answer("GET", "/domains/" .. ID, times, as_before(',"trade_allowed":true'))
  end

  local function lists_show_the_past(members)
    answer("GET", "/domains$", 9, '{"total":1,"results":[' .. as_before(members) .. "]}")
  end

  local function replace(opts)
    local report = assert(client:replace_handle(old, new, opts))
    return report, report.domains[1]
  end

  local function orders()
    return server:counters().by_route["POST /domains/trade"]
  end

  it("is ordered once where reads do not show it", function()
    reads_show_the_past(99)
    local _, domain = replace { allow_fees = true }
    assert.same({ "unknown", "outcome_unknown" }, { domain.status, domain.err.kind })
    assert.is_truthy(domain.err.message:find("still shows the old owner", 1, true))
    assert.equal(1, orders())
  end)

  it("is done once where reads show it late", function()
    reads_show_the_past(3)
    local _, domain = replace { allow_fees = true }
    assert.same({ "replaced", 1 }, { domain.status, orders() })
  end)

  it("is not ordered again by a journal where the API shows no history", function()
    local journal = scratch.folder .. "/trade.journal"
    reads_show_the_past(99)
    lists_show_the_past("")
    server:fault { name = "reset_after", method = "POST", path = "/domains/trade" }
    local _, domain = replace { allow_fees = true, journal = journal }
    assert.equal("unknown", domain.status)
    _, domain = replace { allow_fees = true, journal = journal }
    assert.same({ "failed", "conflict", 1 }, { domain.status, domain.err.kind, orders() })
  end)

  it("is not ordered again by another run without a journal where it does not show, for a day", function()
    reads_show_the_past(99)
    lists_show_the_past("")
    server:fault { name = "reset_after", method = "POST", path = "/domains/trade" }
    local _, domain = replace { allow_fees = true }
    assert.equal("unknown", domain.status)
    for _ = 1, 2 do
      domain = select(2, replace { allow_fees = true })
      assert.same({ "failed", "conflict", 1 }, { domain.status, domain.err.kind, orders() })
    end
  end)

  it("is not ordered again where its answer was lost, though the history does not show it: reads may lag", function()
    server:fault { name = "reset_after", method = "POST", path = "/domains/trade" }
    answer("GET", "/domains/" .. ID, 99, as_before(',"trade_allowed":true,"api_history":[]'))
    lists_show_the_past("")
    local _, domain = replace { allow_fees = true }
    assert.equal("unknown", domain.status)
    _, domain = replace { allow_fees = true }
    assert.same({ "failed", "conflict", 1 }, { domain.status, domain.err.kind, orders() })
  end)

  it("is not ordered again by a program that shares only the journal, whatever the history shows", function()
    local journal = scratch.folder .. "/shared.journal"
    server:fault { name = "reset_after", method = "POST", path = "/domains/trade" }
    answer("GET", "/domains/" .. ID, 99, as_before(',"trade_allowed":true,"api_history":[]'))
    lists_show_the_past("")
    assert.equal("unknown", select(2, replace { allow_fees = true, journal = journal }).status)
    lists_show_the_past("")
    local said = scratch.output_of(scratch.command_of(PROGRAM, "", server.base_url, server.username, server.password,
      old, new, journal))
    assert.equal("failed\tconflict", said)
    assert.equal(1, orders())
  end)

  for _, refusal in ipairs({ 366, 364, 399 }) do
    it(("is not ordered again after code %d, which may be about the trade itself"):format(refusal), function()
      server:fault { name = "code", code = refusal, method = "POST", path = "/domains/trade" }
      local _, domain = replace { allow_fees = true }
      assert.same({ "unknown", "outcome_unknown", refusal }, { domain.status, domain.err.kind, domain.err.code })
      assert.is_truthy(domain.err.message:find("look", 1, true))
      _, domain = replace { allow_fees = true }
      assert.same({ "failed", "conflict", 0 }, { domain.status, domain.err.kind, server:domain("trade.be").trades })
    end)
  end

  for _, journal in ipairs({ false, true }) do
    it("is ordered by the next run after a code that proves a refusal, " .. (journal and "with" or "without")
      .. " a journal", function()
      journal = journal and scratch.folder .. "/refused.journal" or nil
      server:fault { name = "code", code = 318, method = "POST", path = "/domains/trade" }
      local _, domain = replace { allow_fees = true, journal = journal }
      assert.same({ "failed", 318 }, { domain.status, domain.err.code })
      _, domain = replace { allow_fees = true, journal = journal }
      assert.same({ "replaced", 1 }, { domain.status, server:domain("trade.be").trades })
    end)
  end

  it("is ordered with name servers of which the record has no addresses", function()
    for _, servers in ipairs({ '{"name":"ns1.example.nl","ip":null,"ip6":null}', "null", '{"name":null}' }) do
      answer("GET", "/domains/" .. ID, 2, as_before(',"trade_allowed":true,"autorenew":null,"ns_group":null,'
        .. '"name_servers":[' .. servers .. "]"))
      assert.equal("replaced", select(2, replace { allow_fees = true }).status)
      old, new = new, old
    end
  end)

  it("is ordered by the next run after the API has said that it failed", function()
    answer("POST", "/domains/trade", 1, '{"status":"FAI"}')
    assert.equal("failed", select(2, replace { allow_fees = true }).status)
    assert.equal("replaced", select(2, replace { allow_fees = true }).status)
  end)

  describe("within a limit of fees", function()
    local function add_another() server:add_domain { domain = "second.be", handle = old, owner_handle = old } end

    it("is made if all trades of the call cost no more", function()
      add_another()
      local report = replace { max_fee = 25 }
      assert.same({ true, { EUR = 25 } }, { report.is_complete, report.fees })
    end)

    it("is not made if all cost more: nothing is changed", function()
      add_another()
      server:add_domain { domain = "own.nl", handle = old, owner_handle = old }
      local report = replace { max_fee = 24.99 }
      assert.same({ "conflict", "not_sent", { planned = 3 } }, { report.err.kind, report.err.outcome, report.counts })
      assert.equal("trades cost 25.00 EUR, and the limit is 24.99 EUR", report.err.message)
      assert.same({ {}, {} }, { server:domain("own.nl").commands, server:domain("trade.be").commands })
      report = replace { max_fee = 0, allow_fees = true }
      assert.equal("conflict", report.err.kind)
    end)

    it("is made at the product's price where the reseller has none", function()
      answer("GET", "/domains/prices", 1,
        '{"price":{"reseller":{"price":null,"currency":"EUR"},"product":{"price":3,"currency":"EUR"}}}')
      assert.same({ EUR = 3 }, (replace { max_fee = 3 }).fees)
    end)

    for what, price in pairs({ ["without a currency"] = '{"price":1}',
      ["which is negative"] = '{"price":-5,"currency":"EUR"}' }) do
      it("is not made at a price " .. what, function()
        answer("GET", "/domains/prices", 1, '{"price":{"reseller":' .. price .. "}}")
        local report = replace { max_fee = 1000 }
        assert.equal("conflict", report.err.kind)
        assert.is_truthy(report.err.message:find(what, 1, true), report.err.message)
        assert.is_nil(orders())
      end)
    end

    it("is not made where prices are in several currencies", function()
      add_another()
      answer("GET", "/domains/prices", 1, '{"price":{"reseller":{"price":5,"currency":"USD"}}}')
      local report = replace { max_fee = 1000 }
      assert.equal("conflict", report.err.kind)
      assert.is_truthy(report.err.message:find("12.50 EUR and 5.00 USD: a limit of fees works for one", 1, true))
      assert.is_nil(orders())
    end)

    it("is not made where it was planned as an update, and the fee is beyond the limit", function()
      answer("GET", "/domains$", 1, '{"total":1,"results":[' .. as_before(',"modify_owner_allowed":true') .. "]}")
      local report, domain = replace { max_fee = 5 }
      assert.same({ "failed", "conflict", false }, { domain.status, domain.err.kind, report.is_complete })
      assert.is_nil(orders())
    end)
  end)

  it("is told with its fee by a dry run where lists do not say what a domain needs", function()
    lists_show_the_past("")
    local report, domain = replace { dry_run = true }
    assert.same({ "trade", { EUR = 12.5 } }, { domain.action, report.fees })
  end)

  it("is not made where its fee cannot be read, and other domains are done", function()
    server:add_domain { domain = "own.nl", handle = old, owner_handle = old }
    server:fault { name = "code", code = 399, method = "GET", path = "/domains/prices", times = 9 }
    local report, domain = replace { allow_fees = true }
    assert.same({ "failed", 399, "not_sent" }, { domain.status, domain.err.code, domain.err.outcome })
    assert.same({ "replaced", false }, { report.domains[2].status, report.is_complete })
    assert.is_nil(orders())
  end)
end)

describe("an update of a domain", function()
  it("that the API says has failed is not done", function()
    local server = sandbox_server.start { login_limit = false }
    finally(function() server:stop() end)
    server:fill(2)
    local client = server:client()
    local old, new = server:handles()[1], server:handles()[2]
    server:add_domain { domain = "own.nl", handle = old, owner_handle = old }
    server:fault { name = "status", status = 200, content_type = "application/json", method = "PUT",
      path = "/domains/", body = '{"code":0,"data":{"id":' .. ID .. ',"status":"FAI"}}' }
    local report = assert(client:replace_handle(old, new))
    assert.same({ false, "failed", "rejected" },
      { report.is_complete, report.domains[1].status, report.domains[1].err.kind })
    client:close()
  end)
end)
