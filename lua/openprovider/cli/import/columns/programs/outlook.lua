--- The columns of Outlook's contacts in several languages: for each field the columns in order.
-- The business address is used first, then the home address, then the other address.
-- Sources: programs that read or write Outlook's exports.
--
-- @module openprovider.cli.import.columns.programs.outlook

local NAME = { first = "name.first_name", last = "name.last_name" }

-- The columns of one address.
local function address(street, line2, city, state, zipcode, country)
  return {
    ["address.street"] = { street }, ["address.line2"] = line2, ["address.city"] = { city },
    ["address.state"] = state, ["address.zipcode"] = { zipcode }, ["address.country"] = country,
  }
end

local function english(kind)
  local function column(name) return kind .. " " .. name end
  return address(column("Street"), { column("Street 2"), column("Street 3") }, column("City"), { column("State") },
    column("Postal Code"), { column("Country/Region"), column("Country") })
end

local function german(kind)
  local function column(name) return name .. " " .. kind end
  return address(column("Straße"), { column("Straße") .. " 2", column("Straße") .. " 3" }, column("Ort"),
    { column("Region"), column("Bundesland/Kanton") }, column("Postleitzahl"),
    { column("Land/Region"), column("Land") })
end

local function french(kind)
  local function column(name) return name .. " (" .. kind .. ")" end
  return address(column("Rue"), { column("Rue") .. " 2", column("Rue") .. " 3" }, column("Ville"),
    { column("Dép/Région") }, column("Code postal"), { column("Pays/Région"), column("Pays") })
end

local function dutch(whose, kind)
  local function column(name) return whose .. ", " .. name end
  return address(column("straat"), { column("straat 2"), column("straat 3"), whose .. " 2, straat",
    whose .. " 3, straat" }, column("plaats"), { column("provincie") }, column("postcode"),
    { "Land/regio (" .. kind .. ")", column("land/regio"), column("land") })
end

return {
  { name = "Outlook",
    needs = { "First Name", "Last Name", "E-mail Address", "Business Street", "Home Street" },
    fields = {
      [NAME.first] = { "First Name" }, [NAME.last] = { "Last Name" }, company_name = { "Company" },
      email = { "E-mail Address", "E-mail 2 Address", "E-mail 3 Address" },
      phone = { "Business Phone", "Company Main Phone", "Primary Phone", "Business Phone 2", "Mobile Phone",
        "Home Phone", "Home Phone 2", "Other Phone" },
      fax = { "Business Fax", "Home Fax", "Other Fax" }, locale = { "Language" },
    },
    addresses = { english("Business"), english("Home"), english("Other") } },
  { name = "Outlook",
    needs = { "Vorname", "Nachname", "E-Mail-Adresse", "Straße geschäftlich", "Straße privat" },
    fields = {
      [NAME.first] = { "Vorname" }, [NAME.last] = { "Nachname" }, company_name = { "Firma" },
      email = { "E-Mail-Adresse", "E-Mail 2: Adresse", "E-Mail 3: Adresse" },
      phone = { "Telefon geschäftlich", "Telefon Firma", "Haupttelefon", "Telefon geschäftlich 2", "Mobiltelefon",
        "Telefon (privat)", "Telefon (privat 2)", "Telefon privat 2", "Mobiltelefon 2", "Weiteres Telefon" },
      fax = { "Fax geschäftlich", "Fax privat", "Weiteres Fax" }, locale = { "Sprache" },
    },
    addresses = { german("geschäftlich"), german("privat"), address("Weitere Straße", { "Weitere Straße 2",
      "Weitere Straße 3" }, "Weiterer Ort", { "Weiteres/r Bundesland/Kanton" }, "Weitere Postleitzahl",
      { "Weiteres/e Land/Region" }) } },
  { name = "Outlook",
    needs = { "Prénom", "Nom", "Adresse de messagerie", "Rue (bureau)", "Rue (domicile)" },
    fields = {
      [NAME.first] = { "Prénom" }, [NAME.last] = { "Nom" }, company_name = { "Société" },
      email = { "Adresse de messagerie", "Adresse de messagerie 2", "Adresse de messagerie 3" },
      phone = { "Téléphone (bureau)", "Téléphone société", "Téléphone principal", "Téléphone 2 (bureau)", "Tél. mobile",
        "Téléphone (domicile)", "Téléphone 2 (domicile)", "Téléphone (autre)" },
      fax = { "Télécopie (bureau)", "Télécopie (domicile)", "Télécopie (autre)" }, locale = { "Langue" },
    },
    addresses = { french("bureau"), french("domicile"), french("autre") } },
  { name = "Outlook",
    needs = { "Voornaam", "Achternaam", "E-mailadres", "Werkadres, straat", "Huisadres, straat" },
    fields = {
      [NAME.first] = { "Voornaam" }, [NAME.last] = { "Achternaam" }, company_name = { "Bedrijf" },
      email = { "E-mailadres", "E-mailadres 2", "E-mailadres 3", "E-mail 2-adres", "E-mail 3-adres" },
      phone = { "Telefoon op werk", "Hoofdtelefoon bedrijf", "Hoofdtelefoon", "Telefoon op werk 2", "Mobiele telefoon",
        "Telefoon thuis", "Telefoon thuis 2", "Andere telefoon" },
      fax = { "Fax op werk", "Fax thuis", "Andere fax" }, locale = { "Taal" },
    },
    addresses = { dutch("Werkadres", "werk"), dutch("Huisadres", "thuis"), dutch("Ander adres", "anders") } },
}
