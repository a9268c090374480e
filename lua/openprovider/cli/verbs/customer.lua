--- Verbs about one customer.
--
-- @module openprovider.cli.verbs.customer

local argument = require("openprovider.cli.argument")
local changes = require("openprovider.cli.changes")
local connect = require("openprovider.cli.client")
local differences_of = require("openprovider.cli.differences")
local input = require("openprovider.cli.json_file")
local json_text = require("openprovider.cli.json_text")
local openprovider = require("openprovider")
local record = require("openprovider.customer.from_api")
local report = require("openprovider.cli.report")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local INVALID = "invalid customer; nothing was sent"

local HANDLE = { name = "handle", argname = "HANDLE", description = "the customer's handle, such as CV904716-NL" }
local FILE = { name = "file", argname = "FILE", convert = argument.path,
  description = "a customer as JSON; - for standard input" }

-- -> the customer in a file, or nil and the exit status
local function read_customer(path)
  local customer, why = input.object(path, "with a customer")
  if customer then return customer end
  output.say(why)
  return nil, exit_codes.FAILED
end

local function check_here(customer)
  -- What `get` prints has members that the API alone sets.
  if customer.handle ~= nil then customer = record.sendable(customer) end
  return openprovider.check_customer(customer)
end

local function check(given)
  local client, customer, code
  if given.tld then
    client, code = connect.client(given)
    if not client then return code end
  end
  customer, code = read_customer(given.file)
  if not customer then return code end
  local canonical, found
  if client then
    canonical, found = client:check_for_tld(customer, given.tld)
  else
    canonical, found = check_here(customer)
  end
  local source = input.name(given.file)
  if not canonical and not found.problems then return report.failure(found, given.tld) end
  report.problems(output.print, source, canonical and found or found.problems, found.total)
  if not canonical then return output.finish(exit_codes.FAILED, "the customer is not valid") end
  output.print(source, ": valid", given.tld and " for " .. given.tld or "")
  return output.finish(exit_codes.DONE, "the customer is valid")
end

-- How to find out whether a customer was created. What a shell would take for more than text is not repeated.
local function how_to_look(given, customer)
  if given.reference then return "run it again with the same --reference, which finds it" end
  if given.auto_reference then return "run it again with --auto-reference, which finds it" end
  local email = type(customer.email) == "string" and customer.email:match("^[A-Za-z0-9@._+-]+$") or "ADDRESS"
  return ("run `openprovider ensure %s`, or look with `openprovider list --email-pattern %s`"):format(given.file, email)
end

local function create(given, client)
  if given.reference and given.auto_reference then
    output.say("--reference and --auto-reference cannot be given together: a customer has one reference; see ",
      "openprovider create --help")
    return exit_codes.WRONG_CALL
  end
  local customer, code = read_customer(given.file)
  if not customer then return code end
  local source = input.name(given.file)
  local handle, details = client:create_customer(customer, { reference = given.auto_reference or given.reference })
  if not handle then return report.refusal(details, source, INVALID, nil, how_to_look(given, customer)) end
  report.details(details, source)
  local differences = differences_of(details)
  if differences then
    output.tell(handle, ": was there already; ", differences)
  elseif not details.created and not given.quiet then
    output.tell(handle, ": was there already")
  end
  output.write(handle, "\n")
  return output.finish(exit_codes.DONE, "the customer was created: " .. handle)
end

local function ensure(given, client)
  local customer, code = read_customer(given.file)
  if not customer then return code end
  local source = input.name(given.file)
  local handle, details = client:ensure_customer(customer)
  if not handle then return report.refusal(details, source, INVALID, nil, how_to_look(given, customer)) end
  report.details(details, source)
  local done = handle .. (details.created and ": created" or ": reused")
  if given.json then
    local result = { handle = handle, created = details.created }
    output.write(json_text.line(result, json_text.order { "handle", "created" }), "\n")
  else
    output.write(handle, "\n")
  end
  if not given.quiet then output.tell(done) end
  return output.finish(exit_codes.DONE, done)
end

local function get(given, client)
  local customer, details = client:get_customer(given.handle, {
    with_additional_data = not given.no_additional_data, raw = given.raw,
  })
  if not customer then return report.failure(details, given.handle) end
  report.details(details)
  output.write(json_text.pretty(customer, json_text.CUSTOMER), "\n")
  return output.finish(exit_codes.DONE, "the customer is there")
end

-- How to find out whether a customer was changed or deleted.
local function shown_by_get(given)
  return "`openprovider get " .. given.handle .. "` shows it"
end

local function update(given, client)
  local all, why, is_wrong_call = changes.read(given)
  if not all then
    output.say(why)
    return is_wrong_call and exit_codes.WRONG_CALL or exit_codes.FAILED
  end
  local source = given.file and input.name(given.file) or "changes"
  local ok, details = client:update_customer(given.handle, all)
  if not ok then
    return report.refusal(details, source, "invalid changes; nothing was changed", given.handle, shown_by_get(given))
  end
  report.details(details, source)
  if not given.quiet then
    output.tell(given.handle, details.updated and ": updated" or ": nothing to change")
  end
  return exit_codes.DONE
end

local function delete(given, client)
  local ok, details = client:delete_customer(given.handle)
  if not ok then return report.failure(details, given.handle, shown_by_get(given)) end
  report.details(details)
  if not given.quiet then output.tell(given.handle, ": deleted") end
  return exit_codes.DONE
end

return {
  { name = "check", run = check, summary = "say what is wrong with a customer, offline",
    arguments = { { name = "file", argname = "FILE", convert = argument.path,
      description = "a customer as JSON, or what get prints; - for standard input" } },
    options = {
      { name = "--tld", argname = "TLD", description = "ask the API what this TLD demands, and check that too" },
    },
    example = "openprovider check customer.json\nopenprovider check customer.json --tld eu" },
  { name = "create", run = create, online = true, summary = "create a customer and print its handle",
    arguments = { FILE },
    options = {
      { name = "--reference", argname = "KEY",
        description = "your own key for the customer: run again, this prints the\nsame handle" },
      { name = "--auto-reference", args = 0,
        description = "a reference that is made of company, name and e-mail: run it\nagain and get the same handle" },
    },
    example = "openprovider create customer.json --reference order-4711\n"
      .. "handle=$(openprovider create - < customer.json)" },
  { name = "ensure", run = ensure, online = true,
    summary = "print the handle of an identical customer, or create it",
    arguments = { FILE },
    options = { { name = "--json", args = 0, description = "print { handle, created } as JSON" } },
    example = "openprovider ensure customer.json" },
  { name = "get", run = get, online = true, summary = "print a customer as JSON",
    arguments = { HANDLE },
    options = {
      { name = "--raw", args = 0, description = "exactly what the API sent, credentials that it mixes in as well" },
      { name = "--no-additional-data", args = 0,
        description = "without additional_data and extension_additional_data" },
    },
    example = "openprovider get JD000001-NL > customer-now.json" },
  { name = "update", run = update, online = true, summary = "change a customer",
    description = "Change a customer. What is not named stays as it was; name and company_name cannot be changed.",
    arguments = { HANDLE, { name = "file", argname = "FILE", args = "?", convert = argument.path,
      description = "changes as JSON, in which null clears; - for standard input" } },
    options = {
      { name = "--set", argname = "PATH=VALUE", count = "*", convert = changes.read_set,
        description = "set a field, such as phone.subscriber_number=7654321\n"
          .. "or extension.eu.whois_email=jan@example.com" },
      { name = "--clear", argname = "PATH", count = "*", convert = changes.read_clear,
        description = "clear a field, such as comments" },
    },
    example = "openprovider update JD000001-NL --set phone.subscriber_number=7654321 --clear vat" },
  { name = "delete", run = delete, online = true, summary = "delete a customer that no domain uses",
    arguments = { HANDLE },
    example = "openprovider delete JD000001-NL" },
}
