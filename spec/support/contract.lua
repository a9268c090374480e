--- Facts of the registrar's documents that specs need, in our own words, so that every clone can compare with them.
-- `spec/integration/api/contract_spec.lua` compares it with the documents where a checkout has them beside it.

local contract = {}

local function words(text)
  local list = {}
  for word in text:gmatch("%S+") do list[#list + 1] = word end
  return list
end

local SHAPES = {
  object = words [[
    additional_data additional_data.attached_files[1] address extension_additional_data[1]
    extension_additional_data[1].data fax name phone tags[1]
  ]],
  array = words "additional_data.attached_files extension_additional_data tags",
  string = words [[
    additional_data.attached_files[1].description additional_data.attached_files[1].doc_type
    additional_data.attached_files[1].path additional_data.birth_address additional_data.birth_city
    additional_data.birth_country additional_data.birth_date additional_data.birth_state additional_data.birth_zipcode
    additional_data.company_registration_city additional_data.company_registration_number
    additional_data.company_registration_subscription_date additional_data.company_url
    additional_data.headquarters_address additional_data.headquarters_city additional_data.headquarters_country
    additional_data.headquarters_state additional_data.headquarters_zipcode additional_data.passport_number
    additional_data.social_security_number additional_data.trading_name address.city address.country address.number
    address.state address.street address.suffix address.zipcode comments company_name email
    extension_additional_data[1].name fax.area_code fax.country_code fax.subscriber_number locale name.first_name
    name.full_name name.initials name.last_name name.prefix phone.area_code phone.country_code phone.subscriber_number
    tags[1].key tags[1].value vat
  ]],
}

--- Every field of a new customer: path -> "object", "array" or "string".
contract.shapes = {}
for shape, paths in pairs(SHAPES) do
  for _, path in ipairs(paths) do contract.shapes[path] = shape end
end

--- The members that an update can change.
contract.changeable = {}
for _, name in ipairs(words [[
  additional_data address comments email extension_additional_data fax locale phone tags vat
]]) do
  contract.changeable[name] = true
end

-- The fields of extensions, each with its extensions; with none if the documents name none.
local EXTENSION_FIELDS = {
  { "jobs", "admin_type contact_title hr_member industry_class website" },
  { "us", "applicant_purpose nexus_category" },
  { "ac.vn biz.vn com.vn edu.vn gov.vn health.vn info.vn int.vn name.vn net.vn org.vn pro.vn ru su vn xn--p1ai",
    "birth_date" },
  { "ru su xn--p1ai", [[company_name_cyrillic company_name_latin first_name_cyrillic first_name_latin
    last_name_cyrillic last_name_latin legal_address_cyrillic middle_name_cyrillic middle_name_latin
    mobile_phone_number passport_issue_date passport_issuer passport_series postal_address_cyrillic
    tax_payer_number]] },
  { "es se", "company_registration_number social_security_number" },
  { "eu", "country_of_citizenship whois_email" },
  { "sk", "customer_uin" },
  { "aero", "ens_auth_id ens_key" },
  { "", [[in_nexus_connection_to_india in_nexus_declaration_attestation legal_address_area legal_address_building
    legal_address_city legal_address_country_code legal_address_house legal_address_postal_code legal_address_region
    legal_address_street mobile_phone_number_country_code music_nexus_connection_to_music
    music_nexus_registry_policies_attestation passport_expiry_date passport_issue_id postal_address_area
    postal_address_building postal_address_city postal_address_house postal_address_region postal_address_street
    sole_proprietorship]] },
  { "ru xn--p1ai", "is_private_enterpreneur" },
  { "uk co.uk ltd.uk", "legal_type" },
  { "fi", "org_type" },
  { "ac.vn biz.vn com.vn edu.vn es gov.vn health.vn info.vn int.vn name.vn net.vn org.vn pro.vn ru su vn xn--p1ai",
    "passport_number" },
  { "travel", "uin" },
  { "dk sk", "user_type" },
  { "ac.vn biz.vn com.vn edu.vn gov.vn health.vn info.vn int.vn name.vn net.vn org.vn pro.vn vn", "vat" },
}

--- Every field of an extension: name -> its extensions; none if the documents name none.
contract.extension_fields = {}
for _, group in ipairs(EXTENSION_FIELDS) do
  for _, name in ipairs(words(group[2])) do contract.extension_fields[name] = words(group[1]) end
end

--- Zip codes in every form that some country uses, and texts that are nearly zip codes.
contract.zipcode_samples = {
  "1010", "A-1010", "A-101", "a-1010", "CY-1010", "110 00", "11000", "1100", "10115", "101156", "75001x", "x75001",
  "SW1A 1AA", "SW1A1AA", "M1 1AE", "M11AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "W1A 0AX", "sw1a 1aa", "SW1A  1AA",
  "105 57", "10557", "LT-01100", "LT01100", "L-1111", "LV-1010", "VLT 1117", "VLT1117", "vlt 1117", "3032 AC",
  "3032AC", "3032 ac", "3032  AC", "303 2AC", "3032 A1", "00-950", "00950", "00-9500", "1000-001", "1000001",
  "010011", "172 66", "17266", "SK-811 01", "811 01", "SK-81101", "1", "-", "abc", "12345-678", "9999999",
}

local ZIPCODES = {
  { "AT", "A-1010" }, { "BE DK HU", "1010,1100" }, { "CY", "CY-1010" }, { "CZ SE", "110 00,105 57,172 66,811 01" },
  { "DE EE ES FI IT", "11000,10115,10557,00950,17266" },
  { "FR", "11000,10115,101156,75001x,x75001,10557,LT-01100,LT01100,00950,1000001,010011,17266,SK-81101,12345-678,"
    .. "9999999" },
  { "GB", "SW1A 1AA,SW1A1AA,M1 1AE,M11AE,B33 8TH,CR2 6XH,DN55 1PT,W1A 0AX" },
  { "GR", "110 00,11000,10115,105 57,10557,00950,172 66,17266,811 01" }, { "LT", "LT-01100" }, { "LU", "L-1111" },
  { "LV", "LV-1010" }, { "MT", "VLT 1117,VLT1117" }, { "NL", "3032 AC,3032AC,3032 ac" },
  { "PL", "11000,10115,10557,00-950,00950,17266" }, { "PT", "1000-001" }, { "RO", "101156,010011" },
  { "SK", "SK-811 01" },
}

--- Which of the samples are right in a country: country -> sample -> true. In other countries everything is.
contract.zipcodes = {}
for _, group in ipairs(ZIPCODES) do
  for _, country in ipairs(words(group[1])) do
    contract.zipcodes[country] = {}
    for sample in group[2]:gmatch("[^,]+") do contract.zipcodes[country][sample] = true end
  end
end

local CODES = [[
  company_name 160 161, name.first_name 102 103, name.last_name 105 106, name.initials 100 101, name.prefix - 104,
  address.street 110 111, address.number 112 113, address.suffix - 114, address.zipcode 115 116, address.city 117 118,
  address.state - 119, address.country 120 121, phone - 136, phone.country_code 130 131, phone.area_code 132 133,
  phone.subscriber_number 134 135, fax - 144, fax.country_code - 141, fax.area_code - 142,
  fax.subscriber_number - 143, email 145 146, vat - 162, additional_data.birth_address - 6002,
  additional_data.birth_city - 6001, additional_data.birth_country 6003 6004, additional_data.birth_date - 6005,
  additional_data.birth_state - 6006, additional_data.birth_zipcode - 6007,
  additional_data.company_registration_city - 6015, additional_data.company_registration_number - 6016,
  additional_data.company_registration_subscription_date - 6017, additional_data.headquarters_address - 6008,
  additional_data.headquarters_city - 6009, additional_data.headquarters_country 6010 6011,
  additional_data.headquarters_state - 6012, additional_data.headquarters_zipcode - 6013,
  additional_data.social_security_number - 6014
]]

--- The codes of the API's errors about a field: path -> `{ empty, invalid }`, each where there is one.
contract.codes = {}
for path, empty, invalid in CODES:gmatch("([%l_.]+) (%S+) (%d+)") do
  contract.codes[path] = { empty = tonumber(empty), invalid = tonumber(invalid) }
end

return contract
