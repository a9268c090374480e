--- The data of extensions: which fields are known, for which extensions, with which values. All else is a warning.

local openprovider = require("openprovider")
local core = require("openprovider.core")
local example = require("spec.support.example")

local DATA = "extension_additional_data[1].data"

-- What is said of an extension's data, "path code: message" each, and the data as they go out.
local function check(name, data, opts)
  local canonical, found = openprovider.check_customer(
    example.customer { extension_additional_data = { { name = name, data = data } } }, opts)
  local said = {}
  for index, problem in ipairs(found.problems or found) do
    said[index] = ("%s %s: %s"):format(problem.path, problem.code, problem.message)
    if canonical then assert.equal("warning", problem.severity) end
  end
  return said, canonical and canonical.extension_additional_data[1].data
end

local function says_nothing(name, data)
  local said, taken = check(name, data)
  assert.same({}, said, name)
  return taken
end

-- One warning about a field of an extension; the data still go out.
local function warns(name, data, path, code, words)
  local said, taken = check(name, data)
  assert.equal(1, #said, name .. ": " .. tostring(said[2]))
  assert.is_truthy(said[1]:find(path .. " " .. code .. ": ", 1, true), said[1])
  assert.is_truthy(said[1]:find(words, 1, true), said[1])
  assert.is_truthy(taken)
end

-- What documents have, in words of this spec: extensions, and their fields with a value that is right.
local EUROPE = { whois_email = "jan@example.com", country_of_citizenship = "NL" }
local RUSSIA = {
  birth_date = "1970-02-28", company_name_cyrillic = "x", company_name_latin = "x", first_name_cyrillic = "x",
  first_name_latin = "x", last_name_cyrillic = "x", last_name_latin = "x", legal_address_cyrillic = "x",
  middle_name_cyrillic = "x", middle_name_latin = "x", mobile_phone_number = "9161234567",
  passport_issue_date = "2001-02-03", passport_issuer = "x", passport_number = "1", passport_series = "1",
  postal_address_cyrillic = "x", tax_payer_number = "1",
}
local RUSSIA_2026 = {
  is_private_enterpreneur = "x", legal_address_area = "x", legal_address_building = "x", legal_address_city = "x",
  legal_address_country_code = "RU", legal_address_house = "x", legal_address_postal_code = "x",
  legal_address_region = "x", legal_address_street = "x", mobile_phone_number_country_code = "+7",
  passport_expiry_date = "2031-02-03", passport_issue_id = "770001", postal_address_area = "x",
  postal_address_building = "x", postal_address_city = "x", postal_address_house = "x", postal_address_region = "x",
  postal_address_street = "x",
}
local INDIA = { in_nexus_connection_to_india = "ENTITY", in_nexus_declaration_attestation = "YES" }
local VIETNAM = { birth_date = "1970-02-28", passport_number = "x", vat = "x" }
local OF_EXTENSIONS = {
  { "aero", { ens_auth_id = "x", ens_key = "x" } },
  { "com.sg sg", { company_registration_number = "x" } },
  { "dk", { user_type = "x", sole_proprietorship = "x" } },
  { "es", { company_registration_number = "x", social_security_number = "x", passport_number = "x" } },
  { "eu xn--e1a4c xn--qxa6a EU", EUROPE },
  { "fi", { org_type = "3" } },
  { "hu", { vat = "x", passport_number = "x" } },
  { "in co.in net.in firm.in 5g.in xn--h2brj9c xn--xkc2dl3a5ee0h xn--mgbbh1a71e", INDIA },
  { "jobs", { admin_type = "x", contact_title = "x", hr_member = "x", industry_class = "x", website = "x" } },
  { "music", { music_nexus_connection_to_music = "x", music_nexus_registry_policies_attestation = "x" } },
  { "no ro se", { company_registration_number = "x", social_security_number = "x" } },
  { "ru su xn--p1ai", RUSSIA },
  { "ru xn--p1ai", RUSSIA_2026 },
  { "sk", { user_type = "x", customer_uin = "x" } },
  { "travel", { uin = "x" } },
  { "uk co.uk org.uk me.uk ltd.uk", { legal_type = "x" } },
  { "us", { nexus_category = "C11", applicant_purpose = "P1" } },
  { "vn ac.vn com.vn pro.vn", VIETNAM },
  { "com shop eu", { community_id = "x", defensive = "x", idn_script = "x" } },
}

describe("a field of an extension", function()
  it("that documents have for it is taken as it is", function()
    for _, row in ipairs(OF_EXTENSIONS) do
      for name in row[1]:gmatch("%S+") do assert.same(row[2], says_nothing(name, row[2])) end
    end
  end)

  it("is in the one table that there is, and no other", function()
    local documented, known = {}, {}
    for _, row in ipairs(OF_EXTENSIONS) do
      for field in pairs(row[2]) do documented[field] = true end
    end
    for _, field in ipairs(core.extension_fields()) do known[field.name] = true end
    assert.same(documented, known)
  end)

  it("that documents have for others alone is a warning which names them", function()
    for _, case in ipairs({
      { "eu", "org_type", "3", "has org_type, which is documented for fi, not for eu" },
      { "fr", "company_registration_number", "x", "is documented for com.sg, es, no, ro, se, sg, not for fr" },
      { "sg", "social_security_number", "x", "is documented for es, no, ro, se, not for sg" },
      { "ru", "sole_proprietorship", "x", "has sole_proprietorship, which is documented for dk, not for ru" },
      { "su", "passport_issue_id", "1", "has passport_issue_id, which is documented for ru, xn--p1ai, not for su" },
      { "su", "legal_address_city", "x", "is documented for ru, xn--p1ai, not for su" },
      { "com", "in_nexus_declaration_attestation", "NO", "is documented for in, *.in, xn--2scrj9c, " },
      { "inn", "in_nexus_declaration_attestation", "NO", "and others, not for inn" },
      { "dk", "music_nexus_connection_to_music", "x", "is documented for music, not for dk" },
      { "com", "whois_email", "jan@example.com", "is documented for eu, xn--e1a4c, xn--qxa6a, not for com" },
      { "es", "vat", "x", "has vat, which is documented for hu, ac.vn, " },
    }) do
      warns(case[1], { [case[2]] = case[3] }, DATA, "extension", case[4])
    end
  end)

  it("that nobody knows is a warning, with the one that was probably meant", function()
    for key, case in pairs {
      whois_emial = { "eu", 'did you mean "whois_email"?' }, citizenship = { "eu", '"country_of_citizenship"?' },
      countryOfCitizenship = { "eu", '"country_of_citizenship"?' }, whoisEmail = { "eu", '"whois_email"?' },
      ["nexus-category"] = { "us", '"nexus_category"?' }, ORG_TYPE = { "fi", '"org_type"?' },
      is_private_entrepreneur = { "ru", '"is_private_enterpreneur"?' },
      postal_address_cty = { "ru", "postal_address_city" },
      nexus = { "us", '"nexus_category"?' }, legal_adress_city = { "ru", '"legal_address_city"?' },
    } do
      local path = key:find("-", 1, true) and '["' .. key .. '"]' or "." .. key
      warns(case[1], { [key] = "x" }, DATA .. path, "unknown", case[2])
    end
  end)

  it("that nobody knows is a warning with those that the extension has", function()
    warns("eu", { foo = "x" }, DATA .. ".foo", "unknown",
      "is not a known field of an extension; eu has country_of_citizenship, whois_email")
    warns("us", { zzz = "x" }, DATA .. ".zzz", "unknown", "us has applicant_purpose, nexus_category")
    warns("fi", { novel = 5 }, DATA .. ".novel", "unknown", "fi has org_type")
    warns("ru", { novel = "x" }, DATA .. ".novel", "unknown", "ru has birth_date, company_name_cyrillic, ")
    warns("ru", { novel = "x" }, DATA .. ".novel", "unknown", " and others")
    warns("com", { novel = "x" }, DATA .. ".novel", "unknown",
      "is not a known field of an extension; it is sent unchanged")
  end)

  it("that nobody knows is not told of with allow_unknown", function()
    assert.same({}, check("eu", { foo = "x", whois_emial = "x" }, { allow_unknown = true }))
  end)
end)

describe("a value of an extension's field", function()
  it("that documents do not name is a warning with those that they do", function()
    for _, case in ipairs({
      { "us", "nexus_category", "C13", '"C13" is not one of the documented values: C11, C12, C21, C31, C32' },
      { "us", "nexus_category", "C1", "C11, C12, C21, C31, C32" }, { "us", "nexus_category", "C11 C12", "C11, C12" },
      { "us", "applicant_purpose", "P4", "P1, P2, P3, P5" }, { "us", "applicant_purpose", "1", "P1, P2, P3, P5" },
      { "fi", "org_type", "8", "0, 1, 2, 3, 4, 5, 6, 7" }, { "fi", "org_type", -1, "0, 1, 2, 3, 4, 5, 6, 7" },
      { "in", "in_nexus_connection_to_india", "FAMILY", "ENTITY, COMM, MKTG, CONTENT, EDU, CULTURE, OTHER" },
      { "in", "in_nexus_declaration_attestation", "TRUE", "YES, NO" },
    }) do
      warns(case[1], { [case[2]] = case[3] }, DATA .. "." .. case[2], "format", case[4])
    end
  end)

  it("goes out in the case and the type that documents have", function()
    for _, case in ipairs({
      { "us", "nexus_category", "c21", "C21" }, { "us", "applicant_purpose", " p3 ", "P3" },
      { "fi", "org_type", 7, "7" },
      { "fi", "org_type", 0, "0" }, { "in", "in_nexus_connection_to_india", "Culture", "CULTURE" },
      { "in", "in_nexus_declaration_attestation", "no", "NO" }, { "eu", "country_of_citizenship", "nl", "NL" },
      { "ru", "mobile_phone_number_country_code", "7", "+7" }, { "ru", "legal_address_country_code", "ru", "RU" },
      { "ru", "passport_issue_id", 770001, "770001" },
    }) do
      assert.same({ [case[2]] = case[4] }, says_nothing(case[1], { [case[2]] = case[3] }))
    end
  end)

  it("that is no date, country, calling code or digits, where it has to be, is a warning", function()
    for _, case in ipairs({
      { "ru", "birth_date", "1970-02-30", "not in the calendar" },
      { "ru", "birth_date", "28.02.1970", "expected a date of" },
      { "vn", "birth_date", "1970", "YYYY-MM-DD" }, { "ru", "passport_issue_date", "2001-2-3", "YYYY-MM-DD" },
      { "xn--p1ai", "passport_expiry_date", "03/02/2031", "YYYY-MM-DD" },
      { "eu", "country_of_citizenship", "Germny", 'did you mean "DE"' },
      { "eu", "country_of_citizenship", "XX", "is not a country code" },
      { "ru", "mobile_phone_number_country_code", "seven", "is not a country calling code" },
      { "ru", "passport_issue_id", "77-0001", "has more than digits in it" },
    }) do
      warns(case[1], { [case[2]] = case[3] }, DATA .. "." .. case[2], "format", case[4])
    end
  end)

  it("that is no e-mail address is refused where it has to be one", function()
    local said, taken = check("eu", { whois_email = "jan" })
    assert.is_nil(taken)
    assert.is_truthy(said[1]:find(DATA .. '.whois_email format: "jan" has no @', 1, true))
  end)
end)
