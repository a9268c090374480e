--- Looks for the customer that has a reference, with one request. There is almost never more than one, so the request
--- asks for no order.
--
-- @module openprovider.exactly_once.lookup

local answers = require("openprovider.http.envelope")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local events = require("openprovider.http.events")
local handles = require("openprovider.customer.handle")
local page = require("openprovider.list.page")
local record = require("openprovider.customer.from_api")
local reference = require("openprovider.customer.marker")
local retry = require("openprovider.limits.retry_policy")

local lookup = {}

-- The API's longest page (FACTS 2.8).
local LIMIT = 1000

-- Whether a row of a list can be compared: lists may leave members out.
local function is_comparable(row)
  local name = row.name
  return type(row.comments) == "string" and type(name) == "table" and name.first_name ~= nil and name.last_name ~= nil
end

-- Why data are not those of the customer that was asked for. -> message | nil
local function fault_of(data, handle)
  local found = type(data) == "table" and data.handle
  if type(found) ~= "string" then return "the answer has no customer" end
  if handles.is_same(found, handle) then return nil end
  return string.format("the answer has %s, another customer than %s that was asked for",
    handles.is_one(found) and found or "something else", handle)
end

--- Gets a customer as the API has it.
---@param client table
---@param handle string
---@param pace? table `deadline`, by the transport's clock, else the timeout counts; `rate`, see `exchange.perform`
---@param how? table `is_short`: without additional data; `is_exact`: for what will be written back, see `json.decode`
---@return table|nil customer as decoded
---@return table answer_or_err of kind `not_found` if there is none; with the `handle`, unless that can be none
function lookup.get(client, handle, pace, how)
  local path, err = handles.path(handle)
  if not path then return nil, err end
  how = how or {}
  local call = {
    method = "GET", path = path, query = "with_additional_data=" .. tostring(not how.is_short), operation = "read",
    deadline = pace and pace.deadline, rate = pace and pace.rate, is_exact = how.is_exact,
    fault = function(data) return fault_of(data, handle) end,
  }
  local answer
  answer, err = client:exchange(call)
  if pace then pace.deadline = pace.deadline + (call.waited or 0) end
  if answer then return answer.data, answer end
  err.handle = handle
  return nil, err
end

-- Reads a customer until it is there, or until `settled`, when it would be. -> customer, answer, or nil and an error;
-- and another error if there was no time to wait so long
local function get_settled(client, handle, pace, settled, how)
  local customer, answer
  local own = { settled = settled, settle = client.settings.settle, deadline = pace.deadline, rate = pace.rate }
  local _, err = lookup.until_settled(client, own, function()
    customer, answer = lookup.get(client, handle, own, how)
    local is_absent = not customer and answer.kind == "not_found"
    if is_absent and client.references:is_deleted(handle) then own.settled = -math.huge end
    return { not is_absent or nil }
  end)
  pace.deadline = own.deadline
  return customer, answer, err
end

--- Gets a customer that may not be readable yet, because it was created a moment ago: it is read until it is there, or
--- until it would be.
---@param client table
---@param handle string
---@param pace table `deadline`, by the transport's clock; `rate`
---@param made? number when it was created, if it was not by this process; now at the latest
---@param how? table as for `get`
---@return table|nil customer as decoded
---@return table answer_or_err of kind `not_found` if there is none; `timeout` if that could not be seen in time
function lookup.readable(client, handle, pace, made, how)
  local settled = client.references:readable_at(handle)
  if made then settled = math.max(settled, made + client.settings.settle) end
  local customer, answer, err = get_settled(client, handle, pace, settled, how)
  if customer or answer.kind ~= "not_found" or not err then return customer, answer end
  return nil, errors.new("timeout", handle .. " was created a moment ago, and cannot be read yet: no time was left to "
    .. "wait until it can", { outcome = "unknown", handle = handle })
end

--- The same, with what updates of this process have written: reads may not show it yet.
---@param client table
---@param handle string
---@param pace table
---@param made? number
---@return table|nil customer
---@return table answer_or_err
function lookup.known(client, handle, pace, made)
  local written = client.updates:written(handle) -- before the read, for its answer may take long
  local customer, answer = lookup.readable(client, handle, pace, made)
  return customer and written(customer), answer
end

-- Whether a row has a reference and leaves open if it was deleted: a list may go on showing deleted customers.
local function may_be_deleted(row, value)
  return not record.tells_its_life(row) and reference.in_any_case(row.comments, value) ~= nil
end

-- A customer of a list, with what the list left out (then `pace.whole` is it). -> customer | nil if it is gone | nil,
-- err
local function whole(client, row, value, answer, pace)
  if not handles.is_one(row.handle) then
    return nil, answers.senseless(answer, "the list has a customer without a handle")
  end
  if is_comparable(row) and not may_be_deleted(row, value) then return row end
  local customer, err = lookup.known(client, row.handle, pace, client.transport.now())
  pace.whole = customer
  if customer then return customer end
  return nil, err.kind ~= "not_found" and err or nil
end

-- Adds a customer whose reference differs only in case: a server may change the case of comments, so it is not known
-- whether it has this reference.
local function in_other_case(handle, other, value)
  return errors.not_sent("conflict", string.format("%s has the reference %s, and %s differs from it in case alone: the "
    .. "API may have changed the case. If it is the customer that you mean, use its handle; if not, use another "
    .. "reference. Best are references in lower case", handle, other, value), { handle = handle })
end

-- Looks once. -> the living customers that have the reference, as decoded | nil, err
local function look(client, value, pace)
  events.mark(client.settings.on_event, "lookup", "/customers")
  local query = { comment_pattern = reference.pattern(value), limit = LIMIT }
  local found, err, answer = page.get(client, "/customers", query, pace)
  if not found then return nil, err end
  local count = #found.results
  if count >= LIMIT or (found.total or count) > count then
    return nil, answers.senseless(answer, string.format("the API's search for the reference %s finds %.0f customers or "
      .. "more, and shows %d of them: use a reference without underscores", value, math.max(found.total or 0, count),
      count))
  end
  local living, unclear = {}, nil
  for _, row in ipairs(found.results) do
    local customer
    customer, err = whole(client, row, value, answer, pace)
    if err then return nil, err end
    if customer and not reference.is_like(customer.comments, value) then
      return nil, answers.senseless(answer, string.format("the API ignores the filter comment_pattern: it lists %s, "
        .. "which has no such reference; it is not known who has the reference %s", row.handle, value))
    end
    local its = customer and reference.in_any_case(customer.comments, value)
    if its and record.is_alive(customer) and not client.references:is_deleted(customer.handle) then
      if reference.has(customer.comments, value) then
        living[#living + 1] = customer
      else
        unclear = unclear or in_other_case(customer.handle, its, value)
      end
    end
  end
  if unclear and not living[1] then return nil, unclear end
  return living
end

-- Whether a look that failed may be followed by another: what the API itself says stays true.
local function may_pass(err)
  local situation = retry.situation(err)
  return situation ~= "final" and situation ~= "refused_token"
end

-- Seconds between two looks: there are ten looks while a create settles, with a pause between all of them. If the time
-- ends before, at most half of it is waited, so that a customer that appears late is found, too.
local LOOKS, SHORTEST, LONGEST, SHARE = 10, 0.02, 1, 0.5

local function interval(pace, now)
  return math.max(SHORTEST, math.min(pace.settle / LOOKS, LONGEST, (pace.deadline - now) * SHARE))
end

--- Looks until something is there, or until nothing can appear any more.
---@param client table
---@param pace table by the transport's clock: `settled`, when what was sent has become visible, and `deadline`, when to
--- give up; `settle`, seconds
---@param look_once function() -> what was found, an array that may be empty | nil, err
---@return table|nil found
---@return table|nil err
function lookup.until_settled(client, pace, look_once)
  local transport = client.transport
  while true do
    local began = transport.now()
    local found, err = look_once()
    if found and (found[1] or began >= pace.settled) then return found end
    if err and not may_pass(err) then return nil, err end
    -- The last look is made when all has settled, and one that failed is made again at the same pace.
    local wait = math.max(interval(pace, transport.now()), err and err.retry_after or 0)
    if found then wait = math.max(0, math.min(wait, pace.settled - transport.now())) end
    if transport.now() + wait >= pace.deadline then
      return nil, err or errors.new("timeout", "no time was left to see whether it was carried out", {
        outcome = "unknown",
      })
    end
    transport.sleep(wait)
  end
end

-- The only customer among those that have a reference. -> customer | nil | nil, err
local function only(found, value)
  if #found < 2 then return found[1] end
  local its = {}
  for index, customer in ipairs(found) do its[index] = customer.handle end
  table.sort(its, core.before)
  return nil, errors.new("outcome_unknown", string.format(
    "%d customers have the reference %s: %s. Delete all but one", #its, value, table.concat(its, ", ")),
    { outcome = "unknown", handles = its, cause = "conflict" })
end

--- Looks for the customer that has a reference.
---@param client table
---@param value string a reference
---@param pace table `deadline`, when to give up, by the transport's clock
---@return table|nil customer as decoded
---@return table|nil err of kind `outcome_unknown` with `handles` if several have it, `protocol` if the list has others;
--- neither if nobody has it
function lookup.find(client, value, pace)
  local found, err = look(client, value, pace)
  if not found then return nil, err end
  return only(found, value)
end

--- Looks for the customer that has a reference until it is there, or until it cannot appear any more.
---@param client table
---@param value string a reference
---@param pace table by the transport's clock: `settled`, when what was sent has become visible, and `deadline`,
--- when to give up; `settle`, seconds
---@return table|nil customer as decoded
---@return table|nil err as of `find`
function lookup.settled(client, value, pace)
  local is_told = false
  local found, err = lookup.until_settled(client, pace, function()
    local now_there, why = look(client, value, pace)
    if now_there and not now_there[1] and not is_told then
      is_told = true
      local left = math.min(pace.settled, pace.deadline) - client.transport.now()
      if left > 0 then events.waits(client.settings.on_event, "outcome", left) end
    end
    return now_there, why
  end)
  if not found then return nil, err end
  return only(found, value)
end

return lookup
