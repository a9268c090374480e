--- The verb that creates the customers of a file.
--
-- The file is read twice: once to check every row, and then, if there is nothing wrong with any, to create
-- them. So what is wrong is known before anything is sent, and memory does not grow with the file.
--
-- @module openprovider.cli.verbs.import

local argument = require("openprovider.cli.argument")
local check_all = require("openprovider.cli.import_check")
local columns = require("openprovider.import.columns")
local core = require("openprovider.core")
local csv = require("openprovider.cli.csv")
local import_progress = require("openprovider.cli.import_progress")
local import_status = require("openprovider.cli.import_status")
local input = require("openprovider.cli.input")
local journals = require("openprovider.journal")
local report = require("openprovider.cli.report")
local source = require("openprovider.import.source")
local status = require("openprovider.cli.status")
local streams = require("openprovider.cli.streams")
local wrong_option = require("openprovider.bulk_options")

-- Bytes that are copied at a time from standard input, which cannot be read twice.
local BLOCK = 65536

-- -> a file that can be read again, or nil and a message
local function open(path)
  if path ~= "-" then return io.open(path, "rb") end
  local copy, why = io.tmpfile()
  if not copy then return nil, why end
  while true do
    local block, fault = io.stdin:read(BLOCK)
    if fault then return nil, "standard input: " .. fault end
    if not block then break end
    if not copy:write(block) then return nil, "standard input has no room in the folder for temporary files" end
  end
  return copy
end

local jit = rawget(_G, "jit")
if jit then jit.off(open) end -- a write that fails must not be run again, see `streams.write`

-- -> a source that begins at the start of the file
local function rows_of(file, given)
  file:seek("set", 0)
  return source.new(file, {
    format = given.format or source.format_of(given.file),
    name = input.name(given.file), map = given.map, reference = given.reference,
  })
end

-- Says once which columns cannot be sent.
local function tell_ignored(names, given)
  local told = {}
  for _, name in ipairs(names) do
    if name ~= given.reference then told[#told + 1] = name end
  end
  if told[1] and not given.quiet then
    streams.say("left out, as only the API sets them: ", table.concat(told, ", "))
  end
end

-- -> what was found | nil, err of the file
local function check(file, given)
  local rows, err = rows_of(file, given)
  if not rows then return nil, err end
  tell_ignored(rows.ignored or {}, given)
  return check_all(rows)
end

-- The report: a line of CSV for each row that was tried.
local function open_report(path)
  if not path then return { add = function() end, close = function() return true end } end
  local file, why = io.open(path, "wb")
  if not file then return nil, why end
  file:write(csv.line { "line", "reference", "handle", "error" })
  return {
    add = function(line, reference, handle, err)
      file:write(csv.line { tostring(line), reference or "", handle or "", err and tostring(err) or "" })
    end,
    close = function() return file:close() end,
  }
end

-- A function that gives `key, customer, line` of a valid row after the other: the key is the reference, or
-- else the line.
local function customers_of(rows, checked, failure)
  return function()
    while true do
      local row, err = rows:next()
      failure.err = err
      if not row then return nil end
      if not checked.bad_lines[row.line] then return row.reference or row.line, row.customer, row.line end
    end
  end
end

-- The key of a row with a reference is that.
local function reference_of(key)
  return key
end

-- Creates what was checked. -> counts `{ created, found, failed }` | nil, message
local function create_all(file, given, client, checked, lines)
  local rows = assert(rows_of(file, given))
  local failure, counts = {}, { created = 0, found = 0, failed = 0 }
  local shown = import_progress.new(checked.rows - checked.bad, given)
  for key, handle, details, line in client:create_customers(customers_of(rows, checked, failure), {
    concurrency = given.concurrency, reference = given.reference and reference_of or nil, journal = given.journal,
    lease = given.lease, settle = given.settle, stop_when = core.interrupted,
    on_progress = shown.report,
  }) do
    if not key then
      failure.err = details
    elseif handle then
      counts.created = counts.created + 1
      if not details.created then counts.found = counts.found + 1 end
    else
      counts.failed = counts.failed + 1
      shown.clear()
      streams.tell(rows:text { line = line, message = details.message or tostring(details) })
    end
    if key then lines.add(line, given.reference and key, handle, not handle and details or nil) end
  end
  shown.finish()
  if failure.err then return nil, failure.err.message end
  return counts
end

local function summary(given, checked, counts)
  local left = math.max(0, checked.rows - checked.bad - counts.created - counts.failed)
  local text = string.format("%d created, %d failed", counts.created, counts.failed)
  if checked.bad > 0 then text = text .. string.format(", %d not valid", checked.bad) end
  if left > 0 then text = text .. string.format(", %d not tried", left) end
  if counts.found > 0 then text = text .. string.format("; %d of the created were there already", counts.found) end
  streams.tell(input.name(given.file), ": ", text)
  if left == 0 and counts.failed == 0 then return end
  if given.journal then
    streams.say("run it again to go on: the journal knows what was created")
  elseif given.reference then
    streams.say("run it again to go on: what was created is found by its reference, and not created again")
  elseif left > 0 then
    streams.say("without --journal or --reference, what was created would be created again: leave those rows out")
  end
end

-- Opens the journal that is named, so that a wrong name costs nothing. -> true | nil, message
local function open_journal(given)
  if not given.journal then return true end
  local journal, err = journals.open(given.journal, { keyed_by = given.reference or "line" })
  if not journal then return nil, err.message end
  given.journal = journal
  return true
end

-- Creates the customers of a file that was checked. -> exit status
local function create(file, given, client, checked)
  local ok, why = open_journal(given)
  local lines
  if ok then lines, why = open_report(given.report) end
  if not lines then
    streams.say(why)
    return status.FAILED
  end
  core.watch_interrupt()
  local counts, problem
  counts, why = create_all(file, given, client, checked, lines)
  ok, problem = lines.close()
  if given.journal then given.journal:close() end
  if not counts then
    streams.say(why)
    return status.FAILED
  end
  summary(given, checked, counts)
  if not ok then streams.say("cannot write ", given.report, ": ", tostring(problem)) end
  if core.interrupted() then return status.INTERRUPTED end
  return ok and counts.failed == 0 and checked.bad == 0 and status.DONE or status.FAILED
end

-- What cannot be right about the options. -> message | nil
local function wrong_with(given, client)
  if not given.file then return "a file is expected, or - for standard input" end
  local name, why = wrong_option(given, client and client.settings.timeout)
  return name and "--" .. name:gsub("_", "-") .. " " .. why
end

local function import(given, client)
  if given.status then return import_status(given) end
  local wrong = wrong_with(given, client)
  if wrong then
    streams.say(wrong, "; see openprovider import --help")
    return status.WRONG_CALL
  end
  local file, why = open(given.file)
  if not file then
    streams.say(why)
    return status.FAILED
  end
  local checked, err = check(file, given)
  if not checked then return report.failure(err) end
  local name = input.name(given.file)
  if checked.bad > 0 then
    streams.tell(name, string.format(": %d of %d rows are not valid", checked.bad, checked.rows))
    if not given.skip_invalid or given.dry_run then
      streams.say("nothing was sent")
      return status.FAILED
    end
  end
  if given.dry_run then
    if not given.quiet then
      streams.tell(name, string.format(": %d rows, all valid; nothing was sent", checked.rows))
    end
    return status.DONE
  end
  return create(file, given, client, checked)
end

-- Neither a check nor a look into a journal needs credentials.
local function is_online(given)
  return given.file and not given.status and not given.dry_run and not wrong_with(given)
end

return {
  { name = "import", run = import, online = is_online, about = "create the customers of a file",
    description = "Create the customers of a file of comma-separated values or lines of JSON. Every row is checked\n"
      .. "first; if any is not valid, nothing is sent. With a journal it can be killed at any moment and run again,\n"
      .. "and several machines can share it. Ctrl-C finishes what is in flight, a second one stops at once.",
    arguments = { { name = "file", argument = "FILE", optional = true, about = "the file; - for standard input" } },
    options = {
      { name = "format", argument = "FORMAT", choices = { "csv", "jsonl" },
        about = "csv, or jsonl: one object a line" },
      { name = "map", argument = "COLUMN=PATH", many = true, convert = columns.read_map,
        about = "what field a column is, such as 'E-mail=email';\nCOLUMN= leaves it out" },
      { name = "reference", argument = "COLUMN",
        about = "the column with your own keys for the customers: each is created\nonce, however often this is run" },
      { name = "journal", argument = "PATH",
        about = "write down what is sent and what became of it: a file, or\npostgresql://… for several machines" },
      { name = "status", argument = "JOURNAL", about = "show how far the import with this journal is" },
      { name = "concurrency", argument = "N", convert = argument.number, about = "requests in flight at most (16)" },
      { name = "dry_run", flag = true, about = "check every row, and send nothing" },
      { name = "skip_invalid", flag = true, about = "create the valid rows, though others are not" },
      { name = "report", argument = "PATH", about = "write a handle or an error for each row to this file, as CSV" },
      { name = "progress", argument = "FORM", choices = { "bar", "lines", "json", "none" },
        about = "how progress is shown on standard error" },
      { name = "lease", argument = "SECONDS", convert = argument.number,
        about = "seconds after which another run that shares the journal and\nwrites nothing counts as dead (120)" },
      { name = "settle", argument = "SECONDS", convert = argument.number,
        about = "seconds after which a create that was carried out can be found (10)" },
    },
    example = "openprovider import customers.csv --journal customers.journal --report handles.csv\n"
      .. "openprovider import --status customers.journal" },
}
