--- Fuzzes the builders: the first byte says which, the rest is a text, or any value.

local core = require("openprovider.core")
local scripts = require("openprovider.values.digits")
local numbering = require("openprovider.customer.phone.numbering")
local openprovider = require("openprovider")
local compare = require("spec.fuzz.compare")
local inputs = require("spec.fuzz.input")

-- Plans and their patterns are kept once they were asked for: all of them are, so that nothing grows later.
for line in io.lines("spec/numbering/examples.tsv") do
  local country, number, national = line:match("^(%S+)\t%S+\t%+(%S+)\t([^\t]*)")
  if country and not line:find("^#") then
    local code, digits = numbering.international(number)
    numbering.is_valid(code, digits)
    numbering.area_code(code, digits)
    numbering.dialled(national:gsub("%D", ""), country)
  end
end

local function digits_of(text)
  return (text:gsub("%D", ""))
end

-- Whose plans write a number in another way than it is dialled: Argentina, Madagascar, San Marino, Norfolk Island.
local REWRITTEN = { ["54"] = true, ["261"] = true, ["378"] = true, ["672"] = true }

-- Whether the digits of a number that was read are the last ones of those that were written, and before them is nothing
-- but what is dialled. Digits of other scripts are not looked at.
local function conserves(written, code, national)
  local digits = digits_of(written)
  if written:find("[\128-\255]") or REWRITTEN[code] then return #national <= 15 end
  return digits:sub(-#national) == national and digits:find(code, 1, true) ~= nil
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
  assert(conserves(written, country:sub(2), area .. subscriber), "a digit was lost or invented")
  local problems = problems_with("phone", number)
  assert(problems == "", problems)
  -- Its own parts are read again as what they are, unless no number of that country looks like it.
  if not numbering.has_shape(country:sub(2), area .. subscriber) then return end
  local again = builder(country .. " " .. area .. " " .. subscriber)
  assert(compare.same(again, number), "its parts are read in another way")
end

-- What counts of a street: all but separators, dashes of any length among them, and the point of "12 A.", with plain
-- digits.
local function condensed(text)
  return (scripts.plain(text):gsub("\194\160", ""):gsub("\226\128[\144-\149]", ""):gsub("[ ,/.%-]", ""))
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
