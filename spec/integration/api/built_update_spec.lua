--- What builders made is complete in an update, plain tables are merged.

local example = require("spec.support.example")
local openprovider = require("openprovider")
local sandbox_server = require("spec.sandbox.server")

local null = openprovider.null

describe("an update with what a builder made", function()
  local server, client, handle, before

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = server:client({ settle = 0 })
    handle = assert(client:create_customer(example.customer {
      locale = "nl_NL",
      address = { street = "Weg", number = "9", suffix = "b", zipcode = "10115", city = "Berlin", state = "Berlin",
        country = "DE" },
      phone = { country_code = "+49", area_code = "89", subscriber_number = "1234567" },
      fax = { country_code = "+49", area_code = "89", subscriber_number = "7654321" },
    }))
    before = server:record(handle)
  end)
  after_each(function() client:close() end)

  -- Asserts that changes are refused at these paths, by the update and by check_customer, and that nothing is sent.
  local function assert_refused(paths, changes)
    local requests = #server:requests()
    local ok, err = client:update_customer(handle, changes)
    assert.is_nil(ok)
    local found, codes = {}, {}
    for index, problem in ipairs(err.problems) do found[index], codes[problem.code] = problem.path, true end
    assert.same({ "invalid", "not_sent", paths }, { err.kind, err.outcome, found })
    assert.is_nil(client:check_customer(changes, { mode = "update" }))
    assert.same({ requests, before }, { #server:requests(), server:record(handle) })
    return err, codes
  end

  local function update(changes)
    local ok, details = client:update_customer(handle, changes)
    assert.is_true(ok, tostring(details))
    return server:record(handle)
  end

  local CITY = { zipcode = "10557", city = "Berlin", country = "DE" }
  local function in_city(part)
    for name, value in pairs(CITY) do part[name] = part[name] or value end
    return part
  end

  for _, member in ipairs({ "phone", "fax" }) do
    it(("refuses the %s that nobody can read in any country, and sends nothing"):format(member), function()
      for number, reason in pairs({
        ["+49 40 1234567 ext. 5"] = "has an extension", ["040 1234567 ext. 5"] = "has an extension",
        ["call me"] = "is not a telephone number", ["3.16E+10"] = "was shortened by a spreadsheet",
        ["+49 40"] = "has 2 digits after +49",
      }) do
        for _, given in ipairs({ number, openprovider[member](number) }) do
          local err = assert_refused({ member }, { [member] = given })
          assert.is_truthy(err.problems[1].message:find(('"%s" %s'):format(number, reason), 1, true))
        end
      end
    end)

    it(("refuses the %s that is none in the customer's country, and writes nothing"):format(member), function()
      for _, number in ipairs({ "1234567", "112", "06-123" }) do
        for _, given in ipairs({ number, openprovider[member](number) }) do
          local record = client:get_customer(handle)
          record[member] = given
          for _, changes in ipairs({ { [member] = given }, record }) do
            local ok, err = client:update_customer(handle, changes)
            assert.same({ nil, "invalid", "not_sent", member }, { ok, err.kind, err.outcome, err.problems[1].path })
            assert.is_truthy(err.problems[1].message:find(('"%s" is not a number of DE'):format(number), 1, true))
            assert.same(before, server:record(handle))
          end
        end
      end
    end)

    it(("reads the %s as it is dialled in the customer's country"):format(member), function()
      for _, number in ipairs({ "0401234567", "49401234567", "(040) 123-4567", "040/1234567", "040 123 45 67" }) do
        for _, given in ipairs({ number, openprovider[member](number) }) do
          local record = client:get_customer(handle)
          record[member] = given
          for _, changes in ipairs({ { [member] = given }, record }) do
            assert.same({ country_code = "+49", area_code = "40", subscriber_number = "1234567" },
              update(changes)[member])
            assert(client:update_customer(handle, { [member] = before[member] }))
          end
        end
      end
    end)
  end

  it("refuses an address without a number that it should have, and names all that is missing", function()
    assert_refused({ "address.number", "address.zipcode", "address.city", "address.country" },
      { address = openprovider.address { street = "Platz der Republik" } })
    assert_refused({ "address.number" }, { address = openprovider.address(in_city { street = "Weg 9-b-c" }) })
    assert_refused({ "address.number" }, { address = openprovider.street "Platz der Republik" })
  end)

  it("clears what an address that was built does not have", function()
    local address = update({ address = openprovider.address(in_city { street = "Spreeweg 1" }) }).address
    assert.same({ "Spreeweg", "1", "10557", "", "" },
      { address.street, address.number, address.zipcode, address.suffix or "", address.state or "" })
  end)

  it("keeps the city where a street was built, and clears the suffix", function()
    local address = update({ address = openprovider.street "Spreeweg 1" }).address
    assert.same({ "Spreeweg", "1", "10115", "Berlin", "" },
      { address.street, address.number, address.zipcode, address.state, address.suffix or "" })
  end)

  it("is complete after the caller has added to it, too", function()
    local address = openprovider.address { street = "Spreeweg 1" }
    in_city(address)
    local now = update({ address = address }).address
    assert.same({ "1", "10557", "" }, { now.number, now.zipcode, now.suffix or "" })
  end)

  it("merges a caller's copy of it, and any plain table", function()
    local copy = {}
    for name, value in pairs(openprovider.phone "0401234567") do copy[name] = value end
    assert.same({ country_code = "+49", area_code = "89", subscriber_number = "0401234567" },
      update({ phone = copy }).phone)
    assert.same({ "Hof", "9" }, { update({ address = { street = "Hof" } }).address.street, before.address.number })
  end)

  it("changes nothing where it was made of nothing", function()
    assert.same(before, update({ phone = openprovider.phone(nil), fax = openprovider.fax(nil),
      address = openprovider.address(nil) }))
  end)

  it("replaces the whole number, and leaves alone what is as it was", function()
    local record = client:get_customer(handle)
    record.phone, record.fax = openprovider.phone "+31 10 7654321", openprovider.fax "+49 89 7654321"
    record.name = openprovider.name { first_name = record.name.first_name, prefix = record.name.prefix,
      last_name = record.name.last_name }
    local now = update(record)
    before.phone = { country_code = "+31", area_code = "10", subscriber_number = "7654321" }
    assert.same(before, now)
  end)

  it("merges extensions by their fields", function()
    update({ extension_additional_data = { openprovider.extension("us", { nexus_category = "C11" }) } })
    update({ extension_additional_data = { openprovider.extension("us", { applicant_purpose = "P1" }) } })
    assert.same({ nexus_category = "C11", applicant_purpose = "P1" },
      server:record(handle).extension_additional_data[1].data)
  end)

  it("is cleared by null alone", function()
    update({ fax = null })
    local fax = server:record(handle).fax
    assert.is_true(fax == nil or next(fax) == nil or fax.subscriber_number == "")
  end)
end)
