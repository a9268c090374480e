--- Checks all rows of an import before anything is sent: reports every problem, and gives each row its reference.
--
-- @module openprovider.cli.import.check

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local progress = require("openprovider.cli.output.progress")
local row_check = require("openprovider.cli.import.row_check")

-- Rows between two looks at the clock.
local FEW = 100

-- Adds the problems of a row to their groups. -> their texts for the report | nil
local function text_of(rows, groups, problems, is_written)
  if not problems[1] then return nil end
  local parts = {}
  for index, problem in ipairs(problems) do
    problem.severity = problem.severity or "error"
    groups:add(problem)
    parts[index] = is_written and rows:what(problem) or problem.message
  end
  return table.concat(parts, "; ")
end

--- Checks every row.
---@param rows table a source
---@param found table the results, which get the rows
---@param given table the command line: `reference`, `no_reference`, `allow_duplicates`, `report`, `rejects`, `json`
---@param groups table of `openprovider.cli.import.reports.groups`, which get the problems
---@return boolean|nil ok
---@return table|nil err of the file
return function(rows, found, given, groups)
  local is_written = given.report ~= nil or given.rejects ~= nil or given.json
  local check = row_check.new(rows, given, function(problem)
    found:refuse(problem.line, text_of(rows, groups, { problem }, is_written))
  end)
  local err
  local shown, count = progress.of_check(given.quiet), 0
  while not core.interrupted() do
    local row
    row, err = rows:next()
    if not row then break end
    local problems, warnings, reference = check:check(row)
    count = count + 1
    if count % FEW == 0 then shown.show(count) end
    local warning = text_of(rows, groups, warnings, is_written)
    found:add(row.line, reference, text_of(rows, groups, problems, is_written), warning and "warning: " .. warning)
  end
  shown.finish()
  groups:tell()
  if err then return nil, err end
  if core.interrupted() then return nil, errors.not_sent("cancelled", "interrupted") end
  return true
end
