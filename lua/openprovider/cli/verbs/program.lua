--- Verbs about the program itself.
--
-- @module openprovider.cli.verbs.program

local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")
local result = require("openprovider.cli.output.result")
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

-- The parser makes `openprovider help VERB` of this, `openprovider VERB --help`.
local function help()
  return exit_codes.DONE
end

return {
  { name = "version", run = version, group = "Program", summary = "print the versions of the program and its parts",
    example = "openprovider version\nopenprovider version --json" },
  { name = "help", run = help, group = "Program", summary = "show the help of a verb", formats = { "text" },
    arguments = { { name = "command", argname = "COMMAND", args = "*",
      description = "the verb, such as list or tags create" } },
    example = "openprovider help list\nopenprovider help tags create" },
}
