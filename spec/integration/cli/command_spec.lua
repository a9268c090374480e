-- The command line as a shell sees it: its streams, files and options, and the verbs that create and check.
local command_line = require("spec.support.command_line")
local example = require("spec.support.example")
local json = require("dkjson")
local options = require("openprovider.config")
local socket = require("socket")

local has, lines = command_line.has, command_line.lines

describe("the command line", function()
  local cli = command_line.for_specs()

  local function run(...) return cli:run(...) end
  local function file(...) return cli:file(...) end
  local function path_of(...) return cli:path_of(...) end

  -- What the sandbox got by POST /customers, the last time.
  local function customer_on_the_wire()
    local requests = cli.server:requests()
    local last = requests[#requests]
    assert.equal("/v1beta/customers", last.path)
    return json.decode(last.body), last
  end


  describe("create", function()
    it("prints the handle alone", function()
      local status, out, err = run("create " .. file("c.json", example.customer()))
      assert.same({ 0, "CV000001-NL\n", "" }, { status, out, err })
      assert.equal(1, cli.server:counters().customers_created)
    end)

    it("takes the file that comes with the sources", function()
      local status, out, err = run("create examples/customer.json")
      assert.same({ 0, "JD000001-NL\n", "" }, { status, out, err })
    end)

    it("reads standard input for -", function()
      local status, out, err = run("create -", { stdin = json.encode(example.customer()) })
      assert.same({ 0, "CV000001-NL\n", "" }, { status, out, err })
    end)

    it("uses a token instead of a login", function()
      assert.equal(0, (run("create examples/customer.json")))
      local _, request = customer_on_the_wire()
      local token = request.headers.authorization:match("^Bearer (%S+)$")
      local status, out, err = run("create examples/customer.json",
        { variables = { TOKEN = token, USERNAME = false, PASSWORD = false } })
      assert.same({ 0, "JD000002-NL\n", "" }, { status, out, err })
      assert.equal(1, cli.server:counters().logins)
    end)

    it("refuses a customer with every problem on standard error, and sends nothing", function()
      local changes = { email = "nobody", ["address.country"] = "XX", ["name.last_name"] = example.none }
      local status, out, err = run("create " .. file("bad.json", example.customer(changes)))
      assert.same({ 1, "" }, { status, out })
      for _, problem in ipairs({ "name.last_name is required", "address.country", "email" }) do
        has(err, path_of("bad.json") .. ": error: " .. problem)
      end
      has(err, "nothing was sent")
      assert.equal(0, cli.server:counters().arrived)
    end)

    it("shows warnings on standard error, and creates", function()
      local file_name = file("odd.json", example.customer({ ["phone.country_code"] = "+999" }))
      local status, out, err = run("create " .. file_name)
      assert.same({ 0, "CV000001-NL\n" }, { status, out })
      has(err, file_name .. ": warning: phone.country_code")
      assert.equal(1, lines(err))
    end)

    it("shows the API's warnings and its maintenance on standard error", function()
      cli.server:fault { name = "warnings", path = "/customers$",
        warnings = { { code = 1926, desc = "look here" }, { code = 7, desc = "and there" } } }
      local status, out, err = run("create examples/customer.json")
      assert.same({ 0, "JD000001-NL\n" }, { status, out })
      has(err, "openprovider: the API warns: look here (code 1926)\n")
      has(err, "openprovider: the API warns: and there (code 7)\n")
      cli.server:fault { name = "maintenance", path = "/customers$" }
      status, out, err = run("create examples/customer.json")
      assert.same({ 0, "JD000002-NL\n" }, { status, out })
      has(err, "maintenance")
    end)

    it("shows what the API says as text, whatever a terminal would take it for", function()
      cli.server:fault { name = "warnings", path = "/customers$",
        warnings = { { code = 7, desc = "one\27[31mtwo\194\155three\nfour" } } }
      local status, out, err = run("create examples/customer.json")
      assert.same({ 0, "JD000001-NL\n" }, { status, out })
      has(err, "openprovider: the API warns: one [31mtwo three four (code 7)\n")
      local _, found = run("check -", { stdin = '{"a\194\155b":1}' })
      assert.is_nil(found:find("\194\155", 1, true))
    end)

    it("says which field the API refused", function()
      cli.server:fault { name = "code", code = 116, desc = "Zipcode is not valid", path = "/customers$" }
      local status, out, err = run("create examples/customer.json")
      assert.same({ 1, "", 1 }, { status, out, lines(err) })
      has(err, "address.zipcode: Zipcode is not valid (code 116")
    end)

    it("says that the outcome of a create is not known, and sends it once", function()
      cli.server:fault { name = "close_after", path = "/customers$" }
      local status, out, err = run("create examples/customer.json")
      assert.same({ 4, "", 1 }, { status, out, lines(err) })
      has(err, ", so the customer may exist: ")
      has(err, "run `openprovider ensure examples/customer.json`, or look with "
        .. "`openprovider list --email-pattern jan@example.com`\n")
      assert.equal(1, cli.server:counters().customers_created)
    end)

    it("takes a null member for an absent one", function()
      local text = json.encode(example.customer({ fax = example.none, tags = example.none }))
      text = text:gsub("}$", ',"vat":null,"fax":null,"tags":null,"additional_data":{"birth_date":null}}')
      local status, out, err = run("create -", { stdin = text })
      assert.same({ 0, "CV000001-NL\n", "" }, { status, out, err })
      local sent = customer_on_the_wire()
      assert.same({ nil, nil, nil }, { sent.vat, sent.fax, sent.tags })
      assert.is_nil((sent.additional_data or {}).birth_date)
      assert.equal("example@mail.tld", sent.email)
    end)

    it("keeps the digits of a number", function()
      local text = json.encode(example.customer()):gsub('"83"', "83")
      assert.equal(0, (run("create -", { stdin = text })))
      assert.equal("83", customer_on_the_wire().address.number)
    end)

    it("refuses a number with more digits than a number of Lua has", function()
      local text = json.encode(example.customer())
        :gsub("}$", ',"additional_data":{"social_security_number":12345678901234567890}}')
      local status, out, err = run("create -", { stdin = text })
      assert.same({ 1, "" }, { status, out })
      has(err, "additional_data.social_security_number")
      has(err, "pass a string")
      assert.equal(0, cli.server:counters().arrived)
    end)
  end)

  describe("login", function()
    it("says that the credentials are right", function()
      local status, out, err = run("login")
      assert.same({ 0, "logged in as sandbox at " .. cli.server.base_url .. "\n", "" }, { status, out, err })
      assert.equal(1, cli.server:counters().logins)
    end)

    it("says that they are wrong, without the password", function()
      for _, verb in ipairs({ "login", "create examples/customer.json" }) do
        local status, out, err = run(verb, { variables = { PASSWORD = "planted-word" } })
        assert.same({ 1, "", 1 }, { status, out, lines(err) })
        has(err, "wrong username or password")
        assert.is_nil(err:find("planted", 1, true))
      end
      assert.equal(0, cli.server:counters().customers_created)
    end)

    it("says which variable is missing when the other one is set", function()
      for missing, other in pairs({ USERNAME = "PASSWORD", PASSWORD = "USERNAME" }) do
        local status, _, err = run("login", { variables = { [missing] = "" } })
        assert.same({ 2, 1 }, { status, lines(err) })
        has(err, ("OPENPROVIDER_%s is set, and OPENPROVIDER_%s is not or is empty"):format(other, missing))
      end
    end)

    it("names what is wrong as it was typed, and what to read", function()
      cli:file("a b.json", "")
      for arguments, said in pairs({
        ["get"] = "missing argument HANDLE",
        ["list --environment sandbox --base-url https://x.example/v1beta"] =
          "--environment and --base-url cannot be given together",
        ["list --order foo"] = "--order: 'foo' is not an order; expected ASC or DESC",
        ["api GETTLD"] = 'did you mean "GetTld"? (see openprovider api --help)',
        ["update CV1-NL"] = "; see openprovider update --help", ["clone CV1-NL"] = "; see openprovider clone --help",
      }) do
        local status, _, err = run(arguments)
        assert.equal(2, status)
        has(err, said)
      end
      local path = cli:path_of("a b.json")
      has(select(3, run("update CV1-NL '" .. path .. "'")), '> "' .. path .. '"` fills')
    end)

    it("says how to look for a customer from standard input or from a file with blanks in its name", function()
      local customer = io.open("examples/customer.json"):read("*a")
      cli:file("a b.json", customer)
      for path, said in pairs({ ["-"] = "save the customer to a file and run `openprovider ensure FILE`, or look with ",
        ["'" .. cli:path_of("a b.json") .. "'"] = 'run `openprovider ensure "' .. cli:path_of("a b.json") .. '"`' }) do
        cli.server:fault { name = "close_after", method = "POST", path = "/customers$" }
        local status, _, err = run("create " .. path, { stdin = customer })
        assert.equal(4, status, err)
        has(err, said)
      end
    end)

    it("says which variables to set when there are no credentials", function()
      for _, verb in ipairs({ "login", "create examples/customer.json" }) do
        local status, out, err = run(verb, { variables = { USERNAME = false, PASSWORD = false } })
        assert.same({ 2, "", 1 }, { status, out, lines(err) })
        has(err, "OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD")
        assert.is_nil(err:find("openprovider.new", 1, true)) -- that is for programs
      end
      assert.equal(0, cli.server:counters().arrived)
    end)
  end)

  describe("check", function()
    local OFFLINE = { BASE_URL = false, USERNAME = false, PASSWORD = false }

    it("says that a customer is valid, without credentials and offline", function()
      local status, out, err = run("check examples/customer.json", { variables = OFFLINE })
      assert.same({ 0, "examples/customer.json: valid\n", "" }, { status, out, err })
      assert.equal(0, cli.server:counters().arrived)
    end)

    it("lists every problem, one a line", function()
      local changes = {
        email = "no at", adress = {}, locale = "klingon", ["phone.area_code"] = "010",
        ["address.city"] = " ", ["name.first_name"] = example.none,
      }
      local name = file("bad.json", example.customer(changes))
      local status, out, err = run("check " .. name, { variables = OFFLINE })
      assert.same({ 1, 6, "" }, { status, lines(out), err })
      for _, path in ipairs({
        "email", "adress", "locale", "phone.area_code", "address.city", "name.first_name",
      }) do
        has(out, name .. ": error: " .. path .. " ")
      end
    end)

    it("says how many problems there are beyond those that it keeps", function()
      local changes = {}
      for number = 1, 150 do changes["x" .. number] = "" end
      local status, out = run("check -", { stdin = json.encode(example.customer(changes)) })
      assert.same({ 1, 101 }, { status, lines(out) })
      has(out, "standard input: and 50 more errors\n")
    end)

    it("lets a customer with warnings pass, and shows them", function()
      local stdin = json.encode(example.customer({ ["phone.country_code"] = "+999" }))
      local status, out, err = run("check -", { stdin = stdin })
      assert.same({ 0, 2, "" }, { status, lines(out), err })
      has(out, "standard input: warning: phone.country_code ")
      has(out, "standard input: valid\n")
    end)

    it("asks for what is null", function()
      local text = json.encode(example.customer()):gsub('"email":"[^"]*"', '"email":null')
      local status, out = run("check -", { stdin = text })
      assert.same({ 1, 1 }, { status, lines(out) })
      has(out, "email is required")
    end)
  end)

  describe("a file", function()
    it("that is not there or cannot be read is named", function()
      for name, why in pairs({ ["missing.json"] = "No such file", [""] = "Is a directory" }) do
        for _, verb in ipairs({ "check ", "create " }) do
          local status, out, err = run(verb .. path_of(name))
          assert.same({ 1, "", 1 }, { status, out, lines(err) })
          has(err, "openprovider: " .. path_of(name) .. ": " .. why)
        end
      end
    end)

    local BROKEN = {
      { '{"name": {\n  "first_name" "Jan"}}', "2:16" },
      { '{"a": 1,\n\n  }', "3:3" },
      { '{"a": nope}', "1:7" },
      { '{\r\n"a" 1}', "2:5" },
      { '{"a": 1} x', "1:10" },
      { '{"name": {', "1:11" },
    }
    for _, case in ipairs(BROKEN) do
      local text, place = case[1], case[2]

      it(("that is no JSON is an error at %s: %q"):format(place, text), function()
        local name = file("broken.json", text)
        for _, verb in ipairs({ "check ", "create " }) do
          local status, out, err = run(verb .. name)
          assert.same({ 1, "", 1 }, { status, out, lines(err) })
          has(err, ("openprovider: %s:%s: it is not JSON"):format(name, place))
        end
        assert.equal(0, cli.server:counters().arrived)
      end)
    end

    it("with a member that stands twice is an error, for nobody knows which is meant", function()
      local name = file("twice.json", '{"email":"a@example.com",\n"vat":"1", "email":"b@example.com"}')
      for _, verb in ipairs({ "check", "create", "ensure", "update JD000001-NL" }) do
        local code, _, err = run(verb .. " " .. name)
        assert.equal(1, code)
        has(err, name .. ':2:12: the member "email" stands twice in one object: keep one')
      end
    end)

    it("that is no JSON on standard input has its place, too", function()
      local _, _, err = run("check -", { stdin = "{\n  ]" })
      has(err, "standard input:2:3: ")
    end)

    for _, text in ipairs({ "[]", ' [{"name": {}}]', '"x"', "3", "true", "null" }) do
      it("that has no JSON object is an error: " .. text, function()
        for _, verb in ipairs({ "check -", "create -" }) do
          local status, out, err = run(verb, { stdin = text })
          assert.same({ 1, "", 1 }, { status, out, lines(err) })
          has(err, "no JSON object")
        end
      end)
    end

    it("that is not UTF-8, or endlessly nested, is an error", function()
      for _, text in ipairs({ '{"email":"\255"}', '{"a":' .. ("["):rep(1e5) .. ("]"):rep(1e5) .. "}" }) do
        local status, out, err = run("check -", { stdin = text })
        assert.same({ 1, "", 1 }, { status, out, lines(err) })
        has(err, "openprovider: standard input")
      end
    end)
  end)

  describe("a wrong call", function()
    local WRONG = {
      { "", "command" }, { "nonsense", "'nonsense'" }, { "creat x", "'create'" },
      { "create", "missing argument FILE" }, { "check", "missing argument FILE" },
      { "check a b", "too many" }, { "login a", "too many" },
      { "--nonsense login", "'--nonsense'" }, { "--tiemout 3 login", "'--timeout'" }, { "--timeout", "argument" },
      { "--timeout soon login", "--timeout: 'soon' is not a number" }, { "--password x login", "'--password'" },
    }
    for _, case in ipairs(WRONG) do
      it("shows the usage: openprovider " .. case[1], function()
        local status, out, err = run(case[1])
        assert.same({ 2, "" }, { status, out })
        has(err, "Usage: openprovider")
        has(err, "\nopenprovider: ")
        has(err, case[2])
        assert.equal(0, cli.server:counters().arrived)
      end)
    end

    it("is one with an option of one value that is given twice", function()
      local file_name = file("c.csv", "email\n")
      for arguments, option in pairs({
        ["list --email-pattern 'zzz*' --email-pattern '*'"] = "--email-pattern",
        ["list --limit 1 --limit=2"] = "--limit", ["list --output csv --output table"] = "--output",
        ["create examples/customer.json --reference a --reference b"] = "--reference",
        ["import " .. file_name .. " --report r1 --report r2"] = "--report",
        ["--timeout 3 --timeout 4 login"] = "--timeout", ["--timeout 3 login --timeout 4"] = "--timeout",
        ["verify start --email a@b.nl --email c@d.nl"] = "--email",
        ["check examples/customer.json --tld eu --tld us"] = "--tld",
      }) do
        local status, out, err = run(arguments)
        assert.same({ 2, "" }, { status, out }, arguments)
        has(err, "\nopenprovider: option '" .. option .. "' must be used ")
      end
      assert.equal(0, cli.server:counters().arrived)
    end)

    it("is one with an empty path, and says whose it is", function()
      local file_name = file("c.csv", "email\n")
      for arguments, name in pairs({
        ["check ''"] = "FILE", ["create ''"] = "FILE", ["ensure ''"] = "FILE", ["update CV000001-NL ''"] = "FILE",
        ["import ''"] = "FILE", ["import --report '' " .. file_name] = "--report",
        ["import --journal '' " .. file_name] = "--journal", ["import --status ''"] = "--status",
        ["--ca-file '' login"] = "--ca-file",
      }) do
        local status, out, err = run(arguments)
        assert.same({ 2, "" }, { status, out }, arguments)
        has(err, "\nopenprovider: " .. name .. ": a path is expected, not an empty text\n")
      end
      assert.equal(0, cli.server:counters().arrived)
    end)

    it("is one with a number below zero, which is no unknown option", function()
      local file_name = file("c.csv", "email\n")
      for arguments, why in pairs({
        ["list --limit -1"] = "limit", ["import --settle -1 " .. file_name] = "--settle must be a number of seconds",
        ["--timeout -1 login"] = "timeout",
      }) do
        local status, out, err = run(arguments)
        assert.same({ 2, "", 1 }, { status, out, lines(err) }, arguments)
        has(err, why)
      end
      local status, _, err = run("login -1")
      assert.equal(2, status)
      has(err, "unknown option '-1'")
      status, _, err = run("login --quiet -1")
      assert.equal(2, status)
      has(err, "option '--quiet' does not take arguments")
      status, _, err = run("create -- -1")
      assert.equal(1, status)
      has(err, "openprovider: -1: No such file")
      assert.equal(0, cli.server:counters().arrived)
    end)

    it("is one with --concurrency that is not a whole number above 0, for every verb", function()
      local path = file("all.json", "[]")
      for _, verb in ipairs({ "import " .. path, "update --all " .. path, "replace A B", "rename A --set vat=1" }) do
        for _, number in ipairs({ "0", "-1", "-2.5", "1.5" }) do
          local status, out, err = run(verb .. " --json --concurrency " .. number)
          assert.same({ 2, "" }, { status, out }, verb)
          assert.equal("usage", json.decode(err).kind)
          has(err, "--concurrency: '" .. number .. "' is not a whole number above 0")
        end
      end
      assert.equal(0, cli.server:counters().arrived)
    end)

    it("is one with an option that cannot be right", function()
      for arguments, expected in pairs({
        ["--timeout 0"] = "timeout", ["--base-url ftp://h/v1"] = "--base-url must be", ["--base-url ''"] = "--base-url",
        ["--environment staging"] = '"staging" in --environment; there are "production" and "sandbox"',
      }) do
        for _, verb in ipairs({ "login", "create examples/customer.json" }) do
          local status, out, err = run(arguments .. " " .. verb, { variables = { BASE_URL = false } })
          assert.same({ 2, "", 1 }, { status, out, lines(err) })
          has(err, expected)
        end
      end
      local status, _, err = run("login", { variables = { TIMEOUT = "soon" } })
      assert.equal(2, status)
      has(err, "OPENPROVIDER_TIMEOUT")
    end)
  end)

  describe("an option", function()
    it("--base-url stands before the variable", function()
      local status, out = run("--base-url " .. cli.server.base_url .. "/ login",
        { variables = { BASE_URL = "http://127.0.0.1:1/v1beta" } })
      assert.same({ 0, "logged in as sandbox at " .. cli.server.base_url .. "\n" }, { status, out })
    end)

    it("--ca-file makes a certificate trusted that the system does not know", function()
      local call = "--base-url " .. cli.server.https_base_url .. " login"
      local status, out, err = run(call)
      assert.same({ 1, "", 1 }, { status, out, lines(err) })
      has(err, "certificate")
      assert.equal(0, cli.server:counters().arrived)
      assert.equal(0, (run("--ca-file " .. cli.server.ca_file .. " " .. call)))
      assert.equal(0, (run(call, { variables = { CA_FILE = cli.server.ca_file } })))
    end)

    it("--timeout ends a call that takes too long", function()
      cli.server:fault { name = "stall", seconds = 20, path = "/customers$" }
      local before = socket.gettime()
      local status, out, err = run("--timeout 0.5 create examples/customer.json")
      assert.same({ 4, "", 1 }, { status, out, lines(err) })
      has(err, ", so the customer may exist: run `openprovider ensure ")
      assert.is_true(socket.gettime() - before < 15)
    end)
  end)

  it("--version names the program's version and libcurl's", function()
    local status, out, err = run("--version")
    assert.same({ 0, "" }, { status, err })
    assert.is_truthy(out:find("^openprovider " .. options.VERSION:gsub("%p", "%%%0") .. " %(libcurl [%d.]+%)\n$"), out)
  end)

  describe("a stream", function()
    it("that takes nothing is a failure, and the handle is not lost", function()
      for number, redirect in ipairs({ ">/dev/full", ">&-" }) do
        local status, _, err = run("create examples/customer.json", { redirect = redirect })
        assert.same({ 1, 1 }, { status, lines(err) })
        has(err, "cannot write to standard output")
        has(err, ("JD%06d-NL"):format(number))
      end
      for _, verb in ipairs({ "check examples/customer.json", "login" }) do
        local status, _, err = run(verb, { redirect = ">&-" })
        assert.equal(1, status)
        has(err, "cannot write to standard output")
      end
    end)

    it("that is a pipe which nobody reads is the same for what changes something", function()
      local call = "openprovider create customer.json | true; echo ${PIPESTATUS[0]}"
      file("customer.json", (io.open("examples/customer.json"):read("*a")))
      local _, out, err = cli:shell(call)
      assert.equal("1\n", out)
      has(err, "cannot write to standard output: Broken pipe; the customer was created: JD000001-NL")
    end)

    it("has the help, whatever options stand beside it", function()
      local _, whole = run("--help")
      local _, of_list = run("list --help")
      for _, arguments in ipairs({ "help -q", "help --json", "--debug help", "help" }) do
        assert.same({ 0, whole, "" }, { run(arguments) }, arguments)
      end
      for _, arguments in ipairs({ "-q help list", "help -q list", "help list -q" }) do
        assert.same({ 0, of_list, "" }, { run(arguments) }, arguments)
      end
      local status, out, err = run("-q help lits")
      assert.same({ 2, "" }, { status, out })
      has(err, "list")
    end)

    it("that takes nothing is a failure of --version and --help, too", function()
      for arguments, lost in pairs({
        ["--version"] = "the version is missing", ["--help"] = "the help is incomplete",
        ["list --help"] = "the help is incomplete", ["tags -h"] = "the help is incomplete",
        ["tags list -h"] = "the help is incomplete",
      }) do
        for _, redirect in ipairs({ ">/dev/full", ">&-" }) do
          local status, _, err = run(arguments, { redirect = redirect })
          assert.same({ 1, 1 }, { status, lines(err) }, arguments .. redirect)
          has(err, "openprovider: cannot write to standard output: ")
          has(err, "; " .. lost .. "\n")
        end
      end
    end)

    it("that is closed as standard input is an error", function()
      for _, verb in ipairs({ "create -", "check -" }) do
        local status, out, err = run(verb, { redirect = "<&-" })
        assert.same({ 1, "", 1 }, { status, out, lines(err) })
        has(err, "standard input")
      end
    end)

    it("that is closed does not get into a connection", function()
      local status, out = run("create examples/customer.json", { redirect = "<&- 2>&-" })
      assert.same({ 0, "JD000001-NL\n" }, { status, out })
      assert.equal(1, (run("create examples/customer.json", { redirect = "<&- >&- 2>&-" })))
      assert.equal(2, cli.server:counters().customers_created)
    end)
  end)
end)
