local contact = require "openprovider.customer.builders"
local phone = require "openprovider.customer.phone"

local function digits(text) return (text:gsub("%D", "")) end

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
  { "+49 (0)30 / 123456", "+49", "30", "123456" },
  { "+49 (0) 89/12 34 56-0", "+49", "89", "1234560" },
  { "+43 (0)316 / 12 34 56", "+43", "316", "123456" },
  { "+32 (0) 2 / 512 34 56", "+32", "2", "5123456" },
  { "+39 (0)6 1234 5678", "+39", "06", "12345678" },
  { "+39 (0)(6) 1234 5678", "+39", "06", "12345678" },
  { "+39 06 12345678", "+39", "06", "12345678" },
  { "+390612345678", "+39", "06", "12345678" },
  { "+378 (0)549 886377", "+378", "0549", "886377" },
  { "+378 886377", "+378", "0549", "886377" },
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
  { "+74951234567", "+7", "495", "1234567" },
  { "+7 8 495 123 45 67", "+7", "495", "1234567" },
  { "+7 (8) 495 123-45-67", "+7", "495", "1234567" },
  { "+375 8 017 123 45 67", "+375", "17", "1234567" },
  { "+36 06 1 234 5678", "+36", "1", "2345678" },
  { "+370 8 5 212 3456", "+370", "5", "2123456" },
  { "+33 1 23 45 67 89", "+33", "1", "23456789" },
  { "+44 2079460000", "+44", "20", "79460000" },
  { "+45 12 34 56 78", "+45", "12", "345678" },
  { "+358 9 1234567", "+358", "9", "1234567" },
  { "+3589123456", "+358", "9", "123456" },
  { "+65 6123 4567", "+65", "6123", "4567" },
  { "+683 4000", "+683", "40", "00" },
  { "+225 07 08 09 10 11", "+225", "07", "08091011" }, -- the zero belongs to the number
  { "+225 (0)7 08 09 10 11", "+225", "07", "08091011" },
  { "+2250708091011", "+225", "07", "08091011" },
  { "+229 01 97 00 00 00", "+229", "01", "97000000" },
  { "+242 06 612 3456", "+242", "06", "6123456" },
  { "+39 (0)51 123456", "+39", "051", "123456" },
  { "+36 (0)1 234 5678", "+36", "1", "2345678" }, -- a zero that Hungary never had
  { "+34 (0)91 123 45 67", "+34", "911", "234567" },
  { "+999 10 1234567", "+999", "10", "1234567" }, -- not assigned: the checker warns
  { "+31 010 1234567", "+31", "10", "1234567" },
  { "+35 2 1234567", "+352", "12", "34567" },
  { "+31\194\16010\226\128\175123\226\128\1454567", "+31", "10", "1234567" }, -- pasted no-break space and hyphen
}

-- Pasted signs that separate, digits of other scripts, and invisible signs around and inside.
local SIGNS = {
  "+31\226\128\13710\226\128\1371234567", -- U+2009
  "+31\227\128\12810\227\128\1281234567", -- U+3000
  "+31\t10\t1234567",
  "+31\226\128\14710\226\128\1471234567", -- en dash
  "\239\188\139\239\188\147\239\188\145 10 1234567", -- full-width plus and digits
  "+\217\163\217\161 10 1234567", -- Arabic-Indic
  "+\219\179\219\177 10 1234567", -- Persian
  "\226\128\170+31 10 1234567\226\128\172", -- U+202A, U+202C
  "\226\128\139+31\194\17310\239\187\1911234567", -- U+200B, U+00AD, U+FEFF
  "+31 10 1234567\n", "+31 10 1234567-", "+31 (10 1234567", "++31 10 1234567", "tel:0031101234567",
}

-- What cannot be read, and what is said of it.
local UNREAD = {
  ["does not say its country"] = {
    "010 123 4567", "010-1234567", "(010) 1234567", "06-12345678", "011 31 10 1234567", "tel:1234567",
  },
  ["has an extension"] = {
    "+31 10 123 4567 x123", "+31 10 123 4567 ext. 5", "+31 10 1234567#5", "+31.101234567x89", "+31 10 1234567,,5",
    "tel:+31-10-1234567;ext=5", "+1 876-555-0142 ext. 12", "+31 10 1234567 toestel 12", "+49 30 1234567 Durchwahl 12",
    "+7 495 1234567 \208\180\208\190\208\177. 12",
  },
  ["was shortened by a spreadsheet"] = { "3.16E+10", "3,16E+10", "4.47911E+11", "1e10", "3E10" },
  ["digits after +31"] = { "+31", "+31 10", "+31 1 2", "+31 10 12345678901234" },
  ["10 or 14 are right"] = { "+7 495 123", "+7 495 123 45 678" },
  ["digits"] = { "+683 400", "+1 555 0100", "+1 212 555 01000", "+999 10 1234567 123456", "+86 10 1234 5678 901" },
  ["longer than 64 bytes"] = { "+31" .. ("1"):rep(100000) },
  ["not an existing number"] = { "+04 111 123456", "+010 123 4567", "+1 (0)212 55 0100" },
  ["has a (0)"] = { "+31 10 (0) 1234567", "+31 (0)(0)10 1234567", "+3902040900040(0)0", "+35 (0)2 1234567" },
  ["has two numbers"] = {
    "+31 10 1234567/8", "+31 101234567/68", "+31101234567/8", "+31 10 1234567 / +31 10 1234568",
    "+31 10 1234567, +31 10 1234568", "+31 10 1234567; 1234568", "+31 10 1234567\n+31 10 1234568", "+31 10 123+4567",
  },
  ["other characters than digits"] = {
    "bad", "+31 10 CALLNOW", "+1 800 FLOWERS", "+31_10_1234567", "+31 10 1234567\0", "\0", "+", "+31 10 123456\255",
    "tel:%2B31101234567", "tel:+", "+31 10 \226\130\1721234567",
  },
  ["ends like a number of a spreadsheet"] = { "+31612345678.0", "0031101234567.0", "31101234567.0", "+4930123456,0" },
  ["is empty"] = { "", " ", "\194\160", "\226\128\139" },
}

describe("phone", function()
  for _, case in ipairs(PARSED) do
    local written, country, area, subscriber = case[1], case[2], case[3], case[4]
    it(("parts %q"):format(written), function()
      local parts = { country_code = country, area_code = area, subscriber_number = subscriber }
      assert.same(parts, phone.phone(written))
    end)
  end

  it("reads separators and digits of other scripts, and no invisible sign", function()
    for _, written in ipairs(SIGNS) do
      local parts = { country_code = "+31", area_code = "10", subscriber_number = "1234567" }
      assert.same(parts, phone.phone(written), written)
    end
  end)

  for what, list in pairs(UNREAD) do
    it("keeps as given, and says why, what " .. what, function()
      for _, written in ipairs(list) do
        local parts, why = phone.read(written)
        assert.is_nil(parts, written)
        assert.is_truthy(why:find(what, 1, true), written .. " " .. why)
        assert.same({ subscriber_number = written }, phone.phone(written))
      end
    end)
  end

  it("reads a national number with its country, if it is one there, and says that it did", function()
    for written, expected in pairs({
      ["010 123 4567"] = { "NL", "+31", "10", "1234567" }, ["06-12345678"] = { "NL", "+31", "6", "12345678" },
      ["030/123456"] = { "DE", "+49", "30", "123456" }, ["(212) 555-2368"] = { "US", "+1", "212", "5552368" },
      ["06 1234 5678"] = { "IT", "+39", "06", "12345678" }, ["8 495 123-45-67"] = { "RU", "+7", "495", "1234567" },
      ["07 08 09 10 11"] = { "CI", "+225", "07", "08091011" }, ["020 7946 0000"] = { "GB", "+44", "20", "79460000" },
      ["011 31 10 1234567"] = { "US", "+31", "10", "1234567" }, ["91 123 45 67"] = { "ES", "+34", "911", "234567" },
    }) do
      local parts, is_national = phone.read(written, expected[1])
      local right = { country_code = expected[2], area_code = expected[3], subscriber_number = expected[4] }
      assert.same(right, parts, written)
      assert.is_true(is_national)
    end
    for written, country in pairs({
      ["010 123 4567"] = "BE", ["06-12345678"] = "DK", ["212 555"] = "US", ["1"] = "NL", ["12"] = "XX",
    }) do
      local parts, why = phone.read(written, country)
      assert.is_nil(parts, written)
      assert.is_truthy(why:find("is not a number of " .. country, 1, true), why)
    end
    assert.is_false(select(2, phone.read("+31 10 1234567", "DE")))
  end)

  it("reads a number without a plus sign as one with it where a (0) stands behind the calling code", function()
    for written, expected in pairs({
      ["49 (0)30 123456"] = { "+49", "30", "123456" }, ["49(0)30/123456"] = { "+49", "30", "123456" },
      ["49 (0)170 1234567"] = { "+49", "170", "1234567" }, ["43 (0)316 123456"] = { "+43", "316", "123456" },
      [" 31 (0)10 1234567"] = { "+31", "10", "1234567" }, ["  32(0)2 512 34 56"] = { "+32", "2", "5123456" },
      [" 33 (0)1 23 45 67 89"] = { "+33", "1", "23456789" }, ["39 (0)6 1234 5678"] = { "+39", "06", "12345678" },
      [" 44 ( 0 ) 20 7946 0000"] = { "+44", "20", "79460000" }, ["(41) (0)44 668 18 00"] = { "+41", "44", "6681800" },
    }) do
      for _, country in ipairs({ "", "DE", "NL", "AT" }) do
        local parts = phone.read(written, country ~= "" and country or nil)
        assert.same({ country_code = expected[1], area_code = expected[2], subscriber_number = expected[3] }, parts,
          written .. " " .. country)
      end
    end
    for _, written in ipairs({ "030 (0)123456", "30 (0)12", "3010 (0)123456", "030 12 (0)3456" }) do
      assert.is_nil(phone.read(written, "DE"), written)
    end
  end)

  it("reads what is dialled before a calling code as the country has it", function()
    for written, expected in pairs({
      ["0031 10 123 4567"] = { "DE", "+31", "101234567", false },
      ["001 212 555 2368"] = { "NL", "+1", "2125552368", false },
      ["0031 10 1234567"] = { "US", "+31", "101234567", true },
      ["001 212 555 2369"] = { "US", "+1", "2125552369", true },
      ["001 66 2 123 4567"] = { "SG", "+66", "21234567", true },
      ["008 61 2 9374 4000"] = { "ID", "+61", "293744000", true },
    }) do
      local parts, is_national = phone.read(written, expected[1])
      assert.same({ expected[2], expected[3], expected[4] },
        { parts.country_code, parts.area_code .. parts.subscriber_number, is_national }, written)
    end
    local parts, why = phone.read("001 65 6223 4567", "HK")
    assert.is_nil(parts)
    assert.equal("may be +1 6562234567 or +65 62234567: write it with a plus sign", why)
  end)

  it("doubts a number that looks like none of its country", function()
    for written, doubted in pairs({
      ["+31 10 1234567-0"] = true, ["+31 6 123456789"] = true, ["+45 12 34 56 78"] = true, ["+49 30 1234-0"] = false,
      ["+31 10 1234567"] = false, ["+999 10 1234567"] = false,
    }) do
      local parts, _, doubt = phone.read(written)
      assert.is_table(parts, written)
      assert.equal(doubted, doubt ~= nil, written)
    end
  end)

  it("loses and invents no digit, however the number is grouped", function()
    local seed = 20240
    local function random(n)
      seed = (seed * 1103 + 12345) % 1048573
      return seed % n + 1
    end
    local prefixes = { "+", "00", "(+", "tel:+" }
    local codes = { "1", "7", "20", "31", "39", "44", "90", "212", "30", "357", "599", "998" }
    local trunks = { " ", "-", ".", "", " (0)", "(0) " }
    local gaps = { "", " ", "-", ".", "/", " (", ") ", "  " }
    local parsed = 0
    for _ = 1, 4000 do
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
        local all = digits(written:gsub("^%(?00", ""))
        local code = digits(result.country_code)
        assert.equal(code, all:sub(1, #code), written)
        local dialled = all:sub(#code + 1, #all - #joined + #code)
        assert.is_truthy(dialled:find("^0?0?[168]?$"), written)
        assert.equal(code .. all:sub(#code + #dialled + 1), joined, written)
        assert.truthy(result.country_code:find("^%+[1-9]%d?%d?$"), written)
        assert.truthy(result.area_code:find("^%d+$") and result.subscriber_number:find("^%d+$"), written)
        assert.truthy(#joined >= 7 and #joined <= 15, written)
      else
        assert.same({ subscriber_number = written }, result)
      end
    end
    assert.truthy(parsed > 500)
  end)

  it("knows where each country code ends when nothing separates it", function()
    for written, code in pairs({
      ["+12125550100"] = "+1", ["+201001234567"] = "+20", ["+302123456789"] = "+30", ["+35220123456"] = "+352",
      ["+420601123456"] = "+420", ["+5997181234"] = "+599", ["+80012345678"] = "+800", ["+998912345678"] = "+998",
      ["+21012345678"] = "+210", ["+992372123456"] = "+992",
    }) do
      assert.equal(code, phone.phone(written).country_code)
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
    for _, list in pairs(UNREAD) do
      for _, written in ipairs(list) do assert.same({ subscriber_number = written }, phone.fax(written)) end
    end
  end)

  it("is found beside the other builders", function()
    assert.equal(phone.phone, contact.phone)
    assert.equal(phone.fax, contact.fax)
  end)
end)

describe("a national number", function()
  local function joined(number)
    if not number.country_code then return nil end
    return number.country_code .. " " .. number.area_code .. " " .. number.subscriber_number
  end

  it("is read with its country", function()
    for _, case in ipairs({
      { "030 1234567", "DE", "+49 30 1234567" }, { "030/1234567", "de", "+49 30 1234567" },
      { "(030) 1234567", "Germany", "+49 30 1234567" }, { "0301234567", "DE", "+49 30 1234567" },
      { "010-1234567", "NL", "+31 10 1234567" }, { "020 7946 0123", "GB", "+44 20 79460123" },
      { "06 69812345", "IT", "+39 06 69812345" }, { "912 345 678", "ES", "+34 912 345678" },
      { "(212) 555-0100", "US", "+1 212 5550100" }, { "1-212-555-0100", "US", "+1 212 5550100" },
    }) do
      assert.equal(case[3], joined(phone.phone(case[1], { country = case[2] })), case[1])
      assert.equal(case[3], joined(phone.fax(case[1], { country = case[2] })), case[1])
    end
  end)

  it("that is written internationally has its own country", function()
    assert.equal("+31 10 1234567", joined(phone.phone("+31 10 1234567", { country = "DE" })))
    assert.equal("+31 10 1234567", joined(phone.phone("0031 10 1234567", { country = "DE" })))
  end)

  it("stays whole where it is not of that country's form, or the country is not known", function()
    for _, case in ipairs({
      { "010 12345", "NL" }, { "010 12345678", "NL" }, { "91234567", "ES" },
      { "030 1234567 ext. 4", "DE" }, { "030 1234567", "XX" }, { "030 1234567", 49 },
      { "00", "DE" }, { "", "DE" },
    }) do
      local text = case[1]
      assert.same({ subscriber_number = text }, phone.phone(text, { country = case[2] }), text)
    end
    assert.same({ subscriber_number = "030 1234567" }, phone.phone("030 1234567", 1))
    assert.same({ subscriber_number = "030 1234567" }, phone.phone("030 1234567", {}))
  end)
end)

describe("slashes in a telephone number", function()
  it("separate its groups where the whole is in use and no part is", function()
    for _, case in ipairs({
      { "0475/12/34/56", "BE", "+32475123456" }, { "01/23/45/67/89", "FR", "+33123456789" },
      { "+32/475/12/34/56", nil, "+32475123456" }, { "+1 268-460/9303", nil, "+12684609303" },
      { "02/511/45/67", "BE", "+3225114567" }, { "06/12/34/56/78", "FR", "+33612345678" },
      { "0032/475/12/34/56", nil, "+32475123456" }, { "+31/6/12/34/56/78", nil, "+31612345678" },
      { "06/20/123/4567", "HU", "+36201234567" },
    }) do
      local parts, why = phone.read(case[1], case[2])
      assert.equal(case[3], parts and parts.country_code .. parts.area_code .. parts.subscriber_number or why, case[1])
    end
  end)

  it("are taken for two numbers elsewhere", function()
    for _, case in ipairs({
      { "020 1234567 / 1234568", "NL" }, { "+31 20 1234567/1234568" }, { "0711 123456/789", "DE" },
      { "+49 711 123456/57", nil }, { "02 123 45 67/68", "BE" }, { "+1 212 555 0100/0101" },
      { "01 42 68 53 00/06 12 34 56 78", "FR" },
    }) do
      local parts, why = phone.read(case[1], case[2])
      assert.same({ case[1], nil, "has two numbers: keep one" }, { case[1], parts, why })
    end
  end)
end)
