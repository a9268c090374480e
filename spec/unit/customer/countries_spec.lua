--- Countries as people write them.

local countries = require("openprovider.customer.address.countries")
local core = require("openprovider.core")
local example = require("spec.support.example")
local openprovider = require("openprovider")

-- Code -> what is read as it.
local READ = {
  english = {
    NL = "The Netherlands", US = "United States", GB = "United Kingdom", BO = "Bolivia, Plurinational State of",
    IR = "Iran (Islamic Republic of)", TT = "Trinidad & Tobago", CD = "Congo, The Democratic Republic of the",
    KR = "Korea, Republic of", LC = "St. Lucia", CI = "Cote d'Ivoire", VG = "Virgin Islands (British)",
  },
  dutch = {
    DE = "Duitsland", GB = "Verenigd Koninkrijk", US = "Verenigde Staten", AT = "Oostenrijk", HU = "Hongarije",
    CZ = "Tsjechië", NZ = "Nieuw-Zeeland", CI = "Ivoorkust",
  },
  german = {
    NL = "Niederlande", AT = "Österreich", CH = "Schweiz", US = "Vereinigte Staaten von Amerika",
    GB = "Großbritannien",
    CZ = "Tschechische Republik", FR = "Frankreich", KR = "Südkorea", BY = "Weißrussland",
  },
  french = {
    NL = "Pays-Bas", DE = "Allemagne", US = "États-Unis", GB = "Royaume-Uni", CH = "Suisse", GR = "Grèce",
    ES = "Espagne",
    CZ = "République tchèque",
  },
  spanish = {
    DE = "Alemania", US = "Estados Unidos", GB = "Reino Unido", ES = "España", NL = "Países Bajos", JP = "Japón",
    CH = "Suiza", BR = "Brasil",
  },
  italian = {
    DE = "Germania", FR = "Francia", GB = "Regno Unito", US = "Stati Uniti", CH = "Svizzera", NL = "Paesi Bassi",
    JP = "Giappone", HR = "Croazia",
  },
  native = {
    FI = "Suomi", HU = "Magyarország", PL = "Polska", GR = "Ελλάδα", RU = "Россия", UA = "Україна",
    BG = "България",
    IS = "Ísland", TR = "Türkiye", VN = "Việt Nam", JP = "日本", CN = "中国", KR = "대한민국", EG = "مصر",
    IL = "ישראל",
    IN = "भारत", GE = "საქართველო", AM = "Հայաստան", AL = "Shqipëria", HR = "Hrvatska",
    LU = "Lëtzebuerg",
  },
  codes = {
    NL = "NLD", DE = "deu", GB = "uk", GR = "EL", US = "U.S.A.", CH = "SUI", IE = "irl", TL = "TP", FR = "FX",
  },
  ["old and short names"] = {
    NL = "Holland", MM = "Burma", SZ = "Swaziland", LK = "Ceylon", MK = "Macedonia", CZ = "Czech Republic",
    GB = "England",
    ZW = "Rhodesia", KH = "Kampuchea", AE = "Dubai", ES = "Canary Islands", PT = "Madeira", TR = "Turkey",
  },
  titles = {
    IE = "Republic of Ireland", ES = "Kingdom of Spain", DE = "Federal Republic of Germany", FR = "La France",
    NL = "Koninkrijk der Nederlanden", AT = "Republik Österreich", LU = "Grand Duchy of Luxembourg",
    TW = "Republic of China",
    IT = "Repubblica Italiana", PT = "República Portuguesa", CZ = "Česká republika", MD = "Moldova, Republic of",
  },
}

describe("a country", function()
  for kind, names in pairs(READ) do
    it("is read from " .. kind, function()
      for code, text in pairs(names) do
        local read, is_conversion = countries.read(text)
        assert.equal(code, read, text)
        assert.is_true(is_conversion, text)
      end
    end)
  end

  it("is read where a part of it, or a part of its name, is written", function()
    for written, code in pairs({
      ["Gran Bretaña"] = "GB", ["Grande-Bretagne"] = "GB", ["Gran Bretagna"] = "GB", ["Groot-Brittannië"] = "GB",
      Engeland = "GB", Angleterre = "GB", Inghilterra = "GB", Inglaterra = "GB", Schottland = "GB", Ecosse = "GB",
      ["Nordirland"] = "GB", ["Rép. tchèque"] = "CZ", ["Sudan, South"] = "SS", ["Korea (South)"] = "KR",
      ["Korea, North"] = "KP", ["Dominican Rep."] = "DO", ["Slovak Rep"] = "SK",
    }) do
      assert.equal(code, (countries.read(written)), written)
    end
  end)

  it("is read whatever the case, the accents, the blanks and the dots", function()
    for text, code in pairs({
      ["  GERMANY\t"] = "DE", ["espana"] = "ES", ["ESPAÑA"] = "ES", ["Espan\204\131a"] = "ES", ["osterreich"] = "AT",
      ["OESTERREICH"] = "AT", ["cote d’ivoire"] = "CI", ["Curacao"] = "CW", ["\194\160Nederland\194\160"] = "NL",
      ["ΕΛΛΑΔΑ"] = "GR", ["РОССИЯ"] = "RU", ["u.k."] = "GB", ["United  Kingdom."] = "GB",
      ["TÜRKIYE"] = "TR",
    }) do
      assert.equal(code, countries.read(text), text)
    end
  end)

  it("is read by each of the 249 codes of two and three letters and by each English name", function()
    local read, last = 0
    for line in io.lines("src/data/countries.def") do
      local first, second, alpha3, name = line:match('^X%((.), (.), "(...)", "(.*)"%)')
      if first then
        read, last = read + 1, first .. second
        name = name:gsub("\\x(..)", function(hex) return string.char(tonumber(hex, 16)) end):gsub('" *"', "")
        assert.equal(last, countries.read(last))
        assert.equal(last, countries.read(core.lower(last)))
        assert.equal(last, countries.read(alpha3))
        local _, _, why = countries.read(name)
        assert.equal(last, countries.read(name) or why and last, name)
      end
    end
    assert.equal(249, read)
  end)

  it("that is a code of two letters in another case is no conversion, and all else is one", function()
    for text, is_conversion in pairs({
      NL = false, nl = false, [" nL "] = false, NLD = true, Holland = true, uk = true,
    }) do
      assert.equal(is_conversion, select(2, countries.read(text)) or false, text)
    end
  end)

  it("may be the letters that its vehicles show", function()
    for text, expected in pairs({
      A = "AT", B = "BE", D = "DE", E = "ES", F = "FR", I = "IT", L = "LU",
      S = "SE", s = "SE", CH = "CH", FL = "LI", SLO = "SI", CDN = "CA", IRL = "IE", d = "DE", [" D "] = "DE",
    }) do
      local code, is_conversion = countries.read(text)
      assert.equal(expected, code, text)
      assert.equal(text ~= "CH", is_conversion or false, text)
    end
    for _, text in ipairs({ "K", "M", "D.", "D-", "1D", "AD-", "D1" }) do
      assert.not_equal("DE", (countries.read(text)), text)
    end
  end)

  it("may be there twice, if both are the same one", function()
    for text, expected in pairs({
      ["USA (United States)"] = "US", ["United Kingdom (GB)"] = "GB", ["NL - Netherlands"] = "NL",
      ["Suisse / Schweiz"] = "CH", ["Suisse/Schweiz/Svizzera"] = "CH", ["Germany (DE)"] = "DE", ["DE, Germany"] = "DE",
      ["Deutschland [DE]"] = "DE", ["AT – Österreich"] = "AT", ["DE Deutschland"] = "DE", ["Belgique | België"] = "BE",
      ["FRA: France"] = "FR", ["GB-United Kingdom"] = "GB", ["Österreich (A)"] = "AT", ["Nederland NL"] = "NL",
      ["UK (England)"] = "GB",
    }) do
      local code, is_conversion, _, name = countries.read(text)
      assert.equal(expected, code, text)
      assert.is_true(is_conversion, text)
      assert.is_string(name)
    end
    for _, text in ipairs({ "Germany (AT)", "US - Georgia", "Georgia (US)", "NL / BE", "Deutschland, Österreich", "N/A",
      "Germany (West", "()", "/", "Korea (KR", "DE Berlin", "Berlin DE", "NL - ",
      ("NL, "):rep(2000), ("NL - "):rep(19) .. "X" }) do
      assert.is_nil((countries.read(text)), text)
    end
  end)

  it("that may be one of several is read as none, and they are named", function()
    for text, codes in pairs({
      Korea = "KR KP", Congo = "CD CG", ["Virgin Islands"] = "VG VI", ["Saint Martin"] = "MF SX",
      ["St. Martin"] = "MF SX",
      Dominican = "DO DM", ["Channel Islands"] = "JE GG", Corea = "KR KP", Kongo = "CD CG",
    }) do
      local code, _, why = countries.read(text)
      assert.is_nil(code, text)
      for each in codes:gmatch("%S+") do assert.is_truthy(why:find(each, 1, true), why) end
    end
  end)

  it("that has no code is read as none, and what to write is said", function()
    for text, hint in pairs({
      XK = "ask Openprovider", Kosovo = "ask Openprovider", Kosova = "ask Openprovider", AN = "CW", YU = "RS",
      ["Netherlands Antilles"] = "CW", Yugoslavia = "RS", USSR = "RU", Jugoslawien = "RS", CS = "RS",
      Czechoslovakia = "CZ", Crimea = "UA", ["Northern Cyprus"] = "CY", Somaliland = "SO", EU = "is not a country",
      Benelux = "BE",
    }) do
      local code, _, why = countries.read(text)
      assert.is_nil(code, text)
      assert.is_truthy(why:find(hint, 1, true), why)
    end
  end)

  it("may be a numeric code, where that is no calling code", function()
    for text, code in pairs({ ["528"] = "NL", ["276"] = "DE", ["616"] = "PL", ["840"] = "US", [" 826 "] = "GB" }) do
      local read, is_conversion = countries.read(text)
      assert.same({ code, true }, { read, is_conversion }, text)
    end
    for text, meanings in pairs({
      ["056"] = { "BE", "056", "CL" }, ["56"] = { "BE", "056", "CL" }, ["031"] = { "AZ", "031", "NL" },
      ["250"] = { "FR", "250", "RW" }, ["49"] = { "DE as a calling code" }, ["8"] = { "AL", "008" },
      ["999"] = { "is not a country: write its two letters" }, ["00"] = { "is not a country" },
    }) do
      local code, _, why = countries.read(text)
      assert.is_nil(code, text)
      for _, meaning in ipairs(meanings) do assert.is_truthy(why:find(meaning, 1, true), text .. " " .. why) end
    end
  end)

  it("that nobody knows is read as none", function()
    for _, text in ipairs({ "", " ", "Atlantis", "XX", "Q", "12", "\255", ("a"):rep(5000), "N/A", "n.a.", "-", "N-L",
      "Deutschlnad" }) do
      assert.is_nil((countries.read(text)), text)
    end
  end)
end)

local function checked(country)
  local given = example.customer()
  given.address.country, given.address.zipcode = country, "12345"
  local canonical, found = openprovider.check_customer(given)
  local problems = {}
  for _, problem in ipairs(found.problems or found) do
    if problem.path:find("country", 1, true) then problems[#problems + 1] = problem end
  end
  return canonical, problems[1], problems[2], given
end

describe("a customer's country", function()
  it("may be a name, and the conversion is told", function()
    for text, told in pairs({
      Germany = '"Germany" is read as DE (Germany)', Deutschland = '"Deutschland" is read as DE (Germany)',
      DEU = '"DEU" is read as DE (Germany)', UK = '"UK" is read as GB (United Kingdom)',
      EL = '"EL" is read as GR (Greece)', [" Pologne"] = '" Pologne" is read as PL (Poland)',
    }) do
      local canonical, conversion, other, given = checked(text)
      assert.equal(text, given.address.country)
      assert.equal(told:match("read as (..)"), canonical.address.country)
      assert.same({ path = "address.country", code = "converted", severity = "warning", message = told }, conversion)
      assert.is_nil(other)
    end
  end)

  it("may be a code in small letters, of which nothing is told", function()
    local canonical, conversion = checked("de")
    assert.equal("DE", canonical.address.country)
    assert.is_nil(conversion)
  end)

  it("that cannot be read is one problem", function()
    for text, message in pairs({
      Korea = '"Korea" may be KR (South Korea) or KP (North Korea)', XK = '"XK" has no code in ISO 3166-1',
      Atlantis = '"Atlantis" is not a country code', Germny = 'did you mean "DE" (Germany)?',
      Deutschlnad = 'did you mean "DE" (Germany)?', Netherland = 'did you mean "NL" (Netherlands)?',
    }) do
      local canonical, problem, other = checked(text)
      assert.is_nil(canonical)
      assert.same({ "address.country", "format", "error" }, { problem.path, problem.code, problem.severity })
      assert.is_truthy(problem.message:find(message, 1, true), problem.message)
      assert.is_nil(other)
    end
  end)

  it("that cannot be read is the only problem of what is written as in that country", function()
    for _, text in ipairs({ "Atlantis", "Germny", "Korea", "XK", "Deutschlnad" }) do
      local given = example.customer()
      given.address = { street = "12 rue Haute", zipcode = "12345", city = "B", country = text }
      given.phone, given.fax = "010 123 4567", "(010) 123 4567"
      local canonical, err = openprovider.check_customer(given)
      assert.is_nil(canonical)
      assert.equal(1, #err.problems, tostring(err))
      assert.equal("address.country", err.problems[1].path)
    end
    local given = example.customer()
    given.address.country, given.phone = "Atlantis", "+31 1"
    local _, err = openprovider.check_customer(given)
    assert.equal(2, #err.problems) -- this number is wrong in any country
    given.address = { street = "Hofplein", zipcode = "12345", city = "B", country = "Atlantis" }
    _, err = openprovider.check_customer(given)
    assert.equal(3, #err.problems) -- so is an address without a number
  end)

  it("is known when the telephone number is read", function()
    local given = example.customer()
    given.address.country, given.address.zipcode, given.phone = "Deutschland", "10115", "030 1234567"
    local canonical = assert(openprovider.check_customer(given))
    assert.same({ country_code = "+49", area_code = "30", subscriber_number = "1234567" }, canonical.phone)
  end)

  it("of birth and of the headquarters may be names, too", function()
    local given = example.customer()
    given.additional_data = { birth_country = "België", headquarters_country = "Korea" }
    local canonical, err = openprovider.check_customer(given)
    assert.is_nil(canonical)
    assert.equal(1, #err.problems - (err.problems[1].severity == "error" and 1 or 0))
    given.additional_data.headquarters_country = "Royaume-Uni"
    canonical = assert(openprovider.check_customer(given))
    assert.same({ birth_country = "BE", headquarters_country = "GB" }, canonical.additional_data)
  end)
end)
