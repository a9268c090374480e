--- One page of customers: every filter of the contract, and what a page has to be.

local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

-- Lua 5.3 and 5.4 tell integers from floats.
local type_of_number = rawget(math, "type") or function() return "integer" end

describe("list_customers", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = server:client()
  end)
  after_each(function() client:close() end)

  local function last_query()
    local requests = server:requests()
    assert.equal("/v1beta/customers", requests[#requests].path)
    return requests[#requests].query
  end

  local function handles_of(page)
    local handles = {}
    for index, customer in ipairs(page.results) do handles[index] = customer.handle end
    return handles
  end

  describe("gives a page", function()
    it("of a hundred from the start, without a filter", function()
      server:fill(120)
      local page = assert(client:list_customers())
      assert.equal("limit=100&offset=0", last_query())
      assert.same({ 100, 120, 0, 100 }, { #page.results, page.total, page.offset, page.limit })
      local handles = server:handles()
      assert.same({ handles[1], handles[100] }, { page.results[1].handle, page.results[100].handle })
    end)

    it("from where it is asked to start, as long as it is asked to be", function()
      server:fill(12)
      local page = assert(client:list_customers { limit = 5, offset = 10 })
      local handles = server:handles()
      assert.same({ handles[11], handles[12] }, handles_of(page))
      assert.same({ 12, 10, 5 }, { page.total, page.offset, page.limit })
    end)

    it("that is empty where there is nobody", function()
      assert.same({ results = {}, total = 0, offset = 0, limit = 100 }, (assert(client:list_customers())))
    end)

    it("that is empty beyond the end", function()
      server:fill(2)
      assert.same({ results = {}, total = 2, offset = 5, limit = 100 }, (assert(client:list_customers { offset = 5 })))
    end)

    it("with integers that are integers", function()
      server:fill(2)
      local page = assert(client:list_customers { limit = 10.0, offset = 0.0 })
      assert.equal("limit=10&offset=0", last_query())
      for name, number in pairs({
        total = page.total, offset = page.offset, limit = page.limit, id = page.results[1].id,
        reseller_id = page.results[1].reseller_id,
      }) do
        assert.equal("integer", type_of_number(number), name)
      end
    end)

    it("without additional data, unless it is asked for", function()
      assert(client:create_customer(example.customer { additional_data = { birth_city = "Delft" } }))
      assert.is_nil(assert(client:list_customers()).results[1].additional_data)
      assert.is_nil(assert(client:list_customers { with_additional_data = false }).results[1].additional_data)
      assert.same({ birth_city = "Delft" },
        assert(client:list_customers { with_additional_data = true }).results[1].additional_data)
    end)

    it("and leaves the caller's filter as it was", function()
      local filter = { columns = { "email" }, type = "company" }
      assert(client:list_customers(filter))
      assert.same({ columns = { "email" }, type = "company" }, filter)
    end)
  end)

  describe("sends a filter by the contract's name, its value encoded:", function()
    -- What is asked for, how it arrives, and which of the three customers below it lets through.
    local FILTERS = {
      { "email_pattern", "j*@example.com", "email_pattern=j%2A%40example.com", { 1, 3 } },
      { "company_name_pattern", "*& S\195\182hne", "company_name_pattern=%2A%26%20S%C3%B6hne", { 2 } },
      { "first_name_pattern", "Jan*", "first_name_pattern=Jan%2A", { 1, 3 } },
      { "last_name_pattern", "D+k&", "last_name_pattern=D%2Bk%26", { 2 } },
      { "comment_pattern", "*100% = 1#*", "comment_pattern=%2A100%25%20%3D%201%23%2A", { 3 } },
      { "handle_pattern", "JB*-NL", "handle_pattern=JB%2A-NL", { 3 } },
      { "pattern", "D*", "pattern=D%2A", { 1, 2 } },
      { "type", "company", "type=company", { 2 } },
      { "type", "individual", "type=individual", { 1, 3 } },
      { "with_additional_data", true, "with_additional_data=true", { 1, 2, 3 } },
      { "with_additional_data", false, "with_additional_data=false", { 1, 2, 3 } },
      { "columns", { "handle", "firstName", "id" }, "columns=handle&columns=firstName&columns=id", { 1, 2, 3 } },
      { "columns", "handle", "columns=handle", { 1, 2, 3 } },
      { "reseller_id", 123456, "reseller_id=123456", { 1, 2, 3 } },
      { "limit", 2, "limit=2", { 1, 2 } },
      { "limit", 1000, "limit=1000", { 1, 2, 3 } },
      { "offset", 1, "offset=1", { 2, 3 } },
      { "order", "ASC", "order=ASC", { 1, 2, 3 } },
      { "order", "DESC", "order=DESC", { 3, 2, 1 } },
      { "order_by", "first_name", "order_by=first_name", { 2, 1, 3 } },
      { "order_by", "lastName", "order_by=lastName", { 3, 2, 1 } },
    }
    local CHANGES = {
      { company_name = example.none, email = "jan@example.com", name = { first_name = "Jan", last_name = "Dijk" } },
      { company_name = "Bau & S\195\182hne", email = "bau@example.de",
        name = { first_name = "Bea", last_name = "D+k&" } },
      { company_name = example.none, email = "jane@example.com", comments = "at 100% = 1# of it",
        name = { first_name = "Jane", last_name = "Bos" } },
    }

    -- The default limit and offset beside a filter, in the order of the names.
    local function with_defaults(name, part)
      local parts = { part }
      if name ~= "limit" then parts[#parts + 1] = "limit=100" end
      if name ~= "offset" then parts[#parts + 1] = "offset=0" end
      table.sort(parts)
      return table.concat(parts, "&")
    end

    for _, filter in ipairs(FILTERS) do
      local name, value, sent, expected = filter[1], filter[2], filter[3], filter[4]
      it(name .. " as " .. sent, function()
        local created = {}
        for index, changes in ipairs(CHANGES) do
          created[index] = assert(client:create_customer(example.customer(changes)))
        end
        local page = assert(client:list_customers { [name] = value })
        assert.equal(with_defaults(name, sent), last_query())
        for index, number in ipairs(expected) do expected[index] = created[number] or number end
        assert.same(expected, handles_of(page))
      end)
    end

    it("all of them at once", function()
      assert(client:list_customers {
        email_pattern = "a", company_name_pattern = "b", last_name_pattern = "c", first_name_pattern = "d",
        comment_pattern = "e", handle_pattern = "f", pattern = "g", type = "company", with_additional_data = true,
        columns = { "id", "email" }, reseller_id = 123456, limit = 7, offset = 8, order = "DESC",
        order_by = "last_name",
      })
      assert.equal("columns=id&columns=email&comment_pattern=e&company_name_pattern=b&email_pattern=a"
        .. "&first_name_pattern=d&handle_pattern=f&last_name_pattern=c&limit=7&offset=8&order=DESC&order_by=last_name"
        .. "&pattern=g&reseller_id=123456&type=company&with_additional_data=true", last_query())
    end)
  end)

  it("is rejected for the customers of somebody else", function()
    local page, err = client:list_customers { reseller_id = 654321 }
    assert.is_nil(page)
    assert.same({ "rejected", 8000 }, { err.kind, err.code })
  end)

  describe("refuses, and sends nothing:", function()
    local function refused(filter, field, ...)
      local page, err = client:list_customers(filter)
      assert.is_nil(page)
      assert.same({ "invalid", field, "not_sent" }, { err.kind, err.field, err.outcome })
      for _, text in ipairs({ ... }) do assert.is_truthy(err.message:find(text, 1, true), err.message) end
      local counters = server:counters()
      assert.same({ 0, 0 }, { counters.arrived, counters.connections })
    end

    local NAN = 0 / 0
    local TEXTS = { "", " ", "\t", "a\nb", "a\0b", "\127", "a\255", 5, true, {}, { "a" }, openprovider.null }
    local INTEGERS = { "5", "", 1.5, NAN, 1 / 0, -1 / 0, 2 ^ 31, -1, true, {}, openprovider.null }
    local BOOLEANS = { "true", 1, 0, "", {}, openprovider.null }
    local CHOICES = { "", "zzzzzzzzz", 1, true, {}, openprovider.null }

    -- Every filter: what it must not be, and what the message says of it.
    for name, rule in pairs({
      email_pattern = { TEXTS, 'such as "*@example.com"' },
      company_name_pattern = { TEXTS, 'such as "Example*"' },
      first_name_pattern = { TEXTS, 'such as "Jan*"' },
      last_name_pattern = { TEXTS, 'such as "*Dijk"' },
      comment_pattern = { TEXTS, 'such as "*moved in*"' },
      handle_pattern = { TEXTS, 'such as "CV*-NL"' },
      pattern = { TEXTS, 'such as "Dijk*"' },
      order_by = { TEXTS, 'such as "last_name"' },
      limit = { INTEGERS, "from 1 to 1000, such as 100" },
      offset = { INTEGERS, "from 0 to 2147483647, such as 100" },
      reseller_id = { INTEGERS, "from 1 to 2147483647, such as 123456" },
      with_additional_data = { BOOLEANS, "must be true or false" },
      type = { CHOICES, '"company", "individual"' },
      order = { CHOICES, '"ASC", "DESC"' },
      columns = { { {}, "", "zzzzzzzzz", 1, true, { 1 }, { "email", "zzzzzzzzz" }, { {} }, openprovider.null },
        '"firstName", "prefix", "initials", "lastName", "companyName", "email", "handle", "id", "fullName"' },
    }) do
      for index, value in ipairs(rule[1]) do
        it(name .. " of a wrong kind, number " .. index, function()
          refused({ [name] = value }, name, "filter " .. name, rule[2])
        end)
      end
    end

    it("numbers outside what the API has", function()
      refused({ limit = 0 }, "limit", "from 1 to 1000")
      refused({ limit = 1001 }, "limit", "from 1 to 1000")
      refused({ reseller_id = 0 }, "reseller_id", "from 1 to 2147483647")
    end)

    it("values that are nearly right, and says which are meant", function()
      refused({ type = "companie" }, "type", 'is "companie"; expected "company"')
      refused({ order = "DESCE" }, "order", 'is "DESCE"; expected "DESC"')
      refused({ columns = { "email", "firstname" } }, "columns", 'is "firstname"; expected "firstName"')
    end)

    it("columns with a gap in them, of which a part would be sent", function()
      refused({ columns = { "email", nil, "id" } }, "columns")
      refused({ columns = { "email", name = "id" } }, "columns")
    end)

    for name, meant in pairs({
      email = "email_pattern", company_name = "company_name_pattern", handle = "handle_pattern",
      emial_pattern = "email_pattern", orderby = "order_by", column = "columns", Limit = "limit",
      last_name = "last_name_pattern",
    }) do
      it(name .. ", which is no filter, and says which is meant", function()
        refused({ [name] = "x" }, name, ('unknown filter "%s"'):format(name), "ignore and list every customer",
          ('did you mean "%s"?'):format(meant))
      end)
    end

    it("what is like no filter, and says which there are", function()
      refused({ zzzzzzzzzzzz = "x" }, "zzzzzzzzzzzz", "there are email_pattern, company_name_pattern")
      refused({ "jan@example.com" }, "1", 'unknown filter "1"')
      refused({ [true] = 1 }, "true", 'unknown filter "true"')
    end)
  end)

  it("raises for a filter that is no table", function()
    local ok, message = pcall(client.list_customers, client, "jan*")
    assert.is_false(ok)
    assert.is_truthy(message:find("bad argument #1 to 'list_customers' (table expected, got string)", 1, true))
  end)

  it("raises for an unknown option", function()
    local ok, message = pcall(client.list_customers, client, {}, { row = true })
    assert.is_false(ok)
    assert.is_truthy(message:find('unknown option "row"; did you mean "raw"?', 1, true), message)
  end)

  describe("reads an answer", function()
    local function listed(data)
      server:fault { name = "status", status = 200, content_type = "application/json", method = "GET", times = 2,
        body = '{"code":0,"desc":"","data":' .. data .. "}" }
      return client:list_customers()
    end

    for title, data in pairs({
      ["without results and with a total of 0"] = '{"total":0}',
      ["with null for results and a total of 0"] = '{"results":null,"total":0}',
      ["with no rows"] = '{"results":[],"total":0}',
    }) do
      it(title .. " as an empty page", function()
        assert.same({ results = {}, total = 0, offset = 0, limit = 100 }, (assert(listed(data))))
      end)
    end

    it("without a total as one that does not say", function()
      local page = assert(listed('{"results":[{"id":1,"handle":"A"}]}'))
      page.results[1].version = nil
      assert.same({ results = { { id = 1, handle = "A" } }, offset = 0, limit = 100 }, page)
    end)

    for title, data in pairs({
      ["without anything"] = "{}", ["that is null"] = "null", ["that is a text"] = '"none"',
      ["that is an array"] = "[]",
      ["without results, with a total"] = '{"total":5}',
      ["with null for results, and a total"] = '{"results":null,"total":5}',
      ["with a total that is a word"] = '{"results":[],"total":"none"}',
      ["with a total that has a fraction"] = '{"results":[],"total":0.5}',
      ["with a total that is an object"] = '{"results":[],"total":{}}',
      ["with results that are a text"] = '{"results":"none","total":0}',
      ["with results that are an object"] = '{"results":{"handle":"A"},"total":1}',
      ["with a row that is a text"] = '{"results":["A"],"total":1}',
      ["with a row that is null"] = '{"results":[{"handle":"A"},null],"total":2}',
      ["with a row that is a number"] = '{"results":[{"handle":"A"},5],"total":2}',
      ["with a row that is an array"] = '{"results":[["A"]],"total":1}',
    }) do
      it(title .. " as a protocol error", function()
        local page, err = listed(data)
        assert.is_nil(page)
        assert.equal("protocol", err.kind)
        assert.is_truthy(err.message:find(": the answer", 1, true), err.message)
      end)
    end
  end)
end)
