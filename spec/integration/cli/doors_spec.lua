--- One reading by every door: the library, JSON and CSV of an import, and --set of an update.
local command_line = require("spec.support.command_line")
local example = require("spec.support.example")
local openprovider = require("openprovider")

local has = command_line.has

-- Telephone numbers: what is written, and its digits as they are sent.
local NUMBERS = {
  ["with a zero that belongs to the number"] = {
    ["+225 07 08 09 10 11"] = "+2250708091011", ["+225 (0)7 08 09 10 11"] = "+2250708091011",
    ["+229 01 97 00 00 00"] = "+2290197000000", ["+39 06 1234 5678"] = "+390612345678",
    ["+378 0549 882 345"] = "+3780549882345", ["+242 06 612 3456"] = "+242066123456",
  },
  ["with other signs"] = {
    ["+31\226\128\13710\226\128\137123\226\128\1374567"] = "+31101234567", -- thin spaces
    ["+31\227\128\12810\227\128\1281234567"] = "+31101234567", -- ideographic spaces
    ["+31–10–123–4567"] = "+31101234567", ["+31/10/1234567"] = "+31101234567",
    ["＋３１－１０－１２３４５６７"] = "+31101234567", ["+٣١ ١٠ ١٢٣٤٥٦٧"] = "+31101234567",
    ["\226\128\170+31 10 1234567\226\128\172"] = "+31101234567", -- marks of direction around it
    ["+31 10\194\1731234567"] = "+31101234567", -- a soft hyphen
  },
  ["with an 8 that is only dialled"] = {
    ["+7 8 495 123 45 67"] = "+74951234567", ["+7 (8) 495 123-45-67"] = "+74951234567",
    ["+7-8-812-123-45-67"] = "+78121234567", ["+375 8 017 123 45 67"] = "+375171234567",
    ["+375 8 029 123 45 67"] = "+375291234567", ["+7 8 727 258 12 34"] = "+77272581234",
  },
}

-- Telephone numbers that cannot be read, and why.
local UNREAD = {
  ["+1 876-555-0142 ext. 12"] = "has an extension (ext. 12)", ["3.16E+10"] = "was",
  ["+31 10 1234567 / +31 6 12345678"] = "has two numbers: keep one", ["call after five"] = "is not a telephone number",
  ["+31 10 123 4567 89012"] = "has 14 digits after +31", ["010 123 4567 #5"] = "has an extension (#5)",
}

-- Blanks around values: the path, what is written, and what is sent.
local BLANKS = {
  { "address.city", "Rotterdam ", "Rotterdam" }, { "address.city", "\194\160Delft", "Delft" },
  { "address.city", "\239\187\191Breda", "Breda" }, { "address.country", "NL ", "NL" },
  { "email", " anna@example.com", "anna@example.com" }, { "vat", "NL123456789B01\194\160", "NL123456789B01" },
}

-- What says nothing.
local NOTHING = {
  { "vat", " \194\160" }, { "address.state", "\t" }, { "address.suffix", "\227\128\128" }, { "comments", " " },
  { "vat", "" }, { "address.state", "" }, { "address.suffix", "" }, { "comments", "" }, { "fax", "" },
}

local function with(path, value)
  return example.customer { company_name = "", [path] = value }
end

local function at(customer, path)
  for name in path:gmatch("[^.]+") do customer = customer and customer[name] end
  if path == "phone" and customer then
    return customer.country_code .. customer.area_code .. customer.subscriber_number
  end
  return customer
end

describe("a value of a customer", function()
  local cli = command_line.for_specs { login_limit = false }

  -- What each door makes of values at paths, `{ path, written }` each: name of the door -> what is sent.
  local DOORS = {}

  function DOORS.library(rows)
    local found = {}
    for index, row in ipairs(rows) do
      found[index] = at(assert(openprovider.check_customer(with(row[1], row[2]))), row[1])
    end
    return found
  end

  -- What the customers have that an import creates.
  local function imported(file, rows)
    local before = #cli.server:handles()
    local status, _, err = cli:run("import --no-reference --allow-duplicates --concurrency 1 " .. file)
    assert.equal(0, status, err)
    local handles, found = cli.server:handles(), {}
    for index, row in ipairs(rows) do
      local value = at(cli.server:record(handles[before + index]), row[1])
      found[index] = value ~= "" and value or nil
    end
    return found
  end

  function DOORS.json(rows)
    local customers = {}
    for index, row in ipairs(rows) do customers[index] = with(row[1], row[2]) end
    return imported(cli:file("c.json", customers), rows)
  end

  local COLUMNS = { "name.first_name", "name.last_name", "email", "phone", "address.street", "address.number",
    "address.zipcode", "address.city", "address.country", "vat",
    "address.suffix", "address.state", "comments" }

  function DOORS.csv(rows)
    local lines = { table.concat(COLUMNS, ",") }
    for _, row in ipairs(rows) do
      local customer, cells = with(row[1], row[2]), {}
      for index, name in ipairs(COLUMNS) do
        local cell = name == row[1] and row[2] or at(customer, name) or ""
        cells[index] = '"' .. cell:gsub('"', '""') .. '"'
      end
      lines[#lines + 1] = table.concat(cells, ",")
    end
    return imported(cli:file("c.csv", table.concat(lines, "\n") .. "\n"), rows)
  end

  function DOORS.set(rows)
    local handle, found = assert(cli.server:client():create_customer(example.customer())), {}
    for index, row in ipairs(rows) do
      local status, _, err = cli:run(("update %s --set '%s=%s'"):format(handle, row[1], row[2]))
      assert.equal(0, status, err)
      found[index] = at(cli.server:record(handle), row[1])
    end
    return found
  end

  local function assert_read(rows, doors)
    for _, door in ipairs(doors) do
      local found = DOORS[door](rows)
      for index, row in ipairs(rows) do assert.equal(row[3], found[index], door .. " " .. row[1] .. " " .. row[2]) end
    end
  end

  for kind, numbers in pairs(NUMBERS) do
    it("is read in the same way by every door: a telephone number " .. kind, function()
      local rows = {}
      for written, expected in pairs(numbers) do rows[#rows + 1] = { "phone", written, expected } end
      assert_read(rows, { "library", "json", "csv", "set" })
    end)
  end

  it("is cut by every door: blanks at its ends", function()
    assert_read(BLANKS, { "library", "json", "csv", "set" })
  end)

  it("is absent by every door where there is nothing but blanks, or not even those", function()
    assert_read(NOTHING, { "library", "json", "csv" })
  end)

  it("is one problem by every door, with its value and why: a telephone number that cannot be read", function()
    local handle = assert(cli.server:client():create_customer(example.customer()))
    local customers, lines = {}, { table.concat(COLUMNS, ",", 1, 9) }
    for written in pairs(UNREAD) do
      customers[#customers + 1] = with("phone", written)
      lines[#lines + 1] = ('Jan,Dijk,jan%d@example.com,"%s",Hofplein,20,3032 AC,Rotterdam,NL'):format(#lines, written)
      customers[#customers].email = ("jan%d@example.com"):format(#lines)
    end
    local _, _, json = cli:run("import --dry-run --verbose " .. cli:file("c.json", customers))
    local _, _, csv = cli:run("import --dry-run --verbose " .. cli:file("c.csv", table.concat(lines, "\n")))
    for written, why in pairs(UNREAD) do
      local _, err = openprovider.check_customer(with("phone", written))
      local _, _, set = cli:run(("update %s --set 'phone=%s'"):format(handle, written))
      local problem = ('phone "%s" %s'):format(written, why)
      for door, said in pairs({ library = tostring(err), json = json, csv = csv, set = set }) do
        local at_first = said:find(problem, 1, true)
        assert.is_truthy(at_first, door .. ": " .. problem .. " is not in " .. said)
        assert.is_nil(said:find(problem, at_first + 1, true), door .. ": " .. problem .. " is told twice")
      end
      assert.equal(1, #err.problems)
    end
    has(json, ("%d of %d rows are not valid"):format(#customers, #customers))
    has(csv, ("%d of %d rows are not valid"):format(#customers, #customers))
  end)
end)

-- What files, shells and documents leave around a credential, and what is said of it.
local SPOILT = {
  ["secret\n"] = "has a line end", ["secret\r\n"] = "has a line end", ["sec\nret"] = "has a line end",
  ['"secret"'] = "stands in quotation marks", ["'secret'"] = "stands in quotation marks",
  ["“secret”"] = "stands in quotation marks",
  ["\239\187\191secret"] = "begins or ends with an invisible character",
}

describe("a user name or a password with something around it", function()
  local cli = command_line.for_specs { login_limit = false }

  -- What each door says of it.
  local DOORS = {}

  function DOORS.library(name, value)
    local given = { base_url = cli.server.base_url, username = "jan", password = "secret", [name] = value }
    return tostring(select(2, openprovider.new(given)))
  end

  function DOORS.environment(name, value)
    return select(3, cli:run("login", { variables = { [name:upper()] = value } }))
  end

  function DOORS.profile(name, value)
    local profile = { base_url = cli.server.base_url, username = "jan", password = "secret", [name] = value }
    local path = cli:path_of("config/openprovider")
    os.execute(("mkdir -p '%s'; chmod 700 '%s'"):format(path, path))
    path = cli:file("config/openprovider/config.json", { profiles = { shop = profile } })
    os.execute(("chmod 600 '%s'"):format(path))
    local _, _, err = cli:run("login --profile shop", { variables = { USERNAME = false, PASSWORD = false } })
    os.execute(("rm '%s'"):format(path))
    return err
  end

  for door, names in pairs({ library = { "username", "password" }, environment = { "password" },
    profile = { "username" } }) do
    it("is refused before anything is sent: " .. door, function()
      for value, why in pairs(SPOILT) do
        for _, name in ipairs(names) do has(DOORS[door](name, value), why) end
      end
      assert.equal(0, cli.server:counters().arrived)
    end)
  end
end)
