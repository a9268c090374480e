-- One handle for each customer of a file, whatever people do with the file, however late the API's lists are.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")

local has = command_line.has
local HEADER, row, file_of = customer_rows.HEADER, customer_rows.row, customer_rows.file

-- Seconds that a customer needs to be seen in a list, and after which this is taken for sure.
local LAG, SETTLE = 2, 3

describe("an import, again", function()
  local cli, server

  before_each(function() cli:reset() end)
  local function created() return server:counters().customers_created end

  -- Runs an import whose report must have the same handle for each customer as those before. -> err
  local function import(name, text, handles, options)
    local path = cli:file(name, text)
    local status, _, err = cli:run(("import %s --map key= --settle %g --report %s %s"):format(path, SETTLE,
      cli:path_of("report.csv"), options or ""))
    assert.equal(0, status, err)
    for index, line in ipairs(customer_rows.report(cli:contents("report.csv"))) do
      assert.is_truthy(line.handle:find("^JD"), err)
      handles[line.reference] = handles[line.reference] or line.handle
      assert.equal(handles[line.reference], line.handle, "row " .. index)
    end
    return err
  end

  local function count(handles)
    local each, number = {}, 0
    for _, handle in pairs(handles) do
      assert.is_nil(each[handle], handle)
      each[handle], number = true, number + 1
    end
    return number
  end

  -- A file whose rows are in another order.
  local function turned(number)
    local rows = { HEADER }
    for index = number, 1, -1 do rows[#rows + 1] = row(index) end
    return table.concat(rows)
  end

  for _, lag in ipairs({ 0, LAG }) do
    describe(("where lists show a customer %g s after its creation"):format(lag), function()
      setup(function()
        cli = command_line.start { login_limit = false, visible_after = lag }
        server = cli.server
      end)
      teardown(function() cli:stop() end)

      for name, has_journal in pairs({ ["without a journal"] = false, ["with a journal"] = true }) do
        local function journal(which)
          return has_journal and "--journal " .. cli:path_of(which or "a.journal") or ""
        end

        it("finds each customer of the same file (" .. name .. ")", function()
          local handles = {}
          import("c.csv", file_of(20), handles, journal())
          has(import("c.csv", file_of(20), handles, journal()), ": 0 created, 20 found\n")
          assert.same({ 20, 20 }, { created(), count(handles) })
        end)

        it("finds them in another order, with a row inserted, and with another journal (" .. name .. ")", function()
          local handles = {}
          import("c.csv", file_of(10), handles, journal())
          has(import("c.csv", turned(10), handles, journal("b.journal")), ": 0 created, 10 found\n")
          local inserted = HEADER .. row(99) .. file_of(10):sub(#HEADER + 1)
          has(import("c.csv", inserted, handles, journal()), ": 1 created, 10 found\n")
          has(import("other.csv", inserted, handles, journal("c.journal")), ": 0 created, 11 found\n")
          assert.same({ 11, 11 }, { created(), count(handles) })
        end)
      end

      it("finds what was created before the rejects were mended", function()
        local handles = {}
        local bad = HEADER .. row(1) .. row(2, { [10] = "kees@" }) .. row(3)
        local path = cli:file("c.csv", bad)
        assert.equal(1, (cli:run(("import %s --map key= --settle %g --skip-invalid"):format(path, SETTLE))))
        assert.equal(2, created())
        import("rejects.csv", HEADER .. row(2), handles)
        has(import("c.csv", file_of(3), handles), ": 0 created, 3 found\n")
        assert.same({ 3, 3 }, { created(), count(handles) })
      end)

      it("finds them with keys of one's own", function()
        local path = cli:file("c.csv", file_of(5))
        for _, expected in ipairs({ "5 created\n", "0 created, 5 found\n" }) do
          local status, _, err = cli:run(("import %s --reference key --settle %g"):format(path, SETTLE))
          assert.equal(0, status, err)
          has(err, expected)
        end
        assert.equal(5, created())
      end)

      it("makes no twin when two run at the same time", function()
        local path = cli:file("c.csv", file_of(40))
        local both = {}
        for number = 1, 2 do
          both[number] = cli:start(("import %s --map key= --settle %g --report %s"):format(path, SETTLE,
            cli:path_of(number .. ".csv")))
        end
        local handles = {}
        for number = 1, 2 do
          local status, _, err = both[number]:wait()
          assert.equal(0, status, err)
          for _, line in ipairs(customer_rows.report(cli:contents(number .. ".csv"))) do
            handles[line.reference] = handles[line.reference] or line.handle
            assert.equal(handles[line.reference], line.handle)
          end
        end
        assert.same({ 40, 40 }, { created(), count(handles) })
      end)
    end)
  end

  describe("when what was sent is visible for long", function()
    setup(function()
      cli = command_line.start { login_limit = false }
      server = cli.server
    end)
    teardown(function() cli:stop() end)

    -- What a store of this machine knew is gone, as on another machine.
    local function forget()
      os.execute("rm -r " .. cli:path_of("cache"))
    end

    for name, options in pairs({ ["without a journal"] = { "", "" }, ["with a journal that is new"] = { "a", "b" },
      ["with the same journal"] = { "a", "a" } }) do
      it("finds each customer " .. name .. ", on another machine, too", function()
        local handles = {}
        local function once(journal)
          return import("c.csv", file_of(12), handles, journal ~= "" and "--journal " .. cli:path_of(journal) or "")
        end
        once(options[1])
        forget()
        has(once(options[2]), ": 0 created, 12 found\n")
        assert.same({ 12, 12 }, { created(), count(handles) })
      end)
    end
  end)

  describe("a customer that is twice in a file", function()
    setup(function()
      cli = command_line.start { login_limit = false }
      server = cli.server
    end)
    teardown(function() cli:stop() end)

    local function run(text, options)
      return cli:run(("import %s --map key= --report %s %s"):format(cli:file("c.csv", text), cli:path_of("report.csv"),
        options or ""))
    end

    local TWICE = HEADER .. row(1) .. row(2) .. row(1, { [4] = "Coolsingel" }) .. row(3) .. row(1)

    it("is told at each of its lines, and nothing is sent", function()
      local status, _, err = run(TWICE, "--verbose")
      assert.equal(1, status)
      has(err, "c.csv:2: this is the customer of line 4, too")
      has(err, "c.csv:4: this is the customer of line 2, too")
      has(err, "c.csv:6: this is the customer of line 2, too")
      has(err, "3 of 5 rows are not valid")
      assert.equal(0, server:counters().arrived)
      local statuses = {}
      for index, line in ipairs(customer_rows.report(cli:contents("report.csv"))) do statuses[index] = line.status end
      assert.same({ "refused", "not tried", "refused", "not tried", "refused" }, statuses)
    end)

    it("is told as well where rows have no references", function()
      local status, _, err = run(TWICE, "--no-reference --verbose")
      assert.equal(1, status)
      has(err, "c.csv:4: this is the customer of line 2, too")
      assert.equal(0, server:counters().arrived)
    end)

    it("is created so often with --allow-duplicates, and found so often again", function()
      for _, expected in ipairs({ ": 5 created\n", ": 0 created, 5 found\n" }) do
        local status, _, err = run(TWICE, "--allow-duplicates")
        assert.equal(0, status, err)
        has(err, expected)
        assert.equal(5, created())
      end
      local references = {}
      local lines = customer_rows.report(cli:contents("report.csv"))
      for index, line in ipairs(lines) do references[index] = line.reference end
      assert.equal(references[1] .. "-2", references[3])
      assert.equal(references[1] .. "-3", references[5])
    end)
  end)

  describe("of a file with a customer several times", function()
    setup(function()
      cli = command_line.start { login_limit = false }
      server = cli.server
    end)
    teardown(function() cli:stop() end)

    -- -> status, err, the report
    local function run(name, text, options)
      local status, _, err = cli:run(("import %s --report %s %s"):format(cli:file(name, text),
        cli:path_of("report.csv"), options or "--map key="))
      return status, err, customer_rows.report(cli:contents("report.csv"))
    end

    -- One customer twice, at two streets.
    local function pair(first_phone, second_phone)
      return HEADER .. row(1, { [4] = "First", [9] = first_phone }) .. row(1, { [4] = "Second", [9] = second_phone })
    end

    local GOOD, BAD, ALLOWED = "+31 10 123 4567", "none", "--map key= --allow-duplicates"

    for number, phones in ipairs({ { BAD, GOOD }, { GOOD, BAD } }) do
      it("gives a row that is mended its own handle with --allow-duplicates, not another row's (" .. number .. ")",
          function()
        local status, err, lines = run("c.csv", pair(phones[1], phones[2]), ALLOWED .. " --skip-invalid")
        assert.same({ 1, "refused", "refused", 0 }, { status, lines[1].status, lines[2].status, created() })
        assert.equal(lines[1].reference .. "-2", lines[2].reference)
        has(err, ("c.csv:%d: line %d has the same customer and is not valid: correct"):format(4 - number, 1 + number))
        status, err = run("rejects.csv", pair(GOOD, GOOD), ALLOWED)
        assert.equal(0, status, err)
        status, err, lines = run("c.csv", pair(GOOD, GOOD), ALLOWED)
        assert.same({ 0, "found", "found", "", "" }, { status, lines[1].status, lines[2].status, lines[1].problem,
          lines[2].problem }, err)
        assert.equal(2, created())
      end)
    end

    it("tells the same customer twice though one of the rows is not valid", function()
      local status, err = run("c.csv", pair(BAD, GOOD), "--map key= --skip-invalid --verbose")
      assert.equal(1, status)
      has(err, "c.csv:3: this is the customer of line 2, too")
      has(err, "c.csv:2: this is the customer of line 3, too")
      assert.equal(0, created())
    end)

    it("says to the end what to do about them, also where many are told at once", function()
      local columns = HEADER:gsub("key,", "name.prefix,")
      for apart, cells in pairs({
        ["the prefix"] = { { "van" }, { "de" } }, ["the punctuation of the e-mail address"] = {
          { "", [10] = "jan.dijk@example.com" }, { "", [10] = "jandijk@example.com" } },
        ["the prefix and the punctuation of the e-mail address"] = {
          { "van", [10] = "jan.dijk@example.com" }, { "de", [10] = "jandijk@example.com" } },
      }) do
        local _, err = run("c.csv", columns .. row(1, cells[1]) .. row(1, cells[2]), "")
        has(err, "2 rows: this customer and that of another row differ only in " .. apart .. ": if they are two "
          .. "customers, give each row its own key in a column, and name that column with --reference; if they are "
          .. "one, correct the rows (first: ")
      end
    end)

    it("says what differs of two people with one automatic reference, and what to do", function()
      local status, err = run("c.csv", HEADER .. row(1, { [10] = "jan.dijk@example.com" })
        .. row(2, { [10] = "jandijk@example.com" }), "--map key= --verbose")
      assert.equal(1, status)
      has(err, "c.csv:3: this customer and that of line 2 differ only in the punctuation of the e-mail address: if "
        .. "they are two customers, give each row its own key in a column, and name that column with --reference; if "
        .. "they are one, correct the rows")
      local columns = HEADER:gsub("key,", "name.prefix,")
      err = select(2, run("c.csv", columns .. row(1, { "van" }) .. row(1, { "de" }), "--verbose"))
      has(err, "c.csv:2: this customer and that of line 3 differ only in the prefix")
      err = select(2, run("c.csv", columns .. row(1, { "van" }) .. row(1, { "Van", [4] = "Other" }), "--verbose"))
      has(err, "c.csv:2: this is the customer of line 3, too (the same company, name and e-mail)")
      assert.equal(0, created())
    end)
  end)

  describe("without references", function()
    setup(function()
      cli = command_line.start { login_limit = false }
      server = cli.server
    end)
    teardown(function() cli:stop() end)

    it("leaves the customers' comments alone, and says that nothing protects from doubles", function()
      local path = cli:file("c.csv", file_of(3))
      local status, _, err = cli:run(("import %s --map key= --no-reference"):format(path))
      assert.equal(0, status, err)
      has(err, "without references, another run creates all of them again")
      for _, handle in ipairs(server:handles()) do
        local comments = server:record(handle).comments
        assert.is_true(comments == nil or comments == "")
      end
    end)

    it("says what to leave out when not all were created", function()
      server:fault { name = "code", code = 162, method = "POST", path = "/customers$", skip = 1 }
      local path = cli:file("c.csv", file_of(3))
      local status, _, err = cli:run(("import %s --map key= --no-reference --concurrency 1"):format(path))
      assert.equal(1, status)
      has(err, "without references, another run creates again what was created: leave those rows out; "
        .. "--report PATH writes down which they are")
      assert.is_nil(err:find("run it again to go on", 1, true))
    end)

    it("is a wrong call with what needs them", function()
      local path = cli:file("c.csv", file_of(1))
      for _, options in ipairs({ "--no-reference --reference key", "--no-reference --journal " .. cli:path_of("j"),
        "--allow-duplicates --reference key" }) do
        local status, _, err = cli:run(("import %s %s"):format(path, options))
        assert.equal(2, status)
        has(err, "cannot be given together")
        assert.equal(1, command_line.lines(err))
      end
    end)
  end)

  describe("of a customer that is there otherwise", function()
    setup(function()
      cli = command_line.start { login_limit = false }
      server = cli.server
    end)
    teardown(function() cli:stop() end)

    local function run(text, options)
      return cli:run(("import %s --report %s %s"):format(cli:file("c.csv", text), cli:path_of("report.csv"), options))
    end

    it("tells what differs in the report, and changes nothing", function()
      assert.equal(0, (run(file_of(2), "--map key=")))
      local status, _, err = run(file_of(2):gsub("Hofplein,2", "Coolsingel,2"), "--map key=")
      assert.equal(0, status, err)
      has(err, "0 created, 2 found\n")
      has(err, "customers that were found and differ from the file (1) were not changed; see ")
      local lines = customer_rows.report(cli:contents("report.csv"))
      assert.equal("", lines[1].problem)
      assert.equal("found", lines[2].status)
      has(lines[2].problem, "address.street")
      has(lines[2].problem, "Coolsingel")
      has(lines[2].problem, "Hofplein")
    end)

    it("refuses a key that is another person's, and gives nobody that one's handle", function()
      assert.equal(0, (run(file_of(2), "--reference key")))
      local status, _, err = run(file_of(2):gsub("Jan,Dijk,Hofplein,2", "Kees,Vis,Hofplein,2"), "--reference key")
      assert.equal(1, status, err)
      has(err, "1 found, 1 refused\n")
      local lines = customer_rows.report(cli:contents("report.csv"))
      assert.same({ "refused", "" }, { lines[2].status, lines[2].handle })
      assert.equal(2, created())
    end)
  end)
end)

describe("an import of 150 rows with a stray answer after every tenth", function()
  local cli = command_line.for_specs { login_limit = false }

  for _, base in ipairs { "base_url", "https_base_url" } do
    it(("gives each customer its own handle (%s)"):format(base), function()
      cli.server:fault { name = "stray", method = "POST", path = "/customers$", skip = 9, every = 10, times = 15 }
      local path = cli:file("rows.csv", customer_rows.file(150))
      local status, _, err = cli:run(("import %s --map key= --report %s"):format(path, cli:path_of("report.csv")), {
        variables = { BASE_URL = cli.server[base], CA_FILE = cli.server.ca_file },
      })
      assert.equal(0, status, err)
      assert.equal(15, cli.server:counters().strays)
      local lines = customer_rows.report(cli:contents("report.csv"))
      assert.equal(150, #lines)
      for number, line in ipairs(lines) do
        assert.equal("created", line.status, line.problem)
        assert.equal(("jan%d@example.com"):format(number), cli.server:record(line.handle).email)
      end
    end)
  end
end)
