--- Customers as they come back: what of a record reaches the caller, and in what form.

local dkjson = require("dkjson")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

-- Lua 5.3 and 5.4 tell integers from floats.
local type_of_number = rawget(math, "type") or function() return "integer" end

describe("a record", function()
  describe("into which the API mixes members of its logins", function()
    -- Members that are planted in every record, on the left, and what of them is let through.
    local PLANTED = {
      secret_key = "planted",
      username = "planted",
      auth_type = "planted",
      password = "planted",
      role = "planted",
      api_client_ip_list = { whitelist = { "planted" }, blacklist = { "planted" } },
      rcp_client_ip_list = { whitelist = { "planted" }, blacklist = { "planted" } },
      api_access_enabled = true,
      is_active = true,
      last_login_at = "planted",
      api_secret = "planted", session_token = "planted", PASSWORD_HASH = "planted",
      secretKey = "planted", authType = "planted", apiClientIpList = { "planted" },
      account = { secret_key = "planted", username = "planted", name = "an account's name" },
      userName = "planted", APIKey = "planted", ["api-key"] = "planted", access_key = "planted", otp_seed = "planted",
      authCode = "planted", white_list = { "planted" }, login = "planted", last_ip = "planted",
      logins = {
        { username = "planted", ip_list = { "planted" } }, { inner = { auth_type = "planted", note = "kept" } },
      },
      inn = "7707083893",
    }
    local LET_THROUGH = {
      account = { name = "an account's name" },
      logins = { { inner = { note = "kept" } } },
      inn = "7707083893",
    }

    local server, client, handle

    setup(function() server = sandbox_server.start { login_limit = false, extra_members = PLANTED } end)
    teardown(function() server:stop() end)

    before_each(function()
      server:reset()
      client = server:client()
      handle = assert(client:create_customer(example.customer {
        extension_additional_data = {
          { name = "aero", data = { ens_auth_id = "17", ens_key = "open sesame", secret_key = "the customer's own" } },
        },
        additional_data = { birth_city = "Rotterdam", username = "the customer's own" },
      }))
      server:fill(2)
    end)
    after_each(function() client:close() end)

    -- Nothing that was planted is anywhere in a value; all else is where it should be.
    local function assert_clean(customer)
      local text = dkjson.encode(customer)
      assert.is_nil(text:find("planted", 1, true), text)
      for name in pairs(PLANTED) do assert.same(LET_THROUGH[name], customer[name]) end
    end

    local function assert_raw(customer)
      for name, value in pairs(PLANTED) do assert.same(value, customer[name]) end
    end

    it("comes without them when it is got", function()
      local customer = assert(client:get_customer(handle))
      assert_clean(customer)
      assert_clean(assert(client:get_customer(handle, { with_additional_data = false })))
    end)

    it("keeps what is the customer's own, whatever its name: .aero has an ens_key", function()
      local customer = assert(client:get_customer(handle))
      assert.same({
        { name = "aero", data = { ens_auth_id = "17", ens_key = "open sesame", secret_key = "the customer's own" } },
      }, customer.extension_additional_data)
      assert.same({ birth_city = "Rotterdam", username = "the customer's own" }, customer.additional_data)
    end)

    it("comes without them in every row of a page", function()
      local page = assert(client:list_customers { with_additional_data = true })
      assert.equal(3, #page.results)
      for _, customer in ipairs(page.results) do assert_clean(customer) end
      assert.equal("open sesame", page.results[1].extension_additional_data[1].data.ens_key)
    end)

    it("comes without them where a page has but some columns", function()
      local page = assert(client:list_customers { columns = { "email", "id" } })
      assert.equal(3, #page.results)
      for _, customer in ipairs(page.results) do
        assert_clean(customer)
        assert.is_string(customer.email)
      end
    end)

    it("comes without them from the iterator", function()
      local count = 0
      for customer, _, err in client:customers() do
        assert(customer, err)
        assert_clean(customer)
        count = count + 1
      end
      assert.equal(3, count)
    end)

    it("comes with them if raw, one by one, in a page and from the iterator", function()
      assert_raw(assert(client:get_customer(handle, { raw = true })))
      for _, customer in ipairs(assert(client:list_customers({}, { raw = true })).results) do assert_raw(customer) end
      for customer, _, err in client:customers({}, { raw = true }) do
        assert(customer, err)
        assert_raw(customer)
      end
    end)

    it("is not sent back with them by an update", function()
      assert(client:update_customer(handle, { email = "new@example.com" }))
      local requests = server:requests()
      assert.equal("PUT", requests[#requests].method)
      assert.is_nil(requests[#requests].body:find("planted", 1, true))
    end)

    it("is no other customer for them: its handle is reused", function()
      local _, details = client:ensure_customer(example.customer { email = "other@example.com" })
      assert.is_true(details.created)
      _, details = client:ensure_customer(example.customer { email = "other@example.com" })
      assert.is_false(details.created)
    end)
  end)

  describe("as the API may write it", function()
    local server, client

    setup(function() server = sandbox_server.start { login_limit = false } end)
    teardown(function() server:stop() end)

    before_each(function()
      server:reset()
      client = server:client()
    end)
    after_each(function() client:close() end)

    local function answer_with(data)
      server:fault { name = "status", status = 200, content_type = "application/json", method = "GET",
        path = "/customers", body = '{"code":0,"desc":"","data":' .. data .. "}" }
    end

    -- A customer that is sent as `members`, beside its handle.
    local function got(members)
      answer_with('{"handle":"CV904716-NL"' .. members .. "}")
      local customer = assert(client:get_customer("CV904716-NL"))
      assert.equal("CV904716-NL", customer.handle)
      customer.handle, customer.version = nil, nil
      return customer
    end

    it("has no members for what says nothing", function()
      assert.same({}, got(',"vat":"","comments":null,"fax":{"country_code":"","area_code":"","subscriber_number":""},'
        .. '"tags":[],"additional_data":{},"extension_additional_data":[{"name":"eu","data":{}}],"inn":"",'
        .. '"comments_last_changed_at":"","email_verification_status":null'))
    end)

    it("keeps what is there beside what says nothing", function()
      local tags = { { key = "customer", value = "VIP" } }
      assert.same({ address = { city = "Rotterdam" }, is_deleted = false, tags = tags },
        got(',"address":{"city":"Rotterdam","state":"","suffix":null},"is_deleted":false,'
          .. '"tags":[null,{"key":"customer","value":"VIP"},{}]'))
    end)

    it("keeps the extensions that say something", function()
      assert.same({ extension_additional_data = { { name = "us", data = { nexus_category = "C11" } } } },
        got(',"extension_additional_data":[{"name":"eu","data":{"whois_email":""}},'
          .. '{"name":"us","data":{"nexus_category":"C11","applicant_purpose":""}}]'))
    end)

    it("was never deleted if its date is zeros", function()
      assert.same({ is_deleted = false }, got(',"is_deleted":false,"deleted_at":"0000-00-00 00:00:00"'))
      assert.same({ is_deleted = true, deleted_at = "2024-01-31 12:00:00" },
        got(',"is_deleted":true,"deleted_at":"2024-01-31 12:00:00"'))
    end)

    it("is deleted or not as is_deleted says, whatever its date is", function()
      for _, no in ipairs({ "false", '"false"', '"False"', "0", '"0"' }) do
        for _, date in ipairs({ "-0001-11-30 00:00:00", "1970-01-01", "0000-00-00", "null", "2024-01-31 12:00:00" }) do
          assert.same({ is_deleted = false }, got((',"is_deleted":%s,"deleted_at":"%s"'):format(no, date)))
        end
      end
      for _, yes in ipairs({ "true", '"true"', '"TRUE"', "1", '"1"' }) do
        assert.same({ is_deleted = true }, got(',"is_deleted":' .. yes .. ',"deleted_at":"0000-00-00"'))
      end
    end)

    it("is deleted without is_deleted only where its date can be one", function()
      for _, none in ipairs({ "", ',"is_deleted":null', ',"is_deleted":""', ',"is_deleted":"perhaps"' }) do
        for _, date in ipairs({ '"-0001-11-30T00:00:00Z"', '"1970-01-01 01:00:00"', '"1969-12-31"', '"0001-01-01"',
          '"0000-00-00"', '"null"', '""', "null", "0", "false", '"9999-12-31 23:59:59"', "{}" }) do
          assert.same({}, got(none .. ',"deleted_at":' .. date))
        end
        assert.same({ deleted_at = "2024-01-31" }, got(none .. ',"deleted_at":"2024-01-31"'))
        assert.same({ deleted_at = "2024-01-31T12:00:00Z" }, got(none .. ',"deleted_at":"2024-01-31T12:00:00Z"'))
      end
    end)

    for title, written in pairs({
      ["a number"] = '988275,"reseller_id":242219', ["a text"] = '"988275","reseller_id":"242219"',
      ["a number with a fraction that is none"] = '988275.0,"reseller_id":2.42219e5',
    }) do
      it("has integers where the API writes " .. title, function()
        local customer = got(',"id":' .. written)
        assert.same({ id = 988275, reseller_id = 242219 }, customer)
        assert.equal("988275 242219", ("%s %s"):format(customer.id, customer.reseller_id))
        assert.equal("integer", type_of_number(customer.id))
        assert.equal("integer", type_of_number(customer.reseller_id))
      end)
    end

    it("keeps a text that is a number where the API has texts", function()
      assert.same({ address = { number = "83", zipcode = "10115" }, vat = "123" },
        got(',"address":{"number":"83","zipcode":"10115"},"vat":"123"'))
    end)

    it("is made right in a page, too", function()
      answer_with('{"results":[{"id":"7","handle":"CV000007-NL","vat":"","deleted_at":"0000-00-00 00:00:00"}],'
        .. '"total":1}')
      local page = assert(client:list_customers())
      page.results[1].version = nil
      assert.same({ { id = 7, handle = "CV000007-NL" } }, page.results)
      assert.equal("integer", type_of_number(page.results[1].id))
    end)

    it("is not trusted to have secrets only at its top", function()
      for _, member in ipairs({ "name", "address", "phone", "fax" }) do
        assert.same({}, got((',"%s":{"secret_key":"planted","username":"planted"}'):format(member)))
      end
      assert.same({}, got(',"tags":[{"secret_key":"planted"}]'))
    end)
  end)
end)
