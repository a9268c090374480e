--- The sandbox's customers after they are made: thousands of them, lists, changes, conflicts.
local core = require("openprovider.core")
local direct = require("spec.sandbox.direct")

local each = direct.each

describe("the sandbox", function()
  local api, sandbox

  local function begin(options, count)
    api = direct.start(options, count)
    sandbox = api.sandbox
  end

  local function call(method, path, body)
    return api:call(method, path, body)
  end

  before_each(function() begin() end)

  describe("filled with customers", function()
    it("has as many as asked for, all different, none counted as created", function()
      sandbox:fill(700)
      sandbox:fill(300)
      local handles, seen = sandbox:handles(), {}
      assert.equal(1000, #handles)
      for _, handle in ipairs(handles) do
        local record = sandbox:record(handle)
        local name = record.name.first_name .. " " .. record.name.last_name
        for _, value in ipairs { handle, name, record.email } do
          assert.is_nil(seen[value], value)
          seen[value] = true
        end
      end
      assert.equal(0, sandbox:counters().customers_created)
    end)

    it("has only customers that it would take itself", function()
      sandbox:fill(120)
      for _, handle in ipairs(sandbox:handles()) do
        assert.equal(0, call("POST", "/customers", sandbox:record(handle)).code, handle)
      end
    end)

    it("has companies and persons, at home and abroad", function()
      sandbox:fill(60)
      local companies = call("GET", "/customers?type=company").data.total
      assert.is_true(companies > 0 and companies < 60)
      local abroad = call("GET", "/customers?handle_pattern=*-DE").data.total
      assert.is_true(abroad > 0 and abroad < 60)
    end)

    it("shares no table between two customers", function()
      sandbox:fill(50)
      local owner = {}
      local function visit(value, handle)
        if type(value) == "table" then
          assert.is_nil(owner[value])
          owner[value] = handle
          for _, member in pairs(value) do visit(member, handle) end
        end
      end
      for handle, record in pairs(sandbox.customers.by_handle) do visit(record.customer, handle) end
    end)

    it("tells and removes handles in order of id, and numbers none twice", function()
      sandbox:fill(3)
      local all = sandbox:handles()
      local first, second, third = all[1], all[2], all[3]
      assert.is_true(sandbox:remove(second))
      assert.is_false(sandbox:remove(second))
      sandbox:fill(1)
      local handles = sandbox:handles()
      assert.same({ first, third }, { handles[1], handles[2] })
      assert.equal("000004", handles[3]:match("%d+"))
    end)

    it("gives a record as it is stored, in a table of its own", function()
      local customer = { name = { first_name = "Jan", last_name = "Dijk" }, email = "jan@example.com", vat = "",
        address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
        phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" } }
      local handle = call("POST", "/customers", customer).data.handle
      local record = sandbox:record(handle)
      customer.id, customer.handle = record.id, handle
      assert.same(customer, record)
      record.name.first_name = "Piet"
      assert.equal("Jan", sandbox:record(handle).name.first_name)
      assert.is_nil(sandbox:record("XX999999-XX"))
    end)
  end)

  describe("listing customers", function()
    local function list(query)
      return call("GET", "/customers?" .. query)
    end

    it("keeps the order of id, or turns it round", function()
      begin(nil, 30)
      local ids = each(list("order_by=id&order=ASC&limit=1000").data.results, "id")
      local turned = each(list("order=DESC&limit=1000").data.results, "id")
      assert.equal(30, #ids)
      for index, id in ipairs(ids) do
        assert.is_true(index == 1 or ids[index - 1] < id)
        assert.equal(id, turned[#ids + 1 - index])
      end
    end)

    it("orders by another member without moving anything for the next list", function()
      begin(nil, 40)
      local before = each(list("limit=1000").data.results, "id")
      local names = each(list("limit=1000&order_by=email").data.results, "email")
      for index = 2, #names do assert.is_true(core.before(names[index - 1], names[index])) end
      assert.same(before, each(list("limit=1000").data.results, "id"))
    end)

    it("shows only the columns that are asked for, where they always stand", function()
      begin(nil, 1)
      local all = list("").data.results[1]
      assert.same({ { id = all.id, name = { last_name = all.name.last_name, full_name = all.name.full_name } } },
        list("columns=id&columns=lastName&columns=fullName").data.results)
    end)

    it("shows no fax in a list", function()
      begin(nil, 1)
      local path = "/customers/" .. sandbox:handles()[1]
      local fax = { country_code = "+31", area_code = "10", subscriber_number = "1234567" }
      call("PUT", path, { fax = fax })
      assert.same(fax, call("GET", path).data.fax)
      assert.is_nil(list("").data.results[1].fax)
    end)

    it("takes a limit of 0 for none", function()
      begin(nil, 120)
      assert.equal(100, #list("limit=0").data.results)
    end)

    it("knows columns by their camelCase names only", function()
      begin(nil, 1)
      local _, response = list("columns=last_name")
      assert.truthy(response.body:find('"results":[{}]', 1, true))
    end)

    it("takes its own reseller and refuses any other", function()
      assert.equal(0, list("reseller_id=123456").code)
      assert.equal(8000, list("reseller_id=123457").code)
    end)

    it("gives smaller pages than asked for when told to", function()
      begin({ max_page = 7 }, 20)
      assert.equal(7, #list("limit=1000").data.results)
      assert.equal(6, #list("limit=1000&offset=14").data.results)
      assert.equal(20, list("limit=5").data.total)
    end)

    it("ignores parameters of lists when told to", function()
      begin({ ignores = { "offset", "limit", "order", "email_pattern" } }, 120)
      local data = list("limit=5&offset=50&order=DESC&email_pattern=nobody").data
      assert.same({ 100, 120, sandbox:handles()[1] }, { #data.results, data.total, data.results[1].handle })
    end)

    it("counts wrongly when told to", function()
      for total, expected in pairs({ page = 7, text = "20", [15] = 15, [100] = 20 }) do
        begin({ total = total, max_page = 7 }, 20)
        assert.equal(expected, list("").data.total)
      end
      begin({ total = "none" }, 20)
      assert.is_nil(list("").data.total)
    end)

    it("has an end for offsets, writes ids as texts, and lists what was deleted, when told to", function()
      begin({ max_offset = 5, ids_as_text = true, lists_deleted = true }, 10)
      local handles = sandbox:handles()
      assert.equal(handles[6], list("offset=8").data.results[1].handle)
      assert.is_string(list("").data.results[1].id)
      assert.equal(0, call("DELETE", "/customers/" .. handles[1]).code)
      assert.equal(193, call("GET", "/customers/" .. handles[1]).code)
      local row = list("").data.results[1]
      assert.same({ handles[1], true, 10 }, { row.handle, row.is_deleted, list("").data.total })
      assert.equal(9, #sandbox:handles())
    end)

    it("shows a new customer in lists only after the delay that it was told, and by its handle at once", function()
      begin({ visible_after = 2 }, 1)
      local customer = sandbox:record(sandbox:handles()[1])
      customer.id, customer.handle, customer.comments_last_changed_at = nil, nil, nil
      local handle = call("POST", "/customers", customer).data.handle
      assert.equal(1, list("").data.total)
      assert.equal(1, #list("handle_pattern=*&order=DESC").data.results)
      assert.equal(handle, call("GET", "/customers/" .. handle).data.handle)
      sandbox:advance(2)
      assert.equal(2, list("").data.total)
      assert.equal(handle, list("order=DESC").data.results[1].handle)
    end)

    it("shows in reads what was created or changed only after the delay that it was told", function()
      begin({ read_lag = 2 }, 1)
      local old = sandbox:handles()[1]
      local customer = sandbox:record(old)
      local before = customer.email
      customer.id, customer.handle, customer.comments_last_changed_at = nil, nil, nil
      local new = call("POST", "/customers", customer).data.handle
      for _, email in ipairs { "a@example.com", "b@example.com" } do
        assert.is_true(call("PUT", "/customers/" .. old, { email = email }).data.success)
        assert.equal(before, call("GET", "/customers/" .. old).data.email)
        assert.equal(193, call("GET", "/customers/" .. new).code)
        sandbox:advance(1)
      end
      assert.equal("a@example.com", call("GET", "/customers/" .. old).data.email)
      assert.equal("a@example.com", list("").data.results[1].email)
      assert.equal(new, call("GET", "/customers/" .. new).data.handle)
      sandbox:advance(1)
      assert.equal("b@example.com", call("GET", "/customers/" .. old).data.email)
    end)

    it("mixes in members that are no customer's, in records and lists", function()
      begin({ extra_members = { secret_key = "s3cret", ip_list = { allow = { "127.0.0.1" } } } }, 1)
      local record = call("GET", "/customers/" .. sandbox:handles()[1]).data
      local row = list("columns=id").data.results[1]
      for _, shown in ipairs { record, list("").data.results[1], row } do
        assert.equal("s3cret", shown.secret_key)
        assert.same({ allow = { "127.0.0.1" } }, shown.ip_list)
      end
      assert.is_nil(sandbox:record(record.handle).secret_key)
    end)
  end)

  describe("changing and deleting", function()
    local handle

    local function with_options(options)
      begin(options, 1)
      handle = sandbox:handles()[1]
    end

    before_each(function() with_options() end)

    it("says that nothing was changed when told to", function()
      local email = sandbox:record(handle).email
      assert.equal(0, call("PUT", "/customers/" .. handle, { email = email }).code)
      with_options { no_changes_code = true }
      assert.equal(1, call("PUT", "/customers/" .. handle, { email = email, comments = "" }).code)
      assert.equal(0, call("PUT", "/customers/" .. handle, { email = "new@example.com" }).code)
      assert.equal(0, call("PUT", "/customers/" .. handle, { comments = "new" }).code)
      assert.equal(0, call("PUT", "/customers/" .. handle, { comments = "" }).code)
    end)

    it("erases what a PUT leaves out, but for the names, when told to", function()
      with_options { replacing_put = true }
      local before = sandbox:record(handle)
      local kept = { address = before.address, phone = before.phone, email = "new@example.com" }
      kept.address.state, kept.phone.area_code = nil, "99"
      assert.equal(0, call("PUT", "/customers/" .. handle, kept).code)
      kept.id, kept.handle, kept.name, kept.company_name = before.id, handle, before.name, before.company_name
      assert.same(kept, sandbox:record(handle))
    end)

    it("writes success as a text when told to", function()
      with_options { success_as_text = true }
      assert.equal("true", call("PUT", "/customers/" .. handle, { comments = "new" }).data.success)
      assert.equal("true", call("POST", "/tags", { key = "customer", value = "VIP" }).data.success)
      assert.equal("true", call("DELETE", "/customers/" .. handle).data.success)
    end)

    it("keeps a customer with a domain, with code 6200, until the domain is gone", function()
      sandbox:add_domain { domain = "example.nl", handle = handle }
      assert.equal(6200, call("DELETE", "/customers/" .. handle).code)
      assert.same({ handle }, sandbox:handles())
      assert.is_true(sandbox:remove_domain("example.nl"))
      assert.is_false(sandbox:remove_domain("example.nl"))
      assert.is_true(call("DELETE", "/customers/" .. handle).data.success)
      assert.same({}, sandbox:handles())
    end)

    it("keeps the default handle, with code 6206, until another is named", function()
      sandbox:set_default_handle(handle)
      assert.equal(6206, call("DELETE", "/customers/" .. handle).code)
      sandbox:set_default_handle(nil)
      assert.equal(0, call("DELETE", "/customers/" .. handle).code)
    end)

    it("takes a customer's domains and its rank away with it", function()
      sandbox:add_domain { domain = "example.nl", handle = handle }
      sandbox:set_default_handle(handle)
      assert.is_true(sandbox:remove(handle))
      assert.equal(0, call("GET", "/customers/verifications/emails/domains").data.total)
    end)

    it("has a domain once, at the handle that got it last", function()
      sandbox:fill(1)
      local other = sandbox:handles()[2]
      sandbox:add_domain { domain = "example.nl", handle = handle }
      sandbox:add_domain { domain = "example.nl", handle = other }
      assert.equal(0, call("DELETE", "/customers/" .. handle).code)
      assert.equal(6200, call("DELETE", "/customers/" .. other).code)
    end)

    it("gives domains and ranks to customers only", function()
      assert.has_error(function() sandbox:add_domain { domain = "example.nl", handle = "XX1-NL" } end)
      assert.has_error(function() sandbox:set_default_handle("XX1-NL") end)
    end)
  end)

  it("remembers fewer requests when they are large, and the newest always", function()
    begin()
    local large = ("x"):rep(1500000)
    for index = 1, 4 do call("POST", "/tags", { key = "customer", value = index .. large }) end
    local requests = sandbox:requests()
    assert.equal(2, #requests)
    assert.truthy(requests[2].body:find('"4xxx', 1, true))
    call("POST", "/tags", { key = "customer", value = large .. large .. large })
    assert.equal(1, #sandbox:requests())
  end)
end)
