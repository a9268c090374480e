-- The preview of an import: the first rows as the customers that would be sent.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")

local has, lines = command_line.has, command_line.lines
local HEADER, row, file_of = customer_rows.HEADER, customer_rows.row, customer_rows.file

local OFFLINE = { variables = { USERNAME = false, PASSWORD = false } }

describe("the preview of an import", function()
  local cli = command_line.for_specs { login_limit = false }

  local function count(text, part)
    local found = 0
    for _ in text:gmatch(part) do found = found + 1 end
    return found
  end

  it("shows five rows, or as many as are asked for, without credentials, and sends nothing", function()
    local path = cli:file("c.csv", file_of(20))
    for options, expected in pairs({
      ["--preview %s"] = 5, ["%s --preview"] = 5, ["--preview 2 %s"] = 2, ["%s --preview=7"] = 7,
      ["--preview 99 %s"] = 20,
      ["--preview --map key= %s"] = 5, ["%s --preview 1"] = 1,
    }) do
      local status, out, err = cli:run("import " .. options:format(path), OFFLINE)
      assert.equal(0, status, err)
      assert.equal(expected, count(out, "line %d+\n"), options)
      has(err, "nothing was sent")
    end
    assert.equal(0, cli.server:counters().arrived)
  end)

  it("shows each value as it is sent, what was converted, and what is wrong, in 80 columns", function()
    local header = HEADER:gsub("\n", ",tags,extension.eu.whois_email,comments,company_name\n")
    local more = function(cells, rest) return (cells:gsub("\n", "," .. rest .. "\n")) end
    local path = cli:file("c.csv", header
      .. more(row(1, { [9] = "010 123 4567", [4] = "Hofplein 20", [5] = "", [8] = "nl" }),
        "VIP|moved in,jan@example.com," .. ("long words "):rep(20) .. ",Example BV")
      .. more(row(2, { [10] = "kees@", [9] = "3.16E+10" }), ",,,"))
    local status, out = cli:run("import --preview --map key= " .. path, OFFLINE)
    assert.equal(1, status)
    for _, line in ipairs({
      "  company_name              Example BV\n", "  name.first_name           Jan\n",
      "  address.street            Hofplein\n", "  address.number            20\n",
      "  address.country           NL\n", "  phone                     +31 10 1234567\n",
      "  tags                      VIP, moved in\n", "  extension.eu.whois_email  jan@example.com\n",
      '  converted                 phone "010 123 4567" is read as +31 10 1234567, as\n',
      '  problem                   email "kees@" has no valid domain',
    }) do has(out, line) end
    assert.is_truthy(out:find("line 2\n") < out:find("line 3\n"))
    assert.equal(1, count(out, "problem +phone"))
    for line in out:gmatch("[^\n]+") do assert.is_true(#line <= 80, line) end
    assert.is_true(lines(out) < 50)
  end)

  it("shows lines of JSON, and what is no customer", function()
    local path = cli:file("c.jsonl", customer_rows.json_lines(1) .. "{bad\n")
    local status, out = cli:run("import --preview " .. path, OFFLINE)
    assert.equal(1, status)
    has(out, "  phone                     +31 10 1234567\n")
    has(out, "line 2\n  problem")
  end)

  it("is a wrong call with what is for an import, or with no number", function()
    local path = cli:file("c.csv", file_of(1))
    for _, options in ipairs({ "--report r", "--rejects r", "--journal j", "--json" }) do
      local status, _, err = cli:run(("import --preview %s %s"):format(options, path), OFFLINE)
      assert.equal(2, status)
      has(err, "--preview only shows the first rows")
    end
    for _, number in ipairs({ "0", "1.5", "x" }) do
      local status, _, err = cli:run(("import --preview=%s %s"):format(number, path), OFFLINE)
      assert.equal(2, status)
      has(err, "is not a whole number above 0")
    end
  end)
end)
