local contact = require "openprovider.customer.builders"
local phone = require "openprovider.customer.phone"

local function digits(text) return (text:gsub("%D", "")) end

-- What must be left of a written number: every digit but those that only say how to dial it.
local function expected_digits(written)
  local text = written:gsub("^%s*%(?%s*00", "")
  if not digits(text):find("^39") and not digits(text):find("^378") then text = text:gsub("%(%s*0%s*%)", "") end
  return digits(text)
end

local PARSED = {
  -- written, country, area, subscriber
  { "+31 10 123 4567", "+31", "10", "1234567" },
  { "+31-10-1234567", "+31", "10", "1234567" },
  { "+31.10.123.45.67", "+31", "10", "1234567" },
  { "+31/10/1234567", "+31", "10", "1234567" },
  { "  +31 10 1234567  ", "+31", "10", "1234567" },
  { "+ 31 10 1234567", "+31", "10", "1234567" },
  { "(+31) 10 1234567", "+31", "10", "1234567" },
  { "+31 (10) 123 4567", "+31", "10", "1234567" },
  { "+31(10)1234567", "+31", "10", "1234567" },
  { "+3110 1234567", "+31", "10", "1234567" },
  { "+31101234567", "+31", "10", "1234567" },
  { "+31.101234567", "+31", "10", "1234567" },
  { "+31 101234567", "+31", "10", "1234567" },
  { "+31 1012345 67", "+31", "10", "1234567" },
  { "+49 30/123456", "+49", "30", "123456" },
  { "+49 30 1234-0", "+49", "30", "12340" },
  { "+49 33056 1234", "+49", "33056", "1234" },
  { "0031 10 123 4567", "+31", "10", "1234567" },
  { "0031101234567", "+31", "10", "1234567" },
  { "00 31 10 123 4567", "+31", "10", "1234567" },
  { "00-31-10-1234567", "+31", "10", "1234567" },
  { "(0031) 10 1234567", "+31", "10", "1234567" },
  { "0012125550100", "+1", "212", "5550100" },
  { "+31 (0)10 123 4567", "+31", "10", "1234567" },
  { "+31(0)101234567", "+31", "10", "1234567" },
  { "+31 (0) 10 1234567", "+31", "10", "1234567" },
  { "+31 (0)(10) 1234567", "+31", "10", "1234567" },
  { "(+31) (0)10 1234567", "+31", "10", "1234567" },
  { "0031 (0)10 1234567", "+31", "10", "1234567" },
  { "+44 (0)20 7946 0000", "+44", "20", "79460000" },
  { "+39 (0)6 1234 5678", "+39", "06", "12345678" },
  { "+39 (0)(6) 1234 5678", "+39", "06", "12345678" },
  { "+39 06 12345678", "+39", "06", "12345678" },
  { "+390612345678", "+39", "06", "12345678" },
  { "+378 (0)549 123456", "+378", "0549", "123456" },
  { "tel:+31-10-1234567", "+31", "10", "1234567" },
  { "TEL:+31(10)1234567", "+31", "10", "1234567" },
  { "Tel:+31101234567", "+31", "10", "1234567" },
  { "+1 (212) 555-0100", "+1", "212", "5550100" },
  { "+1-212-555-0100", "+1", "212", "5550100" },
  { "+12125550100", "+1", "212", "5550100" },
  { "+1.2125550100", "+1", "212", "5550100" },
  { "+1 2125 550100", "+1", "212", "5550100" },
  { "+1876 555 1234", "+1", "876", "5551234" },
  { "+7 495 123-45-67", "+7", "495", "1234567" },
  { "+74951234567", "+7", "49", "51234567" },
  { "+33 1 23 45 67 89", "+33", "1", "23456789" },
  { "+44 2079460000", "+44", "20", "79460000" },
  { "+45 12 34 56 78", "+45", "12", "345678" },
  { "+358 9 1234567", "+358", "9", "1234567" },
  { "+3589123456", "+358", "91", "23456" },
  { "+65 6123 4567", "+65", "6123", "4567" },
  { "+683 4000", "+683", "40", "00" },
  { "+999 10 1234567", "+999", "10", "1234567" }, -- not assigned: the checker warns
  { "+31 010 1234567", "+31", "010", "1234567" }, -- a leading zero: the checker names it
  { "+86 10 1234 5678 901", "+86", "10", "12345678901" },
  { "+31\194\16010\226\128\175123\226\128\1454567", "+31", "10", "1234567" }, -- pasted no-break space and hyphen
}

local KEPT = {
  ["a number without its country"] = { "010 123 4567", "010-1234567", "(010) 1234567", "1234567", "011 31 10 1234567" },
  ["an extension"] = {
    "+31 10 123 4567 x123", "+31 10 123 4567 ext. 5", "+31 10 1234567#5", "+31.101234567x89", "+31 10 1234567,,5",
  },
  ["tel: parameters and local tel: numbers"] = {
    "tel:+31-10-1234567;ext=5", "tel:1234567;phone-context=+31", "tel:0031101234567", "tel:", "tel:+",
    "tel://+31101234567", "tel:%2B31101234567",
  },
  ["fewer digits than any country has"] = { "+", "00", "+31", "+31 10", "+1", "+683 400", "+31 1 2" },
  ["more digits than E.164 allows"] = { "+31 10 12345678901234", "+1234567890123456", "+31" .. ("1"):rep(100000) },
  ["a +1 number out of its plan"] = {
    "+1 555 0100", "+1 212 555 01000", "+1 (012) 555-0100", "+1 (0)212 55 0100", "0010 123 4567 89",
  },
  ["a country code that does not exist or is cut in the middle"] = {
    "+04 111 123456", "+010 123 4567", "000 31 10 1234567", "+35 2 1234567", "+3 110 1234567",
    "+35 (0)2 1234567", "+31 10 (0) 1234567", "+31 (0)(0)10 1234567",
  },
  ["two numbers in one"] = {
    "+31 10 1234567/8", "+31 101234567/68", "+31101234567/8", "+31 10 1234567 / +31 10 1234568",
    "+31 10 1234567, +31 10 1234568",
  },
  ["broken punctuation"] = {
    "+31 (10 1234567", "+31 10) 1234567", "+31 ((10)) 1234567", "+49 (33 056) 1234", "+31 () 10 1234567",
    "++31 10 1234567",
    "+31 10 1234567-", "+-31 10 1234567", "+31 10 123+4567", "+31_10_1234567", "+31 10\t1234567",
    "+31 10 1234567\n", "+31 10 1234567\0", "\0", "", " ",
  },
  ["letters and digits of other scripts"] = {
    "bad", "+31 10 CALLNOW", "+1 800 FLOWERS", "+３１ 10 1234567", "+31 10 １２３４５６７", "＋31 10 1234567",
    "+31 10 \217\161\217\162\217\163", "+31 10 123456\255",
  },
}

describe("phone", function()
  for _, case in ipairs(PARSED) do
    local written, country, area, subscriber = case[1], case[2], case[3], case[4]
    it(("parts %q"):format(written), function()
      local parts = { country_code = country, area_code = area, subscriber_number = subscriber }
      assert.same(parts, phone.phone(written))
    end)
  end

  for what, list in pairs(KEPT) do
    it("keeps " .. what .. " as given", function()
      for _, written in ipairs(list) do
        assert.same({ subscriber_number = written }, phone.phone(written))
      end
    end)
  end

  it("loses and invents no digit, however the number is grouped", function()
    local seed = 20240
    local function random(n)
      seed = (seed * 1103 + 12345) % 1048573
      return seed % n + 1
    end
    local prefixes = { "+", "00", "(+", "tel:+" }
    local codes = { "1", "7", "20", "31", "39", "44", "90", "212", "352", "378", "599", "998" }
    local trunks = { " ", "-", ".", "", " (0)", "(0) " }
    local gaps = { "", " ", "-", ".", "/", " (", ") ", "  " }
    local parsed = 0
    for _ = 1, 20000 do
      local prefix = prefixes[random(#prefixes)]
      local parts = { prefix, codes[random(#codes)], prefix == "(+" and ")" or "", trunks[random(#trunks)] }
      for _ = 1, random(12) + 1 do
        parts[#parts + 1] = tostring(random(10) - 1)
        parts[#parts + 1] = random(3) == 1 and gaps[random(#gaps)] or ""
      end
      local written = table.concat(parts)
      local result = phone.phone(written)
      if result.country_code then
        parsed = parsed + 1
        local joined = digits(result.country_code) .. result.area_code .. result.subscriber_number
        assert.equal(expected_digits(written), joined, written)
        assert.truthy(result.country_code:find("^%+[1-9]%d?%d?$"), written)
        assert.truthy(result.area_code:find("^%d+$") and result.subscriber_number:find("^%d+$"), written)
        assert.truthy(#joined >= 7 and #joined <= 15, written)
      else
        assert.same({ subscriber_number = written }, result)
      end
    end
    assert.truthy(parsed > 3000)
  end)

  it("knows where each country code ends when nothing separates it", function()
    local two = "20 27 30 34 36 39 40 41 43 49 51 58 60 66 81 82 84 86 90 95 98"
    for code in two:gmatch("%d+") do assert.equal("+" .. code, phone.phone("+" .. code .. "12345678").country_code) end
    for code in ("210 297 350 359 370 389 420 423 500 599 670 692 800 852 886 960 979 992 998"):gmatch("%d+") do
      assert.equal("+" .. code, phone.phone("+" .. code .. "12345678").country_code)
    end
  end)

  it("copies a table as it is, unknown members included", function()
    local given = { country_code = "31", number = "101234567" }
    local built = phone.phone(given)
    assert.same({ country_code = "31", number = "101234567" }, built)
    assert.are_not.equal(given, built)
  end)

  it("gives an empty table for nil and keeps every other value", function()
    assert.same({}, phone.phone(nil))
    assert.same({}, phone.phone())
    assert.same({ subscriber_number = 31101234567 }, phone.phone(31101234567))
    assert.same({ subscriber_number = false }, phone.phone(false))
    assert.same({ subscriber_number = print }, phone.phone(print))
  end)

  it("ignores further arguments, such as the count of gsub", function()
    assert.same({ country_code = "+31", area_code = "10", subscriber_number = "1234567" },
      phone.phone(("+31_10_1234567"):gsub("_", " ")))
  end)

  it("returns a table of its own at each call", function()
    assert.are_not.equal(phone.phone("+31 10 1234567"), phone.phone("+31 10 1234567"))
    assert.are_not.equal(phone.phone(nil), phone.phone(nil))
  end)
end)

describe("fax", function()
  it("reads what phone reads", function()
    for _, case in ipairs(PARSED) do assert.same(phone.phone(case[1]), phone.fax(case[1])) end
    for _, list in pairs(KEPT) do
      for _, written in ipairs(list) do assert.same({ subscriber_number = written }, phone.fax(written)) end
    end
  end)

  it("is found beside the other builders", function()
    assert.equal(phone.phone, contact.phone)
    assert.equal(phone.fax, contact.fax)
  end)
end)
