--- Creates a customer, so that one call never makes two.
-- Without a reference, a create that may have been carried out is never sent again. With a reference the customer can
-- be found. Before the first send, and after every attempt with an unknown outcome, the API is asked who has the
-- reference. This is repeated until what was sent would be visible (`settle`). Only then it is sent again.
--
-- @module openprovider.exactly_once.create

local answers = require("openprovider.http.envelope")
local errors = require("openprovider.errors")
local events = require("openprovider.http.events")
local exchange = require("openprovider.http.call")
local handles = require("openprovider.customer.handle")
local hint = require("openprovider.http.hint")
local json = require("openprovider.values.json")
local lookup = require("openprovider.exactly_once.lookup")
local payload = require("openprovider.customer.payload")
local record = require("openprovider.customer.from_api")
local result = require("openprovider.exactly_once.result")

local create = {}

local MAY_EXIST = "the customer may exist"

-- The part of the remaining time that an attempt with a reference may take. The rest is for looking for the customer.
local SHARE = 0.5

-- The key under which other processes find the result of a create. No reference has a blank.
local function made_key(key)
  return "made " .. key
end

--- Leaves what a create learned to `ensure_customer`: a list may not show the customer yet.
---@param client table
---@param prepared table
---@param settle number|nil instead of the client's
---@param handle string|nil nil if the outcome is not known
function create.tell_ensure(client, prepared, settle, handle)
  settle = settle or client.settings.settle
  local references = client.references
  references:leave(prepared.who or payload.who(payload.canonical(prepared)), handle, settle)
  if not references:is_shared() then return end
  local identity, whole = payload.fingerprints(prepared)
  references:note(made_key(payload.ensured_key(prepared)), settle, handle, identity, whole)
end

--- What a create left to `ensure_customer`: it may be of another customer with the same company, name and address.
---@param client table
---@param prepared table
---@param key string of the customer, see `equivalence.key`
---@return table|nil left `{ handle, made }`; without a handle it is not known whether there is one
function create.left_to_ensure(client, prepared, key)
  local references = client.references
  return references:is_shared() and references:noted(made_key(key)) or references:left(prepared.who)
end

-- When what an earlier create may have sent is visible, by its note and by the caller's. -> time | nil
local function settled_at(note, opts, pace, now)
  local settled = nil
  if note and note.state == "sending" then
    settled = now + pace.settle -- a dead process sends nothing more, but it may have sent just now
  elseif note and note.state == "unknown" then
    settled = note.made + pace.settle
  end
  if opts.sent_ago then settled = math.max(settled or 0, now + pace.settle - opts.sent_ago) end
  return settled
end

-- A customer that an index has, asked for as a whole (`pace.whole`) if the list did not say whether it was deleted.
-- -> customer | nil if it is gone | nil, err
local function still_there(client, looked, pace)
  if client.references:is_deleted(looked.handle) then return nil end
  if not looked.may_be_deleted then return looked end
  local customer, err = lookup.known(client, looked.handle, pace)
  pace.whole = customer
  if customer then return record.is_alive(customer) and customer or nil end
  return nil, err.kind ~= "not_found" and err or nil
end

-- Looks before the first send. -> handle, details | nil, err; neither if nobody has the reference
local function find_before(client, prepared, held, opts, pace)
  local note, found, err = held.note, nil, nil
  if note and note.state == "created" then
    local handle, details = result.of_note(client, prepared, note, pace)
    if handle or details then return handle, details end
  end
  local settled = settled_at(note, opts, pace, client.transport.now())
  if type(opts.looked) == "table" then
    found, err = still_there(client, opts.looked, pace)
    if err then return nil, err end
  end
  if not found and settled then
    pace.settled = settled
    found, err = lookup.settled(client, prepared.reference, pace)
  elseif not found and opts.looked ~= false then
    found, err = lookup.find(client, prepared.reference, pace)
  end
  if not found and not err and prepared.earlier then found, err = lookup.find(client, prepared.earlier, pace) end
  if found then return result.of_record(client, prepared, found, pace) end
  return nil, err
end

--- Sends a customer once, and checks whether its handle can be trusted. A handle that another create got belongs to
--- that create; then the connection that brought it is closed.
---@param client table
---@param call table of `create.call`
---@param prepared table
---@return string|nil handle
---@return table answer_or_err
function create.send(client, call, prepared)
  local answer, err = client:exchange(call)
  if not answer then
    hint(err, prepared.warnings, function() return payload.canonical(prepared) end)
    return nil, err
  end
  local handle = type(answer.data) == "table" and answer.data.handle
  if not handles.is_one(handle) then return nil, answers.senseless(answer, "the answer has no handle") end
  if client.references:gave(handle) then return handle, answer end
  return nil, answers.senseless(answer, "the answer has the handle " .. handle .. ", which another create got before")
end

local WITHOUT_REFERENCE = { may = MAY_EXIST, look = function(call)
  return string.format("ensure_customer gives its handle or creates it, and list_customers { email_pattern = %q } "
    .. "shows whether it is there", json.decode(call.body).email)
end }

--- The call that creates.
---@param prepared table
---@param operation string that of the retry policy
---@param permit function|nil asked right before it is sent
function create.call(prepared, operation, permit)
  return {
    method = "POST", path = "/customers", body = prepared.body, operation = operation, permit = permit,
    doubt = WITHOUT_REFERENCE,
  }
end

--- Sends a customer once while its reference is held: before the first byte may leave, and once the outcome is known,
-- a note of it is made.
---@param client table
---@param call table
---@param held table
---@param prepared table
---@param permit function|nil asked right before it is sent
---@param is_lost boolean|nil whether an attempt before may have been carried out
---@return string|nil handle
---@return table answer_or_err
function create.send_held(client, call, held, prepared, permit, is_lost)
  local deadline = call.deadline or client.transport.now() + client.settings.timeout
  local identity, whole = payload.fingerprints(prepared)
  call.permit = function()
    local err = permit and permit()
    if err then return err end
    local _, why = held:sending(deadline + (call.waited or 0))
    return why
  end
  local handle, answer = create.send(client, call, prepared)
  if handle then
    held:created(handle, identity, whole)
  elseif answer.outcome == "unknown" then
    held:unknown()
  elseif not is_lost then
    held:forget()
  end
  return handle, answer
end

local WITH_REFERENCE = { may = MAY_EXIST, look = "create it again with the same reference, which finds it" }

-- The error of a create whose outcome is not known: the same call may be made again.
local function unknown(err, attempts)
  if err.kind ~= "outcome_unknown" then errors.unknown_outcome(err, WITH_REFERENCE) end
  err.outcome, err.attempts, err.retryable = "unknown", attempts, err.handles == nil
  return err
end

-- The result of a customer that was found after a send. -> handle, details | nil, err
local function of_own(client, prepared, found, attempts, pace)
  local handle, details = result.of_record(client, prepared, found, pace)
  if not handle then
    details.outcome, details.attempts = "unknown", attempts
    return nil, details
  end
  -- The customer may come from an earlier send, of another version.
  local differences = details.differences[1] and details.differences or nil
  return handle, result.details(prepared, true, attempts, nil, differences)
end

-- Looks after an attempt with an unknown outcome, as soon as the API allows it. -> customer | nil | nil, err
local function look_after(client, value, err, pace)
  local wait = err.retry_after or 0
  if client.transport.now() + wait >= pace.deadline then return nil, err end
  if wait > 0 then
    events.waits(client.settings.on_event, "outcome", wait)
    client.transport.sleep(wait)
  end
  return lookup.settled(client, value, pace)
end

-- Looks once after the token was refused: that proves that nothing was done, unless the refusal was meant for another
-- request. -> handle, details | nil, err; neither if it may be sent again
local function after_refusal(client, prepared, sent, pace)
  sent.is_refused = true
  local found, err = lookup.find(client, prepared.reference, pace)
  if found then return of_own(client, prepared, found, sent.attempts, pace) end
  if not err then return nil end
  if sent.is_lost or err.handles then return nil, unknown(err, sent.attempts) end
  err.outcome, err.attempts = "rejected", sent.attempts
  return nil, err
end

-- Looks after an attempt with an unknown outcome. -> handle, details | nil, err; neither if it may be sent again
local function after_loss(client, prepared, sent, err, pace)
  sent.is_lost, pace.settled = true, client.transport.now() + pace.settle
  local found, why = look_after(client, prepared.reference, err, pace)
  if found then
    if sent.cost then client.budget:refill(sent.cost) end
    return of_own(client, prepared, found, sent.attempts, pace)
  end
  errors.took(err, client.transport.now() - sent.began)
  if why then
    err.retry_after = why.retry_after -- the reason why the outcome is not known
    return nil, unknown(why.handles and why or err, sent.attempts)
  end
  local spent = sent.times <= client.settings.retries and client.budget:spend(err)
  if not spent then return nil, unknown(err, sent.attempts) end
  sent.cost = (sent.cost or 0) + spent
end

-- What follows a call without a handle. -> handle, details | nil, err; neither if it may be sent again
local function after_failure(client, prepared, sent, call, err, pace)
  if call.logged_in_again and not sent.is_refused then return after_refusal(client, prepared, sent, pace) end
  sent.times, err.attempts = sent.times + 1, sent.attempts
  if err.outcome == "unknown" then return after_loss(client, prepared, sent, err, pace) end
  -- Once the outcome of an attempt was unknown, that of the call is, whatever later attempts gave.
  return nil, sent.is_lost and unknown(err, sent.attempts) or err
end

-- Sends until the handle is known, or until it is certain that there is none. -> handle, details | nil, err
local function send_until_known(client, prepared, held, opts, pace)
  local sent = { attempts = 0, times = 0, is_lost = false, is_refused = false, began = client.transport.now() }
  while true do
    local call = create.call(prepared, "with_reference")
    call.deadline, call.share, call.logged_in_again, call.rate = pace.deadline, SHARE, sent.is_refused, pace.rate
    call.attempts_before = sent.attempts
    local handle, details = create.send_held(client, call, held, prepared, opts.permit, sent.is_lost)
    pace.deadline = pace.deadline + (call.waited or 0)
    sent.attempts = sent.attempts + (call.attempts or 0) -- a closed client makes none
    if handle then
      if sent.cost then client.budget:refill(sent.cost) end
      return handle, result.details(prepared, true, sent.attempts, details)
    end
    local found, why = after_failure(client, prepared, sent, call, details, pace)
    if found or why then return found, why end
    events.again(client, call, details, 0) -- the wait was the look
  end
end

-- -> handle, details | nil, err
local function create_held(client, prepared, held, opts, pace)
  local handle, details = find_before(client, prepared, held, opts, pace)
  if handle then return handle, details end
  if details then
    details.attempts = 0 -- this call sent nothing; an earlier one may have
    if not details.handles then details.outcome = "not_sent" end
    return nil, details
  end
  return send_until_known(client, prepared, held, opts, pace)
end

-- Creates a customer with a reference. One create has it at a time: the next one gets what this one learned.
-- -> handle, details | nil, err
local function with_reference(client, prepared, opts)
  local misplaced = exchange.out_of_place(client)
  if misplaced then return nil, misplaced end
  local settings = client.settings
  local pace = {
    settle = opts.settle or settings.settle,
    deadline = client.transport.now() + settings.timeout, rate = opts.rate,
  }
  local held, err = client.references:take(prepared.reference, pace)
  if not held then return nil, err end
  local ok, handle, details = pcall(create_held, client, prepared, held, opts, pace)
  held:release()
  if not ok then error(handle, 0) end
  return handle, details
end

-- -> handle, details | nil, err
local function without_reference(client, prepared, opts)
  local call = create.call(prepared, "once", opts.permit)
  call.rate = opts.rate
  local handle, answer = create.send(client, call, prepared)
  if not handle then return nil, answer end
  return handle, result.details(prepared, true, answer.call.attempts, answer)
end

--- Creates what was prepared.
---@param client table
---@param prepared table of `payload.make`; `canonical`, `email` and `warnings` may be left out
---@param opts table `settle`, instead of the client's; `sent_ago`: seconds since a process that is dead may have sent
--- it, nil if none did; `looked`: nil to look for the reference first, false where a look at all of them has shown
--- that nobody has it, or the record of a list that has it; `permit`: asked right before it is sent, its error ends
--- the call; `rate`: see `exchange.perform`
---@return string|nil handle
---@return table details_or_err
function create.create(client, prepared, opts)
  local make = prepared.reference ~= nil and with_reference or without_reference
  local handle, details = make(client, prepared, opts)
  if handle then return handle, details end
  details.reference = prepared.reference
  if details.outcome == "unknown" then create.tell_ensure(client, prepared, opts.settle) end
  return nil, details
end

return create
