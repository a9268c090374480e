--- Changing a customer: read, merge, write. `update_customer` takes changes, `save_customer` a whole record.
-- It is not documented what the API does with members that an update leaves out (FACTS 2.8). So everything that can be
-- updated is sent: the customer as it was read, with the changes. The API has no conditional update. So:
-- - One update of a customer at a time in a process; the others wait for their turn.
-- - Changes that earlier updates of this process have written are applied to what is read, because reads may lag.
-- - An update that may have been carried out is sent again only after the customer was read and merged again.
--
-- @module openprovider.api.update

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local asked = require("openprovider.api.update.asked")
local as_read = require("openprovider.api.update.as_read")
local built = require("openprovider.customer.built")
local call_time = require("openprovider.limits.call_time")
local check = require("openprovider.api.update.check")
local complete = require("openprovider.api.update.complete")
local consequences = require("openprovider.api.update.consequences")
local copy = require("openprovider.api.update.copy")
local countries = require("openprovider.customer.address.countries")
local differences = require("openprovider.api.update.differences")
local errors = require("openprovider.errors")
local exchange = require("openprovider.http.call")
local handed_back = require("openprovider.api.update.handed_back")
local handles = require("openprovider.customer.handle")
local hint = require("openprovider.http.hint")
local json = require("openprovider.values.json")
local left_behind = require("openprovider.api.update.left_behind")
local lookup = require("openprovider.exactly_once.lookup")
local merged = require("openprovider.api.update.merge")
local record = require("openprovider.customer.from_api")
local same = require("openprovider.customer.same")
local saved = require("openprovider.api.update.saved")
local shown = require("openprovider.api.update.shown")
local twice = require("openprovider.api.update.twice")
local version = require("openprovider.customer.version")
local who = require("openprovider.customer.payload").who

local update = {}

local UPDATE_OPTIONS = { allow_unknown = "boolean", confirm = "boolean", dry_run = "boolean", timeout = "number" }
local SAVE_OPTIONS = { confirm = "boolean", dry_run = "boolean", timeout = "number" }

-- The API's code for an update that changes nothing (FACTS 3.3).
local NO_CHANGES = 1

-- The error of a customer of which something would be lost.
local function lossy(why)
  return errors.not_sent("protocol", "the customer cannot be changed without loss: " .. why)
end

local function deleted(handle)
  return errors.not_sent("not_found", handle .. " has been deleted, so it cannot be changed")
end

-- The part of a record that can be written back, with members that only the caller knows.
local function writable(sent, changes)
  local customer = {}
  for _, name in ipairs(record.MEMBERS) do customer[name] = sent[name] end
  for name in pairs(changes or {}) do customer[name] = sent[name] end
  return customer
end

local function append(list, more)
  for _, item in ipairs(more or {}) do list[#list + 1] = item end
end

-- Merges the changes. -> customer | nil, err
local function with_changes(there, changes)
  local customer, clash = merged(there, changes)
  if clash then return nil, lossy(clash .. " does not have the form that the API's documents describe") end
  return customer
end

-- The changes of a record that was not read by this program, or is a copy. Its version says what its caller has
-- changed. Without one it is compared with the customer, which is read as `get_customer` reads it. -> changes | nil,
-- err
local function asked_by_record(client, job)
  local earlier = job.turn:earlier()
  local sent, answer = lookup.readable(client, job.handle, job.pace)
  if not sent then return nil, answer end
  local there = earlier(writable(sent))
  return copy.changes(job, sent, there)
end

-- What is to be sent, as JSON. -> text | nil, message
local function body_of(customer, changes)
  local body = {}
  for name in pairs(changes) do body[name] = customer[name] end
  for _, name in ipairs(record.UPDATABLE) do body[name] = customer[name] end
  local text, why = json.encode(body)
  return text, why and "it has " .. why
end

-- Reads the customer and merges the changes. -> `{ body, warnings, answer, there, customer }`, without a body if there
-- is nothing to write | nil, err
local function prepare(client, job)
  local earlier = job.turn:earlier() -- before the read, for its answer may take long
  local sent, answer = lookup.readable(client, job.handle, job.pace, nil, { is_exact = true })
  if not sent then return nil, answer end
  if not record.is_alive(sent) or client.references:is_deleted(job.handle) then return nil, deleted(job.handle) end
  local old = writable(sent, job.changes or job.asked)
  local there = earlier(old)
  local customer, warnings, err
  if job.saved then
    job.changes, err = saved.changes(job.saved, sent, there)
    if not job.changes then return nil, err end
    job.conversions = err
  elseif job.asked then
    local changes = asked.without_identity(job.asked, there)
    job.changes, err = asked.changes(changes, job.allow_unknown, countries.of(there.address))
    if not job.changes then return nil, err end
    job.conversions = err
  end
  local why = complete.obstacle(sent, job.changes)
  if why then return nil, lossy(why) end
  customer, err = with_changes(there, job.changes)
  if not customer then return nil, err end
  warnings, err = check.in_place(there, customer, job.changes, job.is_record)
  if not warnings then return nil, err end
  if not job.is_record then append(warnings, left_behind.of_address(there, job.changes)) end
  append(warnings, job.conversions)
  append(warnings, job.taken_out)
  local prepared = { warnings = warnings, answer = answer, there = there, customer = customer }
  for name in pairs(job.changes) do
    -- The read may lag, and a recent write may not have been carried out: both must have the new values already.
    if not (same(old[name], customer[name]) and same(there[name], customer[name])) then
      prepared.body, why = body_of(customer, job.changes)
      if not prepared.body then return nil, lossy(why) end
      break
    end
  end
  return prepared
end

-- The call that writes. Before it is sent again, the customer is read again: others may have changed it meanwhile.
local function call_of(client, job, path, prepared)
  local call = { method = "PUT", path = path, body = prepared.body, operation = "write", deadline = job.pace.deadline }
  function call.permit()
    if job.turn:writing(job.changes, call.ends) then return nil end
    return errors.not_sent("timeout", "the update waited so long that another one took its turn")
  end
  function call.renew()
    local before = job.pace.deadline
    local again, err = prepare(client, job)
    call_time.waited(call, job.pace.deadline - before)
    if not again then
      err.outcome = "rejected" -- as all attempts so far, unless one may have been carried out
      return nil, err
    end
    call.body = again.body
    if again.body then return nil end
    local answer = again.answer
    return { data = { success = true }, warnings = {}, maintenance = answer.maintenance, status = answer.status,
      is_read = true }
  end
  return call
end

-- Writes what was merged. -> true, details | nil, err
local function write(client, job, path, prepared, details)
  local call = call_of(client, job, path, prepared)
  local answer, err = client:exchange(call)
  if not answer then
    -- A gateway of gRPC has a code 1 as well, "cancelled", and no `desc`.
    if err.code ~= NO_CHANGES or type(err.desc) ~= "string" then
      hint(err, prepared.warnings)
      return nil, err
    end
    -- An attempt whose answer was lost may have made the changes.
    details.updated, details.attempts = call.perhaps_done == true, err.attempts
    return true, details
  end
  details.updated = not answer.is_read or call.perhaps_done == true
  return answers.confirmed(answer, "the update", details)
end

-- Finds out what a new e-mail address starts, before anything is written. -> consequences, nil without one | nil, err
local function weigh(client, job, prepared)
  if not prepared.body or same(prepared.there.email, prepared.customer.email) then return nil end
  local found, err = consequences.of(client, job.handle, job.pace)
  if not found then
    if job.confirm then return nil end
    return nil, consequences.unknown(job.handle, err)
  end
  if job.confirm == false and not job.dry_run and consequences.text(found) then
    return nil, consequences.unconfirmed(job.handle, found)
  end
  return found
end

-- Changes a customer whose turn it is. -> true, details | nil, err
local function change(client, job, path)
  local prepared, err
  if job.record then
    job.changes, err = asked_by_record(client, job)
    job.conversions = err
  end
  local found
  if job.changes or job.saved or job.asked then prepared, err = prepare(client, job) end
  if prepared then found, err = weigh(client, job, prepared) end
  if err then
    err.outcome = "not_sent" -- of the change, whatever happened to the read
    return nil, err
  end
  local details = answers.details(prepared.answer, { updated = false, warnings = prepared.warnings,
    consequences = found, differences = differences(shown(prepared.customer), shown(prepared.there), job.changes) })
  details.attempts = 0
  job.customer = prepared.customer
  if not prepared.body or job.dry_run then return true, details end
  client.references:changed(job.handle)
  local ok
  ok, details = write(client, job, path, prepared, details)
  if ok or details.outcome == "unknown" then
    job.turn:wrote()
    client.references:leave(who(prepared.customer), job.handle, client.settings.settle)
  else
    job.turn:refused()
  end
  return ok, details
end

-- Waits for the customer's turn, and changes it. -> true, details | nil, err
local function change_in_turn(client, job, path)
  local settings, handle = client.settings, job.handle
  local err = exchange.out_of_place(client)
  if not err then job.turn, err = client.updates:take(handle, settings.timeout) end
  if not job.turn then
    err.handle = handle
    return nil, err
  end
  job.pace = { settle = settings.settle, deadline = client.transport.now() + settings.timeout }
  local ran, ok, details = pcall(change, client, job, path)
  job.turn:release()
  if not ran then error(ok, 0) end
  if not ok then details.handle = handle end
  return ok, details
end

-- Notes the new state of a caller's record, after it was used for a change.
local function note(client_record, given, job, ok, details)
  if job.dry_run then return end
  if ok and job.parts then version.note(client_record, job.parts, record.tidy(given), given) end
  if ok and (job.parts or as_read.of(client_record)) then
    as_read.note(client_record, given)
  elseif not ok and details.outcome == "unknown" and as_read.of(client_record) then
    as_read.doubt(client_record, job.changes)
  end
end

--- See `Client:update_customer`.
function update.update_customer(client, handle, changes, opts)
  arguments.check("update_customer", 1, handle, "string")
  arguments.check("update_customer", 2, changes, "table")
  local path, err
  opts, err = arguments.options("update_customer", 3, opts, UPDATE_OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  path, err = handles.path(handle)
  if not path then return nil, err end
  local given = built.copy(changes)
  local is_record = type(given.handle) == "string"
  local job = { handle = handle, is_record = is_record, allow_unknown = opts.allow_unknown, dry_run = opts.dry_run,
    confirm = opts.confirm }
  local was = is_record and as_read.of(changes) or nil
  job.parts = is_record and version.parts(given, changes) or nil
  if is_record and not handles.is_same(given.handle, handle) then
    return nil, errors.not_sent("invalid", string.format("the changes are the record of %s, not of %s", given.handle,
      handle), { field = "handle" })
  end
  if is_record and not was then
    job.record = given
  else
    if was then
      local different = handed_back.changes_in(given, was, opts.allow_unknown)
      err = twice(different, given, was)
      if err then return nil, err end
      job.taken_out = left_behind.of_record(given, was)
      job.changes, err = check.alone(different, opts.allow_unknown, countries.of(given.address))
    else
      local rest, has_identity = asked.without_identity(given)
      job.changes, err = asked.changes(rest, opts.allow_unknown)
      if has_identity and job.changes or asked.needs_country(rest, not job.changes and err or nil) then
        job.asked, job.changes = given, job.changes or {}
      end
    end
    if not job.changes then return nil, err end
    job.conversions = err
  end
  local ok, details = change_in_turn(client, job, path)
  note(changes, given, job, ok, details)
  return ok, details
end

--- See `Client:save_customer`.
function update.save_customer(client, whole, opts)
  arguments.check("save_customer", 1, whole, "table")
  local path, parts, err
  opts, err = arguments.options("save_customer", 2, opts, SAVE_OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  local given = built.copy(whole)
  parts, err = saved.parts(given, whole)
  if not parts then return nil, err end
  path, err = handles.path(given.handle)
  if not path then return nil, err end
  local job = {
    handle = given.handle, is_record = true, dry_run = opts.dry_run, confirm = opts.confirm,
    saved = { given = given, parts = parts },
  }
  local ok, details = change_in_turn(client, job, path)
  note(whole, given, job, ok, details)
  if ok and not job.dry_run then saved.note(whole, job.saved, job.customer) end
  return ok, details
end

return update
