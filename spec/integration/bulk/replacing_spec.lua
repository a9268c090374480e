--- Another handle for all domains of a handle, and another name for a customer, against a real server.

local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

describe("a handle's domains get another handle", function()
  local server, client, old, new, other

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
    server:fill(3)
    old, new, other = server:handles()[1], server:handles()[2], server:handles()[3]
    client = server:client({ retries = 0, settle = 0.05 })
  end)
  after_each(function() client:close() end)

  local function add(domain, members)
    members.domain, members.handle = domain, members.owner_handle or other
    server:add_domain(members)
  end

  local function add_all()
    add("own.nl", { owner_handle = old, admin_handle = old, tech_handle = other })
    add("trade.be", { owner_handle = old, admin_handle = old, reseller_handle = old })
    add("contact.com", { admin_handle = old, billing_handle = old })
    add("contact.be", { tech_handle = old })
  end

  -- Each domain of a report as "name action status".
  local function lines_of(report)
    local lines = {}
    for index, domain in ipairs(report.domains) do
      lines[index] = ("%s %s %s"):format(domain.full_name, domain.action, domain.status)
    end
    return lines
  end

  local function writes()
    local count = 0
    for route, times in pairs(server:counters().by_route) do
      if not route:find("^GET") and not route:find("login") then count = count + times end
    end
    return count
  end

  it("not in a dry run, which says what each needs and what trades cost", function()
    add_all()
    local report = assert(client:replace_handle(old, new, { dry_run = true }))
    assert.same({ "own.nl update planned", "trade.be trade planned", "contact.com update planned",
      "contact.be update planned" }, lines_of(report))
    assert.same({ amount = 12.5, currency = "EUR" }, report.domains[2].fee)
    assert.same({ EUR = 12.5 }, report.fees)
    assert.same({ "owner", "admin", "reseller" }, report.domains[2].roles)
    assert.is_false(report.is_complete)
    assert.equal(0, writes())
  end)

  it("in every role, and no trade is made unless fees are allowed", function()
    add_all()
    local report = assert(client:replace_handle(old, new))
    assert.same({ "own.nl update replaced", "trade.be trade needs_fee", "contact.com update replaced",
      "contact.be update replaced" }, lines_of(report))
    assert.same({ replaced = 3, needs_fee = 1 }, report.counts)
    assert.is_false(report.is_complete)
    assert.same({ new, new, other }, { server:domain("own.nl").owner_handle, server:domain("own.nl").admin_handle,
      server:domain("own.nl").tech_handle })
    assert.same({ other, new, new }, { server:domain("contact.com").owner_handle,
      server:domain("contact.com").admin_handle, server:domain("contact.com").billing_handle })
    assert.same({ old, 0 }, { server:domain("trade.be").owner_handle, server:domain("trade.be").trades })
  end)

  it("by a trade with its code, with fees allowed, and in the role that trades do not have", function()
    add_all()
    local report = assert(client:replace_handle(old, new, { allow_fees = true }))
    assert.is_true(report.is_complete)
    local domain = server:domain("trade.be")
    assert.same({ new, new, new, 1 },
      { domain.owner_handle, domain.admin_handle, domain.reseller_handle, domain.trades })
    assert.is_true((client:delete_customer(old)))
    report = assert(client:replace_handle(other, new))
    assert.equal("contact.com", report.domains[2].full_name)
  end)

  it("by a trade with a code of the caller's, where the API shows none", function()
    add("trade.be", { owner_handle = old })
    local function hide(times)
      server:fault { name = "status", status = 200, content_type = "application/json", path = "/domains/123456790$",
        times = times, body = ('{"code":0,"data":{"id":123456790,"status":"ACT","owner_handle":"%s",'
          .. '"trade_allowed":true,"trade_auth_code_required":"yes","domain":{"name":"trade","extension":"be"}}}')
          :format(old) }
    end
    hide(2)
    local report = assert(client:replace_handle(old, new, { allow_fees = true }))
    assert.equal("failed", report.domains[1].status)
    assert.is_truthy(report.domains[1].err.message:find("give it with auth_codes", 1, true))
    hide(2)
    report = assert(client:replace_handle(old, new, { allow_fees = true, auth_codes = { ["Trade.BE"] = "Code-1" } }))
    assert.is_true(report.is_complete)
    local _, err = client:replace_handle(old, new, { auth_codes = { ["trade.be"] = 12 } })
    assert.equal("config", err.kind)
    assert.is_truthy(err.message:find('the code of "trade.be" is not a string', 1, true), err.message)
  end)

  it("each told as it is done", function()
    add_all()
    local told = {}
    assert(client:replace_handle(old, new, { on_progress = function(domain) told[#told + 1] = domain.full_name end }))
    table.sort(told)
    assert.same({ "contact.be", "contact.com", "own.nl", "trade.be" }, told)
  end)

  it("and none is left out where one is refused", function()
    add_all()
    server:fault { name = "code", code = 366, method = "PUT", path = "/domains/123456790$" }
    local report = assert(client:replace_handle(old, new))
    assert.same({ "own.nl update failed", "trade.be trade needs_fee", "contact.com update replaced",
      "contact.be update replaced" }, lines_of(report))
    assert.equal(366, report.domains[1].err.code)
  end)

  it("once where the answer was lost after it was done", function()
    add("trade.be", { owner_handle = old })
    server:fault { name = "reset_after", method = "POST", path = "/domains/trade" }
    local report = assert(client:replace_handle(old, new, { allow_fees = true }))
    assert.same({ "trade.be trade replaced" }, lines_of(report))
    assert.equal(1, server:domain("trade.be").trades)
  end)

  it("never by a second trade in one run, where the first was lost", function()
    add("trade.be", { owner_handle = old })
    server:fault { name = "reset_before", method = "POST", path = "/domains/trade" }
    local report = assert(client:replace_handle(old, new, { allow_fees = true }))
    assert.same({ "trade.be trade unknown" }, lines_of(report))
    assert.equal(1, server:counters().by_route["POST /domains/trade"] or 1)
    report = assert(client:replace_handle(old, new, { allow_fees = true }))
    assert.same({ "trade.be trade failed" }, lines_of(report))
    assert.equal(0, server:domain("trade.be").trades)
  end)

  it("later where a trade takes its time: it is not ordered again", function()
    add("trade.be", { owner_handle = old })
    server:change { trade_seconds = 600 }
    for _, status in ipairs({ "requested", "requested", "replaced" }) do
      local report = assert(client:replace_handle(old, new, { allow_fees = true }))
      if report.domains[1] then assert.equal(status, report.domains[1].status) end
      server:advance(400)
    end
    assert.same({ new, 1 }, { server:domain("trade.be").owner_handle, server:domain("trade.be").trades })
  end)

  it("not at all where there is no such new handle, or it is the same", function()
    add_all()
    local report, err = client:replace_handle(old, "XX999999-XX")
    assert.same({ nil, "not_found", "not_sent" }, { report, err.kind, err.outcome })
    report, err = client:replace_handle(old, old:lower())
    assert.same({ nil, "invalid" }, { report, err.kind })
    assert.equal(0, writes())
  end)

  it("until the API refuses all: the rest stays planned", function()
    add_all()
    server:fault { name = "code", code = 4005, method = "PUT", path = "/domains/", times = 9 }
    local report = assert(client:replace_handle(old, new))
    assert.equal("maintenance", report.err.kind)
    assert.same({ planned = 3, needs_fee = 1 }, report.counts)
  end)

  -- The list of domains shows them as they were before others changed their owner.
  local function show_as_they_were(id, extension, times)
    server:fault { name = "status", status = 200, content_type = "application/json", path = "/domains$", method = "GET",
      times = times or 1, body = ('{"code":0,"data":{"total":1,"results":[{"id":%d,"status":"ACT","owner_handle":"%s",'
        .. '"tech_handle":"%s","trade_allowed":%s,"modify_owner_allowed":%s,'
        .. '"domain":{"name":"own","extension":"%s"}}]}}')
        :format(id, old, new, tostring(extension == "be"), tostring(extension ~= "be"), extension) }
  end

  for _, journal in ipairs({ false, true }) do
    for _, extension in ipairs({ "nl", "be" }) do
      it(("but not one of .%s that others gave another owner meanwhile: it costs nothing, and that is said%s"):format(
        extension, journal and ", with a journal" or ""), function()
        add("own." .. extension, { owner_handle = other, tech_handle = new })
        show_as_they_were(123456790, extension)
        local report = assert(client:replace_handle(old, new, {
          allow_fees = true, journal = journal and scratch.folder .. "/gone." .. extension or nil,
        }))
        local domain = report.domains[1]
        assert.same({ { gone = 1 }, {}, true }, { report.counts, report.fees, report.is_complete })
        assert.same({ "gone", "conflict" }, { domain.status, domain.err.kind })
        assert.is_truthy(domain.err.message:find(other, 1, true), domain.err.message)
        assert.equal(0, writes())
      end)
    end
  end

  it("with a journal, which goes on where a run ended", function()
    add_all()
    local journal = scratch.folder .. "/replace.journal"
    server:fault { name = "code", code = 4005, method = "PUT", path = "/domains/", times = 1 }
    local report = assert(client:replace_handle(old, new, { journal = journal, allow_fees = true }))
    assert.is_false(report.is_complete)
    report = assert(client:replace_handle(old, new, { journal = journal, allow_fees = true }))
    assert.is_true(report.is_complete)
    assert.same({ "modifyDomainRequest" }, server:domain("own.nl").commands)
    assert.equal(1, server:domain("trade.be").trades)
    report = assert(client:replace_handle(old, new, { journal = journal, allow_fees = true }))
    assert.same({ {}, true }, { report.domains, report.is_complete })
  end)

  it("with a journal, where a trade that was ordered is not done and not under way: nobody orders another", function()
    add("trade.be", { owner_handle = old })
    local journal = scratch.folder .. "/trade.journal"
    server:change { trade_seconds = 600 }
    assert(client:replace_handle(old, new, { journal = journal, allow_fees = true }))
    server:fault { name = "status", status = 200, content_type = "application/json", path = "/domains$",
      body = ('{"code":0,"data":{"total":1,"results":[{"id":123456790,"status":"ACT","owner_handle":"%s",'
        .. '"trade_allowed":true,"domain":{"name":"trade","extension":"be"}}]}}'):format(old) }
    server:fault { name = "status", status = 200, content_type = "application/json", path = "/domains/123456790$",
      times = 99, body = ('{"code":0,"data":{"id":123456790,"status":"ACT","owner_handle":"%s","trade_allowed":true,'
        .. '"domain":{"name":"trade","extension":"be"},"api_history":[{"cmd":"tradeDomainRequest"}]}}'):format(old) }
    local report = assert(client:replace_handle(old, new, { journal = journal, allow_fees = true }))
    assert.equal("failed", report.domains[1].status)
    assert.is_truthy(report.domains[1].err.message:find("a trade was ordered already", 1, true))
    assert.equal(1, server:counters().by_route["POST /domains/trade"])
  end)

  describe("and a customer another name:", function()
    local NAME = { name = { last_name = "Jansen" }, company_name = "Jansen BV" }

    it("a copy with all that it has, its own reference left out", function()
      local made = assert(client:create_customer({
        name = { first_name = "Jan", last_name = "Dijk" }, email = "jan@example.com", comments = "moved in",
        address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
        phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
        tags = { { key = "customer", value = "VIP" } }, additional_data = { birth_date = "1970-01-31" },
      }, { reference = "order-1" }))
      local handle, details = client:clone_customer(made, NAME)
      assert.is_string(handle, tostring(details))
      local was, now = assert(client:get_customer(made)), assert(client:get_customer(handle))
      assert.same({ "Jansen", "Jan", "Jansen BV", "moved in" },
        { now.name.last_name, now.name.first_name, now.company_name, now.comments })
      for _, name in ipairs({ "address", "phone", "email", "additional_data", "tags" }) do
        assert.same(was[name], now[name], name)
      end
      assert.is_truthy(now.reference:find("^clone1%-"))
      assert.equal(made, assert(client:find_customer({ reference = "order-1" })).handle)
    end)

    it("the same copy for the same changes, whenever it is asked for", function()
      local handle = assert(client:clone_customer(old, NAME))
      local again, details = client:clone_customer(old, NAME)
      assert.same({ handle, false }, { again, details.created })
      assert.is_true(assert(client:clone_customer(old, { name = { last_name = "Pietersen" } })) ~= handle)
      assert.is_true(assert(client:clone_customer(other, NAME)) ~= handle)
      assert.is_true(assert(client:clone_customer(old, NAME, { reference = false })) ~= handle)
    end)

    it("no copy that was there before and lacks what the changes ask for", function()
      add_all()
      local copy = assert(client:clone_customer(old, NAME))
      assert(client:update_customer(copy, { email = "changed@example.com" }))
      local report, err = client:rename_customer(old, { name = NAME.name, company_name = "Jansen BV", vat = "NL1" })
      assert.same({ nil, "conflict", "not_sent", copy, "vat" }, { report, err.kind, err.outcome, err.handle,
        err.differences[1].path })
      assert.is_nil(err.differences[2])
      report = assert(client:rename_customer(old, NAME, { allow_fees = true }))
      assert.same({ true, copy, "email" }, { report.is_complete, report.new, report.differences[1].path })
    end)

    it("no copy in a dry run, nor of one that is not valid or gone", function()
      local ok, details = client:clone_customer(old, NAME, { dry_run = true })
      assert.same({ true, "Jansen BV" }, { ok, details.customer.company_name })
      local handle, err = client:clone_customer(old, { email = openprovider.null })
      assert.same({ nil, "invalid" }, { handle, err.kind })
      server:remove({ other })
      handle, err = client:clone_customer(other, NAME)
      assert.same({ nil, "not_found", "not_sent" }, { handle, err.kind, err.outcome })
      assert.equal(0, server:counters().customers_created)
    end)

    it("the copy in the place of the old customer, which is then deleted if that is asked", function()
      add_all()
      local plan = assert(client:rename_customer(old, NAME, { dry_run = true, delete_old = true }))
      assert.same({ 4, "Jansen BV", 0 }, { #plan.domains, plan.customer.company_name, writes() })
      assert.is_nil(plan.new)
      local report = assert(client:rename_customer(old, NAME, { delete_old = true }))
      assert.same({ false, nil, true }, { report.is_complete, report.deleted, report.created })
      report = assert(client:rename_customer(old, NAME, { delete_old = true, allow_fees = true }))
      assert.same({ true, true, false }, { report.is_complete, report.deleted, report.created })
      assert.equal(report.new, server:domain("trade.be").owner_handle)
      local left = table.concat(server:handles(), " ")
      assert.is_nil(left:find(old, 1, true))
      assert.is_truthy(left:find(report.new, 1, true))
    end)

    it("by a new copy where the first one is gone, whatever is remembered of it", function()
      add_all()
      for index, journal in ipairs({ false, true }) do
        local opts = { allow_fees = true, delete_old = true }
        local changes = { name = { last_name = "Gone" .. ("x"):rep(index) } }
        opts.journal = journal and scratch.folder .. "/gone.journal" or nil
        local first = assert(client:clone_customer(old, changes))
        server:remove({ first })
        local report = assert(client:rename_customer(old, changes, opts))
        assert.same({ true, true, true }, { report.created, report.is_complete, report.deleted })
        assert.is_not.equal(first, report.new)
        assert.is_table(server:record(report.new))
        old = report.new
      end
    end)

    it("and is not deleted where the copy is gone once the domains have it", function()
      add_all()
      local function remove()
        for _, handle in ipairs(server:handles()) do
          if handle ~= old and handle ~= new and handle ~= other then server:remove({ handle }) end
        end
      end
      local report = assert(client:rename_customer(old, NAME, {
        allow_fees = true, delete_old = true, concurrency = 1, on_progress = function(domain)
          if domain.full_name == "contact.be" then remove() end
        end,
      }))
      assert.same({ false, "not_found" }, { report.deleted, report.err.kind })
      assert.is_truthy(report.err.message:find(old .. " was not deleted, because its copy cannot be read", 1, true))
      assert.is_table(server:record(old))
    end)

    -- Renames the customer and deletes it. -> the copy's handle
    local function rename_all(opts)
      opts.delete_old, opts.allow_fees = true, true
      local report = assert(client:rename_customer(old, NAME, opts))
      assert.is_true(report.deleted)
      return report.new
    end

    for what, opts in pairs({
      ["by a reference that is made"] = {}, ["by a reference of the caller's"] = { reference = "rename-1" },
      ["with a journal"] = { journal = true },
    }) do
      it("once: run again after the old customer was deleted, it finds the copy " .. what, function()
        add_all()
        if opts.journal then opts.journal = scratch.folder .. "/rename.journal" end
        local copy = rename_all(opts)
        local created = server:counters().customers_created
        for _, dry_run in ipairs({ false, true }) do
          opts.dry_run = dry_run
          local report = assert(client:rename_customer(old:lower(), NAME, opts))
          assert.same({ copy, true, true, true, false }, { report.new, report.is_complete, report.deleted,
            report.was_done, report.created })
        end
        assert.equal(created, server:counters().customers_created)
      end)
    end

    it("and no other one: with another name, or without a copy, the old customer is not found", function()
      rename_all({})
      for _, changes in ipairs({ { name = { last_name = "Pietersen" } }, { company_name = "Other BV" } }) do
        local report, err = client:rename_customer(old, changes)
        assert.same({ nil, "not_found", "not_sent" }, { report, err.kind, err.outcome })
      end
      local report, err = client:rename_customer("XX999999-XX", NAME)
      assert.same({ nil, "not_found" }, { report, err.kind })
      report, err = client:rename_customer(old, NAME, { reference = false })
      assert.same({ nil, "not_found" }, { report, err.kind })
    end)

    it("and says so if another copy got the domains, before the old customer is deleted and after", function()
      add_all()
      local first = assert(client:rename_customer(old, NAME, { allow_fees = true }))
      local report = assert(client:rename_customer(old, { company_name = "Other BV" }, { delete_old = true }))
      assert.same({ "conflict", { report.new, first.new } }, { report.err.kind, report.err.handles })
      assert.is_nil(report.deleted)
      assert.is_nil(assert(client:rename_customer(old, NAME)).err)
      assert.is_true((client:delete_customer(old)))
      local second, err = client:rename_customer(old, { company_name = "Other BV" })
      assert.same({ nil, "not_found", { report.new, first.new } }, { second, err.kind, err.handles })
      assert.is_true(assert(client:rename_customer(old, NAME)).was_done)
    end)

    it("and the old customer counts as deleted where another program has deleted it a moment before", function()
      add("own.nl", { owner_handle = old })
      server:fault { name = "code", code = 193, method = "DELETE", path = "/customers/" }
      local report = assert(client:rename_customer(old, NAME, { delete_old = true }))
      assert.same({ true, true, nil }, { report.is_complete, report.deleted, report.err })
    end)

    it("and says so where two programs give one customer two names at once", function()
      add("own.nl", { owner_handle = other, admin_handle = other })
      show_as_they_were(123456790, "nl")
      local report = assert(client:rename_customer(old, NAME, { delete_old = true }))
      assert.same({ { gone = 1 }, true, true }, { report.counts, report.is_complete, report.deleted })
      assert.is_truthy(report.domains[1].err.message:find("its owner is " .. other, 1, true))
    end)

    it("and says so if the old customer is gone and has two copies with this name", function()
      local handle = assert(client:clone_customer(old, NAME))
      local copy = assert(client:get_customer(handle))
      assert(client:clone_customer(old, NAME, { reference = copy.reference .. "-2" }))
      rename_all({})
      local report, err = client:rename_customer(old, NAME)
      assert.same({ nil, "conflict", 2 }, { report, err.kind, #err.handles })
    end)
  end)
end)
