--- A copy of a customer with changes, its name and its company among them, which the API can never change.
--
-- Run again, the same copy of the same customer is found and not made twice. Its reference begins with a hash of the
-- customer's handle: the copies of a customer that is gone are found, too. The rest is a hash of that handle and of the
-- company, first name and last name of the copy. The recipe never changes; another one gets another prefix.
--
-- @module openprovider.api.clone

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local built = require("openprovider.customer.built")
local call_time = require("openprovider.limits.call_time")
local complete = require("openprovider.api.update.complete")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local equivalence = require("openprovider.customer.equivalence")
local errors = require("openprovider.errors")
local exactly_once = require("openprovider.exactly_once.create")
local lookup = require("openprovider.exactly_once.lookup")
local merged = require("openprovider.api.update.merge")
local payload = require("openprovider.customer.payload")
local record = require("openprovider.customer.from_api")

local clone = {}

local OPTIONS = {
  allow_unknown = "boolean", dry_run = "boolean", reference = "string|boolean", settle = "number", timeout = "number",
}

local PREFIX = "clone1-"

-- How often a copy is looked for that turns out to be gone.
local TRIES = 2

local function not_sent(kind, ...)
  return nil, errors.not_sent(kind, string.format(...))
end

-- Hexadecimal digits for the handle in a reference.
local DIGITS = 16

--- How the references of a customer's copies begin.
---@param handle string
---@return string
function clone.beginning(handle)
  return PREFIX .. core.folded_fnv128(core.lower(handle)):sub(-DIGITS) .. "-"
end

-- The reference of a copy.
local function reference_of(handle, canonical)
  local name = canonical.name
  return clone.beginning(handle) .. core.folded_fnv128(core.lower(handle) .. " " .. (canonical.company_name or ""),
    name.first_name, name.last_name)
end

-- A member of the customer without what a builder's table replaces in it.
local function without_built(old, change)
  local members = type(old) == "table" and built.members(change)
  if not members then return old end
  local left = copied(old)
  for _, name in ipairs(members) do left[name] = nil end
  return left
end

--- A customer as it is, with changes.
---@param sent table as decoded
---@param changes table of `built.copy`
---@return table|nil customer
---@return openprovider.Error|nil err
function clone.with_changes(sent, changes)
  local old = record.sendable(record.clean(sent))
  for name, change in next, changes do old[name] = without_built(old[name], change) end
  local customer, clash = merged(old, changes)
  if clash then
    return not_sent("protocol", "the customer cannot be copied without loss: %s is not of the form that the API's "
      .. "documents give it", clash)
  end
  return customer
end

-- Reads the customer. -> as decoded, answer | nil, err
local function read(client, handle, changes)
  local sent, answer = lookup.get(client, handle)
  if not sent then
    answer.outcome = "not_sent" -- of the copy, whatever happened to the read
    return nil, answer
  end
  if not record.is_alive(sent) then return not_sent("not_found", "%s has been deleted", handle) end
  local why = complete.obstacle(sent, changes)
  if why then return not_sent("protocol", "the customer cannot be copied without loss: %s", why) end
  return sent, answer
end

-- -> prepared, with the warnings of its first check and the copy without a reference | nil, err
local function prepare(handle, customer, opts)
  local prepared, err = payload.make(customer, nil, opts.allow_unknown)
  if not prepared then return nil, err end
  local canonical = prepared.canonical
  prepared.copy = canonical
  local value = opts.reference
  if value == nil then value = reference_of(handle, canonical) end
  if not value then return prepared end
  local warnings = prepared.warnings
  prepared, err = payload.make(canonical, value, opts.allow_unknown)
  if not prepared then return nil, err end
  prepared.warnings, prepared.copy = warnings, canonical
  return prepared
end

-- What differs in a copy that was there. It is read as a whole, since lists leave members out; if it cannot be read, it
-- may have been created a moment ago. -> list | false if it is gone | nil, err
local function differences_of(client, prepared, handle)
  local now = client.transport.now()
  local whole, err = lookup.known(client, handle, { deadline = now + client.settings.timeout }, now)
  if whole and record.is_alive(whole) then
    return (equivalence.differences(payload.canonical(prepared), whole, prepared.reference, true))
  end
  if whole or err.kind == "not_found" then return false end
  err.outcome = "not_sent"
  return nil, err
end

-- Makes the copy, or finds it. What is remembered of a copy may be old: if it is gone, there will be a new one.
-- -> handle, details | nil, err
local function make_or_find(client, prepared, opts, create)
  local made, details, found, err
  for _ = 1, TRIES do
    made, details = create(client, prepared, opts)
    if not made then return nil, details end
    if details.created then
      exactly_once.tell_ensure(client, prepared, opts.settle, made)
      return made, details
    end
    found, err = differences_of(client, prepared, made)
    if found == nil then return nil, err end
    details.differences = found
    if found then return made, details end
    client.references:deleted(made)
  end
  return not_sent("conflict", "%s, the copy, is gone, but its reference still leads to it: wait a minute and run this "
    .. "again", made)
end

--- Makes a copy of a customer, or finds it.
---@param client table
---@param handle string
---@param changes table
---@param opts table the options of `clone_customer`, and others that `create` knows
---@param create function(client, prepared, opts) -> handle, details | nil, err; makes the copy
---@return string|true|nil copy its handle, true in a dry run
---@return table details_or_err
function clone.make(client, handle, changes, opts, create)
  local given = built.copy(changes)
  local sent, answer = read(client, handle, given)
  if not sent then return nil, answer end
  local customer, prepared, err
  customer, err = clone.with_changes(sent, given)
  if not customer then return nil, err end
  prepared, err = prepare(handle, customer, opts)
  if not prepared then return nil, err end
  if opts.dry_run then
    return true, answers.details(answer, {
      created = false, customer = prepared.copy, reference = prepared.reference, warnings = prepared.warnings,
    })
  end
  local made, details = make_or_find(client, prepared, opts, create)
  if not made then return nil, details end
  if core.lower(made) == core.lower(handle) then
    return nil, errors.not_sent("conflict", ("the reference %s is that of %s itself: use another one"):format(
      prepared.reference, handle), { handle = handle })
  end
  return made, details
end

--- See `Client:clone_customer`.
function clone.clone_customer(client, handle, changes, opts)
  arguments.check("clone_customer", 1, handle, "string")
  if changes ~= nil then arguments.check("clone_customer", 2, changes, "table") end
  local err
  opts, err = arguments.options("clone_customer", 3, opts, OPTIONS)
  if not opts then return nil, err end
  return clone.make(call_time.within(client, opts.timeout), handle, changes or {}, opts, exactly_once.create)
end

return clone
