--- The sandbox's behaviour, without any network.
local json = require("dkjson")
local testing = require("openprovider.testing")

local BASE = "http://sandbox.invalid/v1beta"

-- The customer of FACTS 2.8, with a phone whose calling code exists.
local function example()
  return {
    company_name = "Hosters with Style",
    name = { first_name = "Carsten", last_name = "van Noort", prefix = "Dr.", initials = "C.G.P.",
      full_name = "Carsten G van Noort" },
    address = { street = "Albusstraat", number = "83", zipcode = "4903 RG", city = "Oosterhout",
      state = "Noord-Brabant", country = "NL" },
    phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
    fax = { country_code = "+05", area_code = "111", subscriber_number = "123456" },
    email = "example@mail.tld",
    tags = setmetatable({ { key = "customer", value = "VIP" } }, { __jsontype = "array" }),
  }
end

describe("the sandbox", function()
  local clock, transport, token

  local function call(method, path, body, headers)
    local response = transport.perform {
      method = method,
      url = BASE .. path,
      headers = headers or { Authorization = token and "Bearer " .. token },
      body = type(body) == "table" and json.encode(body) or body,
    }
    return json.decode(response.body), response
  end

  local function log_in()
    local envelope = call("POST", "/auth/login", { username = "sandbox", password = "secret" })
    token = envelope.data and envelope.data.token
    return envelope
  end

  local function create(changes)
    local customer = example()
    if changes then
      changes(customer)
    end
    return call("POST", "/customers", customer)
  end

  before_each(function()
    clock, token = 1000000, nil
    transport = testing.transport { now = function() return clock end }
  end)

  describe("logging in", function()
    it("gives a token and the reseller's number", function()
      local envelope = log_in()
      assert.equal(0, envelope.code)
      assert.equal(32, #envelope.data.token)
      assert.equal(123456, envelope.data.reseller_id)
    end)

    it("refuses a wrong password with code 196 at HTTP 500", function()
      local envelope, response = call("POST", "/auth/login",
        { username = "sandbox", password = "wrong" })
      assert.equal(500, response.status)
      assert.equal(196, envelope.code)
    end)

    it("refuses the 31st login of a minute with code 50, for a minute", function()
      for _ = 1, 30 do
        assert.equal(0, log_in().code)
      end
      assert.equal(50, log_in().code)
      clock = clock + 59
      assert.equal(50, log_in().code)
      clock = clock + 2
      assert.equal(0, log_in().code)
    end)

    it("gives every login a token of its own", function()
      local first = log_in().data.token
      assert.not_equal(first, log_in().data.token)
    end)
  end)

  describe("a token", function()
    it("is asked for by everything but the login", function()
      local envelope, response = call("GET", "/customers")
      assert.equal(500, response.status)
      assert.equal(196, envelope.code)
    end)

    it("lives 48 hours", function()
      log_in()
      clock = clock + 48 * 3600 - 1
      assert.equal(0, call("GET", "/customers").code)
      clock = clock + 1
      assert.equal(196, call("GET", "/customers").code)
    end)

    it("stops being valid when the sandbox expires all", function()
      log_in()
      transport.sandbox:expire_tokens()
      assert.equal(196, call("GET", "/customers").code)
    end)
  end)

  describe("creating a customer", function()
    before_each(log_in)

    it("answers with initials, a running number and the country", function()
      assert.equal("CV000001-NL", create().data.handle)
      assert.equal("CV000002-NL", create().data.handle)
    end)

    it("puts X for a name outside ASCII", function()
      local envelope = create(function(customer)
        customer.name.first_name = "\208\152\208\178\208\176\208\189"
      end)
      assert.equal("XV000001-NL", envelope.data.handle)
    end)

    local REFUSALS = {
      { 102, "an empty first name", function(c) c.name.first_name = "" end },
      { 102, "no name at all", function(c) c.name = nil end },
      { 105, "a last name of blanks", function(c) c.name.last_name = "  " end },
      { 110, "no street", function(c) c.address.street = nil end },
      { 112, "no house number", function(c) c.address.number = nil end },
      { 115, "no zipcode", function(c) c.address.zipcode = nil end },
      { 116, "a zipcode that is not the country's", function(c) c.address.zipcode = "12345" end },
      { 117, "no city", function(c) c.address.city = nil end },
      { 120, "no country", function(c) c.address.country = nil end },
      { 121, "a country's name", function(c) c.address.country = "United Kingdom" end },
      { 121, "UK", function(c) c.address.country = "UK" end },
      { 130, "no phone", function(c) c.phone = nil end },
      { 131, "a calling code without plus", function(c) c.phone.country_code = "31" end },
      { 132, "no area code", function(c) c.phone.area_code = nil end },
      { 133, "an area code with a leading zero", function(c) c.phone.area_code = "010" end },
      { 134, "no subscriber number", function(c) c.phone.subscriber_number = nil end },
      { 135, "letters in a subscriber number", function(c) c.phone.subscriber_number = "12a" end },
      { 144, "half a fax", function(c) c.fax = { country_code = "+31" } end },
      { 145, "no e-mail", function(c) c.email = nil end },
      { 146, "an e-mail without @", function(c) c.email = "example" end },
      { 6005, "a birth date that never was",
        function(c) c.additional_data = { birth_date = "1970-02-30" } end },
      { 4006, "a number as house number", function(c) c.address.number = 83 end },
      { 4006, "tags as an object", function(c) c.tags = { key = "customer" } end },
      { 4006, "a tag key that is not known", function(c) c.tags[1].key = "colour" end },
      { 4006, "extension data as a text",
        function(c) c.extension_additional_data = { { name = "eu", data = "NL" } } end },
    }
    for _, refusal in ipairs(REFUSALS) do
      local code, what, change = refusal[1], refusal[2], refusal[3]
      it(("refuses %s with code %d"):format(what, code), function()
        local envelope = create(change)
        assert.equal(code, envelope.code)
        assert.equal(0, transport.sandbox:counters().customers_created)
      end)
    end

    it("accepts an empty list of tags and a fax of empty texts", function()
      local envelope = create(function(customer)
        customer.tags = setmetatable({}, { __jsontype = "array" })
        customer.fax = { country_code = "", area_code = "", subscriber_number = "" }
      end)
      assert.equal(0, envelope.code)
    end)

    it("ignores members that it does not know", function()
      local envelope = create(function(customer) customer.organization = { 1, 2 } end)
      assert.equal(0, envelope.code)
    end)

    it("refuses what is not JSON or nested without end with code 4006", function()
      local deep = '{"tags":' .. ("["):rep(100000) .. ("]"):rep(100000) .. "}"
      local bodies = { "", "{", "[]", deep }
      for _, body in ipairs(bodies) do
        assert.equal(4006, call("POST", "/customers", body).code)
      end
    end)
  end)

  describe("reading customers", function()
    before_each(log_in)

    it("shows what was sent, with the full name of its own making", function()
      create()
      local data = call("GET", "/customers/CV000001-NL").data
      assert.equal("Carsten Dr. van Noort", data.name.full_name)
      assert.equal("83", data.address.number)
      assert.equal("nl_NL", data.locale)
      assert.equal("0000-00-00 00:00:00", data.deleted_at)
      assert.is_false(data.is_deleted)
      assert.same({ { key = "customer", value = "VIP" } }, data.tags)
    end)

    it("leaves empty members out", function()
      create(function(customer)
        customer.vat = ""
        customer.address.suffix = ""
      end)
      local data = call("GET", "/customers/CV000001-NL").data
      assert.is_nil(data.vat)
      assert.is_nil(data.address.suffix)
      assert.is_nil(data.comments)
    end)

    it("shows additional data only when asked to", function()
      create(function(customer)
        customer.additional_data = { birth_city = "Delft", cost_center = "12" }
        customer.extension_additional_data =
          { { name = "eu", data = { country_of_citizenship = "NL" } } }
      end)
      assert.is_nil(call("GET", "/customers/CV000001-NL").data.additional_data)
      local data = call("GET", "/customers/CV000001-NL?with_additional_data=true").data
      assert.same({ birth_city = "Delft", cost_center = "12" }, data.additional_data)
      assert.equal("NL", data.extension_additional_data[1].data.country_of_citizenship)
    end)

    it("answers an unknown handle with code 193 at HTTP 500", function()
      local envelope, response = call("GET", "/customers/XX999999-XX")
      assert.equal(500, response.status)
      assert.equal(193, envelope.code)
    end)

    it("lists pages of at most 1000, 100 by default", function()
      for index = 1, 120 do
        create(function(customer) customer.comments = "row " .. index end)
      end
      local page = call("GET", "/customers").data
      assert.equal(100, #page.results)
      assert.equal(120, page.total)
      page = call("GET", "/customers?limit=5000&offset=110&unknown=1").data
      assert.equal(10, #page.results)
      assert.equal("CV000111-NL", page.results[1].handle)
      page = call("GET", "/customers/?limit=1&order=DESC&order_by=handle").data
      assert.equal("CV000120-NL", page.results[1].handle)
    end)

    it("filters by patterns and by type", function()
      create(function(customer) customer.comments = "ref:[a-1]" end)
      create(function(customer)
        customer.name.first_name = "Pieter"
        customer.company_name = nil
        customer.comments = "ref:[a-11]"
      end)
      local function total(query)
        return call("GET", "/customers?" .. query).data.total
      end
      assert.equal(1, total("first_name_pattern=Car%2Aten"))
      assert.equal(1, total("comment_pattern=*%5Ba-1%5D*"))
      assert.equal(2, total("comment_pattern=ref:*"))
      assert.equal(0, total("comment_pattern=ref"))
      assert.equal(1, total("type=individual"))
      assert.equal(1, total("handle_pattern=PV*"))
    end)

    it("writes an empty list as an array", function()
      local _, response = call("GET", "/customers")
      assert.truthy(response.body:find('"results":[]', 1, true))
    end)
  end)

  describe("changing customers", function()
    before_each(function()
      log_in()
      create()
    end)

    it("keeps what is left out, and never changes names", function()
      local envelope = call("PUT", "/customers/CV000001-NL",
        { address = { suffix = "A" }, name = { first_name = "Piet" }, company_name = "Other" })
      assert.is_true(envelope.data.success)
      local data = call("GET", "/customers/CV000001-NL").data
      assert.equal("A", data.address.suffix)
      assert.equal("Albusstraat", data.address.street)
      assert.equal("Carsten", data.name.first_name)
      assert.equal("Hosters with Style", data.company_name)
    end)

    it("applies the rules of creating", function()
      assert.equal(146, call("PUT", "/customers/CV000001-NL", { email = "nobody" }).code)
    end)

    it("forgets a deleted customer", function()
      assert.is_true(call("DELETE", "/customers/CV000001-NL").data.success)
      assert.equal(193, call("GET", "/customers/CV000001-NL").code)
      assert.equal(193, call("DELETE", "/customers/CV000001-NL").code)
      assert.equal(0, call("GET", "/customers").data.total)
    end)
  end)

  describe("as a tool of unit tests", function()
    it("counts requests, logins, customers and routes", function()
      log_in()
      create()
      local counters = transport.sandbox:counters()
      assert.equal(2, counters.requests)
      assert.equal(1, counters.logins)
      assert.equal(1, counters.customers_created)
      assert.same({ ["POST /auth/login"] = 1, ["POST /customers"] = 1 }, counters.by_route)
    end)

    it("remembers requests as they came", function()
      call("GET", "/customers?limit=1", nil, { ["X-Mark"] = "m" })
      local request = transport.sandbox:requests()[1]
      assert.equal("GET", request.method)
      assert.equal("/v1beta/customers", request.path)
      assert.equal("limit=1", request.query)
      assert.equal("m", request.headers["x-mark"])
    end)

    it("remembers the last 200 requests only", function()
      for _ = 1, 205 do
        call("GET", "/nothing")
      end
      assert.equal(testing.REMEMBERED_REQUESTS, #transport.sandbox:requests())
    end)

    it("sleeps by moving its clock", function()
      log_in()
      transport.sleep(48 * 3600)
      assert.equal(1000000 + 48 * 3600, transport.now())
      assert.equal(196, call("GET", "/customers").code)
    end)

    it("answers an unknown path with HTTP 404 and a code", function()
      local envelope, response = call("GET", "/nothing")
      assert.equal(404, response.status)
      assert.equal(4001, envelope.code)
    end)

    it("answers any input, and never raises", function()
      local sandbox = testing.new()
      local odd = { false, 12, "x", {}, { method = {}, path = 3, headers = "h", body = {} },
        { method = "POST", path = "/v1beta/auth/login", headers = { 1, authorization = {} } },
        { method = "GET", path = "/v1beta/customers", headers = { authorization = {} } } }
      for _, request in ipairs(odd) do
        local answer = sandbox:handle(request)
        assert.equal("number", type(answer.status))
        assert.equal("table", type(json.decode(answer.body)))
      end
    end)

    local function client()
      local openprovider = require("openprovider")
      return assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
    end

    it("fails as a function in front of its own makes it", function()
      local perform = transport.perform
      function transport.perform(request)
        local response, failure = perform(request)
        if request.method == "POST" and request.url:find("/customers$") then
          return nil, { kind = "timeout", message = "no answer", sent = true }
        end
        return response, failure
      end
      local handle, err = client():create_customer(example())
      assert.is_nil(handle)
      assert.equal("outcome_unknown", err.kind)
      assert.equal(1, transport.sandbox:counters().customers_created)
    end)

    it("shows what the API makes of a customer", function()
      local function written(customer)
        local copy = {}
        for name, value in pairs(customer) do copy[name] = value end
        copy.company_name = customer.company_name .. " BV"
        return copy
      end
      transport = testing.transport { now = function() return clock end, written = written }
      local made = client()
      local handle = assert(made:create_customer(example()))
      assert.equal("Hosters with Style BV", made:get_customer(handle).company_name)
      assert.equal("Hosters with Style", transport.sandbox:record(handle).company_name)
    end)

    it("fails a request without a URL as a transport does", function()
      local response, failure = transport.perform { method = "GET" }
      assert.is_nil(response)
      assert.equal("network", failure.kind)
      assert.is_false(failure.sent)
    end)
  end)
end)

describe("the options of the double", function()
  it("refuse a limit whose members are not named as they have to be", function()
    for _, case in ipairs {
      { "rate_limit", { 2, 10 }, "in it count is nil" },
      { "rate_limit", { count = 2 }, "in it window is nil" },
      { "rate_limit", { count = "2", window = 10 }, "in it count is 2" },
      { "rate_limit", { count = 2, window = 10, block = 5 }, "in it block is 5" },
      { "login_limit", { count = 2, window = 10 }, "in it block is nil" },
      { "login_limit", { count = 2, window = -1, block = 1 }, "in it window is %-1" },
    } do
      local ok, message = pcall(testing.new, { [case[1]] = case[2] })
      assert.is_false(ok)
      assert.matches("option " .. case[1] .. " of the test double must be like { count = .*" .. case[3], message)
    end
    assert(testing.new { rate_limit = { count = 2, window = 10 }, login_limit = { count = 1, window = 2, block = 0 } })
  end)
end)
