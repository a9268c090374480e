--- Programs whose exports are known: how to recognize a file, and for each field its columns in order. The first one
--- with a value wins in each row.
--
-- Names are compared in the form of `header_name.fold`. All columns in `needs` must be there, and all of at least one
-- list in `any`. `addresses` are groups: all fields of an address come from the first group that has a street. `clean`
-- is applied to each cell. Other columns are left out, with a note. So are private notes, and tags, which must exist at
-- Openprovider first.
--
-- Sources: WHMCS's report "Clients" and its table of clients; Blesta's documentation of CSV imports and its tables of
-- contacts; HubSpot's default properties of contacts; Shopify's help about customer CSV files; the template of
-- Google Contacts.
--
-- @module openprovider.cli.import.columns.programs

local NAME = { first = "name.first_name", last = "name.last_name" }

-- The first of several values in one cell, as Google writes them.
local function first_of_list(cell)
  return cell:match("^(.-)[ \t\n]*:::") or cell
end

-- A number as text: an apostrophe keeps spreadsheets from changing it.
local function without_apostrophe(cell)
  return cell:find("^'[+0-9]") and cell:sub(2) or cell
end

-- The columns of one address in an address book.
local function address(street, line2, city, state, zipcode, country)
  return {
    ["address.street"] = { street }, ["address.line2"] = line2, ["address.city"] = { city },
    ["address.state"] = { state }, ["address.zipcode"] = { zipcode }, ["address.country"] = country,
  }
end

local function google_address(number)
  local function column(name) return ("Address %d - %s"):format(number, name) end
  return address(column("Street"), { column("Extended Address") }, column("City"), column("Region"),
    column("Postal Code"), { column("Country") })
end

local PROGRAMS = {
  { name = "openprovider list", is_own = true,
    needs = { "handle", "reference", "name.first_name", "name.last_name" }, fields = {} },
  { name = "WHMCS",
    needs = { "First Name", "Last Name", "Company Name", "Address 1", "Postcode", "Phone Number" },
    fields = {
      [NAME.first] = { "First Name" }, [NAME.last] = { "Last Name" }, company_name = { "Company Name" },
      email = { "Email" }, vat = { "Tax ID" }, locale = { "Language" },
      ["address.street"] = { "Address 1" }, ["address.line2"] = { "Address 2" }, ["address.city"] = { "City" },
      ["address.state"] = { "State", "Full State" }, ["address.zipcode"] = { "Postcode" },
      ["address.country"] = { "Country", "Country Code" },
      phone = { "Phone Number Formatted", "Phone Number" }, ["phone.country_code"] = { "Phone CC" },
    } },
  { name = "Blesta",
    needs = { "first_name", "last_name", "email", "city" },
    any = { { "client_id", "address1", "zip" }, { "id_code", "address1", "zip" },
      { "contact_type", "address1", "zip" }, { "state_code", "country_code", "postal_code" } },
    fields = {
      [NAME.first] = { "first_name" }, [NAME.last] = { "last_name" }, company_name = { "company" }, email = { "email" },
      vat = { "tax_id", "vat_number" }, locale = { "language" },
      ["address.street"] = { "address1", "address" }, ["address.line2"] = { "address2" }, ["address.city"] = { "city" },
      ["address.state"] = { "state", "state_code" }, ["address.zipcode"] = { "zip", "postal_code" },
      ["address.country"] = { "country", "country_code" },
      phone = { "phone", "phone_number", "number", "work_phone", "home_phone", "mobile", "mobile_phone" },
      fax = { "fax", "fax_number" },
    } },
  { name = "HubSpot",
    needs = { "First Name", "Last Name", "Email" },
    any = { { "Record ID" }, { "Record ID - Contact" }, { "Contact ID", "Lifecycle Stage" } },
    fields = {
      [NAME.first] = { "First Name" }, [NAME.last] = { "Last Name" },
      company_name = { "Company Name", "Company", "Associated Company" }, email = { "Email", "Work Email" },
      locale = { "Preferred Language" }, fax = { "Fax Number" },
      ["address.street"] = { "Street Address", "Address" },
      ["address.line2"] = { "Street Address 2", "Address Line 2", "Address 2" },
      ["address.city"] = { "City" }, ["address.state"] = { "State/Region", "State/Region Code", "State" },
      ["address.zipcode"] = { "Postal Code", "Zip Code", "Zip" },
      ["address.country"] = { "Country/Region Code", "Country/Region", "Country" },
      phone = { "Phone Number", "Phone", "Mobile Phone Number" }, vat = { "VAT Number", "VAT ID" },
    } },
  { name = "Shopify", clean = without_apostrophe,
    needs = { "First Name", "Last Name", "Email", "Total Spent", "Tax Exempt" },
    fields = {
      [NAME.first] = { "First Name" }, [NAME.last] = { "Last Name" }, email = { "Email" },
      company_name = { "Default Address Company", "Company" }, locale = { "Language" },
      ["address.street"] = { "Default Address Address1", "Address1" },
      ["address.line2"] = { "Default Address Address2", "Address2" },
      ["address.city"] = { "Default Address City", "City" },
      ["address.state"] = { "Default Address Province Code", "Province Code", "Province" },
      ["address.zipcode"] = { "Default Address Zip", "Zip" },
      ["address.country"] = { "Default Address Country Code", "Country Code", "Country" },
      phone = { "Phone", "Default Address Phone" },
    } },
  { name = "Google Contacts", clean = first_of_list,
    kind = { of = "- Value$", names = { "- Type", "- Label" }, skipped = "fax" }, -- not a telephone
    needs = { "E-mail 1 - Value", "Phone 1 - Value" },
    any = { { "Given Name", "Family Name" }, { "First Name", "Last Name" } },
    fields = {
      [NAME.first] = { "Given Name", "First Name" }, [NAME.last] = { "Family Name", "Last Name" },
      company_name = { "Organization 1 - Name", "Organization Name" }, locale = { "Language" },
      email = { "E-mail 1 - Value", "E-mail 2 - Value", "E-mail 3 - Value" },
      phone = { "Phone 1 - Value", "Phone 2 - Value", "Phone 3 - Value", "Phone 4 - Value" },
    },
    addresses = { google_address(1), google_address(2), google_address(3) } },
}

for _, more in ipairs({ "outlook", "shops" }) do
  local list = require("openprovider.cli.import.columns.programs." .. more)
  for _, program in ipairs(list) do PROGRAMS[#PROGRAMS + 1] = program end
end

return PROGRAMS
