--- Zip codes as people write them, and as their country does.

local checked = require("spec.support.addresses").checked_zipcode
local core = require("openprovider.core")

-- Country -> what is written -> the one right form.
local WRITTEN = {
  SE = { ["17266"] = "172 66", ["172 66"] = "172 66", ["S-172 66"] = "172 66", ["SE17266"] = "172 66" },
  CZ = { ["11000"] = "110 00", ["110 00"] = "110 00", ["CZ-11000"] = "110 00" },
  SK = { ["81101"] = "SK-811 01", ["811 01"] = "SK-811 01", ["SK-811 01"] = "SK-811 01" },
  GR = { ["10557"] = "105 57", ["GR-105 57"] = "105 57" }, PL = { ["00950"] = "00-950", ["PL 00-950"] = "00-950" },
  AT = { ["1010"] = "A-1010", ["A 1010"] = "A-1010", ["AT-1010"] = "A-1010" }, LU = { ["1111"] = "L-1111" },
  LT = { ["01100"] = "LT-01100" }, LV = { lv1010 = "LV-1010" }, CY = { ["1010"] = "CY-1010" },
  NL = { ["1234ab"] = "1234 AB", ["1234\194\160AB"] = "1234 AB", ["NL-1234 AB"] = "1234 AB", ["１２３４AB"] = "1234 AB" },
  GB = { ["sw1a 2aa"] = "SW1A 2AA", sw1a2aa = "SW1A 2AA", m11ae = "M1 1AE", B338TH = "B33 8TH", cr26xh = "CR2 6XH",
    dn551pt = "DN55 1PT", ec1a1bb = "EC1A 1BB" },
  PT = { ["1000001"] = "1000-001", ["1000 001"] = "1000-001" }, BR = { ["01310100"] = "01310-100" },
  CA = { k1a0b1 = "K1A 0B1", ["K1A-0B1"] = "K1A 0B1" }, IE = { d02af30 = "D02 AF30", ["D6W XY00"] = "D6W XY00" },
  JP = { ["1000001"] = "100-0001" }, US = { ["902101234"] = "90210-1234", ["90210"] = "90210" },
  DE = { ["D-10115"] = "10115" }, FR = { ["F-75001"] = "75001", ["75 001"] = "75001" },
  IT = { ["I-00184"] = "00184" },
  CH = { ["CH-8001"] = "8001" }, FI = { ["FIN-00100"] = "00100" }, MT = { vlt1117 = "VLT 1117" },
  BE = { ["B-1000"] = "1000" },
  JE = { je23ab = "JE2 3AB" }, AD = { ["500"] = "AD500" },
}

describe("a zip code", function()
  it("is put into the form of its country", function()
    for country, codes in pairs(WRITTEN) do
      for written, right in pairs(codes) do
        assert.equal(right, (checked(country, written)), country .. " " .. written)
      end
    end
  end)

  it("gets the letters of its country where the API wants them, and that is told", function()
    for country, case in pairs({
      AT = { "1010", "A-1010" }, LU = { "1111", "L-1111" }, SK = { "811 01", "SK-811 01" },
      LT = { "01100", "LT-01100" },
      LV = { "1010", "LV-1010" }, CY = { "1010", "CY-1010" },
    }) do
      local right, lines = checked(country, case[1])
      assert.equal(case[2], right)
      assert.same({ ('converted "%s" is read as %s, as %s writes its postal codes'):format(case[1], case[2], country) },
        lines)
    end
    assert.same({}, select(2, checked("SE", "17266")))
    assert.same({}, select(2, checked("GB", "sw1a2aa")))
  end)

  it("stays as it is where it has not the letters and digits of its country", function()
    for country, text in pairs({ NL = "1234", DE = "106", SE = "1726", GB = "SW1A", CH = "80011", US = "90",
      KY = "KY1-1102" }) do
      assert.equal(text, (checked(country, text)))
    end
  end)

  it("that is missing is told with an example of its country", function()
    for country, sample in pairs({
      IE = "D02 AF30", SE = "172 66", US = "90210", JP = "100-0001", CH = "8001", CA = "K1A 0B1", BR = "01310-100",
    }) do
      for _, zipcode in ipairs({ false, "", " " }) do
        local right, lines = checked(country, zipcode or nil)
        assert.is_nil(right)
        assert.equal(1, #lines)
        assert.is_truthy(lines[1]:find('the postal code, such as "' .. sample .. '"', 1, true), lines[1])
      end
    end
  end)

  it("of a country without zip codes is told what to write", function()
    for _, country in ipairs({ "AE", "HK", "QA", "PA", "BS", "UG", "MO", "CW", "AO" }) do
      local right, lines = checked(country)
      assert.is_nil(right)
      local is_known = core.zip_example(country) == ""
      assert.equal(country ~= "PA", is_known)
      if is_known then
        assert.same({ "missing is required, but " .. country .. " has no postal codes: write 00000" }, lines)
      end
      right, lines = checked(country, "00000")
      assert.same({ "00000", {} }, { right, lines })
    end
  end)

  it("is written as the example of its country, for each country that has one", function()
    local count = 0
    for first = 65, 90 do
      for second = 65, 90 do
        local country = string.char(first, second)
        local sample = core.zip_example(country)
        if sample and sample ~= "" then
          count = count + 1
          assert.equal(sample, core.zipcode(country, sample), country)
          assert.equal(sample, core.zipcode(country, (core.lower(sample):gsub("[ -]", ""))), country)
          assert.equal(country, core.country(country))
        end
      end
    end
    assert.is_true(count > 90)
  end)

  it("may be anything", function()
    for _, text in ipairs({ "", "\0", ("1"):rep(10000), "\194", "\194\160", "-", ("A"):rep(16), "A-A-A-A",
      "\255" }) do
      for _, country in ipairs({ "NL", "GB", "AT", "XX", "", "NLD", "\0\0" }) do
        assert.is_nil(core.zipcode(country, text))
      end
    end
    assert.is_nil(core.zip_example("XX"))
    assert.is_nil(core.zip_example(""))
  end)
end)
