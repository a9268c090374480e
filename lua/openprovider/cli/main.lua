--- The command line: verbs over the same functions that programs use.
--
-- @module openprovider.cli.main

local exit_codes = require("openprovider.cli.exit_codes")
local libraries = require("openprovider.cli.libraries")
local options = require("openprovider.cli.parser.options")
local output = require("openprovider.cli.output")
local parser = require("openprovider.cli.parser")
local report = require("openprovider.cli.output.report")
local trace = require("openprovider.cli.output.trace")

local cli = {}

local function run(verb, given)
  local is_online = verb.online
  if type(is_online) == "function" then is_online = is_online(given) end
  if not is_online then return verb.run(given) end
  local connect = require("openprovider.cli.client") -- loaded by those alone that call the API
  local client, code = connect.client(given)
  if not client then return code end
  code = verb.run(given, client)
  connect.close(client)
  return code
end

-- Reports an unexpected error in one line.
local function unforeseen(failure)
  local message, kind = failure.message, "internal"
  local missing = libraries.missing(message)
  if message == "not enough memory" then
    message = "there is not enough memory"
  elseif missing then
    message, kind = missing, "config"
  else
    message = ("a mistake in this program: %s; with --debug, the same command shows where it is"):format(message)
  end
  report.fail(message, { kind = kind })
  if trace.is_wanted() then output.debug(failure.trace) end
  return exit_codes.FAILED
end

local function caught(message)
  return { message = tostring(message), trace = debug.traceback(tostring(message), 2) }
end

-- Reports a command line that could not be parsed.
local function wrong_call(arguments, usage, message)
  output.set_up { json = options.ask_for_json(arguments) }
  if not output.is_json() then output.write_error(usage, "\n\n") end
  return report.wrong_call(message)
end

--- Runs a command line, in a program that watches for signals.
---@param arguments string[] without the program's name
---@return integer code what the process should exit with
function cli.main(arguments)
  output.occupy_closed()
  output.set_up {}
  local verb, given, message = parser.parse(arguments)
  if not verb then return wrong_call(arguments, given, message) end
  output.set_up(given)
  trace.set_up(given)
  if exit_codes.interrupted() then -- while the modules were loaded
    report.fail("interrupted", { kind = "cancelled", outcome = "not_sent" })
    return exit_codes.interrupted()
  end
  local ok, code = xpcall(run, caught, verb, given)
  if not ok then code = unforeseen(code) end
  -- An interrupted program has a status of its own.
  return code == exit_codes.FAILED and exit_codes.interrupted() or code
end

return cli
