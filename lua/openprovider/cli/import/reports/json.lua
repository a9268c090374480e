--- The result of an import, for programs: one JSON object on standard output.
--
-- @module openprovider.cli.import.reports.json

local exit_codes = require("openprovider.cli.exit_codes")
local input = require("openprovider.cli.json_file")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")
local results = require("openprovider.cli.import.results")

local PROBLEM = json_text.order { "severity", "path", "code", "api_code", "message", "rows", "first" }
PROBLEM.members.first = json_text.order { "line", "column", "name" }

local ROW = json_text.order { "line", "reference", "status", "handle", "problem" }

-- Why nothing could be sent.
local ERROR = json_text.order { "kind", "message" }

-- Writes an array, with one element on each line.
local function write_array(name, fill)
  local separator = "\n    "
  output.write(",\n  ", json_text.line(name, ROW), ": [")
  fill(function(element, order)
    output.write(separator, json_text.line(element, order))
    separator = ",\n    "
  end)
  output.write("\n  ]")
end

-- Members without a value are left out.
local function filled(text)
  return text ~= "" and text or nil
end

--- Prints it.
---@param given table the command line
---@param found table the results
---@param code integer the exit status so far
---@return integer code
return function(given, found, code)
  output.write('{\n  "file": ', json_text.line(input.name(given.file), ROW))
  output.write(string.format(',\n  "total": %d', found.counts.total))
  for _, status in ipairs(results.STATUSES) do
    output.write(string.format(',\n  "%s": %d', (status:gsub(" ", "_")), found.counts[status]))
  end
  if found.error then output.write(',\n  "error": ', json_text.line(found.error, ERROR)) end
  write_array("problems", function(add)
    for _, kind in ipairs(found:kinds()) do add(kind, PROBLEM) end
  end)
  local ok, why
  write_array("rows", function(add)
    ok, why = found:report(function(line, reference, status, handle, problem)
      add({
        line = line, reference = not given.no_reference and reference or nil,
        status = status, handle = filled(handle), problem = filled(problem),
      }, ROW)
    end)
  end)
  output.write("\n}\n")
  if not ok then
    output.say(why, "; the output is incomplete")
    if code == exit_codes.DONE then code = exit_codes.FAILED end
  end
  return output.finish(code, "the results are incomplete")
end
