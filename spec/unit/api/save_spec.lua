--- save_customer: the record is the whole customer as it shall be.

local example = require("spec.support.example")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("save_customer", function()
  local transport, sandbox, client, handle

  before_each(function()
    transport = testing.transport { replacing_put = true }
    sandbox = transport.sandbox
    client = openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 0 }
    handle = assert(client:create_customer(example.customer {
      vat = "NL123456789B01", comments = "moved in", locale = "en_GB",
      additional_data = { birth_city = "Rotterdam", cost_center = 4711 },
      extension_additional_data = {
        { name = "eu", data = { whois_email = "whois@example.com" } },
        { name = "us", data = { nexus_category = "C11", applicant_purpose = "P3" } },
      },
    }, { reference = "order-1", allow_unknown = true }))
  end)

  local function puts()
    return sandbox:counters().by_route["PUT /customers/{handle}"] or 0
  end

  local function from_file(record)
    return json.decode(json.encode(record))
  end

  -- What readers see, but for what changes by itself.
  local function shown(record)
    record = from_file(record)
    record.version, record.comments_last_changed_at = nil, nil
    return record
  end

  -- The ways in which a record may come back.
  local WAYS = {
    ["that get_customer gave"] = function() return (client:get_customer(handle)) end,
    ["from a file"] = function() return from_file(client:get_customer(handle)) end,
  }

  for title, get in pairs(WAYS) do
    it("writes nothing for a record " .. title .. " that is as it was", function()
      local ok, details = client:save_customer(get())
      assert.is_true(ok, tostring(details))
      assert.same({ false, {}, 0 }, { details.updated, details.differences, puts() })
    end)

    it("makes the customer the record " .. title .. ": what was taken out of it is cleared", function()
      local record = get()
      record.email, record.comments = "new@example.com", "moved out"
      record.vat, record.fax, record.tags, record.additional_data.birth_city = nil, nil, nil, nil
      table.remove(record.extension_additional_data, 1)
      record.extension_additional_data[1].data.applicant_purpose = nil
      local ok, details = client:save_customer(record)
      assert.is_true(ok, tostring(details))
      assert.is_true(details.updated)
      assert.same(shown(record), shown(client:get_customer(handle)))
    end)
  end

  it("says what it changed, member by member, as before and after", function()
    local record = client:get_customer(handle)
    record.email, record.vat, record.address.city = "new@example.com", nil, "Delft"
    record.extension_additional_data[1].data.whois_email = "other@example.com"
    local _, details = client:save_customer(record)
    assert.same({
      { path = "address.city", stored = "Oosterhout", given = "Delft" },
      { path = "email", stored = "example@mail.tld", given = "new@example.com" },
      { path = "vat", stored = "NL123456789B01" },
      { path = "extension_additional_data.eu.whois_email", stored = "whois@example.com", given = "other@example.com" },
    }, details.differences)
  end)

  it("only says so with dry_run, and so does update_customer", function()
    local record = client:get_customer(handle)
    record.vat = nil
    for _, call in ipairs({
      function() return client:save_customer(record, { dry_run = true }) end,
      function() return client:update_customer(handle, { vat = openprovider.null }, { dry_run = true }) end,
    }) do
      local ok, details = call()
      assert.is_true(ok, tostring(details))
      assert.same({ false, { { path = "vat", stored = "NL123456789B01" } } }, { details.updated, details.differences })
    end
    assert.same({ 0, "NL123456789B01" }, { puts(), client:get_customer(handle).vat })
  end)

  it("clears nothing that a list leaves out, and changes what the list shows", function()
    local before = shown(client:get_customer(handle))
    local record = client:list_customers().results[1]
    assert.same({ nil, nil, nil }, { record.fax, record.additional_data, record.extension_additional_data })
    record.comments, record.email = nil, "new@example.com"
    assert(client:save_customer(from_file(record)))
    before.comments, before.email = nil, "new@example.com"
    assert.same(before, shown(client:get_customer(handle)))
  end)

  it("clears nothing that a read without additional data leaves out", function()
    local before = shown(client:get_customer(handle))
    local record = client:get_customer(handle, { with_additional_data = false })
    record.vat, before.vat = nil, nil
    assert(client:save_customer(record))
    assert.same(before, shown(client:get_customer(handle)))
  end)

  it("is a conflict where a member that was not shown would be overwritten", function()
    local record = client:list_customers().results[1]
    record.fax = openprovider.fax "+31 20 765 4321"
    local ok, err = client:save_customer(record)
    assert.same({ nil, "conflict", "not_sent", 0 }, { ok, err.kind, err.outcome, puts() })
    assert.is_truthy(err.message:find("fax.area_code is now", 1, true), err.message)
  end)

  it("is no error of the program's where a record has anything else for extensions", function()
    local row, record = client:list_customers().results[1], client:get_customer(handle)
    row.extension_additional_data, record.extension_additional_data = 5, 5
    local _, err = client:save_customer(row)
    assert.same({ "conflict", "extension_additional_data" }, { err.kind, err.differences[1].path })
    _, err = client:save_customer(record)
    assert.same({ "invalid", "extension_additional_data" }, { err.kind, err.problems[1].path })
  end)

  describe("of a customer that was changed after the record was read", function()
    local record

    before_each(function()
      record = client:get_customer(handle)
      assert(client:update_customer(handle, { email = "theirs@example.com" }))
    end)

    it("is a conflict, which says what was changed, and nothing is written", function()
      record.vat = nil
      local ok, err = client:save_customer(from_file(record))
      assert.same({ nil, "conflict", "not_sent", handle, 1 }, { ok, err.kind, err.outcome, err.handle, puts() })
      assert.same({ { path = "email", stored = "theirs@example.com", given = "example@mail.tld" } }, err.differences)
      assert.is_truthy(err.message:find('email is now "theirs@example.com"', 1, true), err.message)
      assert.equal("NL123456789B01", client:get_customer(handle).vat)
    end)

    it("does not tell additional data in its message, which may go to a log", function()
      assert(client:update_customer(handle, { additional_data = { passport_number = "SPECI2021" } }))
      local _, err = client:save_customer(record)
      assert.is_nil(err.message:find("SPECI2021", 1, true))
      assert.is_truthy(err.message:find("additional_data.passport_number is another now", 1, true), err.message)
    end)

    it("is none where the record has the same", function()
      record.email, record.vat = "theirs@example.com", nil
      assert.is_true((client:save_customer(record)))
      assert.is_nil(client:get_customer(handle).vat)
    end)
  end)

  -- What people write and the API does not: each is put into the right form before it is sent.
  local WRITTEN = {
    ["a number for a text"] = function(record) record.address.number, record.vat = 8, 1234567890 end,
    ["a country in small letters"] = function(record)
      record.address.country, record.address.zipcode = "be", "1000"
    end,
    ["a calling code with zeros"] = function(record) record.phone.country_code = "0032" end,
    ["a calling code that is a number"] = function(record) record.phone.country_code = 32 end,
    ["a telephone number that is one text"] = function(record) record.phone = "+32 2 765 45 66" end,
    ["blanks at the end"] = function(record) record.address.city = "Delft  " end,
  }

  for title, edit in pairs(WRITTEN) do
    it("can be called again with a record from a file that has " .. title, function()
      local record = from_file(client:get_customer(handle))
      edit(record)
      for _, updated in ipairs({ true, false }) do
        local ok, details = client:save_customer(from_file(record))
        assert.is_true(ok, tostring(details))
        assert.equal(updated, details.updated)
      end
      assert.equal(1, puts())
    end)
  end

  it("can be called again where the answer was lost, whatever the form of what was written", function()
    local impatient = openprovider.new {
      username = "sandbox", password = "secret", transport = transport, settle = 0, retries = 0,
    }
    local record = impatient:get_customer(handle)
    record.address.number, record.phone = 8, "+32 2 765 45 66"
    sandbox:fault { kind = "timeout", sent = true, method = "PUT" }
    local copy = from_file(record)
    local ok, err = impatient:save_customer(record)
    assert.same({ nil, "unknown" }, { ok, err.outcome })
    for _, again in ipairs({ record, copy }) do
      ok, err = impatient:save_customer(again)
      assert.is_true(ok, tostring(err))
    end
    assert.equal("8", client:get_customer(handle).address.number)
  end)

  it("names in a conflict only what differs, in the form in which it would be written", function()
    local record = from_file(client:get_customer(handle))
    record.address.number, record.address.country, record.email = 8, "nl", "mine@example.com"
    assert(client:update_customer(handle, { address = { number = "8", city = "Delft" }, email = "theirs@example.com" }))
    local ok, err = client:save_customer(record)
    assert.same({ nil, "conflict" }, { ok, err.kind })
    assert.same({
      { path = "address.city", stored = "Delft", given = "Oosterhout" },
      { path = "email", stored = "theirs@example.com", given = "mine@example.com" },
    }, err.differences)
  end)

  describe("at an API that writes values its own way", function()
    before_each(function()
      local perform = transport.perform
      function transport.perform(request)
        if request.method == "PUT" then
          request.body = request.body:gsub('"email":"[^"]*"', string.lower):gsub("3000 AB", "3000AB")
        end
        return perform(request)
      end
    end)

    it("has no conflict with what it wrote itself, and does not write it again", function()
      for _, copied in ipairs({ function(record) return record end, from_file }) do
        local record = copied(client:get_customer(handle))
        record.email, record.address.zipcode = "New@Example.com", "3000 AB"
        local before = puts()
        for _ = 1, 4 do
          local ok, err = client:save_customer(copied == from_file and from_file(record) or record)
          assert.is_true(ok, tostring(err))
        end
        assert.equal(1, puts() - before)
        record.vat = before == 0 and "NL000099998B57" or nil
        local ok, err = client:save_customer(record)
        assert.is_true(ok, tostring(err))
        local now = client:get_customer(handle)
        assert.same({ "new@example.com", "3000AB", record.vat }, { now.email, now.address.zipcode, now.vat })
        assert(client:update_customer(handle, { email = "example@mail.tld", address = { zipcode = "4904 AB" } }))
      end
    end)

    it("has one with what others wrote", function()
      local record = client:get_customer(handle)
      record.email = "New@Example.com"
      assert(client:update_customer(handle, { email = "theirs@example.com" }))
      local _, err = client:save_customer(record)
      assert.equal("conflict", err.kind)
    end)

    it("has none in update_customer with a copy, either", function()
      local record = from_file(client:get_customer(handle))
      record.email = "New@Example.com"
      for _ = 1, 2 do
        local ok, err = client:update_customer(handle, from_file(record))
        assert.is_true(ok, tostring(err))
      end
      assert.equal(1, puts())
    end)
  end)

  it("can be called again with the same table: the next changes, and back", function()
    local record = client:get_customer(handle)
    for _, vat in ipairs({ "NL000099998B57", "NL123456789B01", false }) do
      record.vat = vat or nil
      local ok, err = client:save_customer(record)
      assert.is_true(ok, tostring(err))
      assert.equal(vat or nil, client:get_customer(handle).vat)
    end
    assert.equal(3, puts())
  end)

  it("takes a record that update_customer has written: what that wrote is no conflict", function()
    for _, copied in ipairs({ function(record) return record end, from_file }) do
      local record = copied(client:get_customer(handle))
      record.address.city, record.vat = "Delft", openprovider.null
      assert(client:update_customer(handle, record))
      record.address.city, record.vat = "Breda", "NL000099998B57"
      local ok, err = client:save_customer(record)
      assert.is_true(ok, tostring(err))
      assert.same({ "Breda", "NL000099998B57" }, { client:get_customer(handle).address.city,
        client:get_customer(handle).vat })
    end
  end)

  it("does not undo what update_customer has kept of others' changes, which the record does not have", function()
    local record = client:get_customer(handle)
    assert(client:update_customer(handle, { address = { zipcode = "3011 AB" } }))
    record.address.city = "Delft"
    assert(client:update_customer(handle, record))
    record.address.city = "Breda"
    local _, err = client:save_customer(record)
    assert.equal("conflict", err.kind)
    assert.equal("3011 AB", client:get_customer(handle).address.zipcode)
  end)

  it("refuses another name or company, and one that was taken out, for the API keeps both", function()
    for _, edit in ipairs({
      function(record) record.name.first_name = "Jan" end, function(record) record.name.prefix = nil end,
      function(record) record.name = nil end, function(record) record.company_name = nil end,
      function(record) record.company_name = "Other" end,
    }) do
      local record = client:get_customer(handle)
      edit(record)
      local ok, err = client:save_customer(from_file(record))
      assert.same({ nil, "invalid", "not_updatable" }, { ok, err.kind, err.problems[1].code })
    end
    assert.equal(0, puts())
  end)

  it("takes no notice of the full name, which the API makes, and of names that a list did not show", function()
    local record = client:get_customer(handle)
    record.name.full_name, record.vat = nil, nil
    assert.is_true((client:save_customer(record)))
    record = client:list_customers({ columns = { "handle", "email" } }).results[1]
    record.email = "new@example.com"
    assert.is_true((client:save_customer(record)))
    assert.equal("Carsten", client:get_customer(handle).name.first_name)
  end)

  it("refuses what a create would refuse: a part of a number, and a member that must be there", function()
    local record = client:get_customer(handle)
    record.phone = openprovider.phone "0407"
    local ok, err = client:save_customer(record)
    assert.same({ nil, "phone" }, { ok, err.problems[1].path })
    record.phone, record.email = { country_code = "+31", area_code = "10", subscriber_number = "7654321" }, nil
    ok, err = client:save_customer(record)
    assert.same({ nil, "email", 0 }, { ok, err.problems[1].path, puts() })
  end)

  it("refuses a record of which nobody can say what it lacks, and says what to do", function()
    local record = client:get_customer(handle)
    for title, spoil in pairs({
      ["has no version"] = function(copy) copy.version = nil end,
      ["is damaged"] = function(copy) copy.version = copy.version:sub(1, -2) end,
      ["has no handle"] = function(copy) copy.handle = nil end,
    }) do
      local copy = from_file(record)
      spoil(copy)
      local ok, err = client:save_customer(copy)
      assert.same({ nil, "invalid", "not_sent" }, { ok, err.kind, err.outcome })
      assert.is_truthy(err.message:find(title, 1, true), err.message)
    end
  end)

  it("names a member that does not exist, and leaves alone those that are not the caller's", function()
    local record = client:get_customer(handle)
    record.is_deleted, record.id, record.email_verification_status = true, 5, "FAI"
    assert.is_true((client:save_customer(record)))
    record.emial = "new@example.com"
    local ok, err = client:save_customer(record)
    assert.same({ nil, "emial", "unknown" }, { ok, err.problems[1].path, err.problems[1].code })
  end)

  it("does not warn of numbers that JSON has made floats", function()
    local record = client:get_customer(handle)
    record.id, record.reseller_id = record.id + 0.0, record.reseller_id + 0.0
    local ok, details = client:save_customer(record)
    assert.is_true(ok)
    assert.same({}, details.warnings)
  end)

  it("warns of what nobody can change, and writes the rest", function()
    local record = from_file(client:get_customer(handle))
    record.reference, record.is_deleted, record.id, record.vat = "order-2", true, tostring(record.id), nil
    local ok, details = client:save_customer(record)
    assert.is_true(ok, tostring(details))
    local paths = {}
    for index, warning in ipairs(details.warnings) do paths[index] = warning.path .. " " .. warning.code end
    assert.same({ "reference not_updatable", "is_deleted not_updatable" }, paths)
    assert.equal('cannot be changed; the customer still has "order-1"', details.warnings[1].message)
    assert.same({ "order-1", nil }, { client:get_customer(handle).reference, client:get_customer(handle).vat })
    local _, again = client:save_customer((client:get_customer(handle)))
    assert.same({}, again.warnings)
  end)

  it("is not_found for a customer that is gone", function()
    local record = client:get_customer(handle)
    assert(client:delete_customer(handle))
    local ok, err = client:save_customer(record)
    assert.same({ nil, "not_found", handle }, { ok, err.kind, err.handle })
  end)
end)

describe("the version of a record", function()
  it("is the same for the same customer in get_customer and, where a list shows it, in a list", function()
    local client = openprovider.new { username = "sandbox", password = "secret", transport = testing.transport() }
    local handle = assert(client:create_customer(example.customer()))
    local whole, row = client:get_customer(handle).version, client:list_customers().results[1].version
    local parts = {}
    for part in whole:gmatch("[^.]+") do parts[#parts + 1] = part end
    local index = 0
    for part in row:gmatch("[^.]+") do
      index = index + 1
      if part ~= "-" then assert.equal(parts[index], part) end
    end
    assert.equal(#parts, index)
    assert.equal(whole, client:get_customer(handle).version)
  end)

  it("does not stand in the way where a record is handed to update_customer", function()
    local client = openprovider.new { username = "sandbox", password = "secret", transport = testing.transport() }
    local handle = assert(client:create_customer(example.customer()))
    local record = json.decode(json.encode(client:get_customer(handle)))
    local ok, details = client:update_customer(handle, record)
    assert.is_true(ok, tostring(details))
    assert.is_false(details.updated)
  end)
end)
