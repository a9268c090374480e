-- The verb that lists customers: pages, filters, formats, progress, and lists that end too early.
local command_line = require("spec.support.command_line")
local encoded = require("spec.support.encoded")
local example = require("spec.support.example")
local json = require("dkjson")
local obstacles = require("spec.support.obstacles")

local has, lines = command_line.has, command_line.lines

-- A cell of CSV that begins at a position -> its text, the position after it
local function read_cell(text, position)
  if text:sub(position, position) ~= '"' then return text:match('^([^",\r\n]*)()', position) end
  local parts = {}
  repeat
    local part, after = text:match('^"([^"]*)"()', position)
    parts[#parts + 1], position = part, after
  until text:sub(position, position) ~= '"'
  return table.concat(parts, '"'), position
end

-- Reads CSV as RFC 4180 has it -> rows, each of cells
local function read_csv(text)
  local rows, row, position = {}, {}, 1
  while position <= #text do
    row[#row + 1], position = read_cell(text, position)
    if text:sub(position, position) == "," then
      position = position + 1
    else
      assert.equal("\r\n", text:sub(position, position + 1))
      rows[#rows + 1], row, position = row, {}, position + 2
    end
  end
  return rows
end

-- Rows of CSV as tables: column -> cell.
local function records_of(text)
  local rows, records = read_csv(text), {}
  for index = 2, #rows do
    assert.equal(#rows[1], #rows[index])
    records[index - 1] = {}
    for column, name in ipairs(rows[1]) do records[index - 1][name] = rows[index][column] end
  end
  return records, rows[1]
end

-- Customers: more than a page has, and more than a page of a server that gives 100 at once.
local COUNT, FEW, PAGE = 1345, 134, 100

local PROGRESS = [[
openprovider: 1000 of 1345 customers
openprovider: 1345 of 1345 customers
]]

describe("the verb list", function()
  local cli = command_line.for_specs { extra_members = { secret_key = "planted" } }

  local function run(...) return cli:run(...) end

  local function create(changes) cli:customer(example.customer(changes)) end

  -- The query of the last request.
  local function last_query()
    local requests = cli.server:requests()
    return requests[#requests].query
  end

  describe("with thousands of customers", function()
    before_each(function() cli.server:fill(COUNT) end)

    it("prints all as JSON, one a line, in the order of their ids, and tells how far it is", function()
      local status, out, err = run("list")
      assert.same({ 0, COUNT + 2, PROGRESS }, { status, lines(out), err })
      local list, handles = json.decode(out), {}
      for index, customer in ipairs(list) do handles[index] = customer.handle end
      assert.same(cli.server:handles(), handles)
      assert.is_nil(out:find("planted", 1, true))
      assert.equal("[", out:match("^[^\n]*"))
      for line in out:gmatch("\n(%b{}),?%f[\n]") do assert.is_table(json.decode(line)) end
    end)

    it("prints all as CSV", function()
      local status, out, err = run("list --output csv")
      assert.same({ 0, PROGRESS }, { status, err })
      local records, header = records_of(out)
      local handles = {}
      for index, record in ipairs(records) do handles[index] = record.handle end
      assert.same(cli.server:handles(), handles)
      assert.equal("handle,id,company_name,name.first_name,name.last_name,name.initials,name.prefix,"
        .. "name.full_name,address.street,address.number,address.suffix,address.zipcode,address.city,"
        .. "address.state,address.country,phone.country_code,phone.area_code,phone.subscriber_number,"
        .. "email,vat,locale,comments,email_verification_status,reference", table.concat(header, ","))
      local stored, shown = cli.server:record(handles[12]), records[12]
      assert.same({
        tostring(stored.id), stored.company_name, stored.name.last_name, stored.address.city, stored.phone.country_code,
        stored.comments,
      }, {
        shown.id, shown.company_name, shown["name.last_name"], shown["address.city"], shown["phone.country_code"],
        shown.comments,
      })
    end)

    it("prints all as a table with the widths of the first page", function()
      local status, out, err = run("list --output table")
      assert.same({ 0, COUNT + 1, PROGRESS }, { status, lines(out), err })
      local title, first = out:match("^([^\n]*)\n([^\n]*)\n")
      assert.is_truthy(title:find("^HANDLE +NAME +COMPANY +EMAIL +CITY +COUNTRY$"), title)
      assert.equal(title:find("EMAIL", 1, true), first:find("de@example.com", 1, true))
      assert.equal(title:find("COUNTRY", 1, true), first:find("NL$"))
    end)

    it("is silent with --quiet", function()
      local status, _, err = run("--quiet list")
      assert.same({ 0, "" }, { status, err })
    end)

    it("rewrites one line on a terminal, and clears it in the end", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      cli.server:fault { name = "delay", seconds = 0.5, path = "/customers$", skip = 2 }
      local file = cli:path_of("list.json")
      local status, seen = cli:on_terminal("list", { redirect = ">" .. file })
      assert.equal(0, status)
      has(seen, "\r\27[Kopenprovider: 1000 of 1345 customers\r\27[K")
      assert.is_truthy(seen:find("\27%[K$"), seen)
      assert.is_nil(seen:find("\n", 1, true))
      assert.equal(COUNT, #json.decode(cli:contents("list.json")))
    end)

    it("does not look whole when a later page fails: JSON stays open, and a line says how far it got", function()
      for name, code in pairs({ close_before = 5, html = 1 }) do
        cli:reset()
        cli.server:fill(COUNT)
        cli.server:fault { name = name, path = "/customers$", skip = 2, times = 3 }
        local status, out, err = run("list")
        assert.equal(code, status)
        assert.is_nil((json.decode(out)))
        assert.equal(1001, lines(out))
        assert.equal(1000, #json.decode(out .. "]"))
        assert.equal("openprovider: 1000 of 1345 customers\n", err:match("^[^\n]*\n"))
        has(err, "\nopenprovider: the list is incomplete: after 1000 of 1345 customers: ")
        assert.equal(2, lines(err))
      end
    end)

    it("clears the line of progress before it says what failed", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      cli.server:fault { name = "html", path = "/customers$", skip = 2 }
      local status, seen = cli:on_terminal("list", { redirect = ">" .. cli:path_of("list.json") })
      assert.equal(1, status)
      has(seen, "\r\27[Kopenprovider: the list is incomplete: after ")
    end)

    it("ends without a word when its reader has enough", function()
      local _, out, err = cli:shell("openprovider list | head -n 1; echo ${PIPESTATUS[0]}")
      assert.same({ "[\n141\n", "" }, { out, err })
    end)

    it("fails when its reader has gone and the signal for that is ignored", function()
      local _, out, err = cli:shell("trap '' PIPE; openprovider list --quiet | true; echo ${PIPESTATUS[0]}")
      assert.equal("1\n", out)
      assert.equal("openprovider: cannot write to standard output: Broken pipe; the list is incomplete\n", err)
    end)

    it("needs no more memory for six thousand customers than for two", function()
      local program = cli:file("peak.lua", [[
        local most, exit = 0, os.exit
        if rawget(_G, "jit") then jit.off() end -- the hook is not called in compiled code
        debug.sethook(function() most = math.max(most, collectgarbage("count")) end, "", 1000)
        os.exit = function(...)
          io.stderr:write(("peak %.0f"):format(most))
          exit(...)
        end
        dofile("bin/openprovider")
      ]])
      local function measure()
        local status, _, err = run("list --output table", { program = program })
        assert.equal(0, status)
        return tonumber(err:match("peak (%d+)"))
      end
      cli.server:fill(2000 - COUNT)
      local before = measure()
      cli.server:fill(6000 - 2000)
      local after = measure()
      -- All of them at once would take three times as much.
      assert.is_true(after < before * 1.7, ("%d KiB before, %d KiB after"):format(before, after))
    end)
  end)

  describe("with more customers than the server gives at once", function()
    before_each(function()
      cli.server:change { max_page = PAGE }
      cli.server:fill(FEW)
    end)

    it("shows the list alone where both streams are one terminal", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      local status, seen = cli:on_terminal("list --output table")
      assert.same({ 0, FEW + 1 }, { status, lines(seen) })
      assert.is_nil(seen:find("\27", 1, true))
    end)

    it("says that a table or CSV is incomplete, too, which have no end that could be missing", function()
      for _, format in ipairs({ "csv", "table" }) do
        cli.server:fault { name = "code", code = 4005, path = "/customers$", skip = 2, times = 3 }
        local status, out, err = run("--quiet list --output " .. format)
        assert.same({ 5, PAGE + 1, 1 }, { status, lines(out), lines(err) })
        has(err, "openprovider: the list is incomplete: after 100 of 134 customers: ")
      end
    end)

    it("is not whole when the server does not keep the order", function()
      cli.server:fault { name = "unordered", path = "/customers$", skip = 2 }
      local status, out, err = run("list")
      assert.equal(1, status)
      assert.is_nil((json.decode(out)))
      has(err, "the list is not in the order of id any more")
    end)

    it("stops asking when nothing can be written", function()
      local status, _, err = run("list", { redirect = ">/dev/full" })
      assert.equal(1, status)
      has(err, "cannot write to standard output")
      assert.equal(2, cli.server:counters().by_route["GET /customers"]) -- the first page, and the newest one
    end)

    it("can be interrupted", function()
      cli.server:fault { name = "delay", seconds = 20, path = "/customers$", skip = 2 }
      local running = cli:start("list --quiet")
      command_line.eventually(function() return cli.server:counters().arrived == 4 end, "no second page")
      running:signal("INT")
      local status, out, err = running:wait()
      assert.equal(130, status)
      assert.equal("openprovider: the list is incomplete: after 100 of 134 customers: interrupted\n", err)
      assert.is_nil((json.decode(out)))
    end)

    it("prints one page with --limit, --offset, --order or --order-by, and says of how many", function()
      local status, out, err = run("list --limit 3 --offset 10")
      assert.same({ 0, "openprovider: rows 11 to 13 of 134\n" }, { status, err })
      local all = cli.server:handles()
      assert.same({ all[11], all[12], all[13] }, {
        json.decode(out)[1].handle, json.decode(out)[2].handle, json.decode(out)[3].handle,
      })
      local _, last = run("list --quiet --order desc --limit 1 --output csv --columns handle")
      assert.equal("handle\r\n" .. all[FEW] .. "\r\n", last)
      for _, arguments in ipairs({ "--order ASC", "--offset 5", "--order-by last_name" }) do
        local _, page = run("list " .. arguments)
        assert.equal(100, #json.decode(page))
      end
    end)
  end)

  describe("with a filter", function()
    before_each(function()
      create { company_name = "Example BV", email = "a@one.nl" }
      create { company_name = example.none, email = "b@two.nl", ["name.last_name"] = "Ander" }
    end)

    it("lists those that it lets through", function()
      local _, out = run("list --email-pattern '*@two.nl' --output csv --columns handle --columns fullName")
      assert.equal("handle,name.full_name\r\nCA000002-NL,Carsten Dr. Ander\r\n", out)
      _, out = run("list --type company --output table --columns companyName")
      assert.equal("COMPANY NAME\nExample BV\n", out)
    end)

    it("is valid in every format when there is nobody", function()
      local status, out, err = run("list --email-pattern 'nobody*'")
      assert.same({ 0, "[]\n", "" }, { status, out, err })
      status, out = run("list --email-pattern 'nobody*' --output csv")
      assert.same({ 0, 1 }, { status, lines(out) })
      status, out = run("list --email-pattern 'nobody*' --output table")
      assert.same({ 0, "HANDLE  NAME  COMPANY  EMAIL  CITY  COUNTRY\n" }, { status, out })
    end)

    it("sends every filter of the contract by its name", function()
      local options, queries = {}, {}
      for option, query in pairs({
        ["--email-pattern 'a*'"] = "email_pattern=a%2A", ["--company-name-pattern b"] = "company_name_pattern=b",
        ["--first-name-pattern c"] = "first_name_pattern=c", ["--last-name-pattern d"] = "last_name_pattern=d",
        ["--comment-pattern e"] = "comment_pattern=e", ["--handle-pattern f"] = "handle_pattern=f",
        ["--pattern g"] = "pattern=g", ["--type individual"] = "type=individual",
        ["--with-additional-data"] = "with_additional_data=true", ["--reseller-id 123456"] = "reseller_id=123456",
        ["--columns id --columns email"] = "columns=id&columns=email", ["--limit 7"] = "limit=7",
        ["--offset 8"] = "offset=8", ["--order DESC"] = "order=DESC", ["--order-by email"] = "order_by=email",
      }) do
        options[#options + 1], queries[#queries + 1] = option, "&" .. query .. "&"
      end
      assert.equal(0, (run("list " .. table.concat(options, " "))))
      for _, query in ipairs(queries) do has("&" .. last_query() .. "&", query) end
    end)

    it("is a wrong call where the filter cannot be right, and nothing is sent", function()
      local before = cli.server:counters().arrived
      for arguments, why in pairs({
        ["--limit 5000"] = "limit", ["--limit soon"] = "--limit: 'soon' is not a number",
        ["--email-pattern ''"] = "email_pattern",
        ["--columns compnyName"] = 'expected "companyName"', ["--type both"] = "type", ["--order up"] = "order",
        ["--output xml"] = "'json', 'table', 'csv'", ["--offset -1"] = "offset must be an integer from 0",
        ["extra"] = "too many",
        ["--emial-pattern x"] = "--email-pattern",
      }) do
        local status, out, err = run("list " .. arguments)
        assert.same({ 2, "" }, { status, out }, arguments)
        has(err, why)
      end
      assert.equal(before, cli.server:counters().arrived)
    end)

    it("shows additional data when it is asked for", function()
      create { additional_data = { birth_city = "Breda" } }
      local _, out = run("list --with-additional-data")
      has(out, '"additional_data":{"birth_city":"Breda"}')
      _, out = run("list --with-additional-data --output csv")
      local records = records_of(out)
      local column = "additional_data.birth_city"
      assert.same({ "", "Breda" }, { records[1][column], records[3][column] })
    end)

    it("shows what the API mixes in with --raw alone", function()
      local _, out = run("list --raw")
      has(out, '"secret_key":"planted"')
      has(out, '"deleted_at":"0000-00-00 00:00:00"')
    end)
  end)

  describe("as CSV", function()
    it("keeps commas, quotes and line breaks in their cells, and phone codes as they are", function()
      create { company_name = 'A "B", C', comments = "one\ntwo" }
      create { company_name = '"', comments = "x" }
      local _, out = run("list --output csv")
      local records = records_of(out)
      assert.same({ 'A "B", C', "one\ntwo", "+31", '"' },
        { records[1].company_name, records[1].comments, records[1]["phone.country_code"], records[2].company_name })
      has(out, ',"A ""B"", C",')
    end)

    it("has each customer's reference, which is not in its comments", function()
      local customer = json.encode(example.customer { comments = "a note" })
      assert.equal(0, (run("create - --reference order-4711", { stdin = customer })))
      create()
      local _, out = run("list --output csv")
      local records = records_of(out)
      assert.same({ "order-4711", "a note", "", "" },
        { records[1].reference, records[1].comments, records[2].reference, records[2].comments })
      _, out = run("list --output csv --limit 1")
      assert.equal("order-4711", records_of(out)[1].reference)
    end)

    it("is imported as it is: customers are found by the references that they have", function()
      assert.equal(0, (run("create examples/customer.json --reference order-4711")))
      local other = json.encode(example.customer { email = "other@example.com" })
      assert.equal(0, (run("create - --auto-reference", { stdin = other })))
      local _, out = run("list --output csv")
      local path = cli:file("listed.csv", out)
      for _, options in ipairs({ "", " --reference reference" }) do
        local status, _, err = run("import " .. path .. options)
        assert.equal(0, status, err)
        has(err, "0 created, 2 found")
        has(err, "left out, as only the API sets them: handle, id, name.full_name, email_verification_status")
      end
      local _, _, err = run("import " .. path)
      has(err, '"reference" -> key of the row')
      assert.equal(2, #cli.server:handles())
    end)

    it("creates a customer of it anew who has no reference, with one of its own", function()
      create()
      local _, out = run("list --output csv")
      local path = cli:file("listed.csv", out)
      local status, _, err = run("import " .. path)
      assert.equal(0, status, err)
      has(err, "1 created")
      status, _, err = run("import " .. path)
      assert.equal(0, status, err)
      has(err, "1 found")
    end)

    it("has a column that is a choice where the others are not there", function()
      local path = cli:file("keys.csv", "reference,email\norder-4711,jan@example.com\n")
      local status, _, err = run("import " .. path)
      assert.equal(1, status)
      has(err, '--reference "reference"  ')
      has(err, '--map "reference="  ')
    end)

    it("begins with a byte order mark for a spreadsheet, and is imported as it is and as a spreadsheet saves it",
      function()
        local customer = json.encode(example.customer { company_name = "Müller & Söhne" })
        assert.equal(0, (run("create - --auto-reference", { stdin = customer })))
        local _, plain = run("list --output csv")
        local _, out = run("list --output csv --bom")
        assert.equal("\239\187\191" .. plain, out)
        for name, text in pairs({
          ["as it is"] = out, UTF_16 = encoded("\239\187\191" .. plain:gsub(",", "\t"), "UTF-16LE"),
          ANSI = encoded((plain:gsub(",", ";")), "WINDOWS-1252"),
        }) do
          local status, _, err = run("import " .. cli:file("listed.csv", text))
          assert.equal(0, status, name .. err)
          has(err, "0 created, 1 found")
        end
        local status, _, err = run("list --bom")
        assert.equal(2, status)
        has(err, "--bom is for --output csv")
      end)

    it("has nothing that a spreadsheet would run", function()
      for _, name in ipairs({ "=1+1", "@SUM(A1)", "+cmd|x", "-1+2", "'=1", "'s-Gravenhage BV", "-12" }) do
        create { company_name = name }
      end
      local _, out = run("list --output csv")
      local found = {}
      for index, record in ipairs((records_of(out))) do found[index] = record.company_name end
      assert.same({ "'=1+1", "'@SUM(A1)", "'+cmd|x", "'-1+2", "''=1", "'s-Gravenhage BV", "-12" }, found)
    end)
  end)

  describe("as a table", function()
    -- The API may have anything in its texts.
    local function answer_with(names)
      local results = {}
      for index, name in ipairs(names) do
        results[index] = { id = index, handle = "H" .. index, company_name = name, email = "e@e.nl" }
      end
      cli.server:fault { name = "status", status = 200, path = "/customers$", method = "GET",
        body = json.encode { code = 0, data = { results = results, total = #names } } }
    end

    it("is aligned by what characters take on a screen", function()
      answer_with { "Caf\195\169", "Cafe\204\129", "\230\160\170\229\188\143", "Abcd" }
      local _, out = run("list --output table")
      assert.equal("HANDLE  NAME  COMPANY  EMAIL   CITY  COUNTRY\n"
        .. "H1            Caf\195\169     e@e.nl\n"
        .. "H2            Cafe\204\129     e@e.nl\n"
        .. "H3            \230\160\170\229\188\143     e@e.nl\n"
        .. "H4            Abcd     e@e.nl\n", out)
    end)

    it("shows no control character", function()
      answer_with { "a\27[31mb\194\155c\nd" }
      local _, out = run("list --output table")
      has(out, "a [31mb c d")
    end)

    it("cuts long cells on a terminal, and there alone", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      local long = ("x"):rep(90)
      answer_with { long, "short" }
      local _, out = run("list --output table")
      has(out, long)
      answer_with { long, "short" }
      local _, seen = cli:on_terminal("list --output table")
      has(seen, ("x"):rep(39) .. "\226\128\166  e@e.nl")
      assert.is_nil(seen:find(long, 1, true))
    end)

    it("shows no control character as CSV on a terminal either", function()
      if obstacles.terminal() then return pending(obstacles.terminal()) end
      answer_with { "a\27[31mb" }
      local _, seen = cli:on_terminal("list --output csv")
      assert.is_nil(seen:find("\27", 1, true))
    end)
  end)
end)
