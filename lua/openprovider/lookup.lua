--- Looking for the customer that has a reference.
--
-- @module openprovider.lookup

local customers = require("openprovider.customers")
local errors = require("openprovider.errors")
local handles = require("openprovider.handle")
local page = require("openprovider.page")
local record = require("openprovider.record")
local reference = require("openprovider.reference")
local retry = require("openprovider.retry")
local walk = require("openprovider.walk")

local lookup = {}

-- The API's longest page (FACTS 2.8); there is hardly ever more than one customer on it.
local LIMIT = 1000

-- A customer that was found, with its comments, which a list may leave out. -> customer | nil, err
local function whole(client, found)
  if not handles.is_one(found.handle) then
    return nil, errors.new("protocol", "the list has a customer without a handle", { outcome = "unknown" })
  end
  if type(found.comments) == "string" then return record.clean(found), found.comments end
  local sent, err = customers.get_customer(client, found.handle, { raw = true })
  if not sent then return nil, err end
  return record.clean(sent), sent.comments
end

-- Looks once. -> the handles of those that have the reference, the oldest first | nil, err
local function look(client, value, deadline)
  if client.settings.on_event then
    pcall(client.settings.on_event, { name = "lookup", path = "/customers" })
  end
  local query = { comment_pattern = reference.pattern(value), order = "ASC", order_by = "id", limit = LIMIT }
  local found_handles = {}
  for found, err in walk(function(offset)
    query.offset = offset
    return page.get(client, "/customers", query, deadline)
  end) do
    if not found then return nil, err end
    local customer, comments = whole(client, found)
    if not customer then return nil, comments end
    if reference.has(comments, value) and record.is_alive(customer) then
      found_handles[#found_handles + 1] = found.handle
    end
  end
  return found_handles
end

-- Whether a look that failed may be followed by another: what the API itself says stays true.
local function may_pass(err)
  local situation = retry.situation(err)
  return situation ~= "final" and situation ~= "refused_token"
end

-- Looks until somebody has the reference or until nobody can any more. -> handles | nil, err
local function look_until(client, value, pace)
  local transport = client.transport
  while true do
    local began = transport.now()
    local found, err = look(client, value, pace.deadline)
    if found and (found[1] or began >= pace.settled) then return found end
    if err and not may_pass(err) then return nil, err end
    -- The last look is made when all has settled, and one that failed is made again at the same pace.
    local wait = math.max(pace.interval, err and err.retry_after or 0)
    if found then wait = math.max(0, math.min(wait, pace.settled - transport.now())) end
    if transport.now() + wait >= pace.deadline then
      return nil, err or errors.new("timeout", "no time was left to see whether it was carried out", {
        outcome = "unknown",
      })
    end
    transport.sleep(wait)
  end
end

-- The handle of the only customer among those that have a reference. -> handle | nil | nil, err
local function only(found, value)
  if #found < 2 then return found[1] end
  return nil, errors.new("outcome_unknown", string.format(
    "%d customers have the reference %s: %s. Delete all but one", #found, value, table.concat(found, ", ")),
    { outcome = "unknown", handles = found, cause = "conflict" })
end

--- Looks for the customer that has a reference.
---@param client table
---@param value string a reference
---@param deadline number when to give up, by the transport's clock
---@return string|nil handle
---@return table|nil err of kind `outcome_unknown` with `handles` if several have it; neither if nobody has
function lookup.find(client, value, deadline)
  local found, err = look(client, value, deadline)
  if not found then return nil, err end
  return only(found, value)
end

--- Looks for the customer that has a reference until it is there, or until it cannot appear any more.
---@param client table
---@param value string a reference
---@param pace table by the transport's clock: `settled`, when what was sent has become visible, and `deadline`,
--- when to give up; `interval`, seconds between two looks
---@return string|nil handle
---@return table|nil err as of `find`
function lookup.settled(client, value, pace)
  local found, err = look_until(client, value, pace)
  if not found then return nil, err end
  return only(found, value)
end

return lookup
