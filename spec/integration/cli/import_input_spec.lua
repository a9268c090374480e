-- The file of an import: what was checked is what is sent, wherever it comes from.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local socket = require("socket")

local eventually, has, quoted = command_line.eventually, command_line.has, command_line.quoted
local HEADER, row = customer_rows.HEADER, customer_rows.row

-- As root every file can be read, but not without these capabilities.
local IS_ROOT = command_line.output_of("id -u") == "0"
local AS_USER = IS_ROOT and "setpriv --bounding-set=-dac_override,-dac_read_search" or nil

describe("the file of an import", function()
  local cli = command_line.for_specs { login_limit = false }

  local function created() return cli.server:counters().customers_created end

  local FORMATS = {
    csv = { file = customer_rows.file, options = "--map key=" },
    jsonl = { file = customer_rows.json_lines, options = "--format jsonl" },
  }

  for format, given in pairs(FORMATS) do
    it("may be a pipe, a FIFO or standard input (" .. format .. ")", function()
      local path = cli:file("c", given.file(30))
      os.execute("gzip -k " .. path)
      for index, lines in ipairs({
        "openprovider import <(zcat c.gz) " .. given.options,
        "mkfifo f; zcat c.gz > f & openprovider import f " .. given.options,
        "zcat c.gz | openprovider import - " .. given.options,
        "zcat c.gz | openprovider import /dev/stdin " .. given.options,
        "openprovider import /dev/stdin < c " .. given.options,
      }) do
        cli.server:reset()
        local status, _, err = cli:shell(lines, { cache = cli:path_of("cache" .. index) })
        assert.equal(0, status, lines .. "\n" .. err)
        has(err, ": 30 created\n")
        assert.equal(30, created())
      end
    end)
  end

  -- Forms of a file of JSON, made of lines by a program that edits streams.
  for form, script in pairs({
    ["an array, as list writes it"] = "1s/^/[\\n/;s/$/,/;$s/,$/\\n]/",
    ["an array in one line"] = "1s/^/[/;s/$/,/;$s/,$/]/",
    ["indented objects"] = "s/[{,]/&\\n  /g", ["lines behind a byte order mark"] = "1s/^/\\xEF\\xBB\\xBF/",
  }) do
    it("may be JSON, whatever its name: " .. form, function()
      cli:file("lines", customer_rows.json_lines(3))
      local join = form:find("one line") and " | tr -d '\\n'" or ""
      os.execute(("cd %s; sed '%s' lines%s > c.csv"):format(cli.folder, script, join))
      local status, _, err = cli:run("import " .. cli:path_of("c.csv"))
      assert.equal(0, status, err)
      has(err, ": 3 created\n")
      assert.equal(3, created())
      assert.equal(form:find("one line") ~= nil, err:find("line 2 means the second customer", 1, true) ~= nil, err)
    end)
  end

  it("is read as --format says, whatever its name", function()
    local named = cli:file("c.json", customer_rows.file(3))
    local status, _, err = cli:run("import " .. named)
    assert.equal(1, status)
    has(err, "4 rows: it is not JSON")
    status, _, err = cli:run("import " .. named .. " --format csv --map key=")
    assert.equal(0, status, err)
    has(err, ": 3 created\n")
    for format in ("json jsonl"):gmatch("[a-z]+") do
      status, _, err = cli:run("import " .. cli:file("c.csv", customer_rows.file(3)) .. " --format " .. format)
      assert.equal(1, status)
      has(err, "4 rows: it is not JSON")
    end
    assert.equal(3, created())
  end)

  it("may be what list wrote, as JSON, from another account", function()
    assert.equal(0, (cli:run("import - --format json", { stdin = customer_rows.json_lines(3) })))
    local _, listed = cli:run("list --output json")
    cli.server:reset()
    local status, _, err = cli:run("import -", { stdin = listed, cache = cli:path_of("other") })
    assert.equal(0, status, err)
    has(err, ": 3 created\n")
  end)

  it("begins where standard input stands", function()
    cli:file("c.csv", "a line for somebody else\n" .. customer_rows.file(2))
    assert.equal(0, (cli:shell("{ IFS= read -r line; openprovider import - --map key=; } < c.csv")))
    assert.equal(2, created())
  end)

  -- Has a file changed while it is sent: the first answers are slow, so that most of it is not read a second time yet.
  local function changed_while_sent(change)
    local count = 1500 -- more than two blocks of the reader
    cli.server:fault { name = "delay", seconds = 0.5, times = 8, method = "POST", path = "/customers$" }
    local path = cli:file("c.csv", customer_rows.file(count))
    local running = cli:start(("import %s --map key= --no-reference --concurrency 4 --report %s"):format(path,
      cli:path_of("report.csv")))
    eventually(function() return created() >= 4 end, "nothing is created")
    change(path)
    local status, _, err = running:wait()
    return status, err, count
  end

  it("stops an import when it is changed after the check, with nothing half sent", function()
    for name, change in pairs({
      shorter = function(path) os.execute("truncate -s 100000 " .. path) end,
      longer = function(path) os.execute(("printf %s >> %s"):format(quoted(row(9999)), path)) end,
      different = function(path)
        os.execute(("printf Piet | dd of=%s bs=1 seek=100000 conv=notrunc 2>/dev/null"):format(path))
      end,
      empty = function(path) os.execute(": > " .. path) end,
    }) do
      cli.server:reset()
      local status, err, count = changed_while_sent(change)
      assert.equal(1, status, name .. err)
      has(err, "the file was changed after it was checked; nothing more was sent")
      local statuses = {}
      local lines = customer_rows.report(cli:contents("report.csv"))
      assert.equal(count, #lines)
      for _, line in ipairs(lines) do statuses[line.status] = (statuses[line.status] or 0) + 1 end
      assert.equal(created(), statuses.created)
      assert.is_true(statuses["not tried"] > 0)
      local handles = cli.server:handles()
      for index = math.max(1, #handles - 20), #handles do -- what was sent when the change was noticed
        local customer = cli.server:record(handles[index])
        assert.equal("Jan", customer.name.first_name)
        assert.equal("jan" .. customer.address.number .. "@example.com", customer.email)
        assert.equal("1234567", customer.phone.subscriber_number)
      end
    end
  end)

  it("goes on when its name leads to another file, which is not the one that was checked", function()
    local status, err = changed_while_sent(function(path)
      os.execute(("printf nonsense > %s.new; mv %s.new %s"):format(path, path, path))
    end)
    assert.equal(0, status, err)
    assert.equal(1500, created())
  end)

  it("is refused with a clear word where it is a folder, is empty, is not there or cannot be read", function()
    local unreadable = cli:file("secret.csv", customer_rows.file(1))
    os.execute("chmod 000 " .. unreadable)
    local options = { csv = " --map key=", jsonl = "" }
    for arguments, expected in pairs({
      [cli.folder] = ": it is a folder; a file of customers is expected",
      [cli:file("empty.csv", "")] = "empty.csv:1: the file is empty; expected a row with the columns",
      [cli:file("empty.jsonl", "")] = "empty.jsonl: there is no customer in the file",
      [cli:file("blank.jsonl", "\n \n")] = "blank.jsonl: there is no customer in the file",
      ["- --format jsonl"] = "standard input: there is no customer in the file",
      ["/dev/null"] = "/dev/null:1: the file is empty",
      [cli:path_of("nowhere.csv")] = "nowhere.csv: No such file or directory",
      [unreadable] = "secret.csv: Permission denied",
    }) do
      local status, out, err = cli:run("import " .. arguments .. options[arguments:find("jsonl") and "jsonl" or "csv"],
        { before = AS_USER })
      assert.same({ 1, "" }, { status, out }, err)
      has(err, expected)
      assert.equal(1, command_line.lines(err), err)
    end
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("cannot be read without LPeg, which is said in one line", function()
    local program = cli:file("without.lua", [[
      package.preload.lpeg = function() error("module lpeg not found") end
      dofile("bin/openprovider")
    ]])
    local path = cli:file("c.csv", customer_rows.file(1))
    for _, options in ipairs({ "--dry-run", "--map key=", "--reference key" }) do
      local status, out, err = cli:run(("import %s %s"):format(path, options), { program = program })
      assert.same({ 1, "" }, { status, out })
      assert.equal("openprovider: LPeg, which reads the file, is missing: install the Debian package lua-lpeg, "
        .. "or the rock lpeg: luarocks install lpeg\n", err)
    end
    local _, _, err = cli:run("import --status " .. cli:path_of("none.journal"), { program = program })
    assert.is_nil(err:find("LPeg", 1, true), err)
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("may have no rows behind its columns: there is nothing to do", function()
    local status, _, err = cli:run(("import %s --map key="):format(cli:file("c.csv", HEADER)))
    assert.equal(0, status, err)
    has(err, "c.csv: 0 created\n")
  end)

  it("is not sent with what a database or a spreadsheet left in place of a value, in JSON either", function()
    local record = '{"company_name":"%s","name":{"first_name":"Jan","last_name":"Dijk"},"address":{"street":"Hofplein",'
      .. '"number":"%s","zipcode":"3032 AC","city":"%s","country":"NL"},"phone":"+31 10 1234567","email":"a@b.nl"}\n'
    for _, values in ipairs({ { "#REF!", "20", "Rotterdam" }, { "NULL", "20", "Rotterdam" },
      { "A", "20.0", "Rotterdam" }, { "A", "20", "N/A" }, { "A", "20", "########" } }) do
      local name = cli:file("left.json", record:format(values[1], values[2], values[3]))
      local status, _, err = cli:run("import --verbose " .. name)
      assert.equal(1, status)
      has(err, "1 of 1 row is not valid")
      assert.is_nil(err:find("warning", 1, true), err)
    end
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("ends at a Ctrl-C while it waits for standard input, or for somebody who writes to a FIFO", function()
    os.execute("mkfifo " .. cli:path_of("fifo"))
    local holder = assert(io.open(cli:path_of("fifo"), "r+b"))
    local running = cli:start("import - --dry-run", { stdin = cli:path_of("fifo") })
    running:await_handler("INT")
    socket.sleep(0.3) -- nothing shows that it waits; without the promise it never ends
    running:signal("INT")
    local status, _, err = running:wait()
    assert.same({ 130, "openprovider: interrupted\n" }, { status, err })
    holder:close()
    running = cli:start("import --dry-run " .. cli:path_of("fifo"))
    running:await_handler("TERM")
    socket.sleep(0.3)
    running:signal("TERM")
    status, _, err = running:wait()
    assert.same({ 143, "openprovider: interrupted\n" }, { status, err })
  end)
end)
