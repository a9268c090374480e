--- A customer ready to be sent, and its sending: one call, one handle.
--
-- Without a reference, a create that may have been carried out is never sent again. With one it can be found:
-- see `openprovider.exactly_once.create`.
--
-- @module openprovider.exactly_once.payload

local automatic = require("openprovider.customer.automatic_reference")
local copied = require("openprovider.values.copied")
local core = require("openprovider.core")
local create = require("openprovider.exactly_once.create")
local errors = require("openprovider.errors")
local reference = require("openprovider.customer.marker")

local prepared_customer = {}

-- -> canonical, warnings | nil, err
local function check(customer, allow_unknown)
  local canonical, problems, count = core.check(customer, "create", allow_unknown)
  if count > 0 then return nil, errors.invalid(problems, count) end
  if reference.is_in(canonical.comments) then return nil, reference.in_comments() end
  return canonical, problems or {}
end

-- The customer with its reference, for which there may be no room. -> customer | nil, err
local function marked(canonical, value)
  local ok, err = reference.check(value)
  if not ok then return nil, err end
  local comments = reference.mark(canonical.comments, value)
  local _, problems, count = core.check({ comments = comments }, "update")
  if count > 0 then return nil, errors.invalid(problems, count) end
  local customer = copied(canonical)
  customer.comments = comments
  return customer
end

--- Checks a customer and makes of it what is sent.
---@param customer table that nobody else changes (see `openprovider.entry`)
---@param value any a reference; true for one that is made of the customer; or nil
---@param allow_unknown boolean|nil
---@return table|nil prepared `{ body, email, reference, warnings, canonical }`: the JSON text, and what it is made of
---@return table|nil err of kind `invalid`
function prepared_customer.make(customer, value, allow_unknown)
  local canonical, warnings = check(customer, allow_unknown)
  if not canonical then return nil, warnings end
  if value == true then value = automatic.of(canonical) end
  if value ~= nil then
    local err
    canonical, err = marked(canonical, value)
    if not canonical then return nil, err end
  end
  return {
    body = core.body(canonical, not allow_unknown), email = canonical.email, reference = value, warnings = warnings,
    canonical = canonical,
  }
end

--- The same for a customer that gets no reference, in tables that a caller may change later: they are read now, and
-- not kept. A copy would cost more than the check.
---@param customer table
---@param allow_unknown boolean|nil
---@return table|nil prepared without `canonical`
---@return table|nil err of kind `invalid`
function prepared_customer.of_caller(customer, allow_unknown)
  local prepared, err = prepared_customer.make(customer, nil, allow_unknown)
  if prepared then prepared.canonical = nil end
  return prepared, err
end

-- -> handle, details | nil, err
local function send_once(client, prepared, taken)
  local call = create.call(prepared, "once")
  call.permit = taken.permit
  local handle, answer = create.send(client, call)
  if not handle then return nil, answer end
  return handle, create.details(prepared.warnings, true, answer.call.attempts, answer)
end

--- Creates what was prepared.
---@param client table
---@param prepared table of `make`; `canonical` and `email` may be left out
---@param taken table `settle`, instead of the client's; `sent_ago`: seconds since a process that is dead may have sent
--- it, nil if none did; `looked`: nil to look for the reference first, false where a look at all of them has shown
--- that nobody has it, or the record of a list that has it; `permit`: asked right before it is sent, its error ends
--- the call
---@return string|nil handle
---@return table details_or_err
function prepared_customer.send(client, prepared, taken)
  local send = prepared.reference ~= nil and create.once or send_once
  local handle, details = send(client, prepared, taken)
  if not handle and details.outcome == "unknown" then create.tell_ensure(client, prepared, taken.settle) end
  return handle, details
end

return prepared_customer
