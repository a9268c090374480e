-- What an import says about many rows: one line for each kind of problem.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local json = require("dkjson")

local has, lines = command_line.has, command_line.lines
local HEADER, row = customer_rows.HEADER, customer_rows.row

-- Places of cells.
local FIRST_NAME, STREET, NUMBER, ZIP, COUNTRY, PHONE, EMAIL = 2, 4, 5, 6, 8, 9, 10

describe("an import of many rows", function()
  local cli = command_line.for_specs { login_limit = false }

  -- A file whose rows have cells of their own: `changes(number)`.
  local function file_of(count, changes, header)
    local rows = { header or HEADER }
    for number = 1, count do rows[#rows + 1] = row(number, changes(number)) end
    return cli:file("c.csv", table.concat(rows))
  end

  local function check(path, options, given)
    return cli:run(("import %s --map key= --dry-run %s"):format(path, options or ""), given)
  end

  it("tells the members that customers of JSON do not have once for each row", function()
    local path = cli:file("c.json", '{"email":"jan@example.com","name":{"first_name":"Jan"},'
      .. '"emaill":"x","shoe":{"size":42},"hat":1}\n'
      .. '{"nick":"y","hats":{},"email":"jan2@example.com","name":{"first_name":"Jan"},"shoe":{"size":42}}\n')
    local _, _, err = cli:run("import " .. path .. " --dry-run")
    has(err, '2 rows like line 1: it has members that customers do not have: ')
    has(err, '"emaill" (did you mean "email"?)')
    _, _, err = cli:run("import " .. path .. " --dry-run --verbose")
    has(err, 'c.json:2: it has members that customers do not have: ')
    has(err, '"nick"')
  end)

  it("tells what one cell has wrong once, without a warning about what stands there by mistake", function()
    for _, cell in ipairs({ "1-Dec", "01.12.2026 00:00", "1.23457E+11", "#REF!", "#N/A" }) do
      local _, _, err = check(file_of(1, function() return { [NUMBER] = cell } end), "--verbose")
      local count = select(2, err:gsub("c%.csv:2:" .. NUMBER .. ": ", ""))
      assert.equal(1, count, err)
      assert.is_nil(err:find("warning", 1, true), err)
    end
  end)

  it("tells a total and the header row again, whatever blanks stand beside them", function()
    for _, blank in ipairs({ "", " ", "\t", "\194\160", "\226\128\175" }) do
      local path = cli:file("c.csv", HEADER .. row(1) .. "Total: 1" .. ("," .. blank):rep(9) .. "\n"
        .. HEADER:gsub("phone,email", blank .. "," .. blank))
      local _, _, err = check(path)
      has(err, "it looks like a total")
      has(err, "it is the header row again")
    end
  end)

  it("tells each kind of problem once, with its rows, and the line, the column and the value of the first", function()
    local header = HEADER:gsub("phone", "Phone Number"):gsub("email", "E-mail")
    local path = file_of(20, function(number)
      if number <= 9 then return { [PHONE] = "010 123 4567", [COUNTRY] = "" } end
      if number <= 12 then return { [EMAIL] = "jan" .. number .. "@" } end
      if number <= 14 then return { [FIRST_NAME] = "" } end
      if number == 15 then return { [ZIP] = "", [COUNTRY] = "XX" } end
    end, header)
    local status, out, err = check(path, "--map 'Phone Number=phone' --map E-mail=email")
    assert.same({ 1, "" }, { status, out }, err)
    has(err, '9 rows: phone does not say its country')
    has(err, '(first: line 2, column "Phone Number", 010 123 4567)\n')
    has(err, '3 rows: email has no valid domain after the @; expected an e-mail address, such as "jan@example.com" '
      .. '(first: line 11, column "E-mail", jan10@)\n')
    has(err, '2 rows: name.first_name is required; expected the first name, such as "Jan" (first: line 14)\n')
    has(err, "c.csv:16:8: address.country \"XX\"")
    has(err, "15 of 20 rows are not valid\n")
    assert.is_true(err:find("9 rows", 1, true) < err:find("3 rows", 1, true))
    assert.is_true(err:find("3 rows", 1, true) < err:find("2 rows", 1, true))
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("tells each problem by itself with --verbose", function()
    local path = file_of(30, function(number) return number % 2 == 0 and { [EMAIL] = "jan" .. number .. "@" } end)
    local status, _, err = check(path, "--verbose")
    assert.equal(1, status)
    for number = 2, 30, 2 do has(err, ('c.csv:%d:10: email "jan%d@"'):format(number + 1, number)) end
    assert.equal(15 + 2, lines(err))
    _, _, err = check(path)
    assert.equal(1 + 2, lines(err))
  end)

  it("takes problems for one kind whatever the values in them are", function()
    for name, given in pairs({
      phone = { "9 rows", function(number) return { [PHONE] = "12" .. number } end },
      ["address.country"] = { "9 rows", function(number) return { [COUNTRY] = "X" .. number } end },
      ["has an extension"] = { "9 rows", function(number) return { [PHONE] = "+31 10 1234567 ext " .. number } end },
      ["warning: phone"] = { "9 rows like line 2", function(number) return { [PHONE] = "010 123 456" .. number } end },
      ["warning: address.street"] = { "9 rows like line 2", function(number)
        return { [STREET] = "Hofplein " .. number, [NUMBER] = "" }
      end },
    }) do
      local _, _, err = check(file_of(9, given[2]))
      has(err, given[1])
      has(err, name)
      assert.is_true(lines(err) <= 3, err)
    end
  end)

  it("tells what is wrong with one cell once", function()
    local cases = { "+1 876-555-0142 ext. 12", "3.16E+10", "06-1234567890123", "none", "+31 10 123 4567 / 8", "()" }
    local path = file_of(#cases, function(number) return { [PHONE] = cases[number] } end)
    local _, _, err = check(path, "--verbose")
    assert.equal(#cases + 2, lines(err), err)
    for number = 1, #cases do has(err, ("c.csv:%d:9: phone"):format(number + 1)) end
  end)

  it("fits on a screen, however many kinds there are, and says what it leaves out", function()
    local fields = { "vat", "comments", "name.initials", "name.prefix", "company_name", "address.state",
      "address.suffix", "fax" }
    local header = HEADER:gsub("\n", "," .. table.concat(fields, ",") .. "\n")
    local long = ("x"):rep(1100)
    local rows = { header }
    for number = 1, 400 do
      local changes = { [8] = number % 8 == 0 and "XX" or nil, [9] = number % 9 == 0 and "12" or "010 123 4567",
        [10] = number % 10 == 0 and "kees@" or nil }
      for column = 2, 7 do changes[column] = number % (column + 1) == 0 and long or nil end
      local cells = row(number, changes):gsub("\n", "")
      for index in ipairs(fields) do cells = cells .. "," .. (number % (10 + index) == 0 and long or "") end
      rows[#rows + 1] = cells .. "\n"
    end
    local status, _, err = check(cli:file("c.csv", table.concat(rows)))
    assert.equal(1, status)
    local height = 0
    for line in err:gmatch("[^\n]+") do height = height + math.ceil(#line / 80) end
    assert.is_true(height < 24, err)
    assert.is_truthy(err:find("and %d+ more kinds of problems: %-%-verbose shows each\n"), err)
    has(err, "warning: phone") -- warnings have their place
  end)

  it("tells of the same customer at both of its lines, also if it is written in another way", function()
    for _, twice in ipairs({
      { [EMAIL] = "JAN1@example.com" }, { [FIRST_NAME] = " Jan " }, { [PHONE] = "010 123 4567" },
      { [COUNTRY] = "nl" }, { [STREET] = "Hofplein 1", [NUMBER] = "" }, { [FIRST_NAME] = "JAN" },
    }) do
      local path = cli:file("c.csv", HEADER .. row(1) .. row(2) .. row(1, twice))
      local status, _, err = check(path)
      assert.equal(1, status)
      has(err, "2 rows: this is the customer of another row, too (the same company, name and e-mail); "
        .. "--allow-duplicates creates all (first: lines 2 and 4)\n")
      _, _, err = check(path, "--verbose")
      has(err, "c.csv:2: this is the customer of line 4, too")
      has(err, "c.csv:4: this is the customer of line 2, too")
      assert.equal(0, (check(path, "--allow-duplicates")))
    end
  end)

  it("shows conversions and warnings in the same way when it is sent, and in the report", function()
    local path = file_of(12, function(number) return number > 3 and { [PHONE] = "010 123 456" .. number % 10 } end)
    local report = cli:path_of("report.csv")
    local said = '9 rows like line 5: warning: phone "010 123 4564" is read as +31 10 1234564, as it is dialled in NL\n'
    local _, _, err = check(path)
    has(err, said)
    _, _, err = cli:run(("import %s --map key= --report %s"):format(path, report))
    has(err, said)
    has(err, "12 created\n")
    has(cli:contents("report.csv"), 'warning: phone ""010 123 4565"" is read as +31 10 1234565')
  end)

  it("shows what the API warns of, and that it is under maintenance", function()
    local path = file_of(6, function() end)
    cli.server:fault { name = "warnings", warnings = { { code = 250, desc = "Old e-mail address", data = "" } },
      method = "POST", path = "/customers$", times = 3 }
    cli.server:fault { name = "maintenance", method = "POST", path = "/customers$", times = 1, skip = 1 }
    local status, _, err = cli:run(("import %s --map key= --concurrency 1 --report %s"):format(path,
      cli:path_of("report.csv")))
    assert.equal(0, status, err)
    has(err, "3 rows: warning: the API says: Old e-mail address (code 250) (first: line 2)\n")
    has(err, "c.csv:6: warning: the API says that it is under maintenance\n")
    local rows = customer_rows.report(cli:contents("report.csv"))
    assert.equal("warning: the API says: Old e-mail address (code 250)", rows[1].problem)
    assert.equal("warning: the API says that it is under maintenance", rows[5].problem)
    assert.equal("", rows[6].problem)
  end)

  it("tells what the API refuses by its kind, with the number of rows", function()
    local path = file_of(12, function() end)
    cli.server:fault { name = "code", code = 162, method = "POST", path = "/customers$", times = 5 }
    cli.server:fault { name = "code", code = 116, method = "POST", path = "/customers$", skip = 6, times = 1 }
    local status, _, err = cli:run(("import %s --map key= --concurrency 1"):format(path))
    assert.equal(1, status, err)
    has(err, "c.csv:2: ")
    has(err, "c.csv:2: and 4 more rows with the same failure\n")
    assert.is_nil(err:find("c.csv:3:", 1, true), err)
    _, _, err = cli:run(("import %s --map key= --concurrency 1 --verbose"):format(path))
    assert.is_nil(err:find("same failure", 1, true), err)
  end)

  it("prints the counts, the kinds of problems and the rows as JSON with --json", function()
    local path = file_of(5, function(number) return number > 3 and { [EMAIL] = "jan@" } end)
    local status, out = check(path, "--json")
    assert.equal(1, status)
    local printed = assert(json.decode(out))
    assert.same({ path, 5, 2, 3 }, { printed.file, printed.total, printed.refused, printed.not_tried })
    local kind = printed.problems[1]
    assert.same({ "error", "email", "format", 2 }, { kind.severity, kind.path, kind.code, kind.rows })
    assert.same({ line = 5, column = 10, name = "email" }, kind.first)
    assert.equal(5, #printed.rows)
    assert.same({ 5, "refused" }, { printed.rows[4].line, printed.rows[4].status })
    has(printed.rows[4].problem, 'email "jan@"')
    status, out = cli:run(("import %s --map key= --skip-invalid --json"):format(path))
    assert.equal(1, status)
    printed = assert(json.decode(out))
    assert.same({ 3, 2, "created" }, { printed.created, printed.refused, printed.rows[1].status })
    assert.is_truthy(printed.rows[1].handle:find("^JD"))
    assert.is_truthy(printed.rows[1].reference:find("^auto1"))
    local err = select(3, check(path, "--json", { redirect = ">/dev/full" }))
    has(err, "cannot write to standard output")
  end)
end)
