--- Exports of shops and of programs for sales and mail: their columns are known, and a row has the right values.
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

-- The program's name, its columns, a row, and the customer that the row says.
local EXPORTS = {
  { "WooCommerce",
    "id,user_email,first_name,last_name,billing_first_name,billing_last_name,billing_company,billing_email,"
      .. "billing_phone,billing_address_1,billing_address_2,billing_postcode,billing_city,billing_state,"
      .. "billing_country,"
      .. "shipping_first_name,shipping_address_1,shipping_city,shipping_postcode",
    "1,a@b.fr,Marie,Dupont,,,Dupont SARL,,01 42 68 53 00,rue Haute 5,Bat B,75002,Paris,,FR,Eva,rue Basse,Lyon,69001",
    { name = { first_name = "Marie", last_name = "Dupont" }, company_name = "Dupont SARL", email = "a@b.fr",
      phone = "01 42 68 53 00",
      address = { street = "rue Haute 5", suffix = "Bat B", zipcode = "75002", city = "Paris", country = "FR" } } },
  { "Magento",
    "email,_website,confirmation,created_at,dob,firstname,gender,lastname,password_hash,prefix,suffix,taxvat,"
      .. "_address_city,_address_company,_address_country_id,_address_fax,_address_firstname,_address_postcode,"
      .. "_address_region,_address_street,_address_telephone",
    "a@b.at,base,yes,2019-03-01,1980-05-05,Anna,Female,Huber,x:1,Mag.,,ATU12345678,Wien,,AT,,Eva,1010,,Ring 5,"
      .. "+43 1 5123456",
    { name = { first_name = "Anna", last_name = "Huber" }, email = "a@b.at", vat = "ATU12345678",
      phone = "+43 1 5123456", additional_data = { birth_date = "1980-05-05" },
      address = { street = "Ring 5", zipcode = "1010", city = "Wien", country = "AT" } } },
  { "Salesforce or Zoho",
    "Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing State/Province,"
      .. "Mailing Zip/Postal Code,Mailing Country,Phone,Mobile,Email,Account Owner",
    "Ms.,Clara,Rossi,CEO,Rossi S.r.l.,Via Roma 12,Milano,MI,20121,Italy,,+39 347 1234567,a@b.it,Me",
    { name = { first_name = "Clara", last_name = "Rossi" }, company_name = "Rossi S.r.l.", email = "a@b.it",
      phone = "+39 347 1234567", address = { street = "Via Roma 12", zipcode = "20121", city = "Milano", state = "MI",
        country = "Italy" } } },
  { "Thunderbird",
    "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Home Phone,Mobile Number,"
      .. "Home Address,Home Address 2,Home City,Home State,Home ZipCode,Home Country,Work Address,Work City,"
      .. "Work ZipCode,Work Country,Organization,Notes",
    "Jan,Dijk,Jan,,,a@b.nl,,,+31 6 12345678,Hofplein 20,,Delft,,2611 AA,NL,,Rotterdam,,,,secret",
    { name = { first_name = "Jan", last_name = "Dijk" }, email = "a@b.nl", phone = "+31 6 12345678",
      address = { street = "Hofplein 20", zipcode = "2611 AA", city = "Delft", country = "NL" } } },
  { "Thunderbird",
    "Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Tel. dienstlich,Tel. privat,Privat: Adresse,Privat: Ort,"
      .. "Dienstlich: Adresse,Dienstlich: Ort,Dienstlich: PLZ,Dienstlich: Land,Organisation,Notizen",
    "Max,Maier,Max,a@b.de,,030 1234567,Weg 1,Bonn,Ring 5,Berlin,10115,DE,Maier GmbH,geheim",
    { name = { first_name = "Max", last_name = "Maier" }, company_name = "Maier GmbH", email = "a@b.de",
      phone = "030 1234567", address = { street = "Ring 5", zipcode = "10115", city = "Berlin", country = "DE" } } },
}

describe("an export is known, and read without any option:", function()
  for _, export in ipairs(EXPORTS) do
    it(export[1] .. ", " .. export[2]:match("^[^,]+"), function()
      local rows = assert(source.new(text_file.new(export[2] .. "\n" .. export[3] .. "\n"), {
        format = "csv", name = "c.csv", map = {}, default = {},
      }))
      assert.equal(export[1], rows.columns.program)
      assert.same(export[4], rows:next().customer)
    end)
  end

  it("but a column about a confirmation is no company in another file", function()
    local rows = assert(source.new(text_file.new("email,first name,confirmation\na@b.nl,Jan,yes\n"), {
      format = "csv", name = "c.csv", map = {}, default = {},
    }))
    assert.same({ email = "a@b.nl", name = { first_name = "Jan" } }, rows:next().customer)
  end)
end)
