--- A new street in an update: a house number in it does not meet the old one.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("a new street in an update", function()
  local client, handle

  before_each(function()
    client = openprovider.new { username = "sandbox", password = "secret",
      transport = testing.transport(), settle = 0 }
    handle = assert(client:create_customer(example.customer {
      ["address.street"] = "Lindenallee", ["address.number"] = "7", ["address.suffix"] = "a",
    }))
  end)

  -- Street, number and suffix as they are now.
  local function place()
    local address = client:get_customer(handle).address
    return { address.street, address.number, address.suffix }
  end

  it("is split where there is one reading, and a warning says so", function()
    for text, parts in pairs({
      ["Lindenallee 8b"] = { "Lindenallee", "8", "b" }, ["Hofplein 20"] = { "Hofplein", "20" },
      ["Lindenlaan ８"] = { "Lindenlaan", "8" }, ["Lindenlaan ２０b"] = { "Lindenlaan", "20", "b" },
      ["شارع فلسطين ٢٥"] = { "شارع فلسطين", "25" }, ["Lindenlaan 𝟖"] = { "Lindenlaan", "8" },
    }) do
      local ok, details = client:update_customer(handle, { address = { street = text } })
      assert.is_true(ok, tostring(details))
      assert.same(parts, place())
      assert.same({ "address.street", "warning" }, { details.warnings[1].path, details.warnings[1].severity })
    end
  end)

  it("is refused where it may have a number in it, and stored where the number is given, too", function()
    local ok, err = client:update_customer(handle, { address = { street = "Rue de la Loi 16 3" } })
    assert.same({ nil, "address.number", "missing" }, { ok, err.problems[1].path, err.problems[1].code })
    assert.is_truthy(err.message:find('the new street "Rue de la Loi 16 3", which may have a house number in it; '
      .. 'the old number is "7"', 1, true), err.message)
    assert(client:update_customer(handle, { address = { street = "Plein 1944", number = "7" } }))
    assert.same({ "Plein 1944", "7", "a" }, place())
  end)

  it("that has a number in it, beside a number, is stored with a warning", function()
    for text, said in pairs({
      ["Hofplein 20"] = 'has the house number "20" in it, which address.number has, too: take it out of the street',
      ["Kerkstraat 7"] = 'has the house number "7" in it, and address.number has "20": keep only one of them',
      ["Hofplein 20 bus 3"] =
        'has the house number "20" in it, which address.number has, too: take it out of the street',
      ["Lindenlaan 8b"] = 'has the house number "8" in it, and address.number has "20": keep only one of them',
      ["Hofplein nr. 20"] = 'has the house number "20" in it, which address.number has, too: take it out of the street',
    }) do
      for _, number in ipairs({ "20", 20 }) do
        local ok, details = client:update_customer(handle, { address = { street = text, number = number } })
        assert.is_true(ok, tostring(details))
        assert.same({ { "address.street", "warning", ("%q "):format(text) .. said } }, { {
          details.warnings[1].path, details.warnings[1].severity, details.warnings[1].message } })
        assert(client:update_customer(handle, { address = { street = "Lindenallee", number = "7" } }))
      end
    end
    local _, details = client:update_customer(handle, { address = { street = "Plein 1944", number = "20" } })
    for _, warning in ipairs(details.warnings) do assert.not_equal("address.street", warning.path) end
  end)

  it("that may have a number in it, beside the number 0, is stored with a warning", function()
    for _, text in ipairs({ "Plein 1944", "Rue de la Loi 16 3", "Straat 1940 12", "Weg 1 x 9", "Laan 20-22-24" }) do
      local ok, details = client:update_customer(handle, { address = { street = text, number = "0" } })
      assert.is_true(ok, tostring(details))
      assert.equal(text, (place()[1]))
      assert.equal(('"%s" may have a house number in it, and address.number is 0: give the number there if it has one')
        :format(text), details.warnings[1].message)
    end
  end)

  it("is refused where its number is in other signs than digits, or has more than one reading", function()
    for _, text in ipairs({
      "Lindenlaan Ⅷ", "Lindenlaan ⅷ", "Lindenlaan VIII", "Lindenlaan, X", "Lindenlaan ⑧", "Lindenlaan ⑻",
      "Lindenlaan ❽",
      "Lindenlaan ½", "Lindenlaan ⁸", "Plein １９４４", "桜通り 八", "桜通り 〇", "１０ Downing Street", "Rue ᠘ x ᠙",
    }) do
      local ok, err = client:update_customer(handle, { address = { street = text } })
      assert.is_nil(ok, text)
      assert.same({ "address.number", "missing" }, { err.problems[1].path, err.problems[1].code })
      assert.same({ "Lindenallee", "7", "a" }, place())
    end
    for _, text in ipairs({ "Straße", "Paral·lel", "VICTORIA", "Rue de l’Église", "Via Civico", "Ŋgata", "桜通り" }) do
      assert(client:update_customer(handle, { address = { street = text } }))
      assert.same({ text, "7", "a" }, place())
    end
  end)

  it("without a number in it keeps the old number", function()
    local ok, details = client:update_customer(handle, { address = { street = "Hofplein" } })
    assert.same({ true, {} }, { ok, details.warnings })
    assert.same({ "Hofplein", "7", "a" }, place())
  end)

  it("in a record is refused where it has a number in it, for the old one stands beside it", function()
    for _, call in ipairs({
      function(record) return client:update_customer(handle, record) end,
      function(record) return client:save_customer(record) end,
      function(record)
        record.version = nil
        return client:update_customer(handle, require("openprovider.values.copied")(record))
      end,
    }) do
      local record = client:get_customer(handle)
      record.address.street = "Lindenallee 8b"
      local ok, err = call(record)
      assert.same({ nil, "address.number" }, { ok, err.problems[1].path })
      record = client:get_customer(handle)
      record.address.street, record.address.number, record.address.suffix = "Lindenallee", "8", "b"
      assert(call(record))
      assert(client:update_customer(handle, { address = { number = "7", suffix = "a" } }))
    end
    local record = client:get_customer(handle)
    record.address.street = "Straße des 17. Juni"
    assert(client:save_customer(record))
    assert.same({ "Straße des 17. Juni", "7", "a" }, place())
  end)
end)

describe("changes without a country", function()
  local client, handle

  -- A customer of a country, and what an update makes of it.
  local function customer_of(country, zipcode)
    client = openprovider.new { username = "sandbox", password = "secret",
      transport = testing.transport(), settle = 0 }
    handle = assert(client:create_customer(example.customer {
      ["address.street"] = "Somewhere", ["address.number"] = "20", ["address.country"] = country,
      ["address.zipcode"] = zipcode,
    }))
  end

  it("are read with that of the stored customer: a street", function()
    for country, case in pairs({
      GB = { "SW1A 2AA", "10 Downing Street", "Downing Street", "10", "" },
      FR = { "75002", "12 bis rue Haute", "rue Haute", "12", "bis" },
      BE = { "1000", "Nieuwstraat 12 bus 3", "Nieuwstraat", "12", "bus 3" },
      IT = { "00184", "Via Roma, 12/B", "Via Roma", "12", "B" },
      US = { "90210", "1600 Pennsylvania Ave", "Pennsylvania Ave", "1600", "" },
    }) do
      customer_of(country, case[1])
      local ok, details = client:update_customer(handle, { address = { street = case[2] } })
      assert.is_true(ok, tostring(details))
      local address = client:get_customer(handle).address
      assert.same({ case[3], case[4], case[5] }, { address.street, address.number, address.suffix or "" })
      local told = {}
      for _, warning in ipairs(details.warnings) do told[#told + 1] = warning.path .. " " .. warning.code end
      assert.same({ "address.street converted" }, told)
    end
  end)

  it("are read with that of the stored customer: a telephone number and a zip code", function()
    for country, case in pairs({
      NL = { "3032 AC", "020 765 4321", "+31 20 7654321", "1012ab", "1012 AB" },
      DE = { "10115", "030 1234567", "+49 30 1234567", "D-10117", "10117" },
      GB = { "SW1A 2AA", "020 7946 0018", "+44 20 79460018", "m11ae", "M1 1AE" },
      SE = { "172 66", "08-123 456 78", "+46 8 12345678", "17267", "172 67" },
      US = { "90210", "(212) 555-0123", "+1 212 5550123", "902111234", "90211-1234" },
    }) do
      customer_of(country, case[1])
      for _, number in ipairs({ case[2], openprovider.phone(case[2]) }) do
        local ok, details = client:update_customer(handle, { phone = number, address = { zipcode = case[4] } })
        assert.is_true(ok, tostring(details))
        local read = client:get_customer(handle)
        local phone = read.phone
        assert.equal(case[3], table.concat({ phone.country_code, phone.area_code, phone.subscriber_number }, " "))
        assert.equal(case[5], read.address.zipcode)
      end
      local record = client:get_customer(handle)
      record.fax, record.address.zipcode = case[2], case[4]
      assert(client:update_customer(handle, record))
      record = client:get_customer(handle)
      assert.same(record.phone, record.fax)
      record.phone = case[2]
      assert(client:save_customer(record))
    end
  end)

  it("that nobody can read there either are refused, and nothing is written", function()
    customer_of("NL", "3032 AC")
    for path, changes in pairs({
      phone = { phone = "030 123" }, fax = { fax = "call me" },
      ["address.number"] = { address = { street = "Plein 1944" } },
      email = { phone = "020 765 4321", email = "x" },
    }) do
      local ok, err = client:update_customer(handle, changes)
      assert.is_nil(ok)
      assert.equal("invalid", err.kind)
      local found
      for _, problem in ipairs(err.problems) do found = found or problem.path == path end
      assert.is_true(found, path)
    end
    assert.equal("Somewhere", client:get_customer(handle).address.street)
  end)

  it("in a record do not leave the old number beside a street that has one", function()
    customer_of("GB", "SW1A 2AA")
    for _, write in ipairs({
      function(record) return client:update_customer(handle, record) end,
      function(record) return client:save_customer(record) end,
    }) do
      local record = client:get_customer(handle)
      record.address.street = "10 Downing Street"
      local ok, err = write(record)
      assert.same({ nil, "address.number" }, { ok, err.problems[1].path })
      record.address.street = "Flat 2, 10 Downing Street 5"
      local written, details = write(record)
      assert.is_true(written)
      assert.same({ "address.number", "kept" }, { details.warnings[1].path, details.warnings[1].code })
      assert(client:update_customer(handle, { address = { street = "Somewhere" } }))
    end
  end)
end)

describe("a telephone number as one text in an update", function()
  it("is read with the country of the new address, and a warning says so", function()
    local client = openprovider.new { username = "sandbox", password = "secret", transport = testing.transport() }
    local handle = assert(client:create_customer(example.customer()))
    local address = { street = "Lindenallee", number = "8", zipcode = "10115", city = "Berlin", country = "DE" }
    local ok, details = client:update_customer(handle, { phone = "030 1234567", address = address })
    assert.is_true(ok, tostring(details))
    assert.equal("+49", client:get_customer(handle).phone.country_code)
    local found
    for _, warning in ipairs(details.warnings) do found = found or warning.code == "converted" and warning.path end
    assert.equal("phone", found)
  end)
end)
