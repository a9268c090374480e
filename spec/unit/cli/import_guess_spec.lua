-- Columns that are guessed: what header rows of people and programs are taken for, and what is asked about them.
local columns = require("openprovider.cli.import.columns")
local options = require("openprovider.cli.import.columns.options")

local function maps_of(list)
  local found = {}
  for index, argument in ipairs(list) do found[index] = assert(options.read_map(argument)) end
  return found
end

local function maps(...)
  return maps_of({ ... })
end

local function cells_of(header)
  local cells = {}
  for cell in (header .. ";"):gmatch("([^;]*);") do cells[#cells + 1] = cell end
  return cells
end

-- What each column of a header is: the path, or "left out", "unknown", "ignored".
local function read(header, opts)
  local cells = cells_of(header)
  local found, list = assert(columns.new(cells, 1, opts or {})), {}
  for _, field in ipairs(found.fields.all) do
    for place, column in ipairs(field.columns) do list[column.index] = field.path .. (place > 1 and " 2" or "") end
  end
  for _, column in ipairs(found.left_out) do list[column.index] = "left out" end
  for _, column in ipairs(found.unknown) do list[column.index] = "unknown" end
  for _, column in ipairs(found.notes) do list[column.index] = "notes" end
  for index = 1, #cells do list[index] = list[index] or "-" end
  return list
end

local function asked(header, opts)
  local found, err = columns.new(cells_of(header), 1, opts or {})
  assert.is_nil(found, header)
  assert.is_table(err.choices, err.message)
  return table.concat(err.lines, "\n")
end

local FIRST, LAST, COMPANY = "name.first_name", "name.last_name", "company_name"
local STREET, NUMBER, SUFFIX, LINE2 = "address.street", "address.number", "address.suffix", "address.line2"
local ZIP, CITY, STATE, COUNTRY = "address.zipcode", "address.city", "address.state", "address.country"

describe("a header row", function()
  for language, case in pairs({
    English = { "First Name;Surname;Company;VAT no.;Street Address;House Number;Address Line 2;Post Code;Town;County;"
      .. "Country;Telephone;Mobile;Fax;E-Mail Address;Remarks;Language;Date of Birth;Gender",
      { FIRST, LAST, COMPANY, "vat", STREET, NUMBER, LINE2, ZIP, CITY, STATE, COUNTRY, "phone", "phone 2", "fax",
        "email", "notes", "locale", "additional_data.birth_date", "left out" } },
    Polish = { "Imię;Nazwisko;Nazwa firmy;NIP;Ulica;Nr domu;Nr lokalu;Kod pocztowy;Miejscowość;Województwo;Kraj;"
      .. "Telefon;Komórka;Adres e-mail;Uwagi;Język;Data urodzenia;Płeć",
      { FIRST, LAST, COMPANY, "vat", STREET, NUMBER, LINE2, ZIP, CITY, STATE, COUNTRY, "phone", "phone 2", "email",
        "notes", "locale", "additional_data.birth_date", "left out" } },
    ["of an address of the bill"] = { "Rechnungsadresse Straße;Rechnungsadresse Zusatz;Rechnungsadresse PLZ;"
      .. "Rechnungsadresse Ort;Rechnungsadresse Land;Lieferadresse Ort;Vorname;Ansprechpartner Vorname;E-Mail 1",
      { STREET, LINE2, ZIP, CITY, COUNTRY, "unknown", FIRST, FIRST .. " 2", "email" } },
    ["of other addresses of the bill"] = { "Factuuradres straat;Factuuradres postcode;Facturation ville;"
      .. "Fatturazione paese;Main Email", { STREET, ZIP, CITY, COUNTRY, "email" } },
    ["Odoo's"] = { "id;parent_id/name;email;phone;mobile;street;street2;city;state_id/name;zip;country_id/name;"
      .. "country_id/code;vat;is_company;company_type",
      { "left out", COMPANY, "email", "phone", "phone 2", STREET, LINE2, CITY, "address.state", ZIP, COUNTRY .. " 2",
        COUNTRY, "vat", "left out", "left out" } },
    Dutch = { "Voornaam;Tussenvoegsel;Achternaam;Voorletters;Bedrijfsnaam;BTW-nummer;Straat;Huisnummer;Toevoeging;"
      .. "Postcode;Woonplaats;Provincie;Land;Telefoonnummer;Mobiel;E-mailadres;Opmerkingen;Taal;"
      .. "Geboortedatum;KvK-nummer;"
      .. "Geslacht",
      { FIRST, "name.prefix", LAST, "name.initials", COMPANY, "vat", STREET, NUMBER, SUFFIX, ZIP, CITY, STATE, COUNTRY,
        "phone", "phone 2", "email", "notes", "locale", "additional_data.birth_date",
        "additional_data.company_registration_number", "left out" } },
    German = { "Anrede;Vorname;Nachname;Firma;USt-IdNr.;Straße;Hausnr.;Adresszusatz;PLZ;Ort;"
      .. "Bundesland;Land;Telefon;Handy;"
      .. "Telefax;E-Mail-Adresse;Bemerkungen;Sprache;Geburtsdatum;Kundennummer",
      { "left out", FIRST, LAST, COMPANY, "vat", STREET, NUMBER, LINE2, ZIP, CITY, STATE, COUNTRY, "phone", "phone 2",
        "fax", "email", "notes", "locale", "additional_data.birth_date", "left out" } },
    French = { "Civilité;Prénom;Nom;Raison sociale;N° de TVA;Adresse;Complément d'adresse;"
      .. "Code postal;Ville;Région;Pays;"
      .. "Téléphone;Portable;Télécopie;Courriel;Commentaires;Langue;Date de naissance;SIRET",
      { "left out", FIRST, LAST, COMPANY, "vat", STREET, LINE2, ZIP, CITY, STATE, COUNTRY, "phone", "phone 2", "fax",
        "email", "notes", "locale", "additional_data.birth_date",
        "additional_data.company_registration_number" } },
    Spanish = { "Nombre;Apellidos;Razón social;NIF;Dirección;Código Postal;Población;Provincia;País;Teléfono;Móvil;"
      .. "Correo electrónico;Observaciones;Idioma;Fecha de nacimiento",
      { FIRST, LAST, COMPANY, "vat", STREET, ZIP, CITY, STATE, COUNTRY, "phone", "phone 2", "email", "notes",
        "locale", "additional_data.birth_date" } },
    Italian = { "Nome;Cognome;Ragione Sociale;Partita IVA;Via;N. civico;CAP;Città;Prov.;Nazione;Telefono;Cellulare;"
      .. "Indirizzo e-mail;Note;Lingua;Data di nascita;Codice Fiscale",
      { FIRST, LAST, COMPANY, "vat", STREET, NUMBER, ZIP, CITY, STATE, COUNTRY, "phone", "phone 2", "email", "notes",
        "locale", "additional_data.birth_date", "left out" } },
  }) do
    it("in " .. language .. " is understood", function() assert.same(case[2], read(case[1])) end)
  end

  it("is understood whatever the case, blanks, signs and accents of its names are", function()
    for _, header in ipairs({ "FIRST NAME", "first_name", "firstName", " First  Name ", "First-name:", "first.name",
      "First\194\160Name", "Prénom", "PRENOM", "Pre\204\129nom", "prénom *", "Prénom(s)", "VOORNAAM", "“Vorname”" }) do
      assert.same({ FIRST, "email" }, read(header .. ";email"), header)
    end
    for _, header in ipairs({ "Straße", "STRASSE", "strasse", "Stra\195\159e", "STRAẞE", "Straße:" }) do
      assert.same({ STREET, "email" }, read(header .. ";email"), header)
    end
  end)

  it("may say whose address it has", function()
    assert.same({ FIRST, LAST, "email", STREET, LINE2, CITY, ZIP, "unknown" }, read("Billing First Name;"
      .. "billing_last_name;Billing Email;billing_address_1;billing_address_2;billing_city;"
      .. "billing_postal_code;shipping_city"))
    assert.same({ FIRST, LAST, "email", "phone" }, read("Contact first name;Contact last name;"
      .. "Client e-mail;Customer phone"))
  end)

  it("has the paths of fields before all guesses", function()
    assert.same({ "email", "left out" }, read("email;E-mail"))
    assert.same({ "left out", "address.city" }, read("Town;address.city"))
    assert.same({ "phone 2", "phone" }, read("Mobile;phone"))
    assert.same({ "vat", "left out", "left out" }, read("vat;VAT Number;Tax ID"))
    assert.same({ "left out", "email" }, read("E-Mail;Mail", { map = maps("Mail=email") }))
  end)

  it("says of one word by its neighbours what it is", function()
    for header, expected in pairs({
      ["Vorname;Name"] = { FIRST, LAST }, ["Prénom;Nom"] = { FIRST, LAST }, ["Voornaam;Naam"] = { FIRST, LAST },
      ["Nome;Cognome"] = { FIRST, LAST }, ["Nombre;Apellidos"] = { FIRST, LAST },
      ["Name;First name;Last name;Company"] = { "left out", FIRST, LAST, COMPANY },
      ["Full name;First name;Last name"] = { "left out", FIRST, LAST },
      ["Straat;Nr;Toev;email"] = { STREET, NUMBER, SUFFIX, "email" },
      ["Straße;Nr.;Zusatz"] = { STREET, NUMBER, SUFFIX }, ["Via;N.;CAP"] = { STREET, NUMBER, ZIP },
      ["Number;email"] = { "left out", "email" },
      ["Address;Zip;City"] = { STREET, ZIP, CITY }, ["Adres;Postcode;Plaats"] = { STREET, ZIP, CITY },
      ["Indirizzo;CAP;Città"] = { STREET, ZIP, CITY }, ["Adresse;Street;Zip;"
        .. "City"] = { "left out", STREET, ZIP, CITY },
      ["Estado;País"] = { STATE, COUNTRY }, ["Staat;Land;Provincie"] = { "left out", COUNTRY, STATE },
    }) do
      assert.same(expected, read(header), header)
    end
  end)

  it("has street and number in one column, whatever sign stands between them", function()
    for _, name in ipairs({ "Street + no.", "Street & number", "Street / No.", "Street and House Number",
      "Street Number", "Straße + Nr.", "Straße & Hausnr.", "Straat & huisnummer", "Rue + n°", "Calle y nº",
      "Via, n." }) do
      assert.same({ STREET, ZIP, CITY }, read(name .. ";Zip;City"), name)
    end
    assert.same({ STREET, NUMBER, ZIP }, read("Street;Street No.;Zip"))
    assert.same({ STREET, NUMBER, "left out" }, read("Street;House number;Street number"))
  end)

  it("has what stands below the street", function()
    for _, name in ipairs({ "Suite", "Apt", "Apt.", "Apt/Suite", "Unit", "Flat", "Address line 4" }) do
      assert.same({ STREET, LINE2, CITY }, read("Street;" .. name .. ";City"), name)
    end
  end)

  it("has the parts of names in one word each", function()
    assert.same({ FIRST, LAST, "email" }, read("First;Last;Email"))
    assert.same({ FIRST, "left out", LAST, "left out", "email" }, read("First;Middle;Last;Suffix;Email"))
    assert.same({ LAST, FIRST }, read("LAST;FIRST"))
  end)

  it("has a state in its address, and is asked what the same word means elsewhere", function()
    assert.same({ CITY, STATE, COUNTRY, "email" }, read("Ciudad;Estado;País;Email"))
    assert.same({ CITY, STATE, COUNTRY }, read("Ville;État;Pays"))
    for _, header in ipairs({ "Email;Estado;Nombre;Apellidos;País", "Pays;Email;État", "Land;E-Mail;Staat" }) do
      local asking = asked(header)
      assert.is_truthy(asking:find("=address.state", 1, true), asking)
      assert.is_truthy(asking:find('="', 1, true), asking)
    end
  end)

  it("may be that of programs that number their addresses, or say whose they are", function()
    assert.same({ STREET, ZIP, CITY, COUNTRY, "email" }, read("Straße 1;PLZ 1;Ort 1;Land 1;E-Mail 1")) -- lexoffice
    assert.same({ "unknown", CITY, ZIP, COUNTRY, STATE, "email" },
      read("Description;Address City;Address Postal Code;Address Country;Address State;Email"))
    assert.same({ STREET, LINE2, CITY, STATE, ZIP, COUNTRY }, read("Card Address Line1;Card Address Line2;"
      .. "Card Address City;Card Address State;Card Address Zip;Card Address Country")) -- Stripe
    assert.same({ "email", FIRST, LAST, STREET, LINE2, CITY, STATE, ZIP, COUNTRY, "unknown" },
      read("EmailAddress;FirstName;LastName;POAddressLine1;POAddressLine2;POCity;PORegion;POPostalCode;POCountry;"
      .. "SACity")) -- Xero
    assert.same({ "email", "phone", "unknown", "unknown" }, read("Email;Phone;Card Phone;Mailing Remarks"))
  end)

  it("of Outlook is known in the languages in which it writes", function()
    for program, header in pairs({
      German = "Anrede;Vorname;Weitere Vornamen;Nachname;Suffix;Firma;Straße geschäftlich;Straße geschäftlich 2;"
        .. "Ort geschäftlich;Region geschäftlich;Postleitzahl geschäftlich;Land/Region geschäftlich;Straße privat;"
        .. "Ort privat;Bundesland/Kanton privat;Postleitzahl privat;Land/Region privat;Weitere Straße;Fax geschäftlich;"
        .. "Telefon geschäftlich;Telefon (privat);Mobiltelefon;E-Mail-Adresse;E-Mail-Typ;E-Mail 2: Adresse;Notizen",
      French = "Titre;Prénom;Deuxième prénom;Nom;Suffixe;Société;Rue (bureau);Rue (bureau) 2;"
        .. "Ville (bureau);Dép/Région (bureau);Code postal (bureau);Pays/Région (bureau);Rue (domicile);"
        .. "Ville (domicile);Dép/Région (domicile);Code postal (domicile);Pays/Région (domicile);Rue (autre);"
        .. "Télécopie (bureau);Téléphone (bureau);Téléphone (domicile);Tél. mobile;Adresse de messagerie;"
        .. "Type de messagerie;Adresse de messagerie 2;Notes",
      Dutch = "Titel;Voornaam;Middelste naam;Achternaam;Achtervoegsel;Bedrijf;Werkadres, straat;Werkadres 2, straat;"
        .. "Werkadres, plaats;Werkadres, provincie;Werkadres, postcode;Land/regio (werk);Huisadres, straat;"
        .. "Huisadres, plaats;Huisadres, provincie;Huisadres, postcode;Land/regio (thuis);Ander adres, straat;"
        .. "Fax op werk;Telefoon op werk;Telefoon thuis;Mobiele telefoon;E-mailadres;E-mailtype;E-mailadres 2;Notities",
    }) do
      local found = read(header)
      for index, name in pairs({ [2] = FIRST, [4] = LAST, [5] = "left out", [6] = COMPANY, [7] = STREET, [8] = LINE2,
        [9] = CITY, [10] = STATE, [11] = ZIP, [12] = COUNTRY, [13] = STREET .. " 2", [16] = ZIP .. " 2", [19] = "fax",
        [20] = "phone", [23] = "email", [25] = "email 2", [26] = "left out" }) do
        assert.equal(name, found[index], program .. " " .. index)
      end
    end
  end)

  it("may have the ids of another program, which are left out as others are", function()
    assert.same({ "left out", "email", "left out" }, read("id;email;version"))
    local found = assert(columns.new(cells_of("id;email"), 1, {}))
    assert.same({}, found.ignored)
    assert.same({ "handle", "id" }, assert(columns.new(cells_of("handle;id;email"), 1, {})).ignored)
  end)

  it("may have the paths of fields in capitals", function()
    assert.same({ CITY, FIRST, "email", "phone", "extension.eu.whois_email", "vat" },
      read("ADDRESS.CITY;NAME.FIRST_NAME;EMAIL;Phone;Extension.EU.whois_email;Vat"))
  end)

  it("may have a control character, which options need not have", function()
    for _, name in ipairs({ "Fir\1ma", "Fir\27ma", "Fir\127ma", "Fir\194\133ma", "Fir\0ma" }) do
      local shown = require("openprovider.errors").one_line(name)
      assert.same({ COMPANY, "email" }, read(name .. ";email", { map = maps(shown .. "=company_name") }), name)
    end
  end)

  it("with a name of a thousand bytes is none", function()
    local found, err = columns.new({ ("x"):rep(100000), "email" }, 1, {})
    assert.is_nil(found)
    assert.equal("the name of column 1 has 100000 bytes, more than 1000: a quotation mark may be missing", err.message)
  end)

  it("may have a country's code and its name, the code first", function()
    assert.same({ "email", COUNTRY .. " 2", COUNTRY }, read("Email;Country;Country Code"))
    assert.same({ "email", COUNTRY, COUNTRY .. " 2" }, read("Email;Code pays;Pays"))
    assert.same({ "email", STATE, STATE .. " 2", COUNTRY }, read("Email;Province;Province Code;Land"))
  end)

  it("may have a calling code beside the number", function()
    assert.same({ "phone.country_code", "phone", "email" }, read("Phone Country Code;Phone;Email"))
  end)

  it("may have an area code beside the number", function()
    for _, name in ipairs({ "Vorwahl", "Area code", "Netnummer", "Indicatif régional", "Prefisso" }) do
      assert.same({ "phone.area_code", "phone", "email" }, read(name .. ";Phone;Email"), name)
    end
  end)

  it("leaves out what nobody knows, or has no name, and says so", function()
    assert.same({ "left out", "email", "left out", "vat" }, read(";Email; ;VAT"))
    assert.same({ "email", "unknown", "unknown" }, read("Email;Schuhgröße;Favourite colour"))
  end)
end)

describe("a header row in a Scandinavian language", function()
  for name, case in pairs({
    Danish = { "Fornavn;Efternavn;Firma;CVR-nr.;Vejnavn;Husnr.;Postnr.;By;Land;Telefon;Mobil;E-mail;Kundenr.",
      { FIRST, LAST, COMPANY, "additional_data.company_registration_number", STREET, NUMBER, ZIP, CITY, COUNTRY,
        "phone", "phone 2", "email", "left out" } },
    Norwegian = { "Fornavn;Etternavn;Foretak;Gateadresse;Postnummer;Poststed;Fylke;Land;Tlf.;Mobil;E-post",
      { FIRST, LAST, COMPANY, STREET, ZIP, CITY, STATE, COUNTRY, "phone", "phone 2", "email" } },
    Swedish = { "Förnamn;Efternamn;Företag;Gatuadress;Postnr;Postort;Land;Telefon;Mobil;E-postadress;Språk",
      { FIRST, LAST, COMPANY, STREET, ZIP, CITY, COUNTRY, "phone", "phone 2", "email", "locale" } },
    ["Danish, short"] = { "Fornavn;Efternavn;Adresse;Postnr;By;Tlf;Mail",
      { FIRST, LAST, STREET, ZIP, CITY, "phone", "email" } },
    ["Norwegian, in capitals"] = { "FORNAVN;ETTERNAVN;GATE;POSTNR;POSTSTED;EPOST",
      { FIRST, LAST, STREET, ZIP, CITY, "email" } },
    ["Swedish, another"] = { "Företagsnamn;Orgnr;Adress;Postnummer;Stad;Mobilnummer",
      { COMPANY, "additional_data.company_registration_number", STREET, ZIP, CITY, "phone" } },
  }) do
    it("is understood: " .. name, function() assert.same(case[2], read(case[1])) end)
  end
end)

describe("a name that is only a little like a known one", function()
  for _, name in ipairs({ "Newsletter", "Tax no", "Total", "Place of birth", "Consent", "Reg no", "Paid", "Stage",
    "Region no", "Coast", "Fix", "Stale" }) do
    it("is not guessed, and stops nothing: " .. name, function()
      assert.same({ "unknown", "vat" }, read(name .. ";vat"))
    end)
  end

  it("is asked about if it is a typing error", function()
    for name, path in pairs({ Emial = "email", Postcod = ZIP, Compnay = COMPANY, Surnamme = LAST, Telephobe = "phone",
      Strasze = STREET }) do
      assert.is_truthy(asked(name .. ";vat"):find(('--map "%s=%s"'):format(name, path), 1, true), name)
    end
  end)
end)

describe("a second telephone, e-mail address or floor", function()
  for header, expected in pairs({
    ["Telefon;Telefon 2;Email;E-Mail 2"] = { "phone", "phone 2", "email", "email 2" },
    ["Phone 2;Phone;Mobile"] = { "phone 2", "phone", "phone 2" },
    ["Téléphone;Téléphone 2"] = { "phone", "phone 2" }, ["Home Tel;Mobile"] = { "phone", "phone 2" },
    ["Work Tel;Email 2"] = { "phone", "email" }, ["Straße;Stiege;Tür;Ort"] = { STREET, LINE2, LINE2 .. " 2", CITY },
    ["Calle;Piso;Puerta;Ciudad"] = { STREET, LINE2, LINE2 .. " 2", CITY },
    ["Calle;Planta;Ciudad"] = { STREET, LINE2, CITY }, ["Ulica;Numer;Miasto"] = { STREET, NUMBER, CITY },
  }) do
    it("is known: " .. header, function()
      assert.same(expected, read(header))
    end)
  end
end)

describe("a column that can be read in several ways", function()
  it("is a choice, whose options can be copied", function()
    assert.equal([[
  column 2, "Name", can be read in several ways:
    --map "Name=full_name"                  a person's name: split it
    --map "Name=company_name"               a company
    --map "Name="                           leave it out]], asked("Email;Name"))
    for header, option in pairs({
      ["Email;Contact"] = '--map "Contact=full_name"', ["Email;Ansprechpartner"] = '--map "Ansprechpartner="',
      ["Address;Email"] = '--map "Address=address.street"', ["Straße;Ort;Nr"] = '--map "Nr=address.number"',
      ["Nome;Email"] = '--map "Nome=company_name"', ["First name;Last name;Name"] = '--map "Name=company_name"',
      ["Email;Suffix"] = '--map "Suffix=address.line2"', ["Staat;Email"] = '--map "Staat=address.country"',
      ["Emial;vat"] = '--map "Emial=email"', ["Email;Straat;Postcod"] = '--map "Postcod=address.zipcode"',
      ["reference;email"] = '--reference "reference"',
    }) do
      assert.is_truthy(asked(header):find(option, 1, true), header .. asked(header))
    end
  end)

  it("has its meaning beside the option, whatever the letters of its name", function()
    local lines = asked("Email;Vollständiger Name")
    assert.is_truthy(lines:find('\n    --map "Vollständiger Name=full_name"    a person', 1, true), lines)
  end)

  it("is one of several that a whole command answers, which only checks", function()
    local lines = asked("Name;Adresse;Ort;Telefon;Tel.", { name = "my file.csv", map = maps("Ort=address.city"),
      default = { { path = "address.country", value = "DE" } } })
    assert.is_truthy(lines:find([[
  or copy this, and change what is not right:
    openprovider import "my file.csv" --dry-run --map "Ort=address.city" --default "address.country=DE" \
      --map "Name=full_name" --map "Adresse=address.street" \
      --map "Telefon=phone"]], 1, true), lines)
  end)

  it("is no choice any more when the options say what it is", function()
    assert.same({ "email", "full_name" }, read("Email;Name", { map = maps("Name=full_name") }))
    assert.same({ "email", "-" }, read("Email;Contact", { map = maps("Contact=") }))
  end)

  it("may be one of two that are read as one field", function()
    for header, pair in pairs({
      ["Phone;Telephone;email"] = { "Phone=phone", "Telephone=phone" },
      ["E-Mail;Mail"] = { "E-Mail=email", "Mail=email" }, ["Ort;Stadt;"
        .. "email"] = { "Ort=address.city", "Stadt=address.city" },
      ["Mobil;Handy;email"] = { "Mobil=phone", "Handy=phone" },
      ["Firma;Unternehmen;email"] = { "Firma=company_name", "Unternehmen=company_name" },
    }) do
      local lines = asked(header)
      local both = ('--map "%s" --map "%s"'):format(pair[1], pair[2])
      -- Two cities in one address are never mixed.
      assert.equal(header:find("^Ort") == nil, lines:find(both, 1, true) ~= nil, lines)
      assert.is_truthy(lines:find(('\n    --map "%s"\n'):format(pair[1]), 1, true), lines)
      local known = read(header, { map = maps(pair[2], pair[1]) })
      assert.is_truthy(known[1]:find(" 2$"), known[1]) -- the order of the options counts
    end
  end)

end)

-- The options of the command that the choices of a header end with.
local function proposed(header)
  local lines = asked(header, { name = "f.csv" })
  local command, found = lines:match("or copy this.-\n(.*)") or lines, {}
  for name, path in command:gmatch('%-%-map "([^"=]+)=([^"]*)"') do found[#found + 1] = name .. "=" .. path end
  return found, lines
end

-- What is still asked after these options, or nil.
local function asked_again(header, found)
  local _, err = columns.new(cells_of(header), 1, { map = maps_of(found) })
  return err and err.choices
end

describe("the command that is proposed for choices", function()
  -- The columns that are left out, and the first of the address that is used.
  for header, case in pairs({
    ["Name;Card Address Line1;Card Address City;Card Address Zip;Address Line1;Address Line2;Address City;"
      .. "Address Postal Code;Email"] = { "Card Address Line1;Card Address City;Card Address Zip", "Address Line1" },
    ["Name;Address Line1;Address City;Address Zip;Card Address Line1;Card Address City;Card Address Zip;"
      .. "Card Address Country"] = { "Card Address Line1;Card Address City;Card Address Zip;Card Address Country",
      "Address Line1" },
    ["Name;Billing Street;Billing City;Billing Zip;Billing Country;Mailing Street;Mailing City;Mailing Zip"]
      = { "Mailing Street;Mailing City;Mailing Zip", "Billing Street" },
    ["Name;Straße;PLZ;Ort;Rechnung Straße;Rechnung PLZ;Rechnung Ort;Rechnung Land"]
      = { "Straße;PLZ;Ort", "Rechnung Straße" },
    ["Name;Street (billing);City (billing);Zip (billing);Street (card);City (card);Zip (card);Country"]
      = { "Street (card);City (card);Zip (card)", "Street (billing)" },
    ["Name;Factuuradres straat;Factuuradres postcode;Factuuradres plaats;Straat;Postcode;Plaats;Land"]
      = { "Factuuradres straat;Factuuradres postcode;Factuuradres plaats", "Straat" },
  }) do
    it("uses one of two addresses: " .. header, function()
      local found, lines = proposed(header)
      local left_out = {}
      for _, option in ipairs(found) do
        local name, path = option:match("^(.*)=(.*)$")
        assert.is_nil(path:find("^address"), lines)
        if path == "" then left_out[#left_out + 1] = name end
      end
      assert.equal(case[1], table.concat(left_out, ";"), lines)
      assert.is_truthy(lines:find(('(the address of "%s")'):format(case[2]), 1, true), lines)
      local again = read(header, { map = maps_of(found) })
      local has = {}
      for _, path in ipairs(again) do
        assert.is_nil(path:find("^address.* 2$"))
        has[path] = true
      end
      assert.is_true(has[STREET] and has[ZIP] and has[CITY], header)
    end)
  end

  it("is not needed for a lone column of another address", function()
    assert.same({ STREET, ZIP, CITY, COUNTRY, "email" }, read("Street;Zip;City;Billing Country;Email"))
  end)

  it("fits on a screen with the choices, and answers those that are not shown, too", function()
    for _, header in ipairs({ "Name;Adresse;Telefon;Tel.;Mail;E-Mail;Staat;Zusatz",
      "Naam;Adres;Phone;Telephone;Stato;Suffix;Emial", "Contact;Phone;Tel;Mobile;GSM;Fax;Telefax;Mail;Email",
      "Nom;Adresse;État;Fax;Télécopie;Mail;Courriel;Ville;Commune", "Name;Firma;Firmenname;Ort;Stadt;PLZ;Zip;Nr" }) do
      local found, lines = proposed(header)
      local count = select(2, lines:gsub("\n", ""))
      assert.is_true(count < 22, lines)
      local more = tonumber(lines:match("and (%d+) more, for which the command below has a proposal") or 0)
      assert.is_true(#found > more, lines)
      assert.is_nil(asked_again(header, found), lines)
    end
  end)

  it("never has two columns for one field", function()
    for header, expected in pairs({
      ["Customer;Company;Full name;Email;Billing address;Billing street;Billing city;Billing ZIP"]
        = { "Customer=", "Full name=full_name" },
      ["Name;Contact;Email"] = { "Name=company_name", "Contact=full_name" },
      ["Kunde;Firma;Ansprechpartner;Mail"] = { "Kunde=", "Ansprechpartner=full_name" },
      ["Contact;Contactpersoon;Email"] = { "Contact=full_name", "Contactpersoon=" },
      ["Client name;Société;Nom complet;Mail"] = { "Client name=", "Nom complet=full_name" },
      ["Name;Phone;Telephone;Email;Mail"] = { "Name=full_name", "Phone=phone", "Email=email" },
    }) do
      local found, lines = proposed(header)
      assert.same(expected, found, lines)
    end
  end)

  it("leaves a whole address out where its parts have columns", function()
    for _, name in ipairs({ "Billing address", "Postal address", "Adresse de facturation", "Indirizzo di fatturazione",
      "Dirección postal" }) do
      assert.same({ "left out", STREET, ZIP, CITY }, read(name .. ";Street;Zip;City"), name)
      assert.same({ STREET, ZIP, CITY }, read(name .. ";Zip;City"), name)
    end
  end)
end)

describe("a column with zip code and city", function()
  for _, name in ipairs({ "PLZ/Ort", "Postcode/Plaats", "CP / Ville", "Zip & City", "CAP/Città", "Postnr/By" }) do
    it("has to be split in the file: " .. name, function()
      local found, lines = proposed("Vorname;Nachname;Straße;" .. name .. ";Land;Kunde")
      assert.is_truthy(lines:find("zip code and city are in one cell, which cannot be split", 1, true), lines)
      for _, option in ipairs(found) do assert.is_nil(option:find("address", 1, true), option) end
    end)
  end
end)

describe("a name with more than the name", function()
  local OFFERED = '--map "%s=%s"'

  it("means what it means without what people add", function()
    for _, name in ipairs({ "Company (optional)", "Company / Organization", "Company name (if any)", "Name of company",
      "Company or organisation", "COMPANY NAME (LEGAL)", "Firma (optional)", "Firma/Organisation", "Firmaname",
      "Unternehmen / Firma", "Firma Name", "Bedrijf/organisatie", "Naam organisatie", "Société/Organisme",
      "Empresa / Organización", "Nome della ditta", "Business", "Legal name", "Org.", "Ｃｏｍｐａｎｙ", "Company, if any",
      "Bedrijf of organisatie", "Firma oder Unternehmen", "Société ou entreprise", "Empresa o sociedad",
      "Company optional", "Company [optional]", "Name (company)" }) do
      assert.same({ COMPANY, LAST, "email" }, read(name .. ";Last name;email"), name)
    end
    for name, path in pairs({ ["Phone (optional)"] = "phone", ["Phone (mobile)"] = "phone", ["E‑mail"] = "email",
      ["Telefon / Handy"] = "phone", ["E-Mail or mail"] = "email", ["Zip / Postcode"] = ZIP, ["PLZ (Zip)"] = ZIP,
      ["Land (ISO)"] = COUNTRY, ["Surname / Last name"] = LAST, ["Address (street)"] = STREET,
      ["Ｓｔｒｅｅｔ（optional）"] = STREET, ["Post‐code"] = ZIP, ["Gender (m/f)"] = "left out" }) do
      assert.same({ path, "vat" }, read(name .. ";vat"), name)
    end
  end)

  it("is less sure than a name as it stands, and than what it says of others", function()
    assert.same({ "unknown", "email", LAST }, read("E-mail (old);Email;Surname"))
    assert.same({ "unknown", "email" }, read("E-mail (private);Email"))
    assert.same({ "phone 2", "phone", "email" }, read("Phone (mobile);Phone (work);Email"))
    assert.same({ "unknown", "email", CITY, ZIP }, read("PLZ/Ort;Email;Ort;PLZ"))
  end)

  it("is a choice where it has two meanings, or one that is not certain", function()
    for name, paths in pairs({
      ["PLZ / Ort"] = { ZIP, CITY }, ["City/State"] = { CITY, STATE }, ["zip/postal"] = { ZIP },
      ["Name / Firma"] = { "full_name", COMPANY }, ["Company / Verein"] = { COMPANY },
      ["Phone/Fax"] = { "phone", "fax" },
    }) do
      local lines = asked(name .. ";vat")
      for _, path in ipairs(paths) do
        assert.is_truthy(lines:find(OFFERED:format(name, path), 1, true), lines)
      end
      assert.is_truthy(lines:find(OFFERED:format(name, ""), 1, true), lines)
    end
  end)

  it("is not left out unnoticed if it has a word for a company, a person, an e-mail or a telephone", function()
    for name, path in pairs({
      ["Trading company"] = COMPANY, ["Firmenbezeichnung lang"] = COMPANY, ["Bedrijf of instelling"] = COMPANY,
      ["Société du client"] = COMPANY, ["Empresa contratante"] = COMPANY, ["Org. lt. Register"] = COMPANY,
      ["companyLegal"] = COMPANY, ["Email privat"] = "email", ["Courriel principal"] = "email",
      ["Telefon tagsüber"] = "phone", ["Best tel."] = "phone", ["Handy privat"] = "phone",
      ["Name des Inhabers"] = LAST,
    }) do
      local lines = asked(name .. ";vat")
      assert.is_truthy(lines:find(OFFERED:format(name, path), 1, true), lines)
    end
  end)

  it("may be a whole name if it has a word for each of the two names, and no other", function()
    for _, name in ipairs({ "Nazwisko imię", "Apellido, nombre", "Nom et prénoms", "Nom de famille et prénom",
      "Nachname u. Vorname", "Zuname Vorname", "Surname, Forename", "Family name, given name", "Rufname, Nachname",
      "Vorname/Nachname", "Efternamn, förnamn", "Name (last, first)", "Full name (surname first)" }) do
      local lines = asked(name .. ";vat")
      assert.is_truthy(lines:find(OFFERED:format(name, "full_name"), 1, true), lines)
      assert.is_nil(lines:find("=name.", 1, true), lines)
    end
    for _, name in ipairs({ "Last login first seen", "First order, last order", "Familie", "Last order" }) do
      assert.same({ "unknown", "vat" }, read(name .. ";vat"), name)
    end
  end)

  it("is left out if another column is that field, or if it has something about it", function()
    assert.same({ "unknown", COMPANY, LAST }, read("Trading company;Company;Last name"))
    assert.same({ "unknown", "email" }, read("Email privat;Email"))
    for _, name in ipairs({ "Website of the company", "Company industry", "Email opt-in", "Phone verified",
      "Firma seit", "Bank name", "Email status" }) do
      assert.same({ "unknown", LAST }, read(name .. ";Last name"), name)
    end
  end)

  it("of a company is a choice in the file of a known program that has no other one", function()
    local hubspot = "Record ID;First Name;Last Name;Email;"
    for _, name in ipairs({ "Company name (if any)", "Firma", "Trading company" }) do
      local lines = asked(hubspot .. name)
      assert.is_truthy(lines:find(OFFERED:format(name, COMPANY), 1, true), lines)
    end
    assert.same({ "left out", FIRST, LAST, "email", COMPANY, "left out" },
      read(hubspot .. "Company Name;Trading company"))
  end)
end)
