--- The results of an import's rows, in two temporary files. One has the rows in the file's order, the other one their
--- results in the order of completion. In memory there are two numbers for each row.
--
-- | status | meaning |
-- | --- | --- |
-- | `created` | there is a new customer |
-- | `found` | the customer was there already |
-- | `refused` | the row, or the customer at the API, has to be corrected first |
-- | `failed` | it failed this time; another run may succeed |
-- | `unknown` | it was sent, and it is not known whether it was carried out |
-- | `not tried` | nothing was sent |
--
-- @module openprovider.cli.import.results

local errors = require("openprovider.errors")
local temporary_file = require("openprovider.cli.import.temporary_file")

local results = {}

--- Every status, in the order of the summary.
results.STATUSES = { "created", "found", "refused", "failed", "unknown", "not tried" }

local NUMBER_OF = {}
for number, name in ipairs(results.STATUSES) do NUMBER_OF[name] = number end

-- One number has both the place of a row's result and its status.
local ROOM = 8

-- Errors that another run would get again, unless something is corrected first.
local TO_MEND = { invalid = true, rejected = true, conflict = true, not_found = true }

--- The status of a row whose create failed.
---@param err table
---@return string status
function results.status_of(err)
  if err.handles then return "refused" end -- several customers have its reference
  if err.outcome == "unknown" then return "unknown" end
  if err.kind == "cancelled" then return "not tried" end
  return TO_MEND[err.kind] and "refused" or "failed"
end

local Results = {}
Results.__index = Results

--- Makes an empty one.
---@return table|nil results `counts` has a number for each status
---@return string|nil message
function results.new()
  local rows, why = temporary_file.new()
  if not rows then return nil, why end
  local done
  done, why = temporary_file.new()
  if not done then return nil, why end
  local counts = { total = 0 }
  for _, name in ipairs(results.STATUSES) do counts[name] = 0 end
  return setmetatable({
    rows = rows, waiting = {}, done = done, of_line = {}, refused = {}, counts = counts, groups = {},
  }, Results)
end

--- Adds groups of problems for `kinds`.
---@param groups table of `openprovider.cli.import.reports.groups`
function Results:tells_of(groups)
  self.groups[#self.groups + 1] = groups
end

--- The kinds of all problems.
---@return table[] kinds as of `groups:list`
function Results:kinds()
  local kinds = {}
  for _, groups in ipairs(self.groups) do
    for _, kind in ipairs(groups:list()) do kinds[#kinds + 1] = kind end
  end
  return kinds
end

-- Texts per write, four for most rows: a write costs about as much as a row.
local PIECE = 800

-- Writes the waiting rows.
function Results:write_rows()
  if self.waiting[1] then self.rows:write(table.concat(self.waiting)) end
  self.waiting = {}
end

-- One line of cells.
local function joined(...)
  local cells = { ... }
  for index, cell in ipairs(cells) do cells[index] = errors.one_line(cell) end -- without tabs and ends of lines
  return table.concat(cells, "\t") .. "\n"
end

--- Adds a row, in the file's order.
---@param line integer
---@param reference string|nil
---@param problem string|nil with a problem the row is refused
---@param warning string|nil
function Results:add(line, reference, problem, warning)
  local waiting = self.waiting
  if problem or warning then
    waiting[#waiting + 1] = joined(string.format("%d", line), reference or "", problem or "", warning or "")
  else
    -- Most rows are so; references have no tabs. They wait in parts: no text is made that is only copied.
    local count = #waiting
    waiting[count + 1], waiting[count + 2] = line, "\t"
    waiting[count + 3], waiting[count + 4] = reference or "", "\t\t\n"
  end
  if #waiting >= PIECE then self:write_rows() end
  local counts, status = self.counts, problem and "refused" or "not tried"
  if problem then self.refused[line] = true end
  counts[status], counts.total = counts[status] + 1, counts.total + 1
end

--- Refuses a row that was added before.
---@param line integer
---@param problem string
function Results:refuse(line, problem)
  if self.refused[line] then return end
  self.refused[line] = problem
  self.counts.refused, self.counts["not tried"] = self.counts.refused + 1, self.counts["not tried"] - 1
end

--- The rows in the file's order.
---@return function iterator of `line, reference, problem, warning`; a row with a problem is refused
function Results:each()
  self:write_rows()
  self.rows:seek(0)
  return function()
    if self.rows.fault then return nil end
    local text = self.rows:read("*l")
    if not text then return nil end
    local line, reference, problem, warning = text:match("^(%d+)\t([^\t]*)\t([^\t]*)\t([^\t]*)$")
    line = tonumber(line)
    local later = self.refused[line]
    if problem == "" then problem = type(later) == "string" and later or nil end
    return line, reference ~= "" and reference or nil, problem, warning ~= "" and warning or nil
  end
end

--- Records the result of a row. A second call replaces the first result.
---@param line integer
---@param status string
---@param handle string|nil
---@param problem string|nil
function Results:finish(line, status, handle, problem)
  local before = self.of_line[line]
  local old = before and results.STATUSES[before % ROOM] or "not tried"
  self.counts[old] = self.counts[old] - 1
  self.counts[status] = self.counts[status] + 1
  local offset = self.done:write(joined(handle or "", problem or ""))
  self.of_line[line] = (offset or 0) * ROOM + NUMBER_OF[status]
end

-- -> status, handle, problem of a row that was tried
function Results:result(known)
  local status = results.STATUSES[known % ROOM]
  self.done:seek(math.floor(known / ROOM))
  local text = not self.done.fault and self.done:read("*l") or "\t"
  local handle, problem = text:match("^([^\t]*)\t([^\t]*)$")
  return status, handle, problem
end

--- Gives every row, in the file's order.
---@param fn function(line, reference, status, handle, problem)
---@return boolean|nil ok
---@return string|nil message
function Results:report(fn)
  for line, reference, problem, warning in self:each() do
    local known, status, handle = self.of_line[line], problem and "refused" or "not tried", nil
    if known then status, handle, problem = self:result(known) end
    if problem == "" then problem = nil end
    fn(line, reference, status, handle, problem and warning and problem .. "; " .. warning or problem or warning)
  end
  local fault = self.rows.fault or self.done.fault
  if fault then return nil, fault end
  return true
end

return results
