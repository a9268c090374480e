-- A row of cells becomes a customer: several columns of one field, defaults, what stands below the street, names in one
-- cell, and what programs leave in cells.
local date = require("openprovider.values.date")
local full_name = require("openprovider.cli.import.columns.full_name")
local options = require("openprovider.cli.import.columns.options")
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

local function opened(text, opts)
  local given = { format = "csv", name = "c.csv", map = {}, default = {} }
  for _, argument in ipairs(opts and opts.map or {}) do
    given.map[#given.map + 1] = assert(options.read_map(argument))
  end
  for _, argument in ipairs(opts and opts.default or {}) do
    given.default[#given.default + 1] = assert(options.read_default(argument))
  end
  given.format = opts and opts.format or given.format
  return assert(source.new(text_file.new(text), given))
end

-- The rows of a file, without line and conversions.
local function customers_of(text, opts)
  local rows, found = opened(text, opts), {}
  for row in function() return rows:next() end do
    assert.is_nil(row.problems)
    found[#found + 1] = row.customer
  end
  return found
end

-- What a person reads of the problems of the first row.
local function problems_of(text, opts)
  local rows, said = opened(text, opts), {}
  for _, problem in ipairs(rows:next().problems or {}) do said[#said + 1] = rows:text(problem) end
  return said
end

describe("the header row again", function()
  it("is one problem and no customer", function()
    for _, line in ipairs({ "Vorname;Nachname;Email;PLZ;Ort", "vorname;NACHNAME;E-Mail;PLZ;Ort",
      " Vorname ;Nachname;;;", ";;Email;PLZ;Ort;;" }) do
      assert.same({ "c.csv:2: it is the header row again, not a customer: take the line out of the file" },
        problems_of("Vorname;Nachname;Email;PLZ;Ort\n" .. line .. "\n"), line)
    end
  end)

  it("is told from customers", function()
    for _, line in ipairs({ "Vorname;Nachname;a@b.nl;PLZ;Ort", "Vorname;Dijk;Email;PLZ;Ort", ";Nachname;;;" }) do
      assert.is_table(opened("Vorname;Nachname;Email;PLZ;Ort\n" .. line .. "\n"):next().customer, line)
    end
  end)
end)

describe("a row with a total", function()
  it("is one problem and no customer, in whichever cell its word stands", function()
    for _, line in ipairs({ "Summe: 2;;;", ";;;Summe;1.432,50", "Total", "Totaal;12", "Gesamt;;;2;€ 1.432,50",
      ";;Total général : 3;;", "Anzahl: 4", "TOTAL;;;;1,432.50 EUR", "Grand Total;2", ";Sous-total;3", "Somme;;;;3",
      "Total customers: 12" }) do
      assert.same({ "c.csv:2: it looks like a total, not a customer: take the line out of the file" },
        problems_of("Vorname;Nachname;Email;PLZ;Ort\n" .. line .. "\n"), line)
    end
  end)

  it("is told from people and companies of that name", function()
    for _, line in ipairs({ "Total;Dijk;a@b.nl;1;X", ";Total;a@b.nl;;", "Jan;Summe;;1000;Bonn",
      "Total Energies;;;75001;Paris", "Jan;;;;", "Suma;Anna;;;", "12;13;;;" }) do
      assert.same({}, problems_of("Vorname;Nachname;Email;PLZ;Ort\n" .. line .. "\n"), line)
    end
  end)
end)

describe("several columns of one field", function()
  it("are used in their order: the first that is filled in the row", function()
    local text = "Phone;Mobile;email\n020 1;06 1;a@b.nl\n;06 2;c@d.nl\n \194\160;06 3;e@f.nl\n020 4;;g@h.nl\n;;i@j.nl\n"
    local phones = {}
    for index, customer in ipairs(customers_of(text)) do phones[index] = customer.phone or "-" end
    assert.same({ "020 1", "06 2", "06 3", "020 4", "-" }, phones)
  end)

  it("are in the order of the options", function()
    local text = "A;B;C;email\n1;2;3;x@y.nl\n;2;3;x@y.nl\n1;;3;x@y.nl\n"
    local phones = {}
    for index, customer in ipairs(customers_of(text, { map = { "C=", "B=phone", "A=phone" } })) do
      phones[index] = customer.phone
    end
    assert.same({ "2", "2", "1" }, phones)
  end)

  it("tell a problem at the column that was used", function()
    local rows = opened("Phone;Mobile;email\n;bad;a@b.nl\n")
    local row = rows:next()
    assert.equal("c.csv:2:2: Mobile: phone is bad",
      rows:text(rows:locate(row, { path = "phone", message = "is bad" })))
  end)

  it("may be a number, its area code and its calling code", function()
    local function phones(text)
      local found = {}
      for index, customer in ipairs(customers_of(text)) do found[index] = customer.phone end
      return found
    end
    assert.same({ "030 901820", "30 901820", "+31 10 1234567", "+44 20 79460000", "1234567" },
      phones("Vorwahl;Telefon;email\n030;901820;a@b.nl\n30;901820;a@b.nl\n030;+31 10 1234567;a@b.nl\n"
      .. "(030);+44 20 79460000;a@b.nl\n;1234567;a@b.nl\n"))
    assert.same({ "+1 212 5551234", "+44 020 79460000", "+44 20 79460000", "+39 06 698123", "030 901820" },
      phones("Phone Country Code;Area code;Phone;email\n1;212;5551234;a@b.nl\n0044;020;79460000;a@b.nl\n"
      .. "+44;20;79460000;a@b.nl\n39;06;698123;a@b.nl\n;030;901820;a@b.nl\n"))
    assert.same({ "+44 01904 123456", "+44 1904 123456", "+44 1904 123456", "01 42615000", "+33 1 42615000" },
      phones("Indicatif;Phone;email\n0044;01904 123456;a@b.nl\n44;1904 123456;a@b.nl\n+44;1904 123456;a@b.nl\n"
      .. "01;42615000;a@b.nl\n33;1 42615000;a@b.nl\n"))
  end)

  it("say the word of their name before a number below the street", function()
    local suffixes = {}
    for index, customer in ipairs(customers_of("Street;No;Suite;Country\nMain St;5;400;US\nMain St;5;Suite 4;US\n"
      .. "Main St;5;4B;US\nMain St;5;;US\n")) do
      suffixes[index] = customer.address.suffix or "-"
    end
    assert.same({ "Suite 400", "Suite 4", "Suite 4B", "-" }, suffixes)
    assert.equal("Apt 3", customers_of("Street;No;Apt.;Country\nMain St;5;3;US\n")[1].address.suffix)
    assert.equal("3", customers_of("Street;No;Address 2;Country\nMain St;5;3;US\n")[1].address.suffix)
  end)

  it("may be a number and its calling code", function()
    local text = "Phone Country Code;Phone;email\n44;20 7946 0958;a@b.nl\n+31;+32 2 1;c@d.nl\n'+49;030 1;e@f.nl\n"
      .. ";030 2;g@h.nl\n1;0044 20 1;i@j.nl\n"
    local phones = {}
    for index, customer in ipairs(customers_of(text)) do phones[index] = customer.phone end
    assert.same({ "+44 20 7946 0958", "+32 2 1", "+49 030 1", "030 2", "0044 20 1" }, phones)
  end)
end)

describe("a default", function()
  it("is for rows that have no value", function()
    local opts = { default = { "address.country=NL", "locale=nl_NL", "tags=VIP|new", "phone=+31 20 1234567" } }
    local tags = { { key = "customer", value = "VIP" }, { key = "customer", value = "new" } }
    assert.same({
      { email = "a@b.nl", address = { country = "BE" }, locale = "nl_NL", tags = tags, phone = "1" },
      { email = "c@d.nl", address = { country = "NL" }, locale = "nl_NL", tags = tags, phone = "+31 20 1234567" },
    }, customers_of("email,address.country,phone\na@b.nl,BE,1\nc@d.nl,,\n", opts))
  end)

  it("is for members that an object of JSON does not have", function()
    local text = '{"email":"a@b.nl","address":{"country":"BE"}}\n{"email":"c@d.nl","address":{"city":"X"}}\n'
      .. '{"email":"e@f.nl","locale":""}\n'
    assert.same({
      { email = "a@b.nl", address = { country = "BE" }, locale = "nl_NL" },
      { email = "c@d.nl", address = { city = "X", country = "NL" }, locale = "nl_NL" },
      { email = "e@f.nl", address = { country = "NL" }, locale = "nl_NL" },
    }, customers_of(text, { format = "json", default = { "address.country=NL", "locale=nl_NL" } }))
  end)

  it("leaves an object of JSON as it is that has something else where the default leads", function()
    for member, path in pairs({
      name = "name.prefix=van", address = "address.country=NL", phone = "phone.country_code=+31",
      additional_data = "additional_data.birth_date=1970-02-28",
      extension_additional_data = "extension.es.passport_number=X1",
    }) do
      local customer = { email = "a@b.nl", [member] = "Jan" }
      local text = ('{"email":"a@b.nl","%s":"Jan"}\n'):format(member)
      assert.same({ customer }, customers_of(text, { format = "json", default = { path } }), path)
    end
  end)

  it("leaves a field of an extension as it is that an object of JSON has", function()
    for data, expected in pairs({
      ['{"name":"es","data":{"passport_number":"A1"}}'] = "A1",
      ['{"name":"ES","data":{"passport_number":"A1"}}'] = "A1",
      ['{"name":"es","data":{"passport_number":""}}'] = "X1", ['{"name":"es","data":{}}'] = "X1",
      ['{"name":"es"}'] = "X1",
    }) do
      local text = ('{"email":"a@b.nl","extension_additional_data":[%s]}\n'):format(data)
      local opts = { format = "json", default = { "extension.es.passport_number=X1" } }
      local customer = customers_of(text, opts)[1]
      assert.same({ passport_number = expected }, customer.extension_additional_data[1].data, data)
      assert.is_nil(customer.extension_additional_data[2], data)
    end
  end)

  it("makes no customer of an empty row", function()
    assert.same({ { email = "a@b.nl", locale = "nl_NL" } },
      customers_of("email,vat\n,\na@b.nl,\n,\n", { default = { "locale=nl_NL" } }))
  end)

  it("is refused if it is not PATH=VALUE, or its value cannot be right", function()
    for argument, message in pairs({
      ["locale"] = "'locale' is not PATH=VALUE, such as address.country=NL",
      ["locale="] = "'locale=' is not PATH=VALUE", ["locale= "] = "'locale= ' is not PATH=VALUE",
      ["=x"] = "'=x' is not PATH=VALUE", ["adress.country=NL"] = 'unknown field "adress.country"; did you mean',
      ["full_name=Jan Dijk"] = 'unknown field "full_name"', ["address.country=Nowhereland"] = "address.country ",
      ["email=jan@"] = 'email "jan@" has no valid domain',
    }) do
      local default, why = options.read_default(argument)
      assert.is_nil(default, argument)
      assert.is_truthy(why:find(message, 1, true), why)
    end
  end)
end)

describe("a date", function()
  local function read(text)
    local row = opened("email;Date of birth\na@b.nl;" .. text .. "\n"):next()
    return row.customer.additional_data.birth_date, row.conversions and row.conversions[1].message
  end

  for text, expected in pairs({
    ["28.02.1970"] = "1970-02-28", ["1.2.1970"] = "1970-02-01", ["28/02/1970"] = "1970-02-28",
    ["2/28/1970"] = "1970-02-28", ["28-2-1970"] = "1970-02-28", ["1970/02/28"] = "1970-02-28",
    ["1970-02-28 00:00:00"] = "1970-02-28", ["28.02.1970 00:00"] = "1970-02-28", ["5/5/1970"] = "1970-05-05",
    ["1970-02-28T00:00:00Z"] = "1970-02-28",
  }) do
    it("is read where it has one reading: " .. text, function()
      assert.equal(expected, (date.read(text)))
      assert.same({ text }, { read(text) }) -- the check reads it
    end)
  end

  it("stays as it is where it has none", function()
    for _, text in ipairs({ "1970-02-28", "31.13.1970", "30.02.1970", "31/4/1970", "--02-28", "soon" }) do
      assert.is_nil((date.read(text)), text)
      assert.same({ text }, { read(text) })
    end
  end)
end)

describe("what stands below the street", function()
  local HEADER = "email;address.street;address.number;Address 2\n"

  local function address_of(cells)
    return customers_of(HEADER .. "a@b.nl;" .. cells .. "\n")[1].address
  end

  it("is the suffix of the house number if it reads as one", function()
    for _, suffix in ipairs({ "A", "b", "12", "2b", "bus 3", "Bus 12", "bte 4", "Apt 4B", "Floor 2", "2. Stock" }) do
      assert.same({ street = "Hofplein", number = "20", suffix = suffix }, address_of("Hofplein;20;" .. suffix))
    end
  end)

  it("is else more of the street, behind a comma, with the house number taken out", function()
    for _, line in ipairs({ "Oak House", "c/o Smith", "Parc Saint-Charles", "Hinterhof", "Industrial Estate North" }) do
      assert.same({ street = "Hofplein, " .. line, number = "20" }, address_of("Hofplein;20;" .. line))
      assert.same({ street = "Hofplein, " .. line, number = "20" }, address_of("Hofplein 20;;" .. line))
      assert.same({ street = "Postbus 5, " .. line }, address_of("Postbus 5;;" .. line))
    end
  end)

  it("is the house number if it is a number and there is no other, and nothing where it is the same again", function()
    for _, number in ipairs({ "20", "5", "12b", "7", "113A" }) do
      assert.same({ street = "Hofplein", number = number }, address_of("Hofplein;;" .. number))
      assert.same({ street = "Hofplein " .. number }, address_of("Hofplein " .. number .. ";;" .. number))
      assert.same({ street = "Hofplein", number = number }, address_of("Hofplein;" .. number .. ";" .. number))
    end
    assert.same({ street = "Hofplein 20", suffix = "3" }, address_of("Hofplein 20;;3"))
    assert.same({ street = "Plein 1944", suffix = "3" }, address_of("Plein 1944;;3"))
    local row = opened(HEADER .. "a@b.nl;Hofplein;;20\n"):next()
    assert.same({ { path = "address.street", code = "converted", severity = "warning",
      message = 'has "20" in the line below, which is read as the house number' } }, row.conversions)
  end)

  it("is put behind a street whose number counts more than 0, which says that there is none", function()
    assert.same({ street = "Hofplein, c/o Smith", number = "20" }, address_of("Hofplein 20;0;c/o Smith"))
    assert.same({ street = "Hofplein, c/o Smith", number = "0" }, address_of("Hofplein;0;c/o Smith"))
    assert.same({ street = "Hofplein", number = "20" }, address_of("Hofplein;0;20"))
    assert.same({ street = "Hofplein 20", number = "0", suffix = "bus 3" }, address_of("Hofplein 20;0;bus 3"))
    assert.same({ street = "Flat 2, 14 High Street", number = "0" }, address_of("Flat 2;0;14 High Street"))
    assert.same({ street = "Postbus 5, c/o Smith", number = "0" }, address_of("Postbus 5;0;c/o Smith"))
    assert.same({ street = "Hofplein, c/o Smith", number = "20" }, address_of("Hofplein;20;c/o Smith"))
  end)

  it("may be in the same cell, in another line", function()
    assert.same({ street = "Hofplein, Oak House", number = "20" }, address_of('"Hofplein 20\nOak House";;'))
    assert.same({ street = "Hofplein", number = "20", suffix = "B" }, address_of('"Hofplein\r\nB\r\n";20;'))
    assert.same({ street = "Hofplein", number = "20" }, address_of('"Hofplein\n";20;'))
    assert.same({ street = "Hofplein, Floor 2, Door 3", number = "20" }, address_of('"Hofplein 20\nFloor 2,";;Door 3'))
  end)

  it("is the street if there is nothing above it", function()
    assert.same({ street = "Hofplein 20" }, address_of(";;Hofplein 20"))
  end)

  it("is told as a conversion", function()
    local row = opened(HEADER .. "a@b.nl;Hofplein 20;;Oak House\n"):next()
    assert.same({ "converted", "address.street", '"Hofplein 20" and "Oak House" are read as street '
      .. '"Hofplein, Oak House", number "20"' },
      { row.conversions[1].code, row.conversions[1].path, row.conversions[1].message })
  end)
end)

describe("a name in one cell", function()
  for text, expected in pairs({
    ["Jan Dijk"] = "Jan||Dijk", ["Dijk, Jan"] = "Jan||Dijk", ["  Jan   Dijk "] = "Jan||Dijk",
    ["Jan van der Berg"] = "Jan|van der|Berg", ["Berg, Jan van der"] = "Jan|van der|Berg",
    ["van der Berg, Jan"] = "Jan|van der|Berg", ["Ludwig von Mises"] = "Ludwig|von|Mises",
    ["Piet in 't Veld"] = "Piet|in 't|Veld", ["Maria dos Santos"] = "Maria|dos|Santos",
    ["García López, María José"] = "María José||García López", ["Jean-Pierre Dupont"] = "Jean-Pierre||Dupont",
    ["Élodie O'Neill"] = "Élodie||O'Neill", ["de la Cruz, Juan"] = "Juan|de la|Cruz",
  }) do
    it("is split where it has one reading: " .. text, function()
      local name = assert(full_name.split(text))
      assert.equal(expected, ("%s|%s|%s"):format(name.first_name, name.prefix or "", name.last_name))
    end)
  end

  for text, why in pairs({
    ["María García López"] = "can be split in more than one way", ["Jan Piet Klaas Dijk"] = "more than one way",
    ["Jan"] = "is one word", ["Dijk,"] = "is one word", [", Jan Dijk"] = "not a name on both of its sides",
    ["Dijk, Jan, Dr."] = "more than one comma", ["Example BV"] = "looks like a company",
    ["Müller GmbH"] = "looks like a company", ["Acme Inc."] = "looks like a company",
    ["Dr. Jan Dijk"] = "begins with a title", ["Firma Müller"] = "looks like a company",
    ["De Vries"] = "begins with a prefix", ["van Dijk"] = "begins with a prefix", ["Van der Berg"] = "begins with",
    ["von Müller"] = "begins with a prefix", ["La Torre"] = "begins with a prefix", ["van de Berg Jan"] = "begins with",
    ["Dijk J."] = "has initials", ["Dijk J"] = "has initials", ["Dijk J.P."] = "has initials",
    ["J., Dijk"] = "initials",
    ["Müller É."] = "has initials", ["Dijk, van Jan"] = "has a prefix before", ["Berg, van"] = "has a prefix before",
    ["Jan 2"] = "has a digit", ["Jan Dijk 3"] = "has a digit", ["J4n Dijk"] = "has a digit",
    ["Gebr. Müller"] = "looks like a company", ["Société Dupont"] = "looks like a company", ["Smith &"] = "company",
    ["Ditta Rossi"] = "looks like a company", ["Bedrijf Jansen"] = "looks like a company",
    ["Herr Müller"] = "begins with a title", ["Mr. Smith"] = "begins with a title", ["Jan van"] = nil,
  }) do
    it("is a problem where it has not: " .. text, function()
      local name, said = full_name.split(text)
      assert.is_nil(name)
      assert.is_truthy(said:find(why, 1, true), said)
    end)
  end

  it("is split only if it is asked for, and told at its cell if it cannot be", function()
    local text = "Name;email\nJan van Dijk;a@b.nl\n"
    assert.same({ { name = { first_name = "Jan", prefix = "van", last_name = "Dijk" }, email = "a@b.nl" } },
      customers_of(text, { map = { "Name=full_name" } }))
    assert.same({ 'c.csv:2:1: Name: name "Ana María Gil" can be split in more than one way: write it as "Last, First", '
      .. "or in two columns" }, problems_of("Name;email\nAna María Gil;a@b.nl\n", { map = { "Name=full_name" } }))
  end)
end)

-- What is told of the first row, beside problems.
local function told_of(text, opts)
  local rows, said = opened(text, opts), {}
  local row = rows:next()
  for index, conversion in ipairs(row.conversions or {}) do said[index] = rows:what(rows:locate(row, conversion)) end
  return said, row.customer
end

describe("a name in one cell", function()
  it("has the last name in capitals, wherever they stand", function()
    for text, expected in pairs({
      ["MAIER Max"] = "Max||MAIER", ["Max MAIER"] = "Max||MAIER",
      ["GARCÍA LÓPEZ Ana María"] = "Ana María||GARCÍA LÓPEZ",
      ["Jean-Pierre DUPONT"] = "Jean-Pierre||DUPONT", ["Jan van der BERG"] = "Jan|van der|BERG", ["ÖZ Ali"] = "Ali||ÖZ",
      ["van der BERG Jan"] = "Jan|van der|BERG", ["ИВАНОВ Иван"] = "Иван||ИВАНОВ", ["McDONALD Ian"] = "Ian||McDONALD",
      ["Anna Maria DE ROSSI"] = "Anna Maria||DE ROSSI", ["WEIß Udo"] = "Udo||WEIß", ["O’NEILL Sean"] = "Sean||O’NEILL",
      ["Maier Max"] = "Maier||Max", ["MAX MAIER"] = "MAX||MAIER", ["J. Maier"] = "J.||Maier", ["Lê Anh"] = "Lê||Anh",
    }) do
      local name = assert(full_name.split(text))
      assert.equal(expected, ("%s|%s|%s"):format(name.first_name, name.prefix or "", name.last_name))
    end
  end)

  it("has the last name first where the column says so", function()
    for _, column in ipairs({ "Nachname Vorname", "Cognome e nome", "Nom et prénom", "Achternaam, voornaam",
      "Apellidos y nombre", "Last name, first name" }) do
      for cell, expected in pairs({ ["Maier Max"] = "Max||Maier", ["van der Berg Jan"] = "Jan|van der|Berg",
        ["Max MAIER"] = "Max||MAIER", ["Maier, Max"] = "Max||Maier" }) do
        local _, customer = told_of(("%s;email\n%s;a@b.nl\n"):format(column, cell),
        { map = { column .. "=full_name" } })
        local name = customer.name
        assert.equal(expected, ("%s|%s|%s"):format(name.first_name, name.prefix or "", name.last_name), column)
      end
    end
  end)

  it("is told as it is read", function()
    for cell, said in pairs({
      ["MAIER Max"] = 'first name "Max", last name "MAIER"', ["Maier Max"] = 'first name "Maier", last name "Max"',
      ["Dijk, Jan"] = 'first name "Jan", last name "Dijk"',
      ["Jan van der Berg"] = 'first name "Jan", prefix "van der", last name "Berg"',
    }) do
      assert.same({ ('Name: name "%s" is read as %s'):format(cell, said) },
        (told_of(("Name;email\n%s;a@b.nl\n"):format(cell), { map = { "Name=full_name" } })))
    end
  end)
end)

describe("a second last name", function()
  it("stands behind the first one", function()
    for _, header in ipairs({
      "Nombre de pila;Primer apellido;Segundo apellido", "Nombre de pila;Apellido paterno;Apellido materno",
      "Given name;Surname;Second surname", "Prénom;Nom de famille;Second nom de famille",
      "Voornaam;Achternaam;Tweede achternaam", "Vorname;Nachname;Zweiter Nachname",
      "Nome di battesimo;Cognome;Secondo cognome", "Given name;Sobrenome;Segundo sobrenome",
    }) do
      local names = {}
      for index, customer in ipairs(customers_of(header .. ";email\nAna;García;López;a@b.nl\nAna;García;;c@d.nl\n"
        .. "Ana;;López;e@f.nl\nAna;García López;López;g@h.nl\n")) do
        names[index] = customer.name.first_name .. " " .. customer.name.last_name
      end
      assert.same({ "Ana García López", "Ana García", "Ana López", "Ana García López" }, names, header)
    end
  end)

  it("is a column that --map names", function()
    assert.same({ { name = { last_name = "Silva Santos" }, email = "a@b.nl" } }, customers_of(
      "Last name;Other;email\nSilva;Santos;a@b.nl\n", { map = { "Other=name.second_last_name" } }))
  end)
end)

describe("a date that is not certain", function()
  it("is left out of JSON, too, and told in the same words", function()
    local row = opened('{"email":"a@b.nl","additional_data":{"birth_date":"01/02/1980"}}', { format = "json" }):next()
    assert.same({ email = "a@b.nl" }, row.customer)
    assert.equal('"01/02/1980" can be read with the day or with the month first, and is left out: '
      .. "write it as YYYY-MM-DD", row.conversions[1].message)
  end)

  it("is left out, and told", function()
    for cell, why in pairs({
      ["01/02/1980"] = "can be read with the day or with the month first", ["3-4-1980"] = "can be read with the day",
      ["12/11/1999 00:00"] = "can be read with the day", ["01.02.80"] = "does not say the century",
      ["5/6/99"] = "does not say the century",
      ["02/28"] = "does not say the year", ["28.2."] = "does not say the year", ["0000-00-00"] = "stands for no date",
      ["00.00.0000"] = "stands for no date", ["0000-00-00 00:00:00"] = "stands for no date",
    }) do
      local said, customer = told_of("email;Date of birth\na@b.nl;" .. cell .. "\n")
      assert.same({ email = "a@b.nl" }, customer, cell)
      assert.equal(1, #said, cell)
      assert.is_truthy(said[1]:find('additional_data.birth_date "' .. cell .. '" ' .. why, 1, true), said[1])
      assert.is_truthy(said[1]:find(", and is left out: write it as YYYY-MM-DD", 1, true), said[1])
    end
  end)
end)

describe("what programs leave in cells", function()
  it("is the first of several values in Google's, and no fax", function()
    local header = "Given Name,Family Name,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,"
      .. "Phone 2 - Value\n"
    local phones = {}
    for index, customer in ipairs(customers_of(header .. "A,B,a@b.nl ::: c@d.nl,Work Fax,1,Work,2\n"
      .. "A,B,a@b.nl,Mobile,1 ::: 3,Home Fax,2\nA,B,a@b.nl:::c@d.nl,fax,1,,2\nA,B,a@b.nl,Home Fax,1,,\n")) do
      assert.equal("a@b.nl", customer.email)
      phones[index] = customer.phone or "-"
    end
    assert.same({ "2", "1", "2", "-" }, phones)
  end)

  it("is an apostrophe in front of Shopify's numbers", function()
    local customer = customers_of("First Name,Last Name,Email,Address1,Zip,Phone,Total Spent,Tax Exempt,Tags\n"
      .. "'s,O'Neill,a@b.nl,'t Hof 3,'02138,'+16175550142,0.00,no,x\n")[1]
    assert.same({ "'s", "O'Neill", "02138", "+16175550142", "'t Hof 3" }, { customer.name.first_name,
      customer.name.last_name, customer.address.zipcode, customer.phone, customer.address.street })
    assert.is_nil(customer.tags)
  end)

  it("is an apostrophe in front of the digits of any spreadsheet's numbers", function()
    local customer = customers_of("name.first_name,name.last_name,email,address.street,address.zipcode,phone,vat,"
      .. "address.number\n's,'1 O'Neill,a@b.nl,'1 Hof,'01067,'0301234567,'0123,'5\n")[1]
    assert.same({ "'s", "'1 O'Neill", "'1 Hof", "01067", "0301234567", "0123", "5" }, { customer.name.first_name,
      customer.name.last_name, customer.address.street, customer.address.zipcode, customer.phone, customer.vat,
      customer.address.number })
  end)

  it("is one of several addresses in address books, and never parts of two", function()
    local header = "First Name,Last Name,E-mail Address,Business Street,Business City,Business Postal Code,Home Street,"
      .. "Home City,Home Postal Code,Home Country/Region\n"
    local addresses = {}
    for index, customer in ipairs(customers_of(header .. "A,B,a@b.nl,S 1,C,1,H 2,D,2,NL\nA,B,a@b.nl,,C,1,H 2,D,2,NL\n"
      .. "A,B,a@b.nl,S 1,,,H 2,D,2,NL\nA,B,a@b.nl,,C,,,,,\n")) do
      addresses[index] = customer.address
    end
    assert.same({ { street = "S 1", city = "C", zipcode = "1" },
      { street = "H 2", city = "D", zipcode = "2", country = "NL" }, { street = "S 1" }, { city = "C" } }, addresses)
  end)

  it("is a calling code beside the number in WHMCS's", function()
    local customer = customers_of("firstname,lastname,companyname,email,address1,postcode,phonenumber,phonecc,tax_id,"
      .. "language\nA,B,,a@b.nl,Hofplein 20,3032 AC,101234567,31,NL1,dutch\n")[1]
    assert.same({ "+31 101234567", "NL1", "dutch" }, { customer.phone, customer.vat, customer.locale })
  end)
end)
