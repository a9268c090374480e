-- Names in a file that are none, or that a program spoilt: the API never changes a name later.
local command_line = require("spec.support.command_line")

local has = command_line.has

local HEADER = "company_name;name.first_name;name.last_name;address.street;address.number;address.zipcode;"
  .. "address.city;address.country;phone;email\n"
local REST = ";Hofplein;20;3032 AC;Rotterdam;NL;+31 10 1234567;jan%d@example.com\n"

-- A file with a row for each of some names: what comes before the street.
local function file_of(names)
  local lines = { HEADER }
  for index, name in ipairs(names) do lines[index + 1] = name .. REST:format(index) end
  return table.concat(lines)
end

describe("a name of an import", function()
  local cli = command_line.for_specs { login_limit = false }

  local function check(names, options)
    return cli:run("import --dry-run --verbose --quiet " .. (options or "") .. " " .. cli:file("n.csv", file_of(names)))
  end

  local function allowing(words) return "--allow-name " .. table.concat(words, " --allow-name ") end

  it("of a company may be a word or a sign for none, which is no company, and is told", function()
    local words = { "none", "None", "NONE", "nil", "---", "0", "n.v.t.", "keine", "privat", "Privat", "private", "-",
      "Particulier", "geen", "aucune", "ninguna", "nessuna", ".", "?" }
    local rows = {}
    for index, word in ipairs(words) do rows[index] = word .. ";Jan;Dijk" end
    local path = cli:file("n.csv", file_of(rows))
    local status, _, err = cli:run("import --quiet --verbose " .. path)
    assert.equal(0, status, err)
    for _, word in ipairs(words) do
      has(err, ('company_name "%s" is read as no company; --allow-name keeps it'):format(word))
    end
    local _, out = cli:run("list --output json")
    assert.is_nil(out:find("company_name", 1, true), out)
    assert.equal(#words, select(2, out:gsub('"last_name"', "")))
  end)

  it("of a company is kept if it is said to be right", function()
    local path = cli:file("n.csv", file_of({ "Privat;Jan;Dijk", "None;Piet;Dijk" }))
    local status, _, err = cli:run("import --quiet --allow-name Privat --allow-name None " .. path)
    assert.same({ 0, "" }, { status, err })
    local _, out = cli:run("list --output json")
    has(out, '"Privat"')
    has(out, '"None"')
  end)

  it("of a company is no truth value", function()
    local words, rows = { "TRUE", "false", "True", "yes", "No", "ja", "Nein", "oui", "1" }, {}
    for index, word in ipairs(words) do rows[index] = word .. ";Jan;Dijk" end
    local status, _, err = check(rows)
    assert.equal(1, status)
    for index, word in ipairs(words) do
      has(err, ('n.csv:%d:1: company_name "%s" is not a company\'s name, but says whether there is one; if it is '
        .. 'right, say so with --allow-name'):format(index + 1, word))
    end
    assert.equal(0, (check(rows, allowing(words))))
  end)

  it("of a person is no word for one that is not known", function()
    local words = { "unknown", "Unbekannt", "x", "XXX", "none", "None", "nil", "n.v.t.", "TBD", "inconnu" }
    for column, form in pairs({ [2] = ";%s;Dijk", [3] = ";Jan;%s" }) do
      local rows = {}
      for index, word in ipairs(words) do rows[index] = form:format(word) end
      local status, _, err = check(rows)
      assert.equal(1, status)
      for index, word in ipairs(words) do
        local line = err:match(("n.csv:%d:%d: name%%.[^\n]*"):format(index + 1, column))
        has(assert(line, err), ('"%s" stands for a name that is not known: write the name; if it is right, say so with '
          .. '--allow-name'):format(word))
      end
      assert.equal(0, (check(rows, allowing(words))))
    end
    assert.equal(0, (check({ ";Jan;Null", ";O;E", ";Wei;Li" })))
  end)

  it("of a person that a database left is kept if it is said to be right", function()
    local _, _, err = check({ ";Jan;NULL" })
    has(err, 'name.last_name "NULL" stands for a value that is missing: leave it empty, or write the value; '
      .. 'if it is right, say so with --allow-name')
    assert.equal(0, (check({ ";Jan;NULL" }, "--allow-name NULL")))
  end)

  it("stops the row if it was spoilt, with what is probably meant", function()
    for _, case in ipairs({
      { ";%s;Dijk", "JÃ¶rg", 'was "Jörg" meant?' }, { ";Jan;%s", "MÃ¼ller", 'was "Müller" meant?' },
      { ';Jan;"%s"', "O&#39;Hara", 'was "O\'Hara" meant?' }, { "%s;Jan;Dijk", "CafÃ© BV", 'was "Café BV" meant?' },
      { '"%s";Jan;Dijk', "Smith &amp; Sons", 'was "Smith & Sons" meant?' },
      { "%s;Jan;Dijk", "K?ln GmbH", "a program lost a letter" },
    }) do
      local row, name, meant = case[1]:format(case[2]), case[2], case[3]
      local status, _, err = check({ row })
      assert.equal(1, status, err)
      has(err, meant)
      has(err, "; a name cannot be changed later; if it is right, say so with --allow-name")
      assert.is_nil(err:find("warning", 1, true))
      assert.equal(0, (check({ row }, "--allow-name '" .. name .. "'")), name)
    end
  end)

  it("is read in the same way from JSON, and in the preview", function()
    local customer = '{"company_name":%q,"name":{"first_name":"Jan","last_name":%q},"address":{"street":"Hofplein",'
      .. '"number":"20","zipcode":"3032 AC","city":"Rotterdam","country":"NL"},"phone":"+31 10 1234567",'
      .. '"email":"jan@example.com"}\n'
    local path = cli:file("n.json", customer:format("none", "unknown") .. customer:format("TRUE", "MÃ¼ller"))
    local status, _, err = cli:run("import --dry-run --verbose " .. path)
    assert.equal(1, status)
    for _, part in ipairs({ '"none" is read as no company', '"unknown" stands for', '"TRUE" is no', '"Müller"' }) do
      has(err, part)
    end
    local out
    status, out = cli:run("import --preview " .. path)
    assert.equal(1, status)
    assert.equal(3, select(2, out:gsub("\n  problem", "")), out)
    assert.is_nil(out:find("company_name  +none"))
  end)
end)
