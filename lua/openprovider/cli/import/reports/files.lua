--- The files that an import writes besides its journal: its report and its rejects.
--
-- @module openprovider.cli.import.reports.files

local different_files = require("openprovider.cli.import.different_files")
local output = require("openprovider.cli.output")
local output_file = require("openprovider.cli.import.reports.output_file")

local files = {}

-- The options that name them, and what they are called.
local WRITTEN = { { "report", "the report" }, { "rejects", "the file of rejects" } }

-- Whether writing a file would destroy one in a list. -> message | nil
local function clash(option, path, kept)
  local what = different_files.find(kept, path)
  return what and string.format("--%s %s would write over %s; give another path", option, path, what)
end

--- Whether writing one of them would destroy a file that must be kept, or the other one.
---@param given table the command line
---@param kept table of `different_files`
---@return string|nil message
function files.clash(given, kept)
  for _, written in ipairs(WRITTEN) do
    local message = clash(written[1], given[written[1]], kept)
    if message then return message end
  end
  local report = different_files.new()
  different_files.add(report, WRITTEN[1][2], given.report)
  return clash("rejects", given.rejects, report)
end

--- Whether they can be written, as far as that can be known before.
---@param given table the command line
---@return boolean|nil ok
---@return string|nil message
function files.try(given)
  for _, written in ipairs(WRITTEN) do
    local path = given[written[1]]
    if path then
      local ok, why = output_file.try(path)
      if not ok then return nil, "cannot write " .. written[2] .. ": " .. why end
    end
  end
  return true
end

-- The content of a file, by a module that is loaded when it is written. -> content | nil, message
local CONTENT = {}

function CONTENT.report(given, found)
  return require("openprovider.cli.import.reports.csv")(found, given.no_reference)
end

function CONTENT.rejects(given, found, read_again)
  local rows, why = read_again()
  if not rows then return nil, why end
  return require("openprovider.cli.import.reports.rejects")(found, rows, found.is_sent, given.allow_duplicates)
end

-- -> true | nil, message
local function write(name, given, kept, found, read_again)
  local message = clash(name, given[name], kept) -- a file may have appeared since the start
  if message then return nil, message end
  local content, why = CONTENT[name](given, found, read_again)
  if not content then return nil, why end
  return output_file.write(given[name], content)
end

--- Writes them, the report first. If the file was not checked to its end, the rejects would lack rows, and are not
--- written. A file that cannot be written is reported, and removed from the command line, so that no message refers to
--- it.
---@param given table the command line
---@param kept table of `different_files`
---@param found table the results
---@param read_again function() -> a source at the start of the file | nil, message
---@return boolean ok
function files.write(given, kept, found, read_again)
  local is_written = true
  for _, written in ipairs(WRITTEN) do
    local name = written[1]
    if given[name] and not (name == "rejects" and found.is_partial) then
      local ok, why = write(name, given, kept, found, read_again)
      if not ok then
        output.say("cannot write ", written[2], " ", given[name], ": ", tostring(why))
        given[name], is_written = nil, false
      end
    end
  end
  return is_written
end

return files
