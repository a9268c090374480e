--- A file to start from: the header row of an import, with the fields that most customers have.
--
-- @module openprovider.cli.import.template

local core = require("openprovider.core")
local csv = require("openprovider.cli.csv.write")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local paths = require("openprovider.cli.import.columns.paths")

-- Fields that few customers have, and parts of telephone numbers, since the whole number has a column.
local LEFT_OUT = { "^additional_data%.", "^phone%.", "^fax%." }

local function is_left_out(path)
  for _, pattern in ipairs(LEFT_OUT) do
    if path:find(pattern) then return true end
  end
  return false
end

local function header()
  local names = {}
  for _, path in ipairs(paths.ALL) do
    if not is_left_out(path) then names[#names + 1] = path end
  end
  return csv.line(names)
end

-- Writes a file that is not there yet. -> true | nil, message
local function write(path)
  if core.file_status(path) then return nil, "it is there already: give another path" end
  local file, why = io.open(path, "ab") -- keeps what another program may have written meanwhile
  if not file then return nil, (why:gsub("^.*: ", "")) end
  local ok
  ok, why = file:write(header())
  local closed, why_not = file:close()
  if ok and closed then return true end
  return nil, why or why_not
end

--- Writes the file.
---@param path string - for standard output
---@param quiet boolean|nil
---@return integer code the exit status
return function(path, quiet)
  if path == "-" then
    output.write(header())
    return output.finish(exit_codes.DONE, "the template is incomplete")
  end
  local ok, why = write(path)
  if not ok then
    return report.bad_file(("cannot write the template %s: %s"):format(path, tostring(why)))
  end
  if not quiet then
    output.tell(path, ": write a row for each customer; `openprovider fields` says what each column is, and which "
      .. "others there are")
  end
  return exit_codes.DONE
end
