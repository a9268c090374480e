--- The verb that creates the customers of a file.
--
-- The file is read twice: once to check every row, and then, if there is nothing wrong with any, to create
-- them. So what is wrong is known before anything is sent, and memory does not grow with the file.
--
-- @module openprovider.cli.verbs.import

local argument = require("openprovider.cli.argument")
local columns = require("openprovider.import.columns")
local core = require("openprovider.core")
local csv = require("openprovider.cli.csv")
local import_progress = require("openprovider.cli.import_progress")
local input = require("openprovider.cli.input")
local openprovider = require("openprovider")
local report = require("openprovider.cli.report")
local source = require("openprovider.import.source")
local status = require("openprovider.cli.status")
local streams = require("openprovider.cli.streams")

-- Bytes that are copied at a time from standard input, which cannot be read twice.
local BLOCK = 65536

-- Problems that are told; the rest is counted.
local MAX_TOLD = 1000

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

-- -> a source that begins at the start of the file
local function rows_of(file, given)
  file:seek("set", 0)
  return source.new(file, {
    format = given.format or source.format_of(given.file),
    name = input.name(given.file), map = given.map, reference = given.reference,
  })
end

-- What a check of all rows finds, as it goes.
local Check = {}
Check.__index = Check

function Check:tell(rows, problem)
  self.told = self.told + 1
  if self.told <= MAX_TOLD then streams.tell(rows:text(problem)) end
end

-- Whether there is anything wrong with a row's customer.
function Check:customer(rows, row)
  local _, found = openprovider.check_customer(row.customer)
  local bad = false
  for _, problem in ipairs(found.problems or {}) do
    if problem.severity == "error" then
      bad = true
      self:tell(rows, rows:locate(row, problem))
    end
  end
  return bad
end

function Check:row(rows, row)
  local bad = false
  for _, problem in ipairs(row.problems or {}) do
    bad = true
    self:tell(rows, problem)
  end
  if row.reference and self.references[row.reference] then
    bad = true
    self:tell(rows, {
      line = row.line, message = string.format("the reference %s is that of line %d, too", row.reference,
        self.references[row.reference]),
    })
  elseif row.reference then
    self.references[row.reference] = row.line
  end
  if row.customer and self:customer(rows, row) then bad = true end
  self.rows = self.rows + 1
  if bad then
    self.bad = self.bad + 1
    self.bad_lines[row.line] = true
  end
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

-- Checks every row. -> what was found | nil, err of the file
local function check_all(file, given)
  local rows, err = rows_of(file, given)
  if not rows then return nil, err end
  tell_ignored(rows.ignored or {}, given)
  local check = setmetatable({ rows = 0, bad = 0, told = 0, references = {}, bad_lines = {} }, Check)
  while true do
    local row
    row, err = rows:next()
    if err then return nil, err end
    if not row then break end
    check:row(rows, row)
  end
  if check.told > MAX_TOLD then streams.say(string.format("and %d more problems", check.told - MAX_TOLD)) end
  return check
end

-- The report: a line of CSV for each row that was tried.
local function open_report(path)
  if not path then return { add = function() end, close = function() return true end } end
  local file, why = io.open(path, "wb")
  if not file then return nil, why end
  file:write(csv.line { "line", "reference", "handle", "error" })
  return {
    add = function(row, handle, err)
      file:write(csv.line { tostring(row.line), row.reference or "", handle or "", err and tostring(err) or "" })
    end,
    close = function() return file:close() end,
  }
end

-- A function that gives a row's customer after the other, until there are none or somebody interrupts.
-- `rows_by_key` keeps those that are in flight.
local function customers_of(rows, check, in_flight, failure)
  return function()
    while not core.interrupted() do
      local row, err = rows:next()
      failure.err = err
      if not row then return nil end
      if not check.bad_lines[row.line] then
        in_flight[row.line] = row
        return row.line, row.customer
      end
    end
  end
end

-- Creates what was checked. -> created, failed | nil, message
local function create_all(file, given, client, check, lines)
  local rows = assert(rows_of(file, given))
  local in_flight, failure = {}, {}
  local shown = import_progress.new(check.rows - check.bad, given)
  local created, failed = 0, 0
  for line, handle, details in client:create_customers(customers_of(rows, check, in_flight, failure), {
    concurrency = given.concurrency,
    reference = function(key) return in_flight[key].reference end,
    on_progress = shown.report,
  }) do
    local row = in_flight[line]
    in_flight[line] = nil
    if handle then created = created + 1 else failed = failed + 1 end
    if not handle then streams.tell(rows:text { line = row.line, message = details.message or tostring(details) }) end
    lines.add(row, handle, not handle and details or nil)
  end
  shown.finish()
  if failure.err then return nil, failure.err.message end
  return created, failed
end

local function summary(given, check, created, failed)
  local left = check.rows - check.bad - created - failed
  local text = string.format("%d created, %d failed", created, failed)
  if check.bad > 0 then text = text .. string.format(", %d not valid", check.bad) end
  if left > 0 then text = text .. string.format(", %d not tried", left) end
  streams.tell(input.name(given.file), ": ", text)
  if (left > 0 or failed > 0) and given.reference then
    streams.say("run it again to go on: what was created is found by its reference, and not created again")
  elseif left > 0 then
    streams.say("without --reference, what was created would be created again: leave those rows out")
  end
end

local function import(given, client)
  local file, why = open(given.file)
  if not file then
    streams.say(why)
    return status.FAILED
  end
  local check, err = check_all(file, given)
  if not check then return report.failure(err) end
  local name = input.name(given.file)
  if check.bad > 0 then
    streams.tell(name, string.format(": %d of %d rows are not valid", check.bad, check.rows))
    if not given.skip_invalid or given.dry_run then
      streams.say("nothing was sent")
      return status.FAILED
    end
  end
  if given.dry_run then
    if not given.quiet then streams.tell(name, string.format(": %d rows, all valid; nothing was sent", check.rows)) end
    return status.DONE
  end
  local lines
  lines, why = open_report(given.report)
  if not lines then
    streams.say(why)
    return status.FAILED
  end
  core.watch_interrupt()
  local created, failed = create_all(file, given, client, check, lines)
  local ok, problem = lines.close()
  if not created then
    streams.say(failed)
    return status.FAILED
  end
  summary(given, check, created, failed)
  if not ok then streams.say("cannot write ", given.report, ": ", tostring(problem)) end
  if core.interrupted() then return status.INTERRUPTED end
  return ok and failed == 0 and check.bad == 0 and status.DONE or status.FAILED
end

return {
  { name = "import", run = import, online = true, about = "create the customers of a file",
    description = "Create the customers of a file of comma-separated values or lines of JSON. Every row is checked\n"
      .. "first; if any is not valid, nothing is sent. Ctrl-C finishes what is in flight, a second one stops at once.",
    arguments = { { name = "file", argument = "FILE", about = "the file; - for standard input" } },
    options = {
      { name = "format", argument = "FORMAT", choices = { "csv", "jsonl" },
        about = "csv, or jsonl: one object a line" },
      { name = "map", argument = "COLUMN=PATH", many = true, convert = columns.read_map,
        about = "what field a column is, such as 'E-mail=email';\nCOLUMN= leaves it out" },
      { name = "reference", argument = "COLUMN",
        about = "the column with your own keys for the customers: each is created\nonce, however often this is run" },
      { name = "concurrency", argument = "N", convert = argument.number, about = "requests in flight at most (16)" },
      { name = "dry_run", flag = true, about = "check every row, and send nothing" },
      { name = "skip_invalid", flag = true, about = "create the valid rows, though others are not" },
      { name = "report", argument = "PATH", about = "write a handle or an error for each row to this file, as CSV" },
      { name = "progress", argument = "FORM", choices = { "bar", "lines", "json", "none" },
        about = "how progress is shown on standard error" },
    },
    example = "openprovider import customers.csv --reference id --report handles.csv" },
}
