--- What documents say that a TLD wants of a domain's owner is checked without a call.

local core = require("openprovider.core")
local documented = require("openprovider.api.tld_requirements.documented")
local example = require("spec.support.example")
local openprovider = require("openprovider")

local function company(changes) return example.customer(changes) end

local function person(changes)
  local customer = example.customer(changes)
  customer.company_name = nil
  return customer
end

local function with_data(customer, tld, data)
  customer.extension_additional_data = { { name = tld, data = data } }
  return customer
end

-- What is found: "error path", "warning path" ...
local function found(customer, tld)
  local canonical, problems = openprovider.check_customer(customer, { tld = tld })
  if not canonical then problems = problems.problems end
  local list = {}
  for index, problem in ipairs(problems) do
    list[index] = problem.severity .. " " .. problem.path:gsub("^extension_additional_data%[1%]%.data%.", "its ")
  end
  return list, problems, canonical
end

describe("check_customer with a TLD", function()
  -- Titles -> customer, TLD, what is missing.
  local CASES = {
    ["wants a company's numbers for .it"] = { company(), "it",
      { "error vat", "error additional_data.company_registration_number" } },
    ["wants a person's number and the state for .it"] = { person { ["address.state"] = example.none }, "it",
      { "error address.state", "error additional_data.social_security_number" } },
    ["takes a passport's number for .it"] = { person { additional_data = { passport_number = "NX1" } }, "it", {} },
    ["wants a company's number for .es"] = { company(), "es", { "error its company_registration_number" } },
    ["takes a company's number for .es as additional data"] = {
      company { additional_data = { company_registration_number = "24123456" } }, "es", {} },
    ["wants a person's number for .es"] = { person(), "es", { "error its passport_number" } },
    ["wants the kind of organisation for .fi"] = {
      company { additional_data = { company_registration_number = "24123456" } }, "fi", { "error its org_type" } },
    ["wants the birth date of persons who live outside Finland"] = {
      with_data(person(), "fi", { org_type = "0" }), "fi", { "error additional_data.birth_date" } },
    ["wants a number of persons in Finland"] = {
      with_data(person { ["address.country"] = "FI", ["address.zipcode"] = "00100" }, "fi", { org_type = "0" }), "fi",
      { "error additional_data.passport_number" } },
    ["wants both nexus fields for .us"] = { company(), "us",
      { "error its nexus_category", "error its applicant_purpose" } },
    ["takes both nexus fields for .us"] = {
      with_data(company(), "us", { nexus_category = "C21", applicant_purpose = "P1" }), "us", {} },
    ["warns of the nexus fields for .in and below"] = { company(), "co.in",
      { "warning its in_nexus_connection_to_india", "warning its in_nexus_declaration_attestation" } },
    ["wants a company's VAT number for .dk"] = { with_data(company(), "dk", { user_type = "company" }), "dk",
      { "error vat" } },
    ["warns where nobody says what a person needs for .dk"] = { person(), "dk",
      { "warning additional_data.social_security_number", "warning its user_type" } },
    ["warns of a birth that is not told for .fr"] = { person(), "fr", { "warning additional_data.birth_date",
      "warning additional_data.birth_city", "warning additional_data.birth_zipcode",
      "warning additional_data.birth_country" } },
    ["wants nothing of a company for .fr"] = { company(), "fr", {} },
    ["wants eight fields of a company for .ru"] = { company(), "ru", {
      "error its mobile_phone_number_country_code", "error its mobile_phone_number", "error its postal_address_city",
      "error its company_name_latin", "error its legal_address_country_code", "error its legal_address_postal_code",
      "error its legal_address_city", "error its tax_payer_number" } },
    ["wants the citizenship of who lives outside the European Economic Area for .eu"] = {
      person { ["address.country"] = "US", ["address.zipcode"] = "10001" }, "eu",
      { "error its country_of_citizenship" } },
    ["wants nothing for .eu of who lives there"] = { person(), "eu", {} },
    ["wants what nobody has documented of nobody"] = { company(), "com", {} },
  }
  for title, case in pairs(CASES) do
    it(title, function() assert.same(case[3], (found(case[1], case[2]))) end)
  end

  it("says what to write, where else it may stand, and what the API would answer", function()
    local _, problems = found(person { ["address.state"] = example.none }, "it")
    assert.same({
      path = "address.state", code = "missing", severity = "error", api_code = 381,
      message = "is required for .it; expected the state or province, two letters in Italy, such as MI",
    }, problems[1])
    assert.equal("is required for .it if the owner is a person; expected the social security number, such as "
      .. '"123456782"; additional_data.passport_number will do as well', problems[2].message)
    _, problems = found(company(), "us")
    assert.equal("is required for .us; expected one of C11, C12, C21, C31, C32", problems[1].message)
  end)

  it("says that a province of Italy has two letters", function()
    local customer = person { ["address.country"] = "IT", ["address.zipcode"] = "20121", ["address.state"] = "Milano",
      additional_data = { passport_number = "NX1" } }
    local list, problems = found(customer, "it")
    assert.same({ "error address.state" }, list)
    assert.equal("format", problems[1].code)
    customer.address.state = "MI"
    assert.same({}, (found(customer, "it")))
  end)

  it("adds to what the check finds, and counts both", function()
    local customer = company { email = "jan@" }
    customer.vat = "x"
    local _, err = openprovider.check_customer(customer, { tld = "US" })
    assert.same({ 3, "email", "invalid" }, { err.total, err.problems[1].path, err.kind })
  end)

  it("points at the TLD's own data, beside those of others", function()
    local customer = with_data(company(), "eu", { whois_email = "jan@example.com" })
    local _, err = openprovider.check_customer(customer, { tld = "us" })
    assert.equal("extension_additional_data[2].data.nexus_category", err.problems[1].path)
  end)

  it("takes a blank or null for nothing", function()
    for _, value in ipairs({ "", " ", openprovider.null }) do
      local customer = with_data(company(), "us", { nexus_category = value, applicant_purpose = "P1" })
      assert.same({ "error its nexus_category" }, (found(customer, "us")))
    end
  end)

  it("is refused for what is no TLD, and for changes", function()
    local ok, err = openprovider.check_customer(company(), { tld = "www.us" })
    assert.same({ "invalid", "tld" }, { not ok and err.kind, err.field })
    ok, err = openprovider.check_customer({}, { tld = "us", mode = "update" })
    assert.equal("config", not ok and err.kind)
  end)

  it("has rules of which each names fields that there are, and has somebody to whom it applies", function()
    local extension, tree = {}, {}
    for _, field in ipairs(core.extension_fields()) do extension[field.name] = true end
    for _, field in ipairs(core.fields().members) do
      tree[field.name] = true
      for _, member in ipairs(field.members or {}) do tree[field.name .. "." .. member.name] = true end
    end
    for index, rule in ipairs(documented) do
      local paths = rule.path or table.concat(rule.needs, " ")
      for path in paths:gmatch("[^ ]+") do
        local own = path:match("^extension%.(.*)$")
        assert.is_true(own and extension[own] or tree[path], index .. ": " .. path)
      end
      assert.is_truthy(rule.tlds:find("^[a-z0-9*][a-z0-9 .*-]+$"), index)
      assert.equal((rule.from or rule.not_from) ~= nil, rule.where ~= nil, index)
    end
  end)
end)
