--- Streets in which a number, or what stands beside it, is not that of a house.

local addresses = require("spec.support.addresses")

local WHOLE = {
  ["a hall, a plot, a berth or the like"] = {
    DE = { "Werk 3", "Flurstück 12", "Am Flugplatz Halle 5", "Halle 5", "Parzelle 5", "Terminal 1", "Gebäude 5",
      "Tor 5",
      "Messegelände Halle 12", "Hafen Liegeplatz 4", "Campingplatz Stellplatz 17", "Gewerbepark Geb. 5" },
    NL = { "Kavel 5", "Perceel 5", "Ligplaats 12", "plaats 12", "chalet 12", "Camping De Zon chalet 12", "Loods 3",
      "Haven steiger 4", "Bungalow 7" },
    ES = { "Nave 5", "Polígono 5", "Polígono Industrial Sur, nave 5", "Solar 3", "Mz 5" },
    PT = { "Lote 12", "Quinta Nova lote 12", "Armazém 3" }, SE = { "Väg 5", "Byggnad 5" }, NO = { "Riksvei 5" },
    FR = { "Lieu dit 5", "Hangar 5", "Zone Nord lot 5", "Emplacement 12" },
    BR = { "SQN 105 Bloco A", "Quadra 5", "Chácara Lote 12", "SHIS QI 5" }, IT = { "Capannone 5", "Lotto 12" },
    PL = { "Hala 5", "Działka 12" }, CZ = { "Areál hala 5" }, HU = { "Hrsz. 1234" }, TR = { "Sanayi Ada 5" },
    US = { "Warehouse 5", "Slip 12" }, GB = { "Harbour Berth 12", "Hangar 3" }, RU = { "участок 5", "Склад 3" },
  },
  ["of a post box beside it"] = {
    US = { "5 Main St, PO Box 5", "5 Main St, P.O. Box 5", "5 Main St PO Box 12", "12 High St, P O Box 7",
      "5 Main St, Post Office Box 5" },
    GB = { "10 High Street, PO Box 5" }, IE = { "10 Main Street, P.O. Box 5" },
    ZA = { "12 Long Street, Private Bag 5", "12 Long Street, PO Box 5" },
    AU = { "25 George Street, PO Box 5", "25 George Street, Locked Bag 12" },
  },
  ["beside another's name"] = {
    US = { "5 Main St, c/o Smith", "5 Main St c/o John Smith", "5 Main St, Attn: Jane", "5 Main St, care of Smith" },
    GB = { "10 High Street, c/o Jones" }, NL = { "Kerkstraat 5 p/a Jansen", "Kerkstraat 5, t.a.v. Jansen" },
    DE = { "Hauptstraße 5, z.Hd. Müller" }, FR = { "12 rue Haute, c/o Martin" },
  },
  ["followed by a part of a building that would be torn"] = {
    US = { "5 Main St, Rear Bldg" },
  },
}

local READ = {
  { "DE", "Am Tor 5", "Am Tor", "5" }, { "DE", "Zum Werk 3", "Zum Werk", "3" },
  { "DE", "An der Halle 5", "An der Halle", "5" },
  { "DE", "Neues Tor 12", "Neues Tor", "12" }, { "DE", "Torstraße 5", "Torstraße", "5" },
  { "NL", "Kavelweg 5", "Kavelweg", "5" }, { "NL", "Grote Poort 5", "Grote Poort", "5" },
  { "ES", "Calle Nave 5", "Calle Nave", "5" }, { "SE", "Kungsvägen 5", "Kungsvägen", "5" },
  { "IE", "10 Main Street, Co. Dublin", "Main Street, Co. Dublin", "10" },
  { "US", "5 Care Street", "Care Street", "5" },
}

describe("a street", function()
  for kind, cases in pairs(WHOLE) do
    it("stays whole where a number is " .. kind, function()
      for country, texts in pairs(cases) do
        for _, text in ipairs(texts) do addresses.assert_whole(country, text) end
      end
    end)
  end

  it("is split where such a word is of its name", function()
    for _, case in ipairs(READ) do addresses.assert_read(case) end
  end)
end)
