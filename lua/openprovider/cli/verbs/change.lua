--- Verbs that change and delete customers.
--
-- @module openprovider.cli.verbs.change

local argument = require("openprovider.cli.argument")
local changes = require("openprovider.cli.update.changes")
local consequences = require("openprovider.cli.update.consequences")
local core = require("openprovider.core")
local exit_codes = require("openprovider.cli.exit_codes")
local field_path = require("openprovider.cli.field_path")
local input = require("openprovider.cli.json_file")
local lines = require("openprovider.cli.update.lines")
local output = require("openprovider.cli.output")
local report = require("openprovider.cli.output.report")
local save_all = require("openprovider.cli.update.all")

-- How to find out whether a customer was changed or deleted.
local function shown_by_get(handle)
  return "`openprovider get " .. handle .. "` shows it"
end

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

local function update_one(given, client)
  local handle = given.handle
  local all, why, is_wrong_call = changes.read(given)
  if not all then
    output.say(why)
    return is_wrong_call and exit_codes.WRONG_CALL or exit_codes.FAILED
  end
  local source = given.file and input.name(given.file) or "changes"
  local opts = { dry_run = given.dry_run, confirm = consequences.confirm(given) }
  local ok, details = client:update_customer(handle, all, opts)
  if not ok and details.consequences then
    output.say(consequences.refusal(details))
    return exit_codes.FAILED
  end
  if not ok then
    return report.refusal(details, source, "invalid changes; nothing was changed", handle, shown_by_get(handle))
  end
  report.details(details, source)
  consequences.tell(handle, details)
  if given.dry_run then lines(handle, details.differences) end
  local is_changed = details.updated or given.dry_run and details.differences[1] ~= nil
  if not given.quiet and not (is_changed and given.dry_run) then
    output.tell(handle, is_changed and ": updated" or ": nothing to change")
  end
  return output.finish(exit_codes.DONE, "what would be changed is not shown")
end

local function update(given, client)
  local wrong = wrong_with(given)
  if wrong then
    output.say(wrong, "; see openprovider update --help")
    return exit_codes.WRONG_CALL
  end
  return (given.all and save_all or update_one)(given, client)
end

local function delete_one(given, client, handle)
  local conditions, only_if = given.only_if, nil
  if conditions[1] then only_if = function(now) return field_path.all_hold(conditions, now) end end
  local ok, details = client:delete_customer(handle, { only_if = only_if })
  if not ok then return report.failure(details, handle, shown_by_get(handle)) end
  report.details(details)
  if not given.quiet then output.tell(handle, ": deleted") end
  return exit_codes.DONE
end

-- Statuses after which the next customer would fail alike.
local ENDS = { [exit_codes.WRONG_CALL] = true, [exit_codes.LATER] = true }

local function delete(given, client)
  local codes = {}
  for index, handle in ipairs(given.handle) do
    codes[index] = delete_one(given, client, handle)
    local left = #given.handle - index
    if left > 0 and (core.interrupted() or ENDS[codes[index]]) then
      output.say("stopped; not tried: ", table.concat(given.handle, " ", index + 1))
      break
    end
  end
  return exit_codes.together(codes)
end

return {
  { name = "update", run = update, online = function(given) return not wrong_with(given) end,
    summary = "change a customer, or all that were edited in a file",
    description = "Change a customer. What is not named stays as it was; name and company_name cannot be changed. "
      .. "With --all, write back the records of a file that `list` or `get` wrote and that were edited since: what "
      .. "was taken out of a record is cleared. A customer that was changed meanwhile is a conflict, and stays.",
    arguments = {
      { name = "handle", argname = "HANDLE", args = "?", description = "the customer's handle, such as CV904716-NL" },
      { name = "file", argname = "FILE", args = "?", convert = argument.path,
        description = "changes as JSON, in which null clears; - for standard input" },
    },
    options = {
      { name = "--set", argname = "PATH=VALUE", count = "*", convert = changes.read_set,
        description = "set a field, such as phone.subscriber_number=7654321 "
          .. "or extension.eu.whois_email=jan@example.com" },
      { name = "--clear", argname = "PATH", count = "*", convert = changes.read_clear,
        description = "clear a field, such as comments" },
      { name = "--all", argname = "FILE", convert = argument.path,
        description = "a JSON array of records; - for standard input" },
      { name = "--dry-run", args = 0, description = "show what would be changed, and change nothing" },
      { name = "--yes", args = 0, description = "change an e-mail address though owners of domains have to confirm it; "
        .. "on a terminal it is not changed without" },
      { name = "--concurrency", argname = "N", convert = argument.number,
        description = "with --all: requests in flight at most (16)" },
    },
    example = "openprovider update JD000001-NL --set email=jan@example.com --clear vat\n"
      .. "openprovider list > all.json && openprovider update --all all.json --dry-run" },
  { name = "delete", run = delete, online = true, summary = "delete customers that no domain uses",
    arguments = { { name = "handle", argname = "HANDLE", args = "+",
      description = "handles of customers, such as CV904716-NL" } },
    options = {
      { name = "--only-if", argname = "PATH=VALUE", count = "*", convert = field_path.condition,
        description = "delete a customer only if it has this now, such as company_name='Example BV' or tags=VIP" },
    },
    example = "openprovider delete JD000001-NL --only-if email=jan@example.com\n"
      .. "openprovider delete $(openprovider list --where tags=VIP --output handles)" },
}
