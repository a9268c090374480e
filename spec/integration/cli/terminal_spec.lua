-- What the command line looks like on a terminal of 80 columns and 24 lines.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local display_width = require("openprovider.cli.output.display_width")
local obstacles = require("spec.support.obstacles")

local has = command_line.has
local HEADER, row = customer_rows.HEADER, customer_rows.row

describe("a terminal", function()
  local cli = command_line.for_specs { login_limit = false }

  -- The lines that are seen, none wider than the terminal.
  local function seen_on(columns, arguments)
    local _, text = cli:on_terminal(arguments, { columns = columns })
    local lines = {}
    for line in text:gsub("\r", ""):gmatch("[^\n]+") do
      assert.is_true(display_width.of(line) <= columns, line)
      lines[#lines + 1] = line
    end
    return lines, table.concat(lines, " "):gsub(" +", " ")
  end

  it("gets messages that are broken between words, and go on behind blanks; a pipe gets a line for each", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local path = cli:file("c.csv", HEADER .. row(1, { [9] = "010 123 456" }) .. row(2, { [10] = "" })
      .. row(3, { [7] = ("Straße "):rep(40) }))
    local customer = cli:file("c.json", { email = "jan@", phone = "010 123 4567" })
    for command, said in pairs({
      ["import " .. path .. " --map key= --dry-run"] =
        "openprovider: nothing was sent; --rejects FILE writes these rows for you to correct and import",
      ["import " .. path .. " --map key= --dry-run --verbose"] =
        'email is required; expected an e-mail address, such as "jan@example.com"',
      ["import c.csv --map key= --no-reference --reference key"] = "--reference and --no-reference cannot be given "
        .. "together: --no-reference says that there are none; see openprovider import --help",
      ["check " .. customer] = 'email "jan@" has no valid domain after the @; expected an e-mail address, such as '
        .. '"jan@example.com"',
      ["create " .. customer] = 'email "jan@" has no valid domain after the @; expected an e-mail address, such as '
        .. '"jan@example.com"',
    }) do
      for _, columns in ipairs({ 80, 60, 132 }) do
        local lines, text = seen_on(columns, command)
        has(text, said)
        assert.is_true(columns > 80 or table.concat(lines, "\n"):find("\n    %S") ~= nil, text)
      end
      local _, out, err = cli:run(command)
      has(out .. err, said)
    end
  end)

  it("of 60 columns has room for helps, lists, what doctor and status say, requests and errors", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    cli:file("customer.json", io.open("examples/customer.json"):read("*a"))
    assert.equal(0, (cli:run("create " .. cli:path_of("customer.json"))))
    for arguments, said in pairs({
      ["--help"] = "create a customer and print its handle",
      ["domains --help"] = "List the domains that use a handle, each with its roles",
      ["import --help"] = "openprovider import customers.csv --skip-invalid \\ --rejects rejects.csv",
      ["get --help"] = "exactly what the API sent; it may have credentials in it",
      ["list --limit 1 --output table"] = "JD000001-NL ",
      ["doctor"] = "openprovider/tokens.json is for you alone",
      ["status"] = " of 140 that this machine may make in 5 min",
      ["get XX000009-NL"] = "XX000009-NL: Handle is not recognized by the system",
      ["login --debug"] = "POST /auth/login: sent to http",
      ["list --base-url http://127.0.0.1:1/v1beta"] = "`openprovider doctor` finds out where it fails",
    }) do
      local _, text = seen_on(60, arguments)
      has(text, said)
    end
  end)

  it("gets a command to copy in one line, where it has room for it", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    for _, columns in ipairs({ 60, 80 }) do
      local lines = seen_on(columns, "--profile some-other list")
      has(table.concat(lines, "\n"), "`openprovider configure --profile some-other`")
    end
  end)

  it("gets options to copy as they are, in one line", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local path = cli:file("c.csv", (HEADER:gsub("email", "email,Colour of the house in our old system")) .. row(1))
    local _, text = seen_on(132, "import " .. path .. " --map key= --dry-run")
    has(text, '--map "Colour of the house in our old system=')
    local _, narrow = cli:on_terminal("import " .. path .. " --map key= --dry-run", { columns = 40 })
    has(narrow, '--map "Colour of the house in our old system=')
  end)

  it("shows what each column is within 60 columns, if no name is longer", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local path = cli:file("c.csv", "First Name,Last Name,Address 1,Postcode,City,Country,Phone Number,Email,"
      .. "Group A,Group B,Group C,Group D,Group E,Group F\nJan,Dijk,Hofplein 20,3032 AC,Rotterdam,NL,+31101234567,"
      .. "jan@example.com,a,b,c,d,e,f\n")
    local _, text = seen_on(60, "import " .. path .. " --dry-run")
    has(text, '"Phone Number" -> phone')
    has(text, '"Group F')
  end)

  -- Fields, and what is wrong with each or is read in another way.
  local KINDS = {
    { 4, "Hofplein 12", 5, "" }, { 6, "1" }, { 8, "Deutschland", 6, "10115" }, { 8, "France", 6, "75001" }, { 8, "XX" },
    { 9, "010 123 4567" }, { 9, "12" }, { 10, "jan" }, { 10, "" }, { 2, "" }, { 3, "" }, { 7, "" }, { 5, "12A" },
    { 4, ("x"):rep(1100) }, { 8, "Italy", 6, "00184" }, { 8, "" },
  }

  it("shows all that is said of a file of many kinds at once, with the command and the prompt", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local headers = {
      HEADER,
      "ID,First Name,Last Name,Address 1,Postcode,City,State,Country,Phone Number,Email,Currency,Client Group ID,"
        .. "Credit,Creation Date,Notes,Status,Address 2,Company Name\n",
      "Nr.,Vorname,Nachname,Straße,Hausnr.,PLZ,Ort,Land,Telefon,E-Mail,Schuhgröße,Lieblingsfarbe,Haustier,Rabattstufe,"
        .. "Abteilung des Kunden im Haus,Zuletzt gesehen von uns am,Liefertage im Sommer,Liefertage im Winter,Firma,"
        .. "USt-IdNr.,Sprache,Handy\n",
    }
    for _, header in ipairs(headers) do
      for _, only in ipairs({ false, 4, 9, 13 }) do
        local all = { header }
        for number = 1, 90 do
          local changes, kind = {}, KINDS[number % #KINDS + 1]
          for index = 1, #kind, 2 do changes[kind[index]] = kind[index + 1] end
          if only and number % #KINDS + 1 > only then changes = {} end
          if header:find("Postcode") then changes[5], changes[6] = "3032 AC", "Rotterdam" end
          all[#all + 1] = row(number, changes)
        end
        local path = cli:file("c.csv", table.concat(all))
        local lines, text = seen_on(80, "import " .. path .. " --dry-run" .. (header == HEADER and " --map key=" or ""))
        assert.is_true(#lines <= 24 - 2, table.concat(lines, "\n"))
        has(text, "90 rows")
        has(text, "warning:")
      end
    end
  end)

  it("gets countries, phones and streets that are read in another way as a kind each", function()
    local countries = { "Deutschland", "Niederlande", "Deutschland", "Österreich", "Schweiz", "Belgien" }
    local zips = { "10115", "3032 AC", "10115", "A-1010", "8001", "1000" }
    local all = { HEADER }
    for number, country in ipairs(countries) do
      all[#all + 1] = row(number, { [4] = "Hauptstr. " .. number, [5] = "", [6] = zips[number], [8] = country })
    end
    local _, _, err = cli:run("import " .. cli:file("c.csv", table.concat(all)) .. " --map key= --dry-run")
    assert.equal(3, command_line.lines(err), err)
    has(err, '6 rows like line 2: warning: address.country "Deutschland" is read as DE (Germany), "Niederlande" as NL '
      .. '(Netherlands), "Österreich" as AT (Austria)\n')
    has(err, '6 rows like line 2: warning: address.street "Hauptstr. 1" is read as street "Hauptstr.", number "1"\n')
  end)

  it("gets helps of its width, and examples as they are", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    local heights = {}
    for _, columns in ipairs({ 60, 80, 100, 200 }) do
      local lines = seen_on(columns, "help")
      heights[columns] = #lines
      assert.is_true(columns == 60 or #seen_on(columns, "help update") > 20) -- an example has 79
    end
    assert.is_true(heights[60] > heights[80] and heights[80] > heights[100], "a wider help is shorter")
    assert.equal(heights[100], heights[200])
  end)

  it("has room for the fields, with whole names, and for what a TLD demands", function()
    if obstacles.terminal() then return pending(obstacles.terminal()) end
    for _, columns in ipairs({ 80, 100 }) do
      local lines, text = seen_on(columns, "fields")
      has(text, "name.first_name required, set once: the first name, such as Jan")
      has(text, "extension.TLD.vat for hu, ac.vn, biz.vn, com.vn, edu.vn, gov.vn, health.vn")
      has(table.concat(lines, "\n"), "\nadditional_data.company_registration_subscription_date\n  ")
      lines, text = seen_on(columns, "requirements us --output table")
      has(text, "FIELD")
      has(text, "applicant_purpose")
      has(table.concat(lines, "\n"), "\n                   ") -- a description goes on below its begin
      assert.is_nil(text:find("\226\128\166", 1, true), text) -- nothing is cut
      assert.is_true(#lines > 3)
    end
    cli:reset()
    local customer = cli:file("c.json", {
      company_name = ("Long "):rep(30), name = { first_name = "Jan", last_name = ("Dijk"):rep(12) },
      address = { street = "Hofplein", number = "20", zipcode = "3032 AC", city = "Rotterdam aan de Maas",
        country = "NL" },
      email = ("jan"):rep(12) .. "@example.com", phone = "+31 10 123 4567",
    })
    assert.equal(0, (cli:run("create " .. customer)))
    local _, text = seen_on(80, "list --output table")
    has(text, "COUNTRY")
    for _, columns in ipairs({ 40, 60, 100 }) do
      local _, list = seen_on(columns,
        "list --output table --columns companyName --columns prefix --columns handle --columns email")
      has(list, "JD000001-NL") -- what people copy
      seen_on(columns, "list --output table")
      seen_on(columns, "verify list --output table")
    end
    local _, wide = cli:run("fields")
    has(wide, "FIELD ")
  end)
end)
