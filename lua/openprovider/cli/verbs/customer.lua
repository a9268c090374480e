--- Verbs that check and create customers.
--
-- @module openprovider.cli.verbs.customer

local argument = require("openprovider.cli.argument")
local differences_of = require("openprovider.cli.output.differences")
local exit_codes = require("openprovider.cli.exit_codes")
local input = require("openprovider.cli.json_file")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")
local quoted_option = require("openprovider.cli.import.columns.quoted_option")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")

local INVALID = "invalid customer; nothing was sent"

local FILE = { name = "file", argname = "FILE", convert = argument.path,
  description = "a customer as JSON; - for standard input" }

-- -> the customer in a file, or nil and the exit status
local function read_customer(path)
  local customer, why = input.object(path, "with a customer")
  if customer then return customer end
  return nil, report.bad_file(why)
end

-- A list for JSON: `[]` if it is empty.
local function listed(list)
  return list[1] == nil and json.empty_array or list
end

-- A list for JSON: left out if it is empty.
local function filled(list)
  return list and list[1] ~= nil and list or nil
end

-- What `get` prints, without the members that only the API sets.
local function sendable(customer)
  if customer.handle == nil then return customer end
  return require("openprovider.customer.from_api").sendable(customer)
end

-- Checks a customer that was read from a file, by documents or by what the API says. -> canonical, found
local function checked(given, client, customer)
  if client then return client:check_for_tld(customer, given.tld) end
  -- Loaded only to check a customer offline, and without the rest of the library, which would take longer.
  return require("openprovider.api.customers").check_customer(sendable(customer), { tld = given.tld })
end

-- The message for a customer without errors.
local function verdict(given)
  if not given.tld then return "valid" end
  local tld = require("openprovider.api.tld_requirements.owner").tld(given.tld)
  if given.online then return "valid for " .. tld end
  local is_documented = require("openprovider.api.tld_requirements.offline").knows(tld)
  local said = is_documented and "valid for %s, according to documents" or "valid; no documents about %s are known"
  return said:format(tld) .. "; --online asks the API"
end

local function check(given, client)
  if given.online and not given.tld then
    return report.wrong_call("--online asks the API what a TLD requires: give --tld, too", "check")
  end
  local customer, code = read_customer(given.file)
  if not customer then return code end
  local canonical, found = checked(given, client, customer)
  local source = input.name(given.file)
  if not canonical and not found.problems then return report.failure(found, given.tld) end
  local problems = canonical and found or found.problems
  code = canonical and exit_codes.DONE or exit_codes.FAILED
  local said = canonical and "the customer is valid" or "the customer is not valid"
  if given.json then
    local written = result({ "source", "valid", "problems" },
      { source = source, valid = canonical ~= nil, problems = listed(problems or {}) }, said)
    return code ~= exit_codes.DONE and code or written
  end
  report.problems(output.print, source, problems, found.total)
  if canonical then output.print(source, ": ", verdict(given)) end
  return output.finish(code, said)
end

-- How to find out whether a customer was created. Texts with characters that are special to a shell are not repeated.
local function how_to_look(given, customer)
  if given.reference then return "run it again with the same --reference, which finds it" end
  if given.auto_reference then return "run it again with --auto-reference, which finds it" end
  local email = type(customer.email) == "string" and customer.email:match("^[A-Za-z0-9@._+-]+$") or "ADDRESS"
  local again = given.file == "-" and "save the customer to a file and run `openprovider ensure FILE`"
    or "run `openprovider ensure " .. quoted_option.word(given.file) .. "`"
  return again .. ", or look with `openprovider list --email-pattern " .. email .. "`"
end

-- Writes the customer that would be sent.
local function show_create(given, customer, reference)
  local source = input.name(given.file)
  local payload = require("openprovider.customer.payload") -- loaded only to create a customer
  local prepared, err = payload.make(sendable(customer), reference)
  if not prepared then return report.refusal(err, source, INVALID) end
  report.problems(output.tell, source, prepared.warnings)
  output.write(json_text.pretty(json.decode(prepared.body, true), json_text.CUSTOMER), "\n")
  if not given.quiet then output.tell(source, ": this would be sent; nothing was sent") end
  return output.finish(exit_codes.DONE, "the output is incomplete")
end

local RESULT = { "handle", "created", "differences", "warnings" }

-- Writes a handle, and whether the customer was created.
local function write_handle(given, handle, details, done)
  if given.json then
    return result(RESULT, { handle = handle, created = details.created, differences = filled(details.differences),
      warnings = filled(details.warnings) }, done)
  end
  output.write(handle, "\n")
  return output.finish(exit_codes.DONE, done)
end

local function create(given, client)
  if given.reference and given.auto_reference then
    return report.wrong_call("--reference and --auto-reference cannot be given together: a customer has one reference",
      "create")
  end
  local customer, code = read_customer(given.file)
  if not customer then return code end
  local source, reference = input.name(given.file), given.auto_reference or given.reference
  if given.dry_run then return show_create(given, customer, reference) end
  local handle, details = client:create_customer(customer, { reference = reference })
  if not handle then return report.refusal(details, source, INVALID, nil, how_to_look(given, customer)) end
  report.details(details, source)
  local differences = differences_of(details)
  if differences then
    output.tell(handle, ": was there already; ", differences)
  elseif not details.created and not given.quiet then
    output.tell(handle, ": was there already")
  end
  return write_handle(given, handle, details, "the customer was created: " .. handle)
end

local function ensure(given, client)
  local customer, code = read_customer(given.file)
  if not customer then return code end
  local source = input.name(given.file)
  local handle, details = client:ensure_customer(customer)
  if not handle then return report.refusal(details, source, INVALID, nil, how_to_look(given, customer)) end
  report.details(details, source)
  local done = handle .. (details.created and ": created" or ": reused")
  if not given.quiet then output.tell(done) end
  return write_handle(given, handle, details, done)
end

return {
  { name = "check", run = check, group = "Customers", online = function(given) return given.online and given.tld end,
    summary = "say what is wrong with a customer, offline",
    arguments = { { name = "file", argname = "FILE", convert = argument.path,
      description = "a customer as JSON, such as `get` prints; - for standard input" } },
    options = {
      { name = "--tld", argname = "TLD", description = "also check what this TLD requires, according to documents" },
      { name = "--online", args = 0, description = "with --tld: ask the API what the TLD requires" },
    },
    example = "openprovider check customer.json\nopenprovider check customer.json --tld eu" },
  { name = "create", run = create, group = "Customers", online = function(given) return not given.dry_run end,
    summary = "create a customer and print its handle",
    arguments = { FILE },
    options = {
      { name = "--reference", argname = "KEY",
        description = "your own key for the customer; run it again, and get the same handle" },
      { name = "--auto-reference", args = 0,
        description = "make the key of company, name and e-mail; run it again, and get the same handle" },
      { name = "--dry-run", args = 0, description = "show what would be sent, and send nothing; needs no credentials" },
    },
    example = "openprovider create customer.json --dry-run\nopenprovider create customer.json --reference order-4711\n"
      .. "handle=$(openprovider create - < customer.json)" },
  { name = "ensure", run = ensure, group = "Customers", online = true,
    summary = "print the handle of an identical customer, or create it",
    arguments = { FILE },
    example = "openprovider ensure customer.json" },
}
