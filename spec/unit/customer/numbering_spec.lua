--- The numbering plans: every example of libphonenumber, in every form, is read as libphonenumber reads it.

local core = require("openprovider.core")
local example = require("spec.support.example")
local numbering = require("openprovider.customer.phone.numbering")
local openprovider = require("openprovider")
local pattern = require("openprovider.customer.phone.pattern")
local phone = require("openprovider.customer.phone")
local plans = require("openprovider.customer.phone.plans")

-- -> country, kind, and the forms of a number, for each example
local function examples()
  local lines = io.lines("spec/numbering/examples.tsv")
  return function()
    local line
    repeat line = lines() until line == nil or not line:find("^#")
    if line then return line:match("^(%S+)\t(%S+)\t(%S+)\t([^\t]*)\t([^\t]*)\t([^\t]*)$") end
  end
end

local function e164(parts, why)
  return parts and parts.country_code .. parts.area_code .. parts.subscriber_number or why
end

describe("a telephone number", function()
  it("is read as libphonenumber reads it, in each of four forms", function()
    local count = 0
    for country, kind, expected, national, international, uri in examples() do
      count = count + 1
      assert.equal(expected, e164(phone.read(expected)))
      assert.equal(expected, e164(phone.read(international)))
      assert.equal(expected, e164(phone.read(uri)))
      if kind ~= "GLOBAL" then assert.equal(expected, e164(phone.read(national, country))) end
    end
    assert.is_true(count > 1377)
  end)

  it("of an example is taken by the check, with the zero that belongs to it", function()
    local count = 0
    for _, _, expected in examples() do
      local parts = phone.read(expected)
      if parts.area_code:find("^0") then
        count = count + 1
        local canonical, problems = openprovider.check_customer(example.customer { phone = parts })
        assert.same({}, problems, expected)
        assert.same(parts, canonical.phone)
      end
    end
    assert.is_true(count > 20)
  end)

  it("has the first group of its international form as area code, where the plan groups it", function()
    local count = 0
    for _, _, expected, _, international in examples() do
      local area = numbering.area_code(numbering.international(expected:sub(2)))
      count = count + (area and 1 or 0)
      if area then assert.equal(international:match("^%+%d+ (%d+)"), area) end
    end
    assert.is_true(count > 1300)
  end)

  it("of an example is in use", function()
    for _, _, expected in examples() do
      local code, national = numbering.international(expected:sub(2))
      assert.is_true(numbering.is_valid(code, national), expected)
    end
  end)
end)

describe("a pattern", function()
  it("matches what a regular expression matches", function()
    for _, case in ipairs({
      { "1(2|34)?5", "125", true }, { "1(2|34)?5", "1345", true }, { "1(2|34)?5", "15", true },
      { "1(2|34)?5", "135", false },
      { "[2-46]\\d{2,3}", "299", true }, { "[2-46]\\d{2,3}", "6999", true }, { "[2-46]\\d{2,3}", "5999", false },
      { "[2-46]\\d{2,3}", "29999", false }, { "(?:1|12)3", "123", true }, { "", "", true }, { "", "1", false },
      { "0|80?", "8", true }, { "0|80?", "80", true }, { "([24]\\d)$|0", "24", true }, { "[\\d]", "7", true },
    }) do
      assert.equal(case[3], pattern.whole(case[1], case[2]) ~= nil, case[1] .. " " .. case[2])
    end
    assert.same({ 2, { "2" }, 1 }, { pattern.prefix("1(2|34)?", "129") })
    assert.same({ 1, {}, 1 }, { pattern.prefix("1(2|34)?", "19") })
    assert.is_nil(pattern.prefix("([24]\\d)$", "241"))
  end)

  it("matches the same numbers whether all of its alternatives are tried or those for the first digit", function()
    local number, matched = 1, 0
    for _, plan in pairs(plans.of) do
      for _, source in ipairs({ plan:match("^" .. ("[^\n]*\n"):rep(5) .. "([^\n]*)\n([^\n]*)") }) do
        for length = 4, 13 do
          number = (number * 16807) % 2147483647
          local digits = (("%010d"):format(number):reverse() .. number):sub(1, length)
          local is_one = core.match_digits(source, digits, true)
          if pattern.is_whole(source, digits) ~= is_one then error(source .. " " .. digits) end
          matched = matched + (is_one and 1 or 0)
        end
      end
    end
    assert.is_true(matched > 100)
  end)
end)
