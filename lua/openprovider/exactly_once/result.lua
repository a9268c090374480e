--- The result of a create, also for a customer that was there already.
--
-- @module openprovider.exactly_once.result

local equivalence = require("openprovider.customer.equivalence")
local errors = require("openprovider.errors")
local lookup = require("openprovider.exactly_once.lookup")
local new_details = require("openprovider.values.details")
local payload = require("openprovider.customer.payload")
local record = require("openprovider.customer.from_api")

local result = {}

--- The details of a customer that an answer is about, or one that was found.
---@param prepared table
---@param created boolean
---@param attempts integer
---@param answer table|nil
---@param differences table[]|nil of one that was found
---@return table
function result.details(prepared, created, attempts, answer, differences)
  return new_details({
    warnings = prepared.warnings or {}, -- a journal keeps none
    created = created, attempts = attempts, differences = differences,
    api_warnings = answer and answer.warnings or {}, maintenance = answer ~= nil and answer.maintenance,
  })
end

-- The error of a reference that another customer has.
local function conflict(prepared, handle, differences, others)
  local said = {}
  for _, difference in ipairs(others) do
    if type(difference.stored or "") == "string" and type(difference.given or "") == "string" then
      said[#said + 1] = string.format("%s is %q there and %q here", difference.path, difference.stored or "",
        difference.given or "")
    end
  end
  return errors.not_sent("conflict", string.format("the reference %s is that of %s, another customer%s: give this one "
    .. "a reference of its own, or use that handle", prepared.reference, handle,
    said[1] and " (" .. table.concat(said, "; ") .. ")" or ""),
    { handle = handle, differences = differences, attempts = 0 })
end

-- Whether a record differs only by missing members: a list may leave out a company or a prefix.
local function are_left_out(others)
  for _, difference in ipairs(others) do
    if difference.stored ~= nil then return false end
  end
  return others[1] ~= nil
end

-- What differs between a customer and one that was found, which is asked for as a whole if a list may have left out who
-- it is. -> as of `equivalence.differences` | nil, err
local function compare(client, prepared, found, pace)
  local is_whole = not pace or pace.whole == found
  local differences, others = equivalence.differences(payload.canonical(prepared), found, prepared.reference, is_whole)
  if is_whole or not are_left_out(others) then return differences, others end
  local whole, err = lookup.known(client, found.handle, pace)
  if not whole then return nil, err end
  return equivalence.differences(payload.canonical(prepared), whole, prepared.reference, true)
end

--- The result where a customer was found under its reference.
---@param client table
---@param prepared table
---@param found table a record, as the API or a journal has it
---@param pace table|nil if it is of a list: `deadline` for asking for the whole; `whole`: the customer that was
--- read as a whole, if there is one
---@return string|nil handle
---@return table details_or_err
function result.of_record(client, prepared, found, pace)
  local differences, others = compare(client, prepared, found, pace)
  if not differences then return nil, others end
  if others[1] then return nil, conflict(prepared, found.handle, differences, others) end
  client.references:gave(found.handle)
  return found.handle, result.details(prepared, false, 0, nil, differences)
end

--- The result of an earlier create, whose customer is looked at.
---@param client table
---@param prepared table
---@param handle string
---@param looked table|false|nil what an index of all references says of this one, see `marker_index`
---@param rate table|nil see `exchange.perform`
---@return string|nil handle
---@return table|nil details_or_err neither if it is gone, or if another one has the reference
function result.again(client, prepared, handle, looked, rate)
  if client.references:is_deleted(handle) then return nil end
  local pace = { deadline = client.transport.now() + client.settings.timeout, rate = rate }
  if looked then
    if looked.handle ~= handle then return nil end
    if not looked.may_be_deleted then return result.of_record(client, prepared, looked, pace) end
  end
  local customer, err = lookup.known(client, handle, pace)
  if customer and record.is_alive(customer) then return result.of_record(client, prepared, customer) end
  if customer or err.kind == "not_found" then
    client.references:deleted(handle)
    return nil
  end
  err.handle, err.outcome = handle, "not_sent"
  return nil, err
end

--- The result where a note says who was created: the API is asked only for what differs.
---@param client table
---@param prepared table
---@param note table of `references`
---@param pace table `deadline`
---@return string|nil handle
---@return table|nil details_or_err neither if it is gone
function result.of_note(client, prepared, note, pace)
  if client.references:is_deleted(note.handle) then return nil end
  local identity, whole = payload.fingerprints(prepared)
  if note.identity == identity and note.whole == whole and not client.references:is_changed(note.handle) then
    return note.handle, result.details(prepared, false, 0, nil, {})
  end
  local customer, err = lookup.known(client, note.handle, pace, note.made)
  if customer then return result.of_record(client, prepared, customer) end
  if err.kind == "not_found" then return nil end
  if note.identity ~= identity then return nil, conflict(prepared, note.handle, {}, {}) end
  return nil, err
end

return result
