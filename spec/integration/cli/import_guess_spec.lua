-- Columns that an import guesses, as a person at a terminal sees it.
local command_line = require("spec.support.command_line")

local has = command_line.has

describe("an import of a file with other columns", function()
  local cli = command_line.for_specs { login_limit = false }

  -- Runs an import of a text, in the folder of its file.
  local function import(text, options)
    cli:file("c.csv", text)
    return cli:shell("openprovider import c.csv " .. (options or ""))
  end

  local function only_record()
    assert.equal(1, #cli.server:handles())
    return cli.server:record(cli.server:handles()[1])
  end

  local GERMAN = "Kundennr.;Vorname;Name;Firma;Straße;Nr.;PLZ;Ort;Land;Telefon;Handy;E-Mail;Schuhgröße\n"
    .. "1;Jörg;Müller;;Hauptstraße;5;10115;Berlin;Deutschland;;0171 2345678;joerg@example.de;42\n"

  it("says what it understood, what it leaves out, and how to use that", function()
    local status, out, err = import(GERMAN)
    assert.same({ 0, "" }, { status, out })
    assert.equal([[
c.csv: columns:
  "Vorname" -> name.first_name          "Name" -> name.last_name
  "Firma" -> company_name               "Straße" -> address.street
  "Nr." -> address.number               "PLZ" -> address.zipcode
  "Ort" -> address.city                 "Land" -> address.country
  "Telefon", "Handy" -> phone           "E-Mail" -> email
  left out: "Kundennr."
  not known, left out; complete and type what you need (`openprovider fields`):
    --map "Schuhgröße="
]], err:match("^(.-\n)%f[^ \n]c.csv:2:") or err)
    has(err, "c.csv: 1 created\n")
    local record = only_record()
    assert.same({ "Jörg", "Müller", "Hauptstraße", "5", "DE", "+49", "joerg@example.de" }, { record.name.first_name,
      record.name.last_name, record.address.street, record.address.number, record.address.country,
      record.phone.country_code, record.email })
  end)

  it("leaves notes out, as they may not be for the registrar, and shows the option that sends them", function()
    for _, name in ipairs({ "Notes", "Remarks", "Notiz", "Bemerkungen", "Opmerkingen", "Commentaires", "Observaciones",
      "Note" }) do
      cli:reset()
      local text = GERMAN:gsub("Schuhgröße", name):gsub("42\n", "pays late\n")
      local option = ('--map "%s=comments"'):format(name)
      local status, _, err = import(text)
      assert.equal(0, status, err)
      has(err, "\n  notes are left out; to send them: " .. option .. "\n")
      assert.is_nil((only_record().comments or ""):find("pays late", 1, true))
      cli:reset()
      assert.equal(0, (import(text, option)))
      has(only_record().comments, "pays late")
    end
  end)

  it("says which columns have no name", function()
    local _, _, err = import(";Email;;VAT\n0;jan@example.com;x;1\n", "--dry-run")
    has(err, "  left out: column 1 (no name), column 3 (no name)\n")
  end)

  it("shows options for all that is not known, which a shell reads over several lines", function()
    local text = "Email;Keresztnév;Családnév;Közterület;Irányítószám;Település;Vármegye neve\n"
    local _, _, err = import(text, "--dry-run")
    has(err, [[
    --map "Keresztnév=" --map "Családnév=" --map "Közterület=" \
    --map "Irányítószám=" --map "Település=" --map "Vármegye neve="
]])
    local options = err:match("\n(    %-%-map.-)\nc.csv"):gsub('Keresztnév=', "%0name.first_name")
    local status
    status, _, err = import(text, "--dry-run " .. options)
    assert.equal(0, status, err)
    has(err, '"Keresztnév" -> name.first_name')
    assert.is_nil(err:find("not known", 1, true), err)
  end)

  it("shows no more than a few lines of them, and all with --verbose", function()
    local names = {}
    for index = 1, 60 do names[index] = "Something odd " .. index end
    local text = "Email;" .. table.concat(names, ";") .. "\n"
    local _, _, err = import(text, "--dry-run")
    assert.is_true(command_line.lines(err) < 12, err)
    has(err, "49 more: --verbose lists all")
    _, _, err = import(text, "--dry-run --verbose")
    for _, name in ipairs(names) do has(err, '--map "' .. name .. '="') end
  end)

  it("uses a column that was left out if it is told what it is, and says nothing with --quiet", function()
    local status, _, err = import(GERMAN, "--quiet --map Schuhgröße=comments --map Kundennr.=")
    assert.equal(0, status, err)
    assert.is_nil(err:find("columns", 1, true), err)
    has(only_record().comments, "42")
  end)

  it("sends nothing while there is a choice, and goes on with the options that it shows", function()
    local text = "Name;Adresse;PLZ;Ort;Land;Telefon;Tel.;Mail\n"
      .. "Jörg Müller;Hauptstraße 5;10115;Berlin;DE;;030 901820;joerg@example.de\n"
    local status, out, err = import(text)
    assert.same({ 1, "" }, { status, out })
    assert.equal([[
openprovider: c.csv:1: 2 columns need a choice; type the options that are right:
  column 1, "Name", can be read in several ways:
    --map "Name=full_name"                  a person's name: split it
    --map "Name=company_name"               a company
    --map "Name="                           leave it out
  columns "Telefon", "Tel." are all read as phone:
    --map "Telefon=phone"
    --map "Tel.=phone"
    or the first of them that is filled, in this order:
    --map "Telefon=phone" --map "Tel.=phone"
  or copy this, and change what is not right:
    openprovider import c.csv --dry-run --map "Name=full_name" \
      --map "Telefon=phone"
]], err)
    assert.equal(0, cli.server:counters().arrived)
    status, out, err = import(text, '--map "Name=full_name" --map "Telefon=phone" --map "Tel.=phone"')
    assert.same({ 0, "" }, { status, out }, err)
    local record = only_record()
    assert.same({ "Jörg", "Müller", "901820" }, { record.name.first_name, record.name.last_name,
      record.phone.subscriber_number })
  end)

  it("shows choices that a shell reads as they are", function()
    for name, option in pairs({
      ['Na"me $1'] = [[--map 'Na"me $1=full_name']], ["`Contact`"] = "--map '`Contact`=full_name'",
      ["Contact!"] = "--map 'Contact!=full_name'", ["(Contact)"] = '--map "(Contact)=full_name"',
    }) do
      local cell = '"' .. name:gsub('"', '""') .. '"'
      local is_known = name:find("ontact", 1, true)
      local text = cell .. ";Email\nJan Dijk;a@b.nl\n"
      local status, _, err = import(text, is_known and "" or "--map Email=email")
      if is_known then has(err, option) end
      assert.equal(1, status)
      status, _, err = import(text, "--dry-run " .. option)
      assert.equal(1, status)
      assert.is_nil(err:find("unknown column", 1, true), err)
    end
  end)

  it("takes defaults for what no column has: national numbers are read with the default country", function()
    local text = "First name,Last name,Street,No,Zip,City,Phone,Email\n"
      .. "Jan,Dijk,Hofplein,20,3032AC,Rotterdam,010 123 4567,jan@example.com\n"
    local status, _, err = import(text, "--default address.country=NL --default locale=nl_BE")
    assert.equal(0, status, err)
    local record = only_record()
    assert.same({ "NL", "+31", "nl_BE" }, { record.address.country, record.phone.country_code, record.locale })
    status, _, err = import(text, "--default address.country=Nowhereland")
    assert.equal(2, status)
    has(err, "--default: address.country ")
    status, _, err = import(text, "--default adress.country=NL")
    assert.equal(2, status)
    has(err, '--default: unknown field "adress.country"; did you mean "address.country"?')
  end)

  it("takes defaults for JSON, too", function()
    cli:file("c.jsonl", '{"name":{"first_name":"Jan","last_name":"Dijk"},"email":"jan@example.com",'
      .. '"phone":"010 123 4567","address":{"street":"Hofplein 20","zipcode":"3032 AC","city":"Rotterdam"}}\n')
    local status, _, err = cli:shell("openprovider import c.jsonl --default address.country=NL")
    assert.equal(0, status, err)
    assert.same({ "NL", "20", "+31" }, { only_record().address.country, only_record().address.number,
      only_record().phone.country_code })
  end)

  it("says how the number of an order becomes the key of its row", function()
    for _, name in ipairs({ "Order", "Order ID", "Bestelnummer", "Auftragsnummer", "N° de commande" }) do
      local _, _, err = import(name .. ";Email;VAT\n1001;jan@example.com;x\n", "--dry-run")
      has(err, ('  keys of the rows, if they are: --reference "%s"\n'):format(name))
      _, _, err = import(name .. ";Email;VAT\n1001;jan@example.com;x\n", ("--dry-run --reference '%s'"):format(name))
      assert.is_nil(err:find("keys of the rows", 1, true), err)
    end
  end)

  it("shows every column it has read where it shows one that it guessed or does not know", function()
    local _, _, err = import("email;phone;Vorname\n", "--dry-run")
    has(err, '"email" -> email')
    has(err, '"phone" -> phone')
    _, _, err = import("email;phone;xyzzy\n", "--dry-run")
    has(err, '"phone" -> phone')
    _, _, err = import("email;phone\n", "--dry-run")
    assert.is_nil(err:find("->", 1, true), err)
  end)

  it("says of a whole address in one cell that it cannot be split, and what is needed", function()
    for _, cell in ipairs({ "1 Main St  Anytown  NY  12345  US", "12 rue Haute, 75001 Paris, France",
      "Kerkstraat 5, 3032 AC Rotterdam" }) do
      local text = ("First Name;Last Name;Email;Phone;Address\nJan;Dijk;jan@dijk.nl;+31101234567;%s\n"):format(cell)
      local status, _, err = import(text, "--dry-run")
      assert.equal(1, status)
      has(err, "    a whole address cannot be split: it needs columns for zip code, city and country\n")
      status, _, err = import(text, "--dry-run --map Address=address.street")
      assert.equal(1, status)
      has(err, ('c.csv:2:5: Address: address.street "%s" is a whole address: write its street, zip code, city and '
        .. 'country into columns of their own; --map cannot split a cell\n'):format(cell))
    end
  end)

  it("stops where no column is known", function()
    local status, _, err = import("Keresztnév;Családnév;Település\nAnna;Nagy;Győr\n")
    assert.equal(1, status)
    has(err, 'c.csv:1:1: no column is known: "Keresztnév", "Családnév", "Település"')
    has(err, "--map COLUMN=PATH renames a column")
    status, _, err = import("Keresztnév;Családnév;Adresa e-mail;Település\nAnna;Nagy;anna@example.hu;Győr\n")
    assert.equal(1, status)
    has(err, '    --map "Adresa e-mail=email"\n')
    has(err, '  not known, left out: "Keresztnév", "Családnév", "Település"\n')
  end)

  it("shows what the caller or the file wrote as it stands there, without escapes of a program", function()
    local HEADER = "First Name,Last Name,Email,"
    for said, case in pairs({
      ['--map: unknown column "Na\\me"'] = { HEADER, [[--map 'Na\me=email']] },
      ['unknown field "e\\mail"'] = { HEADER, [[--map 'Email=e\mail']] },
      ['unknown encoding "UTF\\8"'] = { HEADER, [[--encoding 'UTF\8']] },
      ['column 4, "Company \\ Firm name legal", can be read'] = { HEADER .. [[Company \ Firm name legal]] },
      ['columns "Phone", "Tele"phone"'] = { HEADER .. 'Phone,"Tele""phone"' },
      ['no column is known: "a\\b"'] = { [["a\b",q]] },
    }) do
      local _, _, err = import(case[1] .. "\nx\n", "--dry-run " .. (case[2] or ""))
      has(err, said)
    end
  end)
end)
