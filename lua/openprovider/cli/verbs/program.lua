--- Verbs about the program itself.
--
-- @module openprovider.cli.verbs.program

local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")
local unpack = require("openprovider.values.unpack")
local versions = require("openprovider.cli.output.versions")

local LOST = "the version is missing"

local function version(given)
  if given.json then
    return result({ "name", "version", "libcurl", "lua" },
      { name = "openprovider", version = versions.program, libcurl = versions.libcurl, lua = versions.lua }, LOST)
  end
  output.print("openprovider ", versions.program, " (libcurl ", versions.libcurl, ", ", versions.lua, ")")
  return output.finish(exit_codes.DONE, LOST)
end

-- The parser ends the program once it has shown the help. It makes `openprovider VERB --help` of `openprovider help
-- VERB` itself; other options stand here.
local function help(given)
  local arguments = { unpack(given.command) }
  arguments[#arguments + 1] = "--help"
  local _, _, message = require("openprovider.cli.parser").parse(arguments) -- it declares all verbs
  return report.wrong_call(message)
end

return {
  { name = "version", run = version, group = "Program", summary = "print the versions of the program and its parts",
    example = "openprovider version\nopenprovider version --json" },
  { name = "help", run = help, group = "Program", summary = "show the help of a verb", formats = { "text" },
    arguments = { { name = "command", argname = "COMMAND", args = "*", completes = "verbs",
      description = "the verb, such as list or tags create" } },
    example = "openprovider help list\nopenprovider help tags create" },
}
