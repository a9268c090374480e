-- The header row of an import: where it is found, and what separates its cells.
local columns = require("openprovider.cli.import.columns")
local csv = require("openprovider.cli.csv.read")
local read_map = require("openprovider.cli.import.columns.options").read_map
local source = require("openprovider.cli.import.source")
local text_file = require("spec.support.text_file")

local SIZES = { 1, 2, 3, 5, 7, 64, 65536 }

-- All records and their lines, in the same way however the file is cut.
local function read(text)
  local first
  for _, size in ipairs(SIZES) do
    local reader, records, lines = csv.reader(text_file.new(text, size), columns.knows {}), {}, {}
    local cells, line = reader:next()
    while cells do
      records[#records + 1], lines[#lines + 1] = cells, line
      cells, line = reader:next()
    end
    assert.is_nil(line, line and line.message)
    local found = { records = records, lines = lines, skipped = reader.skipped, separator = reader.separator }
    first = first or found
    assert.same(first, found)
  end
  return first
end

local HEADER = { "email", "company_name", "address.city" }
local ROW = { "jan@example.com", "Example BV", "Rotterdam" }

local function joined(separator)
  return table.concat(HEADER, separator) .. "\r\n" .. table.concat(ROW, separator) .. "\r\n"
end

local function opened(text, options)
  local given = { format = "csv", name = "customers.csv" }
  for name, value in pairs(options or {}) do given[name] = value end
  return source.new(text_file.new(text), given)
end

describe("a first line that names the separator", function()
  for name, line in pairs({
    ["a semicolon"] = "sep=;", ["a comma"] = "sep=,", ["a TAB"] = "sep=\t", ["a vertical bar"] = "SEP=|",
    ["a caret"] = "sep=^", ["a colon, in quotes"] = '"sep=:"', ["a blank"] = "sep= ", ["a sign beyond ASCII"] = "sep=¦",
    ["a semicolon, in a row of cells"] = "sep=;;;;",
    ["a tilde, behind a byte order mark"] = "\239\187\191sep=~",
  }) do
    it("is obeyed: " .. name, function()
      local row = { "jan@example.com", "Example", "Rotterdam" }
      local separator = line:match("sep=;") and ";" or line:match('=([^"]+)')
      for _, ending in ipairs({ "\r\n", "\n", "\r" }) do
        local found = read(line .. ending .. table.concat(HEADER, separator) .. ending
          .. table.concat(row, separator) .. ending)
        assert.same({ HEADER, row }, found.records)
        assert.same({ 2, 3 }, found.lines)
        assert.equal(separator, found.separator)
        assert.equal(0, found.skipped)
      end
    end)
  end

  it("counts more than what the header has most of", function()
    local found = read("sep=;\nemail;name,a,b,c;company_name\n1;2,3;4\n")
    assert.same({ { "email", "name,a,b,c", "company_name" }, { "1", "2,3", "4" } }, found.records)
  end)

  it("is none if it has more than the separator", function()
    assert.same({ { "sep=", "x" }, { "a" } }, read("sep=;x\na\n").records)
  end)
end)

describe("the separator of a file", function()
  for name, separator in pairs({ comma = ",", semicolon = ";", TAB = "\t", ["vertical bar"] = "|" }) do
    it("may be a " .. name, function()
      assert.same({ HEADER, ROW }, read(joined(separator)).records)
    end)
  end

  it("is that by which the header has names of columns, whatever else is in it", function()
    local found = read("email;a,b,c,d,e;company_name\n1;2;3\n")
    assert.same({ { "email", "a,b,c,d,e", "company_name" }, { "1", "2", "3" } }, found.records)
    found = read("email|tags,x,y,z|company_name\n1|a;b|3\n")
    assert.same({ { "email", "tags,x,y,z", "company_name" }, { "1", "a;b", "3" } }, found.records)
  end)
end)

describe("what is above the header row", function()
  for name, above in pairs({
    ["a title"] = { "Customers of Example BV\n", 1 },
    ["a title with separators in it"] = { "Customers, of; Example| BV\r\n", 1 },
    ["a title in a row of cells"] = { '"Customers",,\n', 1 },
    ["a title, a date and blank rows"] = { "Customers;;\n;;\n \n2026-11-30;;\n\n", 2 },
    ["a title with one name of a column in it"] = { "email,x,y\n", 1 },
    ["a title of two lines in quotes"] = { '"Customers\nof 2026",,\n', 1 },
    ["a separator and a title"] = { "sep=,\nCustomers\n", 1 },
    ["blank rows"] = { ",,\n ,\t, \n", 0 },
    ["nine lines"] = { ("x\n"):rep(9), 9 },
  }) do
    it("is left out: " .. name, function()
      local text, skipped = above[1], above[2]
      local found = read(text .. joined(","))
      assert.same({ HEADER, ROW }, found.records)
      local _, lines = text:gsub("\n", "")
      assert.same({ lines + 1, lines + 2 }, found.lines)
      assert.equal(skipped, found.skipped)
    end)
  end

  it("is left out where the header's names are the caller's", function()
    local rows = assert(opened("List of 2026\nMail;Firm\na@b.nl;Example BV\n", {
      map = { assert(read_map("Mail=email")), assert(read_map("Firm=company_name")) },
    }))
    assert.same({ email = "a@b.nl", company_name = "Example BV" }, rows:next().customer)
    assert.same({ 1, 2 }, { rows.skipped, rows.header })
  end)

  it("is the header if nothing below is known, and how it was read is said", function()
    local rows, err = opened("Customers 2026\nVorname:Nachname\nJan:Dijk\n")
    assert.is_nil(rows)
    local _, other = opened("Eerste^Tweede\n1^2\n")
    assert.is_truthy(other.message:find("sep=^", 1, true), other.message)
    for _, part in ipairs({ "Customers 2026", "line 1 was read as the columns, and has one",
      "commas, semicolons, TABs or vertical bars", "sep=;" }) do
      assert.is_truthy(err.message:find(part, 1, true), err.message)
    end
  end)
end)

describe("a name of a column", function()
  it("may have a line break, which is a blank", function()
    local rows = assert(opened('email,"company\r\n name"\na@b.nl,Example BV\n', {
      map = { assert(read_map("company name=company_name")) },
    }))
    assert.same({ email = "a@b.nl", company_name = "Example BV" }, rows:next().customer)
  end)
end)

describe("a row of blanks", function()
  it("is none, whatever the blanks are", function()
    for _, row in ipairs({ ",", " , ", "\t,\t", '" "," "', "\194\160,", ",\227\128\128", "\226\128\139,\239\187\191",
      '"\n","\r\n"' }) do
      local rows = assert(opened("email,company_name\n" .. row .. "\na@b.nl,x\n"))
      assert.equal("a@b.nl", rows:next().customer.email, row)
      assert.is_nil((rows:next()))
    end
  end)
end)

describe("a text that a spreadsheet wrote as a formula", function()
  for cell, expected in pairs({
    ['="02138"'] = "02138", ['"=""02138"""'] = "02138", ['="0 1""2"'] = '0 1"2', ['=""'] = "", ['"="""""'] = "",
    ['="+31 10 1234567"'] = "+31 10 1234567", ['"=""a,b;c"""'] = "a,b;c", ['="a,b"'] = "a,b",
  }) do
    it("is that text: " .. cell, function()
      assert.same({ { "a", "b" }, { expected, "x" }, { "x", expected } },
        read("a,b\n" .. cell .. ",x\nx," .. cell .. "\n").records)
    end)
  end

  it("is no other formula", function()
    assert.same({ { "a", "b" }, { "=1+2", '=A1&"x"' } }, read('a,b\n=1+2,"=A1&""x"""\n').records)
  end)

  it("that does not end is refused where it begins", function()
    local reader = csv.reader(text_file.new('a,b\n1,="02\n', 1))
    reader:next()
    local _, fault = reader:next()
    assert.same({ 2, 2 }, { fault.line, fault.column })
    assert.is_truthy(fault.message:find("never closed", 1, true), fault.message)
  end)
end)
