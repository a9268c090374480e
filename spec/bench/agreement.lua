--- Before anything is timed: the checker and the peer have to say the same of every case here.
local cjson = require("cjson")
local customers = require("spec.bench.customers")

local agreement = {}

local VALID, REFUSED = true, false

-- What JSON cannot say of a text that is not UTF-8, the peer gets as a lone surrogate.
local SURROGATE = "\237\160\128"

local ABSENT = {}

-- One member changed: where, its value, whether it is then valid.
local CASES = {
  -- required members, and members that no customer has
  { "name", ABSENT, REFUSED },
  { "address", ABSENT, REFUSED },
  { "phone", ABSENT, REFUSED },
  { "email", ABSENT, REFUSED },
  { "fax", ABSENT, VALID },
  { "tags", ABSENT, VALID },
  { "company_name", ABSENT, VALID },
  { "adress", "x", REFUSED },
  { "address.first_name", "x", REFUSED },
  { "fax.extension", "1", REFUSED },
  { "name.first_name", ABSENT, REFUSED },
  { "name.initials", ABSENT, VALID },
  { "address.zipcode", ABSENT, REFUSED },
  { "phone.area_code", ABSENT, REFUSED },
  { "name", "Jan", REFUSED },
  { "name.first_name", { "Jan" }, REFUSED },
  { "email", true, REFUSED },
  { "tags", { key = "customer" }, REFUSED },
  -- texts
  { "name.last_name", "", REFUSED },
  { "name.last_name", "  ", REFUSED },
  { "name.last_name", " Dijk", VALID },
  { "name.last_name", "\194\160\226\128\139\227\128\128", REFUSED },
  { "name.prefix", "", VALID },
  { "name.prefix", "  ", VALID },
  { "name.first_name", "Łukasz 李 𝒥", VALID },
  { "name.first_name", "a\tb", REFUSED },
  { "name.first_name", "a\127", REFUSED },
  { "name.first_name", "a\0b", REFUSED },
  { "name.first_name", "\194\133", REFUSED },
  { "name.first_name", "a" .. SURROGATE .. "b", REFUSED },
  { "company_name", SURROGATE, REFUSED },
  { "company_name", ("x"):rep(1024), VALID },
  { "company_name", ("x"):rep(1025), REFUSED },
  { "company_name", ("x"):rep(1019) .. "é\nx", REFUSED },
  { "comments", "one\r\n\ttwo é", VALID },
  { "comments", "one\27", REFUSED },
  { "comments", ("x"):rep(65535), VALID },
  { "comments", ("x"):rep(65536), REFUSED },
  -- countries
  { "address.country", "GB", VALID },
  { "address.country", "ZW", VALID },
  { "address.country", "UK", REFUSED },
  { "address.country", "XX", REFUSED },
  { "address.country", "United Kingdom", REFUSED },
  { "address.country", "", REFUSED },
  -- telephone
  { "phone.country_code", "0031", VALID },
  { "phone.country_code", "31", VALID },
  { "phone.country_code", "+999", VALID },
  { "phone.country_code", "+12345", REFUSED },
  { "phone.country_code", "+", REFUSED },
  { "phone.country_code", "NL", REFUSED },
  { "phone.country_code", "+3a", REFUSED },
  { "phone.area_code", "010", REFUSED },
  { "phone.area_code", "", REFUSED },
  { "phone.area_code", "1-0", REFUSED },
  { "phone", { country_code = "+39", area_code = "06", subscriber_number = "1234567" }, VALID },
  { "phone", { country_code = "00378", area_code = "0549", subscriber_number = "123456" }, VALID },
  { "phone", { country_code = "+390", area_code = "06", subscriber_number = "1234567" }, REFUSED },
  { "phone.subscriber_number", ("1"):rep(15), VALID },
  { "phone.subscriber_number", ("1"):rep(16), REFUSED },
  { "phone.subscriber_number", "12 34", REFUSED },
  { "fax", { country_code = "", area_code = "", subscriber_number = "" }, VALID },
  { "fax", { country_code = " ", area_code = "", subscriber_number = "" }, VALID },
  { "fax", { country_code = "+31", area_code = "", subscriber_number = "" }, REFUSED },
  { "fax.area_code", "010", VALID },
  -- e-mail
  { "email", "", REFUSED },
  { "email", "jan", REFUSED },
  { "email", "jan@example", REFUSED },
  { "email", "jan@@example.com", REFUSED },
  { "email", "jan@piet@example.com", REFUSED },
  { "email", "jan dijk@example.com", REFUSED },
  { "email", "jan@example.com\r\nBcc: x", REFUSED },
  { "email", ".jan@example.com", REFUSED },
  { "email", "jan..dijk@example.com", REFUSED },
  { "email", "jan.@example.com", REFUSED },
  { "email", "jan@-example.com", REFUSED },
  { "email", "jan@example-.com", REFUSED },
  { "email", "jan@example..com", REFUSED },
  { "email", "jan@example.com.", REFUSED },
  { "email", "jan@example.123", REFUSED },
  { "email", "jan@1.2c", VALID },
  { "email", "j+a'n_{x}@mail-1.example.co.uk", VALID },
  { "email", "jan(x)@example.com", REFUSED },
  { "email", "jörg@exämple.de", VALID },
  { "email", "jörg\194\160x@exämple.de", REFUSED },
  { "email", "李@例え.テスト", VALID },
  { "email", ("x"):rep(64) .. "@example.com", VALID },
  { "email", ("x"):rep(65) .. "@example.com", REFUSED },
  { "email", "jan@" .. ("x"):rep(63) .. ".com", VALID },
  { "email", "jan@" .. ("x"):rep(64) .. ".com", REFUSED },
  { "email", "jan@" .. ("xxxxxxxx."):rep(27) .. "example", VALID },
  { "email", "jan@" .. ("xxxxxxxx."):rep(28) .. "example", REFUSED },
  -- locale
  { "locale", "nl_NL", VALID },
  { "locale", "az_Latn_AZ", VALID },
  { "locale", "es_419", VALID },
  { "locale", "", VALID },
  { "locale", "dutch", REFUSED },
  { "locale", "nl-NL", REFUSED },
  { "locale", "nl_", REFUSED },
  -- tags
  { "tags", { { key = "customer", value = "VIP" }, { key = "customer", value = "é" } }, VALID },
  { "tags", { { key = "colour", value = "red" } }, REFUSED },
  { "tags", { { key = "customer", value = " " } }, REFUSED },
  { "tags", { { key = "customer" } }, REFUSED },
  { "tags", { "VIP" }, REFUSED },
  -- additional data
  { "additional_data", { birth_date = "1970-02-28", cost_center = "12" }, VALID },
  { "additional_data", { birth_date = "1970-02-30" }, REFUSED },
  { "additional_data", { birth_date = "2000-02-29" }, VALID },
  { "additional_data", { birth_date = "1900-02-29" }, REFUSED },
  { "additional_data", { birth_date = "0000-02-29" }, REFUSED },
  { "additional_data", { birth_date = "1970-13-01" }, REFUSED },
  { "additional_data", { birth_date = "1970-2-1" }, REFUSED },
  { "additional_data", { birth_date = "" }, VALID },
  { "additional_data", { birth_country = "NL" }, VALID },
  { "additional_data", { birth_country = "XX" }, REFUSED },
  { "additional_data", { birth_city = { "x" } }, REFUSED },
  { "additional_data", { unheard_of = { deep = { "x", true } } }, VALID },
  { "additional_data", { unheard_of = { deep = { "x\0" } } }, REFUSED },
  { "additional_data", { ["a\1"] = "x" }, REFUSED },
  { "additional_data", { [("a"):rep(65)] = "x" }, REFUSED },
  { "additional_data", { attached_files = { { doc_type = "passport" } } }, VALID },
  { "additional_data", { attached_files = { { kind = "passport" } } }, REFUSED },
  -- extensions
  { "extension_additional_data", { { name = "eu", data = { whois_email = "a@b.eu" } } }, VALID },
  { "extension_additional_data", { { name = "co.uk", data = { unheard_of = "x" } } }, VALID },
  { "extension_additional_data", { { name = ".es", data = { vat = "x" } } }, REFUSED },
  { "extension_additional_data", { { name = "es", data = "x" } }, REFUSED },
  { "extension_additional_data", { { name = "es" } }, REFUSED },
  { "extension_additional_data", { { name = "eu", data = { whois_email = "a@b" } } }, REFUSED },
  { "extension_additional_data", { { name = "ru", data = { birth_date = "2001-02-29" } } }, VALID },
  { "extension_additional_data", { { name = "ru", data = { passport_issuer = { "x" } } } }, REFUSED },
}

-- A customer with the member at a path changed.
local function changed(path, value)
  local customer = customers.new(1)
  local object, key = customer, path
  local outer, inner = path:match("^(.-)%.(.*)$")
  if outer then
    object, key = customer[outer], inner
  end
  if value == ABSENT then value = nil end
  object[key] = value
  return customer
end

--- Compares both sides over the cases and the customers to be measured; raises where they differ.
---@param core table openprovider.core
---@param ask fun(json: string): string the peer's verdicts, `1` or `0` a customer
---@param measured table[] the customers that are measured
---@return integer count how many were compared
function agreement.check(core, ask, measured)
  local list, expected, names = {}, {}, {}
  for i, customer in ipairs(measured) do
    list[i], expected[i], names[i] = customer, VALID, "customer " .. i
  end
  for _, case in ipairs(CASES) do
    list[#list + 1] = changed(case[1], case[2])
    expected[#list] = case[3]
    names[#list] = case[1] .. " = " .. (type(case[2]) == "table" and cjson.encode(case[2]) or tostring(case[2]))
  end
  local theirs = ask((cjson.encode(list):gsub(SURROGATE, "\\ud800")))
  for i, customer in ipairs(list) do
    local _, problems, errors = core.check(customer, "create")
    local ours, peer = errors == 0, theirs:sub(i, i) == "1"
    if ours ~= expected[i] or peer ~= expected[i] then
      error(("no timing: %s should be %s; the checker says %s, the peer %s"):format(
        names[i]:sub(1, 100), expected[i] and "valid" or "refused", ours and "valid" or "refused",
        peer and "valid" or "refused"), 0)
    end
    if i <= #measured and problems then
      error("no timing: " .. names[i] .. " has a warning: " .. problems[1].path, 0)
    end
  end
  return #list
end

return agreement
