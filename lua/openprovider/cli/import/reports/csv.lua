--- The report of an import: a line of CSV for each row of the file, in the file's order.
--
-- @module openprovider.cli.import.reports.csv

local csv = require("openprovider.cli.csv.write")

local TITLES = { "line", "reference", "status", "handle", "problem" }

--- The content of a report, for `output_file.write`.
---@param found table the results
---@return function content
return function(found)
  return function(write)
    write(csv.line(TITLES))
    return found:report(function(line, reference, status, handle, problem)
      write(csv.line { string.format("%d", line), reference or "", status, handle or "", problem or "" })
    end)
  end
end
