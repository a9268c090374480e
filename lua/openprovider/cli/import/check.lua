--- The check of all rows of an import, before anything is sent: everything that is wrong is told, by line
-- and column, and every row gets its reference.
--
-- @module openprovider.cli.import.check

local automatic = require("openprovider.exactly_once.automatic")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local openprovider = require("openprovider")
local prepared_customer = require("openprovider.prepared_customer")
local streams = require("openprovider.cli.streams")

-- Problems that are told; the rest is counted. More is a file of another kind, or a column that is missing.
local MAX_TOLD = 100000

-- Which references have been seen, in the memory of two numbers each: a fingerprint of 64 bits, of which
-- the last 12 stand beside the line.
local FIRST_DIGITS, LAST_BITS = 13, 4096

local Check = {}
Check.__index = Check

-- A fingerprint in two numbers.
local function halves(reference)
  local digits = core.fingerprint(reference)
  return tonumber(digits:sub(1, FIRST_DIGITS), 16), tonumber(digits:sub(FIRST_DIGITS + 1), 16)
end

--- The line of the row that has a reference.
---@param reference string
---@return integer|nil line
function Check:line_of(reference)
  local first, last = halves(reference)
  local seen = self.seen[first]
  return seen and seen % LAST_BITS == last and math.floor(seen / LAST_BITS) or nil
end

function Check:remember(reference, line)
  local first, last = halves(reference)
  self.seen[first] = line * LAST_BITS + last
end

function Check:tell(problem)
  self.told = self.told + 1
  if self.told <= MAX_TOLD then streams.tell(self.rows:text(problem)) end
end

-- Tells of what is wrong with a row. -> text for the report | nil
function Check:tell_all(problems)
  local parts = {}
  for _, problem in ipairs(problems) do
    self:tell(problem)
    parts[#parts + 1] = self.rows:what(problem)
  end
  return parts[1] and table.concat(parts, "; ")
end

-- Tells that a row has the reference of another, at both. -> what is wrong with the row
function Check:double(row, reference, earlier)
  local same = self.given.reference and "the reference " .. reference .. " is that of line %d, too"
    or "this is the customer of line %d, too (the same company, name and e-mail); --allow-duplicates creates both"
  if not self.is_double[earlier] then
    self.is_double[earlier] = true
    local text = same:format(row.line)
    self:tell { line = earlier, message = text }
    self.results:refuse(earlier, text)
  end
  return { line = row.line, message = same:format(earlier) }
end

-- The reference of a row whose customer there was before in the file, where that is allowed.
function Check:numbered(reference)
  local count = (self.numbers[reference] or 1) + 1
  self.numbers[reference] = count
  return string.format("%s-%d", reference, count)
end

-- Takes note of a row's reference. -> it, as it is for this row | nil, what is wrong
function Check:take(row, reference)
  local earlier = self:line_of(reference)
  if earlier and not self.given.allow_duplicates then return reference, self:double(row, reference, earlier) end
  if earlier then reference = self:numbered(reference) end
  self:remember(reference, row.line)
  return reference
end

-- The errors among problems, with their places in the file.
function Check:located(row, problems)
  local located = {}
  for _, problem in ipairs(problems) do
    if problem.severity == "error" then located[#located + 1] = self.rows:locate(row, problem) end
  end
  return located
end

-- Whether a row's comments leave its reference a place. -> problems
function Check:comments(row, reference)
  local prepared, err = prepared_customer.make(row.customer, reference)
  if prepared then return {} end
  return err.problems and self:located(row, err.problems) or { { line = row.line, message = err.message } }
end

-- -> the row's reference, or nil if it has none, and the problems of its customer
function Check:prepare(row)
  local given, reference = self.given, row.reference
  local canonical, found = openprovider.check_customer(row.customer)
  if not canonical then return reference, self:located(row, found.problems) end
  if not given.reference then reference = automatic(canonical) end
  if not canonical.comments then return reference, {} end
  return reference, self:comments(row, not given.no_reference and reference or nil)
end

function Check:row(row)
  local problems, reference, found = {}, row.reference, {}
  for _, problem in ipairs(row.problems or {}) do problems[#problems + 1] = problem end
  if row.customer then reference, found = self:prepare(row) end
  for _, problem in ipairs(found) do problems[#problems + 1] = problem end
  if reference then reference, problems[#problems + 1] = self:take(row, reference) end
  self.results:add(row.line, reference, self:tell_all(problems))
end

--- Checks every row.
---@param rows table a source
---@param found table the results, which get the rows
---@param given table the command line: `reference`, `no_reference`, `allow_duplicates`
---@return table|nil check `line_of(check, reference)`
---@return table|nil err of the file
return function(rows, found, given)
  local check = setmetatable({
    rows = rows, results = found, given = given, told = 0, seen = {}, is_double = {}, numbers = {},
  }, Check)
  while not core.interrupted() do
    local row, err = rows:next()
    if err then return nil, err end
    if not row then break end
    check:row(row)
  end
  if core.interrupted() then return nil, errors.new("cancelled", "interrupted", { outcome = "not_sent" }) end
  if check.told > MAX_TOLD then streams.say(string.format("and %d more problems", check.told - MAX_TOLD)) end
  return check
end
