--- One customer: check, get, delete.
--
-- @module openprovider.api.customers

local added = require("openprovider.api.tld_requirements.added")
local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local as_read = require("openprovider.api.update.as_read")
local call_time = require("openprovider.limits.call_time")
local complete = require("openprovider.api.update.complete")
local core = require("openprovider.core")
local domains = require("openprovider.api.domains")
local errors = require("openprovider.errors")
local handles = require("openprovider.customer.handle")
local lookup = require("openprovider.exactly_once.lookup")
local normalise = require("openprovider.customer.normalise")
local offline = require("openprovider.api.tld_requirements.offline")
local owner = require("openprovider.api.tld_requirements.owner")
local record = require("openprovider.customer.from_api")
local version = require("openprovider.customer.version")

local customers = {}

local MODES = { "create", "update" }
local CHECK_OPTIONS = { mode = "string", allow_unknown = "boolean", tld = "string" }
local GET_OPTIONS = { with_additional_data = "boolean", raw = "boolean", timeout = "number" }
local DELETE_OPTIONS = { only_if = "function", timeout = "number" }

--- Checks a customer, or changes of one.
---@param customer openprovider.Customer
---@param mode "create"|"update"
---@param allow_unknown boolean|nil
---@param country? string of the stored customer that changes are for, alpha-2
---@param tld? string in canonical form: what documents say that it wants is checked, too
---@return openprovider.Customer|nil canonical
---@return openprovider.Problem[]|openprovider.Error warnings_or_err
function customers.check(customer, mode, allow_unknown, country, tld)
  local canonical, problems, total
  if mode == "update" then
    canonical, problems, total = normalise.check_update(customer, allow_unknown, country)
  else
    canonical, problems, total = normalise.check(customer, allow_unknown)
  end
  if tld then problems, total = added(problems, total, offline.problems(canonical, tld)) end
  if total > 0 then return nil, errors.invalid(problems, total) end
  return canonical, problems or {}
end

--- See `Client:check_customer`.
function customers.check_customer(customer, opts)
  arguments.check("check_customer", 1, customer, "table")
  if opts == nil then return customers.check(customer, "create") end
  opts = arguments.options("check_customer", 2, opts, CHECK_OPTIONS)
  local mode = opts.mode or "create"
  if mode ~= "create" and mode ~= "update" then return arguments.unknown("mode", mode, MODES) end
  local tld, err
  if opts.tld then
    if mode == "update" then return errors.config("the option tld is for whole customers, not for changes") end
    tld, err = owner.tld(opts.tld)
    if not tld then return nil, err end
  end
  return customers.check(customer, mode, opts.allow_unknown, nil, tld)
end

-- Says in an error which customer it is about.
local function about(handle, err)
  err.handle = handle
  return err
end

-- A customer as a caller gets it, with its version.
local function record_of(sent, is_short)
  local customer = record.clean(sent)
  customer.version = version.of(customer, is_short and version.NOT_SHORT or nil)
  as_read.note(customer, sent)
  return customer
end

--- See `Client:get_customer`.
function customers.get_customer(client, handle, opts)
  arguments.check("get_customer", 1, handle, "string")
  local err
  opts, err = arguments.options("get_customer", 2, opts, GET_OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  local is_short = opts.with_additional_data == false
  local sent, answer = lookup.get(client, handle, nil, { is_short = is_short })
  if not sent then return nil, answer end
  if not opts.raw then return record_of(sent, is_short), answers.details(answer) end
  as_read.note(sent, core.plain(nil, sent))
  return sent, answers.details(answer)
end

-- Asks the caller whether a customer, as it is now, is to be deleted.
-- -> true | nil, err, answer if it is deleted already
local function may_delete(client, handle, only_if, pace)
  local sent, answer = lookup.get(client, handle, pace)
  if not sent then
    answer.outcome = "not_sent" -- of the deletion, whatever happened to the read
    return nil, answer
  end
  if not record.is_alive(sent) then
    return nil, errors.not_sent("not_found", handle .. " has been deleted already"), answer
  end
  local why = complete.obstacle(sent, {})
  if why then return nil, errors.not_sent("protocol", handle .. " was not deleted: " .. why) end
  if only_if(record_of(sent)) then return true end
  return nil, errors.not_sent("conflict", handle .. " was not deleted: the condition does not hold for the customer")
end

-- Has the condition asked again before the call is sent again: others may have changed the customer meanwhile.
local function ask_again(client, call, handle, only_if, pace)
  function call.renew()
    local before = pace.deadline
    local may, err, answer = may_delete(client, handle, only_if, pace)
    call_time.waited(call, pace.deadline - before)
    if may then return nil end
    if answer and call.perhaps_done then -- by the attempt whose answer was lost
      return { data = { success = true }, warnings = {}, maintenance = answer.maintenance, status = answer.status }
    end
    err.outcome = "rejected" -- as all attempts so far, unless one may have been carried out
    return nil, err
  end
end

--- See `Client:delete_customer`.
function customers.delete_customer(client, handle, opts)
  arguments.check("delete_customer", 1, handle, "string")
  local path, answer, err
  opts, err = arguments.options("delete_customer", 2, opts, DELETE_OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  path, err = handles.path(handle)
  if not path then return nil, err end
  local pace = { deadline = client.transport.now() + client.settings.timeout }
  local call = { method = "DELETE", path = path, operation = "write", removes = true }
  if opts.only_if then
    local may
    may, err = may_delete(client, handle, opts.only_if, pace)
    if not may then return nil, about(handle, err) end
    ask_again(client, call, handle, opts.only_if, pace)
  end
  call.deadline = pace.deadline
  answer, err = client:exchange(call)
  if not answer then return nil, domains.add_to(about(handle, err), client, handle, call) end
  local ok, details = answers.confirmed(answer, "the deletion")
  if not ok then return nil, about(handle, details) end
  client.references:deleted(handle)
  return true, details
end

return customers
