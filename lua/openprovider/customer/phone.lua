--- Phone and fax numbers: one written number becomes the three parts the API wants.
-- The API takes a telephone number as country code, area code and subscriber number, and joins the parts again (FACTS
-- 3.7, quirk 2). So no digit may be lost or invented; where the area code ends matters less. A number that cannot be
-- read for certain is not changed.
--
-- Sources: ITU-T E.164 (15 digits), ITU-T E.123 (how numbers are written), RFC 3966 (`tel:` URIs), RFC 5733 section 2.5
-- (`+31.101234567`), and the numbering plans of libphonenumber.
-- @module openprovider.customer.phone

local built = require("openprovider.customer.built")
local copied = require("openprovider.values.copied")
local countries = require("openprovider.customer.address.countries")
local written = require("openprovider.customer.phone.written")

local find, gsub, match, sub = string.find, string.gsub, string.match, string.sub

-- The plans are loaded when the first number is read: many programs read none.
local function numbering() return require("openprovider.customer.phone.numbering") end

local MIN_DIGITS, MAX_DIGITS = 7, 15 -- of E.164, calling code included
local MAX_AREA = 5 -- digits; a longer first group is half a number, not an area code
local AREA = 2 -- digits of an area code where nothing says where it ends

-- The area code of a number by its written groups. The groups end with the digits of the national number.
local function grouped_area(number, national)
  local ahead, at = #number.digits - #national, 0
  for group in number.text:gmatch("%d+") do
    at = at + #group
    local length = at - ahead
    if length > 0 then return at < #number.digits and length <= MAX_AREA and sub(national, 1, length) or nil end
  end
end

local M = {}

--- Why a number without a calling code cannot be read without a country.
M.NO_COUNTRY = "does not say its country: write it with the calling code, such as +31 10 123 4567"

-- A zero in brackets behind the calling code is only dialled inside the country, unless the plan keeps it.
-- -> code, national | nil, nil, why
local function with_optional_zero(plans, number)
  local code, national = plans.international(number.digits)
  if code ~= match(number.text, "%d+") then return nil, nil, written.UNCLEAR_ZERO end
  if not find(national, "^0") or plans.has_shape(code, national) then return code, national end
  code, national = plans.international(number.without_zero)
  if plans.has_shape(code, national) then return code, national end
end

--- The parts of a number.
M.PARTS = { "country_code", "area_code", "subscriber_number" }

-- -> code, national | nil, nil, why
local function with_calling_code(plans, number)
  local code, national, why
  if number.without_zero then
    code, national, why = with_optional_zero(plans, number)
  else
    code, national = plans.international(number.digits)
  end
  if code then return code, national end
  return nil, nil, why or "is not an existing number: write it as +31 10 123 4567"
end

-- In some countries two zeros in front do not announce a calling code, or also mean something else.
-- -> code, national, whether the country made the difference | nil, nil, why
local function with_zeros(plans, number, country)
  local code, national, why = with_calling_code(plans, number)
  local other, its_national = plans.dialled(number.dialled, country)
  local is_same = other == nil or other == code and national == its_national
  if is_same or not plans.is_valid(other, its_national) then
    if not code then return nil, nil, why end
    return code, national, not plans.dials_two_zeros(country)
  end
  if code and plans.is_valid(code, national) then
    return nil, nil, ("may be +%s %s or +%s %s: write it with a plus sign"):format(code, national, other, its_national)
  end
  return other, its_national, true
end

-- Why a number that is dialled inside a country cannot be read.
local function not_of(country)
  return ("is not a number of %s: write it with its calling code, such as +31 10 123 4567"):format(country)
end

-- -> code, national, whether the country made the difference | nil, nil, why
local function located(plans, number, country)
  if number.dialled and country then return with_zeros(plans, number, country) end
  if number.plus then
    local code, national, why = with_calling_code(plans, number)
    return code, national, not code and why or false
  end
  if not country then return nil, nil, M.NO_COUNTRY end
  local code, national = plans.dialled(number.digits, country)
  return code, national, code ~= nil or not_of(country)
end

-- Why a number is not in use, or nil.
local function obstacle(plans, code, national)
  local total = #code + #national
  local lengths = plans.other_lengths(code, #national)
  if lengths then return ("has %d digits after +%s, where %s are right"):format(#national, code, lengths) end
  if total < MIN_DIGITS or total > MAX_DIGITS then
    return ("has %d digits, where %d to %d are right"):format(total, MIN_DIGITS, MAX_DIGITS)
  end
end

-- The doubt about a number that looks like none of its country: it may have a digit too many, or a wrong one. Plans
-- change, so it is accepted with a warning.
local function doubt(plans, code, national)
  if not plans.is_known(code) or plans.has_shape(code, national) then return nil end
  return ("does not look like a number of +%s: check its digits"):format(code)
end

-- The fewest digits behind a slash that may be a number by themselves.
local MIN_HALF = 5

-- Whether a slash separates two numbers: the part before it or behind it is a number by itself.
local function is_two(plans, number, code, country)
  for _, place in ipairs(number.slashes) do
    local before = { digits = sub(number.digits, 1, place), text = sub(number.digits, 1, place), plus = number.plus }
    local its_code, its_national = located(plans, before, country)
    if its_code and plans.is_valid(its_code, its_national) then return true end
    local behind = sub(number.digits, place + 1)
    its_code, its_national = plans.international(code .. behind)
    if #behind >= MIN_HALF and its_code and plans.is_valid(its_code, its_national) then return true end
  end
  return false
end

--- Reads a written telephone number.
---@param text string such as `"+31 10 123 4567"`
---@param country? string ISO 3166-1 alpha-2: where a number without a calling code is from
---@return openprovider.Phone|nil parts
---@return boolean|string national_or_why whether the country made the difference; or, as the end of a sentence, why the
--- number cannot be read
---@return string|nil doubt about the number, as the end of a sentence
function M.read(text, country)
  local number, why = written.read(text)
  if not number then return nil, why end
  local plans = numbering()
  local code, national, is_national = located(plans, number, country)
  if not code then return nil, number.slashes and country and written.TWO or is_national end
  local is_valid = plans.is_valid(code, national)
  if number.slashes and (not is_valid or is_two(plans, number, code, country)) then return nil, written.TWO end
  if not is_valid then
    if not number.plus then return nil, not_of(country) end
    why = obstacle(plans, code, national)
    if why then return nil, why end
  end
  local area = plans.area_code(code, national) or grouped_area(number, national) or sub(national, 1, AREA)
  if #area >= #national then area = sub(national, 1, AREA) end
  return { country_code = "+" .. code, area_code = area, subscriber_number = sub(national, #area + 1) },
    is_national, not is_valid and doubt(plans, code, national) or nil
end

-- The digits of a part that has only digits and separators, or nil.
local function digits_of(part)
  local is_one = type(part) == "string" and find(part, "^[%d ()./-]*%d[%d ()./-]*$")
  if not is_one or find(part, "^ *%d+%.%d+ *$") then return nil end -- a number with decimals
  return (gsub(part, "%D", ""))
end

--- Reads a number whose parts have separators in them, as `"(10)"` and `"123 45 67"`.
---@param number table not changed
---@return openprovider.Phone|nil parts the same with only digits; nil if the number is not in use
function M.without_separators(number)
  local code, area = rawget(number, "country_code"), digits_of(rawget(number, "area_code"))
  local subscriber = digits_of(rawget(number, "subscriber_number"))
  if not area or not subscriber or type(code) ~= "string" or not find(code, "^%+?%d+$") then return nil end
  if area == rawget(number, "area_code") and subscriber == rawget(number, "subscriber_number") then return nil end
  if not numbering().is_valid(gsub(code, "^%+", ""), area .. subscriber) then return nil end
  return { country_code = code, area_code = area, subscriber_number = subscriber }
end

-- Why a number could not be read, if only the builder knows. Otherwise nil: the checker reads it again, with the
-- country of the address.
local function reason_of(number, opts, country, why)
  if type(number) == "number" then
    return "is a number, not a text: write it in quotes, since a number loses its plus sign and its first zeros"
  end
  if type(number) ~= "string" or type(opts) ~= "table" then return nil end
  local given = rawget(opts, "country")
  if given ~= nil then
    return country and why
      or ("cannot be read: the option country is %s, which is not a country; write one such as \"NL\""):format(
        type(given) == "string" and ("%q"):format(given) or tostring(given))
  end
  local name = next(opts)
  return name ~= nil and ("cannot be read: there is no option %q; write country"):format(tostring(name)) or nil
end

-- The work of both builders. Never returns nil or the argument itself, and never raises.
local function build(number, opts)
  if type(number) == "table" then return built.mark(copied(number), M.PARTS) end
  local country, parts, why = countries.of(opts), nil, nil
  if type(number) == "string" then parts, why = M.read(number, country) end
  if parts then return built.mark(parts, M.PARTS) end
  return built.mark({ subscriber_number = number }, M.PARTS, reason_of(number, opts, country, why))
end

--- Builds the `phone` of a customer from a number as people write it.
--
--     local phone = openprovider.phone "+31 (0)10 123 4567"
--     phone = openprovider.phone("030 1234567", { country = "DE" })  -- as it is dialled in Germany
--
-- It reads "+31 10 123 4567", "0031-10-1234567", "+31.101234567", "tel:+31-10-1234567" and "+1 (212) 555-0100". Digits
-- that are only dialled inside a country are left out: the zero of "+31 010", the 8 of "+7 8 495". A zero that belongs
-- to the number stays, as in Italy. The area code is that of the country's numbering plan, else the first group, else
-- two digits.
--
-- What cannot be read stays as `{ subscriber_number = number }`, and the check says why: a number without its country,
-- with an extension, with letters, two numbers in one, a wrong number of digits, a Lua number (which has lost its `+`).
--
-- In an update it replaces all parts of the old number.
---@param number any usually a text; a table of the three parts is copied
---@param opts? openprovider.PhoneOptions a value that is no table is ignored, so `phone(text:gsub("_", " "))` works
---@return openprovider.Phone phone a new plain table
function M.phone(number, opts) return build(number, opts) end

--- Builds the `fax` of a customer. It reads a number as `phone` does.
--
--     local fax = openprovider.fax "+31 10 123 4568"
---@param number any as for `phone`
---@param opts? openprovider.PhoneOptions
---@return openprovider.Phone fax a new plain table
function M.fax(number, opts) return build(number, opts) end

return M
