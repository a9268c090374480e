local contact = require "openprovider.customer.builders"

local SPLIT = {
  -- written, street, number, suffix
  { "Hofplein 20", "Hofplein", "20" },
  { " Hofplein  20 ", "Hofplein", "20" },
  { "Hofplein\194\16020", "Hofplein", "20" },
  { "Hofplein 20A", "Hofplein", "20", "A" },
  { "Hofplein 20 A", "Hofplein", "20", "A" },
  { "Hofplein 20-A", "Hofplein", "20", "A" },
  { "Hofplein 20 - a", "Hofplein", "20", "a" },
  { "Hofplein 20 e", "Hofplein", "20", "e" },
  { "Hofplein 20bis", "Hofplein", "20", "bis" },
  { "Hofplein 20 bis", "Hofplein", "20", "bis" },
  { "Rue de la Paix 3 ter", "Rue de la Paix", "3", "ter" },
  { "Prinsengracht 263-hs", "Prinsengracht", "263", "hs" },
  { "Prinsengracht 263-II", "Prinsengracht", "263", "II" },
  { "Via Roma, 20", "Via Roma", "20" },
  { "Via Dell'Orso 5", "Via Dell'Orso", "5" },
  { "Rue de l’Église 5", "Rue de l’Église", "5" },
  { "Bahnhofstr. 12", "Bahnhofstr.", "12" },
  { "Burg. van Walsum-weg 7", "Burg. van Walsum-weg", "7" },
  { "Main Street 12", "Main Street", "12" },
  { "Königstraße 9", "Königstraße", "9" },
  { "Ko\204\136nigstra\195\159e 9", "Ko\204\136nigstra\195\159e", "9" }, -- decomposed ö
  { "Łąkowa 11", "Łąkowa", "11" },
  { "Avinguda del Paral·lel 12", "Avinguda del Paral·lel", "12" },
  { "ул. Ленина, 5", "ул. Ленина", "5" },
  { "Ερμού 15", "Ερμού", "15" },
  { "세종대로 110", "세종대로", "110" },
  { "Hofplein ２０", "Hofplein", "20" },
  { "शांति पथ १२", "शांति पथ", "12" },
}

local WHOLE = {
  ["nothing to split"] = {
    "", " ", "Hofplein", "20", "20 A", "Hofplein20", "Hofplein -20", "Hofplein-20", "- 20", ", 20",
  },
  ["a number that may be a year or a postcode"] = { "Plein 1944", "Boulevard 1848", "Wien 1010", "Berlin 10115" },
  ["a number of the street's own"] = {
    "Straat 1940 12", "Straße des 17. Juni 135", "Rue du 8 Mai 1945", "Via 20 Settembre 5", "Straße 12", "Calle 50",
    "Avenue 5", "ULICA 7", "Route 66", "Interstate 5", "County Road 5", "Q 7", "Hoofdweg A 5",
  },
  ["a number in front"] = {
    "221B Baker Street", "10 Downing Street", "12 Street", "42nd Street", "18 Septemberplein", "1e Jan Steenstraat",
    "2e Helmersstraat 5",
  },
  ["an ordinal, a range or more than one number"] = {
    "Helmersstraat 2e", "Hofplein 20-22", "Rue de la Loi 16 / 3", "Rue de la Loi 16/3", "Hofplein 20 3",
    "Hofplein 20 A2", "Hofplein 20, 3032 AC Rotterdam", "Calle Mayor 5, 2º B", "Hofplein 020", "Hofplein 0",
  },
  ["a number that something else claims"] = {
    "Postbus 123", "PO Box 12", "P.O. Box 12", "Hofplein nr. 20", "Hofplein No 20", "Calle Mayor nº 5",
    "Calle Mayor n° 5", "Via Appia km 12", "Hofplein, Apt. 5", "Hofplein apt 5", "ул. Ленина д. 5", "Flat 5",
    "Hofplein #20", "Hofplein (20)", "Alphen a/d Rijn 5",
  },
  ["a suffix it does not know"] = {
    "Hofplein 20 rechts", "Hofplein 20 AB", "Hofplein 20Ä", "Hofplein 20A\204\136", "Hofplein 20th", "Hofplein 20 (A)",
    "Hofplein 20.", "ул. Ленина, 5А",
  },
  ["other signs of numbers, and control bytes"] = {
    "Hofplein ②", "Straat １９ 5", "Straat \217\161 5", "丸の内 1-1", "銀座 5", "Hofplein\t20", "Hofplein\n20",
    "Hofplein 20\n", "Hofplein\0 20", "Hofplein 20\0",
    "Hofplein — 20",
  },
  ["a text longer than a street"] = { ("a"):rep(200) .. " 20", ("a "):rep(500000) .. "20" },
}

-- Members of a call that a builder must survive, each with nothing lost.
local function hostile_values()
  local cyclic = {}
  cyclic.self = cyclic
  local trap = setmetatable({ x = 1 }, {
    __index = function() error("read") end, __newindex = function() error("written") end,
    __pairs = function() error("walked") end, __len = function() error("measured") end,
    __tostring = function() error("shown") end, __metatable = "locked", __eq = function() error("compared") end,
    __call = function() error("called") end,
  })
  return {
    0 / 0, math.huge, -math.huge, 0, -1, 1.5, 31101234567, 1e300, true, false, print, function() end,
    coroutine.create(print), io.stdout, {}, { 1, 2, 3 }, { {} }, cyclic, trap, "", "\0", "\255\254", "%", "%1", "+",
    "(", "[", "+31 %d", ("("):rep(64), ("9"):rep(64), (" "):rep(1048576), ("1"):rep(1048576), ("a1"):rep(524288),
  }
end

local BUILDERS = { "name", "address", "street", "tag", "extension", "phone", "fax" }

local function raw_copy(t)
  local copy = {}
  for key, value in next, t do copy[key] = value end
  return copy
end

local function raw_same(a, b)
  for key, value in next, a do
    if not rawequal(rawget(b, key), value) then return false end
  end
  for key in next, b do
    if rawget(a, key) == nil then return false end
  end
  return true
end

describe("every builder", function()
  for _, builder in ipairs(BUILDERS) do
    local build = contact[builder]

    it("returns a plain table and keeps the value: " .. builder, function()
      for _, value in ipairs(hostile_values()) do
        local built = build(value)
        assert.equal("table", type(built))
        assert.is_nil(debug.getmetatable(built))
        if type(value) == "table" then
          assert.is_false(rawequal(built, value))
          assert.is_true(raw_same(built, value))
        else
          local kept = false
          for _, member in next, built do
            kept = kept or rawequal(member, value) or (value ~= value and member ~= member)
          end
          assert.is_true(kept)
        end
      end
    end)

    it("takes nil and nothing at all: " .. builder, function()
      assert.equal("table", type(build(nil)))
      assert.equal("table", type(build()))
    end)

    it("leaves its argument alone: " .. builder, function()
      for _, value in ipairs(hostile_values()) do
        if type(value) == "table" then
          local before = raw_copy(value)
          build(value)
          assert.is_true(raw_same(before, value))
        end
      end
    end)
  end

  it("takes two hostile arguments too, where it takes two", function()
    local values = hostile_values()
    for _, first in ipairs(values) do
      for _, second in ipairs(values) do
        assert.equal("table", type(contact.tag(first, second)))
        assert.equal("table", type(contact.extension(first, second)))
      end
    end
  end)

  it("keeps a constructor whole around values that are missing", function()
    local row = {}
    local customer = {
      name = contact.name(row.name), address = contact.address(row.address), phone = contact.phone(row.phone),
      tags = { contact.tag(row.a), contact.tag(row.b) }, email = "jan@example.com",
    }
    assert.same({ name = {}, address = {}, phone = {}, tags = { { key = "customer" }, { key = "customer" } },
      email = "jan@example.com" }, customer)
  end)
end)

describe("name", function()
  it("copies its members, also those that do not exist", function()
    local given = { fisrt_name = "Jan", prefix = "van", last_name = "Dijk", full_name = "Jan van Dijk" }
    assert.same(raw_copy(given), contact.name(given))
  end)

  it("makes up no initials", function()
    assert.same({ first_name = "Jan", last_name = "Dijk" }, contact.name { first_name = "Jan", last_name = "Dijk" })
  end)

  it("does not guess which part of a string is which", function()
    assert.same({ full_name = "Jan van Dijk" }, contact.name "Jan van Dijk")
  end)
end)

describe("street", function()
  for _, case in ipairs(SPLIT) do
    it(("splits %q"):format(case[1]), function()
      assert.same({ street = case[2], number = case[3], suffix = case[4] }, contact.street(case[1]))
    end)
  end

  for what, list in pairs(WHOLE) do
    it("leaves whole " .. what, function()
      for _, written in ipairs(list) do assert.same({ street = written }, contact.street(written)) end
    end)
  end

  it("copies a table", function()
    assert.same({ street = "Hofplein 20" }, contact.street { street = "Hofplein 20" })
  end)
end)

describe("address", function()
  it("copies its members, also those that do not exist", function()
    local given = { street = "Hofplein", number = 20, zipcode = "3032 AC", citty = "Rotterdam", country = "NL" }
    assert.same(raw_copy(given), contact.address(given))
  end)

  it("finds the number in the street when none was given", function()
    assert.same({ street = "Hofplein", number = "20", suffix = "A", city = "Rotterdam" },
      contact.address { street = "Hofplein 20-A", city = "Rotterdam" })
    assert.same({ street = "Hofplein", number = "20", suffix = "A" },
      contact.address { street = "Hofplein 20", suffix = "A" })
  end)

  it("touches no street beside a number or suffix of the caller", function()
    for _, number in ipairs { 5, "5", "", false } do
      local given = { street = "Hofplein 20", number = number }
      assert.same(raw_copy(given), contact.address(given))
    end
    assert.same({ street = "Hofplein 20 A", suffix = "B" }, contact.address { street = "Hofplein 20 A", suffix = "B" })
  end)

  it("leaves a street whole that can be read in two ways", function()
    local given = { street = "Plein 1944", city = "Nijmegen" }
    assert.same(raw_copy(given), contact.address(given))
  end)

  it("keeps a string whole as the street", function()
    assert.same({ street = "Hofplein 20, Rotterdam" }, contact.address "Hofplein 20, Rotterdam")
    assert.same({ street = "Hofplein 20" }, contact.address "Hofplein 20")
  end)
end)

describe("tag", function()
  it("has the key customer when only a value is given", function()
    assert.same({ key = "customer", value = "VIP" }, contact.tag "VIP")
  end)

  it("takes a key and a value, and takes no missing value for a key", function()
    assert.same({ key = "customer", value = "VIP" }, contact.tag("customer", "VIP"))
    assert.same({ key = "customer" }, contact.tag("customer", nil))
    assert.same({ value = "VIP" }, contact.tag(nil, "VIP"))
  end)

  it("copies a table as it is", function()
    assert.same({ key = "colour", value = "red" }, contact.tag { key = "colour", value = "red" })
    assert.same({ value = "VIP" }, contact.tag { value = "VIP" })
  end)
end)

describe("extension", function()
  it("puts a name beside a copy of its data", function()
    local data = { whois_email = "a@b.tld" }
    local built = contact.extension("eu", data)
    assert.same({ name = "eu", data = { whois_email = "a@b.tld" } }, built)
    assert.are_not.equal(data, built.data)
  end)

  it("copies a table and its data", function()
    local given = { name = "eu", data = { whois_email = "a@b.tld" }, extra = 1 }
    local built = contact.extension(given)
    assert.same(given, built)
    assert.are_not.equal(given.data, built.data)
  end)

  it("leaves the name and odd data for the checker", function()
    assert.same({ name = ".ES", data = "x" }, contact.extension(".ES", "x"))
    assert.same({ name = "eu" }, contact.extension "eu")
    assert.same({ data = { a = "b" } }, contact.extension(nil, { a = "b" }))
    assert.same({ name = { name = "eu" }, data = { a = "b" } }, contact.extension({ name = "eu" }, { a = "b" }))
  end)
end)
