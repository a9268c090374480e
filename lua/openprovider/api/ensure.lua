--- Gives the handle of an identical customer that is there already, or creates it.
--
-- The API makes a new handle for each create, whatever it has (FACTS 3.6). Customers with the same e-mail address and
-- name are looked at, and the oldest that is the same is taken.
--
-- @module openprovider.api.ensure

local answers = require("openprovider.http.envelope")
local arguments = require("openprovider.values.arguments")
local built = require("openprovider.customer.built")
local call_time = require("openprovider.limits.call_time")
local create = require("openprovider.exactly_once.create")
local equivalence = require("openprovider.customer.equivalence")
local errors = require("openprovider.errors")
local exchange = require("openprovider.http.call")
local handles = require("openprovider.customer.handle")
local lookup = require("openprovider.exactly_once.lookup")
local pattern = require("openprovider.list.pattern")
local payload = require("openprovider.customer.payload")
local record = require("openprovider.customer.from_api")
local result = require("openprovider.exactly_once.result")
local search = require("openprovider.list.search")

local ensure = {}

local OPTIONS = { allow_unknown = "boolean", timeout = "number" }

-- Customers that are looked at as a whole, at most: lists leave members out (FACTS 2.8). More that only those can tell
-- apart would take a call each, time and again.
local MAX_LOOKS = 50

-- The members by which lists are filtered, and the filters. Names keep it from being the same call for all customers
-- with one address: too many of those, and the API blocks the account (FACTS 3.4).
local function filters_of(customer)
  local name = type(customer.name) == "table" and customer.name or {}
  return {
    email_pattern = customer.email, company_name_pattern = customer.company_name,
    first_name_pattern = name.first_name, last_name_pattern = name.last_name,
  }
end

local function query_of(canonical)
  local query = { with_additional_data = true }
  for filter, value in pairs(filters_of(canonical)) do query[filter] = pattern.of(value) end
  return query
end

-- What differs in a customer that is looked at as a whole; `made`: when it was created, at the latest.
-- -> differences | nil if it is another one | nil, err
local function look(client, handle, canonical, pace, made)
  local whole, err = lookup.known(client, handle, pace, made)
  if not whole then
    if err.kind == "not_found" then return nil end -- deleted meanwhile
    return nil, err
  end
  if not record.is_alive(whole) or client.references:is_deleted(handle) then return nil end
  return equivalence.identical(canonical, whole)
end

local function too_many()
  return errors.not_sent("conflict", string.format("%d customers with this company, name and e-mail address were "
    .. "looked at, and none of them is the same; there are more, which lists do not tell apart. Create the customer "
    .. "with a reference, by which it is found again", MAX_LOOKS))
end

-- Looks at a customer of a list as a whole, unless it is known to be another one. -> as of `look`
local function look_once(client, handle, canonical, pace)
  if pace.others[handle] then return nil end
  if pace.looks == MAX_LOOKS then return nil, too_many() end
  local differences, err = look(client, handle, canonical, pace, client.transport.now())
  if not err then pace.others[handle], pace.looks = not differences, pace.looks + 1 end
  return differences, err
end

-- -> the handle of the oldest customer that is the same, what differs in case | nil | nil, err
local function find(client, canonical, pace)
  local last = {}
  local rows, err = search(client, query_of(canonical), pace, last)
  if not rows then return nil, err end
  for row, _, why in rows do
    if not row then return nil, why end
    if record.is_alive(row) and equivalence.identical(canonical, row, true) then
      if not handles.is_one(row.handle) then
        return nil, answers.senseless(last.answer, "the list has a customer without a handle")
      end
      local differences
      differences, err = look_once(client, row.handle, canonical, pace)
      if err then return nil, err end
      if differences then return row.handle, differences end
    end
  end
  return nil
end

-- Looks until what may have been sent would be visible. -> handle, differences | nil | nil, err
local function find_settled(client, canonical, settled, pace)
  pace.settled = settled
  local found, err = lookup.until_settled(client, pace, function()
    local handle, differences = find(client, canonical, pace)
    if not handle and differences then return nil, differences end
    return { handle, differences }
  end)
  if not found then return nil, err end
  return found[1], found[2]
end

-- The customer where no earlier call of this kind has left a note: as lists have it, or as a create has left it, which
-- lists may not show yet. -> handle, differences | nil | nil, err
local function find_unnoted(client, prepared, key, pace)
  local canonical = prepared.canonical
  local handle, differences = find(client, canonical, pace)
  if handle or differences then return handle, differences end
  local left = create.left_to_ensure(client, prepared, key)
  if not left then return nil end
  if not left.handle then return find_settled(client, canonical, left.made + pace.settle, pace) end
  local err
  differences, err = look(client, left.handle, canonical, pace, left.made)
  return differences and left.handle, differences or err
end

-- What differs in case from the customer of a note, which is looked at if there is anything.
local function differences_of(client, note, canonical, pace)
  local _, whole = equivalence.fingerprints(canonical)
  if note.whole == whole then return {} end
  -- A customer that cannot be read yet counts as the same.
  return look(client, note.handle, canonical, pace, note.made) or {}
end

-- The customer as an earlier call has noted it, or as it is found. -> handle, differences | nil | nil, err
local function find_before(client, prepared, key, held, pace)
  local note, canonical = held.note, prepared.canonical
  if note and note.state == "created" then
    local differences, err
    if client.references:is_changed(note.handle) then
      differences, err = look(client, note.handle, canonical, pace, note.made)
      if err then return nil, err end
    elseif not client.references:is_deleted(note.handle) then
      differences = differences_of(client, note, canonical, pace)
    end
    if differences then return note.handle, differences end
    note = nil
  end
  if not note then return find_unnoted(client, prepared, key, pace) end
  -- What an earlier call may have sent appears by then; one that was ended in the middle may have sent it just now.
  local sent = note.state == "unknown" and note.made or client.transport.now()
  return find_settled(client, canonical, sent + pace.settle, pace)
end

local function ensure_held(client, prepared, key, held, pace)
  local handle, differences = find_before(client, prepared, key, held, pace)
  if handle then return handle, result.details(prepared, false, 0, nil, differences) end
  if differences then
    local err = differences
    err.outcome = "not_sent" -- of the create, whatever happened to the lookup
    return nil, err
  end
  local call = create.call(prepared, "once")
  call.deadline = pace.deadline
  local answer
  handle, answer = create.send_held(client, call, held, prepared)
  if not handle then return nil, answer end
  return handle, result.details(prepared, true, answer.call.attempts, answer)
end

--- See `Client:ensure_customer`.
function ensure.ensure_customer(client, customer, opts)
  arguments.check("ensure_customer", 1, customer, "table")
  local prepared, err
  opts, err = arguments.options("ensure_customer", 2, opts, OPTIONS)
  if not opts then return nil, err end
  client = call_time.within(client, opts.timeout)
  prepared, err = payload.make(built.copy(customer), nil, opts.allow_unknown)
  if not prepared then return nil, err end
  err = exchange.out_of_place(client)
  if err then return nil, err end
  local settings, key = client.settings, equivalence.key(prepared.canonical)
  local pace = {
    settle = settings.settle, deadline = client.transport.now() + settings.timeout, others = {}, looks = 0,
  }
  local held
  held, err = client.references:take("ensure " .. key, pace)
  if not held then return nil, err end
  local ok, handle, details = pcall(ensure_held, client, prepared, key, held, pace)
  held:release()
  if not ok then error(handle, 0) end
  return handle, details
end

return ensure
