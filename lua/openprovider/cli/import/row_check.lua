--- Checks a row, for the check of an import and for its preview.
--
-- @module openprovider.cli.import.row_check

local automatic = require("openprovider.customer.automatic_reference")
local duplicates = require("openprovider.cli.import.duplicates")
local errors = require("openprovider.errors")
local odd_names = require("openprovider.cli.import.odd_names")
local payload = require("openprovider.customer.payload")

local RowCheck = {}
RowCheck.__index = RowCheck

-- No problems.
local NONE = {}

-- The errors or the warnings among problems, with their places in the file. Each cell has one problem at most;
-- conversions do not count.
function RowCheck:located(row, problems, severity)
  if not problems then return NONE end
  local located, is_told = {}, {}
  for _, problem in ipairs(row.problems or NONE) do is_told[problem.column or problem] = true end
  for _, problem in ipairs(problems) do
    if problem.severity == severity then
      local found = self.rows:locate(row, problem)
      local place = found.column or found
      if not is_told[place] or problem.code == "converted" then located[#located + 1] = found end
      if severity == "error" then is_told[place] = true end
    end
  end
  return located
end

-- Whether the comments of a row have room for its reference. -> problems
function RowCheck:comments(row, reference)
  local prepared, err = payload.make(row.customer, reference)
  if prepared then return NONE end
  return err.problems and self:located(row, err.problems, "error") or { { line = row.line, message = err.message } }
end

-- The fields of an automatic reference.
local RECIPE = { company_name = true, name = true, ["name.first_name"] = true, ["name.last_name"] = true, email = true }

-- The automatic reference of a row, which may not be valid. -> reference | nil if it cannot be known
local function made_of(canonical, problems)
  for _, problem in ipairs(problems or {}) do
    if problem.severity == "error" and (RECIPE[problem.path] or problem.path == "name.prefix") then return nil end
  end
  if type(canonical.name) ~= "table" or type(canonical.email) ~= "string" then return nil end
  return automatic.of(canonical)
end

local function both(some, others)
  local all = {}
  for _, list in ipairs({ some, others }) do
    for _, problem in ipairs(list) do all[#all + 1] = problem end
  end
  return all
end

-- All members that customers do not have are one problem.
local function with_unknown_once(problems)
  local told, names, first = {}, {}, nil
  for _, problem in ipairs(problems) do
    if problem.code == "unknown" then
      first = first or problem
      local meant = problem.message:match('did you mean "([^"]*)"')
      local name = errors.shown_path(problem.path)
      if not name:find('"', 1, true) then name = '"' .. name .. '"' end
      names[#names + 1] = name .. (meant and (' (did you mean "%s"?)'):format(meant) or "")
    else
      told[#told + 1] = problem
    end
  end
  if not names[2] then return problems end
  told[#told + 1] = { code = "unknown", severity = "error", line = first.line, kind = "several unknown members",
    message = "it has members that customers do not have: " .. table.concat(names, ", ") }
  return told
end

-- -> the row's reference or nil, the problems of its customer, the warnings, and the customer in the form that is sent
function RowCheck:customer(row)
  local given, reference = self.given, row.reference
  local canonical, found, errors_found = odd_names.check(self.rows, row)
  if not given.reference and not reference then
    reference = made_of(canonical, found)
  end
  local warned = self:located(row, found, "warning")
  if row.conversions then warned = both(warned, self:located(row, row.conversions, "warning")) end
  if errors_found > 0 then
    return reference, with_unknown_once(self:located(row, found, "error")), warned, canonical
  end
  if not canonical.comments then return reference, NONE, warned, canonical end
  return reference, self:comments(row, not given.no_reference and reference or nil), warned, canonical
end

-- Adds the checker's problems to those of the cells, except for cells that have a problem already.
local function joined(problems, found)
  if not problems[1] then return found end
  local all, is_told = {}, {}
  for index, problem in ipairs(problems) do
    all[index] = problem
    if problem.column then is_told[problem.column] = true end
  end
  for _, problem in ipairs(found) do
    if not is_told[problem.column] then all[#all + 1] = problem end
  end
  return all
end

--- Checks a row.
---@param row table of the source
---@return table[] problems with their places in the file
---@return table[] warnings conversions among them
---@return string|nil reference nil if it has none, or if that cannot be known
---@return table|nil canonical the customer in the form that is sent
function RowCheck:check(row)
  local reference, problems, warnings = row.reference, row.problems or NONE, NONE
  local found, canonical = NONE, nil
  if row.customer then reference, found, warnings, canonical = self:customer(row) end
  problems = joined(problems, found)
  if reference then
    local duplicate
    local is_made = not (row.reference or self.given.reference)
    reference, duplicate = self.duplicates:take(row, reference, is_made and canonical or nil, not problems[1])
    if duplicate then problems = both(problems, { duplicate }) end
  end
  return problems, warnings, reference, canonical
end

local row_check = {}

--- Checks rows, one after the other.
---@param rows table the source
---@param given table the command line: `reference`, `no_reference`, `allow_duplicates`
---@param on_earlier function(problem) gets problems of earlier rows that a later row causes
---@return table check
function row_check.new(rows, given, on_earlier)
  return setmetatable({ rows = rows, given = given, duplicates = duplicates.new(given, on_earlier) }, RowCheck)
end

return row_check
