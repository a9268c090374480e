--- The command line: verbs over the same functions that programs use.
--
-- Exit statuses: 0, it was done; 1, it was refused or failed; 2, it was called wrongly. Results go
-- to standard output and everything else to standard error, so that a result can be piped on.
--
-- @module openprovider.cli

local argparse = require("argparse")
local errors = require("openprovider.errors")
local json = require("openprovider.json")
local openprovider = require("openprovider")

local cli = {}

local DONE, FAILED, USAGE = 0, 1, 2

local DESCRIPTION = [[
Customer handles at the registrar Openprovider.

Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD, or OPENPROVIDER_TOKEN. They are not
taken from the command line, where other users of the machine could read them.]]

local EPILOG = [[
Exit status: 0 if it was done, 1 if it was refused or failed, 2 for a wrong call.

Examples:
   openprovider check customer.json
   openprovider --environment sandbox create customer.json
   handle=$(openprovider create - < customer.json)]]

-- Options of the command line that are options of the client.
local CLIENT_OPTIONS = {
  { name = "environment", argument = "NAME", about = "production (the default) or sandbox" },
  { name = "base_url", argument = "URL", about = "address of the API with its version" },
  { name = "api_version", argument = "VERSION", about = "version of the API (v1beta)" },
  { name = "ca_file", argument = "FILE", about = "certificate authorities to trust instead of the system's" },
  { name = "timeout", argument = "SECONDS", about = "seconds that a call may take in all (60)", convert = tonumber },
}

local function say(...)
  io.stderr:write("openprovider: ", table.concat({ ... }), "\n")
end

local function say_error(err)
  io.stderr:write(tostring(err), "\n")
end

-- Customers in files ---------------------------------------------------------------------------

-- The line and column of a byte.
local function position(text, offset)
  local line, start = 1, 1
  for newline in text:sub(1, offset - 1):gmatch("()\n") do
    line = line + 1
    start = newline + 1
  end
  return line, offset - start + 1
end

-- What messages call a file.
local function name_of(path)
  return path == "-" and "standard input" or path
end

local function read_all(path)
  local file, text, why = io.stdin
  if path ~= "-" then
    file, why = io.open(path, "rb")
    if not file then return nil, why end
  end
  text, why = file:read("*a")
  if path ~= "-" then file:close() end
  if not text then return nil, name_of(path) .. ": " .. why end
  return text
end

-- -> the customer in a file | nil, message
local function read_customer(path)
  local text, why = read_all(path)
  if not text then return nil, why end
  local customer, offset
  customer, why, offset = json.decode(text)
  if why then
    local where = name_of(path)
    if offset then where = string.format("%s:%d:%d", where, position(text, offset)) end
    return nil, where .. ": " .. why
  end
  -- The text is asked and not the value: both `[]` and `{}` are an empty table.
  if not text:find("^%s*{") then return nil, name_of(path) .. ": it has no JSON object with a customer" end
  return customer
end

-- Writes a line for each problem, and one for the errors beyond those that were kept. `total` says
-- how many errors there are; nil for none.
local function write_problems(stream, path, problems, total)
  local unsaid = total or 0
  for _, problem in ipairs(problems) do
    stream:write(string.format("%s: %s: %s\n", name_of(path), problem.severity, errors.describe(problem)))
    if problem.severity == "error" then unsaid = unsaid - 1 end
  end
  if unsaid > 0 then stream:write(string.format("%s: and %d more errors\n", name_of(path), unsaid)) end
end

-- Ends what goes to standard output. -> the status, unless it could not be written: that must not
-- pass for done. `lost` is what a reader would miss.
local function finish(status, lost)
  local ok, why = io.stdout:flush()
  if ok then return status end
  say("cannot write to standard output: ", tostring(why), "; ", lost)
  return FAILED
end

-- Verbs ----------------------------------------------------------------------------------------

local function new_client(arguments)
  local options = {}
  for _, option in ipairs(CLIENT_OPTIONS) do options[option.name] = arguments[option.name] end
  return openprovider.new(options)
end

local function login(arguments)
  local client, err = new_client(arguments)
  if not client then
    say_error(err)
    return USAGE
  end
  local ok
  ok, err = client:login()
  if not ok then
    say_error(err)
    return FAILED
  end
  io.stdout:write("logged in as ", client.settings.username, " at ", client.settings.base_url, "\n")
  return finish(DONE, "the credentials are right")
end

local function create(arguments)
  local client, err = new_client(arguments)
  if not client then
    say_error(err)
    return USAGE
  end
  local customer, why = read_customer(arguments.file)
  if not customer then
    say(why)
    return FAILED
  end
  local handle, details = client:create_customer(customer)
  if not handle then
    if details.kind == "invalid" then
      write_problems(io.stderr, arguments.file, details.problems, details.total)
      say("invalid customer; nothing was sent")
    else
      say_error(details)
    end
    return FAILED
  end
  write_problems(io.stderr, arguments.file, details.warnings)
  for _, warning in ipairs(details.api_warnings) do
    say(errors.one_line(("the API warns: %s (code %s)"):format(tostring(warning.desc), tostring(warning.code))))
  end
  if details.maintenance then say("the API says that it is under maintenance") end
  io.stdout:write(handle, "\n")
  return finish(DONE, "the customer was created: " .. handle)
end

local function check(arguments)
  local customer, why = read_customer(arguments.file)
  if not customer then
    say(why)
    return FAILED
  end
  local canonical, found = openprovider.check_customer(customer)
  if not canonical then
    write_problems(io.stdout, arguments.file, found.problems, found.total)
    return finish(FAILED, "the customer is not valid")
  end
  write_problems(io.stdout, arguments.file, found)
  io.stdout:write(name_of(arguments.file), ": valid\n")
  return finish(DONE, "the customer is valid")
end

-- The parser -----------------------------------------------------------------------------------

local VERBS = {
  { name = "login", run = login, about = "check the credentials",
    example = "openprovider --environment sandbox login" },
  { name = "create", run = create, file = true, about = "create a customer and print its handle",
    example = "openprovider create customer.json" },
  { name = "check", run = check, file = true, about = "say what is wrong with a customer, offline",
    example = "openprovider check customer.json" },
}

local function make_parser()
  local parser = argparse("openprovider", DESCRIPTION, EPILOG)
  parser:flag("--version", "Print the version and exit."):action(function()
    io.stdout:write(openprovider._VERSION, " (libcurl ", openprovider._CURL_VERSION, ")\n")
    os.exit(DONE)
  end)
  for _, option in ipairs(CLIENT_OPTIONS) do
    parser:option("--" .. option.name:gsub("_", "-"), option.about)
      :argname(option.argument):target(option.name):convert(option.convert or tostring)
  end
  parser:command_target("verb")
  for _, verb in ipairs(VERBS) do
    local command = parser:command(verb.name, verb.about, "Example:\n   " .. verb.example)
    if verb.file then command:argument("file", "a customer as JSON; - for standard input"):argname("FILE") end
  end
  return parser
end

-- A connection would get the number of a standard stream that is closed, and then the handle as its
-- data. These get it first; nothing can be written to them, so a result is not lost unnoticed.
local function occupy_closed_streams()
  cli.stand_ins = {}
  for index = 1, 3 do cli.stand_ins[index] = io.open("/dev/null", "rb") end
end

--- Runs a command line.
---@param arguments string[] without the program's name
---@return integer status what the process should exit with
function cli.main(arguments)
  occupy_closed_streams()
  local parser = make_parser()
  local ok, parsed = parser:pparse(arguments)
  if not ok then
    io.stderr:write(parser:get_usage(), "\n\n")
    say(parsed)
    return USAGE
  end
  for _, verb in ipairs(VERBS) do
    if verb.name == parsed.verb then return verb.run(parsed) end
  end
end

return cli
