--- A customer ready to be sent, and its sending: one call, one handle.
--
-- Without a reference, a create that may have been carried out is never sent again. With one it can be
-- found: the API is asked before the first send and after every attempt whose outcome nobody knows, until
-- what was sent would have become visible; only then it is sent again. That holds for one owner of a
-- reference at a time, and for creates that become visible within `settle` seconds of their last byte.
--
-- @module openprovider.prepared_customer

local answers = require("openprovider.answer")
local copied = require("openprovider.copied")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local exchange = require("openprovider.exchange")
local handles = require("openprovider.handle")
local json = require("openprovider.json")
local lookup = require("openprovider.lookup")
local reference = require("openprovider.reference")

local prepared_customer = {}

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
  if not handles.is_one(handle) then
    return nil, answers.senseless(answer, "the answer has no handle")
  end
  return handle, answer
end

-- A call that creates. `operation` is that of the retry policy.
local function call_of(body, operation)
  return { method = "POST", path = "/customers", body = body, operation = operation, what = "the customer" }
end

-- The details of a customer that an answer is about, or one that was found by its reference.
local function details_of(warnings, created, attempts, answer)
  return {
    warnings = warnings, created = created, attempts = attempts, api_warnings = answer and answer.warnings or {},
    maintenance = answer ~= nil and answer.maintenance,
  }
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
---@param customer table
---@param value any a reference, or nil
---@param allow_unknown boolean|nil
---@return table|nil prepared `{ body, reference, warnings, canonical }`: the JSON text, and what it is the text of
---@return table|nil err of kind `invalid`
function prepared_customer.make(customer, value, allow_unknown)
  local canonical, warnings, empty_arrays = check(customer, allow_unknown)
  if not canonical then return nil, warnings end
  if value ~= nil then
    local err
    canonical, err = marked(canonical, value)
    if not canonical then return nil, err end
  end
  return { body = encode(canonical, empty_arrays), reference = value, warnings = warnings, canonical = canonical }
end

-- The error of a create with a reference whose outcome is not known: the same call may be made again. The
-- client remembers when it was sent, for a call that comes too soon.
local function unknown(client, err, value, attempts, sent_at)
  if err.kind ~= "outcome_unknown" then errors.unknown_outcome(err, "the customer") end
  err.outcome, err.attempts, err.retryable, err.sent_at = "unknown", attempts, err.handles == nil, sent_at
  client.creating.sent_at[value] = sent_at
  return err
end

-- Looks before the first send. -> handle | nil, err; neither if nobody has the reference
local function look_first(client, value, taken, pace)
  local known = client.creating.sent_at
  local sent_at = taken.sent_at and math.max(taken.sent_at, known[value] or 0) or known[value]
  if taken.never_sent and not sent_at then return nil end
  local handle, err
  if sent_at then
    known[value] = sent_at
    pace.settled = sent_at + pace.settle
    handle, err = lookup.settled(client, value, pace)
  else
    handle, err = lookup.find(client, value, pace.deadline)
  end
  -- This call sent nothing; an earlier one may have.
  if err then err.attempts = 0 end
  if err and not err.handles then err.outcome = "not_sent" end
  return handle, err
end

-- Sends until a handle is known, or that there is none. -> handle, details | nil, err
local function send_until_known(client, prepared, pace)
  local value, warnings, attempts, sends, lost = prepared.reference, prepared.warnings, 0, 0, nil
  while true do
    local call = call_of(prepared.body, "marked")
    call.deadline, call.share = pace.deadline, SHARE
    local handle, answer = send(client, call)
    attempts, sends = attempts + (call.attempts or 0), sends + 1 -- a client that is closed makes none
    if handle then return handle, details_of(warnings, true, attempts, answer) end
    local err, now = answer, client.transport.now()
    err.attempts = attempts
    -- Once an outcome was unknown, it is, whatever became of later attempts.
    if err.outcome ~= "unknown" then
      if lost then return nil, unknown(client, err, value, attempts, lost) end
      return nil, err
    end
    lost, pace.settled = now, now + pace.settle
    -- What the API asks for is kept before a look as well.
    local wait = err.retry_after or 0
    if now + wait >= pace.deadline then return nil, unknown(client, err, value, attempts, lost) end
    if wait > 0 then client.transport.sleep(wait) end
    local why
    handle, why = lookup.settled(client, value, pace)
    if handle then return handle, details_of(warnings, true, attempts) end
    if why then
      err.retry_after = why.retry_after -- that is what keeps this call from knowing
      return nil, unknown(client, why.handles and why or err, value, attempts, lost)
    end
    if sends > client.settings.retries or not client.budget:spend(err) then
      return nil, unknown(client, err, value, attempts, lost)
    end
  end
end

-- -> handle, details | nil, err
local function create_once(client, prepared, taken)
  local settings = client.settings
  local pace = {
    settle = taken.settle or settings.settle,
    interval = taken.look_interval or settings.look_interval,
    deadline = client.transport.now() + settings.timeout,
  }
  local handle, err = look_first(client, prepared.reference, taken, pace)
  if err then return nil, err end
  if handle then return handle, details_of(prepared.warnings, false, 0) end
  return send_until_known(client, prepared, pace)
end

-- Seconds between two glances at another coroutine's create with the same reference.
local GLANCE = 0.02

-- Seconds by which a create may exceed its time; after that, its coroutine is not run any more.
local OVERTIME = 2

-- Whether another coroutine's create with a reference is under way. One that was ended in the middle may have been
-- sent for as long as it had time.
local function is_under_way(creating, value, now)
  local other = creating.in_flight[value]
  if not other then return false end
  if now < other.deadline + OVERTIME then return true end
  creating.in_flight[value], creating.sent_at[value] = nil, other.deadline
  return false
end

-- Seconds for which it is remembered that a create may have been sent, which is longer than any `settle`; and between
-- two looks for those that need not be remembered any more.
local REMEMBERED = 24 * 3600
local TIDY = 60

-- Forgets creates whose time is over.
local function forget(creating, now)
  if now < creating.forget_at then return end
  creating.forget_at = now + TIDY
  for value in pairs(creating.in_flight) do is_under_way(creating, value, now) end
  for value, sent_at in pairs(creating.sent_at) do
    if now >= sent_at + REMEMBERED then creating.sent_at[value], creating.claims[value] = nil, nil end
  end
end

-- Takes a reference, for so many seconds at most, unless a create with it is under way: here, or in a process that
-- shares the store, if that can tell. -> whether it was free | nil, err
local function take(client, value, seconds)
  local creating = client.creating
  if is_under_way(creating, value, client.transport.now()) then return false end
  if not creating.store.claim then return true end
  local claim, why = creating.store.claim(client.session.key .. " " .. value, seconds, creating.claims[value])
  if claim then
    creating.claims[value] = claim
    return true
  end
  if type(why) ~= "string" then return false end
  return nil, errors.new("config", why, { outcome = "not_sent" })
end

-- Gives a reference back. What may have been sent, now or before, becomes visible first, to others than this client.
local function give_back(client, value, mine, settle)
  local creating = client.creating
  if creating.in_flight[value] == mine then creating.in_flight[value] = nil end
  local sent_at, claim = creating.sent_at[value], creating.claims[value]
  if not sent_at then creating.claims[value] = nil end
  if not claim or not creating.store.release then return end
  creating.store.release(client.session.key .. " " .. value,
    sent_at and math.max(0, sent_at + settle - client.transport.now()), claim)
end

-- Has one create with a reference at a time: of two coroutines, the second finds what the first has made.
local function create_alone(client, prepared, taken)
  local misplaced = exchange.out_of_place(client)
  if misplaced then return nil, misplaced end
  local now, value, timeout = client.transport.now, prepared.reference, client.settings.timeout
  local settle, give_up = taken.settle or client.settings.settle, now() + timeout
  local creating = client.creating
  forget(creating, now())
  while true do
    local is_free, err = take(client, value, timeout + OVERTIME + settle)
    if is_free then break end
    if err then return nil, err end
    local others_go_on, why = client.transport.sleep(GLANCE)
    if why then return nil, errors.new(why, "the call was cancelled", { outcome = "not_sent" }) end
    if now() >= give_up or others_go_on == false and is_under_way(creating, value, now()) then
      return nil, errors.new("timeout", "another create with this reference is still under way", {
        outcome = "not_sent",
      })
    end
  end
  local mine = { deadline = now() + timeout }
  creating.in_flight[value] = mine
  local ok, handle, details = pcall(create_once, client, prepared, taken)
  if not ok then
    creating.sent_at[value] = now()
  elseif handle then
    creating.sent_at[value] = nil
  end
  give_back(client, value, mine, settle)
  if not ok then error(handle, 0) end
  return handle, details
end

--- Creates what was prepared.
---@param client table
---@param prepared table of `make`
---@param taken table `never_sent`, `sent_at`, `settle`, `look_interval` as of `create_customer`
---@return string|nil handle
---@return table details_or_err
function prepared_customer.send(client, prepared, taken)
  if prepared.reference ~= nil then return create_alone(client, prepared, taken) end
  local handle, answer = send(client, call_of(prepared.body, "once"))
  if not handle then return nil, answer end
  return handle, details_of(prepared.warnings, true, answer.attempts, answer)
end

return prepared_customer
