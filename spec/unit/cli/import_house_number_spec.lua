-- House numbers of an import: what the API refuses, and what is given twice, is told before anything is sent.
local odd_names = require("openprovider.cli.import.odd_names")
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

-- The errors at the address of a row, and its address as it is sent.
local function checked(street, number, country)
  local header = "first name;last name;street;house number;zip;city;country;phone;email\n"
  local line = ("Jan;Dijk;%s;%s;3032 AC;X;%s;+31 10 1234567;a@b.nl\n"):format(street, number, country)
  local rows = assert(source.new(text_file.new(header .. line), { format = "csv", name = "c.csv" }))
  local canonical, problems, count = odd_names.check(rows, assert(rows:next()))
  local errors = {}
  for _, problem in ipairs(problems or {}) do
    if problem.severity == "error" then errors[#errors + 1] = problem.path .. " " .. problem.message end
  end
  assert.equal(#errors, count)
  return errors, canonical.address
end

describe("the house number of an import", function()
  it("is a problem if it does not begin with a number", function()
    for _, number in ipairs({ "Rose Cottage", "Flat 2", "-", "A", "twelve", "Haus 3", "?" }) do
      assert.same({ ('address.number "%s" is not a house number: write the number, or 0 if the house has none; the '
        .. "name of a house belongs in the street"):format(number) }, (checked("Mill Lane", number, "GB")))
    end
    for _, number in ipairs({ "12", "12A", "0", "12 bus 3", "Nr. 5", "12-14", " 7", "s/n" }) do
      assert.same({}, (checked("Hofplein", number, "NL")), number)
    end
  end)

  it("is a problem if the street has another one", function()
    for _, case in ipairs({ { "16 Mill Lane", "14", "GB" }, { "Hofplein 20", "21", "NL" }, { "Hauptstr. 5", "7", "DE" },
      { "12 rue Haute", "1", "FR" }, { "100 Main St", "10", "US" } }) do
      local errors = checked(case[1], case[2], case[3])
      assert.equal(1, #errors)
      assert.is_truthy(errors[1]:find("keep only one of them", 1, true), errors[1])
    end
    for _, case in ipairs({ { "Plein 1944", "12", "NL" }, { "Calle 50", "12", "PA" }, { "Highway 9", "100", "US" },
      { "Straße des 17. Juni", "135", "DE" }, { "Carrera 7", "32", "CO" } }) do
      assert.same({}, (checked(case[1], case[2], case[3])), case[1])
    end
  end)

  it("is sent once if the street has it, too", function()
    local errors, address = checked("16 Mill Lane", "16", "GB")
    assert.same({ {}, "Mill Lane", "16" }, { errors, address.street, address.number })
  end)
end)
