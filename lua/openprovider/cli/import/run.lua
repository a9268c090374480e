--- One run of an import: its file is checked, sent and reported.
--
-- @module openprovider.cli.import.run

local check_all = require("openprovider.cli.import.check")
local connect = require("openprovider.cli.client")
local create_all = require("openprovider.cli.import.create")
local different_files = require("openprovider.cli.import.different_files")
local groups = require("openprovider.cli.import.reports.groups")
local input = require("openprovider.cli.json_file")
local input_file = require("openprovider.cli.import.input_file")
local journals = require("openprovider.journal")
local print_json = require("openprovider.cli.import.reports.json")
local postgresql_url = require("openprovider.journal.postgresql_url")
local report = require("openprovider.cli.report")
local report_file = require("openprovider.cli.import.report_file")
local results = require("openprovider.cli.import.results")
local source = require("openprovider.cli.import.source")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local summary = require("openprovider.cli.import.summary")

local function failed(message)
  output.say(message)
  return exit_codes.FAILED
end

-- -> a source that begins at the start of the file
local function rows_of(file, given)
  return source.new(file, {
    format = given.format or source.format_of(given.file),
    name = input.name(given.file), map = given.map, reference = given.reference,
  })
end

-- Says once which columns cannot be sent.
local function tell_ignored(names, given)
  local told = {}
  for _, name in ipairs(names or {}) do
    if name ~= given.reference then told[#told + 1] = name end
  end
  if told[1] and not given.quiet then
    output.say("left out, as only the API sets them: ", table.concat(told, ", "))
  end
end

-- Says that the file does not begin with its columns.
local function tell_skipped(rows, given)
  if (rows.skipped or 0) == 0 or given.quiet then return end
  output.say(string.format("left out: %s above the columns, which are in line %d",
    rows.skipped == 1 and "a line" or string.format("%d lines", rows.skipped), rows.header))
end

-- The path of the journal, if it is a file.
local function journal_path(given)
  return given.journal and not postgresql_url.is_one(given.journal) and given.journal or nil
end

-- Files that the report must not destroy, and those that the journal must not.
local function kept_files(file, given)
  local of_report, of_journal = different_files.new(), different_files.new()
  for _, files in ipairs({ of_report, of_journal }) do
    different_files.add_open(files, "the file of customers", file.status)
    different_files.add(files, "the file of certificate authorities", given.ca_file)
    different_files.add_tokens(files, connect.token_path())
  end
  different_files.add_journal(of_report, journal_path(given))
  return of_report, of_journal
end

-- Whether the report would destroy something. -> message | nil
local function clash_of_report(path, files)
  local what = different_files.find(files, path)
  return what and string.format("--report %s would write over %s; give another path", path, what)
end

-- The same of the journal and what is beside it.
local function clash_of_journal(path, files)
  local what, by = different_files.find_by_journal(files, path)
  return what and string.format("--journal %s would write over %s%s; give another path", path, what,
    by ~= path and ", with its file " .. by or "")
end

-- Opens the journal that is named. -> true | nil, message
local function open_journal(given, client)
  if not given.journal then return true end
  local journal, err = journals.open(given.journal, {
    patience = journals.patience_beside(client.settings.timeout),
  })
  if not journal then return nil, err.message end
  given.journal = journal
  return true
end

-- Writes the report. -> true | nil, message
local function write_report(given, found, of_report)
  if not given.report then return true end
  local message = clash_of_report(given.report, of_report) -- what was not there at the start may be now
  local ok = nil
  if not message then ok, message = report_file.write(given.report, found) end
  if ok then return true end
  return nil, "cannot write the report " .. given.report .. ": " .. tostring(message)
end

-- Sends what was checked. -> exit status
local function send(file, given, client, found)
  local ok, why = file:again()
  local rows
  if ok then rows, why = rows_of(file, given) end
  if not rows then return failed(type(why) == "table" and why.message or why) end
  ok, why = open_journal(given, client)
  if not ok then return failed(why) end
  ok, why = create_all(rows, given, client, found)
  if given.journal then given.journal:close() end
  if not ok then return failed(why) end
  return summary.sent(given, found.counts, why)
end

-- Checks the rows and does with them what is asked for. -> exit status, whether there is anything to report
local function work(file, given, client, found)
  local rows, err = rows_of(file, given)
  local ok = nil
  if rows then
    tell_skipped(rows, given)
    tell_ignored(rows.ignored, given)
    local of_check = groups.new(rows, given.verbose)
    found:tells_of(of_check)
    ok, err = check_all(rows, found, given, of_check)
  end
  if not ok and err.kind == "cancelled" then
    summary.interrupted(given, found.counts)
    return exit_codes.FAILED, true
  end
  if not ok then
    output.say(report.message(err))
    return err.kind == "config" and exit_codes.WRONG_CALL or exit_codes.FAILED, false
  end
  if found.counts.total == 0 and rows.format == "jsonl" then
    return failed(input.name(given.file) .. ": the file is empty; expected a customer in each line"), false
  end
  if given.dry_run or found.counts.refused > 0 and not given.skip_invalid then
    return summary.checked(given, found.counts), true
  end
  return send(file, given, client, found), true
end

--- Runs an import.
---@param given table the command line
---@param client table|nil none is needed for a check
---@return integer code the exit status
return function(given, client)
  local file, why = input_file.open(given.file)
  if not file then return failed(why) end
  local of_report, of_journal = kept_files(file, given)
  local message = clash_of_report(given.report, of_report) or clash_of_journal(journal_path(given), of_journal)
  if message then
    output.say(message)
    return exit_codes.WRONG_CALL
  end
  local found
  found, why = results.new()
  if found and given.report then
    local ok, fault = report_file.try(given.report)
    if not ok then found, why = nil, "cannot write the report: " .. fault end
  end
  if not found then return failed(why) end
  local code, is_known = work(file, given, client, found)
  if not is_known then return code end
  if given.json then code = print_json(given, found, code) end
  local ok
  ok, why = write_report(given, found, of_report)
  if ok then return code end
  failed(why)
  return code == exit_codes.DONE and exit_codes.FAILED or code
end
