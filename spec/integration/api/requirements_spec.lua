--- What a TLD demands of a customer, and whether one has it.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

local ROUTE = "GET /domains/additional-data/customers"

-- What the sandbox asks for beside its own: the ways in which the API may write it.
local OWN = {
  kinds = {
    { name = "one", required = "1" }, { name = "two", required = 1 }, { name = "three", required = "true" },
    { name = "four", required = true }, { name = "five", required = "0" }, { name = "six", required = 0 },
    { name = "seven", required = "false" }, { name = "eight", required = false }, { name = "nine", required = "" },
    { name = "ten" },
  },
  names = {
    { name = "companyNameCyrillic" }, { name = "is_vat" }, { name = "VATNumber" }, { name = "passportIssuerID" },
    { name = "address2Line" },
  },
  options = {
    { name = "size", type = "select", description = "How large", required = true, options = {
      { value = 1, description = "Small" }, { value = "2" }, "3", { description = "of no value" },
    } },
    { name = "colour", type = "", description = "", options = {} },
    { name = "taste", options = { { description = "of no value" } } },
  },
  camel = { { name = "idnScript", required = true } },
  many = { { name = "number", required = true, options = { "1", "2", "3", "4", "5", "6", "7", "8", "9" } } },
  ["co.test"] = { { name = "company_registration_number", required = true } },
  test = { { name = "social_security_number", required = true }, { name = "vat", required = true } },
}

describe("what a TLD demands", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false, requirements = OWN } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = server:client()
  end)
  after_each(function() client:close() end)

  local function asked()
    return server:counters().by_route[ROUTE] or 0
  end

  local function last_query()
    local requests = server:requests()
    return requests[#requests].query
  end

  local function answer_with(data)
    server:fault { name = "status", status = 200, content_type = "application/json", path = "/additional%-data/",
      body = '{"code":0,"desc":"","data":' .. data .. "}" }
  end

  local function names_of(requirements)
    local names = {}
    for index, requirement in ipairs(requirements) do names[index] = requirement.name end
    return names
  end

  -- TLDs that are none.
  local BAD = { "", ".", "..us", "us.", "u s", "us&domain.name=x", "u\r\ns", "us\0", "us/x", "\255" }

  -- Neither operation sends anything for a bad TLD or a bad name of a domain.
  local function refused(field, text, requirements, err)
    assert.is_nil(requirements)
    assert.same({ "invalid", field, "not_sent" }, { err.kind, err.field, err.outcome })
    assert.is_truthy(err.message:find(text, 1, true), err.message)
    assert.equal(0, server:counters().connections)
  end

  describe("by customer_requirements", function()
    it("is an array of fields, in the API's words", function()
      local requirements = assert(client:customer_requirements("us"))
      assert.equal("domain.extension=us", last_query())
      assert.equal(2, #requirements)
      assert.same({ "nexus_category", "select", true, "What ties the customer to the United States" }, {
        requirements[1].name, requirements[1].type, requirements[1].required, requirements[1].description,
      })
      assert.same({ { value = "C11", description = "Citizen" }, { value = "C12", description = "Permanent resident" } },
        { requirements[1].options[1], requirements[1].options[2] })
    end)

    it("has no options where there are none", function()
      assert.same({
        { name = "ens_auth_id", type = "text", required = true,
          description = "Identification that the .aero registry gave out" },
        { name = "ens_key", type = "text", required = true, description = "Key that belongs to the identification" },
      }, (assert(client:customer_requirements("aero"))))
    end)

    it("is empty for a TLD that demands nothing", function()
      assert.same({}, (assert(client:customer_requirements("com"))))
    end)

    it("has names in snake_case, whatever the API writes: .ru is in camelCase", function()
      assert.same({
        "company_name_cyrillic", "company_name_latin", "legal_address_cyrillic", "first_name_cyrillic",
        "last_name_cyrillic", "first_name_latin", "last_name_latin", "birth_date", "passport_series", "passport_number",
        "passport_issuer", "passport_issue_date", "mobile_phone_number", "tax_payer_number",
      }, names_of(assert(client:customer_requirements("ru"))))
      assert.same({ "company_name_cyrillic", "is_vat", "vat_number", "passport_issuer_id", "address2_line" },
        names_of(assert(client:customer_requirements("names"))))
    end)

    it("is required by a boolean, a text or a number", function()
      local required = {}
      for index, requirement in ipairs(assert(client:customer_requirements("kinds"))) do
        required[index] = requirement.required
      end
      assert.same({ true, true, true, true, false, false, false, false, false, false }, required)
    end)

    it("is required or not where the API says it in words", function()
      local data = {}
      for index, word in ipairs({ "yes", "YES", "y", "True", "no", "N", "False" }) do
        data[index] = ('{"name":"field%d","required":"%s"}'):format(index, word)
      end
      answer_with("[" .. table.concat(data, ",") .. "]")
      local required = {}
      for index, requirement in ipairs(assert(client:customer_requirements("us"))) do
        required[index] = requirement.required
      end
      assert.same({ true, true, true, true, false, false, false }, required)
    end)

    it("has a field once that the answer has twice", function()
      answer_with('[{"name":"vatNumber","required":true},{"name":"vat_number","required":"1"}]')
      assert.same({ { name = "vat_number", required = true } }, (assert(client:customer_requirements("us"))))
    end)

    it("is empty where the API leaves out what is empty", function()
      server:fault { name = "status", status = 200, content_type = "application/json", path = "/additional%-data/",
        body = '{"code":0,"desc":""}' }
      assert.same({}, (assert(client:customer_requirements("us"))))
    end)

    it("is a protocol error where the answer is none of the API's", function()
      server:fault { name = "status", status = 200, content_type = "application/json", path = "/additional%-data/",
        body = "{}" }
      local requirements, err = client:customer_requirements("us")
      assert.is_nil(requirements)
      assert.equal("protocol", err.kind)
    end)

    it("has options of texts, whatever the API writes, and nothing for what it leaves empty", function()
      assert.same({
        { name = "size", type = "select", required = true, description = "How large",
          options = { { value = "1", description = "Small" }, { value = "2" }, { value = "3" } } },
        { name = "colour", required = false },
        { name = "taste", required = false },
      }, (assert(client:customer_requirements("options"))))
    end)

    for given, sent in pairs({
      [".US"] = "us", ["Us"] = "us", [".co.uk"] = "co.uk", ["CO.UK"] = "co.uk", ["xn--p1ai"] = "xn--p1ai",
    }) do
      it("is asked for as " .. sent .. " where " .. given .. " is given", function()
        assert.is_table(assert(client:customer_requirements(given))[1])
        assert.equal("domain.extension=" .. sent, last_query())
      end)
    end

    it("is asked for with the domain's name where that is given", function()
      assert(client:customer_requirements("us", { domain_name = "ex+mple" }))
      assert.equal("domain.extension=us&domain.name=ex%2Bmple", last_query())
    end)

    for _, tld in ipairs(BAD) do
      it("is not asked for where the TLD is " .. ("%q"):format(tostring(tld)), function()
        refused("tld", "the TLD ", client:customer_requirements(tld))
      end)
    end

    for _, name in ipairs({ "", "example.com", "a b", "a/b", "a\nb" }) do
      it("is not asked for with a domain's name that is none: " .. tostring(name), function()
        refused("domain_name", 'such as "example"', client:customer_requirements("us", { domain_name = name }))
      end)
    end

    it("is an error for a TLD that the API does not have, though it demands nothing for one", function()
      server:change { tlds = { "com", "co.uk", "xn--p1acf" } }
      for _, tld in ipairs({ "com", "CO.UK", "xn--p1acf", "eu" }) do
        assert.is_table(client:customer_requirements(tld), tld)
      end
      for _, tld in ipairs({ "notatld", "example.us", "xn--p1ai2" }) do
        for _, call in ipairs({
          function() return client:customer_requirements(tld) end,
          function() return client:check_for_tld(example.customer(), tld) end,
        }) do
          local ok, err = call()
          assert.is_nil(ok)
          assert.same({ "not_found", 1800, "tld", "rejected" }, { err.kind, err.code, err.field, err.outcome })
          local says = ("there is no TLD %q at Openprovider"):format(tld)
          assert.is_truthy(tostring(err):find(says, 1, true), tostring(err))
        end
      end
    end)

    it("says what the TLD of a domain is, where a domain was given", function()
      for domain, tld in pairs({ ["example.us"] = "us", ["example.co.uk"] = "co.uk", ["a.b.nl"] = "b.nl" }) do
        local ok, err = client:check_for_tld(example.customer(), domain)
        assert.is_nil(ok)
        local says = ("there is no TLD %q at Openprovider: if it is a domain, its TLD is %q"):format(domain, tld)
        assert.same({ "not_found", says }, { err.kind, err.message })
      end
    end)

    it("is the same error where the API says so at once", function()
      server:fault { name = "status", status = 500, content_type = "application/json", path = "/additional%-data/",
        body = '{"code":1800,"desc":"TLD does not exist in Openprovider"}' }
      local ok, err = client:customer_requirements("notatld")
      assert.is_nil(ok)
      assert.same({ "not_found", 1800, "tld" }, { err.kind, err.code, err.field })
    end)

    it("is empty where the API does not say whether there is such a TLD, with no new login for a refusal", function()
      local unclear = { com = '{"code":196}', nl = '{"code":10005}', de = '{"code":199}', fr = "oops" }
      for tld, body in pairs(unclear) do
        server:fault { name = "status", status = 500, content_type = "application/json", path = "/tlds/", body = body }
        assert.same({}, client:customer_requirements(tld))
      end
      assert.equal(1, server:counters().logins)
    end)

    it("raises for an unknown option", function()
      local ok, message = pcall(client.customer_requirements, client, "us", { domain = "example" })
      assert.is_false(ok)
      assert.is_truthy(message:find("domain_name", 1, true), message)
    end)

    it("is the API's error where it refuses", function()
      server:fault { name = "code", code = 10005, path = "/additional%-data/" }
      local requirements, err = client:customer_requirements("us")
      assert.is_nil(requirements)
      assert.same({ "auth", 10005 }, { err.kind, err.code })
    end)

    for title, data in pairs({
      ["null"] = "null", ["a text"] = '"none"', ["an object"] = '{"name":"vat"}',
      ["a list of something else"] = '{"results":[{"name":"vat"}],"total":1}',
      ["texts"] = '["vat"]', ["fields without a name"] = '[{"type":"text"}]', ["a name that is none"] = '[{"name":5}]',
      ["an empty name"] = '[{"name":""}]', ["null among them"] = '[{"name":"vat"},null]',
      ["options that are an object"] = '[{"name":"vat","options":{"C11":"a citizen"}}]',
      ["options that are a text"] = '[{"name":"vat","options":"C11"}]',
      ["an option that is an object"] = '[{"name":"vat","options":[{"value":{"C11":"a citizen"}}]}]',
      ["a field that may be required or not"] = '[{"name":"vat","required":"perhaps"}]',
      ["a field that is required twice over"] = '[{"name":"vat","required":2}]',
      ["two fields of one name"] = '[{"name":"vat","required":true},{"name":"VAT","required":false}]',
    }) do
      it("is a protocol error where the answer has " .. title, function()
        answer_with(data)
        local requirements, err = client:customer_requirements("us")
        assert.is_nil(requirements)
        assert.equal("protocol", err.kind)
      end)
    end

    it("is asked for once in five minutes, each TLD and each domain's name by itself", function()
      local now = 0
      local transport, queries = testing.transport(), {}
      local perform, real_now = transport.perform, transport.now
      transport.now = function() return real_now() + now end
      transport.perform = function(request)
        if request.url:find("additional-data", 1, true) then queries[#queries + 1] = request.url:match("%?(.*)$") end
        return perform(request)
      end
      local one = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
      local first, details = assert(one:customer_requirements("us"))
      assert.equal(1, details.attempts)
      local expected = dkjson.decode(dkjson.encode(first))
      first[1].name, first[2] = "changed", nil
      for _ = 1, 3 do
        local again, kept = assert(one:customer_requirements(".US"))
        assert.same(expected, dkjson.decode(dkjson.encode(again)))
        assert.equal(0, kept.attempts)
        again[1].options[1].value = "changed"
      end
      assert(one:customer_requirements("eu"))
      assert(one:customer_requirements("us", { domain_name = "example" }))
      assert.same({ "domain.extension=us", "domain.extension=eu", "domain.extension=us&domain.name=example" }, queries)
      now = 290 -- the transport has a clock of whole seconds
      assert(one:customer_requirements("us"))
      assert.equal(3, #queries)
      now = 301
      assert(one:customer_requirements("us"))
      assert.equal(4, #queries)
      one:close()
      assert.equal("config", select(2, one:customer_requirements("us")).kind)
    end)

    it("is asked for again where the API could not say it", function()
      server:fault { name = "code", code = 10005, path = "/additional%-data/" }
      assert.is_nil((client:customer_requirements("us")))
      assert.equal(2, #assert(client:customer_requirements("us")))
    end)

    it("is asked for again when the answer is lost", function()
      server:fault { name = "reset_after", path = "/additional%-data/" }
      assert.equal(2, #assert(client:customer_requirements("us")))
      assert.equal(2, asked())
    end)
  end)

  describe("is checked by check_for_tld:", function()
    local function customer_for(tld, data, changes)
      local customer = example.customer(changes)
      if tld then customer.extension_additional_data = { { name = tld, data = data } } end
      return customer
    end

    -- The problems of a customer that does not do: path, code and severity of each.
    local function problems_of(customer, tld)
      local canonical, err = client:check_for_tld(customer, tld)
      assert.is_nil(canonical)
      assert.same({ "invalid", "not_sent" }, { err.kind, err.outcome })
      local found, errors = {}, 0
      for index, problem in ipairs(err.problems) do
        found[index] = { problem.path, problem.code, problem.severity }
        if problem.severity == "error" then errors = errors + 1 end
      end
      assert.equal(errors, err.total)
      return found, err
    end

    local function sorted(found)
      table.sort(found, function(one, other) return one[1] < other[1] end)
      return found
    end

    local function warnings_of(customer, tld)
      local canonical, warnings = client:check_for_tld(customer, tld)
      assert.is_table(canonical, tostring(warnings))
      local found = {}
      for index, problem in ipairs(warnings) do found[index] = { problem.path, problem.code, problem.severity } end
      return found, warnings
    end

    it("a telephone number may be one text", function()
      local canonical, found = client:check_for_tld(customer_for(nil, nil, { phone = "010 123 4567" }), "com")
      assert.equal("+31", assert(canonical, found).phone.country_code)
      assert.equal("converted", found[1].code)
    end)

    it("a customer that has it all, in canonical form", function()
      local customer = customer_for("US", { nexus_category = "C11", applicant_purpose = "P1" }, {
        ["address.country"] = "nl", ["address.number"] = 83 })
      local canonical, warnings = client:check_for_tld(customer, ".us")
      assert.same({}, warnings)
      assert.same(customer_for("us", { nexus_category = "C11", applicant_purpose = "P1" }), canonical)
      assert.equal("US", customer.extension_additional_data[1].name)
      assert.equal(1, asked())
    end)

    it("1,000 customers with one call: for 300 equal ones the API would block the account", function()
      local data = { nexus_category = "C11", applicant_purpose = "P1" }
      for index = 1, 1000 do
        assert(client:check_for_tld(customer_for("us", data, { company_name = "Firm " .. index }), "us"))
      end
      assert.equal(1, asked())
    end)

    it("a customer for a TLD that demands nothing", function()
      assert.same({}, (warnings_of(example.customer(), "com")))
    end)

    it("what is required and missing, each with its options", function()
      local found, err = problems_of(example.customer(), "us")
      assert.same({
        { "extension_additional_data[1].data.nexus_category", "missing", "error" },
        { "extension_additional_data[1].data.applicant_purpose", "missing", "error" },
      }, found)
      assert.is_truthy(err.message:find('nexus_category is required for .us; expected one of "C11" (Citizen), "C12"',
        1, true), err.message)
    end)

    it("the path where it is to be, beside what is there for other TLDs", function()
      local customer = customer_for("eu", { whois_email = "jan@example.com" }, {
        additional_data = { company_registration_number = "24123456" } })
      assert.same({
        { "extension_additional_data[2].data.org_type", "missing", "error" },
      }, (problems_of(customer, "fi")))
      customer.extension_additional_data[2] = { name = "fi", data = {} }
      customer.extension_additional_data[3] = { name = "us", data = { nexus_category = "C11" } }
      assert.same({
        { "extension_additional_data[2].data.org_type", "missing", "error" },
      }, (problems_of(customer, "fi")))
      assert.same({
        { "extension_additional_data[3].data.applicant_purpose", "missing", "error" },
      }, (problems_of(customer, "us")))
    end)

    it("what is required and blank or null, which is as good as missing", function()
      for _, value in ipairs({ "", " ", openprovider.null }) do
        local found = problems_of(customer_for("us", { nexus_category = value, applicant_purpose = "P1" }), "us")
        assert.same({ "extension_additional_data[1].data.nexus_category", "missing", "error" }, found[#found])
      end
    end)

    it("a value that is none of the options", function()
      local found, err = problems_of(customer_for("us", { nexus_category = "C1", applicant_purpose = "P1" }), "us")
      assert.same({ { "extension_additional_data[1].data.nexus_category", "format", "error" } }, found)
      assert.is_truthy(err.message:find('is not one of the values for .us; expected one of "C11" (Citizen)', 1, true))
    end)

    it("a value of options that need not be there", function()
      assert.same({}, (warnings_of(customer_for("options", { size = "1" }), "options")))
      assert.same({}, (warnings_of(customer_for("options", { size = 1 }), "options")))
      assert.same({}, (warnings_of(customer_for("options", { size = "3", taste = "sweet" }), "options")))
    end)

    it("options that are many, by the first of them", function()
      local _, err = problems_of(customer_for("many", { number = "10" }), "many")
      assert.is_truthy(err.message:find('"7", "8", ...', 1, true), err.message)
      assert.is_nil(err.message:find('"9"', 1, true))
    end)

    it("what documents say of other members, and of fields that the API lists for some owners alone", function()
      local company = customer_for("ru", { mobile_phone_number = "9161234567" })
      assert.same({
        { "extension_additional_data[1].data.company_name_latin", "missing", "error" },
        { "extension_additional_data[1].data.tax_payer_number", "missing", "error" },
      }, (problems_of(company, "ru")))
      assert.same({
        { "additional_data.company_registration_number", "missing", "error" },
        { "address.state", "missing", "error" },
        { "extension_additional_data[1].data.org_type", "missing", "error" },
      }, sorted((problems_of(example.customer { ["address.state"] = example.none }, "fi"))))
    end)

    it("what is given as additional data, as a warning", function()
      local found, warnings = warnings_of(customer_for(nil, nil, {
        additional_data = { company_registration_number = "24123456" } }), "co.test")
      assert.same({ { "extension_additional_data[1].data.company_registration_number", "missing", "warning" } }, found)
      assert.is_truthy(warnings[1].message:find("given as additional_data.company_registration_number", 1, true))
    end)

    it("what is given as a member of the customer, as a warning", function()
      local found, err = problems_of(example.customer { vat = "NL123456789B01" }, "test")
      assert.same({
        { "extension_additional_data[1].data.social_security_number", "missing", "error" },
        { "extension_additional_data[1].data.vat", "missing", "warning" },
      }, found)
      assert.equal(1, err.total)
      assert.is_truthy(err.problems[2].message:find("given as vat", 1, true))
    end)

    it("what the API does not ask for, as a warning, in the order of names", function()
      local found = warnings_of(customer_for("us", { nexus_category = "C11", applicant_purpose = "P1",
        whois_email = "jan@example.com", ens_key = "x" }), "us")
      assert.same({
        { "extension_additional_data[1].data.ens_key", "extension", "warning" },
        { "extension_additional_data[1].data.whois_email", "extension", "warning" },
      }, { found[#found - 1], found[#found] })
    end)

    it("names in snake_case, whatever the API writes", function()
      assert.same({ { "extension_additional_data[1].data.idn_script", "missing", "error" } },
        (problems_of(example.customer(), "camel")))
      assert.same({}, (warnings_of(customer_for("camel", { idn_script = "cyrl" }), "camel")))
    end)

    it("all that check_customer checks, and the sum of both", function()
      local customer = customer_for("us", { nexus_category = "C1" }, {
        email = "jan@", ["address.country"] = "Netherland", ["phone.area_code"] = "010" })
      local _, own = client:check_customer(customer)
      assert.equal("extension_additional_data[1].data.nexus_category", table.remove(own.problems).path)
      local found, err = problems_of(customer, "us")
      assert.equal(3, own.total)
      assert.equal(5, err.total)
      for index, problem in ipairs(own.problems) do
        assert.same({ problem.path, problem.code, problem.severity }, found[index])
      end
      assert.is_truthy(err.message:find("; and 2 more", 1, true), err.message)
    end)

    it("the warnings of check_customer, too", function()
      local customer = example.customer { ["address.zipcode"] = "4903RG1" }
      local _, own = client:check_customer(customer)
      assert.is_true(#own > 0)
      assert.same(own, select(2, client:check_for_tld(customer, "com")))
    end)

    it("a customer with an unknown member, unless that is allowed", function()
      local customer = example.customer()
      customer.organization = "x"
      assert.same({ { "organization", "unknown", "error" } }, (problems_of(customer, "com")))
      local canonical, warnings = client:check_for_tld(customer, "com", { allow_unknown = true })
      assert.equal("x", canonical.organization)
      assert.same({}, warnings)
    end)

    it("more problems than are kept, all of which are counted", function()
      local customer = customer_for("us", {})
      customer.tags = {}
      for index = 1, 150 do customer.tags[index] = { key = "x", value = "" } end
      local _, own = client:check_customer(customer)
      local canonical, err = client:check_for_tld(customer, "us")
      assert.is_nil(canonical)
      assert.equal(100, #err.problems)
      assert.equal(own.total + 2, err.total)
    end)

    for _, raw in ipairs({ false, true }) do
      it("what get_customer returned" .. (raw and ", raw" or ""), function()
        local handle = assert(client:create_customer(customer_for("us", { nexus_category = "C11" })))
        local customer = assert(client:get_customer(handle, { raw = raw }))
        assert.same({ { "extension_additional_data[1].data.applicant_purpose", "missing", "error" } },
          (problems_of(customer, "us")))
        assert.equal(handle, customer.handle)
        local canonical = assert(client:check_for_tld(customer, "com"))
        assert.is_nil(canonical.handle)
        assert.equal("example@mail.tld", canonical.email)
      end)
    end

    it("the domain's name, which is sent", function()
      assert(client:check_for_tld(example.customer(), "com", { domain_name = "example" }))
      local requests = server:requests()
      assert.equal("domain.extension=com&domain.name=example", requests[#requests - 1].query)
      assert.equal("/v1beta/tlds/com", requests[#requests].path)
    end)

    it("not where the name of a host is given in place of a TLD", function()
      refused("tld", '"www.us" is the name of a host; expected a TLD',
        client:check_for_tld(example.customer(), "www.us"))
      refused("tld", '"WWW.co.uk" is the name', client:check_for_tld(example.customer(), ".WWW.co.uk"))
    end)

    for _, tld in ipairs(BAD) do
      it("not where the TLD is " .. ("%q"):format(tostring(tld)), function()
        refused("tld", "the TLD ", client:check_for_tld(example.customer(), tld))
      end)
    end

    it("not where the API does not say what is demanded", function()
      server:fault { name = "code", code = 10005, path = "/additional%-data/" }
      local canonical, err = client:check_for_tld(example.customer(), "us")
      assert.is_nil(canonical)
      assert.equal("auth", err.kind)
    end)

    it("no customer that is no table, which raises, and nothing is sent", function()
      for _, customer in ipairs({ "CV000001-NL", 5, true }) do
        local ok, message = pcall(client.check_for_tld, client, customer, "us")
        assert.is_false(ok)
        assert.is_truthy(message:find("bad argument #1 to 'check_for_tld' (table expected, got ", 1, true), message)
      end
      assert.equal(0, server:counters().connections)
    end)
  end)
end)
