--- The check of all rows of an import, before anything is sent: everything that is wrong is told, by line
-- and column.
--
-- @module openprovider.cli.import_check

local core = require("openprovider.core")
local openprovider = require("openprovider")
local streams = require("openprovider.cli.streams")

-- Problems that are told; the rest is counted. More is a file of another kind, or a column that is missing.
local MAX_TOLD = 100000

-- Which references have been seen, in the memory of two numbers each: a fingerprint of 64 bits, of which
-- the last 12 stand beside the line.
local FIRST_DIGITS, LAST_BITS = 13, 4096

local Check = {}
Check.__index = Check

function Check:tell(rows, problem)
  self.told = self.told + 1
  if self.told <= MAX_TOLD then streams.tell(rows:text(problem)) end
end

-- Remembers whose a reference is. -> the line of an earlier row that has it, too | nil
function Check:earlier_line(reference, line)
  local digits = core.fingerprint(reference)
  local first, last = tonumber(digits:sub(1, FIRST_DIGITS), 16), tonumber(digits:sub(FIRST_DIGITS + 1), 16)
  local seen = self.seen[first]
  if seen and seen % LAST_BITS == last then return math.floor(seen / LAST_BITS) end
  self.seen[first] = line * LAST_BITS + last
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
  local earlier = row.reference and self:earlier_line(row.reference, row.line)
  if earlier then
    bad = true
    self:tell(rows, {
      line = row.line, message = string.format("the reference %s is that of line %d, too", row.reference, earlier),
    })
  end
  if row.customer and self:customer(rows, row) then bad = true end
  self.rows = self.rows + 1
  if bad then
    self.bad = self.bad + 1
    self.bad_lines[row.line] = true
  end
end

--- Checks every row.
---@param rows table a source
---@return table|nil found `{ rows, bad, bad_lines }`: how many, and line -> true
---@return table|nil err of the file
return function(rows)
  local check = setmetatable({ rows = 0, bad = 0, told = 0, seen = {}, bad_lines = {} }, Check)
  while true do
    local row, err = rows:next()
    if err then return nil, err end
    if not row then break end
    check:row(rows, row)
  end
  if check.told > MAX_TOLD then streams.say(string.format("and %d more problems", check.told - MAX_TOLD)) end
  return { rows = check.rows, bad = check.bad, bad_lines = check.bad_lines }
end
