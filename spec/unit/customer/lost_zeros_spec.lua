-- Zip codes of which a spreadsheet made numbers.
local checked = require("spec.support.addresses").checked_zipcode

describe("a zip code without its zeros in front", function()
  for country, case in pairs({
    US = { "2108", "02108" }, NO = { "159", "0159" }, DE = { "1067", "01067" }, ES = { "8001", "08001" },
    IT = { "184", "00184" }, FR = { "1000", "01000" }, FI = { "100", "00100" }, PL = { "1001", "01-001" },
    PR = { "901", "00901" }, JP = { "600001", "060-0001" }, ZA = { "81", "0081" }, BR = { "1310100", "01310-100" },
  }) do
    it("gets them again, which is told: " .. country, function()
      for _, text in ipairs({ case[1], tonumber(case[1]) }) do
        local code, lines = checked(country, text)
        assert.equal(case[2], code)
        local shown = type(text) == "number" and case[1] or '"' .. case[1] .. '"'
        local told = "converted %s is read as %s: a spreadsheet leaves out zeros in front"
        assert.same({ told:format(shown, case[2]) }, lines)
      end
    end)
  end

  it("stays where no code of the country begins so, or more is missing", function()
    for country, text in pairs({ BE = "100", NL = "303 AC", AT = "101", FR = "750", SE = "1726", CH = "800" }) do
      assert.equal(text, (checked(country, text)))
    end
  end)
end)
