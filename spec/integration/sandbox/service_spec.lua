--- The sandbox's other operations: tags, verification of addresses, what TLDs ask for.
local direct = require("spec.sandbox.direct")

local each = direct.each
local DAY = 24 * 3600

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

  describe("tags", function()
    local function list(query)
      return call("GET", "/tags" .. (query or "")).data
    end

    it("are created once, however often", function()
      for _ = 1, 2 do
        assert.is_true(call("POST", "/tags", { key = "customer", value = "VIP" }).data.success)
      end
      assert.same({ results = { { key = "customer", value = "VIP" } }, total = 1 }, list())
    end)

    it("are refused, with code 4006, if they are no UTF-8", function()
      for _, value in ipairs { "\255", "\237\160\128" } do
        assert.equal(4006, call("POST", "/tags", { key = "customer", value = value }).code)
      end
      assert.equal(0, list().total)
    end)

    it("are found by key and by value, exactly", function()
      for _, value in ipairs { "VIP", "VIP customer" } do
        call("POST", "/tags", { key = "customer", value = value })
      end
      assert.equal(2, list("?key=customer").total)
      assert.equal(0, list("?key=colour").total)
      assert.same({ { key = "customer", value = "VIP" } }, list("?value=VIP").results)
      assert.equal("VIP customer", list("?value=VIP+customer").results[1].value)
    end)

    it("need the key 'customer' and a value", function()
      assert.equal(20002, call("POST", "/tags", { key = "customer" }).code)
      assert.equal(20002, call("POST", "/tags", { key = "customer", value = "" }).code)
      assert.equal(20002, call("POST", "/tags", { value = "VIP" }).code)
      assert.equal(4006, call("POST", "/tags", { key = "colour", value = "red" }).code)
      assert.equal(4006, call("POST", "/tags", { key = "customer", value = 1 }).code)
      assert.equal(0, list().total)
    end)

    it("are deleted once; then there is code 98", function()
      call("POST", "/tags", { key = "customer", value = "VIP customer" })
      local path = "/tags?key=customer&value=VIP%20customer"
      assert.is_true(call("DELETE", path).data.success)
      assert.equal(98, call("DELETE", path).code)
      assert.equal(20002, call("DELETE", "/tags?key=customer").code)
    end)

    it("are an array when there are none", function()
      local _, response = call("GET", "/tags")
      assert.truthy(response.body:find('"results":[]', 1, true))
    end)
  end)

  describe("verifying e-mail addresses", function()
    local PATH = "/customers/verifications/emails/"
    local handle, email

    local function with_options(options)
      begin(options, 2)
      handle = sandbox:handles()[1]
      email = sandbox:record(handle).email
      sandbox:add_domain { domain = "example.nl", handle = handle }
      sandbox:add_domain { domain = "example.org", handle = handle }
      sandbox:add_domain { domain = "other.nl", handle = sandbox:handles()[2] }
    end

    before_each(function() with_options() end)

    local function start(body)
      return call("POST", PATH .. "start", body or { email = email, handle = handle, language = "en", tag = "VIP" })
    end

    local function rows(query)
      return call("GET", PATH .. "domains" .. (query or "")).data
    end

    it("starts once, then is in progress with the same number", function()
      local id = start().data.id
      assert.equal("number", type(id))
      local again = start()
      assert.equal(20001, again.code)
      assert.equal(id, again.data.id)
    end)

    it("can start with the code of one in progress, as the API's article prints it", function()
      with_options { start_in_progress = true }
      local envelope = start()
      assert.equal(20001, envelope.code)
      assert.equal("number", type(envelope.data.id))
      assert.equal("in progress", rows().results[1].status)
    end)

    it("refuses a start that makes no sense", function()
      assert.equal(20002, start({ handle = handle }).code)
      assert.equal(193, start({ email = email, handle = "XX999999-XX" }).code)
      assert.equal(146, start({ email = "else@example.com", handle = handle }).code)
      assert.equal(98, start({ email = "nobody@example.com" }).code)
      assert.equal(4006, start({ email = 12, handle = handle }).code)
      assert.equal("not verified", rows().results[1].status)
    end)

    it("needs no handle for the address of a customer", function()
      assert.equal(0, start({ email = email }).code)
    end)

    it("refuses to start or restart what is verified", function()
      sandbox:verify_email(email)
      assert.equal(20000, start().code)
      assert.equal(20000, call("POST", PATH .. "restart", { email = email }).code)
    end)

    it("restarts what was started, and nothing else", function()
      assert.equal(98, call("POST", PATH .. "restart", { email = email, language = "en", tag = "VIP" }).code)
      assert.equal(20002, call("POST", PATH .. "restart", { language = "en" }).code)
      start()
      assert.is_true(call("POST", PATH .. "restart", { email = email }).data.success)
    end)

    it("lists a row for each domain", function()
      local page = rows()
      assert.equal(3, page.total)
      assert.same({ domain = "example.nl", handle = handle, email = email, status = "not verified",
        description = "", is_suspended = false, expiration_date = "0000-00-00 00:00:00" }, page.results[1])
    end)

    it("shows until when an address may be verified, and that it was", function()
      start()
      local row = rows("?domain=example.org").results[1]
      assert.equal("in progress", row.status)
      assert.equal(os.date("!%Y-%m-%d %H:%M:%S", direct.BEGIN + 15 * DAY), row.expiration_date)
      sandbox:verify_email(email)
      row = rows("?domain=example.org").results[1]
      assert.equal("verified", row.status)
      assert.equal("0000-00-00 00:00:00", row.expiration_date)
    end)

    it("suspends the domains of an address that was not verified in time", function()
      with_options { token_ttl = 100 * DAY }
      start()
      sandbox:advance(15 * DAY - 1)
      assert.equal(0, rows("?status=failed").total)
      sandbox:advance(1)
      local page = rows("?is_suspended=1&description=expired")
      assert.same({ "example.nl", "example.org" }, each(page.results, "domain"))
      assert.equal(0, start().code)
      assert.equal(0, rows("?is_suspended=true").total)
    end)

    it("filters by every parameter of the contract", function()
      sandbox:verify_email(email, "bounced")
      for query, total in pairs {
        ["domain=other.nl"] = 1, ["domain=other"] = 0, ["handle=" .. handle] = 2, ["email=" .. email] = 2,
        ["status=failed"] = 2, ["status=not%20verified"] = 1, ["description=bounced"] = 2,
        ["is_suspended=true"] = 2, ["is_suspended=false"] = 1, ["is_suspended=0"] = 1,
        ["domain_id=123456790"] = 1, ["domain_id=1"] = 0, ["response.type=a&response.to=b"] = 3,
        ["status=failed&domain=example.nl"] = 1,
      } do
        assert.equal(total, rows("?" .. query).total, query)
      end
      assert.same({ "example.org" }, each(rows("?limit=1&offset=1").results, "domain"))
    end)

    it("shows a customer's state where there is one: ACT or FAI", function()
      local function shown()
        local row = call("GET", "/customers?handle_pattern=" .. handle).data.results[1]
        assert.equal(row.email_verification_status,
          call("GET", "/customers/" .. handle).data.email_verification_status)
        return row.email_verification_status
      end
      assert.is_nil(shown())
      start()
      assert.is_nil(shown())
      sandbox:verify_email(email, "bounced")
      assert.equal("FAI", shown())
      sandbox:verify_email(email)
      assert.equal("ACT", shown())
      call("PUT", "/customers/" .. handle, { email = "new@example.com" })
      assert.is_nil(shown())
    end)
  end)

  describe("saying what a TLD asks for", function()
    local function ask(query)
      return call("GET", "/domains/additional-data/customers" .. query)
    end

    it("asks nothing that is required for .eu", function()
      local fields = ask("?domain.extension=eu").data
      assert.same({ "whois_email", "country_of_citizenship" }, each(fields, "name"))
      for _, field in ipairs(fields) do
        assert.equal("text", field.type)
        assert.is_false(field.required)
        assert.truthy(field.description:find("%w"))
      end
    end)

    it("asks .us for two of its own values", function()
      local fields = ask("/?domain.name=example&domain.extension=us").data
      assert.same({ "nexus_category", "applicant_purpose" }, each(fields, "name"))
      assert.same({ true, true }, each(fields, "required"))
      assert.same({ "C11", "C12", "C21", "C31", "C32" }, each(fields[1].options, "value"))
      assert.truthy(fields[1].options[1].description)
    end)

    it("names .ru's fields in camelCase", function()
      assert.equal("companyNameCyrillic", ask("?domain.extension=ru").data[1].name)
    end)

    it("knows a TLD of two labels, whatever its letters", function()
      assert.equal("legal_type", ask("?domain.extension=.CO.UK").data[1].name)
    end)

    it("gives an empty array where nothing is asked", function()
      local _, response = ask("?domain.extension=nl")
      assert.truthy(response.body:find('"data":[]', 1, true))
    end)

    it("wants an extension", function()
      assert.equal(20002, ask("").code)
      assert.equal(20002, ask("?domain.name=example").code)
    end)

    it("takes what a spec says of a TLD before its own", function()
      begin { requirements = { eu = {}, test = { { name = "shoeSize", type = "text", required = true } } } }
      assert.same({}, ask("?domain.extension=eu").data)
      assert.equal("shoeSize", ask("?domain.extension=test").data[1].name)
      assert.equal("org_type", ask("?domain.extension=fi").data[1].name)
    end)
  end)

  it("lets the paths of verifications win over handles, and asks for a token everywhere", function()
    call("GET", "/customers/verifications/emails/domains")
    assert.equal(1, sandbox:counters().by_route["GET /customers/verifications/emails/domains"])
    api.token = nil
    for _, path in ipairs { "/tags", "/domains/additional-data/customers",
      "/customers/verifications/emails/domains" } do
      assert.equal(196, call("GET", path).code)
    end
  end)

  it("forgets domains, tags and verifications when it is reset", function()
    begin(nil, 1)
    local handle = sandbox:handles()[1]
    local email = sandbox:record(handle).email
    sandbox:add_domain { domain = "example.nl", handle = handle }
    sandbox:verify_email(email)
    call("POST", "/tags", { key = "customer", value = "VIP" })
    sandbox:reset()
    api:log_in()
    sandbox:fill(1)
    assert.equal(email, sandbox:record(handle).email)
    assert.is_nil(call("GET", "/customers/" .. handle).data.email_verification_status)
    assert.equal(0, call("GET", "/tags").data.total)
    assert.equal(0, call("GET", "/customers/verifications/emails/domains").data.total)
  end)
end)
