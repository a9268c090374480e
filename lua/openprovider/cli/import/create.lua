--- Creates the customers of a file that was checked, and records the result of each row.
--
-- @module openprovider.cli.import.create

local call_time = require("openprovider.limits.call_time")
local core = require("openprovider.core")
local differences_of = require("openprovider.cli.output.differences")
local errors = require("openprovider.errors")
local failures = require("openprovider.cli.import.failures")
local groups = require("openprovider.cli.import.reports.groups")
local progress = require("openprovider.cli.output.progress")
local report = require("openprovider.cli.output.report")
local results = require("openprovider.cli.import.results")

-- Default for the maximum number of requests in flight.
local CONCURRENCY = 16

local CHANGED = "the file was changed after it was checked; nothing more was sent"

-- Returns an iterator over the valid rows: `reference, customer, line`. A fault of the file ends it, and is put into
-- `failure`.
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

-- The API's warnings about a customer. -> text for the report | nil
function Run:said(line, details)
  local said = {}
  for index, warning in ipairs(details.api_warnings or {}) do
    local code = tostring(warning.code)
    local message = string.format("the API says: %s (code %s)", tostring(warning.desc), code)
    said[index] = { api_code = code, message = message }
  end
  if details.maintenance then said[#said + 1] = { message = "the API says that it is under maintenance" } end
  local texts = {}
  for index, each in ipairs(said) do
    each.severity, each.line, each.code, texts[index] = "warning", line, "api", each.message
    self.of_api:add(each)
  end
  return texts[1] and "warning: " .. table.concat(texts, "; ")
end

-- Records the result of a row.
function Run:finish(line, handle, details)
  local found = self.found
  if handle then
    self.failures:none()
    local differences, said = differences_of(details), self:said(line, details)
    if differences then found.counts.different = found.counts.different + 1 end
    return found:finish(line, details.created and "created" or "found", handle,
      differences and said and differences .. "; " .. said or differences or said)
  end
  local status = results.status_of(details)
  if status == "not tried" then return found:finish(line, status) end
  local message = errors.one_line(details.message and report.message(details, self.advice) or tostring(details))
  found:finish(line, status, nil, message)
  self.failures:add(line, status, details, message)
end

-- Whether there is a token to send the rows with. Without one, all rows would fail for the same reason.
local function can_begin(client, failed)
  local call = {}
  call_time.begin(call, core.now(), client.settings.timeout)
  local _, err = client.session:token(call)
  if err then failed:of_all(err) end
  return not err
end

-- The key of a row is its reference.
local function reference_of(key)
  return key
end

--- Creates the rows that were not refused.
---@param rows table a source at the start of the file
---@param given table the command line; `journal` is open
---@param client table
---@param found table the results
---@return boolean|nil ok
---@return string|table|nil message of what ended it too early; or what `failures` say in the end
return function(rows, given, client, found)
  local failure, counts = {}, found.counts
  local concurrency = given.concurrency or CONCURRENCY
  local failed = failures.new(rows, concurrency, client.settings.timeout, counts, given.verbose)
  local run = setmetatable({
    rows = rows, found = found, failures = failed, of_api = groups.new(rows, given.verbose),
    advice = given.no_reference and WITHOUT or WITH_REFERENCE,
  }, Run)
  found:tells_of(failed.groups)
  found:tells_of(run.of_api)
  counts.different = 0
  local shown_progress = progress.of_import(counts.total - counts.refused, given)
  if not can_begin(client, failed) then
    shown_progress.finish()
    return true, failed.ended
  end
  for key, handle, details, line in client:create_customers(customers_of(rows, found, failure), {
    concurrency = concurrency, reference = not given.no_reference and reference_of or nil,
    expected = counts.total - counts.refused, journal = given.journal, settle = given.settle,
    stop_when = function() return failure.message or failed.ended or core.interrupted() end,
    on_progress = shown_progress.show,
  }) do
    if not key then
      failure.message = details.message
    elseif line then -- a journal may have rows of other files, too
      run:finish(line, handle, details)
    end
  end
  shown_progress.finish()
  failed:finish()
  run.of_api:tell()
  if failure.message then return nil, failure.message end
  return true, failed.ended
end
