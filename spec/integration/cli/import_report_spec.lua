-- The report of an import, and what outputs must not destroy.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")

local eventually, has, quoted = command_line.eventually, command_line.has, command_line.quoted
local HEADER, row, file_of = customer_rows.HEADER, customer_rows.row, customer_rows.file

describe("the report of an import", function()
  local cli = command_line.for_specs { login_limit = false }
  local report_path
  before_each(function() report_path = cli:path_of("report.csv") end)

  -- The column `key` is no field.
  local function run(arguments, given) return cli:run((arguments:gsub("import ", "import --map key= ", 1)), given) end
  local function report() return customer_rows.report(cli:contents("report.csv")) end

  -- One member of each row.
  local function each(name)
    local found = {}
    for index, line in ipairs(report()) do found[index] = line[name] end
    return found
  end

  local MIXED = HEADER .. row(1) .. row(2, { [10] = "kees@" }) .. row(3) .. row(4, { [8] = "Atlantis" }) .. row(5)

  it("has a row for each row of the file, in its order, in a dry run", function()
    local path = cli:file("c.csv", MIXED)
    assert.equal(1, (run(("import %s --dry-run --report %s"):format(path, report_path))))
    assert.same({ 2, 3, 4, 5, 6 }, each("line"))
    assert.same({ "not tried", "refused", "not tried", "refused", "not tried" }, each("status"))
    has(report()[2].problem, "email")
    has(report()[2].problem, "kees@")
    assert.equal(0, cli.server:counters().arrived)
    assert.equal(0, (run(("import %s --dry-run --report %s"):format(cli:file("c.csv", file_of(2)), report_path))))
    assert.same({ "not tried", "not tried" }, each("status"))
  end)

  it("has them as well where nothing is sent for a bad row, and with --skip-invalid", function()
    local path = cli:file("c.csv", MIXED)
    assert.equal(1, (run(("import %s --report %s"):format(path, report_path))))
    assert.same({ "not tried", "refused", "not tried", "refused", "not tried" }, each("status"))
    assert.equal(1, (run(("import %s --skip-invalid --report %s"):format(path, report_path))))
    assert.same({ "created", "refused", "created", "refused", "created" }, each("status"))
    assert.same({ 2, 3, 4, 5, 6 }, each("line"))
    local handles = each("handle")
    assert.is_truthy(handles[1]:find("^JD") and handles[3]:find("^JD") and handles[2] == "")
  end)

  it("has the checker's warnings, which are told by their kind before anything is sent, and stop nothing", function()
    local german = { [6] = "D-1067X", [7] = "Dresden", [8] = "DE", [9] = "+49 351 1234567" }
    local path = cli:file("c.csv", HEADER .. row(1) .. row(2, german) .. row(3, german) .. row(4, german))
    -- The double refuses such customers, as the API may.
    for command, expected in pairs({ ["import %s --dry-run --report %s"] = 0, ["import %s --report %s"] = 1 }) do
      local status, _, err = run(command:format(path, report_path))
      assert.equal(expected, status, err)
      local _, count = err:gsub("warning", "")
      assert.equal(1, count, err)
      has(err, '3 rows: warning: address.zipcode may be refused')
      has(err, "(first: line 3, D-1067X)\n")
      assert.equal("", report()[1].problem)
      for number = 2, 4 do has(report()[number].problem, "warning: address.zipcode") end
    end
    assert.equal(1, cli.server:counters().customers_created)
  end)

  it("keeps the file's order, however the answers come", function()
    cli.server:fault { name = "delay", seconds = 0.4, times = 4, method = "POST", path = "/customers$" }
    assert.equal(0, (run(("import %s --report %s"):format(cli:file("c.csv", file_of(40)), report_path))))
    local lines = each("line")
    for index = 1, 40 do assert.equal(index + 1, lines[index]) end
  end)

  it("tells what was refused, what failed and what is not known", function()
    cli.server:fault { name = "code", code = 162, method = "POST", path = "/customers$" }
    cli.server:fault { name = "code", code = 10005, times = 20, method = "POST", path = "/customers$", skip = 1 }
    local path = cli:file("c.csv", file_of(3))
    assert.equal(1, (run(("import %s --no-reference --concurrency 1 --report %s"):format(path, report_path))))
    assert.equal("refused", report()[1].status)
    has(report()[1].problem, "code 162")
    cli.server:reset()
    cli.server:fault { name = "close_after", method = "POST", path = "/customers$" }
    assert.equal(4, (run(("import %s --no-reference --concurrency 1 --report %s"):format(path, report_path))))
    assert.same({ "unknown", "created", "created" }, each("status"))
    has(report()[1].problem, "so the customer may exist: look with `openprovider list --email-pattern ADDRESS`")
  end)

  it("has no references that the customers do not have", function()
    local path = cli:file("c.csv", file_of(2))
    for _, options in ipairs({ "--dry-run", "" }) do
      assert.equal(0, (run(("import %s --no-reference %s --report %s"):format(path, options, report_path))))
      assert.same({ "", "" }, each("reference"))
      local _, out = run(("import %s --no-reference %s --json"):format(path, options))
      assert.is_nil(out:find('"reference"', 1, true), out)
    end
  end)

  it("is not written to a file that is called -", function()
    for _, option in ipairs({ "--report", "--rejects" }) do
      local status, _, err = run("import c.csv " .. option .. " -")
      assert.equal(2, status)
      has(err, "'-' is not a path: /dev/stdout is standard output, and ./- a file of that name")
    end
  end)

  -- Whether some were created, and others have just been sent and will take a while.
  local function is_sending()
    local sent = 0
    for _, request in ipairs(cli.server:requests()) do
      if request.method == "POST" and request.path:find("/customers$") then sent = sent + 1 end
    end
    local created = cli.server:counters().customers_created
    return created > 3 and sent > created
  end

  for signal, expected in pairs({ INT = 130, TERM = 143 }) do
    it("is written after a SIG" .. signal .. ", and says which rows were not tried", function()
      cli.server:fault { name = "delay", seconds = 1, times = 1000, method = "POST", path = "/customers$" }
      local running = cli:start(("import --map key= %s --concurrency 4 --report %s"):format(
        cli:file("c.csv", file_of(60)), report_path))
      eventually(is_sending, "nothing is sent")
      running:signal(signal)
      local status, _, err = running:wait()
      assert.equal(expected, status)
      assert.is_truthy(err:find("waiting for the answers? of %d calls? %(Ctrl%-C again to give up%)"), err)
      local counts = {}
      for _, name in ipairs(each("status")) do counts[name] = (counts[name] or 0) + 1 end
      local created = cli.server:counters().customers_created
      assert.same({ created = created, ["not tried"] = 60 - created }, counts)
      has(err, ("%d created, %d not tried\n"):format(created, 60 - created))
    end)
  end

  it("is written after a Ctrl-C during the check, too, with the rows that were checked", function()
    local path = cli:file("c.csv", HEADER .. row(1, { [10] = "kees@" }) .. file_of(60000):sub(#HEADER + 1))
    local running = cli:start(("import --map key= %s --verbose --report %s"):format(path, report_path))
    eventually(function() return running:err() ~= "" end, "nothing is checked")
    running:signal("INT")
    local status, _, err = running:wait()
    assert.equal(130, status)
    local lines = report()
    assert.is_true(#lines >= 1 and #lines < 60001)
    assert.same({ "refused", "not tried" }, { lines[1].status, (lines[2] or {}).status or "not tried" })
    local checked = #lines == 1 and "1 row was" or ("%d rows were"):format(#lines)
    has(err, ("openprovider: interrupted after %s checked; nothing was sent; the rows after them are not in "
      .. "%s\n"):format(checked, report_path))
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("and the import go on when nobody reads what is said on standard error", function()
    cli:file("c.csv", MIXED)
    local _, out, err = cli:shell("openprovider import c.csv --map key= --skip-invalid --report report.csv 2>&1 | "
      .. "true; echo ${PIPESTATUS[0]}")
    assert.same({ "1\n", "" }, { out, err })
    assert.same({ "created", "refused", "created", "refused", "created" }, each("status"))
  end)

  it("and the import need no large files: a limit of their size costs the shared counts, and no more", function()
    cli:file("c.csv", file_of(3))
    local _, out, err = cli:shell("ulimit -f 2; openprovider import c.csv --map key= --report report.csv; echo $?")
    assert.equal("0\n", out, err)
    has(err, "File too large): allow files of 1 MB (ulimit -f 1024)")
    assert.same({ "created", "created", "created" }, each("status"))
  end)

  it("has the rows that earlier runs with the same journal created", function()
    cli.server:fault { name = "code", code = 162, method = "POST", path = "/customers$", skip = 2 }
    local command = ("import %s --journal %s --concurrency 1 --settle 0.3 --report %s"):format(
      cli:file("c.csv", file_of(5)), cli:path_of("journal"), report_path)
    assert.equal(1, (run(command)))
    assert.same({ "created", "created", "refused", "created", "created" }, each("status"))
    assert.equal(0, (run(command)))
    assert.same({ "found", "found", "created", "found", "found" }, each("status"))
    assert.same({ 2, 3, 4, 5, 6 }, each("line"))
    local handles = {}
    for _, handle in ipairs(each("handle")) do handles[handle] = true end
    assert.equal(5, #cli.server:handles())
    for _, handle in ipairs(cli.server:handles()) do assert.is_true(handles[handle]) end
  end)

  it("takes the place of an older one when it is whole, and keeps its mode", function()
    local path = cli:file("c.csv", file_of(2))
    cli:file("report.csv", "an older one")
    os.execute("chmod 640 " .. report_path)
    assert.equal(0, (run(("import %s --report %s"):format(path, report_path))))
    assert.equal("640", command_line.output_of("stat -c %a " .. report_path))
    assert.equal(2, #report())
    os.execute(("rm %s; umask 027; touch %s"):format(report_path, cli:path_of("expected")))
    assert.equal(0, (run(("import %s --report %s"):format(path, report_path), {
      before = "sh -c 'umask 027; exec \"$0\" \"$@\"'",
    })))
    assert.equal("640", command_line.output_of("stat -c %a " .. report_path))
    assert.equal("c.csv", command_line.output_of("cd " .. quoted(cli.folder) .. " && ls -d c.csv* "))
    assert.equal("report.csv", command_line.output_of("cd " .. quoted(cli.folder) .. " && ls -d report.csv*"))
  end)

  it("follows a symbolic link, which stays", function()
    local path = cli:file("c.csv", file_of(1))
    os.execute(("mkdir %s/far; ln -s far/there.csv %s"):format(cli.folder, report_path))
    assert.equal(0, (run(("import %s --report %s"):format(path, report_path))))
    assert.equal("far/there.csv", command_line.output_of("readlink " .. report_path))
    assert.equal(1, #customer_rows.report(cli:contents("far/there.csv")))
  end)

  it("goes to standard output, a pipe or /dev/null as it is", function()
    local path = cli:file("c.csv", file_of(2))
    local status, out = run(("import %s --dry-run --report /dev/stdout"):format(path))
    assert.same({ 0, 2 }, { status, #customer_rows.report(out) })
    assert.equal(0, (run(("import %s --dry-run --report /dev/null"):format(path))))
    assert.equal("character special file", command_line.output_of("stat -c %F /dev/null"))
    status, out = cli:shell(("mkfifo f; cat f & openprovider import %s --map key= --dry-run --report f; s=$?; wait; "
      .. "exit $s"):format(path))
    assert.same({ 0, 2 }, { status, #customer_rows.report(out) })
  end)

  it("is refused before anything is sent where it cannot be written", function()
    local path = cli:file("c.csv", file_of(2))
    for _, place in ipairs({ cli:path_of("nowhere/report.csv"), cli.folder }) do
      local status, _, err = run(("import %s --report %s"):format(path, place))
      assert.equal(1, status)
      has(err, "cannot write the report")
      has(err, place)
    end
    assert.equal(0, cli.server:counters().arrived)
  end)

  describe("never destroys", function()
    local input, journal, tokens

    before_each(function()
      input, journal, tokens = cli:file("c.csv", file_of(3)), cli:path_of("c.journal"),
        cli:path_of("cache/openprovider/tokens.json")
    end)

    -- Runs an import that is to be refused as a wrong call, and leaves a file as it was.
    local function refused(arguments, harmed, word, redirect)
      local before = harmed and command_line.output_of("cat " .. quoted(harmed) .. " | md5sum")
      local status, _, err = run(arguments, { redirect = redirect })
      assert.equal(2, status, arguments .. err)
      has(err, "would write over " .. word)
      if harmed then assert.equal(before, command_line.output_of("cat " .. quoted(harmed) .. " | md5sum")) end
    end

    local function arrived() return cli.server:counters().arrived end

    it("the file that is read: by its name, another name for its folder, a symbolic link, a hard link, or "
      .. "standard input", function()
      os.execute(("cd %s && ln -s c.csv soft && ln c.csv hard && ln -s . here"):format(quoted(cli.folder)))
      for _, name in ipairs({ "c.csv", "soft", "hard", "here/c.csv", "./here/./c.csv" }) do
        refused(("import %s --report %s"):format(input, cli:path_of(name)), input, "the file of customers")
        refused(("import %s --report %s --dry-run"):format(cli:path_of(name), input), input, "the file of customers")
      end
      refused("import - --report " .. input, input, "the file of customers", "<" .. input)
      refused("import /dev/stdin --report " .. input, input, "the file of customers", "<" .. input)
      refused(("import %s --report /dev/fd/7"):format(input), input, "the file of customers", "7>>" .. input)
      refused(("import %s --journal %s"):format(input, input), input, "the file of customers")
      refused(("import %s --journal %s"):format(input, cli:path_of("hard")), input, "the file of customers")
      assert.equal(0, arrived())
    end)

    it("the journal and what is beside it, be they there or not", function()
      local function all()
        for _, name in ipairs({ "c.journal", "c.journal-wal", "c.journal-shm" }) do
          refused(("import %s --journal %s --report %s"):format(input, journal, cli:path_of(name)),
            nil, name == "c.journal" and "the journal" or "a file beside the journal")
        end
        refused(("import %s --journal %s --report %s"):format(input, journal, cli:path_of("here/c.journal")), nil,
          "the journal")
      end
      os.execute(("ln -s . %s/here"):format(quoted(cli.folder)))
      all()
      assert.equal(0, arrived())
      assert.is_nil(io.open(journal))
      assert.equal(0, (run(("import %s --journal %s"):format(input, journal))))
      all()
      os.execute(("cd %s && ln -s c.journal soft"):format(quoted(cli.folder)))
      local soft = cli:path_of("soft")
      refused(("import %s --journal %s --report %s"):format(input, journal, soft), journal, "the journal")
      refused(("import %s --journal %s --report %s"):format(input, soft, journal), journal, "the journal")
    end)

    it("a file that is read and has the name of one that the journal would have beside it", function()
      for _, ending in ipairs({ "-wal", "-shm", "-journal", "-lock" }) do
        local path = cli:file("c.journal" .. ending, file_of(3))
        refused(("import %s --format csv --journal %s"):format(path, journal), path, "the file of customers")
        cli:file("c.journal" .. ending, "-----BEGIN CERTIFICATE-----\n")
        refused(("--ca-file %s import %s --journal %s"):format(path, input, journal), path,
          "the file of certificate authorities")
        os.remove(path)
      end
      assert.equal(0, arrived())
    end)

    it("the token file, the certificate authorities, and the token file as a journal", function()
      assert.equal(0, (run("login")))
      refused(("import %s --report %s"):format(input, tokens), tokens, "the token file")
      assert.equal(0, (run("import " .. input))) -- makes the folder of notes
      for _, name in ipairs({ ".lock", ".held", ".counts-60", ".counts-300", ".counts-3600", ".notes", ".notes/3a" }) do
        refused(("import %s --report %s"):format(input, tokens .. name), nil, "a file beside the token file")
      end
      refused(("import %s --journal %s"):format(input, tokens), tokens, "the token file")
      local authorities = cli:file("ca.pem", "-----BEGIN CERTIFICATE-----\n")
      refused(("--ca-file %s import %s --report %s"):format(authorities, input, authorities), authorities,
        "the file of certificate authorities")
    end)
  end)
end)
