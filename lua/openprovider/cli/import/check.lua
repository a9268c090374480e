--- The check of all rows of an import, before anything is sent: everything that is wrong is told, and every row gets
-- its reference.
--
-- @module openprovider.cli.import.check

local automatic = require("openprovider.customer.automatic_reference")
local core = require("openprovider.core")
local duplicates = require("openprovider.cli.import.duplicates")
local errors = require("openprovider.errors")
local odd_names = require("openprovider.cli.import.odd_names")
local payload = require("openprovider.customer.payload")

local Check = {}
Check.__index = Check

-- No problems.
local NONE = {}

-- Takes problems of a row into their groups. -> text of all for the report | nil
function Check:text_of(problems)
  if not problems[1] then return nil end
  local parts = {}
  for index, problem in ipairs(problems) do
    problem.severity = problem.severity or "error"
    self.groups:add(problem)
    parts[index] = self.is_written and self.rows:what(problem) or problem.message
  end
  return table.concat(parts, "; ")
end

-- The errors among problems, or the warnings, with their places in the file. What is wrong with a cell is told once.
function Check:located(row, problems, severity)
  if not problems then return NONE end
  local located, is_told = {}, {}
  for _, problem in ipairs(row.problems or NONE) do is_told[problem.column or problem] = true end
  for _, problem in ipairs(problems) do
    if problem.severity == severity then
      local found = self.rows:locate(row, problem)
      if severity == "warning" or not is_told[found.column or found] then located[#located + 1] = found end
      is_told[found.column or found] = true
    end
  end
  return located
end

-- Whether a row's comments leave its reference a place. -> problems
function Check:comments(row, reference)
  local prepared, err = payload.make(row.customer, reference)
  if prepared then return NONE end
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

local function both(some, others)
  local all = {}
  for _, list in ipairs({ some, others }) do
    for _, problem in ipairs(list) do all[#all + 1] = problem end
  end
  return all
end

-- Members that customers do not have are one problem.
local function with_unknown_once(problems)
  local told, names, first = {}, {}, nil
  for _, problem in ipairs(problems) do
    if problem.code == "unknown" then
      first = first or problem
      local meant = problem.message:match('did you mean "([^"]*)"')
      names[#names + 1] = ('"%s"%s'):format(problem.path, meant and (' (did you mean "%s"?)'):format(meant) or "")
    else
      told[#told + 1] = problem
    end
  end
  if not names[2] then return problems end
  told[#told + 1] = { code = "unknown", severity = "error", line = first.line, kind = "several unknown members",
    message = "it has members that customers do not have: " .. table.concat(names, ", ") }
  return told
end

-- Nobody means what a spreadsheet or a database wrote in place of a value: in a file that is an error. -> errors
local function refuse_leftovers(problems, count)
  for _, problem in ipairs(problems or NONE) do
    if problem.code == "leftover" and problem.severity == "warning" then
      problem.severity, count = "error", count + 1
    end
  end
  return count
end

-- -> the row's reference, or nil if it has none, the problems of its customer, its `parts_of`, and the warnings
function Check:prepare(row)
  local given, reference, parts = self.given, row.reference, nil
  local canonical, found, errors_found = odd_names.check(self.rows, row, true)
  errors_found = refuse_leftovers(found, errors_found)
  if not given.reference and not reference then
    reference = made_of(canonical, found)
    parts = reference and duplicates.parts_of(canonical)
  end
  local warned = self:located(row, found, "warning")
  if row.conversions then warned = both(warned, self:located(row, row.conversions, "warning")) end
  if errors_found > 0 then
    return reference, with_unknown_once(self:located(row, found, "error")), parts, warned
  end
  if not canonical.comments then return reference, NONE, parts, warned end
  return reference, self:comments(row, not given.no_reference and reference or nil), parts, warned
end

-- Adds what the checker finds in a row to what its cells have, but for a cell that has a problem already.
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

function Check:row(row)
  local problems, reference, found, parts, warned = row.problems or NONE, row.reference, NONE, nil, NONE
  if row.customer then reference, found, parts, warned = self:prepare(row) end
  found = joined(problems, found)
  if reference then
    local duplicate
    reference, duplicate = self.duplicates:take(row, reference, parts, not found[1])
    if duplicate then found = joined(found, { duplicate }) end
  end
  local warning = self:text_of(warned)
  self.results:add(row.line, reference, self:text_of(found), warning and "warning: " .. warning)
end

--- Checks every row.
---@param rows table a source
---@param found table the results, which get the rows
---@param given table the command line: `reference`, `no_reference`, `allow_duplicates`, `report`, `rejects`, `json`
---@param groups table of `openprovider.cli.import.reports.groups`, which get the problems
---@return boolean|nil ok
---@return table|nil err of the file
return function(rows, found, given, groups)
  local check = setmetatable({
    rows = rows, results = found, given = given, groups = groups,
    is_written = given.report ~= nil or given.rejects ~= nil or given.json,
  }, Check)
  check.duplicates = duplicates.new(given, function(problem) found:refuse(problem.line, check:text_of { problem }) end)
  local err
  while not core.interrupted() do
    local row
    row, err = rows:next()
    if not row then break end
    check:row(row)
  end
  groups:tell()
  if err then return nil, err end
  if core.interrupted() then return nil, errors.not_sent("cancelled", "interrupted") end
  return true
end
