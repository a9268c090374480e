-- A house number with its suffix in one text: it is split where the row's country has one reading.
local normalise = require("openprovider.customer.normalise")

local function address_of(number, country, suffix)
  local canonical, problems = normalise.check({
    company_name = "Example BV", name = { first_name = "Jan", last_name = "Dijk" }, email = "jan@example.com",
    address = { street = "Hofplein", number = number, suffix = suffix, zipcode = "1", city = "X", country = country },
    phone = "+31 10 1234567",
  })
  local said
  for _, problem in ipairs(problems or {}) do
    if problem.path:find("^address%.number") then said = problem.message end
  end
  return canonical.address, said
end

describe("a house number with its suffix", function()
  for text, expected in pairs({
    ["12A"] = { "NL", "12", "A" }, ["12 a"] = { "DE", "12", "a" }, ["12-B"] = { "NL", "12", "B" },
    ["12/B"] = { "IT", "12", "B" }, ["12 bus 3"] = { "BE", "12", "bus 3" }, ["7bis"] = { "FR", "7", "bis" },
    ["88 Top 3"] = { "AT", "88", "Top 3" },
  }) do
    it("is split: " .. text, function()
      local address, said = address_of(text, expected[1])
      assert.same({ expected[2], expected[3] }, { address.number, address.suffix })
      assert.equal(('"%s" is read as number "%s", suffix "%s"'):format(text, expected[2], expected[3]), said)
    end)
  end

  it("stays as it is where it is no such thing, or the suffix is given", function()
    for _, number in ipairs({ "12", " 12 ", "A12", "A", "twelve", "12 or 14" }) do
      local address = address_of(number, "NL")
      assert.same({ (number:match("^ *(.-) *$")) }, { address.number, address.suffix }, number)
    end
    local address = address_of("12A", "NL", "B")
    assert.same({ "12A", "B" }, { address.number, address.suffix })
  end)

  it("is joined with a flat that is given", function()
    for _, case in ipairs({
      { "12A", "GB", "Flat 2", "12", "A Flat 2" }, { "12 bis", "FR", "Bâtiment C", "12", "bis Bâtiment C" },
      { "12A", "US", "Apt 3", "12", "A Apt 3" }, { "12A", "NL", "hs", "12", "A hs" },
      { "12 bus 3", "BE", "A", "12", "A bus 3" },
    }) do
      local address = address_of(case[1], case[2], case[3])
      assert.same({ case[4], case[5] }, { address.number, address.suffix })
    end
  end)

  it("may have a word in front that says what it is", function()
    for text, country in pairs({ ["Nr. 5"] = "DE", ["No. 5"] = "GB", ["Nº 5"] = "ES", ["nr 5"] = "NL", ["n.5"] = "IT",
      ["č.p. 5"] = "CZ", ["No:5"] = "TR" }) do
      local address, said = address_of(text, country)
      assert.same({ "5" }, { address.number, address.suffix }, text)
      assert.equal(('"%s" is read as number "5"'):format(text), said)
    end
  end)

  it("is 0 where it says that there is none, which is told", function()
    for text, country in pairs({ ["s/n"] = "ES", ["S/N"] = "AR", ["s.n.c."] = "IT", snc = "IT", ["sans numéro"] = "FR",
      ["o. Nr."] = "DE", ["z.n."] = "BE", ["b.b."] = "RS" }) do
      local address, said = address_of(text, country)
      assert.same({ "0" }, { address.number, address.suffix }, text)
      assert.equal(('"%s" is read as number "0", as the house has no number'):format(text), said)
    end
  end)
end)
