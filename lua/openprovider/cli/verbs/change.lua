--- The verb that changes customers.
--
-- @module openprovider.cli.verbs.change

local argument = require("openprovider.cli.argument")
local changes = require("openprovider.cli.update.changes")
local consequences = require("openprovider.cli.update.consequences")
local exit_codes = require("openprovider.cli.exit_codes")
local input = require("openprovider.cli.json_file")
local lines = require("openprovider.cli.update.lines")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local result = require("openprovider.cli.output.result")

-- What is wrong with the arguments of an update. -> message | nil
local function wrong_with(given)
  if given.all then
    local is_alone = not given.handle and not given.set[1] and not given.clear[1]
    if is_alone then return nil end
    return "--all takes everything from its file: HANDLE, FILE, --set and --clear cannot be given with it"
  end
  if not given.handle then return "a handle is expected, or --all FILE" end
  return given.concurrency and "--concurrency is for --all" or nil
end

local UNSHOWN = "what was changed is not shown"

local function update_one(given, client)
  local handle = given.handle
  local all, why, is_wrong_call = changes.read(given)
  if not all then
    return is_wrong_call and report.wrong_call(why, "update") or report.bad_file(why)
  end
  local source = given.file and input.name(given.file) or "changes"
  local opts = { dry_run = given.dry_run, confirm = consequences.confirm(given) }
  local ok, details = client:update_customer(handle, all, opts)
  if not ok and details.consequences then
    report.fail(consequences.refusal(details), details)
    return exit_codes.FAILED
  end
  if not ok then
    return report.refusal(details, source, "invalid changes; nothing was changed", handle,
      "`openprovider get " .. handle .. "` shows it")
  end
  report.details(details, source)
  if given.json then
    return result({ "handle", "updated", "differences", "consequences" }, { handle = handle, updated = details.updated,
      differences = details.differences,
      consequences = next(details.consequences or {}) ~= nil and details.consequences or nil }, UNSHOWN)
  end
  consequences.tell(handle, details)
  if given.dry_run then lines(handle, details.differences) end
  local is_changed = details.updated or given.dry_run and details.differences[1] ~= nil
  if not given.quiet and not (is_changed and given.dry_run) then
    output.tell(handle, is_changed and ": updated" or ": nothing to change")
  end
  return output.finish(exit_codes.DONE, UNSHOWN)
end

local function update(given, client)
  local wrong = wrong_with(given)
  if wrong then return report.wrong_call(wrong, "update") end
  if given.all then return require("openprovider.cli.update.all")(given, client) end
  return update_one(given, client)
end

return {
  { name = "update", run = update, group = "Customers", online = function(given) return not wrong_with(given) end,
    summary = "change a customer, or all that were edited in a file",
    description = "Change a customer. Fields that are not named stay as they were. name and company_name cannot be "
      .. "changed. With --all, write back the records of a file that `list` or `get` wrote and that you have edited: a "
      .. "field that you removed from a record is cleared. A customer that somebody else has changed since is "
      .. "reported as a conflict, and is not written.",
    arguments = {
      { name = "handle", argname = "HANDLE", args = "?", description = "the customer's handle, such as CV904716-NL" },
      { name = "file", argname = "FILE", args = "?", convert = argument.path,
        description = "changes as JSON, in which null clears; - for standard input" },
    },
    options = {
      { name = "--set", argname = "PATH=VALUE", count = "*", convert = changes.read_set,
        description = "set a field, such as phone.subscriber_number=7654321 "
          .. "or extension.eu.whois_email=a@example.com" },
      { name = "--clear", argname = "PATH", count = "*", convert = changes.read_clear, completes = "fields",
        description = "clear a field, such as comments" },
      { name = "--all", argname = "FILE", convert = argument.path,
        description = "a JSON array of records; - for standard input" },
      { name = "--dry-run", args = 0, description = "show what would be changed, and change nothing" },
      { name = "--yes", args = 0, description = "change an e-mail address that owners of domains will have to confirm; "
        .. "on a terminal, such a change needs this option" },
      { name = "--concurrency", argname = "N", convert = argument.count,
        description = "with --all: requests in flight at most (16)" },
    },
    example = "openprovider update JD000001-NL --set email=jan@example.com --clear vat\n"
      .. "openprovider list > all.json && openprovider update --all all.json --dry-run" },
}
