--- Fuzzes the builders: the first byte says which, the rest is a text, or any value.

local core = require("openprovider.core")
local openprovider = require("openprovider")
local compare = require("spec.fuzz.compare")
local inputs = require("spec.fuzz.input")

local function digits_of(text)
  return (text:gsub("%D", ""))
end

-- Whether the digits of a number that was read are those that were written: but for the `00` before
-- it, and for the zero of a "(0)", which is not dialled from abroad.
local function conserves(written, read)
  for _, digits in ipairs({ written, (written:gsub("%([^%d%)]*0[^%d%)]*%)", "", 1)) }) do
    digits = digits_of(digits)
    if digits == read or digits == "00" .. read then return true end
  end
  return false
end

local function problems_with(member, value)
  local _, problems = core.check({ [member] = value }, "update", false)
  local found = {}
  for _, problem in ipairs(problems or {}) do
    -- A zero of the caller's own is kept, and is the checker's to name.
    if problem.severity == "error" and problem.code ~= "leading_zero" then found[#found + 1] = problem.message end
  end
  return table.concat(found, "; ")
end

-- A text that was read as a number.
local function check_number(builder, written, number)
  if number.country_code == nil then
    assert(number.subscriber_number == written and number.area_code == nil, "a text was not left as it was")
    return
  end
  local country, area, subscriber = number.country_code, number.area_code, number.subscriber_number
  assert(country:find("^%+%d+$") and area:find("^%d+$") and subscriber:find("^%d+$"), "more than digits")
  assert(conserves(written, digits_of(country .. area .. subscriber)), "a digit was lost or invented")
  local problems = problems_with("phone", number)
  assert(problems == "", problems)
  -- Its own parts are read again as what they are.
  local again = builder(country .. " " .. area .. " " .. subscriber)
  assert(compare.same(again, number), "its parts are read in another way")
end

-- What counts of a street: all but separators.
local function condensed(text)
  return (text:gsub("[ ,%-]", ""))
end

local function check_street(written, street)
  if street.number == nil then
    assert(street.street == written and street.suffix == nil, "a text was not left as it was")
    return
  end
  local parts = street.street .. street.number .. (street.suffix or "")
  assert(condensed(parts) == condensed(written), "something of the street was lost or invented")
  assert(street.street:find("%S") and not street.street:find("%d"), "a street without a name")
  assert(street.number:find("^[1-9]%d?%d?$"), "a house number of another form")
  local joined = street.street .. " " .. street.number .. (street.suffix and " " .. street.suffix or "")
  if #joined > #written then return end -- beyond the builder's limit, perhaps
  assert(compare.same(openprovider.street(joined), street), "its parts are read in another way")
end

local TEXTS = {
  function(text) check_number(openprovider.phone, text, openprovider.phone(text)) end,
  function(text) check_number(openprovider.fax, text, openprovider.fax(text)) end,
  function(text) check_street(text, openprovider.street(text)) end,
  function(text)
    local address = openprovider.address({ street = text, city = "Rotterdam" })
    assert(address.city == "Rotterdam")
    address.city = nil
    check_street(text, address)
  end,
}

local BUILDERS = { "name", "address", "street", "phone", "fax", "tag", "extension" }

-- What a builder makes of any values is a table of its own, and the values stay as they were.
local function check_any(input)
  local builder = openprovider[input:choose(BUILDERS)]
  local one, other = input:value(), input:value()
  local before = compare.picture({ one, other })
  local built
  if input:byte() % 2 == 0 then
    built = builder(one)
  else
    built = builder(one, other)
  end
  compare.unchanged(before)
  assert(type(built) == "table" and getmetatable(built) == nil, "not a plain table")
  assert(not rawequal(built, one) and not rawequal(built, other), "the argument itself")
end

return function(bytes)
  local input = inputs.new(bytes)
  local check = TEXTS[input:byte() % 6 + 1]
  if check then
    check(input:rest())
  else
    check_any(input)
  end
end
