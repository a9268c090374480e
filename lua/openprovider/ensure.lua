--- Reusing the handle of a customer that is there already.
--
-- The API makes a new handle for each create, whatever it has (FACTS 3.6). Customers with the same
-- e-mail address are looked at, and the oldest that says the same is taken.
--
-- @module openprovider.ensure

local answers = require("openprovider.answer")
local arguments = require("openprovider.arguments")
local core = require("openprovider.core")
local create = require("openprovider.exactly_once.create")
local equivalence = require("openprovider.exactly_once.equivalence")
local exchange = require("openprovider.exchange")
local handles = require("openprovider.handle")
local lookup = require("openprovider.lookup")
local page = require("openprovider.page")
local prepared_customer = require("openprovider.prepared_customer")
local record = require("openprovider.record")
local same = require("openprovider.same")
local walk = require("openprovider.walk")

local ensure = {}

local OPTIONS = { allow_unknown = "boolean" }

-- The API's longest page (FACTS 2.8).
local LIMIT = 1000

-- Whether a customer from a list can be the one: all but what lists leave out is the same.
local function may_be(found, wanted)
  local there = equivalence.of_record(found, wanted)
  if not there then return false end
  equivalence.fill_unlisted(there, wanted)
  return same(there, wanted)
end

-- Whether it is the one, looked at as a whole. -> boolean | nil, err
local function is_it(client, found, wanted, pace)
  local whole, err = lookup.get(client, found.handle, pace)
  if not whole then
    if err.kind == "not_found" then return false end -- deleted meanwhile
    return nil, err
  end
  whole = record.clean(whole)
  local there = equivalence.of_record(whole, wanted)
  return record.is_alive(whole) and there ~= nil and same(there, wanted)
    and not client.references:is_deleted(whole.handle)
end

-- The filter that lets through who can be the one. The names keep it from being the same call for all
-- customers with one address: too many of those, and the API blocks the account (FACTS 3.4).
local function filter_for(canonical)
  return {
    email_pattern = canonical.email, company_name_pattern = canonical.company_name,
    first_name_pattern = canonical.name.first_name, last_name_pattern = canonical.name.last_name,
    with_additional_data = true, limit = LIMIT,
  }
end

-- The rows of a page, the oldest first.
local function by_age(rows)
  local function id_of(row) return tonumber(row.id) or math.huge end
  table.sort(rows, function(one, other) return id_of(one) < id_of(other) end)
  local index = 0
  return function()
    index = index + 1
    return rows[index]
  end
end

-- The customers that a filter lets through, the oldest first: nearly always one page has them all, in whatever order.
-- `last.answer` is always that of the last page. -> iterator of rows, or of false, err | nil, err
local function candidates(client, query, pace, last)
  local function get()
    local found, details
    found, details, last.answer = page.get(client, "/customers", query, pace)
    return found, details, last.answer
  end
  local first, err = get()
  if not first then return nil, err end
  local count = #first.results
  if count < LIMIT and (first.total or count) <= count then return by_age(first.results) end
  query.order, query.order_by = "ASC", "id"
  return walk(function(offset)
    query.offset = offset
    return get()
  end)
end

-- -> the handle of the oldest customer that says the same | nil | nil, err
local function find(client, canonical, wanted, pace)
  local last = {}
  local rows, err = candidates(client, filter_for(canonical), pace, last)
  if not rows then return nil, err end
  for row, why in rows do
    if not row then return nil, why end
    local found = record.clean(row)
    if record.is_alive(found) and may_be(found, wanted) then
      if not handles.is_one(found.handle) then
        return nil, answers.senseless(last.answer, "the list has a customer without a handle")
      end
      local yes
      yes, err = is_it(client, found, wanted, pace)
      if err then return nil, err end
      if yes then return found.handle end
    end
  end
  return nil
end

-- What is compared, and what of it the checker does not know: that counts here, too.
local function wanted_of(canonical)
  local wanted = equivalence.comparable(canonical)
  for name, value in pairs(canonical) do
    if not record.is_member(name) then wanted[name] = value end
  end
  return wanted
end

-- The details of a customer that was there.
local function found_before(prepared)
  return { created = false, warnings = prepared.warnings, api_warnings = {}, maintenance = false }
end

-- Looks until what may have been sent would be visible. -> handle | nil | nil, err
local function find_settled(client, prepared, wanted, settled, pace)
  pace.settled = settled
  local found, err = lookup.until_settled(client, pace, function()
    local handle, why = find(client, prepared.canonical, wanted, pace)
    if why then return nil, why end
    return { handle }
  end)
  if not found then return nil, err end
  return found[1]
end

-- The handle of the customer where no earlier call of this kind has left a note: as lists have it, or as a create has
-- left it, which lists may not show yet. -> handle | nil | nil, err
local function find_unnoted(client, prepared, wanted, whole, pace)
  local handle, err = find(client, prepared.canonical, wanted, pace)
  if handle or err then return handle, err end
  local left = create.left_to_ensure(client, prepared.canonical.email, whole)
  if not left then return nil end
  if not left.handle then
    return find_settled(client, prepared, wanted, left.made + pace.settle, pace)
  end
  local yes
  yes, err = is_it(client, left, wanted, pace)
  return yes and left.handle or nil, err
end

-- The handle of the customer, as an earlier call has noted it or as it is found. -> handle | nil | nil, err
local function find_before(client, prepared, wanted, whole, held, pace)
  local note = held.note
  if note and note.state == "created" then
    local is_same = not client.references:is_deleted(note.handle)
    if is_same and client.references:is_changed(note.handle) then
      local err
      is_same, err = is_it(client, note, wanted, pace)
      if err then return nil, err end
    end
    if is_same then return note.handle end
    note = nil
  end
  if not note then return find_unnoted(client, prepared, wanted, whole, pace) end
  -- What an earlier call may have sent appears by then; one that was ended in the middle may have sent it just now.
  local sent = note.state == "unknown" and note.made or client.transport.now()
  return find_settled(client, prepared, wanted, sent + pace.settle, pace)
end

local function ensure_held(client, prepared, wanted, whole, held, pace)
  local handle, err = find_before(client, prepared, wanted, whole, held, pace)
  if err then
    err.outcome = "not_sent" -- of the create, whatever became of the looking
    return nil, err
  end
  if handle then return handle, found_before(prepared) end
  local call = create.call(prepared, "once")
  call.deadline = pace.deadline
  local answer
  handle, answer = create.send_held(client, call, held, prepared)
  if not handle then return nil, answer end
  return handle, create.details(prepared.warnings, true, answer.attempts, answer)
end

--- Gives the handle of an identical customer, or creates it. Two customers are identical if in canonical
-- form every member is the same, but for the order of tags and of extensions, the way telephone numbers
-- are split, references, `name.full_name`, which the API computes, and `locale` where the one given has none.
--
-- Calls at the same time, and calls while lists do not show the customer yet, give one handle, in all clients of a
-- process and in processes that share a store.
---@param client table
---@param customer table the members of a customer; never changed
---@param opts? table `allow_unknown`: lets unknown members through, in the create
---@return string|nil handle
---@return table details_or_err `{ created, warnings, ... }`, the rest as of `create_customer` if it was created
function ensure.ensure_customer(client, customer, opts)
  arguments.check("ensure_customer", 1, customer, "table")
  local taken, err = arguments.options("ensure_customer", 2, opts, OPTIONS)
  if not taken then return nil, err end
  local prepared
  prepared, err = prepared_customer.make(customer, nil, taken.allow_unknown)
  if not prepared then return nil, err end
  err = exchange.out_of_place(client)
  if err then return nil, err end
  local wanted, settings = wanted_of(prepared.canonical), client.settings
  local whole = core.fingerprint(wanted)
  local pace = { settle = settings.settle, deadline = client.transport.now() + settings.timeout }
  local held
  held, err = client.references:take("ensure " .. whole, pace)
  if not held then return nil, err end
  local ok, handle, details = pcall(ensure_held, client, prepared, wanted, whole, held, pace)
  held:release()
  if not ok then error(handle, 0) end
  return handle, details
end

return ensure
