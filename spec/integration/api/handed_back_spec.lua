--- What get_customer gave is handed back to update_customer.

local dkjson = require("dkjson")
local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")

describe("a record that is handed back to update_customer", function()
  local server, client, handle, before

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = server:client({ settle = 0 })
    handle = assert(client:create_customer(example.customer {
      vat = "NL123456789B01", comments = "moved in", locale = "en_GB",
      additional_data = { birth_city = "Rotterdam", cost_center = "4711" },
      extension_additional_data = { { name = "eu", data = { whois_email = "whois@example.com" } } },
    }, { reference = "order-1" }))
    before = server:record(handle)
  end)
  after_each(function() client:close() end)

  local function puts()
    return server:counters().by_route["PUT /customers/{handle}"] or 0
  end

  local RECORDS = {
    ["as get_customer gave it"] = function() return (client:get_customer(handle)) end,
    ["as get_customer gave it, raw"] = function() return (client:get_customer(handle, { raw = true })) end,
    ["without additional data"] = function()
      return (client:get_customer(handle, { with_additional_data = false }))
    end,
    ["as a list has it"] = function() return client:list_customers().results[1] end,
    ["with its handle in lower case"] = function()
      local record = client:get_customer(handle)
      record.handle = record.handle:lower()
      return record
    end,
  }

  for title, get in pairs(RECORDS) do
    it("changes nothing " .. title, function()
      local ok, details = client:update_customer(handle, assert(get()))
      assert.is_true(ok, tostring(details))
      assert.same({ false, 0 }, { details.updated, puts() })
    end)

    it("changes what was changed and nothing else " .. title, function()
      local record = assert(get())
      record.address.city, record.email = "Delft", "new@example.com"
      local ok, details = client:update_customer(handle, record)
      assert.is_true(ok, tostring(details))
      before.address.city, before.email = "Delft", "new@example.com"
      assert.same(before, server:record(handle))
    end)
  end

  it("clears what was set to null, and keeps what was set to nil", function()
    local record = client:get_customer(handle)
    record.vat, record.locale, record.comments = openprovider.null, nil, "moved out"
    assert(client:update_customer(handle, record))
    local now = server:record(handle)
    assert.same({ true, "en_GB" }, { now.vat == nil or now.vat == "", now.locale })
    assert.same({ "moved out", "order-1" }, { client:get_customer(handle).comments,
      client:get_customer(handle).reference })
  end)

  it("is refused with another name or company, which the API keeps", function()
    for name, value in pairs({ name = { first_name = "Jan", last_name = "van Noort" }, company_name = "Other" }) do
      local record = client:get_customer(handle)
      record[name] = value
      local ok, err = client:update_customer(handle, record)
      assert.is_nil(ok)
      assert.same({ "invalid", "not_updatable" }, { err.kind, err.problems[1].code })
    end
    assert.same({ 0, before }, { puts(), server:record(handle) })
  end)

  it("is refused where it is another customer's, and nothing is sent", function()
    local other = assert(client:create_customer(example.customer { email = "other@example.com" }))
    local record, requests = client:get_customer(other), #server:requests()
    local ok, err = client:update_customer(handle, record)
    assert.is_nil(ok)
    assert.same({ "invalid", "handle", "not_sent" }, { err.kind, err.field, err.outcome })
    assert.equal(requests, #server:requests())
  end)

  it("keeps what was written just before, which reads do not show yet", function()
    local lagging = sandbox_server.start { login_limit = false, replacing_put = true, read_lag = 0.3 }
    local own = lagging:client({ settle = 0.6 })
    local made = assert(own:create_customer(example.customer()))
    local record = assert(own:update_customer(made, { vat = "NL123456789B01" })) and own:get_customer(made)
    local shown = record.vat
    record.email = "new@example.com"
    local ok, err = own:update_customer(made, record)
    local now = lagging:record(made)
    own:close()
    lagging:stop()
    assert.is_true(ok, tostring(err))
    assert.is_nil(shown)
    assert.same({ "new@example.com", "NL123456789B01" }, { now.email, now.vat })
  end)

  it("may have values that the checker refuses, if they are as they were", function()
    local stored = client:get_customer(handle, { raw = true })
    stored.address.zipcode, stored.locale, stored.additional_data.birth_date = "???", "nl-NL-1", "0000-00-00"
    server:fault { name = "status", status = 200, method = "GET", path = "/customers/", times = 3,
      content_type = "application/json", body = dkjson.encode({ code = 0, data = stored }) }
    server:fault { name = "status", status = 200, method = "PUT", path = "/customers/",
      content_type = "application/json", body = '{"code":0,"data":{"success":true}}' }
    local record = client:get_customer(handle)
    record.address.city = "Delft"
    local ok, details = client:update_customer(handle, record)
    assert.is_true(ok, tostring(details))
    local requests = server:requests()
    local body = dkjson.decode(requests[#requests].body)
    assert.same({ "Delft", "???", "nl-NL-1", "0000-00-00" },
      { body.address.city, body.address.zipcode, body.locale, body.additional_data.birth_date })
  end)

  describe("has what the caller has changed as its changes:", function()
    it("an update before, which its read did not show, stays", function()
      local old = client:get_customer(handle, { raw = true })
      assert(client:update_customer(handle, { email = "new@example.com" }))
      server:fault { name = "status", status = 200, method = "GET", path = "/customers/",
        content_type = "application/json", body = dkjson.encode({ code = 0, data = old }) }
      local record = client:get_customer(handle)
      assert.equal(before.email, record.email)
      record.vat = "NL000099998B57"
      assert(client:update_customer(handle, record))
      local now = server:record(handle)
      assert.same({ "new@example.com", "NL000099998B57" }, { now.email, now.vat })
    end)

    it("several tasks change a member each, and none undoes another's", function()
      local ways = {
        function(record) record.email = "new@example.com" end,
        function(record) record.vat = "NL000099998B57" end,
        function(record) record.extension_additional_data[1].data.legal_type = "company" end,
        function(record) record.address.city = "Delft" end,
      }
      for _, ok, err in client:concurrently(4, ways, function(change)
        local record = client:get_customer(handle)
        change(record)
        return client:update_customer(handle, record)
      end) do
        assert(ok, err)
      end
      local now = server:record(handle)
      assert.same({ "new@example.com", "NL000099998B57", "Delft", "whois@example.com", "company" }, {
        now.email, now.vat, now.address.city, now.extension_additional_data[1].data.whois_email,
        now.extension_additional_data[1].data.legal_type,
      })
    end)

    for title, opts in pairs({ ["as a table of members"] = {}, ["as it was sent"] = { raw = true } }) do
      it("a member can be set to another value and back, " .. title, function()
        local own = server:client({ settle = 10 })
        local record = own:get_customer(handle, opts)
        for _, email in ipairs({ "new@example.com", before.email, "other@example.com" }) do
          record.email = email
          assert(own:update_customer(handle, record))
          assert.equal(email, server:record(handle).email)
        end
        own:close()
      end)
    end

    it("one whose outcome is unknown is a change again, with the new value or the old one", function()
      local own = server:client({ retries = 0, settle = 10 })
      for index, cities in ipairs({ { "Delft", "Delft" }, { "Leiden", "Delft" } }) do
        local record, whois = own:get_customer(handle), index .. "@example.com"
        record.address.city = cities[1]
        record.extension_additional_data[1].data.whois_email = whois
        server:fault { name = "reset_after", method = "PUT", path = "/customers/" }
        local ok, err = own:update_customer(handle, record)
        assert.same({ nil, "unknown" }, { ok, err.outcome })
        assert(client:update_customer(handle, { email = "foreign@example.com",
          extension_additional_data = { { name = "eu", data = { other = "1" } } } }, { allow_unknown = true }))
        record.address.city = cities[2]
        local done, why = own:update_customer(handle, record)
        assert.is_true(done, tostring(why))
        local now = server:record(handle)
        assert.same({ cities[2], "foreign@example.com", { whois_email = whois, other = "1" } },
          { now.address.city, now.email, now.extension_additional_data[1].data })
      end
      own:close()
    end)

    -- A copy of a record that is not known to be one.
    local function copy_of(record)
      local copy = {}
      for name, value in pairs(record) do copy[name] = value end
      return copy
    end

    it("a copy or a record from a file keeps what was changed elsewhere meanwhile", function()
      for _, copied in ipairs({ copy_of, function(record) return dkjson.decode(dkjson.encode(record)) end }) do
        local record = copied(client:get_customer(handle))
        assert(client:update_customer(handle, { vat = "NL000099998B57" }))
        record.email = "new@example.com"
        assert(client:update_customer(handle, record))
        local now = server:record(handle)
        assert.same({ "new@example.com", "NL000099998B57" }, { now.email, now.vat })
        assert(client:update_customer(handle, { vat = before.vat, email = before.email }))
      end
    end)

    it("a member of a copy can be set to another value and back", function()
      local record = copy_of(client:get_customer(handle))
      for _, email in ipairs({ "new@example.com", before.email }) do
        record.email = email
        assert(client:update_customer(handle, record))
        assert.equal(email, server:record(handle).email)
      end
    end)

    it("a copy without its version is compared with the customer as it is now, each time", function()
      local record = copy_of(client:get_customer(handle))
      record.version = nil
      for _ = 1, 2 do
        assert(client:update_customer(handle, { vat = "NL000099998B57" }))
        assert(client:update_customer(handle, record))
        assert.equal(before.vat, server:record(handle).vat)
      end
    end)

    it("a record of a list clears what is set to null, though the list did not show it", function()
      local record = client:list_customers().results[1]
      record.fax = openprovider.null
      assert(client:update_customer(handle, record))
      assert.is_nil(client:get_customer(handle).fax)
    end)

    it("without its handle all of it is", function()
      local other = assert(client:create_customer(example.customer { email = "other@example.com" }))
      local record = client:get_customer(handle)
      for _, name in ipairs({ "handle", "id", "reseller_id", "is_deleted", "comments", "reference", "name",
        "company_name", "comments_last_changed_at", "version" }) do
        record[name] = nil
      end
      assert(client:update_customer(other, record))
      assert.equal(before.vat, server:record(other).vat)
    end)
  end)

  it("must not be given together with its details, and what is raised says what happened", function()
    local ok, message = pcall(function() client:update_customer(handle, client:get_customer(handle)) end)
    assert.is_false(ok)
    assert.truthy(message:find("second result of another call", 1, true), message)
    assert.is_true((client:update_customer(handle, (client:get_customer(handle)))))
  end)

  it("has members that the checker does not know where that is allowed", function()
    local record = client:get_customer(handle)
    record.novel = "x"
    local ok, err = client:update_customer(handle, record)
    assert.is_nil(ok)
    assert.equal("unknown", err.problems[1].code)
    assert(client:update_customer(handle, record, { allow_unknown = true }))
    local requests = server:requests()
    assert.equal("x", dkjson.decode(requests[#requests].body).novel)
  end)
end)
