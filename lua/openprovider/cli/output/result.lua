--- Writes what a verb did as JSON.
--
-- @module openprovider.cli.output.result

local exit_codes = require("openprovider.cli.exit_codes")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")

local DIFFERENCE = { element = json_text.order { "path", "given", "stored" } }
local PROBLEM = { element = json_text.order { "path", "code", "severity", "message", "value" } }

--- Writes an object on a line of standard output.
---@param names string[] of its members, in their order
---@param object table
---@param done string what is said to have been done, if the object cannot be written
---@return integer code the exit status
return function(names, object, done)
  local order = json_text.order(names)
  order.members.differences, order.members.problems = DIFFERENCE, PROBLEM
  output.write(json_text.line(object, order), "\n")
  return output.finish(exit_codes.DONE, done)
end
