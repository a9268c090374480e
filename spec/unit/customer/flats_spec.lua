-- Flats and floors in a written street, and houses without a number.
local addresses = require("spec.support.addresses")
local street = require("openprovider.customer.address.street")

local checked = addresses.checked

-- Country, what is written, street, number, suffix.
local READ = {
  ["a floor by its number, behind the street"] = {
    { "US", "350 5th Ave, 2nd Floor", "5th Ave", "350", "2nd Floor" },
    { "US", "10 Main St 2nd Floor", "Main St", "10", "2nd Floor" },
    { "US", "10 Main St, 2nd Fl", "Main St", "10", "2nd Fl" },
    { "US", "10 2nd Ave 3rd Floor", "2nd Ave", "10", "3rd Floor" },
    { "US", "10 Main St Ste 5, 2nd Floor", "Main St", "10", "Ste 5, 2nd Floor" },
    { "IE", "10 Main Street, 3rd Floor", "Main Street", "10", "3rd Floor" },
    { "CA", "100 King St W, 5th Floor", "King St W", "100", "5th Floor" },
    { "CA", "10 5e Rue, 3e étage", "5e Rue", "10", "3e étage" },
    { "FR", "12 rue Haute, 2e étage", "rue Haute", "12", "2e étage" },
    { "FR", "12 rue Haute, 1er étage gauche", "rue Haute", "12", "1er étage gauche" },
    { "FR", "12 rue Haute 2ème étage", "rue Haute", "12", "2ème étage" },
    { "FR", "12 rue Haute, 3 étage", "rue Haute", "12", "3 étage" },
    { "FR", "12 rue Haute, RDC", "rue Haute", "12", "RDC" },
    { "IN", "221, MG Road, 3rd Floor", "MG Road", "221", "3rd Floor" },
    { "DE", "Hauptstr. 12, 2. OG", "Hauptstr.", "12", "2. OG" },
    { "DE", "Hauptstr. 12 3. Stock", "Hauptstr.", "12", "3. Stock" },
    { "ES", "Calle Mayor 5, 2º piso", "Calle Mayor", "5", "2º piso" },
    { "NL", "Hofplein 20, 2e verdieping", "Hofplein", "20", "2e verdieping" },
    { "IT", "Via Roma 12, piano 3", "Via Roma", "12", "piano 3" },
    { "IT", "Via Roma 12, 3° piano", "Via Roma", "12", "3° piano" },
    { "PT", "Rua Augusta 12, 2.º Dto", "Rua Augusta", "12", "2.º Dto" },
  },
  ["a floor in words"] = {
    { "GB", "10 High Street, First Floor", "High Street", "10", "First Floor" },
    { "GB", "10 High Street, Ground Floor Flat", "High Street", "10", "Ground Floor Flat" },
    { "GB", "10 High Street, Basement Flat", "High Street", "10", "Basement Flat" },
    { "US", "100 Broadway Penthouse", "Broadway", "100", "Penthouse" },
    { "IT", "Via Roma 12, terzo piano", "Via Roma", "12", "terzo piano" },
    { "ES", "Calle Mayor 5, primer piso", "Calle Mayor", "5", "primer piso" },
    { "DE", "Hauptstr. 12, Erdgeschoss", "Hauptstr.", "12", "Erdgeschoss" },
  },
  ["a flat in front of the number"] = {
    { "GB", "Flat 2, 14 High Street", "High Street", "14", "Flat 2" },
    { "GB", "Flat 2a 14 High Street", "High Street", "14", "Flat 2a" },
    { "GB", "First Floor, 14A High Street", "High Street", "14", "A First Floor" },
    { "GB", "Flat 2, First Floor, 14 High Street", "High Street", "14", "Flat 2, First Floor" },
    { "IE", "Apt 5, 14 High Street", "High Street", "14", "Apt 5" },
    { "US", "Suite 5, 12 Main St", "Main St", "12", "Suite 5" },
    { "US", "2nd Floor, 350 5th Ave", "5th Ave", "350", "2nd Floor" },
    { "CA", "200-100 Queen Street West", "Queen Street West", "100", "Unit 200" },
    { "CA", "5-100 Queen Street West", "Queen Street West", "100", "Unit 5" },
    { "AU", "5/48 Pirrama Road", "Pirrama Road", "48", "Unit 5" },
    { "AU", "5/48-50 Pirrama Road", "Pirrama Road", "48", "-50 Unit 5" },
    { "AU", "Unit 3/25 George Street", "George Street", "25", "Unit 3" },
    { "AU", "Level 3, 48 Pirrama Road", "Pirrama Road", "48", "Level 3" },
    { "NZ", "2A/7 Queen Street", "Queen Street", "7", "Unit 2A" },
    { "SG", "Blk 123 Ang Mo Kio Ave 3 #04-12", "Ang Mo Kio Ave 3", "123", "#04-12" },
  },
  ["a flat behind a hyphen or a slash, with the number in front"] = {
    { "US", "12 Main St - Apt 4", "Main St", "12", "Apt 4" },
    { "US", "12 Main St / Unit 5", "Main St", "12", "Unit 5" },
    { "GB", "14 High Street - Flat 3", "High Street", "14", "Flat 3" },
    { "GB", "14 High Street – Flat 3", "High Street", "14", "Flat 3" },
    { "GB", "14 High Street - First Floor", "High Street", "14", "First Floor" },
    { "FR", "12 rue Haute - Apt 4", "rue Haute", "12", "Apt 4" },
    { "FR", "12 rue Haute - Bât. B - Apt 4", "rue Haute", "12", "Bât. B, Apt 4" },
    { "FR", "12 rue Haute - 2e étage", "rue Haute", "12", "2e étage" },
    { "CA", "100 Queen Street West - Suite 200", "Queen Street West", "100", "Suite 200" },
    { "AU", "25 George Street - Level 3", "George Street", "25", "Level 3" },
    { "US", "12 Main St -", "Main St", "12" }, { "FR", "12 rue Haute /", "rue Haute", "12" },
    { "NL", "Hofplein 20 -", "Hofplein", "20" }, { "DE", "Hauptstr. 12 / 2. OG", "Hauptstr.", "12", "2. OG" },
    { "FR", "Résidence Les Lilas - 12 rue Haute - Apt 4", "rue Haute, Résidence Les Lilas", "12", "Apt 4" },
    { "US", "Apt 4 - 12 Main St", "Main St", "12", "Apt 4" },
  },
  ["what else their countries write behind the number"] = {
    { "CZ", "Vinohradská 1200/45", "Vinohradská", "1200", "/45" },
    { "SK", "Hlavná 1200/45a", "Hlavná", "1200", "/45a" },
    { "HU", "Kossuth u. 5/A", "Kossuth u.", "5", "A" }, { "HU", "Fő utca 5. II/3", "Fő utca", "5", "II/3" },
    { "BR", "Av. Paulista, 1578 - apto 41", "Av. Paulista", "1578", "apto 41" },
    { "BR", "Av. Paulista, 1578 - 4º andar", "Av. Paulista", "1578", "4º andar" },
    { "CA", "1250 boul. René-Lévesque, bureau 2200", "boul. René-Lévesque", "1250", "bureau 2200" },
    { "TR", "Atatürk Caddesi No: 25 D: 4", "Atatürk Caddesi", "25", "D: 4" },
    { "TR", "Atatürk Cad. No:25 Kat:3 Daire:4", "Atatürk Cad.", "25", "Kat: 3 Daire: 4" },
    { "DE", "Hauptstraße 12 / Hinterhaus", "Hauptstraße", "12", "Hinterhaus" },
    { "DE", "Hauptstraße 12 1/2", "Hauptstraße", "12", "1/2" },
    { "BG", "бул. Витоша 15, ет. 3", "бул. Витоша", "15", "ет. 3" },
    { "BG", "бул. Витоша 15, вх. Б, ап. 4", "бул. Витоша", "15", "вх. Б, ап. 4" },
    { "AR", "Av. Corrientes 1234, piso 5 depto B", "Av. Corrientes", "1234", "piso 5 depto B" },
    { "KR", "152 Teheran-ro", "Teheran-ro", "152" }, { "IL", "22 Rothschild Blvd", "Rothschild Blvd", "22" },
    { "IT", "Via Roma n.5", "Via Roma", "5" }, { "ES", "Calle Mayor nº5", "Calle Mayor", "5" },
  },
  ["words that say that there is no number"] = {
    { "ES", "Calle Mayor s/n", "Calle Mayor", "0" }, { "MX", "Av. Juárez, S/N", "Av. Juárez", "0" },
    { "ES", "Pol. Ind. Sur, Parcela 5, s/n", "Pol. Ind. Sur, Parcela 5", "0" },
    { "IT", "Via Roma snc", "Via Roma", "0" }, { "IT", "Via Roma, s.n.c.", "Via Roma", "0" },
    { "PT", "Rua Augusta s/n", "Rua Augusta", "0" }, { "FR", "rue Haute sans numéro", "rue Haute", "0" },
    { "RS", "Glavna bb", "Glavna", "0" }, { "ES", "Calle Mayor s/n, 2º B", "Calle Mayor", "0", "2º B" },
  },
}

describe("a street is read with", function()
  for kind, cases in pairs(READ) do
    it(kind, function()
      for _, case in ipairs(cases) do addresses.assert_read(case) end
    end)
  end

  it("ordinal numbers that are its own", function()
    for text, country in pairs({ ["123 3rd Street"] = "US", ["10 2nd Avenue"] = "GB", ["10 5e avenue"] = "CA",
      ["10 East 5th"] = "US", ["12 First Street"] = "US", ["7 Garden Lane"] = "NZ", ["7 Upper Ground"] = "GB" }) do
      local number, name = text:match("^([0-9]+) (.*)$")
      assert.same({ street = name, number = number }, street.read(text, country))
    end
  end)
end)

describe("a letter of the house number and a flat that is given are", function()
  for text, case in pairs({
    ["12A High Street"] = { "GB", "Flat 2", "A Flat 2" },
    ["12 bis rue Haute"] = { "FR", "Bâtiment C", "bis Bâtiment C" },
    ["12A Main St"] = { "US", "Apt 3", "A Apt 3" }, ["Hofplein 12 bus 3"] = { "BE", "A", "A bus 3" },
    ["Hauptstr. 12a"] = { "DE", "2. OG", "a 2. OG" }, ["Hofplein 12 B"] = { "NL", "B", "B" },
  }) do
    it("one suffix: " .. text, function()
      local address = checked { country = case[1], street = text, suffix = case[2] }
      assert.same({ "12", case[3] }, { address.number, address.suffix })
    end)
  end
end)

describe("a house without a number", function()
  it("is 0, which is told", function()
    local address, lines = checked { country = "IT", street = "Via Roma s.n.c." }
    assert.same({ "Via Roma", "0" }, { address.street, address.number })
    assert.same({ 'address.street warning "Via Roma s.n.c." is read as street "Via Roma", number "0", as the house has '
      .. "no number" }, lines)
  end)

  it("and a street with its number in it: that number is taken", function()
    for _, number in ipairs({ "0", 0 }) do
      local address = checked { street = "Hofplein 20", number = number }
      assert.same({ "Hofplein", "20" }, { address.street, address.number })
    end
  end)

  it("and a street that may have a number is a warning", function()
    local address, lines = checked { street = "Plein 1944", number = "0" }
    assert.same({ "Plein 1944", "0" }, { address.street, address.number })
    assert.same({ 'address.street warning "Plein 1944" may have a house number in it, and address.number is 0: '
      .. "give the number there if it has one" }, lines)
    assert.same({}, select(2, checked { street = "Postbus 12", number = "0" }))
    assert.same({}, select(2, checked { street = "Kerkstraat", number = "0" }))
  end)

  it("because it is a post box is one problem, which says so", function()
    for text, country in pairs({ ["PO Box 5"] = "US", ["Postfach 12"] = "DE", ["Case postale 12"] = "CH",
      ["Postbus 12"] = "NL", ["Apartado de Correos 12"] = "ES" }) do
      local address, lines = checked { country = country, street = text }
      assert.is_nil(address)
      assert.same({ 'address.street error "' .. text .. '" is a post box: give a street and a house number, or 0 in '
        .. "address.number if there is none" }, lines)
    end
  end)
end)
