-- Zip codes of which a spreadsheet made numbers.
local example = require("spec.support.example")
local openprovider = require("openprovider")

local function checked(country, zipcode)
  local given = example.customer()
  given.address = { street = "Hofplein", number = "5", city = "X", country = country, zipcode = zipcode }
  local canonical, found = openprovider.check_customer(given)
  local lines = {}
  for _, problem in ipairs(found.problems or found) do
    if problem.path == "address.zipcode" then lines[#lines + 1] = problem.severity .. " " .. problem.message end
  end
  return canonical and canonical.address.zipcode, lines
end

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
        local told = "warning %s is read as %s: a spreadsheet leaves out zeros in front"
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

describe("a country without zip codes", function()
  for _, country in ipairs({ "HK", "AE", "CW", "QA", "AO" }) do
    it("has one problem where there is none: " .. country, function()
      assert.same({ ("error is required, but %s has no postal codes: write 00000"):format(country) },
        select(2, checked(country, nil)))
      assert.same({}, select(2, checked(country, "00000")))
    end)
  end
end)
