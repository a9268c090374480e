--- Streets with their house numbers, as people in each country write them.

local addresses = require("spec.support.addresses")
local openprovider = require("openprovider")
local street = require("openprovider.customer.address.street")

local checked = addresses.checked

-- Country, what is written, street, number, suffix.
local READ = {
  ["in front"] = {
    { "GB", "10 Downing Street", "Downing Street", "10" }, { "GB", "221B Baker Street", "Baker Street", "221", "B" },
    { "GB", "12-14 High Street", "High Street", "12", "-14" },
    { "IE", "12 O'Connell Street", "O'Connell Street", "12" },
    { "FR", "12 rue de la Paix", "rue de la Paix", "12" }, { "FR", "12, rue de la Paix", "rue de la Paix", "12" },
    { "FR", "12 bis rue de la Paix", "rue de la Paix", "12", "bis" },
    { "FR", "12ter, quai Voltaire", "quai Voltaire", "12", "ter" },
    { "FR", "12 B rue Haute", "rue Haute", "12", "B" }, { "FR", "12 rue du 8 mai 1945", "rue du 8 mai 1945", "12" },
    { "FR", "3 Le Bourg", "Le Bourg", "3" }, { "LU", "2, boulevard Royal", "boulevard Royal", "2" },
    { "US", "1600 Pennsylvania Ave NW", "Pennsylvania Ave NW", "1600" }, { "US", "12 E Main St", "E Main St", "12" },
    { "US", "350 5th Ave", "5th Ave", "350" }, { "US", "1234 Highway 9", "Highway 9", "1234" },
    { "US", "12 1/2 Main St", "Main St", "12", "1/2" }, { "CA", "10123 104 Street NW", "104 Street NW", "10123" },
    { "AU", "25 George Street", "George Street", "25" }, { "NZ", "7 Queen Street", "Queen Street", "7" },
    { "ZA", "12 Long Street", "Long Street", "12" }, { "IN", "12, MG Road", "MG Road", "12" },
    { "BE", "12, rue de la Loi", "rue de la Loi", "12" }, { "CH", "12 rue du Rhône", "rue du Rhône", "12" },
    { "IT", "12, Via Roma", "Via Roma", "12" }, { "GB", "１０ Downing Street", "Downing Street", "10" },
  },
  ["behind"] = {
    { "NL", "Hofplein 20", "Hofplein", "20" }, { "NL", "Prinsengracht 263-II", "Prinsengracht", "263", "II" },
    { "NL", "2e Helmersstraat 5", "2e Helmersstraat", "5" },
    { "NL", "18 Septemberplein 5", "18 Septemberplein", "5" },
    { "NL", "Oude Gracht 12 A bis", "Oude Gracht", "12", "A bis" }, { "NL", "Hofplein nr. 20", "Hofplein", "20" },
    { "DE", "Straße des 17. Juni 135", "Straße des 17. Juni", "135" },
    { "DE", "Hauptstr. 5 a", "Hauptstr.", "5", "a" },
    { "DE", "Hauptstr. 5e", "Hauptstr.", "5", "e" }, { "DE", "Am Markt 3-5", "Am Markt", "3", "-5" },
    { "DE", "Am Markt 3 – 5", "Am Markt", "3", "-5" }, { "AT", "Kärntner Straße 5/3", "Kärntner Straße", "5", "/3" },
    { "AT", "Kärntner Straße 5/2/13", "Kärntner Straße", "5", "/2/13" },
    { "IT", "Via Roma, 12/B", "Via Roma", "12", "B" },
    { "IT", "Via 20 Settembre 5", "Via 20 Settembre", "5" }, { "IT", "Via XX Settembre, 5", "Via XX Settembre", "5" },
    { "ES", "C/ Mayor, nº 5", "C/ Mayor", "5" }, { "PL", "Plac 3 Maja 5", "Plac 3 Maja", "5" },
    { "PL", "ul. 11 Listopada 12", "ul. 11 Listopada", "12" }, { "HU", "Fő utca 12.", "Fő utca", "12" },
    { "RU", "ул. Ленина, д. 5", "ул. Ленина", "5" }, { "GR", "Ερμού 15", "Ερμού", "15" },
    { "NO", "Karl Johans gate 5", "Karl Johans gate", "5" }, { "CZ", "Lhota č.p. 12", "Lhota", "12" },
    { "BR", "Av. Paulista, 1578", "Av. Paulista", "1578" }, { "IT", "Via Tuscolana 1348", "Via Tuscolana", "1348" },
    { "TR", "Atatürk Caddesi No:5", "Atatürk Caddesi", "5" }, { "GB", "High Street 12", "High Street", "12" },
  },
  ["before a post box without a number"] = {
    { "CH", "Bahnhofstrasse 12, Postfach", "Bahnhofstrasse, Postfach", "12" },
    { "CH", "Bahnhofstrasse 12a, Postfach", "Bahnhofstrasse, Postfach", "12", "a" },
    { "CH", "12 rue du Rhône, Case postale", "rue du Rhône, Case postale", "12" },
    { "DE", "Hauptstr. 5, Postf.", "Hauptstr., Postf.", "5" }, { "US", "12 Main St, PO Box", "Main St, PO Box", "12" },
    { "NL", "Hofplein 20, Postbus", "Hofplein, Postbus", "20" },
  },
  ["with a word for a box or a flat in its name"] = {
    { "US", "5 Box Elder Rd", "Box Elder Rd", "5" }, { "GB", "12 Box Hill Road", "Box Hill Road", "12" },
    { "US", "12 Tower Rd", "Tower Rd", "12" }, { "US", "12 Old Tower Rd", "Old Tower Rd", "12" },
    { "GB", "7 Studio Way", "Studio Way", "7" }, { "CA", "100 Block House Road", "Block House Road", "100" },
    { "AU", "3 Building Court", "Building Court", "3" },
  },
  ["with a long number behind"] = {
    { "BE", "Chaussée de Waterloo 1151", "Chaussée de Waterloo", "1151" },
    { "BE", "Gentsesteenweg 1151", "Gentsesteenweg", "1151" },
    { "CH", "Quai du Mont-Blanc 1200", "Quai du Mont-Blanc", "1200" },
    { "BE", "Steenweg op Gent 1151", "Steenweg op Gent", "1151" },
    { "BE", "Square Marie 1010", "Square Marie", "1010" },
  },
  ["behind the name of a house"] = {
    { "GB", "Mill House, 12 High Street", "High Street, Mill House", "12" },
    { "GB", "Rose Cottage, 12A High Street", "High Street, Rose Cottage", "12", "A" },
    { "IE", "Main Court, 3 Mill Lane", "Mill Lane, Main Court", "3" },
    { "GB", "The Old Rectory, 7 Church Road", "Church Road, The Old Rectory", "7" },
    { "AU", "Trade Centre, 25 George Street", "George Street, Trade Centre", "25" },
  },
  ["behind the name of a building"] = {
    { "FR", "Résidence Les Lilas, 12 rue Haute", "rue Haute, Résidence Les Lilas", "12" },
    { "FR", "Immeuble Le Parc, 5 bis avenue Foch", "avenue Foch, Immeuble Le Parc", "5", "bis" },
    { "BE", "Résidence du Parc, rue Haute 12", "rue Haute, Résidence du Parc", "12" },
    { "ES", "Edificio Sol, Calle Mayor 5", "Calle Mayor, Edificio Sol", "5" },
    { "IT", "Residenza Aurora, Via Roma 12/B", "Via Roma, Residenza Aurora", "12", "B" },
    { "PT", "Edifício Nova, Rua Augusta 7", "Rua Augusta, Edifício Nova", "7" },
  },
  ["with a flat, a floor or a box behind it"] = {
    { "BE", "Nieuwstraat 12 bus 3", "Nieuwstraat", "12", "bus 3" },
    { "BE", "Rue de la Loi 16 bte 3", "Rue de la Loi", "16", "bte 3" },
    { "ES", "Calle Mayor 5, 2º B", "Calle Mayor", "5", "2º B" },
    { "PT", "Rua Augusta 12, 3º Esq", "Rua Augusta", "12", "3º Esq" },
    { "IT", "Via Roma 12, scala B", "Via Roma", "12", "scala B" },
    { "IT", "Via Roma 12 int. 5", "Via Roma", "12", "int. 5" },
    { "AT", "Hauptstraße 5, Stiege 2, Top 3", "Hauptstraße", "5", "Stiege 2, Top 3" },
    { "PL", "ul. Długa 5 m. 3", "ul. Długa", "5", "m. 3" },
    { "PL", "ul. Długa 5 lok. 3", "ul. Długa", "5", "lok. 3" },
    { "DK", "Vesterbrogade 12, 3. tv", "Vesterbrogade", "12", "3. tv" },
    { "SE", "Storgatan 5 lgh 1102", "Storgatan", "5", "lgh 1102" },
    { "FI", "Mannerheimintie 5 A 12", "Mannerheimintie", "5", "A 12" },
    { "HU", "Fő utca 12. II. em. 3", "Fő utca", "12", "II. em. 3" },
    { "RU", "ул. Мира 5, кв. 12", "ул. Мира", "5", "кв. 12" },
    { "RO", "Str. Lungă nr. 5, bl. A2, ap. 3", "Str. Lungă", "5", "bl. A2, ap. 3" },
    { "US", "123 Main St Apt 4B", "Main St", "123", "Apt 4B" },
    { "US", "350 5th Ave, Suite 3400", "5th Ave", "350", "Suite 3400" },
    { "US", "123 Main St #4", "Main St", "123", "#4" },
    { "FR", "5 allée des Pins, Appt 12", "allée des Pins", "5", "Appt 12" },
    { "DE", "Hauptstraße 5, Zimmer 12", "Hauptstraße", "5", "Zimmer 12" },
  },
}

-- Country -> what has no or more than one reading there.
local WHOLE = {
  ["a post box"] = {
    GB = { "P.O.B. 12", "PO Box 12", "P.O. Box 12", "12 PO Box" },
    CH = { "Case postale 12", "Casella postale 12", "Postfach 12" },
    DE = { "Pf. 12", "Postfach 12", "Packstation 123" }, FR = { "BP 12", "10 rue de la Paix BP 12",
      "Boîte postale 5" },
    NO = { "Postboks 12" }, SE = { "Box 12" }, FI = { "PL 12", "Postilokero 5" },
    AU = { "Locked Bag 12", "GPO Box 5" },
    NL = { "Postbus 12", "Antwoordnummer 5" }, ES = { "Apartado de Correos 12" },
    PL = { "Skrytka pocztowa 12", "skr. poczt. 5" }, RU = { "а/я 12" },
    IT = { "Fermo posta 5", "Cas. Post. 5", "Casella post. 5" }, AT = { "Postf. 5" },
    US = { "Poste restante 5", "Postbox 12", "P.O. Drawer 5", "PSC 5 Box 5", "CMR 402 Box 1", "Drawer 5",
      "PO Box 5, 12 Main St" },
    BR = { "Caixa postal 12" },
  },
  ["a flat, a floor or a room"] = {
    ES = { "Apto 5", "Calle Mayor piso 2" }, FR = { "Appt 5", "3 étage", "Bâtiment 12", "12 étage" },
    DE = { "Zimmer 12", "Hauptstraße Zimmer 12", "Etage 3", "Hauptstraße, Wohnung 5" },
    AT = { "Hauptstraße Top 5", "Stiege 2" }, AR = { "Av. Corrientes piso 5 depto B" }, BG = { "бул. Витоша бл. 5" },
    IT = { "Via Roma scala 5", "interno 5" }, PL = { "lok. 5", "ul. Długa lok. 5", "m. 5" },
    RU = { "кв. 12", "ул. Ленина кв. 5" },
    NL = { "Kerkstraat verdieping 3" }, GB = { "Flat 2, Downing Street", "Floor 5", "5/48 High Street" },
    US = { "Suite 5", "Main Street Apt 5", "Room 12" }, AU = { "Unit 3, George Street" }, CA = { "12-14 High Street" },
  },
  ["a road's own number"] = {
    US = { "Route 66", "Highway 9", "County Road 5", "State Route 9", "5 Avenue", "42nd Street" },
    GB = { "Km 5", "A10" },
    IT = { "Strada Statale 16", "Via Appia km 12" }, ES = { "Carretera N-340, km 5", "Autovía 5" }, AL = { "Rr. 12" },
    DE = { "Straße 12", "Q 7", "Autobahn 5" }, FR = { "Route nationale 7", "11 novembre" },
    NL = { "A10", "18 Septemberplein" },
    BE = { "Rue du 8 Mai 1945", "Avenue 5" }, PA = { "Calle 50" },
  },
  ["more than one number, or one that is in doubt"] = {
    NL = { "Plein 1944", "Plein 1944 12", "Kerkstraat 5 3", "12 Kerkstraat", "Kerkstraat 5 Amsterdam",
      "Kerkstraat 5, 3032 AC" },
    AT = { "Wien 1010" }, DE = { "12 Hauptstraße", "Hauptstraße 5 c/o Müller", "Berlin 10115" },
    GB = { "10 High Street, London SW1A 2AA", "12 A High Street", "10" }, CO = { "Calle 50 # 12-34" },
    JP = { "1-1-1 Chiyoda" },
    IN = { "H.No. 12, MG Road", "Plot No 5, Sector 12" }, FR = { "12 rue de la Paix 75002" },
  },
}

describe("a street with its house number", function()
  for place, cases in pairs(READ) do
    it(place .. " is split as its country writes it", function()
      for _, case in ipairs(cases) do addresses.assert_read(case) end
    end)
  end

  for kind, cases in pairs(WHOLE) do
    it("stays whole where the number is " .. kind, function()
      for country, list in pairs(cases) do
        for _, text in ipairs(list) do addresses.assert_whole(country, text) end
      end
    end)
  end

  it("is put together again from its parts, whatever the name, in a thousand sentences", function()
    local names = { "Kerkstraat", "van der Helststraat", "Am Alten Markt", "Königsallee", "Nowy Świat",
      "Große Straße" }
    local french = { "rue de l'Église", "avenue Foch", "allée des Érables", "chemin du Moulin", "place d'Armes" }
    local english = { "High Street", "Mill Lane", "Church Road", "St. John's Wood", "The Crescent" }
    local suffixes = { "", "A", "b", "-12", "/3" }
    local seed = 1
    local function pick(list)
      seed = (seed * 1103515245 + 12345) % 2147483648
      return list[seed % #list + 1]
    end
    for _ = 1, 1000 do
      local number = tostring(seed % 999 + 1)
      local suffix, name = pick(suffixes), pick(names)
      local parts = street.read(name .. " " .. number .. suffix, pick { "NL", "DE", "PL", "AT", "DK" })
      assert.same({ street = name, number = number, suffix = suffix ~= "" and suffix or nil }, parts)
      name = pick(french)
      parts = street.read(number .. pick { " ", ", " } .. name, pick { "FR", "LU", "BE", "CH" })
      assert.same({ street = name, number = number }, parts)
      name = pick(english)
      assert.same({ street = name, number = number }, street.read(number .. " " .. name, pick { "GB", "US", "AU",
        "ZA" }))
    end
  end)

  it("is read in a bounded time, whatever the text", function()
    for _, text in ipairs({
      "", " ", ",", ", ,", ("a "):rep(100), ("1 "):rep(100), ("1"):rep(200), ("a1"):rep(100), "\0 5", "a\n5",
        "\255 5", ("x"):rep(1e6),
      "%d 5", "( 5", "5", "5 ", "- 5", "5 -", "1/2 3",
    }) do
      for _, country in ipairs({ "NL", "US", "FR" }) do assert.is_nil(street.read(text, country)) end
    end
  end)
end)

describe("a customer's street", function()
  it("is split with the country of the address, by code or by name, and that is told", function()
    for country, case in pairs({
      ["United Kingdom"] = { "10 Downing Street", "Downing Street", "10" },
      fr = { "12 rue de la Paix", "rue de la Paix", "12" },
      BE = { "Nieuwstraat 12 bus 3", "Nieuwstraat", "12", "bus 3" },
      Italia = { "Via Roma, 12/B", "Via Roma", "12", "B" },
      DE = { "Straße des 17. Juni 135", "Straße des 17. Juni", "135" },
    }) do
      local address, lines = checked { country = country, street = case[1] }
      assert.same({ case[2], case[3], case[4] }, { address.street, address.number, address.suffix })
      assert.is_truthy(lines[#lines]:find('^address.street warning "' .. case[1]:gsub("%p",
        "%%%0") .. '" is read as street'))
    end
  end)

  it("in which the number cannot be told is one problem, which shows it", function()
    for text, country in pairs({
      ["Plein 1944"] = "NL", ["5/48 High Street"] = "GB", ["12 Hauptstraße"] = "DE", ["Calle 50 # 12-34"] = "CO",
      ["12-14 High Street"] = "CA",
    }) do
      local address, lines = checked { country = country, street = text }
      assert.is_nil(address)
      assert.equal(1, #lines)
      local told = 'address.street error "' .. text .. '" does not say for certain'
      assert.is_truthy(lines[1]:find(told, 1, true), lines[1])
      for _, number in ipairs({ "", " " }) do
        assert.same(lines, select(2, checked { country = country, street = text, number = number }))
      end
    end
  end)

  it("without any number in it leaves the number missing", function()
    for _, text in ipairs({ "Kerkstraat", "Am Markt", "Lieu-dit Kerbran", "Broadway", "The Old Rectory" }) do
      local _, lines = checked { country = "NL", street = text }
      assert.equal(1, #lines)
      assert.equal('address.number error is required, and "' .. text
        .. '" has none: give the house number, or 0 if the house has no number', lines[1])
    end
  end)

  it("with its number in it beside the same number has it once", function()
    for _, case in ipairs({
      { "NL", "Hofplein 20", "20", "Hofplein" }, { "NL", "Hofplein 20", 20, "Hofplein" },
      { "GB", "16 Mill Lane", "16", "Mill Lane" }, { "DE", "Hauptstr. 5a", "5", "Hauptstr.", "a" },
      { "FR", "12 bis rue Haute", "12 bis", "rue Haute", "bis" },
      { "US", "12 Main St Apt 4", "12", "Main St", "Apt 4" },
      { "NL", "Hofplein 20A", "20A", "Hofplein", "A" },
    }) do
      local address, lines = checked { country = case[1], street = case[2], number = case[3] }
      assert.same({ case[4], tostring(case[3]):match("%d+"), case[5] },
        { address.street, address.number, address.suffix })
      assert.is_truthy(lines[#lines]:find('^address.street warning .* is read as street "' .. case[4]), lines[#lines])
    end
  end)

  it("with another number in it than the one beside it is a warning", function()
    for _, case in ipairs({
      { "DE", "Hauptstr. 5", "7" }, { "GB", "16 Mill Lane", "14" }, { "NL", "Hofplein 20", 21 },
      { "FR", "12 rue Haute", "1" }, { "US", "100 Main St", "10" },
    }) do
      local address, lines = checked { country = case[1], street = case[2], number = case[3] }
      assert.same({ case[2], tostring(case[3]) }, { address.street, address.number })
      assert.equal(1, #lines)
      assert.is_truthy(lines[1]:find(('has "%s": keep only one of them'):format(case[3]), 1, true), lines[1])
    end
    assert.same({}, select(2, checked { country = "CO", street = "Carrera 7", number = "32" }))
    for _, text in ipairs({ "Straße des 17. Juni", "18 Septemberplein", "Plein 1944", "Route 66",
      "Via 20 Settembre" }) do
      assert.same({}, select(2, checked { country = "DE", street = text, number = "17" }))
    end
  end)

  it("keeps a suffix that is given, and is not split where it has another one", function()
    local address = checked { country = "NL", street = "Hofplein 20", suffix = "A" }
    assert.same({ "Hofplein", "20", "A" }, { address.street, address.number, address.suffix })
    local _, lines = checked { country = "NL", street = "Hofplein 20 A", suffix = "B" }
    assert.same({ 'address.street error "Hofplein 20 A" has the suffix "A" in it, and address.suffix has "B": '
      .. "keep only one of them" }, lines)
  end)
end)

describe("the second line of an address", function()
  it("is a suffix if it reads as one", function()
    for _, text in ipairs({ "2b", "B", "12", "bus 3", "Apt 4B", "Suite 200", "3. OG", "2º B", "Top 3", "#4",
      "Flat 2", "2nd floor" }) do
      assert.equal("suffix", street.place_of_line2(text), text)
    end
  end)

  it("else belongs behind the street", function()
    for _, text in ipairs({ "", "c/o Jansen", "Postbus 12", "Industrial Estate", "Old Town", "t.a.v. Jan",
      "Kerkstraat 5", "BP 123" }) do
      assert.equal("street", street.place_of_line2(text), text)
    end
  end)
end)

describe("openprovider.street", function()
  it("takes the country as an option", function()
    for country, case in pairs({
      GB = { "10 Downing Street", "10" }, FR = { "12 bis rue Haute", "12" }, BE = { "Nieuwstraat 12 bus 3", "12" },
      ["Verenigde Staten"] = { "1600 Pennsylvania Ave", "1600" }, de = { "Straße des 17. Juni 135", "135" },
    }) do
      assert.equal(case[2], openprovider.street(case[1], { country = country }).number)
      assert.is_nil(openprovider.street(case[1]).number)
      assert.equal(case[2], openprovider.address({ street = case[1], country = country }).number)
    end
  end)
end)

describe("a street with a dash in its name", function()
  it("keeps it, and one behind a number is a hyphen", function()
    for text, parts in pairs({
      ["Main\226\128\147Street 5"] = { "Main\226\128\147Street", "5" },
      ["Am Markt 3\226\128\1475"] = { "Am Markt", "3", "-5" },
      ["Nord \226\128\148 S\195\188d 7"] = { "Nord \226\128\148 S\195\188d", "7" },
    }) do
      local read = openprovider.street(text, { country = "DE" })
      assert.same(parts, { read.street, read.number, read.suffix })
    end
  end)
end)
