-- The rejects of an import: the rows that were not created, unchanged, for people to correct and import.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local json = require("dkjson")

local has, lines = command_line.has, command_line.lines
local HEADER, row, file_of = customer_rows.HEADER, customer_rows.row, customer_rows.file

-- Places of cells.
local NAME, STREET, PHONE, EMAIL = 2, 4, 9, 10

describe("the rejects of an import", function()
  local cli = command_line.for_specs { login_limit = false }
  local rejects
  before_each(function() rejects = cli:path_of("rejects.csv") end)

  local function created() return cli.server:counters().customers_created end

  local function run(path, options)
    local map = path:find("jsonl") and "" or "--map key="
    local status, _, err = cli:run(("import %s %s --rejects %s %s"):format(path, map, rejects, options or ""))
    return status, err
  end

  local function contents() return cli:contents("rejects.csv") end

  local BAD = HEADER .. row(1) .. row(2, { [EMAIL] = "kees@" }) .. row(3) .. row(4, { [PHONE] = "none" })

  it("are the rows that are not valid, each with its problem, and go in when they are mended", function()
    local status, err = run(cli:file("c.csv", BAD), "--skip-invalid")
    assert.equal(1, status)
    has(err, "correct the rows that were refused (2); they are in " .. rejects .. ", which can then be imported\n")
    assert.is_nil(err:find("run it again", 1, true), err)
    local text = contents()
    assert.equal(3, lines(text))
    has(text, HEADER:gsub("\n", "") .. ",problem\r\n")
    has(text, row(2, { [EMAIL] = "kees@" }):gsub("\n", "") .. ',"email ""kees@"" has no valid domain')
    has(text, row(4, { [PHONE] = "none" }):gsub("\n", "") .. ',"phone ""none"" is not a telephone number')
    local mended = text:gsub(",kees@,", ",kees@example.com,"):gsub(",none,", ",+31 10 1234567,")
    local path = cli:file("mended.csv", mended)
    status, err = run(path)
    assert.equal(0, status, err)
    assert.equal(4, created())
    assert.equal(1, lines(contents())) -- nothing is left
  end)

  it("of a dry run and of an import that sends nothing are the rows that are not valid", function()
    local path = cli:file("c.csv", BAD)
    for _, options in ipairs({ "--dry-run", "" }) do
      os.remove(rejects)
      local status, err = run(path, options)
      assert.equal(1, status)
      has(err, "nothing was sent; correct the rows in " .. rejects
        .. " and import it; --skip-invalid sends the others\n")
      assert.equal(3, lines(contents()))
    end
    assert.equal(0, cli.server:counters().arrived)
    has(select(3, cli:run("import --map key= --dry-run " .. path)), "--rejects FILE writes these rows")
  end)

  it("have what the API refused, what failed and what was not tried, and find what was created before", function()
    assert.equal(0, (cli:run("login")))
    cli.server:fault { name = "code", code = 162, method = "POST", path = "/customers$", skip = 2 }
    cli.server:fault { name = "code", code = 196, path = "/customers", times = 1000, skip = 7 }
    local status = run(cli:file("c.csv", file_of(20)), "--concurrency 1 --report " .. cli:path_of("report.csv"))
    assert.equal(1, status)
    local text, left, again = contents(), 0, 0
    for _, line in ipairs(customer_rows.report(cli:contents("report.csv"))) do
      local is_taken = line.status == "created"
      assert.equal(not is_taken, text:find("row-" .. line.line - 1 .. ",", 1, true) ~= nil)
      if not is_taken then left = left + 1 end
      if not is_taken and line.line <= 5 then again = again + 1 end
    end
    assert.equal(20 - created(), left)
    assert.equal(left + 1, lines(text))
    has(text, "(code 162")
    has(text, ",not tried: the import ended before\r\n")
    cli.server:reset()
    os.execute("rm -r " .. cli:path_of("cache")) -- what was created is known no more
    assert.equal(0, (cli:run(("import %s --map key="):format(cli:file("first.csv", file_of(4))))))
    local path = cli:file("again.csv", text)
    assert.equal(0, (run(path)))
    assert.equal(4 + left - again, created())
  end)

  it("keep the columns, the separator, quotes and line breaks of the file, and its byte order mark", function()
    for _, separator in ipairs({ ",", ";", "\t" }) do
      local street = separator == ";" and "Hof;plein" or 'Hof"plein"\nA\r\nB'
      local rows = { HEADER, row(1, { [STREET] = street, [EMAIL] = "kees@" }), row(2) }
      local function cells_of(line)
        local cells, from = {}, 1
        for index = 1, 10 do
          if index == STREET and line == rows[2] then
            cells[index], from = street, from + #street + 1
          else
            local stop = line:find("[,\n]", from)
            cells[index], from = line:sub(from, stop - 1), stop + 1
          end
        end
        return cells
      end
      local text = {}
      for index, line in ipairs(rows) do
        local cells = cells_of(line)
        for place, cell in ipairs(cells) do
          if cell:find('["\n;]') then cells[place] = '"' .. cell:gsub('"', '""') .. '"' end
        end
        text[index] = table.concat(cells, separator) .. "\r\n"
      end
      local mark = separator == ";" and "\239\187\191" or ""
      run(cli:file("c.csv", mark .. table.concat(text)), "--dry-run")
      local written = contents()
      local head = mark .. text[1]:gsub("\r\n", "") .. separator .. "problem\r\n" .. text[2]:gsub("\r\n$", separator)
      assert.equal(head, written:sub(1, #head))
      local _, err = run(cli:file("again.csv", written), "--dry-run")
      has(err, 'email "kees@"')
      assert.equal(written, contents()) -- the problem was replaced
    end
  end)

  it("keep cells without a column, which are told again until they are mended", function()
    local path = cli:file("c.csv", HEADER .. row(1):gsub("\n", ",x,y\n") .. row(2))
    run(path, "--skip-invalid")
    has(contents(), "jan1@example.com,")
    has(contents(), ",x,y\r\n")
    local status, err = run(cli:file("again.csv", contents()))
    assert.equal(1, status)
    has(err, "there are 13 cells, but 11 columns")
    run(cli:file("c.csv", HEADER .. "short\n"), "--dry-run")
    has(contents(), "short,,,,,,,,,,")
  end)

  it("of lines of JSON are such lines, with a member that says why", function()
    local text = customer_rows.json_lines(3):gsub("jan2@example.com", "kees@")
      .. '{bad\n{}\n{"email":"x@y","problem":1}\n'
    run(cli:file("c.jsonl", text), "--skip-invalid")
    local written = {}
    for line in contents():gmatch("([^\n]*)\n") do written[#written + 1] = line end
    assert.equal(4, #written)
    local first = json.decode(written[1])
    assert.same({ "kees@", "2" }, { first.email, first.address.number })
    has(first.problem, "email 'kees@' has no valid domain")
    assert.equal("{bad", written[2])
    has(json.decode(written[3]).problem, "is required")
    has(json.decode(written[4]).problem, "email 'x@y'")
    assert.equal(2, created())
    local mended = written[1]:gsub("kees@", "kees@example.com")
    local status, err = run(cli:file("again.jsonl", mended .. "\n"))
    assert.equal(0, status, err)
    assert.equal(3, created())
    -- Written again, it has one problem.
    run(cli:file("c.jsonl", written[1] .. "\n"), "--dry-run")
    assert.equal(written[1] .. "\n", contents())
  end)

  it("of a JSON array are lines of JSON", function()
    local text = "[\n  " .. customer_rows.json_lines(3):gsub("jan2@example.com", "kees@"):gsub("}\n", "},\n  ")
      :gsub(",\n  $", "\n]\n"):gsub('"email"', '\n   "email"')
    run(cli:file("c.jsonl", text), "--skip-invalid")
    assert.equal(1, lines(contents()))
    assert.equal("kees@", json.decode(contents()).email)
    assert.equal(0, (run(cli:file("again.jsonl", (contents():gsub("kees@", "kees@example.com"))))))
    assert.equal(3, created())
  end)

  it("of a file in another encoding are UTF-8 with a byte order mark, as spreadsheets need it", function()
    for encoding, name in pairs({ ["WINDOWS-1252"] = "J\252rgen", ["ISO-8859-2"] = "\163ukasz" }) do
      local text = HEADER .. row(1, { [NAME] = name, [EMAIL] = "kees@", [8] = "DE" })
      run(cli:file("c.csv", text), "--dry-run --encoding " .. encoding)
      assert.equal("\239\187\191key,", contents():sub(1, 7))
      has(contents(), encoding == "WINDOWS-1252" and "J\195\188rgen" or "\197\129ukasz")
    end
  end)

  it("have all rows of a customer that is there several times, so that each gets its own handle", function()
    cli.server:fault { name = "code", code = 162, method = "POST", path = "/customers$", skip = 1 }
    local text = HEADER .. row(1) .. row(1, { [STREET] = "Coolsingel" }) .. row(2)
    local status = run(cli:file("c.csv", text), "--allow-duplicates --concurrency 1")
    assert.equal(1, status)
    assert.equal(2, created())
    assert.equal(3, lines(contents()))
    has(contents(), "is created; it is kept here, because another row with the same customer was not created")
    local err
    status, err = run(cli:file("again.csv", contents()), "--allow-duplicates")
    assert.equal(0, status, err)
    has(err, "1 created, 1 found\n")
    assert.equal(3, created())
  end)

  it("write over no file that is read or written by the same import", function()
    local path = cli:file("c.csv", BAD)
    for options, what in pairs({
      ["--rejects " .. path] = "the file of customers",
      [("--report %s --rejects %s"):format(rejects, rejects)] = "the report",
      [("--journal %s --rejects %s"):format(cli:path_of("j"), cli:path_of("j"))] = "the journal",
      [("--journal %s --rejects %s"):format(cli:path_of("j"), cli:path_of("j-wal"))] = "a file beside the journal",
      ["--rejects " .. cli:path_of("cache/openprovider/tokens.json")] = "the token file",
    }) do
      local status, _, err = cli:run(("import %s --map key= %s"):format(path, options))
      assert.equal(2, status, err)
      has(err, "--rejects ")
      has(err, "would write over " .. what)
      assert.equal(BAD, cli:contents("c.csv"))
    end
    local status, _, err = cli:run(("import %s --map key= --rejects %s"):format(path, cli:path_of("no/where")))
    assert.equal(1, status)
    has(err, "cannot write the file of rejects")
    status, _, err = cli:run(("import %s --map key= --map problem=comments --rejects %s"):format(path, rejects))
    assert.equal(2, status)
    has(err, "--rejects adds a column named problem")
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("take the place of an older file when they are whole", function()
    cli:file("rejects.csv", "an older one")
    run(cli:file("c.csv", BAD .. '"never closed\n'), "--dry-run")
    assert.equal("an older one", contents())
    run(cli:file("c.csv", BAD), "--dry-run")
    assert.equal(3, lines(contents()))
  end)

  it("are the 100 bad rows of 10,000: the report fits on a screen, and a script mends them", function()
    local rows = { HEADER }
    for number = 1, 10000 do
      local kind, changes = number % 100 == 0 and number / 100 % 5, nil
      if kind == 0 then changes = { [PHONE] = "010-123456" .. number } end
      if kind == 1 then changes = { [EMAIL] = "jan" .. number .. "@" } end
      if kind == 2 then changes = { [NAME] = "" } end
      if kind == 3 then changes = { [8] = "XX" } end
      if kind == 4 then changes = { [5] = "" } end
      rows[#rows + 1] = row(number, changes)
    end
    local path = cli:file("c.csv", table.concat(rows))
    local status, err = run(path, "--dry-run")
    assert.equal(1, status)
    local height = 0
    for line in err:gmatch("[^\n]+") do height = height + math.ceil(#line / 80) end
    assert.is_true(height < 24, err)
    has(err, "20 rows: ")
    has(err, "100 of 10000 rows are not valid\n")
    assert.equal(101, lines(contents()))
    local _, _, why = cli:shell([[awk -F, -v OFS=, 'NR == 1 { print; next }
      { if ($2 == "") $2 = "Jan"; if ($5 == "") $5 = "1"; if ($8 == "XX") $8 = "NL"
        if ($9 !~ /^\+/) $9 = "+31 10 1234567"; if ($10 !~ /example/) $10 = $10 "example.com"; print }' ]]
      .. rejects .. " >mended.csv")
    assert.equal("", why)
    status, err = run(cli:path_of("mended.csv"), "--concurrency 32")
    assert.equal(0, status, err)
    has(err, ": 100 created\n")
    assert.equal(100, created())
    assert.equal(1, lines(contents()))
  end)

  it("and the report say that they cannot be written before the outcome, which sends nobody there", function()
    for options, is_sent in pairs({
      ["--rejects /dev/full"] = false, ["--report /dev/full"] = false,
      ["--rejects /dev/full --report /dev/full --verbose"] = false,
      ["--rejects /dev/full --skip-invalid"] = true, ["--report /dev/full --skip-invalid"] = true,
    }) do
      local path = cli:file("c.csv", BAD)
      local sending = is_sent and "" or "--dry-run"
      local status, _, err = cli:run(("import %s --map key= %s %s"):format(path, options, sending))
      assert.equal(1, status)
      local _, cannot = err:find("cannot write .*/dev/full: [^\n]*\n")
      assert.is_truthy(cannot, err)
      local outcome = err:find(is_sent and ": 2 created" or " rows are not valid", 1, true)
      assert.is_truthy(outcome and outcome > cannot, err)
      assert.is_nil(err:find("/dev/full", cannot, true), err)
      cli:reset()
    end
  end)
end)
