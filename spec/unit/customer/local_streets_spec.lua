--- Streets as they are written every day, each in its own country's short forms.

local addresses = require("spec.support.addresses")

describe("a street of every day", function()
  for _, case in ipairs({
    { "HU", "Petőfi u. 5", "Petőfi u.", "5" }, { "HU", "Petőfi utca 5-7.", "Petőfi utca", "5", "-7" },
    { "HU", "Fő u. 12/A", "Fő u.", "12", "A" }, { "DK", "Nørregade 5, st.", "Nørregade", "5", "st." },
    { "DK", "Nørregade 5, st. th.", "Nørregade", "5", "st. th." },
    { "DK", "Nørregade 5, 1. th", "Nørregade", "5", "1. th" },
    { "DK", "Nørregade 5, kld.", "Nørregade", "5", "kld." },
    { "IT", "Piazza 1° Maggio 3", "Piazza 1° Maggio", "3" },
    { "IT", "Via Roma 12, 3° piano", "Via Roma", "12", "3° piano" },
    { "IT", "Via 25 Aprile 12", "Via 25 Aprile", "12" },
    { "IT", "Via 4° Novembre 8", "Via 4° Novembre", "8" },
    { "NO", "Karl Johans gate 31 H0201", "Karl Johans gate", "31", "H0201" },
    { "NO", "Storgata 5 U0101", "Storgata", "5", "U0101" },
    { "TR", "Atatürk Cad. No:12 D:3", "Atatürk Cad.", "12", "D: 3" },
    { "TR", "Atatürk Caddesi No:12 K:2 D:3", "Atatürk Caddesi", "12", "K: 2 D: 3" },
    { "TR", "Cumhuriyet Cad. 12/3", "Cumhuriyet Cad.", "12", "/3" },
    { "SE", "Storgatan 12, 2 tr", "Storgatan", "12", "2 tr" },
    { "SE", "Storgatan 12 1tr", "Storgatan", "12", "1tr" },
    { "SE", "Storgatan 12 nb", "Storgatan", "12", "nb" }, { "DE", "Hauptstr.5", "Hauptstr.", "5" },
    { "DE", "Hauptstr. 5 2.OG", "Hauptstr.", "5", "2. OG" },
    { "DE", "Hauptstraße 5, 2.OG", "Hauptstraße", "5", "2. OG" },
    { "DE", "Hauptstraße 12 ½", "Hauptstraße", "12", "1/2" },
    { "DE", "Hauptstraße 12½", "Hauptstraße", "12", "1/2" },
    { "NL", "Kerkstraat 17-19 A", "Kerkstraat", "17", "-19 A" },
    { "NL", "Kerkstraat 10 bis A", "Kerkstraat", "10", "bis A" },
    { "NL", "Kerkstraat 33 G-H", "Kerkstraat", "33", "G-H" },
    { "NL", "Kerkstraat 10-bis", "Kerkstraat", "10", "bis" },
    { "CH", "Rue du 31-Décembre 8", "Rue du 31-Décembre", "8" },
    { "CH", "Rue du 1er-Août 12", "Rue du 1er-Août", "12" },
    { "FR", "5 rue du 11-Novembre", "rue du 11-Novembre", "5" },
    { "FI", "Mannerheimintie 5 A12", "Mannerheimintie", "5", "A12" },
    { "FI", "Mannerheimintie 5A12", "Mannerheimintie", "5", "A12" },
    { "FI", "Kuja 5 as. 12", "Kuja", "5", "as. 12" },
    { "CZ", "Vinohradská 1234/5a", "Vinohradská", "1234", "/5a" },
    { "SK", "Hlavná 123/4B", "Hlavná", "123", "/4B" }, { "US", "5 Main St # 3", "Main St", "5", "#3" },
    { "US", "5 Main St, # 3B", "Main St", "5", "#3B" }, { "US", "5 Main St #3", "Main St", "5", "#3" },
    { "BE", "Nieuwstraat 2 - bus 3", "Nieuwstraat", "2", "bus 3" },
    { "BE", "Nieuwstraat 12 b 3", "Nieuwstraat", "12", "b 3" },
    { "BE", "Nieuwstraat 12 b3", "Nieuwstraat", "12", "b3" },
    { "BE", "Nieuwstraat 12/3", "Nieuwstraat", "12", "/3" },
    { "BE", "Nieuwstraat 12 bus3", "Nieuwstraat", "12", "bus3" },
    { "AT", "Hauptstr. 5 / 3", "Hauptstr.", "5", "/3" }, { "AT", "Hauptstr.5/2/3", "Hauptstr.", "5", "/2/3" },
    { "PL", "ul.Długa 5", "ul.Długa", "5" }, { "PL", "Długa 5a/12", "Długa", "5", "a/12" },
    { "NL", "Kerkstr.12", "Kerkstr.", "12" }, { "IT", "P.zza Roma 5", "P.zza Roma", "5" },
    { "IT", "V.le Europa,12", "V.le Europa", "12" }, { "ES", "C/Mayor,5", "C/Mayor", "5" },
    { "ES", "Avda. 1º de Mayo 5", "Avda. 1º de Mayo", "5" },
    { "GB", "12½ High Street", "High Street", "12", "1/2" }, { "GB", "5 High St # 3", "High St", "5", "#3" },
  }) do
    it(("%s of %s is split"):format(case[2], case[1]), function() addresses.assert_read(case) end)
  end

  it("stays whole where the short form is another country's, or more stands there", function()
    for _, case in ipairs({
      { "NL", "Kerkstraat 5 H0201" }, { "DE", "Hauptstraße 5 2 tr" }, { "FI", "Mannerheimintie 5 Helsinki 00100" },
      { "SE", "Storgatan 5 Stockholm 2 tr" }, { "NO", "Storgata 31 H02011" }, { "CH", "Rue du 31-Décembre" },
      { "DE", "Straße des 17.Juni" }, { "NL", "Kerkstraat 5 bis Amsterdam" },
    }) do
      addresses.assert_whole(case[1], case[2])
    end
  end)
end)
