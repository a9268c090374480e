--- Verbs that check, create and show customers.
--
-- @module openprovider.cli.verbs.customer

local argument = require("openprovider.cli.argument")
local core = require("openprovider.core")
local differences_of = require("openprovider.cli.output.differences")
local input = require("openprovider.cli.json_file")
local json_text = require("openprovider.cli.output.json_text")
local record = require("openprovider.customer.from_api")
local report = require("openprovider.cli.output.report")
local rows = require("openprovider.cli.output.rows")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local INVALID = "invalid customer; nothing was sent"

local HANDLES = { name = "handle", argname = "HANDLE", args = "+",
  description = "handles of customers, such as CV904716-NL" }
local FILE = { name = "file", argname = "FILE", convert = argument.path,
  description = "a customer as JSON; - for standard input" }

-- -> the customer in a file, or nil and the exit status
local function read_customer(path)
  local customer, why = input.object(path, "with a customer")
  if customer then return customer end
  output.say(why)
  return nil, exit_codes.FAILED
end

-- Checks a customer that was read from a file, by documents or by what the API says. -> canonical, found
local function checked(given, client, customer)
  if client then return client:check_for_tld(customer, given.tld) end
  -- What `get` prints has members that the API alone sets.
  if customer.handle ~= nil then customer = record.sendable(customer) end
  return require("openprovider").check_customer(customer, { tld = given.tld })
end

-- What is said of a customer without errors.
local function verdict(given)
  if not given.tld then return "valid" end
  local tld = require("openprovider.api.tld_requirements.owner").tld(given.tld)
  if given.online then return "valid for " .. tld end
  local is_documented = require("openprovider.api.tld_requirements.offline").knows(tld)
  return (is_documented and "valid for %s by what is documented" or "valid; nothing is documented of %s"):format(tld)
    .. "; --online asks the API"
end

local function check(given, client)
  if given.online and not given.tld then
    output.say("--online asks the API what a TLD demands: give --tld, too; see openprovider check --help")
    return exit_codes.WRONG_CALL
  end
  local customer, code = read_customer(given.file)
  if not customer then return code end
  local canonical, found = checked(given, client, customer)
  local source = input.name(given.file)
  if not canonical and not found.problems then return report.failure(found, given.tld) end
  report.problems(output.print, source, canonical and found or found.problems, found.total)
  if not canonical then return output.finish(exit_codes.FAILED, "the customer is not valid") end
  output.print(source, ": ", verdict(given))
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

-- Writes a customer by itself.
local function write_one(customer, details)
  report.details(details)
  output.write(json_text.pretty(customer, json_text.CUSTOMER), "\n")
  return output.finish(exit_codes.DONE, "the customer is there")
end

-- Calls in flight at most.
local CONCURRENCY = 16

-- Writes several customers as a list, in the order in which they were named.
local function get_several(given, client, opts)
  local list, codes, got, following = rows.new("json", { order = json_text.CUSTOMER }), {}, {}, 1
  local function places()
    local place = 0
    return function()
      place = place + 1
      return given.handle[place] and not core.interrupted() and place or nil
    end
  end
  for place, customer, details in client:concurrently(CONCURRENCY, places(), function(place)
    return client:get_customer(given.handle[place], opts)
  end) do
    codes[#codes + 1] = customer and exit_codes.DONE or report.failure(details, given.handle[place])
    if customer then report.details(details) end
    got[place] = customer or false
    while got[following] ~= nil do
      if got[following] then list.add(got[following]) end
      got[following], following = nil, following + 1
    end
  end
  if core.interrupted() then list.abandon() else list.close() end
  return output.finish(exit_codes.together(codes), "the list is not whole")
end

local function get(given, client)
  local opts = { with_additional_data = not given.no_additional_data, raw = given.raw }
  if given.handle[2] then return get_several(given, client, opts) end
  local customer, details = client:get_customer(given.handle[1], opts)
  if not customer then return report.failure(details, given.handle[1]) end
  return write_one(customer, details)
end

local SOUGHT = {
  { name = "--email", argname = "ADDRESS", description = "e-mail address" },
  { name = "--company-name", argname = "NAME", description = "company name" },
  { name = "--first-name", argname = "NAME", description = "first name" },
  { name = "--last-name", argname = "NAME", description = "last name, without a prefix such as van" },
  { name = "--reference", argname = "KEY", description = "the reference that it was created with" },
}

local function find(given, client)
  local sought = argument.picked(SOUGHT, given)
  if next(sought) == nil then
    output.say("nothing is sought: give --email or another option; see openprovider find --help")
    return exit_codes.WRONG_CALL
  end
  local customer, details = client:find_customer(sought)
  if not customer then return report.failure(details) end
  return write_one(customer, details)
end

return {
  { name = "check", run = check, online = function(given) return given.online and given.tld end,
    summary = "say what is wrong with a customer, offline",
    arguments = { { name = "file", argname = "FILE", convert = argument.path,
      description = "a customer as JSON, or what get prints; - for standard input" } },
    options = {
      { name = "--tld", argname = "TLD", description = "check what documents say that this TLD wants, too" },
      { name = "--online", args = 0, description = "with --tld: ask the API what the TLD demands" },
    },
    example = "openprovider check customer.json\nopenprovider check customer.json --tld eu" },
  { name = "create", run = create, online = true, summary = "create a customer and print its handle",
    arguments = { FILE },
    options = {
      { name = "--reference", argname = "KEY",
        description = "your own key for the customer: run again, this prints the same handle" },
      { name = "--auto-reference", args = 0,
        description = "a reference that is made of company, name and e-mail: run it again and get the same handle" },
    },
    example = "openprovider create customer.json --reference order-4711\n"
      .. "handle=$(openprovider create - < customer.json)" },
  { name = "ensure", run = ensure, online = true,
    summary = "print the handle of an identical customer, or create it",
    arguments = { FILE },
    options = { { name = "--json", args = 0, description = "print { handle, created } as JSON" } },
    example = "openprovider ensure customer.json" },
  { name = "get", run = get, online = true, summary = "print customers as JSON",
    description = "Print a customer as JSON, or several as a JSON array with a customer a line, as `list` does.",
    arguments = { HANDLES },
    options = {
      { name = "--raw", args = 0, description = "exactly what the API sent, credentials that it mixes in as well" },
      { name = "--no-additional-data", args = 0,
        description = "without additional_data and extension_additional_data" },
    },
    example = "openprovider get JD000001-NL > customer-now.json" },
  { name = "find", run = find, online = true,
    summary = "print the customer with this e-mail, name or key",
    description = "Print the one customer that has all that is given. Case does not count, but in a reference. "
      .. "If there are several, they are named, and the exit status is 1.",
    options = SOUGHT,
    example = "openprovider find --email jan@example.com" },
}
