--- What get gives goes back in as a customer, whatever the API has written into it.

local example = require("spec.support.example")
local openprovider = require("openprovider")

-- A record of the API, with what it has of its own.
local function record(changes)
  local found = example.customer(changes)
  found.handle, found.id, found.reseller_id, found.is_deleted = "CV904716-NL", 988275, 242219, false
  found.deleted_at, found.name.full_name = "0000-00-00 00:00:00", "Carsten Dr. van Noort"
  return found
end

-- What becomes of a member of a record.
local function taken(name, value)
  local canonical, found = openprovider.check_customer(record { [name] = value })
  assert.is_truthy(canonical, name .. ": " .. tostring(found))
  local given = {}
  for index, problem in ipairs(found) do given[index] = problem.path end
  return canonical[name:match("^[^.]+")], given
end

describe("a record that is checked or created as a customer", function()
  it("loses the tags that only the API can have", function()
    for _, case in ipairs({
      { { { key = "internal", value = "x" }, { key = "customer", value = "VIP" } }, { "VIP" } },
      { { { key = "customer", value = "VIP", id = 5 } }, { "VIP" } },
      { { { key = "Customer", value = "a" }, { key = "customer", value = "0" } }, { "a", "0" } },
      { { { key = "customer", value = "" }, { key = "customer", value = "b" } }, { "b" } },
      { { { value = "c", created_at = "2020-01-01" } }, { "c" } }, { { { key = "reseller", value = "x" } }, {} },
    }) do
      local values = {}
      for index, tag in ipairs((taken("tags", case[1]))) do
        values[index] = tag.value
        assert.equal("customer", tag.key)
      end
      assert.same(case[2], values)
    end
  end)

  it("loses dates that say nothing, and the time of those that do", function()
    for given, date in pairs {
      ["1970-02-28 00:00:00"] = "1970-02-28", ["1970-02-28T00:00:00Z"] = "1970-02-28",
      ["2004-05-01T00:00:00.000+00:00"] = "2004-05-01", ["1970-01-01 00:00"] = "1970-01-01",
      ["1970-01-01"] = "1970-01-01", ["0000-00-00"] = false, ["0000-00-00 00:00:00"] = false,
    } do
      local data = taken("additional_data", { birth_date = given, company_registration_subscription_date = given,
        birth_city = "Rotterdam" })
      assert.same({ birth_date = date or nil, company_registration_subscription_date = date or nil,
        birth_city = "Rotterdam" }, data)
    end
    assert.is_nil(taken("additional_data", { birth_date = false }).birth_date)
  end)

  it("loses the members that the API added to files and extensions", function()
    local files = taken("additional_data", { attached_files = { { id = 5, doc_type = "id", path = "https://x/y" } } })
    assert.same({ attached_files = { { doc_type = "id", path = "https://x/y" } } }, files)
    local us = { name = "us", data = { nexus_category = "C11" } }
    assert.same({ us }, (taken("extension_additional_data",
      { { name = "eu" }, { name = "fi", data = openprovider.null }, us })))
  end)

  it("has its telephone numbers in parts that the API takes", function()
    local parts = { country_code = "+31", area_code = "10", subscriber_number = "1234567" }
    for _, number in ipairs({
      { country_code = "+31", area_code = "", subscriber_number = "101234567" },
      { country_code = "+31", area_code = "010", subscriber_number = "1234567" },
      { country_code = "+31", area_code = "10", subscriber_number = "123 45 67" },
      { country_code = "0031", area_code = "(0)10", subscriber_number = "123-4567" },
      { country_code = "+31", area_code = 10, subscriber_number = 1234567 },
    }) do
      assert.same(parts, (taken("phone", number)))
      assert.same(parts, (taken("fax", number)))
    end
    assert.is_nil((taken("fax", { country_code = "+31", area_code = "", subscriber_number = "" })))
  end)

  it("loses what only the API sets, and says so where that is not known", function()
    local canonical, warnings = openprovider.check_customer(record {
      inn = "7707083893", email_verification_status = "ACT", comments_last_changed_at = "", type = "company",
      linked_domains = 5,
    })
    assert.same({ "linked_domains", "type" }, { warnings[1].path, warnings[2].path })
    for _, name in ipairs({ "inn", "type", "linked_domains", "handle", "email_verification_status" }) do
      assert.is_nil(canonical[name])
    end
  end)

  it("is refused with a name that is nearly one of a customer's, and so is anything that is no record", function()
    assert.is_nil((openprovider.check_customer(record { emial = "x@example.com" })))
    assert.is_nil((openprovider.check_customer(example.customer { linked_domains = 5 })))
    assert.is_nil((openprovider.check_customer(example.customer { tags = { { key = "internal", value = "x" } } })))
    assert.is_nil((openprovider.check_customer(example.customer { additional_data = { birth_date = "0000-00-00" } })))
  end)
end)
