--- The report of an import: a line of CSV for each row of the file, in the file's order.
--
-- @module openprovider.cli.import.reports.csv

local csv = require("openprovider.cli.csv.write")

local TITLES = { "line", "reference", "status", "handle", "problem" }

--- The content of a report, for `output_file.write`.
---@param found table the results
---@param has_none boolean|nil whether customers get no references, so that the report has none
---@return function content
return function(found, has_none)
  return function(write)
    write(csv.line(TITLES))
    return found:report(function(line, reference, status, handle, problem)
      if has_none then reference = nil end
      write(csv.line { string.format("%d", line), reference or "", status, handle or "", problem or "" })
    end)
  end
end
