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

  it("finds wrong what the import finds wrong, and says it in the same words", function()
    local function json_row(changes)
      local text = customer_rows.json_lines(1)
      for from, to in pairs(changes) do text = text:gsub(from, to) end
      return text
    end
    for what, case in pairs({
      ["a street that a database left"] = { json_row { Hofplein = "NULL" }, '"NULL" stands for' },
      ["a city that a spreadsheet left"] = { json_row { Rotterdam = "#REF!" }, '"#REF!" is' },
      ["a zip code that a program left"] = { json_row { ["3032 AC"] = "N/A" }, '"N/A" stands for' },
      ["a comment that is no value"] = { json_row { ['{"name"'] = '{"comments":"\\\\N","name"' }, "stands for" },
      ["comments that leave the reference no place"] = {
        json_row { ['{"name"'] = '{"comments":"' .. ("x"):rep(65530) .. '","name"' }, "comments" },
      ["members that customers do not have"] = {
        json_row { ['{"name"'] = '{"hat":{},"shoe":1,"name"' }, "it has members that customers do not have" },
      ["a customer that is there twice"] = { json_row {}:rep(2), "this is the customer of line 1, too" },
    }) do
      local path = cli:file("c.jsonl", case[1])
      local status, out = cli:run("import --preview " .. path, OFFLINE)
      assert.equal(1, status, what)
      out = out:gsub("\n +", " ")
      local problem = out:match("problem +([^\n]*)")
      assert.is_truthy(problem, what .. ": " .. out)
      has(problem, case[2])
      local _, _, err = cli:run("import --dry-run --verbose " .. path, OFFLINE)
      has((err:gsub(" +", " ")), (problem:match("^(.-) *line %d") or problem):gsub(" +", " "):sub(1, 60))
    end
  end)

  it("names members as JSON has them, and so does the check", function()
    for members, names in pairs({
      ['"a b":1'] = '"a b" is not a member', ['"a-b":1,"c d":2'] = '"a-b", "c d"', ['"hat":1,"1":2'] = '"1", "hat"',
      ['"tél":1'] = '"tél" is not a member', ['"fax":{"no 1":2}'] = 'fax."no 1"',
      ['"name":{"first name":"Jan"}'] = 'name."first name"',
    }) do
      local path = cli:file("c.jsonl", "{" .. members .. ',"address":{"street":"Hof"},"email":"jan@example.com"}\n')
      for _, options in ipairs({ "--dry-run --verbose", "--preview" }) do
        local _, out, err = cli:run(("import %s %s"):format(path, options), OFFLINE)
        local said = (out .. err):gsub("\n +", " ")
        has(said, names)
        assert.is_nil(said:find('%["') or said:find('"%]'), said)
      end
    end
  end)
end)
