--- Servers that ignore parameters of lists, or count wrongly: all customers are seen, or there is an error.

local command_line = require("spec.support.command_line")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

describe("a server", function()
  local server, client

  local function new_client()
    return server:client({ retries = 0, settle = 0.2 })
  end

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = new_client()
  end)
  after_each(function() client:close() end)

  -- Makes the server behave as the options say, with so many customers.
  local function start(options, count)
    server:change(options)
    if count then server:fill(count) end
  end

  -- -> how many customers were given, the error
  local function walk(filter)
    local times, count = {}, 0
    for customer, _, err in client:customers(filter) do
      if not customer then return count, err end
      times[customer.handle], count = (times[customer.handle] or 0) + 1, count + 1
      assert.equal(1, times[customer.handle])
    end
    return count
  end

  local function requests(route) return server:counters().by_route[route or "GET /customers"] or 0 end

  local function assert_protocol(err, ...)
    assert.equal("protocol", err.kind)
    for _, part in ipairs({ ... }) do command_line.has(err.message, part) end
  end

  describe("that counts wrongly", function()
    for title, given in pairs({
      ["says 1,000 of 2,500"] = { { total = 1000 }, 2500 },
      ["says 100 of 450, in pages of 100"] = { { total = 100, max_page = 100 }, 450 },
      ["counts the page, of 2,500"] = { { total = "page" }, 2500 },
      ["counts the page, of 60 in pages of 20"] = { { total = "page", max_page = 20 }, 60 },
      ["counts the page, of 130 in pages of 25, and heeds no order"] = {
        { total = "page", max_page = 25, own_order = "email" }, 130 },
      ["says 100 of 450, and heeds no order"] = { { total = 100, max_page = 100, ignores = { "order" } }, 450 },
      ["writes the total as a text"] = { { total = "text" }, 1100 },
      ["has no total"] = { { total = "none" }, 1100 },
      ["heeds no limit, and counts the page"] = { { total = "page", ignores = { "limit" } }, 250 },
    }) do
      it("hides nobody from a walk: it " .. title, function()
        start(given[1], given[2])
        local count, err = walk()
        assert.is_nil(err)
        assert.equal(given[2], count)
      end)
    end
  end)

  for title, given in pairs({
    ["20 of 40"] = { { ignores = { "offset" }, max_page = 20 }, 40, 20 },
    ["100 of 150"] = { { ignores = { "offset" }, max_page = 100 }, 150, 100 },
    ["1,000 of 2,500"] = { { ignores = { "offset" } }, 2500, 1000 },
    ["1,000 of 2,500 that it does not count"] = { { ignores = { "offset" }, total = "page" }, 2500, 1000 },
  }) do
    it("that ignores the offset is an error after the first page, not silence after " .. title, function()
      start(given[1], given[2])
      local count, err = walk()
      assert.equal(given[3], count)
      assert_protocol(err, "rows could be missed", "offset")
      assert.is_true(requests() <= 4)
    end)
  end

  it("that ignores offset and order is an error before the first customer", function()
    start({ ignores = { "offset", "order", "order_by" }, max_page = 20 }, 40)
    local count, err = walk()
    assert.equal(0, count)
    assert_protocol(err, "rows could be missed", "offset")
  end)

  it("whose offsets end at 150 is an error in a list of 500", function()
    start({ max_offset = 150, max_page = 100 }, 500)
    local count, err = walk()
    assert.equal(250, count)
    assert_protocol(err, "rows could be missed", "offset")
  end)

  describe("that ignores a filter", function()
    local FILTERS = {
      { "email_pattern", "somebody.else@example.com" }, { "company_name_pattern", "Acme*" },
      { "first_name_pattern", "Ottokar" }, { "last_name_pattern", "*Zzyzx" }, { "handle_pattern", "QQ999999-*" },
      { "comment_pattern", "*moved out*" }, { "pattern", "Zzyzx*" }, { "type", "company" }, { "type", "individual" },
    }
    for _, filter in ipairs(FILTERS) do
      local name, value = filter[1], filter[2]
      it("is an error of list_customers and of a walk: " .. name .. " " .. value, function()
        start({ ignores = { name } }, 12)
        local page, err = client:list_customers { [name] = value }
        assert.is_nil(page)
        assert_protocol(err, "ignores the filter " .. name)
        local count
        count, err = walk { [name] = value }
        assert.equal(0, count)
        assert_protocol(err, "ignores the filter " .. name)
      end)
    end

    it("is no error where all rows may match: in other case, with accents, with other signs", function()
      start({ ignores = { "first_name_pattern", "company_name_pattern" } })
      local changes = { company_name = "D & G-Trading", ["name.first_name"] = "Zo\195\171" }
      assert(client:create_customer(example.customer(changes)))
      assert.equal(1, #assert(client:list_customers { first_name_pattern = "zoe*" }).results)
      assert.equal(1, #assert(client:list_customers { company_name_pattern = "d*g trading" }).results)
    end)

    it("makes ensure_customer an error at its first call, and nothing is created", function()
      start({ ignores = { "email_pattern", "company_name_pattern", "first_name_pattern", "last_name_pattern" } }, 300)
      local handle, err = client:ensure_customer(example.customer())
      assert.is_nil(handle)
      assert_protocol(err, "ignores the filter")
      assert.same({ 1, 0, 0 }, { requests(), requests("GET /customers/{handle}"), requests("POST /customers") })
    end)

    it("makes a create with a reference an error after one look, not a call for each customer", function()
      start({ ignores = { "comment_pattern" } }, 300)
      local handle, err = client:create_customer(example.customer(), { reference = "order-4711" })
      assert.is_nil(handle)
      command_line.has(err.message, "ignores the filter comment_pattern")
      assert.is_true(requests() + requests("GET /customers/{handle}") <= 2)
      assert.equal(0, requests("POST /customers"))
    end)

    it("is an error of email_verifications and of list_tags", function()
      start({ ignores = { "domain", "value" } }, 1)
      server:add_domain { domain = "example.nl", handle = server:handles()[1] }
      assert(client:create_tag("VIP"))
      local _, err = client:email_verifications { domain = "example.org" }
      assert_protocol(err, "ignores the filter domain")
      _, err = client:list_tags { value = "reseller" }
      assert_protocol(err, "ignores the filter value")
    end)
  end)

  it("that heeds neither order nor offset nor counts makes no difference to a look for a reference", function()
    start({ ignores = { "order", "order_by", "offset" }, total = "none", own_order = "email" }, 30)
    local handle = assert(client:create_customer(example.customer(), { reference = "order-4711" }))
    local other = new_client()
    require("openprovider.exactly_once.memory").forget()
    local found, details = other:create_customer(example.customer(), { reference = "order-4711" })
    other:close()
    assert.same({ handle, false }, { found, details.created })
    for _, request in ipairs(server:requests()) do
      if request.path:find("/customers$") and request.method == "GET" then
        assert.is_nil(request.query:find("order=", 1, true) or request.query:find("offset", 1, true))
      end
    end
  end)

  describe("is an error of list_customers", function()
    for title, given in pairs({
      ["that ignores the limit"] = { "limit", { limit = 5 }, "ignores the limit 5" },
      ["that ignores the offset"] = { "offset", { offset = 100, limit = 100 }, "ignores the offset 100" },
      ["that ignores the order"] = { "order", { order = "DESC", order_by = "id" }, "ignores the order" },
    }) do
      it(title, function()
        start({ ignores = { given[1] } }, 150)
        local page, err = client:list_customers(given[2])
        assert.is_nil(page)
        assert_protocol(err, given[3])
      end)
    end

    it("that has more customers and shows none of them", function()
      start({}, 3)
      server:fault { name = "status", status = 200, content_type = "application/json", method = "GET",
        body = '{"code":0,"desc":"","data":{"results":[],"total":3}}' }
      local page, err = client:list_customers()
      assert.is_nil(page)
      assert_protocol(err, "shows none")
    end)
  end)
end)

describe("openprovider list, of a server", function()
  it("that ignores the offset, says that the list is incomplete", function()
    local cli = command_line.start { login_limit = false, ignores = { "offset" }, max_page = 20 }
    cli.server:fill(40)
    local status, out, err = cli:run("list --quiet")
    cli:stop()
    assert.equal(1, status)
    command_line.has(err, "the list is incomplete: after 20 of 40 customers")
    assert.is_nil(out:find("\n]", 1, true))
  end)

  it("that ignores a filter, prints nobody", function()
    local cli = command_line.start { login_limit = false, ignores = { "email_pattern" } }
    cli.server:fill(3)
    local status, out, err = cli:run("list --email-pattern jan@example.com")
    cli:stop()
    assert.equal(1, status)
    assert.is_nil(out:find("handle", 1, true))
    command_line.has(err, "the API ignores the filter email_pattern")
  end)

  describe("is no error where a sensible server may have answered so", function()
    local ignored = require("openprovider.list.ignored_filters")
    local jan = {
      id = 2, handle = "JD000001-NL", company_name = "Gamma B.V.", email = "jan@example.com",
      name = { first_name = "Jan", prefix = "van", last_name = "Dijk" },
    }

    it("that looks for a pattern in whole names, or without signs", function()
      assert.is_nil(ignored.filter({ pattern = "Jan*Dijk" }, { jan }))
      assert.is_nil(ignored.filter({ company_name_pattern = "Gamma BV" }, { jan }))
      assert.is_string(ignored.filter({ pattern = "Piet*Dijk" }, { jan }))
      assert.is_string(ignored.filter({ company_name_pattern = "Delta BV" }, { jan }))
    end)

    it("whose own order is descending, or that has got new customers since it counted", function()
      local rows = { jan, { id = 1 } }
      assert.is_nil(ignored.place({ order_by = "id", limit = 2 }, { results = rows, total = 2 }))
      assert.is_nil(ignored.place({ offset = 100, limit = 100 }, { results = rows, total = 101 }))
      assert.is_nil(ignored.place({ offset = 500, limit = 100 }, { results = {}, total = 101 })) -- behind the end
      assert.is_string(ignored.place({ order_by = "id", order = "ASC", limit = 2 }, { results = rows, total = 2 }))
    end)
  end)
end)
