--- The API's rules for customers, with the code of each (FACTS 2.3, 2.5, 3.3).
-- Written only from the facts, without the client's own checker. The API names one fault in an answer (FACTS 3.3), so
-- the first rule that fails decides.
local rules = {}

-- ISO 3166-1 alpha-2, the codes that are officially assigned.
local COUNTRIES = {}
for code in ([[
  AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
  BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
  EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
  GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
  KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
  MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
  QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
  TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
  ZW ]]):gmatch("[A-Z][A-Z]") do
  COUNTRIES[code] = true
end

-- FACTS 2.5: the countries whose postal codes are checked, as Lua patterns; one match is
-- enough.
local ZIPCODES = {
  AT = { "^A%-%d%d%d%d$" },
  BE = { "^%d%d%d%d$" },
  CY = { "^CY%-%d%d%d%d$" },
  CZ = { "^%d%d%d[ \t-\r]%d%d$" },
  DE = { "^%d%d%d%d%d$" },
  DK = { "^%d%d%d%d$" },
  EE = { "^%d%d%d%d%d$" },
  ES = { "^%d%d%d%d%d$" },
  FI = { "^%d%d%d%d%d$" },
  FR = { "%d%d%d%d%d" },
  GB = { "^[A-Z]%d%d? ?%d[A-Z][A-Z]$", "^[A-Z][A-Z]%d%d? ?%d[A-Z][A-Z]$", "^[A-Z][A-Z]%d[A-Z] ?%d[A-Z][A-Z]$",
    "^[A-Z]%d[A-Z] ?%d[A-Z][A-Z]$" },
  GR = { "^%d%d%d[ \t-\r]?%d%d$" },
  HU = { "^%d%d%d%d$" },
  IT = { "^%d%d%d%d%d$" },
  LT = { "^LT%-%d%d%d%d%d$" },
  LU = { "^L%-%d%d%d%d$" },
  LV = { "^LV%-%d%d%d%d$" },
  MT = { "^[A-Z][A-Z][A-Z] ?%d%d%d%d$" },
  NL = { "^%d%d%d%d[ \t-\r]?[A-Za-z][A-Za-z]$" },
  PL = { "^%d%d%-?%d%d%d$" },
  PT = { "^%d%d%d%d%-%d%d%d$" },
  RO = { "^%d%d%d%d%d%d$" },
  SE = { "^%d%d%d[ \t-\r]%d%d$" },
  SK = { "^SK%-%d%d%d[ \t-\r]%d%d$" },
}

-- Calling codes whose area codes keep their zero, as in Italy, San Marino, Ivory Coast and Benin.
local KEEPS_ZERO = { ["+39"] = true, ["+225"] = true, ["+226"] = true, ["+229"] = true, ["+241"] = true,
  ["+242"] = true, ["+250"] = true, ["+378"] = true, ["+881"] = true, ["+992"] = true }

local MONTH_DAYS = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 }

local function is_plain(text)
  return not text:find("[%z\1-\31\127]")
end

local function is_country(text)
  return COUNTRIES[text] == true
end

local function is_street(text)
  return is_plain(text) and text:find("[A-Za-z0-9\128-\255]") ~= nil
end

local function is_house_number(text)
  return is_plain(text) and text:find("^%d") ~= nil
end

local function is_zipcode(text, customer)
  local patterns = ZIPCODES[customer.address.country]
  if not patterns then
    return is_plain(text)
  end
  for _, pattern in ipairs(patterns) do
    if text:find(pattern) then
      return true
    end
  end
  return false
end

local function is_calling_code(text)
  return text:find("^%+%d%d?%d?%d?$") ~= nil
end

local function is_digits(text)
  return #text <= 15 and text:find("^%d+$") ~= nil
end

local function is_area_code(text, customer)
  if not is_digits(text) then
    return false
  end
  return text:sub(1, 1) ~= "0" or KEEPS_ZERO[customer.phone.country_code] == true
end

local function is_email(text)
  if #text > 254 or text:find("[%z\1- \127]") then
    return false
  end
  local mailbox, domain = text:match("^([^@]+)@([^@]+)$")
  return mailbox ~= nil and #mailbox <= 64 and domain:find("^[^.].*%.[^.]+$") ~= nil
    and not domain:find("..", 1, true)
end

local function is_vat(text)
  return text:find("^[A-Za-z0-9 .%-/+*]+$") ~= nil
end

local function is_date(text)
  local year, month, day = text:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
  if not year then
    return false
  end
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if month < 1 or month > 12 or day < 1 or day > MONTH_DAYS[month] then
    return false
  end
  local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)
  return not (month == 2 and day == 29 and not leap)
end

--- In the order of the checks: object, member, the code if it is empty (nil if it may be empty), the code if it is
--- invalid, the test.
local RULES = {
  { "name", "initials", nil, 101, is_plain },
  { "name", "first_name", 102, 103, is_plain },
  { "name", "prefix", nil, 104, is_plain },
  { "name", "last_name", 105, 106, is_plain },
  { nil, "company_name", nil, 161, is_plain },
  { "address", "street", 110, 111, is_street },
  { "address", "number", 112, 113, is_house_number },
  { "address", "suffix", nil, 114, is_plain },
  { "address", "country", 120, 121, is_country },
  { "address", "zipcode", 115, 116, is_zipcode },
  { "address", "city", 117, 118, is_street },
  { "address", "state", nil, 119, is_plain },
  { "phone", "country_code", 130, 131, is_calling_code },
  { "phone", "area_code", 132, 133, is_area_code },
  { "phone", "subscriber_number", 134, 135, is_digits },
  { "fax", "country_code", nil, 141, is_calling_code },
  { "fax", "area_code", nil, 142, is_digits },
  { "fax", "subscriber_number", nil, 143, is_digits },
  { nil, "email", 145, 146, is_email },
  { nil, "vat", nil, 162, is_vat },
  { "additional_data", "birth_country", nil, 6004, is_country },
  { "additional_data", "birth_date", nil, 6005, is_date },
  { "additional_data", "headquarters_country", nil, 6011, is_country },
  { "additional_data", "company_registration_subscription_date", nil, 6017, is_date },
}

local function is_blank(text)
  return text == nil or not text:find("[^ \t-\r]")
end

-- A fax is whole or not there: examples send three empty strings (FACTS 2.3).
local function fax_code(fax)
  if not fax then
    return nil
  end
  local blanks = 0
  for _, member in ipairs { "country_code", "area_code", "subscriber_number" } do
    if is_blank(fax[member]) then
      blanks = blanks + 1
    end
  end
  if blanks == 1 or blanks == 2 then
    return 144
  end
  return nil
end

--- The API's code for the first fault of a customer, or nil.
---@param customer table a customer of the contract's shape
---@return integer? code
function rules.first_fault(customer)
  for _, rule in ipairs(RULES) do
    local object, member, empty, invalid, is_valid = rule[1], rule[2], rule[3], rule[4], rule[5]
    local holder = customer
    if object then
      holder = customer[object] or {}
    end
    local value = holder[member]
    if is_blank(value) then
      if empty then
        return empty
      end
    elseif not is_valid(value, customer) then
      return invalid
    end
  end
  return fax_code(customer.fax)
end

--- Whether a tag has the one key that is documented (FACTS 2.3).
---@param customer table
---@return boolean
function rules.tags_are_known(customer)
  for _, tag in ipairs(customer.tags or {}) do
    if tag.key ~= "customer" then
      return false
    end
  end
  return true
end

return rules
