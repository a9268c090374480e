--- The columns of customers in shops, and of contacts in programs for sales and mail: for each field the columns in
--- order.
-- For a shop, the billing address is used. For contacts, the address at work is used first, then the one at home.
--
-- Sources: the documentation of WooCommerce's and Magento's customer exports, of the default fields of contacts in
-- Salesforce and Zoho CRM, and exports of Thunderbird's address book.
--
-- @module openprovider.cli.import.columns.programs.shops

local FIRST, LAST, BIRTH = "name.first_name", "name.last_name", "additional_data.birth_date"

-- Thunderbird's columns of one address.
local function mail_address(street, city, state, zipcode, country)
  return {
    ["address.street"] = { street }, ["address.line2"] = { street .. " 2" }, ["address.city"] = { city },
    ["address.state"] = { state }, ["address.zipcode"] = { zipcode }, ["address.country"] = { country },
  }
end

local function english(kind)
  return mail_address(kind .. " Address", kind .. " City", kind .. " State", kind .. " ZipCode", kind .. " Country")
end

local function german(kind)
  return mail_address(kind .. ": Adresse", kind .. ": Ort", kind .. ": Bundesland", kind .. ": PLZ", kind .. ": Land")
end

return {
  { name = "WooCommerce",
    needs = { "billing_first_name", "billing_last_name", "billing_address_1", "billing_postcode" },
    fields = {
      [FIRST] = { "billing_first_name", "first_name" }, [LAST] = { "billing_last_name", "last_name" },
      company_name = { "billing_company" }, email = { "billing_email", "user_email", "customer_email", "email" },
      phone = { "billing_phone" }, ["address.street"] = { "billing_address_1" },
      ["address.line2"] = { "billing_address_2" }, ["address.city"] = { "billing_city" },
      ["address.state"] = { "billing_state" }, ["address.zipcode"] = { "billing_postcode" },
      ["address.country"] = { "billing_country" },
    } },
  { name = "Magento",
    needs = { "email", "firstname", "lastname", "_address_street", "_address_postcode" },
    fields = {
      [FIRST] = { "firstname" }, [LAST] = { "lastname" }, email = { "email" }, company_name = { "_address_company" },
      vat = { "_address_vat_id", "taxvat" }, phone = { "_address_telephone" }, fax = { "_address_fax" },
      ["address.street"] = { "_address_street" }, ["address.city"] = { "_address_city" },
      ["address.state"] = { "_address_region" }, ["address.zipcode"] = { "_address_postcode" },
      ["address.country"] = { "_address_country_id" }, [BIRTH] = { "dob" },
    } },
  { name = "Salesforce or Zoho",
    needs = { "First Name", "Last Name", "Mailing Street", "Mailing City" },
    fields = {
      [FIRST] = { "First Name" }, [LAST] = { "Last Name" }, company_name = { "Account Name", "Company" },
      email = { "Email" }, phone = { "Phone", "Mobile", "Mobile Phone" }, fax = { "Fax" }, [BIRTH] = { "Birthdate" },
      ["address.street"] = { "Mailing Street" }, ["address.city"] = { "Mailing City" },
      ["address.state"] = { "Mailing State/Province", "Mailing State" },
      ["address.zipcode"] = { "Mailing Zip/Postal Code", "Mailing Zip", "Mailing Postal Code" },
      ["address.country"] = { "Mailing Country", "Mailing Country Code" },
    } },
  { name = "Thunderbird",
    needs = { "First Name", "Last Name", "Primary Email", "Work Phone" },
    fields = {
      [FIRST] = { "First Name" }, [LAST] = { "Last Name" }, company_name = { "Organization" },
      email = { "Primary Email", "Secondary Email" }, phone = { "Work Phone", "Home Phone", "Mobile Number" },
      fax = { "Fax Number" },
    },
    addresses = { english("Work"), english("Home") } },
  { name = "Thunderbird",
    needs = { "Vorname", "Nachname", "Primäre E-Mail-Adresse", "Tel. dienstlich" },
    fields = {
      [FIRST] = { "Vorname" }, [LAST] = { "Nachname" }, company_name = { "Organisation" },
      email = { "Primäre E-Mail-Adresse", "Sekundäre E-Mail-Adresse" },
      phone = { "Tel. dienstlich", "Tel. privat", "Mobil-Tel.-Nr." }, fax = { "Fax-Nummer" },
    },
    addresses = { german("Dienstlich"), german("Privat") } },
}
