--- Names of columns in English, Dutch, German, French, Spanish, Italian, Polish, and in Danish, Norwegian and Swedish
--- together.
-- Each language has a list of names for each field, separated by commas; `header_name.fold` compares them. A second
-- list is for columns that are used if the first column is empty: a mobile number if there is no other, the name of a
-- country if there is no code.
--
-- @module openprovider.cli.import.columns.names

local header_name = require("openprovider.cli.import.columns.header_name")

local LANGUAGES, ORDER = {}, { "en", "nl", "de", "fr", "es", "it", "pl", "nordic" }

LANGUAGES.en = {
  ["name.first_name"] = "first, first name, given name, forename, christian name, firstname, fname",
  ["name.last_name"] = "last, last name, surname, family name, lastname, lname",
  ["name.second_last_name"] = "second last name, second surname, second family name, last name 2, surname 2, "
    .. "maternal surname, "
    .. "maternal last name",
  ["name.initials"] = "initials",
  ["name.prefix"] = "prefix, infix, name prefix",
  company_name = "company, company name, organisation, organization, organisation name, organization name, "
    .. "business name, firm, company org, business, legal name, company legal name, name of company, "
    .. "parent id name, related company, "
    .. "name of organisation, name of organization, org, org name",
  vat = "vat, vat number, vat no, vat id, vat code, tax id, tax number, eu vat, vat registration number, tax vat",
  ["address.street"] = "street and house number, street and number, street and no, street house number, "
    .. "street and house no, "
    .. "street, street name, street address, address 1, address line 1, address line, street 1, "
    .. "address1, street line 1, line 1",
  ["address.line2"] = "suite, apt, apartment, apt suite, unit, flat, floor, address line 4, "
    .. "address 2, address line 2, street 2, street line 2, street address 2, address 3, "
    .. "address line 3, "
    .. "street 3, street line 3, line 2, extended address, address supplement",
  ["address.number"] = "house number, house no, house nr, building number",
  ["address.suffix"] = "house number suffix, house number addition, number suffix",
  ["address.zipcode"] = "zip, zip code, zipcode, postcode, post code, postal code, zip postal code, postal zip code, "
    .. "zip postcode",
  ["address.city"] = "city, town, city town, town city, locality, place, city name",
  ["address.state"] = "state, province, region, county, state province, state region, province state, state county",
  ["address.state 2"] = "state code, province code, region code, state id, state id name, state id code",
  ["address.country"] = "country code, country iso, iso country code, country iso code, country region code, "
    .. "country id code",
  ["address.country 2"] = "country, country name, country region, nation, country id, country id name",
  phone = "phone, telephone, phone number, telephone number, tel, tel no, phone no, phone 1, work phone, "
    .. "business phone, home phone, home tel, work tel, home telephone, work telephone, telephone no, landline, "
    .. "daytime phone, main phone, primary phone",
  ["phone 2"] = "mobile, mobile phone, mobile number, cell, cell phone, cellphone, mobile phone number, mobile no, "
    .. "gsm, cellular",
  ["phone 3"] = "phone 2, telephone 2, phone number 2, second phone, other phone, alternative phone, alternate phone",
  ["phone.area_code"] = "area code, phone area code, city code, std code",
  ["phone.country_code"] = "phone country code, calling code, dialling code, dialing code, phone cc, phone code, "
    .. "country calling code",
  fax = "fax, fax number, telefax, fax no, business fax",
  email = "email, e-mail address, email address, mail, e mail, email 1, primary email, "
    .. "main email, mail address, contact email",
  ["email 2"] = "email 2, e-mail 2, email address 2, mail 2, second email, secondary email, alternative email",
  locale = "locale, language, preferred language, lang, language code",
  comments = "comments, comment, remarks, remark, notes, note",
  tags = "tags, tag, labels",
  ["additional_data.birth_date"] = "date of birth, birth date, birthday, birthdate, dob",
  ["additional_data.company_registration_number"] = "company registration number, company number, "
    .. "registration number, "
    .. "chamber of commerce number, coc number, company reg no",
  none = "id, customer id, client id, customer number, customer no, client number, account number, gender, sex, "
    .. "title, "
    .. "salutation, honorific, job title, position, department, website, web site, url, homepage, web page, "
    .. "currency, "
    .. "status, credit, balance, created, created at, create date, creation date, date created, updated, updated at, "
    .. "last modified, password, username, user name, middle, middle name, nickname, group, type, "
    .. "customer type, is company, is a company, company type, iban, bic, "
    .. "bank, bank account, payment method, last login, ip address, discount",
}

LANGUAGES.nl = {
  ["name.first_name"] = "voornaam, roepnaam, voornamen",
  ["name.last_name"] = "achternaam, familienaam",
  ["name.second_last_name"] = "tweede achternaam, achternaam 2",
  ["name.initials"] = "voorletters, voorletter, initialen",
  ["name.prefix"] = "tussenvoegsel, tussenvoegsels, voorvoegsel, voorvoegsels, tussenv",
  company_name = "bedrijf, bedrijfsnaam, firma, firmanaam, organisatie, naam bedrijf, organisatienaam, bedrijf naam, "
    .. "naam organisatie",
  vat = "btw, btw-nummer, btw nr, btw-id, btw identificatienummer, btw nummer",
  ["address.street"] = "straat, straatnaam, straat en huisnummer, straat en nummer, straat huisnummer, adres 1, "
    .. "adresregel 1, straat nr, straat + huisnummer, straat + nr, straat en nr",
  ["address.line2"] = "adres 2, adresregel 2, adresregel 3",
  ["address.number"] = "huisnummer, huisnr, huis nr",
  ["address.suffix"] = "toevoeging, huisnummertoevoeging, huisnummer toevoeging, huisletter, bus, busnummer, "
    .. "huisnr toevoeging, toev",
  ["address.zipcode"] = "postcode, post code",
  ["address.city"] = "plaats, woonplaats, stad, gemeente, plaatsnaam, vestigingsplaats",
  ["address.state"] = "provincie, regio",
  ["address.country"] = "landcode",
  ["address.country 2"] = "land, landnaam, land regio",
  phone = "telefoon, telefoonnummer, tel nr, telnr, telefoonnr, telefoon 1, vaste telefoon, telefoon vast, "
    .. "vast nummer, "
    .. "telefoon werk, telefoon prive, tel nummer",
  ["phone 2"] = "mobiel, mobiele telefoon, mobiel nummer, gsm, gsm nummer, telefoon mobiel, mobielnummer",
  ["phone 3"] = "telefoon 2, telefoonnummer 2",
  ["phone.area_code"] = "netnummer, kengetal, zonenummer",
  ["phone.country_code"] = "landnummer",
  fax = "fax, faxnummer, telefax",
  email = "e-mail, e-mailadres, emailadres, mail, mailadres",
  locale = "taal, taalcode, voorkeurstaal",
  comments = "opmerking, opmerkingen, notitie, notities, toelichting",
  tags = "labels, label",
  ["additional_data.birth_date"] = "geboortedatum, geb datum",
  ["additional_data.company_registration_number"] = "kvk, kvk-nummer, kvk nr, ondernemingsnummer, "
    .. "kamer van koophandel",
  none = "klantnummer, klantnr, klant nr, debiteurnummer, debiteurnr, geslacht, aanhef, titel, functie, afdeling, "
    .. "website, valuta, status, aangemaakt, aangemaakt op, klantgroep, rekeningnummer, korting, wachtwoord, "
    .. "gebruikersnaam",
}

LANGUAGES.de = {
  ["name.first_name"] = "vorname, vornamen, rufname",
  ["name.first_name 2"] = "ansprechpartner vorname",
  ["name.last_name"] = "nachname, familienname, zuname",
  ["name.last_name 2"] = "ansprechpartner nachname",
  ["name.second_last_name"] = "zweiter nachname, zweiter familienname, nachname 2",
  ["name.initials"] = "initialen",
  ["name.prefix"] = "namenszusatz, namensvorsatz, vorsatzwort",
  company_name = "firma, firmenname, unternehmen, unternehmensname, organisation, firmenbezeichnung, name der firma, "
    .. "betrieb, firmaname, firma name, firmierung",
  vat = "ust-idnr, ust-id, umsatzsteuer-id, umsatzsteuer-identifikationsnummer, ustid, ust-id-nr, "
    .. "umsatzsteuernummer, "
    .. "mwst-nummer, mwst-nr, uid-nummer, uid-nr, umsatzsteuer-idnr, ust id nummer",
  ["address.street"] = "straße, strasse, straße und hausnr, straße und hausnummer, straße hausnummer, "
    .. "straße und nr, straße nr, straße hausnr, "
    .. "straßenname, adresszeile 1, adresse 1, anschrift 1, str, str hausnr, str nr, straße + hausnummer, "
    .. "strassenname",
  ["address.line2"] = "adresszusatz, adresszeile 2, adresse 2, anschrift 2, adresszeile 3, zusatzzeile, "
    .. "anschriftzusatz, adress zusatz, rechnungsadresse zusatz, stiege, tür, türnummer, stockwerk",
  ["address.number"] = "hausnummer, hausnr, haus nr, haus nummer",
  ["address.suffix"] = "hausnummernzusatz, hausnummerzusatz, hausnrzusatz",
  ["address.zipcode"] = "plz, postleitzahl",
  ["address.city"] = "ort, stadt, wohnort, ortschaft, ortsname, gemeinde",
  ["address.state"] = "bundesland, kanton, provinz, region, staat provinz",
  ["address.country"] = "länderkennzeichen, ländercode, landeskennzeichen, länderkürzel, laendercode, landkürzel",
  ["address.country 2"] = "land, land region",
  phone = "telefon, telefonnummer, tel, telefonnr, telefon nr, festnetz, rufnummer, telefon 1, telefon geschäftlich, "
    .. "telefon privat, festnetznummer, fon, tel nr, tel nummer",
  ["phone 2"] = "mobil, mobiltelefon, mobilnummer, handy, handynummer, mobilfunk, handynr, natel, telefon mobil, "
    .. "mobiltelefonnummer",
  ["phone 3"] = "telefon 2, telefonnummer 2, tel 2",
  ["phone.area_code"] = "vorwahl, ortsvorwahl, telefonvorwahl, vorwahlnummer",
  ["phone.country_code"] = "landesvorwahl, ländervorwahl, laendervorwahl",
  fax = "fax, faxnummer, telefax, fax nr",
  email = "e-mail, e-mail-adresse, emailadresse, mail, mailadresse",
  locale = "sprache, korrespondenzsprache, sprachcode",
  comments = "bemerkung, bemerkungen, anmerkung, anmerkungen, notiz, notizen, kommentar, kommentare, hinweis",
  tags = "schlagworte, schlagwörter",
  ["additional_data.birth_date"] = "geburtsdatum, geburtstag, geb-datum",
  ["additional_data.company_registration_number"] = "handelsregisternummer, hrb, handelsregister, hr-nummer, "
    .. "firmenbuchnummer, registernummer",
  none = "kundennummer, kundennr, kunden nr, kunden id, debitorennummer, geschlecht, anrede, titel, "
    .. "akademischer titel, "
    .. "briefanrede, position, abteilung, webseite, website, internet, homepage, währung, status, erstellt, "
    .. "erstellt am, angelegt am, kundengruppe, kunde seit, rabatt, passwort, benutzername, kontonummer, "
    .. "steuernummer",
}

LANGUAGES.fr = {
  ["name.first_name"] = "prénom, prénoms",
  ["name.last_name"] = "nom de famille, nom de naissance",
  ["name.second_last_name"] = "deuxième nom de famille, second nom de famille, second nom, nom de famille 2",
  ["name.initials"] = "initiales",
  ["name.prefix"] = "particule",
  company_name = "société, entreprise, raison sociale, nom de la société, nom de l'entreprise, organisation, "
    .. "dénomination, dénomination sociale, nom société, nom entreprise, organisme",
  vat = "tva, numéro de tva, n° tva, no tva, tva intracommunautaire, numéro tva, n° de tva, tva intra, "
    .. "n° tva intracommunautaire, numéro de tva intracommunautaire, num tva, identifiant tva",
  ["address.street"] = "rue, voie, rue n°, rue numéro, rue et n°, adresse 1, adresse ligne 1, "
    .. "ligne d'adresse 1, nom de la rue, n° et rue, "
    .. "numéro et rue, n° et voie, rue et numéro",
  ["address.line2"] = "complément d'adresse, complément adresse, adresse 2, adresse ligne 2, ligne d'adresse 2, "
    .. "adresse 3, complément",
  ["address.number"] = "numéro de rue, n° de rue, numéro de voie, n° de voie, n° rue, n° voie, numéro rue",
  ["address.suffix"] = "boîte, bte, indice de répétition",
  ["address.zipcode"] = "code postal, cp, npa, codepostal",
  ["address.city"] = "ville, commune, localité",
  ["address.state"] = "région, département, province, canton",
  ["address.country"] = "code pays",
  ["address.country 2"] = "pays, nom du pays, pays région",
  phone = "téléphone, numéro de téléphone, n° de téléphone, tél, téléphone fixe, n° téléphone, téléphone 1, fixe, "
    .. "tél fixe, num téléphone, numéro téléphone, téléphone bureau, téléphone domicile",
  ["phone 2"] = "mobile, portable, téléphone portable, téléphone mobile, tél portable, gsm, tél mobile, "
    .. "n° de portable, "
    .. "numéro de portable",
  ["phone 3"] = "téléphone 2, numéro de téléphone 2, tél 2",
  ["phone.area_code"] = "indicatif régional",
  ["phone.country_code"] = "indicatif, indicatif pays, indicatif téléphonique, indicatif du pays",
  fax = "fax, télécopie, télécopieur, numéro de fax, n° de fax",
  email = "e-mail, courriel, adresse e-mail, adresse mail, adresse électronique, mail, mél, adresse courriel, "
    .. "adresse de courriel, courrier électronique",
  locale = "langue, code langue, langue préférée",
  comments = "commentaire, commentaires, remarque, remarques, observation, observations, notes",
  tags = "étiquettes, étiquette",
  ["additional_data.birth_date"] = "date de naissance, né le",
  ["additional_data.company_registration_number"] = "siret, siren, numéro siret, n° siret, numéro siren, "
    .. "n° siren, rcs, "
    .. "numéro d'entreprise",
  none = "n° client, numéro client, numéro de client, code client, id client, sexe, civilité, titre, fonction, "
    .. "service, "
    .. "site web, site internet, devise, statut, date de création, créé le, remise, mot de passe, identifiant, "
    .. "groupe",
}

LANGUAGES.es = {
  ["name.first_name"] = "nombre de pila, nombres, primer nombre",
  ["name.last_name"] = "apellido, apellidos, primer apellido, apellido 1, 1er apellido, apellido paterno, sobrenome, "
    .. "sobrenomes, primeiro sobrenome, apelido, apelidos, primeiro apelido",
  ["name.second_last_name"] = "segundo apellido, apellido 2, 2º apellido, 2o apellido, apellido materno, "
    .. "segundo sobrenome, "
    .. "segundo apelido, último sobrenome, sobrenome 2",
  ["name.initials"] = "iniciales",
  company_name = "empresa, razón social, compañía, nombre de la empresa, organización, sociedad, nombre empresa, "
    .. "denominación social, nombre comercial",
  vat = "nif, cif, nif cif, cif nif, nif iva, número de iva, nº iva, iva, id fiscal, "
    .. "número de identificación fiscal, "
    .. "nif o cif, n iva, identificación fiscal",
  ["address.street"] = "calle, vía, nombre de la vía, dirección 1, dirección línea 1, línea de dirección 1, "
    .. "domicilio, "
    .. "calle y número, calle número, calle nº, calle y nº, "
    .. "nombre de la calle",
  ["address.line2"] = "dirección 2, dirección línea 2, línea de dirección 2, complemento, piso, planta, puerta, "
    .. "escalera, dirección adicional, "
    .. "información adicional de la dirección",
  ["address.number"] = "número de la calle, número de calle, nº de calle, número de portal, número exterior",
  ["address.suffix"] = "bis, letra",
  ["address.zipcode"] = "código postal, cp, c p, cód postal, cod postal",
  ["address.city"] = "ciudad, localidad, población, municipio",
  ["address.state"] = "provincia, comunidad autónoma, región",
  ["address.country"] = "código de país, código país",
  ["address.country 2"] = "país, nombre del país, país región",
  phone = "teléfono, número de teléfono, nº de teléfono, tel, tfno, telf, teléfono fijo, tlf, fijo, teléfono 1, "
    .. "nº teléfono",
  ["phone 2"] = "móvil, teléfono móvil, celular, número de móvil, tel móvil, nº móvil, teléfono celular",
  ["phone 3"] = "teléfono 2",
  ["phone.area_code"] = "prefijo, código de área",
  ["phone.country_code"] = "prefijo telefónico, prefijo internacional, código telefónico",
  fax = "fax, número de fax, nº de fax, telefax",
  email = "e-mail, correo electrónico, correo, dirección de correo, dirección de correo electrónico, mail, "
    .. "correo-e",
  locale = "idioma, lengua, idioma preferido",
  comments = "comentario, comentarios, observación, observaciones, notas, nota",
  tags = "etiquetas, etiqueta",
  ["additional_data.birth_date"] = "fecha de nacimiento, fecha nacimiento, f nacimiento",
  none = "nº cliente, número de cliente, código de cliente, id cliente, código cliente, sexo, género, tratamiento, "
    .. "título, cargo, departamento, sitio web, página web, web, moneda, estado del cliente, fecha de alta, "
    .. "fecha de creación, descuento, contraseña, usuario, grupo",
}

LANGUAGES.it = {
  ["name.first_name"] = "nome di battesimo, nome proprio",
  ["name.last_name"] = "cognome",
  ["name.second_last_name"] = "secondo cognome, cognome 2",
  ["name.initials"] = "iniziali",
  company_name = "ragione sociale, azienda, società, ditta, impresa, nome azienda, denominazione, organizzazione, "
    .. "nome della società, nome società, nome della ditta, nome ditta",
  vat = "partita iva, p iva, piva, p. iva, numero partita iva, n partita iva, iva, numero iva",
  ["address.street"] = "via, strada, indirizzo 1, riga indirizzo 1, indirizzo riga 1, via e numero civico, "
    .. "via e numero, via n, via numero, nome della via, via n civico, via e n civico",
  ["address.line2"] = "indirizzo 2, riga indirizzo 2, indirizzo riga 2, presso, complemento indirizzo, "
    .. "indirizzo aggiuntivo",
  ["address.number"] = "numero civico, civico, n civico, nr civico, n° civico",
  ["address.suffix"] = "interno, barrato",
  ["address.zipcode"] = "cap, codice postale, c.a.p.",
  ["address.city"] = "città, comune, località",
  ["address.state"] = "provincia, prov, regione, sigla provincia",
  ["address.country"] = "codice paese, codice nazione",
  ["address.country 2"] = "paese, nazione, paese regione, stato estero",
  phone = "telefono, numero di telefono, n telefono, tel, telefono fisso, tel fisso, fisso, recapito telefonico, "
    .. "telefono 1, numero telefono",
  ["phone 2"] = "cellulare, cell, telefono cellulare, numero di cellulare, telefono mobile, n cellulare",
  ["phone 3"] = "telefono 2",
  ["phone.area_code"] = "prefisso, prefisso telefonico",
  ["phone.country_code"] = "prefisso internazionale, prefisso paese",
  fax = "fax, numero di fax, telefax, n fax",
  email = "e-mail, posta elettronica, indirizzo e-mail, indirizzo mail, indirizzo di posta elettronica, mail",
  locale = "lingua, lingua preferita",
  comments = "commento, commenti, osservazioni, note, annotazioni",
  tags = "etichette, etichetta",
  ["additional_data.birth_date"] = "data di nascita, data nascita, nato il",
  ["additional_data.company_registration_number"] = "numero rea, rea",
  none = "codice cliente, numero cliente, id cliente, n cliente, sesso, titolo, qualifica, reparto, sito web, "
    .. "sito internet, valuta, stato cliente, data creazione, creato il, sconto, nome utente, gruppo, "
    .. "codice fiscale, "
    .. "pec, codice sdi, codice destinatario",
}

LANGUAGES.pl = {
  ["name.first_name"] = "imię, imiona, pierwsze imię",
  ["name.last_name"] = "nazwisko",
  ["name.initials"] = "inicjały",
  company_name = "firma, nazwa firmy, przedsiębiorstwo, spółka, organizacja, nazwa przedsiębiorstwa",
  vat = "nip, numer nip, nr nip, nip ue, vat ue, vat-ue",
  ["address.street"] = "ulica, nazwa ulicy, ulica i numer, ulica i nr, ulica nr, ulica numer, adres 1",
  ["address.line2"] = "adres 2, nr lokalu, numer lokalu, numer mieszkania, nr mieszkania, lokal",
  ["address.number"] = "numer domu, nr domu, numer budynku, nr budynku",
  ["address.zipcode"] = "kod pocztowy, kod poczt, kod",
  ["address.city"] = "miasto, miejscowość",
  ["address.state"] = "województwo",
  ["address.country"] = "kod kraju",
  ["address.country 2"] = "kraj, państwo, nazwa kraju",
  phone = "telefon, numer telefonu, nr telefonu, nr tel, tel, telefon stacjonarny",
  ["phone 2"] = "komórka, telefon komórkowy, kom, numer komórki",
  ["phone.area_code"] = "numer kierunkowy, nr kierunkowy",
  fax = "faks, fax, nr faksu, numer faksu",
  email = "e-mail, adres e-mail, poczta elektroniczna, mail",
  locale = "język",
  comments = "uwagi, komentarz, komentarze, notatka, notatki",
  ["additional_data.birth_date"] = "data urodzenia",
  ["additional_data.company_registration_number"] = "krs, numer krs, nr krs",
  none = "numer klienta, nr klienta, id klienta, płeć, tytuł, stanowisko, dział, strona www, strona internetowa, "
    .. "waluta, status, data utworzenia, rabat, hasło, regon, pesel",
}

LANGUAGES.nordic = {
  ["name.first_name"] = "fornavn, förnamn, tilltalsnamn",
  ["name.last_name"] = "etternavn, efternavn, efternamn, familienavn, familjenamn, slektsnavn",
  company_name = "firma, firmanavn, företag, företagsnamn, foretak, foretaksnavn, virksomhed, virksomhet, bedrift, "
    .. "bedriftsnavn, firmanamn, organisasjon, organisation, selskap, selskab",
  vat = "momsnummer, moms nr, momsregistreringsnummer, momsreg nr, vat nr, mva nummer, mva nr, cvr moms",
  ["address.street"] = "gate, gateadresse, gateadr, gatuadress, gata, gatunamn, gade, gadenavn, vejnavn, vej, "
    .. "gade og nummer, gate og nummer, adresselinje 1, adressrad 1, gate og husnummer, vejnavn og husnummer, "
    .. "vejnavn og nummer",
  ["address.line2"] = "adresselinje 2, adressrad 2, c o, co adress, co adresse",
  ["address.number"] = "husnummer, husnr, gatenummer, gatunummer",
  ["address.suffix"] = "husbokstav",
  ["address.zipcode"] = "postnr, postnummer",
  ["address.city"] = "poststed, postort, by, bynavn, stad, ort, sted, postdistrikt",
  ["address.state"] = "fylke, landskap",
  ["address.country"] = "landskode, landekode, landskod",
  ["address.country 2"] = "land",
  phone = "telefon, telefonnummer, telefonnr, tlf, tlf nr, tlfnr, tlf nummer, tel, fasttelefon, fastnett",
  ["phone 2"] = "mobil, mobiltelefon, mobilnummer, mobilnr, mobiltlf, mob",
  ["phone.country_code"] = "landsnummer",
  fax = "fax, faks, telefaks, faxnummer",
  email = "e-post, epost, e-postadresse, e-postadress, epostadresse, mail, e-mail, mailadresse",
  locale = "språk, sprog",
  comments = "bemærkninger, merknader, anmärkningar, anteckningar, notater, noter, kommentarer, merknad",
  ["additional_data.birth_date"] = "fødselsdato, födelsedatum",
  ["additional_data.company_registration_number"] = "organisasjonsnummer, organisationsnummer, orgnr, org nr, cvr, "
    .. "cvr-nummer, cvr nr",
  none = "kundenummer, kundnummer, kundenr, kundnr, kjønn, køn, kön, tittel, titel, stilling, avdeling, afdeling, "
    .. "nettside, hjemmeside, hemsida, valuta, personnummer, fødselsnummer, rabat, rabatt, adgangskode, lösenord",
}

-- Names whose meaning depends on the other columns: see `openprovider.cli.import.columns.doubts`.
local DOUBTS = {
  name = "name, naam, nom, nom client, customer name, client name, klantnaam, kundenname, kunde, customer, "
    .. "client, klant, navn, namn, kundenavn, kundnamn, "
    .. "cliente, nome cliente, nombre cliente, account name, contact name, noms",
  given_name = "nome, nombre",
  full_name = "full name, fullname, display name, whole name, contact, contact person, vollständiger name, "
    .. "name vollständig, vor- und nachname, vorname nachname, vorname und nachname, ansprechpartner, kontakt, "
    .. "kontaktperson, volledige naam, voor- en achternaam, contactpersoon, contactnaam, nom complet, nom et prénom, "
    .. "prénom et nom, nom prénom, prénom nom, interlocuteur, personne de contact, nombre completo, "
    .. "for- og etternavn, for- og efternavn, för- och efternamn, fullt navn, fulde navn, fullständigt namn, "
    .. "kontaktperson, nombre y apellidos, contacto, persona de contacto, nome completo, nome e cognome, nome cognome, "
    .. "cognome e nome, cognome nome, contatto, referente, persona di contatto, nachname vorname, name vorname, "
    .. "vorname name, imię i nazwisko, nazwisko i imię, first and last name, first name last name, apellidos y nombre",
  address = "address, adres, adresse, anschrift, dirección, indirizzo, postadresse, full address, "
    .. "adresgegevens, adress, "
    .. "home address, business address, volledig adres, adres do faktury, "
    .. "postal address, adresse postale, dirección postal, adresse de facturation, dirección de facturación, "
    .. "indirizzo di fatturazione",
  state = "staat, stato, estado, état",
  suffix = "suffix, zusatz, addition",
  street_number = "street number, street no, street nr",
  number = "number, nummer, nr, numéro, número, numero, no, n, num, n°, nº, numer",
}

local names = {}

-- Folded name -> `{ path, rank }`, `{ none = true }` or `{ doubt }`.
local MEANINGS, KEYS

local function add(list, meaning)
  for name in list:gmatch("[^,]+") do
    local key = header_name.fold(name)
    if not MEANINGS[key] or MEANINGS[key].none then
      if not MEANINGS[key] then KEYS[#KEYS + 1] = key end
      MEANINGS[key] = meaning
    end
  end
end

local function load()
  MEANINGS, KEYS = {}, {}
  for doubt, list in pairs(DOUBTS) do add(list, { doubt = doubt }) end
  for _, language in ipairs(ORDER) do
    for field, list in pairs(LANGUAGES[language]) do
      local path = field:match("^[^ ]+")
      if field ~= "none" then add(list, { path = path, rank = tonumber(field:match(" (%d)$")) or 1 }) end
    end
  end
  for _, language in ipairs(ORDER) do add(LANGUAGES[language].none, { none = true }) end
end

-- Words that shops and registrars put before a name, without another meaning.
local IN_FRONT = { "^billing", "^customer", "^client", "^contact", "^registrant", "^owner" }

-- The same, only before the parts of an address.
local OF_ADDRESS = { "^address", "^cardaddress", "^card", "^po", "^mailing", "^postal", "^rechnungsadresse",
  "^rechnungsanschrift", "^rechnung", "^factuuradres", "^factuur", "^adressedefacturation", "^facturation",
  "^direcciondefacturacion", "^facturacion", "^indirizzodifatturazione", "^fatturazione" }

-- The meaning of the rest of a name after one of some words, if it begins with one, and these words.
local function behind(key, words)
  for _, pattern in ipairs(words) do
    local _, last = key:find(pattern)
    local meaning = last and MEANINGS[key:sub(last + 1)]
    if meaning then return meaning, key:sub(1, last) end
  end
  return nil
end

-- The same for OF_ADDRESS: the rest must be a part of an address.
local function of_address(key)
  local meaning, front = behind(key, OF_ADDRESS)
  if meaning and (meaning.path or ""):find("^address%.") then return meaning, front end
  return nil
end

--- What a name of a column means.
---@param key string of `header_name.fold`
---@return table|nil meaning `{ path, rank }`; `{ none = true }` if customers have no such field; `{ doubt }`
---@return string|nil front words before the name that say whose it is: "billing"; "" if there are none
function names.meaning(key)
  if not MEANINGS then load() end
  if MEANINGS[key] then return MEANINGS[key], "" end
  local meaning, front = behind(key, IN_FRONT)
  if not meaning then meaning, front = of_address(key) end
  if meaning then return meaning, front end
  -- The first of several: "City 1", "PLZ 1".
  local first = key:match("^([a-z]+)1$")
  if not (first and MEANINGS[first]) then return nil end
  return MEANINGS[first], ""
end

--- All names that are known, folded.
---@return string[]
function names.keys()
  if not MEANINGS then load() end
  return KEYS
end

return names
