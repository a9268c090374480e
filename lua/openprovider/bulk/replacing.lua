--- Replaces a handle in all its domains. Renames a customer by a copy and such a replacement.
--
-- @module openprovider.bulk.replacing

local arguments = require("openprovider.values.arguments")
local at_once = require("openprovider.bulk.replacing.at_once")
local call_time = require("openprovider.limits.call_time")
local callback = require("openprovider.concurrency.callback")
local clone = require("openprovider.api.clone")
local copies = require("openprovider.bulk.replacing.copies")
local copy = require("openprovider.bulk.replacing.copy")
local core = require("openprovider.core")
local customers = require("openprovider.api.customers")
local domains = require("openprovider.api.domains")
local earlier = require("openprovider.bulk.replacing.earlier")
local errors = require("openprovider.errors")
local fees = require("openprovider.bulk.replacing.fees")
local handles = require("openprovider.customer.handle")
local lacking = require("openprovider.bulk.replacing.lacking")
local lookup = require("openprovider.exactly_once.lookup")
local new_details = require("openprovider.values.details")
local one = require("openprovider.bulk.replacing.one")
local plan = require("openprovider.bulk.replacing.plan")
local record = require("openprovider.customer.from_api")
local work = require("openprovider.bulk.replacing.work")
local wrong_option = require("openprovider.bulk.options")

local replacing = {}

-- Domains that are changed at a time, by default.
local CONCURRENCY = 8

local OPTIONS = {
  allow_fees = "boolean", auth_codes = "table", concurrency = "number", dry_run = "boolean", journal = "string|table",
  max_fee = "number", on_progress = "function", settle = "number", timeout = "number",
}

local RENAME_OPTIONS = { allow_unknown = "boolean", delete_old = "boolean", reference = "string|boolean" }
for name, kind in pairs(OPTIONS) do RENAME_OPTIONS[name] = kind end

-- Finds out what a domain needs, if its entry in the list does not say it. -> true | nil, err
local function plan_fully(client, item)
  local fresh, err = one.read(client, item.id)
  if not fresh then return nil, err end
  item.action, item.trades = plan.action(fresh, item.roles), plan.trades(fresh)
  if item.action ~= "trade" then return true end
  item.fee, err = plan.fee(client, fresh)
  return item.fee ~= nil, err
end

-- Plans a domain whose entry in the list is incomplete. If it cannot be planned, it has failed, with its own reason.
-- -> err that ends the work
local function plan_item(client, item)
  local ok, err = plan_fully(client, item)
  if ok then return nil end
  if one.ENDS_IT[err.kind] then return err end
  err.outcome = "not_sent"
  item.status, item.err = "failed", err
  return nil
end

-- All domains of a handle as items of a report, and what each needs. -> items | nil, err
local function items_of(client, old, concurrency)
  local found, err = domains.all_of(client, old)
  if not found then return nil, err end
  local items, unsure, index = {}, {}, 0
  for _, domain in ipairs(found) do
    if domain.status ~= "DEL" then
      local item = {
        id = domain.id, full_name = domain.full_name, roles = domain.roles, status = "planned",
        action = plan.action(domain, domain.roles),
      }
      items[#items + 1] = item
      if plan.is_unsure(domain, domain.roles) then unsure[#unsure + 1] = item end
    end
  end
  err = at_once(client, concurrency, function()
    index = index + 1
    return unsure[index]
  end, function(item) return plan_item(client, item) end)
  if err then return nil, err end
  return items
end

-- Members of an item that are no part of a report.
local OF_WORK = { "is_traded", "mark", "permit", "sent", "trades", "unmark", "was_sent" }

-- The report: the result of each domain.
local function report_of(job, items, err)
  local report = { old = job.old, new = job.new, domains = items, fees = fees.sums(items), err = err, counts = {} }
  local done, sent = 0, 0
  for _, item in ipairs(items) do
    report.counts[item.status] = (report.counts[item.status] or 0) + 1
    if item.status == "replaced" or item.status == "gone" then done = done + 1 end
    if item.sent then sent = sent + 1 end
    for _, name in ipairs(OF_WORK) do item[name] = nil end
  end
  report.is_complete = done == #items
  return report, new_details({ api_warnings = {}, maintenance = false, attempts = sent })
end

-- Whether a handle is a customer's. -> true | nil, err
local function is_there(client, handle)
  local pace = { deadline = client.transport.now() + client.settings.timeout }
  local sent, err = lookup.readable(client, handle, pace)
  if sent and record.is_alive(sent) then return true end
  if sent then return nil, errors.not_sent("not_found", handle .. " has been deleted", { handle = handle }) end
  err.outcome = "not_sent"
  return nil, err
end

-- Codes by the names of their domains, in whatever case these are given.
local function by_domain(codes)
  local found = {}
  for name, code in pairs(core.plain(nil, codes or {})) do found[core.lower(name)] = code end
  return found
end

-- -> report, details | nil, err
local function replace(client, old, new, opts)
  local job = {
    client = client, old = old, new = new, allow_fees = opts.allow_fees or opts.max_fee ~= nil, max_fee = opts.max_fee,
    concurrency = opts.concurrency or CONCURRENCY,
    auth_codes = by_domain(opts.auth_codes),
    settle = opts.settle or client.settings.settle,
    tell = opts.on_progress and callback.observer("on_progress", opts.on_progress) or function() end,
  }
  local items, err = items_of(client, old, job.concurrency)
  if not items then
    err.outcome = "not_sent"
    return nil, err
  end
  if not items[1] then -- a list of domains is empty for any handle
    local ok
    ok, err = is_there(client, old)
    if not ok then return nil, err end
  end
  job.items = items
  if opts.dry_run then return report_of(job, items) end
  err = fees.refusal(items, job.max_fee)
  if err then return report_of(job, items, err) end
  return report_of(job, items, work(job, items, opts.journal))
end

-- Whether both are handles, and not the same. -> true | nil, err
local function check_handles(old, new)
  for _, handle in ipairs({ old, new }) do
    local path, err = handles.path(handle)
    if not path then return nil, err end
  end
  if not handles.is_same(old, new) then return true end
  return nil, errors.not_sent("invalid", ("%s cannot be replaced by itself"):format(old), { field = "handle" })
end

-- Whether checked options can be used. Raises if the journal is not a journal. -> true | nil, err
local function check_options(name, opts)
  local journal = opts.journal
  if type(journal) == "table" and rawget(journal, "database") == nil then
    error(("bad argument #3 to '%s' (option journal must be a path, a URL or an open journal)"):format(name), 3)
  end
  for domain, code in next, opts.auth_codes or {} do
    if type(domain) ~= "string" or type(code) ~= "string" then
      return errors.config("option auth_codes (--auth-codes): the code of %s is not a string: write it in quotes, as "
        .. "digits may be lost", errors.quoted(tostring(domain)))
    end
  end
  local odd, why = wrong_option(opts)
  if odd then return errors.config("option %s %s", odd, why) end
  return true
end

--- See `Client:replace_handle`.
function replacing.replace_handle(client, old, new, opts)
  arguments.check("replace_handle", 1, old, "string")
  arguments.check("replace_handle", 2, new, "string")
  local ok, err
  opts, err = arguments.options("replace_handle", 3, opts, OPTIONS)
  if not opts then return nil, err end
  ok, err = check_options("replace_handle", opts)
  if not ok then return nil, err end
  client = call_time.within(client, opts.timeout)
  ok, err = check_handles(old, new)
  if ok then ok, err = is_there(client, new) end
  if not ok then return nil, err end
  return replace(client, old, new, opts)
end

-- Says so where the old customer has no domains because another copy got them.
local function tell_other(client, report)
  if report.err or report.domains[1] then return end
  local other, err = copies.other(client, report.old, report.new)
  if other then
    err = errors.new("conflict", ("%s has no domains any more, and %s got none: its copy %s has some"):format(
      report.old, report.new, other), { outcome = "rejected", handle = report.old, handles = { report.new, other } })
  end
  report.err = err
end

-- Deletes the old customer where nothing uses it any more and the copy is there. What keeps it from being deleted
-- stands in the report.
local function delete_old(client, report)
  if report.err or not report.is_complete then return end
  local ok, err = is_there(client, report.new)
  if ok then
    ok, err = customers.delete_customer(client, report.old)
    ok = ok or err.kind == "not_found" -- another program has deleted it
  else
    err.message = ("%s was not deleted, because its copy cannot be read: %s"):format(report.old, err.message)
  end
  report.deleted, report.err = ok == true, not ok and err or nil
end

--- See `Client:rename_customer`.
function replacing.rename_customer(client, handle, changes, opts)
  arguments.check("rename_customer", 1, handle, "string")
  arguments.check("rename_customer", 2, changes, "table")
  local ok, err
  opts, err = arguments.options("rename_customer", 3, opts, RENAME_OPTIONS)
  if not opts then return nil, err end
  ok, err = check_options("rename_customer", opts)
  if not ok then return nil, err end
  client = call_time.within(client, opts.timeout)
  local new, made = clone.make(client, handle, changes, opts, copy)
  if not new and made.kind == "not_found" then return earlier(client, handle, changes, opts.reference, made) end
  if not new then return nil, made end
  err = made.differences and lacking(new, core.plain(nil, changes), made.differences)
  if err then return nil, err end
  local report, details = replace(client, handle, new ~= true and new or nil, opts)
  if not report then
    details.handle = new ~= true and new or handle -- the copy was made nevertheless
    return nil, details
  end
  report.created, report.customer, report.differences = made.created, made.customer, made.differences
  report.warnings = made.warnings
  if opts.dry_run then return report, details end
  tell_other(client, report)
  if opts.delete_old then delete_old(client, report) end
  return report, details
end

return replacing
