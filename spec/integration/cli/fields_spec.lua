-- The verb fields, and the template of an import: what columns there are.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local json = require("dkjson")
local read_map = require("openprovider.cli.import.columns.options").read_map

local has = command_line.has

describe("the fields of customers", function()
  local cli = command_line.for_specs { login_limit = false }

  local OFFLINE = { variables = { USERNAME = false, PASSWORD = false, BASE_URL = false } }

  local function fields()
    local status, out, err = cli:run("fields --output json", OFFLINE)
    assert.same({ 0, "" }, { status, err })
    local list, by_name = json.decode(out), {}
    for _, field in ipairs(list) do by_name[field.field] = field end
    return list, by_name
  end

  it("are listed with what each means, whether it is required, and an example", function()
    local status, out, err = cli:run("fields", OFFLINE)
    assert.same({ 0, "" }, { status, err })
    for _, pattern in ipairs({ "\naddress.zipcode +required +3032 AC +the postal code\n",
      "\ncompany_name +set once +Example BV +the company's name\n",
      "\nname.last_name +required, set once +Dijk +the last name\n",
      "\nphone +required +%+31 10 1234567 +the number as a whole, or its parts below\n",
      "\nadditional_data.birth_date +1970%-02%-28 +a date of the form YYYY%-MM%-DD\n" }) do
      assert.is_truthy(out:find(pattern), pattern)
    end
  end)

  it("are the same in JSON and CSV", function()
    local list, by_name = fields()
    assert.same({ field = "email", required = true, create_only = false, max_bytes = 254, meaning = "an e-mail address",
      example = "jan@example.com" }, by_name.email)
    assert.equal("VIP", by_name.tags.example)
    local _, out = cli:run("fields --output csv", OFFLINE)
    assert.equal(#list + 1, command_line.lines(out))
    has(out, "field,rule,max_bytes,meaning,example\r\n")
    has(out, 'name.first_name,"required, set once",1024,the first name,Jan\r\n')
  end)

  it("can all be columns of an import", function()
    local list, count = fields(), 0
    for _, field in ipairs(list) do
      if field.field ~= "additional_data.attached_files" then
        local path = field.field:gsub("TLD", "nl")
        assert.same({ name = "x", path = path }, read_map("x=" .. path))
        count = count + 1
      end
    end
    assert.is_true(count > 90)
  end)

  it("have a template, with which an import of the examples is valid", function()
    local path = cli:path_of("new.csv")
    local status, out, err = cli:run("import --template " .. path, OFFLINE)
    assert.same({ 0, "" }, { status, out }, err)
    has(err, "new.csv: write a row for each customer; `openprovider fields` says")
    local header = cli:contents("new.csv")
    local _, by_name = fields()
    local cells = {}
    for name in header:gsub("\r\n$", ""):gmatch("[^,]+") do cells[#cells + 1] = by_name[name].example end
    cli:file("new.csv", header .. table.concat(cells, ",") .. "\r\n")
    status, _, err = cli:run("import " .. path)
    assert.equal(0, status, err)
    has(err, "1 created")
    local record = cli.server:record(cli.server:handles()[1])
    assert.same({ "Example BV", "van", "A", "nl_NL", "VIP" }, { record.company_name, record.name.prefix,
      record.address.suffix, record.locale, record.tags[1].value })
  end)

  it("have a template on standard output, too", function()
    local status, out, err = cli:run("import --template -", OFFLINE)
    assert.same({ 0, "" }, { status, err })
    has(out, "company_name,name.first_name,")
    assert.equal(1, command_line.lines(out))
  end)

  it("have a template that writes over nothing", function()
    local path = cli:file("there.csv", customer_rows.file(1))
    for _, target in ipairs({ path, cli.folder, "/dev/null", cli:file("empty.csv", "") }) do
      local status, _, err = cli:run("import --template " .. target, OFFLINE)
      assert.equal(1, status)
      has(err, "cannot write the template " .. target .. ": it is there already: give another path")
    end
    assert.equal(customer_rows.file(1), cli:contents("there.csv"))
    local status, _, err = cli:run("import --template " .. cli:path_of("no/where.csv"), OFFLINE)
    assert.equal(1, status)
    has(err, "no/where.csv: No such file or directory")
    for _, rest in ipairs({ path, "--dry-run", "--map a=email", "--status x" }) do
      assert.equal(2, (cli:run("import --template t.csv " .. rest, OFFLINE)), rest)
    end
  end)
end)
