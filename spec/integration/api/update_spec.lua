--- Changing a customer: what is written, what stays, and what is refused.

local dkjson = require("dkjson")
local openprovider = require("openprovider")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

local null = openprovider.null

describe("update_customer", function()
  local server, client, handle

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function full_customer()
    return example.customer {
      vat = "NL123456789B01", locale = "en_GB", comments = "moved in",
      additional_data = { birth_city = "Rotterdam", cost_center = "4711" },
      extension_additional_data = {
        { name = "eu", data = { whois_email = "whois@example.com", country_of_citizenship = "NL" } },
        { name = "us", data = { nexus_category = "C11" } },
      },
    }
  end

  before_each(function()
    server:reset()
    client = server:client()
    handle = assert(client:create_customer(full_customer()))
  end)
  after_each(function() client:close() end)

  -- How often the server was asked to change something.
  local function puts()
    return server:counters().by_route["PUT /customers/{handle}"] or 0
  end

  local function last_body()
    local requests = server:requests()
    assert.equal("PUT", requests[#requests].method)
    return (dkjson.decode(requests[#requests].body))
  end

  -- The server's copy, in which `path` has been changed to `value`.
  local function expected(before, path, value)
    local object, steps = before, {}
    for step in path:gmatch("[^.]+") do steps[#steps + 1] = tonumber(step) or step end
    for index = 1, #steps - 1 do object = object[steps[index]] end
    object[steps[#steps]] = value
    return before
  end

  it("changes the phone and leaves every other member as it was, extension data included", function()
    local before = server:record(handle)
    local ok, details = client:update_customer(handle, { phone = openprovider.phone "+31 20 765 4321" })
    assert.is_true(ok)
    assert.is_true(details.updated)
    expected(before, "phone.area_code", "20")
    assert.same(expected(before, "phone.subscriber_number", "7654321"), server:record(handle))
  end)

  it("writes all that can be updated, as the API's merging is not documented, and nothing else", function()
    assert(client:update_customer(handle, { email = "new@example.com" }))
    local body = last_body()
    local names = {}
    for name in pairs(body) do names[#names + 1] = name end
    table.sort(names)
    assert.same({ "additional_data", "address", "comments", "email", "extension_additional_data", "fax", "locale",
      "phone", "tags", "vat" }, names)
    assert.equal("new@example.com", body.email)
    assert.same({ birth_city = "Rotterdam", cost_center = "4711" }, body.additional_data)
  end)

  it("merges a table member by member", function()
    local before = server:record(handle)
    assert(client:update_customer(handle, { address = { number = 84 } }))
    assert.same(expected(before, "address.number", "84"), server:record(handle))
  end)

  it("merges additional data, members that nobody knows included", function()
    assert(client:update_customer(handle, { additional_data = { birth_city = "Delft" } }))
    assert.same({ birth_city = "Delft", cost_center = "4711" }, server:record(handle).additional_data)
  end)

  it("merges extensions by their names, and adds new ones", function()
    assert(client:update_customer(handle, { extension_additional_data = {
      { name = "us", data = { applicant_purpose = "P1" } }, { name = "fi", data = { org_type = "1" } },
    } }))
    assert.same({
      { name = "eu", data = { whois_email = "whois@example.com", country_of_citizenship = "NL" } },
      { name = "us", data = { nexus_category = "C11", applicant_purpose = "P1" } },
      { name = "fi", data = { org_type = "1" } },
    }, server:record(handle).extension_additional_data)
  end)

  it("replaces tags", function()
    assert(client:update_customer(handle, { tags = { openprovider.tag "gold" } }))
    assert.same({ { key = "customer", value = "gold" } }, server:record(handle).tags)
  end)

  it("removes the tags when it is given none, as an array", function()
    assert(client:update_customer(handle, { tags = {} }))
    local requests = server:requests()
    assert.is_truthy(requests[#requests].body:find('"tags":[]', 1, true))
    assert.is_nil(assert(client:get_customer(handle)).tags)
  end)

  describe("clears on openprovider.null", function()
    it("a text", function()
      assert(client:update_customer(handle, { vat = null, comments = null }))
      local customer = assert(client:get_customer(handle))
      assert.is_nil(customer.vat)
      assert.is_nil(customer.comments)
      assert.equal("en_GB", customer.locale)
    end)

    it("a member of a table", function()
      assert(client:update_customer(handle, { address = { state = null }, additional_data = { birth_city = null } }))
      local customer = assert(client:get_customer(handle))
      assert.is_nil(customer.address.state)
      assert.equal("Oosterhout", customer.address.city)
      assert.same({ cost_center = "4711" }, customer.additional_data)
    end)

    it("a whole table", function()
      assert(client:update_customer(handle, { fax = null, additional_data = null }))
      local customer = assert(client:get_customer(handle))
      assert.is_nil(customer.fax)
      assert.is_nil(customer.additional_data)
    end)

    it("an array", function()
      assert(client:update_customer(handle, { tags = null, extension_additional_data = null }))
      local customer = assert(client:get_customer(handle))
      assert.is_nil(customer.tags)
      assert.is_nil(customer.extension_additional_data)
    end)

    it("one field of an extension", function()
      assert(client:update_customer(handle, { extension_additional_data = {
        { name = "eu", data = { country_of_citizenship = null } } } }))
      assert.same({ { name = "eu", data = { whois_email = "whois@example.com" } },
        { name = "us", data = { nexus_category = "C11" } },
      }, assert(client:get_customer(handle)).extension_additional_data)
    end)

    it("all fields of an extension, and can be updated on", function()
      assert(client:update_customer(handle, { extension_additional_data = {
        { name = "us", data = { nexus_category = null } } } }))
      local customer = assert(client:get_customer(handle))
      assert.equal(1, #customer.extension_additional_data)
      local fi = openprovider.extension("fi", { org_type = "1" })
      assert(client:update_customer(handle, { extension_additional_data = { fi } }))
      assert.equal(2, #assert(client:get_customer(handle)).extension_additional_data)
    end)

    it("and on nothing else: what is left out stays", function()
      local before = server:record(handle)
      assert(client:update_customer(handle, { fax = { subscriber_number = "7654321" } }))
      assert.same(expected(before, "fax.subscriber_number", "7654321"), server:record(handle))
    end)

    it("without ever sending a null, which the contract does not have", function()
      assert(client:update_customer(handle, { vat = null, fax = null, address = { state = null },
        additional_data = { birth_city = null } }))
      local requests = server:requests()
      assert.is_nil(requests[#requests].body:find("null", 1, true))
    end)
  end)

  describe("writes nothing", function()
    for name, changes in pairs({
      ["for no changes"] = {},
      ["for what is so already"] = { vat = "NL123456789B01", address = { country = "nl", number = 83 } },
      ["for an extension that is so already"] = {
        extension_additional_data = { { name = "us", data = { nexus_category = "C11" } } } },
      ["for a clearing of what is not there"] = { additional_data = { birth_state = null } },
      ["for a clearing in an extension that is not there"] = {
        extension_additional_data = { { name = "fi", data = { org_type = null } } } },
      ["for an extension that is not there and has nothing in it"] = {
        extension_additional_data = { { name = "fi", data = {} } } },
    }) do
      it(name, function()
        local ok, details = client:update_customer(handle, changes)
        assert.is_true(ok)
        assert.is_false(details.updated)
        assert.equal(0, puts())
      end)
    end
  end)

  it("takes the API's 'no changes' for what it is", function()
    server:fault { name = "code", code = 1, method = "PUT" }
    local ok, details = client:update_customer(handle, { email = "new@example.com" })
    assert.is_true(ok)
    assert.is_false(details.updated)
  end)

  it("takes a gateway's code 1, for a call that was cancelled, for no such thing", function()
    server:fault { name = "status", status = 408, content_type = "application/json",
      body = '{"code":1,"message":"context canceled"}', method = "PUT" }
    local ok, err = client:update_customer(handle, { email = "new@example.com" })
    assert.is_nil(ok)
    assert.same({ 1, "unknown" }, { err.code, err.outcome })
  end)

  it("takes a name and a company that are as they were, and changes the rest", function()
    local stored = assert(client:get_customer(handle))
    local same_name = { first_name = stored.name.first_name, last_name = stored.name.last_name }
    local given = { name = same_name, company_name = stored.company_name, email = "new@example.com" }
    assert.is_true(assert(client:update_customer(handle, given)))
    assert.equal("new@example.com", assert(client:get_customer(handle)).email)
    assert.same(same_name, given.name)
    local _, details = client:update_customer(handle, { name = same_name, company_name = stored.company_name })
    assert.is_false(details.updated)
  end)

  it("adds no empty extension beside a change of another one", function()
    assert(client:update_customer(handle, { extension_additional_data = {
      { name = "fi", data = { org_type = null } }, { name = "us", data = { nexus_category = "C12" } },
    } }))
    local requests = server:requests()
    local sent = dkjson.decode(requests[#requests].body)
    for _, extension in ipairs(sent.extension_additional_data) do assert.is_not.equal("fi", extension.name) end
  end)

  describe("refuses, and sends nothing:", function()
    local function refused(changes, path, text, looks)
      local arrived = server:counters().arrived + (looks or 0)
      local ok, err = client:update_customer(handle, changes)
      assert.is_nil(ok)
      assert.equal("invalid", err.kind)
      assert.equal("not_sent", err.outcome)
      assert.equal(path, err.problems[1].path)
      assert.is_truthy(err.message:find(text, 1, true), err.message)
      assert.equal(arrived, server:counters().arrived)
    end

    it("the name, and says why", function()
      refused({ name = { first_name = "Jan" } }, "name",
        "the API keeps it as it was created; make a new customer instead", 1)
    end)

    it("the company's name, and says why", function()
      refused({ company_name = "Example BV" }, "company_name", "make a new customer instead", 1)
    end)

    it("a member that nobody knows", function()
      refused({ emial = "new@example.com" }, "emial", 'did you mean "email"?')
    end)

    it("a clearing of what is required", function()
      refused({ email = null }, "email", "cannot be cleared")
    end)

    it("a value of the wrong form", function()
      refused({ address = { country = "Netherland" } }, "address.country", "ISO 3166-1")
    end)
  end)

  it("refuses what does not fit the rest, and writes nothing", function()
    local other = assert(client:create_customer(example.customer { fax = example.none }))
    local ok, err = client:update_customer(other, { fax = { subscriber_number = "1234567" } })
    assert.is_nil(ok)
    assert.equal("invalid", err.kind)
    assert.equal("fax.country_code", err.problems[1].path)
    assert.equal(0, puts())
  end)

  it("knows of the rest what a part alone does not say: in Italy the leading zero belongs to the number", function()
    local other = assert(client:create_customer(example.customer {
      phone = { country_code = "+39", area_code = "06", subscriber_number = "1234567" } }))
    local ok, details = client:update_customer(other, { phone = { area_code = "02" } })
    assert.is_true(ok)
    assert.same({}, details.warnings)
    local err
    ok, err = client:update_customer(handle, { phone = { area_code = "02" } })
    assert.is_nil(ok)
    assert.equal("leading_zero", err.problems[1].code)
  end)

  it("is not kept from its work by what else is wrong at the API", function()
    -- The API took such calling codes once: its own examples have them.
    local other = assert(client:create_customer(example.customer {
      fax = { country_code = "+05", area_code = "111", subscriber_number = "123456" } }))
    local ok, details = client:update_customer(other, { email = "new@example.com" })
    assert.is_true(ok)
    assert.same({}, details.warnings)
  end)

  it("never changes the caller's tables", function()
    local changes = { address = { country = "nl", number = 85 }, tags = {} }
    assert(client:update_customer(handle, changes))
    assert.same({ address = { country = "nl", number = 85 }, tags = {} }, changes)
  end)

  it("is sent again when it was lost", function()
    server:fault { name = "reset_before", method = "PUT" }
    local ok, details = client:update_customer(handle, { email = "new@example.com" })
    assert.is_true(ok)
    assert.same({ true, 2 }, { details.updated, details.attempts })
    assert.equal("new@example.com", server:record(handle).email)
  end)

  it("is not sent again when its answer was lost and the customer has the changes", function()
    server:fault { name = "reset_after", method = "PUT" }
    local ok, details = client:update_customer(handle, { email = "new@example.com" })
    assert.is_true(ok)
    assert.same({ true, 1 }, { details.updated, details.attempts })
    assert.equal("new@example.com", server:record(handle).email)
  end)

  it("takes success as text for success", function()
    server:fault { name = "status", status = 200, content_type = "application/json", method = "PUT",
      body = '{"code":0,"desc":"","data":{"success":"true"}}' }
    assert.is_true((client:update_customer(handle, { email = "new@example.com" })))
  end)

  it("is an error where the API says success = false with code 0", function()
    server:fault { name = "success_false", method = "PUT" }
    local ok, err = client:update_customer(handle, { email = "new@example.com" })
    assert.is_nil(ok)
    assert.equal("rejected", err.kind)
    assert.is_truthy(err.message:find("success = false", 1, true))
  end)

  it("is an error where the answer does not say", function()
    server:fault { name = "no_success", method = "PUT" }
    local ok, err = client:update_customer(handle, { email = "new@example.com" })
    assert.is_nil(ok)
    assert.equal("protocol", err.kind)
  end)

  it("says not_found for a handle that is not there", function()
    local ok, err = client:update_customer("XX999999-NL", { email = "new@example.com" })
    assert.is_nil(ok)
    assert.equal("not_found", err.kind)
    assert.equal(193, err.code)
    assert.equal(0, puts())
  end)

  describe("of a record with", function()
    local kept

    -- A client that gets this JSON for the customer, and what it then writes: its text, or nil.
    local function facing(json)
      kept = nil
      return assert(openprovider.new {
        username = "u", password = "p", base_url = "http://127.0.0.1:1/v1beta", retries = 0,
        transport = {
          sleep = function() end, now = os.time,
          perform = function(request)
            local data = json
            if request.url:find("/auth/login$") then data = '{"token":"t"}' end
            if request.method == "PUT" then
              kept = request.body or "nothing"
              data = '{"success":true}'
            end
            return { status = 200, headers = {}, body = '{"code":0,"data":' .. data .. "}" }
          end,
        },
      })
    end

    -- A whole customer with more members, of which the last of a name counts.
    local function record(members)
      return '{"handle":"CV000001-NL","email":"jan@example.com","name":{"first_name":"Jan","last_name":"Dijk"},'
        .. '"phone":{"country_code":"+31","area_code":"10","subscriber_number":"1234567"},'
        .. '"address":{"street":"Hofplein","number":"20","zipcode":"3032 AC","city":"Rotterdam","country":"NL"},'
        .. members .. "}"
    end

    it("extensions in a form that is not documented, writes nothing rather than something else", function()
      local members = '"extension_additional_data":{"us":{"nexus_category":"C11"}}'
      local ok, err = facing(record(members)):update_customer(handle, { vat = "NL123456789B01" })
      assert.is_nil(ok)
      assert.equal("protocol", err.kind)
      assert.equal("not_sent", err.outcome)
      assert.is_nil(kept)
    end)

    it("an empty text inside an array keeps it there", function()
      local members = '"additional_data":{"list":["a","","b"]}'
      assert(facing(record(members)):update_customer(handle, { vat = "NL123456789B01" }))
      assert.same({ "a", "", "b" }, dkjson.decode(kept).additional_data.list)
    end)

    it("an extension in upper case, has it changed and not doubled", function()
      local members = '"extension_additional_data":[{"name":"EU","data":{"whois_email":"a@example.com"}}]'
      assert(facing(record(members)):update_customer(handle, { extension_additional_data = {
        { name = "eu", data = { whois_email = "b@example.com" } },
        { name = "fi", data = { org_type = "1" } }, { name = "fi", data = { user_type = "x" } },
      } }))
      local extensions = dkjson.decode(kept).extension_additional_data
      assert.equal(2, #extensions)
      assert.equal("b@example.com", extensions[1].data.whois_email)
      assert.same({ org_type = "1", user_type = "x" }, extensions[2].data)
    end)

    it("a member that only the caller knows, merges that, too", function()
      assert(facing(record('"note":{"a":"1","b":"2"}')):update_customer(handle, { note = { a = "9" } },
        { allow_unknown = true }))
      assert.same({ a = "9", b = "2" }, dkjson.decode(kept).note)
      local _, details = facing(record('"note":"x"')):update_customer(handle, { note = "x" }, { allow_unknown = true })
      assert.is_false(details.updated)
      _, details = facing(record('"note":"x"')):update_customer(handle, { note = null }, { allow_unknown = true })
      assert.is_true(details.updated)
    end)

    it("an address that the API took once, is not kept from another city by its lack of a number", function()
      local address = '"address":{"street":"Hofplein","zipcode":"3032 AC","city":"Delft","country":"NL"}'
      local other = facing(record(address))
      assert.is_true((other:update_customer(handle, { address = { city = "Rotterdam" } })))
      local ok, err = other:update_customer(handle, { address = { country = null } })
      assert.is_nil(ok)
      assert.equal("invalid", err.kind)
    end)
  end)

  it("says that it wrote when the first answer was lost and the second is 'no changes'", function()
    server:fault { name = "reset_before", method = "PUT" }
    server:fault { name = "code", code = 1, method = "PUT" }
    local ok, details = client:update_customer(handle, { email = "new@example.com" })
    assert.is_true(ok)
    assert.is_true(details.updated)
  end)

  it("says that the outcome is unknown when a lost answer is followed by a refusal", function()
    server:fault { name = "reset_before", method = "PUT" }
    server:fault { name = "code", code = 10005, method = "PUT" }
    local ok, err = client:update_customer(handle, { email = "new@example.com" })
    assert.is_nil(ok)
    assert.equal("unknown", err.outcome)
  end)

  it("raises for changes that are no table", function()
    local ok, message = pcall(client.update_customer, client, handle, "email")
    assert.is_false(ok)
    assert.is_truthy(message:find("bad argument #2 to 'update_customer' (table expected, got string)", 1, true))
  end)

  it("raises for an unknown option", function()
    local ok, message = pcall(client.update_customer, client, handle, {}, { allow_unkown = true })
    assert.is_false(ok)
    assert.is_truthy(message:find('did you mean "allow_unknown"?', 1, true), message)
  end)
end)
