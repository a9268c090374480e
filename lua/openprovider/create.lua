--- Creating a customer: one call, one handle.
--
-- Without a reference, a create that may have been carried out is never sent again. With one it can be
-- found: the API is asked before the first send and after every attempt whose outcome nobody knows, until
-- what was sent would have become visible; only then it is sent again. That holds for one owner of a
-- reference at a time, and for creates that become visible within `settle` seconds of their last byte.
--
-- @module openprovider.create

local answers = require("openprovider.answer")
local arguments = require("openprovider.arguments")
local copied = require("openprovider.copied")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local json = require("openprovider.json")
local lookup = require("openprovider.lookup")
local reference = require("openprovider.reference")

local create = {}

local OPTIONS = {
  allow_unknown = "boolean", reference = "any", never_sent = "boolean", sent_at = "number", settle = "number",
  look_interval = "number",
}

-- What a marked attempt may take of the time left: the rest is for finding out what became of it.
local SHARE = 0.5

-- -> canonical, warnings, has_empty_arrays | nil, err
local function check(customer, allow_unknown)
  local canonical, problems, count, _, empty_arrays = core.check(customer, "create", allow_unknown)
  if count > 0 then return nil, errors.invalid(problems, count) end
  if reference.is_in(canonical.comments) then return nil, reference.in_comments() end
  return canonical, problems or {}, empty_arrays
end

-- -> the JSON text of a canonical customer
local function encode(canonical, empty_arrays)
  if not empty_arrays then return json.encode_strings(canonical) end
  return json.encode(canonical)
end

-- Sends the customer. -> handle, answer | nil, err; an answer without a handle counts as unknown
local function send(client, call)
  local answer, err = client:exchange(call)
  if not answer then return nil, err end
  local handle = type(answer.data) == "table" and answer.data.handle
  if type(handle) ~= "string" or handle == "" or errors.one_line(handle) ~= handle then
    return nil, answers.senseless(answer, "the answer has no handle")
  end
  return handle, answer
end

-- A call that creates. `operation` is that of the retry policy.
local function call_of(body, operation)
  return { method = "POST", path = "/customers", body = body, operation = operation, what = "the customer" }
end

-- The details of a customer that was found by its reference.
local function found_details(warnings, created, attempts)
  return {
    warnings = warnings, created = created, attempts = attempts, api_warnings = {}, maintenance = false,
  }
end

-- The customer with its reference, checked again: there may be no room for it. -> canonical | nil, err
local function marked(canonical, value)
  local customer = copied(canonical)
  customer.comments = reference.mark(canonical.comments, value)
  local _, problems, count = core.check(customer, "create", true)
  if count > 0 then return nil, errors.invalid(problems, count) end
  return customer
end

-- The error of a create with a reference whose outcome is not known: the same call may be made again.
local function unknown(err, attempts)
  if err.kind ~= "outcome_unknown" then errors.unknown_outcome(err, "the customer") end
  err.outcome, err.attempts, err.retryable = "unknown", attempts, err.handles == nil
  return err
end

-- Looks before the first send. -> handle | nil, err; neither if nobody has the reference
local function look_first(client, value, taken, pace)
  if taken.never_sent then return nil end
  local handle, err
  if taken.sent_at then
    pace.settled = taken.sent_at + pace.settle
    handle, err = lookup.settled(client, value, pace)
  else
    handle, err = lookup.find(client, value, pace.deadline)
  end
  -- This call sent nothing; an earlier one may have.
  if err and not err.handles then err.outcome = "not_sent" end
  return handle, err
end

-- -> handle, details | nil, err
local function create_once(client, canonical, value, warnings, taken)
  local settings = client.settings
  local pace = {
    settle = taken.settle or settings.settle,
    interval = taken.look_interval or settings.look_interval,
    deadline = client.transport.now() + settings.timeout,
  }
  local handle, err = look_first(client, value, taken, pace)
  if err then return nil, err end
  if handle then return handle, found_details(warnings, false, 0) end
  local body, attempts, sends = json.encode(canonical), 0, 0
  while true do
    local call = call_of(body, "marked")
    call.deadline, call.share = pace.deadline, SHARE
    local answer
    handle, answer = send(client, call)
    attempts, sends = attempts + call.attempts, sends + 1
    if handle then
      answer.attempts = attempts
      return handle, answers.details(answer, { warnings = warnings, created = true })
    end
    err = answer
    err.attempts = attempts
    if err.outcome ~= "unknown" then return nil, err end
    pace.settled = client.transport.now() + pace.settle
    local why
    handle, why = lookup.settled(client, value, pace)
    if handle then return handle, found_details(warnings, true, attempts) end
    if why then return nil, unknown(why.handles and why or err, attempts) end
    if sends > settings.retries then return nil, unknown(err, attempts) end
  end
end

--- Creates a customer: one call, one handle.
---@param client table
---@param customer table the members of a customer; never changed
---@param opts? table `allow_unknown`: lets unknown members through; `reference`: your own key for the customer,
--- by which it is created exactly once, whatever happens to its requests; with it, `never_sent`: no create with it
--- was ever sent, so that it need not be looked for; `sent_at`: when one may have been sent, in seconds since the
--- epoch; `settle` and `look_interval`: instead of the client's options
---@return string|nil handle such as "CV904716-NL"
---@return table details_or_err `{ warnings, api_warnings, maintenance, created, attempts }`; `created` is false
--- where the reference was there before
function create.create_customer(client, customer, opts)
  arguments.check("create_customer", 1, customer, "table")
  local taken, err = arguments.options("create_customer", 2, opts, OPTIONS)
  if not taken then return nil, err end
  if taken.reference == nil and (taken.never_sent ~= nil or taken.sent_at) then
    return nil, errors.new("config", "options never_sent and sent_at belong to a create with a reference", {
      outcome = "not_sent",
    })
  end
  local canonical, warnings, empty_arrays = check(customer, taken.allow_unknown)
  if not canonical then return nil, warnings end
  if taken.reference ~= nil then
    local ok
    ok, err = reference.check(taken.reference)
    if ok then canonical, err = marked(canonical, taken.reference) end
    if err then return nil, err end
    return create_once(client, canonical, taken.reference, warnings, taken)
  end
  local handle, answer = send(client, call_of(encode(canonical, empty_arrays), "once"))
  if not handle then return nil, answer end
  return handle, answers.details(answer, { warnings = warnings, created = true })
end

return create
