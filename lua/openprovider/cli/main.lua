--- The command line: verbs over the same functions that programs use.
--
-- @module openprovider.cli.main

local connect = require("openprovider.cli.client")
local parser = require("openprovider.cli.parser")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local cli = {}

-- Where the verbs are, in the order of the help.
local FAMILIES = {
  "account", "configure", "doctor", "customer", "change", "import", "fields", "list", "domains", "requirements",
  "verify", "tags", "shell",
}

local VERBS = {}
for _, family in ipairs(FAMILIES) do
  for _, verb in ipairs(require("openprovider.cli.verbs." .. family)) do VERBS[#VERBS + 1] = verb end
end

local function run(verb, given)
  local is_online = verb.online
  if type(is_online) == "function" then is_online = is_online(given) end
  if not is_online then return verb.run(given, nil, VERBS) end
  local client, code = connect.client(given)
  if not client then return code end
  code = verb.run(given, client)
  client:close()
  return code
end

--- Runs a command line, in a program that watches for signals.
---@param arguments string[] without the program's name
---@return integer code what the process should exit with
function cli.main(arguments)
  output.occupy_closed()
  local verb, given, message = parser.parse(VERBS, arguments)
  if not verb then
    output.write_error(given, "\n\n")
    output.say(message)
    return exit_codes.WRONG_CALL
  end
  if exit_codes.interrupted() then -- while the modules were loaded
    output.say("interrupted")
    return exit_codes.interrupted()
  end
  local ok, code = xpcall(run, debug.traceback, verb, given)
  if not ok then error(code, 0) end
  -- What else there is to say of a program that was interrupted is said by its own status.
  return code == exit_codes.FAILED and exit_codes.interrupted() or code
end

return cli
