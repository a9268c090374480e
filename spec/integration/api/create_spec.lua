--- One call, one handle: what a create sends to a real server, and what comes back.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

describe("create_customer", function()
  local server, client

  setup(function() server = sandbox_server.start() end)
  teardown(function() server:stop() end)

  local function new_client(changes)
    return server:client(changes)
  end

  before_each(function()
    server:reset()
    client = new_client()
  end)
  after_each(function() client:close() end)

  -- The body of the last create as the server got it: its text, and what it says.
  local function sent()
    local requests = server:requests()
    local last = requests[#requests]
    assert.equal("/v1beta/customers", last.path)
    local value = dkjson.decode(last.body, 1, dkjson.null)
    return value, last.body
  end

  local function create(changes, opts)
    assert(client:create_customer(example.customer(changes), opts))
    return sent()
  end

  local function nothing_arrived()
    local counters = server:counters()
    assert.equal(0, counters.arrived)
    assert.equal(0, counters.logins)
    assert.equal(0, counters.connections)
    assert.equal(0, counters.customers_created)
  end

  it("gives the handle, of the customer's initials and country, and the details", function()
    local handle, details = client:create_customer(example.customer())
    assert.equal("CV000001-NL", handle)
    assert.same({ warnings = {}, api_warnings = {}, maintenance = false, created = true, attempts = 1 }, details)
    assert.equal(1, server:counters().customers_created)
  end)

  it("logs in once, then posts to /customers, on one connection", function()
    assert(client:create_customer(example.customer()))
    local requests = server:requests()
    assert.equal(2, #requests)
    assert.equal("POST", requests[1].method)
    assert.equal("/v1beta/auth/login", requests[1].path)
    assert.same({ username = "sandbox", password = "secret" }, (dkjson.decode(requests[1].body)))
    assert.is_nil(requests[1].headers.authorization)
    assert.equal("POST", requests[2].method)
    assert.equal("/v1beta/customers", requests[2].path)
    assert.is_nil(requests[2].query)
    assert.equal(requests[1].connection, requests[2].connection)
  end)

  it("uses one login and one connection for two customers on one client", function()
    assert.equal("CV000001-NL", (client:create_customer(example.customer())))
    assert.equal("JD000002-BE", (client:create_customer(example.customer {
      name = { first_name = "Jan", last_name = "Dijk", initials = "J.D." },
      ["address.country"] = "BE", ["address.zipcode"] = "1000",
    })))
    local counters = server:counters()
    assert.equal(1, counters.logins)
    assert.equal(1, counters.connections)
    assert.equal(3, counters.arrived)
    assert.equal(2, counters.customers_created)
  end)

  describe("sends the header", function()
    -- The lines of the last request's raw head: lower-case name -> value, and all of them.
    local function head()
      assert(client:create_customer(example.customer()))
      local requests = server:requests()
      local raw = requests[#requests].head
      local lines, names = {}, {}
      assert.equal("POST /v1beta/customers HTTP/1.1", raw:match("^[^\r\n]*"))
      for name, value in raw:gmatch("\n([%w-]+): ([^\r\n]*)") do
        lines[name:lower()] = value
        names[#names + 1] = name:lower()
      end
      table.sort(names)
      return lines, names, requests[#requests]
    end

    it("that it needs, each once, and none besides", function()
      local _, names = head()
      assert.same({ "accept", "authorization", "content-length", "content-type", "host", "user-agent" }, names)
    end)

    it("Authorization, with the token of the login as Bearer", function()
      assert.is_truthy(head().authorization:find("^Bearer %x+$"))
    end)

    it("Content-Type and Accept, both application/json", function()
      local lines = head()
      assert.equal("application/json", lines["content-type"])
      assert.equal("application/json", lines.accept)
    end)

    it("Content-Length and no Expect, for a large customer, too", function()
      local lines, _, request = head()
      assert.equal(tostring(#request.body), lines["content-length"])
      create { comments = ("x"):rep(60000) }
      local requests = server:requests()
      assert.is_nil(requests[#requests].headers.expect)
      assert.is_nil(requests[#requests].headers["transfer-encoding"])
    end)

    it("User-Agent, plain, and another one if the caller wants it", function()
      assert.equal("openprovider-lua/0.1.0", head()["user-agent"])
      client:close()
      client = new_client { user_agent = "provisioning 7" }
      assert.equal("provisioning 7", head()["user-agent"])
    end)
  end)

  describe("sends JSON", function()
    -- Raises at a leaf that is no string.
    local function all_strings(value, path)
      if type(value) ~= "table" then
        assert.equal("string", type(value), path)
        return
      end
      for key, member in pairs(value) do all_strings(member, path .. "." .. tostring(key)) end
    end

    it("that says what the customer says, and has no key besides", function()
      local customer = example.customer()
      local value = create()
      assert.same(customer, value)
      all_strings(value, "")
    end)

    it("in which every leaf is a string, numbers included", function()
      local value, text = create {
        ["address.number"] = 12, ["phone.country_code"] = 31, ["phone.subscriber_number"] = 1234567,
        additional_data = { social_security_number = 123456782, cost_center = 10000 },
        extension_additional_data = { { name = "fi", data = { org_type = 1 } } },
      }
      all_strings(value, "")
      assert.equal("12", value.address.number)
      assert.is_truthy(text:find('"number":"12"', 1, true))
      assert.equal("+31", value.phone.country_code)
      assert.same({ social_security_number = "123456782", cost_center = "10000" }, value.additional_data)
      assert.equal("1", value.extension_additional_data[1].data.org_type)
    end)

    it("with big integers digit for digit where Lua has them, and refuses them where digits are lost", function()
      local data = { social_security_number = 12345678901234567 }
      local handle, err = client:create_customer(example.customer { additional_data = data })
      local math_type = rawget(math, "type")
      if math_type and math_type(data.social_security_number) == "integer" then
        assert.is_not_nil(handle)
        local _, text = sent()
        assert.is_truthy(text:find('"social_security_number":"12345678901234567"', 1, true))
      else
        assert.is_nil(handle)
        assert.equal("additional_data.social_security_number", err.problems[1].path)
        assert.is_truthy(err.problems[1].message:find("pass a string", 1, true))
        nothing_arrived()
      end
    end)

    it("with a long number given as a string as it is", function()
      local value = create { additional_data = { social_security_number = "123456789012345678901234567890" } }
      assert.equal("123456789012345678901234567890", value.additional_data.social_security_number)
    end)

    it("with [] for an empty array, and never {}", function()
      local value, text = create {
        tags = {}, extension_additional_data = {}, additional_data = { attached_files = {} },
      }
      assert.is_truthy(text:find('"tags":[]', 1, true))
      assert.is_truthy(text:find('"extension_additional_data":[]', 1, true))
      assert.is_truthy(text:find('"attached_files":[]', 1, true))
      assert.equal("12", create { tags = openprovider.empty_array, ["address.number"] = 12 }.address.number)
      assert.equal("VIP", create().tags[1].value)
      assert.equal(0, #value.tags)
    end)

    it("with {} for an empty table of named members", function()
      local _, text = create { additional_data = {} }
      assert.is_truthy(text:find('"additional_data":{}', 1, true))
    end)

    it("with UTF-8 as it came", function()
      local names = { "J\195\188rgen", "\208\152\208\178\208\176\208\189", "\228\189\160\229\165\189",
        "e\204\129", "\195\169", "a\240\159\152\128", "y\239\187\191x", "x\226\128\168y" }
      for _, name in ipairs(names) do
        local value, text = create { ["name.first_name"] = name, ["name.initials"] = "J." }
        assert.equal(name, value.name.first_name)
        assert.is_truthy(text:find(name, 1, true))
      end
    end)

    it("with quotes, backslashes and line breaks escaped", function()
      local comments = 'say "yes" \\ / \\u0041\r\n\tend'
      assert.equal(comments, create { comments = comments }.comments)
    end)

    it("without the keys that the caller never gave, or gave as null, or as an empty fax", function()
      local value, text = create {
        company_name = example.none, vat = openprovider.null, ["address.state"] = openprovider.null,
        fax = { country_code = "", area_code = "", subscriber_number = "" }, tags = example.none,
      }
      for _, key in ipairs({ "company_name", "vat", "fax", "tags", "locale", "comments", "suffix", "full_name",
        "state", "additional_data", "extension_additional_data" }) do
        assert.is_nil(text:find('"' .. key .. '"', 1, true), key)
      end
      assert.is_nil(text:find("null", 1, true))
      assert.is_nil(value.fax)
    end)

    it("with members of additional_data and of an extension that are new to it", function()
      local value = create {
        additional_data = { project_code = "P-1", purchase_order_number = "7" },
        extension_additional_data = { { name = "eu", data = { whois_email = "a@b.tld", brand_new = "x" } } },
      }
      assert.same({ project_code = "P-1", purchase_order_number = "7" }, value.additional_data)
      assert.same({ { name = "eu", data = { whois_email = "a@b.tld", brand_new = "x" } } },
        value.extension_additional_data)
    end)

    it("with any other member where allow_unknown says so, numbers digit for digit", function()
      local value = create({ gender = "M", badge = 123456789012 }, { allow_unknown = true })
      assert.equal("M", value.gender)
      assert.equal("123456789012", value.badge)
    end)
  end)

  describe("refuses before any byte is sent, not even a login,", function()
    it("each customer that is invalid", function()
      local cyclic = example.customer()
      cyclic.name = cyclic
      local deep = { x = "y" }
      for _ = 1, 10000 do deep = { x = deep } end
      local changes = {
        { email = example.none }, { email = "" }, { email = "   " }, { name = "Jan van Dijk" }, { email = {} },
        { email = print }, { ["address.number"] = 0 / 0 }, { adress = {} }, { ["name.fisrt_name"] = "x" },
        { ["address.country"] = "XX" }, { ["address.country"] = "Atlantis" }, { ["address.country"] = "Korea" },
        { ["phone.country_code"] = "abc" }, { ["phone.country_code"] = "+" .. ("9"):rep(20) },
        { ["phone.area_code"] = "010" }, { email = "jan" }, { email = "a@b@c.d" }, { email = "a b@c.d" },
        { email = "jan@example.com\r\nX-Evil: 1" }, { email = ("a"):rep(250) .. "@b.tld" }, { locale = "klingon" },
        { tags = { { key = "colour", value = "red" } } }, { additional_data = { birth_date = "1970-02-30" } },
        { extension_additional_data = { { name = ".es", data = {} } } },
        { extension_additional_data = { { name = "es", data = "x" } } },
        { company_name = "\255" }, { company_name = "\192\175" }, { company_name = "\237\160\128" },
        { company_name = "a\0b" }, { comments = ("x"):rep(1048576) }, { additional_data = { x = deep } },
        { additional_data = { x = 1.5 } },
      }
      for i, change in ipairs(changes) do
        local handle, err = client:create_customer(example.customer(change))
        assert.is_nil(handle, "customer " .. i)
        assert.equal("invalid", err.kind)
        assert.equal("not_sent", err.outcome)
      end
      assert.equal("invalid", select(2, client:create_customer(cyclic)).kind)
      assert.equal("invalid", select(2, client:create_customer({})).kind)
      nothing_arrived()
    end)

    it("with all of its problems at once", function()
      local _, err = client:create_customer(example.customer {
        ["name.first_name"] = "", ["address.country"] = "XX", email = "jan", locale = "klingon",
      })
      assert.equal(4, #err.problems)
      assert.equal(4, err.total)
      nothing_arrived()
    end)

    it("an option that it does not have", function()
      local ok, message = pcall(client.create_customer, client, example.customer(), { allow_unknwon = true })
      assert.is_false(ok)
      assert.is_truthy(message:find('did you mean "allow_unknown"?', 1, true), message)
      nothing_arrived()
    end)
  end)

  describe("tells in the details", function()
    it("what the checker doubted", function()
      local handle, details = client:create_customer(example.customer { ["phone.country_code"] = "+999" })
      assert.equal("CV000001-NL", handle)
      assert.equal(1, #details.warnings)
      assert.equal("phone.country_code", details.warnings[1].path)
      assert.equal("unassigned", details.warnings[1].code)
      assert.equal("warning", details.warnings[1].severity)
    end)

    it("what the API warned of", function()
      server:fault { name = "warnings", path = "/customers$" }
      local handle, details = client:create_customer(example.customer())
      assert.equal("CV000001-NL", handle)
      assert.same({ { code = 1926, desc = "Please look at the customer's details", data = "" } }, details.api_warnings)
      assert.is_false(details.maintenance)
    end)

    it("what the API warned of as code, desc and data alone, without null", function()
      server:fault { name = "status", status = 200, path = "/customers$",
        body = '{"code":0,"data":{"handle":"CV1-NL"},"warnings":[{"code":7,"desc":"odd","data":null,"x":1},null,"y"]}' }
      local _, details = client:create_customer(example.customer())
      assert.same({ { code = 7, desc = "odd" } }, details.api_warnings)
    end)

    it("that the API is in maintenance", function()
      server:fault { name = "maintenance", path = "/customers$" }
      local _, details = client:create_customer(example.customer())
      assert.is_true(details.maintenance)
      assert.same({}, details.api_warnings)
    end)

    it("how many requests it took", function()
      server:fault { name = "code", code = 196, path = "/customers$" }
      local handle, details = client:create_customer(example.customer())
      assert.equal("CV000001-NL", handle)
      assert.equal(2, details.attempts)
      local counters = server:counters()
      assert.equal(2, counters.logins)
      assert.equal(1, counters.customers_created)
    end)
  end)

  describe("works over", function()
    local function over(base_url, http2)
      client:close()
      client = new_client { base_url = base_url, ca_file = server.ca_file, http2 = http2 }
      assert.equal("CV000001-NL", (client:create_customer(example.customer())))
      assert.equal("BE", select(2, client:create_customer(example.customer { ["address.country"] = "BE",
        ["address.zipcode"] = "1000" })) and sent().address.country)
      local counters = server:counters()
      assert.equal(1, counters.logins)
      assert.equal(1, counters.connections)
      local requests = server:requests()
      for _, request in ipairs(requests) do
        assert.equal("application/json", request.headers["content-type"])
        assert.is_nil(request.headers.expect)
      end
      return requests[#requests]
    end

    it("https with ca_file", function()
      local request = over(server.https_base_url)
      assert.equal("https", request.scheme)
      assert.equal("HTTP/1.1", request.protocol)
    end)

    it("HTTP/2 where it is offered, with http2 alone", function()
      assert.equal("HTTP/1.1", over(server.http2_base_url).protocol)
      server:reset()
      local request = over(server.http2_base_url, true)
      assert.equal("https", request.scheme)
      assert.equal("HTTP/2.0", request.protocol)
    end)
  end)
end)
