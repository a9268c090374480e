--- The check of all rows of an import, before anything is sent: everything that is wrong is told, by line
-- and column, and every row gets its reference.
--
-- @module openprovider.cli.import.check

local automatic = require("openprovider.customer.automatic_reference")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local normalise = require("openprovider.customer.normalise")
local payload = require("openprovider.customer.payload")
local output = require("openprovider.cli.output")
local warnings = require("openprovider.cli.import.warnings")

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

-- The line of the row that has a reference. -> line | nil
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
  if self.told <= MAX_TOLD then output.tell(self.rows:text(problem)) end
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

-- What tells customers apart that have one automatic reference (see `openprovider.customer.equivalence`), in a
-- number: the prefix, and the e-mail address with its signs.
local DIGITS, PARTS = 6, 2 ^ 24

local function number_of(text)
  return tonumber(core.fingerprint(text):sub(1, DIGITS), 16)
end

local function parts_of(canonical)
  return number_of(automatic.plain(canonical.name.prefix)) * PARTS + number_of(core.lower(canonical.email))
end

-- What differs between two such numbers. -> text | nil
local function said_of_parts(one, other)
  local said = {}
  if math.floor(one / PARTS) ~= math.floor(other / PARTS) then said[1] = "the prefix" end
  if one % PARTS ~= other % PARTS then said[#said + 1] = "signs in the e-mail address" end
  return said[1] and table.concat(said, " and ")
end

-- How it is said that a row has the reference of another one, whose line is left open.
function Check:said_of_duplicate(reference, parts)
  if self.given.reference then return "the reference " .. reference .. " is that of line %d, too" end
  local apart = parts and said_of_parts(parts, self.parts[halves(reference)] or parts)
  if not apart then
    return "this is the customer of line %d, too (the same company, name and e-mail); --allow-duplicates creates both"
  end
  return "only " .. apart .. " can tell this customer from that of line %d: if they are two, give each row a key of "
    .. "its own in a column, and name it with --reference; if not, mend the rows"
end

-- Tells that a row has the reference of another, at both. -> what is wrong with the row
function Check:duplicate(row, reference, earlier, parts)
  local same = self:said_of_duplicate(reference, parts)
  if not self.is_duplicate[earlier] then
    self.is_duplicate[earlier] = true
    local text = same:format(row.line)
    self:tell { line = earlier, message = text }
    self.results:refuse(earlier, text)
  end
  return { line = row.line, message = same:format(earlier) }
end

-- The reference of a row whose customer there was before in the file, where that is allowed.
local function numbered(reference, number)
  return string.format("%s-%d", reference, number)
end

local SPOILED = "line %d has the same customer and is not valid: mend it, and import all of them together"

-- Of several rows with one customer all are sent or none: one that is mended and imported alone would be taken for the
-- first of them. -> what is wrong with a valid row
function Check:spoil(row, reference, is_valid)
  local spoiled = self.spoiled[reference]
  if is_valid then return spoiled and { line = row.line, message = SPOILED:format(spoiled) } end
  if spoiled then return nil end
  self.spoiled[reference] = row.line
  local text = SPOILED:format(row.line)
  for number = 1, (self.numbers[reference] or 1) do
    local line = self:line_of(number == 1 and reference or numbered(reference, number))
    if line ~= row.line then
      self:tell { line = line, message = text }
      self.results:refuse(line, text)
    end
  end
end

-- Takes note of a row's reference. -> it, as it is for this row | nil, what is wrong
function Check:take(row, reference, parts, is_valid)
  local earlier, own = self:line_of(reference), reference
  if earlier and not self.given.allow_duplicates then
    return reference, self:duplicate(row, reference, earlier, parts)
  end
  if earlier then
    self.numbers[reference] = (self.numbers[reference] or 1) + 1
    own = numbered(reference, self.numbers[reference])
  end
  self:remember(own, row.line)
  if not earlier then self.parts[halves(reference)] = parts end
  return own, self.given.allow_duplicates and self:spoil(row, reference, is_valid) or nil
end

-- The errors among problems, or the warnings, with their places in the file.
function Check:located(row, problems, severity)
  local located = {}
  for _, problem in ipairs(problems or {}) do
    if problem.severity == severity then located[#located + 1] = self.rows:locate(row, problem) end
  end
  return located
end

-- Whether a row's comments leave its reference a place. -> problems
function Check:comments(row, reference)
  local prepared, err = payload.make(row.customer, reference)
  if prepared then return {} end
  return err.problems and self:located(row, err.problems, "error") or { { line = row.line, message = err.message } }
end

-- What an automatic reference is made of.
local RECIPE = { company_name = true, name = true, ["name.first_name"] = true, ["name.last_name"] = true, email = true }

-- The automatic reference of a row that need not be valid. -> reference | nil if it cannot be known
local function made_of(canonical, problems)
  for _, problem in ipairs(problems or {}) do
    if problem.severity == "error" and (RECIPE[problem.path] or problem.path == "name.prefix") then return nil end
  end
  if type(canonical.name) ~= "table" or type(canonical.email) ~= "string" then return nil end
  return automatic.of(canonical)
end

-- -> the row's reference, or nil if it has none, the problems of its customer, its `parts_of`, and the warnings
function Check:prepare(row)
  local given, reference, parts = self.given, row.reference, nil
  local canonical, found, errors_found = normalise.check(row.customer)
  if not given.reference then
    reference = made_of(canonical, found)
    parts = reference and parts_of(canonical)
  end
  local warned = self:located(row, found, "warning")
  if errors_found > 0 then return reference, self:located(row, found, "error"), parts, warned end
  if not canonical.comments then return reference, {}, parts, warned end
  return reference, self:comments(row, not given.no_reference and reference or nil), parts, warned
end

function Check:row(row)
  local problems, reference, found, parts, warned = {}, row.reference, {}, nil, {}
  for _, problem in ipairs(row.problems or {}) do problems[#problems + 1] = problem end
  if row.customer then reference, found, parts, warned = self:prepare(row) end
  for _, problem in ipairs(found) do problems[#problems + 1] = problem end
  if reference then reference, problems[#problems + 1] = self:take(row, reference, parts, not problems[1]) end
  self.results:add(row.line, reference, self:tell_all(problems), self.warnings:add(warned))
end

--- Checks every row.
---@param rows table a source
---@param found table the results, which get the rows
---@param given table the command line: `reference`, `no_reference`, `allow_duplicates`
---@return boolean|nil ok
---@return table|nil err of the file
return function(rows, found, given)
  local check = setmetatable({
    rows = rows, results = found, given = given, told = 0, seen = {}, is_duplicate = {}, numbers = {},
    parts = {}, spoiled = {}, warnings = warnings.new(rows),
  }, Check)
  while not core.interrupted() do
    local row, err = rows:next()
    if err then return nil, err end
    if not row then break end
    check:row(row)
  end
  if core.interrupted() then return nil, errors.not_sent("cancelled", "interrupted") end
  check.warnings:tell()
  if check.told > MAX_TOLD then output.say(string.format("and %d more problems", check.told - MAX_TOLD)) end
  return true
end
