--- Creates the customers of a file that was checked, and writes down what became of each row.
--
-- @module openprovider.cli.import.create

local core = require("openprovider.core")
local differences_of = require("openprovider.cli.differences")
local errors = require("openprovider.errors")
local import_progress = require("openprovider.cli.import_progress")
local report = require("openprovider.cli.report")
local results = require("openprovider.cli.import.results")
local streams = require("openprovider.cli.streams")

local CHANGED = "the file was changed after it was checked; nothing more was sent"

-- A function that gives `reference, customer, line` of a valid row after the other. What is wrong with the file ends
-- it, and goes to `failure`.
local function customers_of(rows, found, failure)
  local next_checked = found:each()
  return function()
    while true do
      local row, err = rows:next()
      if err then failure.message = err.message .. "; nothing more was sent" end
      if not row then return nil end
      local line, reference, problem = next_checked()
      if line ~= row.line then
        failure.message = found.rows.fault or CHANGED
        return nil
      end
      if not problem then return reference, row.customer, line end
    end
  end
end

-- How to find out whether a row's customer was created, if its answer was lost.
local WITH_REFERENCE = "run the import again, which finds it"
local WITHOUT = "look with `openprovider list --email-pattern ADDRESS` before you import it again"

local Run = {}
Run.__index = Run

-- Writes down what became of a row.
function Run:finish(line, handle, details)
  local found = self.found
  if handle then
    local differences = differences_of(details)
    if differences then found.counts.different = found.counts.different + 1 end
    return found:finish(line, details.created and "created" or "found", handle, differences)
  end
  local status = results.status_of(details)
  local message = details.message and report.message(details, self.advice) or tostring(details)
  message = errors.one_line(message)
  found:finish(line, status, nil, status ~= "not tried" and message or nil)
  if status ~= "not tried" then streams.tell(self.rows:text { line = line, message = message }) end
end

-- The key of a row is its reference.
local function reference_of(key)
  return key
end

--- Creates the rows that were not refused.
---@param rows table a source at the start of the file
---@param given table the command line; `journal` is open
---@param client table
---@param check table that of the file: which reference is on which line
---@param found table the results
---@return boolean|nil ok
---@return string|nil message of what ended it too early
return function(rows, given, client, check, found)
  local failure, counts = {}, found.counts
  local run = setmetatable({
    rows = rows, found = found, advice = given.no_reference and WITHOUT or WITH_REFERENCE,
  }, Run)
  counts.different = 0
  local shown_progress = import_progress.new(counts.total - counts.refused, given)
  for key, handle, details in client:create_customers(customers_of(rows, found, failure), {
    concurrency = given.concurrency, reference = not given.no_reference and reference_of or nil,
    expected = counts.total - counts.refused, journal = given.journal, settle = given.settle,
    stop_when = function() return failure.message ~= nil or core.interrupted() end,
    on_progress = shown_progress.report,
  }) do
    -- A journal may have rows of other files, too.
    local line = key and check:line_of(key)
    if line then run:finish(line, handle, details) end
    if not key then failure.message = details.message end
  end
  shown_progress.finish()
  if failure.message then return nil, failure.message end
  return true
end
