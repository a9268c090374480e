--- One run of an import: its file is checked, sent and reported.
--
-- @module openprovider.cli.import.run

local check_all = require("openprovider.cli.import.check")
local different_files = require("openprovider.cli.import.different_files")
local format_of = require("openprovider.cli.import.input.format")
local files = require("openprovider.cli.import.reports.files")
local groups = require("openprovider.cli.import.reports.groups")
local input = require("openprovider.cli.json_file")
local input_file = require("openprovider.cli.import.input.input_file")
local is_certain = require("openprovider.cli.import.encoding.is_certain")
local postgresql_url = require("openprovider.journal.postgresql_url")
local report = require("openprovider.cli.output.report")
local results = require("openprovider.cli.import.results")
local source = require("openprovider.cli.import.source")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local summary = require("openprovider.cli.import.summary")
local token_file = require("openprovider.auth.stores.file")
local understood = require("openprovider.cli.import.columns.understood")

local failed = report.bad_file

-- Added to faults of a file that are found while it is checked.
local NOT_SENT = "; nothing was sent"

-- -> a source that begins at the start of the file
local function rows_of(file, given)
  return source.new(file, {
    format = file.format == "jsonl" and "json" or file.format,
    name = input.name(given.file), map = given.map, default = given.default, allow_name = given.allow_name,
    reference = given.reference, no_reference = given.no_reference, encoding = file.encoding,
  })
end

-- Finds the file's format and encoding. -> true | nil if they are not certain, which is reported
local function learn_form(file, given)
  file.encoding = given.encoding
  file.format = given.format or format_of(file, given.file, given.encoding)
  if file.encoding or is_certain(file) then return true end
  local survey = require("openprovider.cli.import.encoding.survey") -- loaded for the few files that need it
  local found = survey(file, given.file, function(encoding)
    file.encoding = encoding
    return (rows_of(file, given))
  end)
  file.encoding = found.encoding
  if found.note and not given.quiet then output.say(input.name(given.file), ": ", found.note) end
  for index, line in ipairs(found.refused or {}) do
    if index == 1 then output.say(input.name(given.file), ": ", line) else output.tell(line) end
  end
  return not found.refused
end

-- Reports once what each column is, and which ones cannot be sent.
local function tell_columns(rows, given)
  local columns = rows.columns or rows.members
  if columns and not given.quiet then
    for index, line in ipairs(understood.lines(columns, given.verbose, output.error_columns())) do
      output.tell(index == 1 and input.name(given.file) .. ": " or "", line)
    end
  end
  local names, told = rows.ignored, {}
  for _, name in ipairs(names or {}) do
    if name ~= given.reference then told[#told + 1] = name end
  end
  if told[1] and not given.quiet then
    output.say("left out, as only the API sets them: ", table.concat(told, ", "))
  end
end

-- Reports that there are lines above the header row.
local function tell_skipped(rows, given)
  if (rows.skipped or 0) == 0 or given.quiet then return end
  output.say(string.format("left out: %s above the columns, which are in line %d",
    rows.skipped == 1 and "a line" or string.format("%d lines", rows.skipped), rows.header))
end

-- Reports how the file is read.
local function tell_form(rows, given)
  tell_skipped(rows, given)
  tell_columns(rows, given)
  if rows.is_numbered then
    output.say(input.name(given.file), ": several customers are in one line: line 2 means the second customer")
  end
end

-- The path of the journal, if it is a file.
local function journal_path(given)
  return given.journal and not postgresql_url.is_one(given.journal) and given.journal or nil
end

-- -> the files that an output must not destroy, and those that the journal must not destroy
local function kept_files(file, given)
  local of_written, of_journal = different_files.new(), different_files.new()
  for _, kept in ipairs({ of_written, of_journal }) do
    different_files.add_open(kept, "the file of customers", file.status)
    different_files.add(kept, "the file of certificate authorities", given.ca_file)
    different_files.add_tokens(kept, token_file.default_path())
  end
  different_files.add_journal(of_written, journal_path(given))
  return of_written, of_journal
end

-- Whether the journal or one of its companions would destroy a file.
local function clash_of_journal(path, kept)
  local what, by = different_files.find_by_journal(kept, path)
  return what and string.format("--journal %s would write over %s%s; give another path", path, what,
    by ~= path and ", with its file " .. by or "")
end

-- Opens the journal of --journal. -> true | nil, message
local function open_journal(given, client)
  if not given.journal then return true end
  local journals = require("openprovider.journal")
  local journal, err = journals.open(given.journal, {
    patience = journals.patience_beside(client.settings.timeout),
  })
  if not journal then return nil, err.message end
  given.journal = journal
  return true
end

-- -> a source at the start of the file that was checked | nil, message
local function checked_rows(file, given)
  local ok, why = file:again()
  if not ok then return nil, why end
  local rows, err = rows_of(file, given)
  if not rows then return nil, err.message end
  return rows
end

-- Sends the rows that were checked. -> the function that ends the import with its summary
local function send(file, given, client, found)
  local rows, why = checked_rows(file, given)
  if not rows then return function() return failed(why) end end
  local ok
  ok, why = open_journal(given, client)
  if not ok then return function() return failed(why) end end
  found.is_sent = true
  ok, why = require("openprovider.cli.import.create")(rows, given, client, found)
  if given.journal then given.journal:close() end
  found.error = ok and why and why.error or nil
  return function() return ok and summary.sent(given, found.counts, why) or failed(why) end
end

-- Reports a fault of the file. -> exit status
local function refuse(err)
  report.fail(report.message(err), err)
  for _, line in ipairs(err.lines or {}) do output.tell(line) end
  return err.kind == "config" and exit_codes.WRONG_CALL or exit_codes.FAILED
end

-- Checks the rows, and sends them unless only a check was asked for. -> nil, and a function that writes the summary and
-- returns the exit status | an exit status, if there is nothing to report
local function work(file, given, client, found)
  if not learn_form(file, given) then return exit_codes.FAILED end
  local rows, err = rows_of(file, given)
  if not rows then return refuse(err) end
  tell_form(rows, given)
  local ok
  if given.preview then
    ok, err = require("openprovider.cli.import.reports.preview")(rows, given)
    return ok or refuse(err)
  end
  local of_check = groups.new(rows, given.verbose)
  found:tells_of(of_check)
  ok, err = check_all(rows, found, given, of_check)
  if not ok and err.kind == "cancelled" then
    found.is_partial = true
    return nil, function() return summary.interrupted(given, found.counts) end
  end
  if not ok then
    err.message = err.message .. NOT_SENT
    return refuse(err)
  end
  if found.counts.total == 0 and rows.format == "json" then
    return failed(input.name(given.file) .. ": there is no customer in the file")
  end
  if given.dry_run or found.counts.refused > 0 and not given.skip_invalid then
    return nil, function() return summary.checked(given, found.counts) end
  end
  return nil, send(file, given, client, found)
end

--- Runs an import.
---@param given table the command line
---@param client table|nil a check needs none
---@return integer code the exit status
return function(given, client)
  local file, why = input_file.open(given.file)
  if not file then return failed(why) end
  local of_written, of_journal = kept_files(file, given)
  local message = files.clash(given, of_written) or clash_of_journal(journal_path(given), of_journal)
  if message then return report.wrong_call(message) end
  local found
  found, why = results.new()
  if not found then return failed(why) end
  local can_write
  can_write, why = files.try(given)
  if not can_write then return failed(why) end
  local code, finish = work(file, given, client, found)
  if code then return code end
  local is_written = files.write(given, of_written, found, function() return checked_rows(file, given) end)
  code = finish()
  if given.json then code = require("openprovider.cli.import.reports.json")(given, found, code) end
  return code == exit_codes.DONE and not is_written and exit_codes.FAILED or code
end
