--- The failures of an import's rows. Each kind is reported once, with the number of rows. The import ends when the next
--- rows would fail for the same reason.
--
-- @module openprovider.cli.import.failures

local core = require("openprovider.core")
local groups = require("openprovider.cli.import.reports.groups")
local report = require("openprovider.cli.output.report")
local retry = require("openprovider.limits.retry_policy")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local failures = {}

-- An import ends after PATIENCE * concurrency rows in a row have failed for temporary reasons. It also ends after FEW
-- such rows if no row was done for CALLS times the time of a call, as when the API is in maintenance.
local PATIENCE = 3
local FEW, CALLS = 2, 2

-- Kinds of errors that every row would get.
local OF_ALL = { auth = true, config = true }

-- Maximum number of kinds that are reported at once.
local MOST_TOLD = 10

local Failures = {}
Failures.__index = Failures

--- Makes an empty one.
---@param rows table the source, for the place of a row
---@param concurrency integer
---@param timeout number seconds that a call may take
---@param counts table of the results. It gets `lasting`: how many rows will fail again unless something is corrected
---@param is_each boolean|nil whether each failure is reported by itself
---@return table failures `ended`, once the import is to end: `{ code, is_to_mend, error }`, with `error` if nothing
--- could be sent; `groups`
function failures.new(rows, concurrency, timeout, counts, is_each)
  counts.lasting = 0
  return setmetatable({
    rows = rows, most = PATIENCE * concurrency, longest = CALLS * timeout, counts = counts, told = {},
    groups = groups.new(rows, is_each and not output.is_json()), is_each = is_each, in_a_row = 0, done_at = core.now(),
  }, Failures)
end

--- Call it after a row that did not fail.
function Failures:none()
  self.in_a_row, self.done_at = 0, core.now()
end

-- Whether the remaining rows would at present fail like those before.
function Failures:is_enough()
  return self.in_a_row >= self.most or self.in_a_row >= FEW and core.now() - self.done_at >= self.longest
end

-- Ends the import.
function Failures:stop(err)
  self.ended = { code = exit_codes.of(err), is_to_mend = OF_ALL[err.cause or err.kind] }
end

--- Ends the import for a reason that keeps all rows from being sent.
---@param err table
function Failures:of_all(err)
  if err.kind == "cancelled" then return end
  local message = report.message(err)
  self:stop(err)
  self.ended.error = { kind = err.kind, message = message }
  message = message .. "; nothing was sent"
  if output.is_json() then report.fail(message, err) else output.say(message) end
end

-- Kinds of failures whose messages have names and references in them.
local ALIKE = { conflict = "conflict" }

-- Reports a row, unless another one failed in the same way.
function Failures:tell(line, message, err)
  local kind = self.groups:add({
    severity = "error", line = line, message = message, code = err.kind, api_code = err.code, field = err.field,
    kind = err.handles and "handles" or ALIKE[err.kind],
  })
  local is_json = output.is_json()
  if self.is_each and is_json then report.fail(self.rows:text({ line = line, message = message }), err) end
  if self.is_each or not kind or kind.count > 1 then return end
  if #self.told == MOST_TOLD then
    self.untold = (self.untold or 0) + 1
    return
  end
  self.told[#self.told + 1] = kind
  local text = self.rows:text(kind.first)
  if is_json then report.fail(text, err) else output.tell(text) end
end

--- Call it after a row that failed.
---@param line integer
---@param row_status string as of `results.status_of`
---@param err table
---@param message string
function Failures:add(line, row_status, err, message)
  local passes = retry.PASSING[err.cause or err.kind]
  if row_status == "failed" and not passes then self.counts.lasting = self.counts.lasting + 1 end
  self:tell(line, message, err)
  self.in_a_row = passes and self.in_a_row + 1 or 0
  if OF_ALL[err.kind] then
    if self.ended then return end
    self:stop(err)
    output.say("stopped, as all rows would fail like this")
  elseif self:is_enough() and not self.ended then
    self.ended = { code = exit_codes.LATER }
    output.say(string.format("stopped after %d rows in a row that failed", self.in_a_row))
  end
end

--- Reports how many rows failed like the ones that were reported.
function Failures:finish()
  for _, kind in ipairs(self.told) do
    local more = kind.count - 1
    if more > 0 then
      local message = string.format("and %d more %s with the same failure", more, more == 1 and "row" or "rows")
      output.tell(self.rows:text { line = kind.first.line, message = message })
    end
  end
  if self.untold then
    output.say(string.format("and %d more kinds of failures: --verbose shows each", self.untold))
  end
end

return failures
