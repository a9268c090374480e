--- The failures of an import's rows: each is told once, with how many others are the same, and an import ends where
-- the next rows would fail like those before.
--
-- @module openprovider.cli.import.failures

local core = require("openprovider.core")
local report = require("openprovider.cli.report")
local retry = require("openprovider.limits.retry_policy")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local failures = {}

-- An import ends after so many times its concurrency of rows that failed one after the other for reasons that pass;
-- and after a few, where for so many times as long as a call may take no row was done: the API in maintenance.
local PATIENCE = 3
local FEW, CALLS = 2, 2

-- Kinds of errors that all rows have in common.
local OF_ALL = { auth = true, config = true }

-- Different failures that are kept to be counted; more are told one by one.
local MOST_KEPT = 1000

local Failures = {}
Failures.__index = Failures

--- No failures yet.
---@param rows table the source, which says where a row is
---@param concurrency integer
---@param timeout number seconds that a call may take
---@param counts table of the results, which gets `lasting`, the failed rows that fail again unless something is mended
---@return table failures `ended`, once the import is to end: `{ code, is_to_mend }`
function failures.new(rows, concurrency, timeout, counts)
  counts.lasting = 0
  return setmetatable({
    rows = rows, most = PATIENCE * concurrency, longest = CALLS * timeout, counts = counts, told = {}, by_text = {},
    in_a_row = 0, done_at = core.now(),
  }, Failures)
end

--- A row did not fail.
function Failures:none()
  self.in_a_row, self.done_at = 0, core.now()
end

-- Whether the rows that are left would fail like those before, for now.
function Failures:is_enough()
  return self.in_a_row >= self.most or self.in_a_row >= FEW and core.now() - self.done_at >= self.longest
end

-- Ends the import, and says why.
function Failures:stop(err, ...)
  if self.ended then return end
  self.ended = { code = exit_codes.of(err), is_to_mend = OF_ALL[err.cause or err.kind] }
  output.say(...)
end

--- What keeps all rows from being sent.
---@param err table
function Failures:of_all(err)
  if err.kind ~= "cancelled" then self:stop(err, report.message(err), "; nothing was sent") end
end

-- Tells of a row, unless another was the same: numbers in what passes, such as seconds, make no difference.
function Failures:tell(line, message, passes)
  local text = passes and message:gsub("%d+", "0") or message
  local same = self.by_text[text]
  if same then
    same.more = same.more + 1
    return
  end
  if #self.told < MOST_KEPT then
    same = { line = line, more = 0 }
    self.by_text[text], self.told[#self.told + 1] = same, same
  end
  output.tell(self.rows:text { line = line, message = message })
end

--- A row failed.
---@param line integer
---@param row_status string as of `results.status_of`
---@param err table
---@param message string
function Failures:add(line, row_status, err, message)
  local passes = retry.PASSING[err.cause or err.kind]
  if row_status == "failed" and not passes then self.counts.lasting = self.counts.lasting + 1 end
  self:tell(line, message, passes)
  self.in_a_row = passes and self.in_a_row + 1 or 0
  if OF_ALL[err.kind] then
    self:stop(err, "stopped, as all rows would fail like this")
  elseif self:is_enough() and not self.ended then
    self.ended = { code = exit_codes.LATER }
    output.say(string.format("stopped after %d rows in a row that failed", self.in_a_row))
  end
end

--- Says how many rows failed like those that were told.
function Failures:finish()
  for _, same in ipairs(self.told) do
    if same.more > 0 then
      output.tell(self.rows:text { line = same.line, message = string.format("and %d more %s with the same failure",
        same.more, same.more == 1 and "row" or "rows") })
    end
  end
end

return failures
