--- update_customer with a copy of a record, or one from a file, whose customer others change meanwhile.

local example = require("spec.support.example")
local json = require("openprovider.values.json")
local openprovider = require("openprovider")
local testing = require("openprovider.testing")

describe("a copy of a record as changes", function()
  local client, sandbox, handle

  before_each(function()
    local transport = testing.transport { replacing_put = true }
    sandbox = transport.sandbox
    client = openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 0 }
    handle = assert(client:create_customer(example.customer {
      additional_data = { birth_city = "Delft", birth_date = "1980-01-01" },
      extension_additional_data = {
        { name = "eu", data = { whois_email = "whois@example.com" } },
        { name = "us", data = { nexus_category = "C11", applicant_purpose = "P3" } },
      },
    }))
  end)

  local function puts()
    return sandbox:counters().by_route["PUT /customers/{handle}"] or 0
  end

  local function copy_of(record)
    return json.decode(json.encode(record))
  end

  local function eu(email) return { { name = "eu", data = { whois_email = email } } } end

  -- What somebody else changes, and what the caller changes in the same member.
  local CASES = {
    address = { { address = { zipcode = "4811 AA", suffix = "b" } },
      function(record) record.address.city = "Breda" end, "address.zipcode" },
    extension_additional_data = { { extension_additional_data = eu "theirs@example.com" },
      function(record) record.extension_additional_data[2].data.nexus_category = "C12" end,
      "extension_additional_data.eu.whois_email" },
    additional_data = { { additional_data = { birth_date = "1999-09-09" } },
      function(record) record.additional_data.birth_city = "Breda" end, "additional_data.birth_date" },
    phone = { { phone = { area_code = "20" } },
      function(record) record.phone.subscriber_number = "7777777" end, "phone.area_code" },
    email = { { email = "theirs@example.com" }, function(record) record.email = "mine@example.com" end, "email" },
  }

  for name, case in pairs(CASES) do
    it("is a conflict where others have changed the same member, and nothing is written: " .. name, function()
      local record = copy_of(client:get_customer(handle))
      assert(client:update_customer(handle, case[1]))
      local now = client:get_customer(handle)
      case[2](record)
      local ok, err = client:update_customer(handle, record)
      assert.same({ nil, "conflict", "not_sent", handle, 1 }, { ok, err.kind, err.outcome, err.handle, puts() })
      local paths = {}
      for _, difference in ipairs(err.differences) do paths[difference.path] = true end
      assert.is_true(paths[case[3]], tostring(err))
      assert.same(now, (client:get_customer(handle)))
    end)

    it("is none for the record itself, whose changes are known: " .. name, function()
      local record = client:get_customer(handle)
      assert(client:update_customer(handle, case[1]))
      case[2](record)
      assert.is_true((client:update_customer(handle, record)))
    end)
  end

  it("is none where both have made it the same", function()
    local record = copy_of(client:get_customer(handle))
    record.address.city, record.vat = "Breda", "NL123456789B01"
    assert(client:update_customer(handle, { address = { city = "Breda" } }))
    assert.is_true((client:update_customer(handle, record)))
    assert.equal("NL123456789B01", client:get_customer(handle).vat)
  end)

  it("can be handed back again: what others change in the meantime stays", function()
    local record = copy_of(client:get_customer(handle))
    record.address.number = 8 -- which the API has as a text
    assert(client:update_customer(handle, record))
    assert(client:update_customer(handle, { address = { zipcode = "4811 AA" } }))
    record.address.city = "Breda"
    local ok, err = client:update_customer(handle, record)
    assert.is_true(ok, tostring(err))
    local address = client:get_customer(handle).address
    assert.same({ "8", "4811 AA", "Breda" }, { address.number, address.zipcode, address.city })
  end)

  it("keeps what this program has just written, which reads do not show yet", function()
    local transport = testing.transport { replacing_put = true, read_lag = 5 }
    local own = openprovider.new { username = "sandbox", password = "secret", transport = transport, settle = 10 }
    local made = assert(own:create_customer(example.customer()))
    transport.sleep(10)
    local record = copy_of(own:get_customer(made))
    record.address.city = "Breda"
    assert(own:update_customer(made, record))
    record = copy_of(record)
    record.address.city, record.vat = "Delft", "NL123456789B01"
    local ok, err = own:update_customer(made, record)
    assert.is_true(ok, tostring(err))
    assert.same({ "Delft", "NL123456789B01" }, { transport.sandbox:record(made).address.city,
      transport.sandbox:record(made).vat })
  end)
end)
