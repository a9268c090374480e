--- Saves the records of a file that were edited, several at a time.
--
-- @module openprovider.cli.update.all

local consequences = require("openprovider.cli.update.consequences")
local core = require("openprovider.core")
local exit_codes = require("openprovider.cli.exit_codes")
local failures = require("openprovider.cli.import.failures")
local input = require("openprovider.cli.json_file")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")
local lines = require("openprovider.cli.update.lines")
local output = require("openprovider.cli.output")
local progress = require("openprovider.cli.output.progress")
local records = require("openprovider.cli.update.records")
local report = require("openprovider.cli.output.report")
local unpack = require("openprovider.values.unpack")

-- Calls in flight at most, unless it is said.
local CONCURRENCY = 16

local ADVICE = "run it again: it changes only what is not changed yet"

local Run = {}
Run.__index = Run

-- A function that gives one record after the other, until it is known that more would fail, or a signal comes.
function Run:source()
  local index = 0
  return function()
    if self.failures.ended or core.interrupted() then return nil end
    index = index + 1
    return self.edited[index] and index
  end
end

local FAILED = { "handle", "kind", "message" }
local CHANGED = { "handle", "differences" }
local COUNTS = { "updated", "unchanged", "conflict", "failed", "unknown", "not_tried" }

local ORDER = json_text.order { "source", "dry_run", unpack(COUNTS) }
ORDER.members.failures = { element = json_text.order(FAILED) }
ORDER.members.changes = { element = json_text.order(CHANGED) }

-- Writes all as JSON.
function Run:write_json(given)
  local result = { source = input.name(given.all), dry_run = given.dry_run or false, failures = self.failed }
  for _, name in ipairs(COUNTS) do result[name] = self.counts[name] end
  result.changes = {}
  for index, record in ipairs(self.edited) do
    local differences = self.changes[index] or {}
    if differences[1] then table.insert(result.changes, { handle = record.handle, differences = differences }) end
  end
  for _, name in ipairs({ "failures", "changes" }) do
    if not result[name][1] then result[name] = json.empty_array end
  end
  output.write(json_text.line(result, ORDER), "\n")
end

-- Writes what was changed in the order of the file: as soon as all records before it are done.
function Run:write_changes()
  while self.changes[self.next] do
    lines(self.edited[self.next].handle, self.changes[self.next])
    self.changes[self.next] = false
    self.next = self.next + 1
  end
end

-- Counts and reports the result of a record.
function Run:finish(index, ok, details)
  local counts, record = self.counts, self.edited[index]
  self.changes[index] = ok and details.differences or {}
  if ok then
    local is_changed = details.updated or self.is_dry and details.differences[1] ~= nil
    local name = is_changed and "updated" or "unchanged"
    counts[name] = counts[name] + 1
    self.failures:none()
    report.problems(output.tell, record.handle, details.warnings)
    consequences.tell(record.handle, details)
  elseif details.consequences then
    counts.failed = counts.failed + 1
    self.failures:add(index, "failed", details, consequences.refusal(details))
  elseif details.kind == "cancelled" and details.outcome == "not_sent" then
    counts.not_tried = counts.not_tried + 1
  else
    local status = exit_codes.is_in_doubt(details) and "unknown" or "failed"
    if details.kind == "conflict" then status = "conflict" end
    counts[status] = counts[status] + 1
    local message = report.message(details, ADVICE)
    table.insert(self.failed, { handle = record.handle, kind = details.kind, message = message })
    self.failures:add(index, "failed", details, message)
  end
end

local function said(counts, is_dry)
  local parts = { string.format("%d %s", counts.updated, is_dry and "would be updated" or "updated"),
    string.format("%d unchanged", counts.unchanged) }
  for _, name in ipairs({ "conflict", "failed", "unknown", "not_tried" }) do
    if counts[name] > 0 then parts[#parts + 1] = string.format("%d %s", counts[name], (name:gsub("_", " "))) end
  end
  return table.concat(parts, ", ")
end

-- How the progress names what an import has created and found.
local NAMES = { created = "updated", found = "unchanged" }

-- The counts of the records that were edited, as the progress has them.
local function progress_of(counts, unedited, began)
  return { created = counts.updated, found = counts.unchanged - unedited,
    failed = counts.conflict + counts.failed + counts.unknown, began = began }
end

-- The exit status: as an import has it.
local function code_of(counts, ended)
  if core.interrupted() then return exit_codes.FAILED end
  if counts.unknown > 0 then return exit_codes.UNKNOWN end
  if ended and ended.is_to_mend then return ended.code end
  if counts.conflict + counts.lasting > 0 then return exit_codes.FAILED end
  return counts.failed + counts.not_tried > 0 and exit_codes.LATER or exit_codes.DONE
end

--- Saves the records of a file.
---@param given table the command line: `all`, `dry_run`, `concurrency`, `quiet`, `json`
---@param client table
---@return integer code the exit status
return function(given, client)
  local found, why = records.read(given.all)
  if not found then return report.bad_file(why) end
  local edited, concurrency = found.edited, given.concurrency or CONCURRENCY
  local counts = {
    updated = 0, unchanged = found.total - #edited, conflict = 0, failed = 0, unknown = 0, not_tried = 0,
  }
  local run = setmetatable({
    edited = edited, counts = counts, is_dry = given.dry_run, changes = {}, failed = {}, next = 1,
  }, Run)
  run.failures = failures.new({
    text = function(_, failure)
      local handle = edited[failure.line].handle
      local names_it = failure.message:sub(1, #handle) == handle
      return names_it and failure.message or handle .. ": " .. failure.message
    end,
  }, concurrency, client.settings.timeout, counts)
  local shown_progress, began, done = progress.of_import(#edited, given, NAMES), core.now(), 0
  for index, ok, details in client:concurrently(concurrency, run:source(), function(index)
    return client:save_customer(edited[index], { dry_run = given.dry_run, confirm = consequences.confirm(given) })
  end) do
    run:finish(index, ok, details)
    if not given.json then run:write_changes() end
    done = done + 1
    shown_progress.show(progress_of(counts, found.total - #edited, began))
  end
  counts.not_tried = counts.not_tried + #edited - done
  shown_progress.finish()
  run.failures:finish()
  local code = code_of(counts, run.failures.ended)
  if given.json then run:write_json(given) end
  if not (given.quiet and code == exit_codes.DONE) then
    output.tell(input.name(given.all), ": ", said(counts, given.dry_run))
  end
  return output.finish(code, "what was changed is not shown")
end
