-- The columns of an import: what a header row may name, what becomes of cells, and where a problem is.
local normalise = require("openprovider.customer.normalise")
local options_of_columns = require("openprovider.cli.import.columns.options")
local field_path = require("openprovider.cli.field_path")
local scratch = require("spec.support.scratch")
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")
local writer = require("openprovider.cli.csv.write")

local function maps(...)
  local found = {}
  for index, argument in ipairs({ ... }) do found[index] = assert(options_of_columns.read_map(argument)) end
  return found
end

local function open(text, options)
  local given = { format = "csv", name = "customers.csv" }
  for name, value in pairs(options or {}) do given[name] = value end
  return source.new(text_file.new(text), given)
end

-- -> all rows, and their source
local function read(text, options)
  local rows, found = assert(open(text, options)), {}
  while true do
    local row, err = rows:next()
    assert.is_nil(err)
    if not row then return found, rows end
    found[#found + 1] = row
  end
end

-- The customer of the one row of a file.
local function customer_of(text, options)
  local rows = read(text, options)
  assert.equal(1, #rows)
  return rows[1].customer
end

local function refused(text, options)
  local rows, err = open(text, options)
  assert.is_nil(rows)
  return err
end

-- What a person reads about all problems of a row: those of the file, then those of the checker.
local function problems_of(rows, row)
  local found = {}
  for _, problem in ipairs(row.problems or {}) do found[#found + 1] = rows:text(problem) end
  local _, problems = normalise.check(row.customer, false)
  for _, problem in ipairs(problems or {}) do found[#found + 1] = rows:text(rows:locate(row, problem)) end
  return found
end

local function has(found, beginning)
  for _, text in ipairs(found) do
    if text:sub(1, #beginning) == beginning then return true end
  end
  return false
end

describe("a row of cells", function()
  it("becomes a customer, by the paths in the header row", function()
    local text = "company_name,name.first_name,name.last_name,address.street,address.number,address.zipcode,"
      .. "address.city,address.country,phone.country_code,phone.area_code,phone.subscriber_number,email,"
      .. "additional_data.birth_date,comments\n"
      .. 'Example BV,Jan,Dijk,Hofplein,20,3032 AC,Rotterdam,NL,+31,10,1234567,jan@example.com,1970-02-28,"a\nb"\n'
    local customer = customer_of(text)
    assert.same({
      company_name = "Example BV", name = { first_name = "Jan", last_name = "Dijk" },
      address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
      phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
      email = "jan@example.com", additional_data = { birth_date = "1970-02-28" }, comments = "a\nb",
    }, customer)
    local _, problems = normalise.check(customer, false)
    assert.is_nil(problems)
  end)

  it("has whole telephone numbers, and a house number in its street, as they are", function()
    assert.same({ phone = "+31 10 123 4567", fax = "010-1234567", address = { street = "Hofplein 20-A" } },
      customer_of("phone,fax,address.street,address.number\n+31 10 123 4567,010-1234567,Hofplein 20-A,\n"))
  end)

  it("may have tags, with a bar between them", function()
    assert.same({ tags = { { key = "customer", value = "VIP" }, { key = "customer", value = "moved in" } } },
      customer_of("tags\nVIP| moved in |\n"))
    assert.same({ email = "a@b.nl" }, customer_of("email,tags\na@b.nl,|\n"))
  end)

  it("may have fields of extensions, one element each", function()
    local text = "extension.es.passport_number,extension.ES.nationality,extension.co.uk.legal_type\n"
      .. "X1,es,LTD\n,,IND\n"
    local rows = read(text)
    assert.same({
      { name = "es", data = { passport_number = "X1", nationality = "es" } },
      { name = "co.uk", data = { legal_type = "LTD" } },
    }, rows[1].customer.extension_additional_data)
    assert.same({ { name = "co.uk", data = { legal_type = "IND" } } }, rows[2].customer.extension_additional_data)
  end)

  it("has no members for its empty cells, and none for cells that are not there", function()
    local rows = read("email,vat,name.first_name,name.last_name\na@b.nl,,,\nc@d.nl\n")
    assert.same({ email = "a@b.nl" }, rows[1].customer)
    assert.same({ email = "c@d.nl" }, rows[2].customer)
  end)

  it("is none if all its cells are empty", function()
    local rows = read('email;vat\n;\na@b.nl;\n;;;\n"";""\n')
    assert.same({ { line = 3, customer = { email = "a@b.nl" } } }, rows)
  end)

  it("may have empty cells beyond the columns, but no others", function()
    local rows, from = read("email,vat,,\na@b.nl,,,,,\na@b.nl,1,2,3\nc@d.nl,\n")
    assert.is_nil(rows[1].problems)
    assert.same({ "customers.csv:3:3: there are 4 cells, but 2 columns; a cell with the separator in it has to stand "
      .. "in quotes" }, { from:text(rows[2].problems[1]) })
    assert.same({ email = "a@b.nl", vat = "1" }, rows[2].customer)
    assert.same({ line = 4, customer = { email = "c@d.nl" } }, rows[3])
  end)

  it("has what is in front of formulas taken off, by the rule of lists", function()
    local CELLS = { "'=1+1", "''=x", "'-", "'@x", "'+31 10", "'x", "''x", "+31", "'t Hof", "'", "'\tx" }
    local TEXTS = { "=1+1", "'=x", "-", "@x", "+31 10", "'x", "''x", "+31", "'t Hof", "'", "\tx" }
    for index, cell in ipairs(CELLS) do
      assert.equal(TEXTS[index], customer_of('comments\n"' .. cell .. '"\n').comments)
    end
  end)
end)

describe("a list that the command line wrote", function()
  it("is read as it was, without what only the API sets", function()
    local paths, cells, expected = { "handle", "id" }, { "JD000001-NL", "1" }, {}
    for index, path in ipairs(field_path.of_customers({})) do
      paths[#paths + 1], cells[#cells + 1] = path, (index % 2 == 0 and "=" or "'") .. path
      local object, name = path:match("^(.*)%.(.*)$")
      if path ~= "name.full_name" then
        if object then expected[object] = expected[object] or {} end
        (object and expected[object] or expected)[name or path] = cells[#cells]
      end
    end
    paths[#paths + 1], cells[#cells + 1] = "email_verification_status", "verified"
    local rows, from = read(writer.line(paths) .. writer.line(cells))
    assert.same(expected, rows[1].customer)
    assert.same({ "handle", "id", "name.full_name", "email_verification_status" }, from.ignored)
  end)
end)

describe("a header row", function()
  it("with names that look like fields and are none is refused, all of them at once", function()
    local err = refused("address.stret,name.firstname,phone.are_code,vat,extension.es\n")
    assert.equal("invalid", err.kind)
    assert.equal('customers.csv:1:1: unknown column "address.stret"; did you mean "address.street"? (and 3 more); '
      .. "--map COLUMN=PATH renames a column, --map COLUMN= leaves it out", err.message)
    local said = {}
    for index, problem in ipairs(err.problems) do said[index] = problem.column .. ": " .. problem.message end
    assert.same({
      '1: unknown column "address.stret"; did you mean "address.street"?',
      '2: unknown column "name.firstname"; did you mean "name.first_name"?',
      '3: unknown column "phone.are_code"; did you mean "phone.area_code"?',
      '5: unknown column "extension.es"',
    }, said)
    assert.same({ 1, 1, 4 }, { err.line, err.column, err.total })
  end)

  it("may be renamed, or left out, column by column", function()
    assert.same({ email = "a@b.nl", name = { first_name = "Jan" }, tags = { { key = "customer", value = "VIP" } } },
      customer_of("E-mail,Notes,A=B,First Name\na@b.nl,x,VIP,Jan\n", {
        map = maps("E-mail=email", "Notes=", "A=B=tags", "First Name=name.first_name"),
      }))
  end)

  it("has members of additional_data that nobody knows only when they are asked for", function()
    assert.is_truthy(refused("additional_data.birth_dat\n").message:find('did you mean "additional_data.birth_date"?',
      1, true))
    assert.same({ additional_data = { new_one = "x" } },
      customer_of("additional_data.new_one\nx\n", { map = maps("additional_data.new_one=additional_data.new_one") }))
  end)

  it("names each field once, and a telephone number in one form", function()
    assert.is_truthy(refused("email,vat,email\n").message:find("'email' is the same as column 1", 1, true))
    assert.is_truthy(refused("extension.es.a,extension.ES.a\n").message:find("the same as column 1", 1, true))
    assert.is_truthy(refused("phone,phone.area_code\n").message:find("the same as column 1 in another form", 1, true))
    assert.is_truthy(refused("fax.area_code,fax\n").message:find("the same as column 1 in another form", 1, true))
    assert.same({ 1, 2 }, { refused("email,email\n").line, refused("email,email\n").column })
  end)

  it("may have blanks around its names", function()
    assert.same({ email = "a@b.nl", vat = "1" }, customer_of(" email , vat\na@b.nl,1\n"))
  end)

  it("has to be there", function()
    assert.equal("customers.csv:1: the file is empty; expected a row with the columns", refused("").message)
    assert.same({}, (read("email\n")))
  end)

  it("has a limit", function()
    local header = ("vat,"):rep(1000) .. "vat\n"
    assert.equal("customers.csv:1: there are 1001 columns, more than 1000", refused(header).message)
  end)
end)

describe("an option about columns", function()
  it("is refused if the column is not there", function()
    local err = refused("email,Notes\n", { map = maps("Note=") })
    assert.equal("config", err.kind)
    assert.equal('--map: unknown column "Note"; did you mean "Notes"?', err.message)
    assert.equal("--map: column 'Notes' is given twice",
      refused("email,Notes\n", { map = maps("Notes=", "Notes=vat") }).message)
    err = refused("email,order\n", { reference = "ordre" })
    assert.equal("config", err.kind)
    assert.equal('--reference: unknown column "ordre"; did you mean "order"?', err.message)
  end)

  it("lists the columns if it names one that is like none of them", function()
    for header, listed in pairs({
      ["Email,City"] = '"Email", "City"', ["Email,,City"] = '"Email", "City"', ["E-Mail,Ort"] = '"E-Mail", "Ort"',
      ["Mail,vat"] = '"Mail", "vat"', ["Firma,PLZ,Ort"] = '"Firma", "PLZ", "Ort"',
    }) do
      local err = refused(header .. "\n", { map = maps("Nope=phone") })
      assert.equal('--map: unknown column "Nope"; the columns are ' .. listed, err.message)
    end
    local many = {}
    for index = 1, 50 do many[index] = "C" .. index end
    local err = refused(table.concat(many, ",") .. "\n", { map = maps("Something=vat") })
    assert.is_truthy(err.message:find('"C30" and 20 more', 1, true), err.message)
  end)

  it("is refused if it is not COLUMN=PATH", function()
    for argument, message in pairs({
      ["email"] = "'email' is not COLUMN=PATH", ["=email"] = "'=email' is not COLUMN=PATH",
      ["x=emial"] = 'unknown field "emial"; did you mean "email"?',
      ["x=address"] = 'unknown field "address"',
      ["x=additional_data.attached_files"] = 'unknown field "additional_data.attached_files"',
      ["x=extension.es"] = 'unknown field "extension.es"',
    }) do
      local change, why = options_of_columns.read_map(argument)
      assert.is_nil(change)
      assert.is_truthy(why:find(message, 1, true), why)
    end
  end)
end)

describe("the column of references", function()
  it("need not be a field, and may be one", function()
    local rows = read("order,email\norder-1,a@b.nl\n", { reference = "order" })
    assert.same({ line = 2, reference = "order-1", customer = { email = "a@b.nl" } }, rows[1])
    rows = read("vat,email\nNL1,a@b.nl\n", { reference = "vat" })
    assert.same({ line = 2, reference = "NL1", customer = { vat = "NL1", email = "a@b.nl" } }, rows[1])
    rows = read("handle,email\nJD000001-NL,a@b.nl\n", { reference = "handle" })
    assert.same({ line = 2, reference = "JD000001-NL", customer = { email = "a@b.nl" } }, rows[1])
    rows = read("key,email\n'-1,a@b.nl\n", { reference = "key", map = maps("key=comments") })
    assert.same({ line = 2, reference = "-1", customer = { email = "a@b.nl", comments = "-1" } }, rows[1])
  end)

  it("has a problem in a row without one, which hides neither others nor other rows", function()
    local rows, from = read("email,order\njan,\na@b.nl,a b\nc@d.nl,x\n", { reference = "order" })
    local found = problems_of(from, rows[1])
    assert.is_true(has(found, "customers.csv:2:2: the reference must be"))
    assert.is_true(has(found, "customers.csv:2:1: email "))
    assert.is_true(has(problems_of(from, rows[2]), "customers.csv:3:2: the reference must be"))
    assert.equal("x", rows[3].reference)
  end)
end)

describe("a problem of the checker's", function()
  local HEADER = "id,Mail,phone,address.street,address.country,tags,extension.es.passport_number,"
    .. "extension.eu.whois_email,name.first_name\n"

  local function found_in(cells)
    local rows, from = read(HEADER .. cells .. "\n", { map = maps("Mail=email"), reference = "id" })
    return problems_of(from, rows[1])
  end

  it("has the line and the number of its cell, and the name of a column that was renamed", function()
    local found = found_in("x,jan,+999 010 1234567,Hofplein,NLX,VIP,X1,,Jan")
    assert.is_true(has(found, "customers.csv:2:2: Mail: email "))
    assert.is_true(has(found, "customers.csv:2:3: phone: phone.area_code "))
    assert.is_true(has(found, "customers.csv:2:5: address.country "))
    assert.is_true(has(found, "customers.csv:2: address.number "))
    assert.is_true(has(found, "customers.csv:2: name.last_name "))
  end)

  it("finds a cell that is empty, and parts of what is missing as a whole", function()
    assert.is_true(has(found_in("x,,,,,,,,"), "customers.csv:2:2: Mail: email "))
    assert.is_true(has(found_in("x,,,Hofplein,,,,,"), "customers.csv:2:2: Mail: email "))
    assert.is_true(has(found_in("x,,,Hofplein,,,,,"), "customers.csv:2:3: phone "))
    assert.is_true(has(found_in("x,,,Hofplein,,,,,"), "customers.csv:2:5: address.country "))
    assert.is_true(has(found_in("x,a@b.nl,,,,,,,"), "customers.csv:2:4: address.street: address "))
    assert.is_true(has(found_in("x,a@b.nl,,,,,,,"), "customers.csv:2:9: name.first_name: name "))
  end)

  it("finds the column of an extension, whichever others the row has", function()
    for _, cells in ipairs({ "x,a@b.nl,,,,,X1,\1,", "x,a@b.nl,,,,,,\1," }) do
      assert.is_true(has(found_in(cells),
        "customers.csv:2:8: extension.eu.whois_email: extension_additional_data["), cells)
    end
    assert.is_true(has(found_in("x,a@b.nl,,,,VIP|\1,,,"), "customers.csv:2:6: tags: tags[2].value "))
  end)

  it("has the line of the row's first cell, if there are line ends in others", function()
    local rows, from = read('comments,email\n"a\nb\nc",jan\n"d\ne",eva\n')
    assert.is_true(has(problems_of(from, rows[1]), "customers.csv:2:2: email "))
    assert.is_true(has(problems_of(from, rows[2]), "customers.csv:5:2: email "))
  end)
end)

describe("a source", function()
  before_each(scratch.make)
  after_each(scratch.remove)

  local function open_file(path, options)
    local given = { format = "csv", name = path }
    for name, value in pairs(options or {}) do given[name] = value end
    return source.new(assert(io.open(path, "rb")), given)
  end

  it("says of a file that is broken what is wrong", function()
    local path = scratch.folder .. "/customers.csv"
    scratch.write(path, 'email,vat\na@b.nl,1\nc@d.nl,"2\n')
    local rows = assert(open_file(path))
    assert.equal("a@b.nl", rows:next().customer.email)
    local row, err = rows:next()
    assert.is_nil(row)
    assert.equal(path .. ":3:2: the quote that opens the cell is never closed", err.message)
    assert.same({ "invalid", 3, 2, "not_sent" }, { err.kind, err.line, err.column, err.outcome })
  end)

  it("has all problems of 10,000 rows, 1,000 of them bad, in less than two seconds", function()
    local path = scratch.folder .. "/customers.csv"
    local lines = { "order,company_name,name.first_name,name.last_name,address.street,address.number,address.zipcode,"
      .. "address.city,address.country,phone,email,vat,locale,comments,extension.es.passport_number\n" }
    for index = 1, 10000 do
      lines[#lines + 1] = writer.line({
        "order-" .. index, "Example, BV", "Jan", 'Dijk "x"', "Hofplein", "20", "3032 AC", "Rotterdam", "NL",
        "+31 10 123 4567", index % 10 == 0 and "jan" or "jan@example.com", "", "nl_NL", "a\nb", "X1",
      })
    end
    scratch.write(path, table.concat(lines))
    local start, bad, count = os.clock(), 0, 0
    local rows = assert(open_file(path, { reference = "order" }))
    for row in function() return rows:next() end do
      count = count + 1
      local found = problems_of(rows, row)
      if found[1] then
        bad = bad + 1
        assert.is_true(has(found, ("%s:%d:11: email "):format(path, 2 + 2 * (count - 1))), found[1])
      end
    end
    assert.same({ 10000, 1000 }, { count, bad })
    assert.is_true(os.clock() - start < 2)
  end)
end)
