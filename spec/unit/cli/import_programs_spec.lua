--- Exports of shops and of programs for sales and mail: their columns are known, and a row has the right values.
local options = require("openprovider.cli.import.columns.options")
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

-- The customer of the only row, without what was converted.
local function customer_of(text, format, map)
  local given = { format = format, name = "c", map = {} }
  for index, argument in ipairs(map or {}) do given.map[index] = assert(options.read_map(argument)) end
  local row = assert(assert(source.new(text_file.new(text), given)):next())
  return row.customer, row.problems, row.conversions
end

describe("a customer of WooCommerce has the same person, address and e-mail in JSON and in CSV", function()
  local MEMBERS = { "first_name", "last_name", "company", "email", "phone", "address_1", "address_2", "postcode",
    "city", "country", "state" }
  -- E-mail, first name and last name of the account, then the members of the bill.
  for _, case in ipairs({
    { "tim@a.nl", "Eva", "Jansen", "Wim", "Bos", "Bos BV", "wim@a.nl", "0301234567", "Dorpsstraat 7", "", "3511 AB",
      "Utrecht", "NL", "" },
    { "tim@a.nl", "Eva", "Jansen", "", "", "", "", "0301234567", "Dorpsstraat 7", "", "3511 AB", "Utrecht", "NL", "" },
    { "a@b.de", "", "", "Max", "Maier", "", "m@b.de", "", "Ring", "5", "10115", "Berlin", "DE", "" },
    { "a@b.fr", "Marie", "Dupont", "Luc", "", "Dupont SARL", "", "01 42 68 53 00", "rue Haute 5", "Bat B", "75002",
      "Paris", "FR", "" },
    { "", "Ann", "Lee", "Anna", "Lee-Kurz", "", "anna@b.us", "", "92 Chestnut Street", "", "40202", "Louisville", "US",
      "KY" },
  }) do
    it(table.concat(case, " ", 1, 5), function()
      local names, cells, billing = { "user_email", "first_name", "last_name" }, {}, {}
      for index, value in ipairs(case) do cells[index] = '"' .. value .. '"' end
      for index, name in ipairs(MEMBERS) do
        names[#names + 1] = "billing_" .. name
        billing[index] = ('"%s":"%s"'):format(name, case[index + 3])
      end
      local of_csv = customer_of(table.concat(names, ",") .. "\n" .. table.concat(cells, ",") .. "\n", "csv")
      local of_json = customer_of(('[{"id":5,"email":"%s","first_name":"%s","last_name":"%s","billing":{%s},'
        .. '"shipping":{"first_name":"Tom","address_1":"Weg 1","city":"Ulm"}}]'):format(case[1], case[2], case[3],
        table.concat(billing, ",")), "json")
      assert.same(of_csv, of_json)
      assert.equal(case[7] ~= "" and case[7] or case[1], of_json.email)
    end)
  end
end)

describe("tags of Shopify", function()
  for _, object in ipairs({
    '{"email":"a@b.us","first_name":"Bob","total_spent":"0.00","tax_exempt":false,"tags":"L, VIP"}',
    '{"email":"a@b.us","first_name":"Bob","tags":"L","default_address":{"city":"Ulm","zip":"89073"}}',
    '{"email":"a@b.us","first_name":"Bob","default_address":null,"tags":"new","orders_count":3}',
    '{"email":"a@b.us","first_name":"Bob","default_address":{},"tags":["a","b"]}',
    '{"tags":"VIP|x","email":"a@b.us","first_name":"Bob","total_spent":"3","tax_exempt":true}',
  }) do
    it("are left out of JSON, too, with a note: " .. object, function()
      local customer, problems, conversions = customer_of("[" .. object .. "]", "json")
      assert.is_nil(problems)
      assert.is_nil(customer.tags)
      assert.is_truthy(conversions[1].message:find('"tags"', 1, true), conversions[1].message)
    end)
  end

  it("of other programs are sent", function()
    assert.is_table(customer_of('[{"email":"a@b.us","first_name":"Bob","tags":"VIP"}]', "json").tags)
  end)
end)

describe("a row that another column calls a company", function()
  for _, case in ipairs({
    { "name;is_company;parent_id/name;email", "Azure Interior;True;;a@b.us" },
    { "email;name;company_type", "a@b.us;Deco Addict;Company" },
    { "Name;Is a Company;Email", "Azure Interior;TRUE;a@b.us" },
    { "is_company;name;email", "1;Ready Mat;a@b.us" },
    { "company_type;name;parent_id/name;email", "Unternehmen;Gemini Furniture;;a@b.us" },
  }) do
    it("has no person, and says what to do: " .. case[2], function()
      local name = case[1]:match("[Nn]ame%f[;]")
      local customer, problems = customer_of(case[1] .. "\n" .. case[2] .. "\n", "csv", { name .. "=full_name" })
      assert.is_nil(customer.name)
      assert.is_truthy(case[2]:find(customer.company_name, 1, true))
      assert.is_truthy(problems[1].message:find("needs a person: write one into columns name.first_name", 1, true))
      assert.is_nil(problems[2])
    end)
  end

  it("gives its people the company in their own rows", function()
    for header, cells in pairs({
      ["name;is_company;parent_id/name"] = "Brandon Freeman;False;Azure Interior",
      ["name;company_type;parent_id/name"] = "Brandon Freeman;Individual;Azure Interior",
      ["Name;Is a Company;Related Company"] = "Brandon Freeman;;Azure Interior",
      ["parent_id/name;name;is_company"] = "Azure Interior;Brandon Freeman;0",
      ["name;parent_id/name;company_type"] = "Brandon Freeman;Azure Interior;Person",
    }) do
      local name = header:find("Name", 1, true) and "Name" or "name"
      local customer, problems = customer_of(header .. "\n" .. cells .. "\n", "csv", { name .. "=full_name" })
      assert.is_nil(problems)
      local person = { first_name = "Brandon", last_name = "Freeman" }
      assert.same({ name = person, company_name = "Azure Interior" }, customer)
    end
  end)

  it("may have a person in other columns", function()
    assert.same({ name = { first_name = "Ann", last_name = "Lee" }, company_name = "Azure" },
      (customer_of("name;is_company;First name;Last name\nAzure;True;Ann;Lee\n", "csv", { "name=full_name" })))
  end)
end)
