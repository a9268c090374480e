--- What people write, and what was read, goes in: one text for a number or a street, and members that the API sets.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

local function customer(members)
  local all = example.customer()
  for name, value in pairs(members) do all[name] = value end
  return all
end

-- What a check says: the path, the code and the message of each problem.
local function problems_of(given, opts)
  local _, found = openprovider.check_customer(given, opts)
  local lines = {}
  for index, problem in ipairs(found.problems or found) do
    lines[index] = problem.path .. " " .. problem.code .. " " .. problem.message
  end
  return lines
end

local function phone_of(given, opts)
  local canonical, err = openprovider.check_customer(given, opts)
  local phone = assert(canonical, err).phone
  return phone and phone.country_code .. " " .. phone.area_code .. " " .. phone.subscriber_number
end

describe("a customer's dates", function()
  it("may be written in other ways, where they have one reading, and that is told", function()
    for written, date in pairs({
      ["28.02.1970"] = "1970-02-28", ["2/28/1970"] = "1970-02-28", ["28/2/1970"] = "1970-02-28",
      ["1970/2/28"] = "1970-02-28", ["28.02.1970 00:00"] = "1970-02-28", ["05.05.1970"] = "1970-05-05",
    }) do
      local given = customer { additional_data = { birth_date = written } }
      assert.equal(date, openprovider.check_customer(given).additional_data.birth_date)
      assert.same({ ('additional_data.birth_date converted "%s" is read as %s'):format(written, date) },
        problems_of(given))
      assert.equal(written, given.additional_data.birth_date)
    end
  end)

  it("are a problem that says why where nobody knows which day is meant", function()
    for written, why in pairs({
      ["01/02/1980"] = "can be read with the day or with the month first", ["01.02.80"] = "does not say the century",
      ["00.00.0000"] = "stands for no date",
    }) do
      assert.same({ ('additional_data.birth_date format "%s" %s: write it as YYYY-MM-DD'):format(written, why) },
        problems_of(customer { additional_data = { birth_date = written } }))
    end
  end)
end)

describe("the countries of extensions", function()
  it("may be names, and that is told", function()
    local written = { Netherlands = "NL", Deutschland = "DE", FRA = "FR", Italia = "IT", ["España"] = "ES" }
    for text, code in pairs(written) do
      local given = customer { extension_additional_data = {
        { name = "nl", data = {} }, { name = "eu", data = { country_of_citizenship = text } },
      } }
      local canonical = assert(openprovider.check_customer(given))
      assert.equal(code, canonical.extension_additional_data[2].data.country_of_citizenship)
      local told = problems_of(given)[1]
      local path = "extension_additional_data[2].data.country_of_citizenship"
      local said = ('%s converted "%s" is read as %s'):format(path, text, code)
      assert.equal(said, told:sub(1, #said))
      assert.equal(text, given.extension_additional_data[2].data.country_of_citizenship)
    end
  end)
end)

describe("a customer's telephone number", function()
  it("may be one text", function()
    for _, written in ipairs({ "+31 10 123 4567", "0031 (0)10-1234567", "tel:+31-10-1234567", " +31101234567 " }) do
      assert.equal("+31 10 1234567", phone_of(customer { phone = written }))
      assert.same({}, problems_of(customer { phone = written }))
    end
  end)

  it("is read as one of the address's country if it has no calling code, and that is told", function()
    for _, written in ipairs({
      "010 123 4567", "(010) 1234567", "0101234567", openprovider.phone "0101234567",
      { subscriber_number = "010-1234567" },
    }) do
      assert.equal("+31 10 1234567", phone_of(customer { phone = written }))
      local lines = problems_of(customer { phone = written })
      assert.equal(1, #lines)
      local told = '^phone converted "%(?010.*" is read as %+31 10 1234567, as it is dialled in NL$'
      assert.is_truthy(lines[1]:find(told), lines[1])
    end
  end)

  it("that cannot be read is one problem, with the value and the reason", function()
    for written, reason in pairs({
      ["+1 876-555-0142 ext. 12"] = "has an extension (ext. 12)",
      ["3.16E+10"] = "was shortened by a spreadsheet",
      ["030 123"] = "is not a number of NL", ["call me"] = "is not a telephone number",
      ["+31 10"] = "has 2 digits after +31",
    }) do
      for _, name in ipairs({ "phone", "fax" }) do
        local lines = problems_of(customer { [name] = written })
        assert.equal(1, #lines)
        assert.is_truthy(lines[1]:find(('%s format "%s" %s'):format(name, written, reason), 1, true), lines[1])
        assert.same(lines, problems_of(customer { [name] = openprovider.phone(written) }))
      end
    end
  end)

  it("that a builder could not read is told with what the builder knew", function()
    for reason, built in pairs({
      ['"765 4321" is not a number of NL: write it'] = { "765 4321", { country = "NL" } },
      ['"112" is not a number of DE'] = { "112", { country = "de" } },
      ['"030 12345678901234567" is not a number of DE'] = { "030 12345678901234567", { country = "DE" } },
      ['"765 4321" cannot be read: the option country is "XX", which is not a country; write one such as "NL"'] =
        { "765 4321", { country = "XX" } },
      ["the option country is 31, which is not a country"] = { "765 4321", { country = 31 } },
      ['"010 123 4567" cannot be read: there is no option "contry"; write country'] =
        { "010 123 4567", { contry = "NL" } },
      ["31101234567 is a number, not a text: write it in quotes"] = { 31101234567 },
    }) do
      for _, name in ipairs({ "phone", "fax" }) do
        local transport = testing.transport()
        local client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
        local given = customer { [name] = openprovider[name](built[1], built[2]) }
        local function assert_told(problems)
          assert.equal(1, #problems)
          assert.same({ name, "format" }, { problems[1].path, problems[1].code })
          assert.is_truthy(problems[1].message:find(reason, 1, true), problems[1].message)
        end
        local function err_of(made, err)
          assert.is_nil(made)
          return err.problems
        end
        assert_told(err_of(openprovider.check_customer(given)))
        assert_told(err_of(openprovider.check_customer({ [name] = given[name] }, { mode = "update" })))
        assert_told(err_of(client:create_customer(given)))
        assert_told(err_of(client:create_customer(given, { reference = true })))
        assert_told(err_of(client:ensure_customer(given)))
        assert_told(err_of(client:check_for_tld(given, "nl")))
        assert_told(err_of(client:update_customer("CV000001-NL", { [name] = given[name] })))
        local row = { client:create_customers({ given }, { reference = true })() }
        assert_told(row[3].problems)
      end
    end
  end)

  it("may have separators in its parts, where it is one in use", function()
    for _, case in ipairs({
      { "+31", "(10)", "1234567", "+31 10 1234567" }, { "31", "10", "123 45 67", "+31 10 1234567" },
      { "+31", "10", "123-4567", "+31 10 1234567" }, { "+1", "(212)", "555-0100", "+1 212 5550100" },
      { "+32", "2", "511.45.67", "+32 2 5114567" }, { "+39", "06 ", "698 12345", "+39 06 69812345" },
    }) do
      local parts = { country_code = case[1], area_code = case[2], subscriber_number = case[3] }
      assert.equal(case[4], phone_of(customer { phone = parts }))
      assert.equal(case[4], phone_of({ phone = parts }, { mode = "update" }))
    end
    for _, case in ipairs({ { "+31", "10", "1234567.0" }, { "+31", "10", "123-45" }, { "+31", "10", "1234567 / 8" },
      { "+31", "(0)10", "1234567" }, { "+31", "10", "1234567 ext" } }) do
      local parts = { country_code = case[1], area_code = case[2], subscriber_number = case[3] }
      assert.is_nil((openprovider.check_customer(customer { phone = parts })), case[3])
    end
  end)

  it("of Ascension is not one of Saint Helena, whose country it has", function()
    for _, country in ipairs({ "AC", "ac", "Ascension Island" }) do
      assert.equal("+247 62 889", phone_of(example.customer { phone = "62889", ["address.country"] = country }))
    end
    assert.equal("+290 22 158", phone_of(example.customer { phone = "22158", ["address.country"] = "SH" }))
  end)

  it("that is a number has to be written in quotes", function()
    local why = 'must be an object or a text, not a number: write it in quotes, such as "+31101234567", since a '
      .. "number loses its plus sign and its first zeros"
    for _, name in ipairs({ "phone", "fax" }) do
      assert.same({ name .. " type " .. why }, problems_of(customer { [name] = 31101234567 }))
    end
  end)

  it("that was completed by hand after its builder is read as it is", function()
    local phone = openprovider.phone("123 4567", { country = "XX" })
    phone.country_code, phone.area_code, phone.subscriber_number = "+31", "10", "1234567"
    assert.same({}, problems_of(customer { phone = phone }))
  end)

  it("is doubted where it looks like no number of its country", function()
    local lines = problems_of(customer { phone = "+31 10 1234567 -9" })
    assert.same({ 'phone format "+31 10 1234567 -9" does not look like a number of +31: check its digits' }, lines)
  end)

  it("that is empty clears a fax in an update, and is refused for a phone", function()
    for _, empty in ipairs({ "", " ", openprovider.fax "", openprovider.fax "  " }) do
      local canonical = openprovider.check_customer({ fax = empty }, { mode = "update" })
      assert.equal(openprovider.null, canonical.fax)
    end
    local _, err = openprovider.check_customer({ phone = "" }, { mode = "update" })
    assert.same({ "phone", "empty" }, { err.problems[1].path, err.problems[1].code })
  end)

  it("that is empty is absent", function()
    for _, written in ipairs({ "", "  ", "\t" }) do
      assert.same({}, problems_of(customer { fax = written }))
      assert.is_truthy(problems_of(customer { phone = written })[1]:find("^phone missing"))
    end
  end)

  it("may be one text in an update, too, and replaces the old one", function()
    assert.equal("+31 10 1234567", phone_of({ phone = "+31 10 123 4567" }, { mode = "update" }))
    local changes = { phone = "010 123 4567", address = { country = "NL" } }
    assert.equal("+31 10 1234567", phone_of(changes, { mode = "update" }))
    assert.is_truthy(problems_of({ phone = "010 123 4567" }, { mode = "update" })[1]:find("does not say its country"))

    local transport = testing.transport()
    local client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
    local handle = assert(client:create_customer(customer { phone = "+49 30 1234567" }))
    assert(client:update_customer(handle, { phone = "+31 10 123 4567" }))
    assert.same({ country_code = "+31", area_code = "10", subscriber_number = "1234567" },
      client:get_customer(handle).phone)
  end)
end)

describe("a street with its number in it", function()
  it("is split where only one reading is possible, and that is told", function()
    local given = customer { address = {
      street = "Hofplein 20-A", zipcode = "3032 AC", city = "Rotterdam", country = "NL",
    } }
    local canonical, warnings = openprovider.check_customer(given)
    assert.same({ "Hofplein", "20", "A" },
      { canonical.address.street, canonical.address.number, canonical.address.suffix })
    assert.same({ "address.street", "converted" }, { warnings[1].path, warnings[1].code })
    assert.equal('"Hofplein 20-A" is read as street "Hofplein", number "20", suffix "A"', warnings[1].message)
    assert.equal("Hofplein 20-A", given.address.street)
  end)

  it("stays whole where it may mean something else", function()
    local lines = problems_of(customer { address = {
      street = "Plein 1944", zipcode = "3032 AC", city = "Rotterdam", country = "NL",
    } })
    assert.same({ 'address.street format "Plein 1944" does not say for certain which part is the house number: '
      .. "give it in address.number, and the street alone here" }, lines)
  end)
end)

describe("what get_customer gives", function()
  local transport, client

  before_each(function()
    transport = testing.transport()
    client = assert(openprovider.new { username = "sandbox", password = "secret", transport = transport })
  end)

  it("goes into check, create, ensure and update", function()
    local handle = assert(client:create_customer(example.customer(), { reference = "order-1" }))
    local record = assert(client:get_customer(handle))
    assert(client:check_customer(record))
    assert.equal(handle, client:ensure_customer(record))
    assert.is_true(client:update_customer(handle, record))
    local other = assert(client:create_customer(record, { reference = "order-2" }))
    assert.not_equal(handle, other)
    assert.equal("order-2", client:get_customer(other).reference)
    record.name.first_name, record.name.last_name = "Piet", "Bakker"
    other = assert(client:create_customer(record))
    assert.equal("Piet Dr. Bakker", client:get_customer(other).name.full_name)
  end)

  it("is not changed by it", function()
    local handle = assert(client:create_customer(example.customer()))
    local record = assert(client:get_customer(handle))
    local id = record.id
    assert(client:create_customer(record))
    assert.equal(id, record.id)
  end)
end)

describe("a reference among the members of a customer", function()
  it("is refused if the customer is no record, for it would be lost", function()
    assert.is_truthy(problems_of(customer { reference = "order-1" })[1]:find("^reference unknown"))
  end)
end)

describe("the form of a telephone number", function()
  it("does not matter for how the address is read", function()
    local forms = { "+31 10 1234567", { country_code = "+31", area_code = "10", subscriber_number = "1234567" } }
    for _, parts in ipairs {
      { number = "12A" }, { number = "5-7" }, { zipcode = "3032ac" }, { street = "Hofplein 20" }, { number = 20 },
      { country = "Nederland" }, { country = "nl" }, { zipcode = " 3032 AC" }, { country = "LV", zipcode = "1010" },
    } do
      local addresses = {}
      for index, phone in ipairs(forms) do
        local address = example.customer().address
        for name, value in pairs(parts) do address[name] = value end
        local canonical, warnings = openprovider.check_customer(customer { address = address, phone = phone })
        addresses[index] = { canonical.address, #warnings }
        assert.same(forms[2], canonical.phone)
      end
      assert.same(addresses[1], addresses[2])
    end
  end)
end)
