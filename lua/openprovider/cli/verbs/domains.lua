--- Verbs about the domains of a handle: a list of them, and another handle or another name for them.
--
-- @module openprovider.cli.verbs.domains

local argument = require("openprovider.cli.argument")
local changes = require("openprovider.cli.update.changes")
local core = require("openprovider.core")
local differences_of = require("openprovider.cli.output.differences")
local errors = require("openprovider.errors")
local fees = require("openprovider.bulk.replacing.fees")
local exit_codes = require("openprovider.cli.exit_codes")
local input = require("openprovider.cli.json_file")
local json_text = require("openprovider.cli.output.json_text")
local names_in = require("openprovider.values.names_in")
local output = require("openprovider.cli.output")
local pages = require("openprovider.cli.output.pages")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")
local rows = require("openprovider.cli.output.rows")

local function roles_of(domain)
  return table.concat(domain.roles, ", ")
end

local function fee_of(domain)
  return domain.fee and fees.text(domain.fee.amount, domain.fee.currency) or nil
end

local function reason_of(domain)
  return domain.err and errors.reason(domain.err) or nil
end

local function column(name, value)
  return { name = name, title = core.upper(name), value = value }
end

-- The list of domains ----------------------------------------------------------------------------

local NAMES = { "full_name", "id", "roles", "status" }
local LIST = {
  order = json_text.order(NAMES),
  columns = { column("domain", function(domain) return domain.full_name end), rows.column("id"),
    column("roles", roles_of), rows.column("status") },
}
LIST.cells = LIST.columns

local function domains(given, client)
  return pages(given, { name = "domains", shape = LIST, of = given.handle }, client:domains_of(given.handle))
end

-- A list for JSON: left out if it is empty.
local function filled(list)
  return list and list[1] ~= nil and list or nil
end

-- A copy -----------------------------------------------------------------------------------------

-- What is wrong with the changes. -> changes | nil, exit status
local function changes_of(given)
  local all, why, is_wrong_call = changes.read(given)
  if all then return all end
  return nil, is_wrong_call and report.wrong_call(why, given.verb.name) or report.bad_file(why)
end

local function source_of(given)
  return given.file and input.name(given.file) or "changes"
end

local function how_to_look(handle)
  return "run it again: it finds the copy of " .. handle
end

-- Writes the customer that would be created.
local function write_copy(given, details)
  output.write(json_text.pretty(details.customer, json_text.CUSTOMER), "\n")
  if not given.quiet then output.tell(given.handle, ": this copy would be created; nothing was sent") end
  return output.finish(exit_codes.DONE, "nothing was created")
end

-- Says whether the copy is new, and how one that was there differs from the customer with the changes.
local function tell_copy(given, handle, found)
  local differences = differences_of(found, "in " .. given.handle .. " with the changes", "in the copy")
  if differences then
    output.tell(handle, ": was there already; ", differences)
  elseif not given.quiet then
    output.tell(handle, found.created and ": created" or ": was there already")
  end
end

local function clone(given, client)
  local all, code = changes_of(given)
  if not all then return code end
  local handle, details = client:clone_customer(given.handle, all, {
    dry_run = given.dry_run, reference = given.reference,
  })
  if not handle then
    return report.refusal(details, source_of(given), "invalid customer; nothing was created", given.handle,
      how_to_look(given.handle))
  end
  report.details(details, source_of(given))
  if given.dry_run then return write_copy(given, details) end
  tell_copy(given, handle, details)
  local done = "the copy was created: " .. handle
  if given.json then
    return result({ "handle", "created", "differences" }, { handle = handle, created = details.created,
      differences = filled(details.differences) }, done)
  end
  output.write(handle, "\n")
  return output.finish(exit_codes.DONE, done)
end

-- A replacement ----------------------------------------------------------------------------------

local RESULT = {
  columns = {
    column("domain", function(domain) return domain.full_name end), column("roles", roles_of), rows.column("action"),
    column("fee", fee_of), rows.column("status"), column("reason", reason_of),
  },
}
RESULT.cells = RESULT.columns

local ORDER = json_text.order {
  "old", "new", "created", "is_complete", "deleted", "was_done", "fees", "counts", "customer", "differences", "domains",
}
ORDER.members.domains = { element = json_text.order {
  "full_name", "id", "roles", "action", "fee", "status", "error",
}, members = {} }
ORDER.members.customer = json_text.CUSTOMER

-- An error as a part of JSON.
local function error_of(err)
  return err and { kind = err.kind, message = err.message, code = err.code } or nil
end

-- A report as JSON shows it.
local function as_json(found)
  local shown = {}
  for name, value in pairs(found) do shown[name] = value end
  shown.domains, shown.err, shown.error, shown.warnings = {}, nil, error_of(found.err), nil
  shown.differences = filled(found.differences)
  for index, domain in ipairs(found.domains) do
    shown.domains[index] = {
      full_name = domain.full_name, id = domain.id, roles = domain.roles, action = domain.action, fee = domain.fee,
      status = domain.status, error = error_of(domain.err),
    }
  end
  return shown
end

local function write_report(given, found)
  if given.output == "json" then
    output.write(json_text.pretty(as_json(found), ORDER), "\n")
    return
  end
  local list = rows.new(given.output, RESULT)
  for _, domain in ipairs(found.domains) do list.add(domain) end
  list.close()
end

-- The message for each status, in this order.
local SAID = {
  { "planned", "not done" }, { "replaced", "replaced" },
  { "gone", "not replaced: others gave it other contacts meanwhile" },
  { "requested", "under way at the registry: run it again later" },
  { "needs_fee", "not replaced: it needs a trade, which costs a fee; --allow-fees or --max-fee makes the trade" },
  { "not_sent", "not sent: see the reason" }, { "failed", "refused" },
  { "unknown", "not known to be done: see the reason" },
}

-- How many domains have which status; "not_sent" are those that failed without the API having refused them.
local function counts_of(found)
  local counts = {}
  for _, domain in ipairs(found.domains) do
    local status = domain.status
    if status == "failed" and domain.err and domain.err.outcome == "not_sent" then status = "not_sent" end
    counts[status] = (counts[status] or 0) + 1
  end
  return counts
end

-- Says the results, in lines on standard error.
local function tell(given, found)
  if given.quiet then return end
  for _, currency in ipairs(names_in({ found.fees })) do
    output.tell("trades cost ", fees.text(found.fees[currency], currency))
  end
  local counts = counts_of(found)
  for _, said in ipairs(SAID) do
    local count = counts[said[1]]
    local what = said[1] == "planned" and given.dry_run and "would be changed" or said[2]
    if count then output.tell(("%d domain%s: %s"):format(count, count == 1 and "" or "s", what)) end
  end
  if found.was_done then
    output.tell(found.old, ": renamed and deleted before; the copy is ", found.new)
  elseif found.deleted then
    output.tell(found.old, ": deleted")
  end
end

-- How to find out the outcome of a call whose answer was lost.
local LOOKS = "run it again: it looks before it sends"

-- The exit status of a report.
local function code_of(given, found)
  if given.dry_run then return exit_codes.DONE end
  local codes = {}
  local is_stopped = found.err and found.err.kind == "cancelled"
  if found.err then codes[1] = report.failure(found.err, found.old, not is_stopped and LOOKS or nil) end
  for _, domain in ipairs(found.domains) do
    if domain.status == "unknown" then codes[#codes + 1] = exit_codes.UNKNOWN end
    if domain.status ~= "replaced" and domain.status ~= "unknown" then codes[#codes + 1] = exit_codes.FAILED end
  end
  return exit_codes.together(codes)
end

local function finish(given, found, details)
  report.details(details)
  write_report(given, found)
  tell(given, found)
  return output.finish(code_of(given, found), "the report is incomplete")
end

-- The codes in a file: domain -> code. -> codes | nil, message
local function read_codes(path)
  local codes, why = input.object(path, "with a code for each domain")
  for _, domain in ipairs(codes and names_in({ codes }) or {}) do
    if type(codes[domain]) ~= "string" or codes[domain] == "" then
      return nil, ('%s: the code of %s must be a text, such as "abc123"'):format(input.name(path),
        errors.quoted(domain))
    end
  end
  return codes, why
end

-- -> the options of a replacement | nil, exit status
local function options_of(given)
  local codes, why
  if given.auth_codes then
    codes, why = read_codes(given.auth_codes)
    if not codes then return nil, report.bad_file(why) end
  end
  return { dry_run = given.dry_run, allow_fees = given.allow_fees, max_fee = given.max_fee, journal = given.journal,
    auth_codes = codes, concurrency = given.concurrency }
end

local function replace(given, client)
  local opts, code = options_of(given)
  if not opts then return code end
  local found, details = client:replace_handle(given.old, given.new, opts)
  if not found then return report.failure(details, details.handle or given.old, LOOKS) end
  return finish(given, found, details)
end

local function rename(given, client)
  local all, opts, code
  all, code = changes_of(given)
  if not all then return code end
  opts, code = options_of(given)
  if not opts then return code end
  opts.delete_old, opts.reference = given.delete_old, given.reference
  local found, details = client:rename_customer(given.handle, all, opts)
  if not found then
    return report.refusal(details, source_of(given), "invalid customer; nothing was changed", given.handle,
      how_to_look(given.handle))
  end
  report.problems(output.tell, source_of(given), found.warnings or {})
  if found.new and not found.was_done then tell_copy(given, found.new, found) end
  return finish(given, found, details)
end

local HANDLE = { name = "handle", argname = "HANDLE", description = "the customer's handle, such as CV904716-NL" }
local FILE = { name = "file", argname = "FILE", args = "?", convert = argument.path,
  description = "changes as JSON, in which null clears; - for standard input" }

local SET = { name = "--set", argname = "PATH=VALUE", count = "*", convert = changes.read_set,
  description = "set a field, such as name.last_name=Jansen or company_name='Example BV'" }
local CLEAR = { name = "--clear", argname = "PATH", count = "*", convert = changes.read_clear, completes = "fields",
  description = "clear a field, such as comments" }
local REFERENCE = { name = "--reference", argname = "KEY",
  description = "your own key for the copy; without it, a key is made of HANDLE and the new name" }
local FEES = { name = "--allow-fees", args = 0, description = "make the trades that some TLDs require, for a fee" }
local MAX_FEE = { name = "--max-fee", argname = "AMOUNT", convert = argument.number,
  description = "make these trades if all of them together cost no more, in the currency of their prices; otherwise "
    .. "nothing is changed" }
local CONCURRENCY = { name = "--concurrency", argname = "N", convert = argument.count,
  description = "domains that are changed at the same time (8)" }
local AUTH_CODES = { name = "--auth-codes", argname = "FILE", convert = argument.path,
  description = "a JSON object with the authorization code of each domain whose trade needs one that the API does not "
    .. "show" }
local JOURNAL = { name = "--journal", argname = "FILE", convert = argument.path,
  description = "record each step in this file or postgresql:// database; after a crash, a run with it goes on" }

local function dry_run(description)
  return { name = "--dry-run", args = 0, description = description }
end

local FEES_FIRST = dry_run("show what would be done with each domain and what it costs, and change nothing")

local GROUP = "Domains"

return {
  { name = "domains", run = domains, group = GROUP, online = true, formats = rows.FORMATS,
    summary = "list the domains of a handle",
    description = "List the domains that use a handle, each with its roles: owner, admin, tech, billing, reseller.",
    options = {
      { name = "--handle", argname = "HANDLE", count = 1, description = "the handle, such as CV904716-NL" },
    },
    example = "openprovider domains --handle JD000001-NL --output table" },
  { name = "clone", run = clone, group = GROUP, online = true,
    summary = "copy a customer, with another name",
    description = "Create a copy of a customer, with changes. They may include the name and the company, which the API "
      .. "can never change in the customer itself. Run again, it prints the same handle.",
    arguments = { HANDLE, FILE },
    options = { SET, CLEAR, REFERENCE, dry_run("print the customer that would be created, and create nothing") },
    example = "openprovider clone JD000001-NL --set name.last_name=Jansen" },
  { name = "replace", run = replace, group = GROUP, online = true, formats = rows.FORMATS,
    summary = "replace a handle in all its domains",
    description = "Replace a handle by another one in all its domains, in every role. A domain that needs a trade is "
      .. "not changed unless --allow-fees or --max-fee is given. It can be run again at any time: it looks at each "
      .. "domain before it changes it.",
    arguments = {
      { name = "old", argname = "OLD", description = "the handle that the domains use" },
      { name = "new", argname = "NEW", description = "the handle that takes its place" },
    },
    options = { FEES, MAX_FEE, AUTH_CODES, JOURNAL, CONCURRENCY, FEES_FIRST },
    example = "openprovider replace JD000001-NL JD000002-NL --dry-run --output table\n"
      .. "openprovider replace JD000001-NL JD000002-NL --allow-fees" },
  { name = "rename", run = rename, group = GROUP, online = true, formats = rows.FORMATS,
    summary = "give a customer another name",
    description = "Give a customer another name or company: create a copy, and replace the old handle in all domains. "
      .. "--delete-old then deletes the old customer. It can be run again with the same changes at any time.",
    arguments = { HANDLE, FILE },
    options = { SET, CLEAR, FEES, MAX_FEE, AUTH_CODES, JOURNAL, CONCURRENCY,
      { name = "--delete-old", args = 0, description = "delete the old customer once no domain uses it" },
      REFERENCE, FEES_FIRST },
    example = "openprovider rename JD000001-NL --set name.last_name=Jansen --dry-run\n"
      .. "openprovider rename JD000001-NL --set name.last_name=Jansen --delete-old" },
}
