-- Exports of programs and spreadsheets go in as they are, without any option, and each value is right.
local command_line = require("spec.support.command_line")
local display_width = require("openprovider.cli.output.display_width")
local exports = require("spec.support.exports")

local has = command_line.has

-- Members that the API adds.
local ADDED = { "id", "handle", "reseller_id", "is_deleted", "deleted_at", "email_verification_status",
  "comments_last_changed_at" }

-- A record as it was sent: without what the API adds, and without the reference in its comments.
local function sent(record, expected)
  for _, name in ipairs(ADDED) do record[name] = nil end
  record.name.full_name = nil
  record.comments = record.comments:gsub("^{openprovider%-ref:auto1%-%x+}\n?", "")
  if record.comments == "" then record.comments = nil end
  if not expected.locale and record.locale == "nl_NL" then record.locale = nil end -- the API's own
  return record
end

describe("an export", function()
  local cli = command_line.for_specs { login_limit = false }

  for _, name in ipairs(exports.NAMES) do
    it("goes in as it is, every value of its ten people right: " .. name, function()
      local status, out, err = cli:run("import " .. exports.path_of(name))
      assert.same({ 0, "" }, { status, out }, err)
      has(err, "10 created")
      local by_email = {}
      for _, handle in ipairs(cli.server:handles()) do
        local record = cli.server:record(handle)
        by_email[record.email] = record
      end
      for index, expected in ipairs(exports.customers_of(name)) do
        local record = by_email[expected.email]
        assert.is_table(record, name .. " " .. index .. " " .. expected.email)
        local found = sent(record, expected)
        assert.same(expected, found, name .. " " .. index)
      end
      status, out, err = cli:run("import " .. exports.path_of(name))
      assert.same({ 0, "" }, { status, out }, err)
      has(err, "0 created, 10 found")
    end)

    it("says on one screen of 80 columns what its columns are: " .. name, function()
      os.execute(("cp %s %s"):format(exports.path_of(name), cli:path_of("c.csv")))
      local _, _, err = cli:shell("openprovider import c.csv --dry-run")
      local said = {}
      for line in err:gmatch("[^\n]+") do
        if line:find("^  ") or line:find("^c%.csv: columns") then said[#said + 1] = line end
      end
      assert.is_true(#said > 5 and #said < 24, err)
      for _, line in ipairs(said) do assert.is_true(display_width.of(line) <= 80, line) end
    end)
  end
end)
