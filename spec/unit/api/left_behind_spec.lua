--- What an update keeps, though its caller may think that it is gone, is a warning.

local example = require("spec.support.example")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("update_customer warns", function()
  local client, handle

  before_each(function()
    client = openprovider.new { username = "sandbox", password = "secret", transport = testing.transport(), settle = 0 }
    handle = assert(client:create_customer(example.customer {
      address = {
        street = "Hofplein", number = "20", suffix = "A", zipcode = "3032 AC", city = "Rotterdam",
        state = "Zuid-Holland", country = "NL",
      },
      vat = "NL123456789B01", additional_data = { birth_city = "Rotterdam", passport_number = "SPECI2021" },
      extension_additional_data = {
        { name = "eu", data = { whois_email = "whois@example.com" } },
        { name = "us", data = { nexus_category = "C11", applicant_purpose = "P3" } },
      },
    }, { reference = "order-1" }))
  end)

  -- The paths of what is kept, from the result of a call.
  local function kept(ok, details)
    assert.is_true(ok, tostring(details))
    local paths = {}
    for _, warning in ipairs(details.warnings) do
      if warning.code == "kept" then
        assert.equal("warning", warning.severity)
        paths[#paths + 1] = warning.path
      end
    end
    return paths, details.warnings
  end

  local BERLIN = { street = "Lindenallee", number = "8", zipcode = "10115", city = "Berlin", country = "DE" }

  it("of the suffix and the state of the old address, which a new one leaves behind", function()
    local paths, warnings = kept(client:update_customer(handle, { address = BERLIN }))
    assert.same({ "address.suffix", "address.state" }, paths)
    local message = warnings[1].message
    assert.is_truthy(message:find('keeps the old value "A", because the new address', 1, true), message)
    assert.same({ "A", "Zuid-Holland" },
      { client:get_customer(handle).address.suffix, client:get_customer(handle).address.state })
  end)

  it("of nothing where the address differs in case alone", function()
    for _, address in ipairs({
      { street = "HOFPLEIN", number = "20" }, { street = "hofplein", city = "ROTTERDAM" },
      { city = "rotterdam", country = "nl" }, { city = "ROTTERDAM", zipcode = "3032 AD" },
      { street = "Hofplein", number = 20, city = "RotterDam" },
    }) do
      assert.same({}, (kept(client:update_customer(handle, { address = address }, { dry_run = true }))))
    end
  end)

  it("of the suffix alone where the city stays", function()
    assert.same({ "address.suffix" },
      (kept(client:update_customer(handle, { address = { street = "Coolsingel", number = "40" } }))))
  end)

  it("of none that is given, cleared, or left out by a builder", function()
    local whole = { suffix = openprovider.null, state = "Berlin" }
    for name, value in pairs(BERLIN) do whole[name] = value end
    assert.same({}, (kept(client:update_customer(handle, { address = whole }, { dry_run = true }))))
    assert.same({}, (kept(client:update_customer(handle, { address = openprovider.address(BERLIN) }))))
    assert.is_nil(client:get_customer(handle).address.suffix)
  end)

  it("of none where one member is corrected, or nothing is new", function()
    for _, address in ipairs({
      { city = "Delft" }, { street = "Kerkplein" }, { number = "22" },
      { street = "Hofplein", number = 20, zipcode = "3032 AC", city = "Rotterdam", country = "nl" },
    }) do
      assert.same({}, (kept(client:update_customer(handle, { address = address }, { dry_run = true }))))
    end
  end)

  it("of what was taken out of a record that get_customer gave, once", function()
    local record = client:get_customer(handle)
    record.vat, record.address.suffix, record.additional_data.passport_number = nil, nil, nil
    record.email = "new@example.com"
    local paths, warnings = kept(client:update_customer(handle, record))
    assert.same({ "address.suffix", "vat", "additional_data.passport_number" }, paths)
    assert.equal("was taken out of the record, but stays: save the record to clear it", warnings[1].message)
    assert.equal("NL123456789B01", client:get_customer(handle).vat)
    assert.same({}, (kept(client:update_customer(handle, record))))
  end)

  it("of an extension, and of a field of one, that was taken out of a record", function()
    local record = client:get_customer(handle)
    record.extension_additional_data[2].data.applicant_purpose = nil
    assert.same({ "extension_additional_data.us.applicant_purpose" }, (kept(client:update_customer(handle, record))))
    record = client:get_customer(handle)
    table.remove(record.extension_additional_data, 1)
    assert.same({ "extension_additional_data.eu" }, (kept(client:update_customer(handle, record))))
    assert.equal(2, #client:get_customer(handle).extension_additional_data)
    record = client:get_customer(handle)
    record.extension_additional_data = {}
    assert.equal(2, #kept(client:update_customer(handle, record)))
    record.extension_additional_data = openprovider.empty_array
    assert.same({}, (kept(client:update_customer(handle, record, { dry_run = true }))))
    record.extension_additional_data = { { name = "EU", data = { whois_email = "whois@example.com" } }, "odd" }
    assert.equal("invalid", select(2, client:update_customer(handle, record)).kind)
  end)

  it("of nothing in a record that is as it was, has something cleared, or is saved", function()
    local record = client:get_customer(handle)
    assert.same({}, (kept(client:update_customer(handle, record))))
    assert.same({}, (kept(client:update_customer(handle, (client:get_customer(handle, { raw = true }))))))
    record.vat, record.phone = openprovider.null, openprovider.phone "+31 20 765 4321"
    record.additional_data.birth_city = ""
    assert.same({}, (kept(client:update_customer(handle, record))))
    assert.is_nil(client:get_customer(handle).vat)
    record = client:get_customer(handle)
    record.address.suffix = nil
    assert.same({}, (kept(client:save_customer(record))))
    assert.is_nil(client:get_customer(handle).address.suffix)
  end)

  it("of nothing in a part of a record, as a form may send it", function()
    local record = client:get_customer(handle)
    local part = json.decode(json.encode { handle = handle, version = record.version, email = "new@example.com" })
    assert.same({}, (kept(client:update_customer(handle, part))))
  end)
end)
