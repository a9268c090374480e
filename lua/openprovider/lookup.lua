--- Looking for the customer that has a reference.
--
-- @module openprovider.lookup

local errors = require("openprovider.errors")
local page = require("openprovider.page")
local reference = require("openprovider.reference")
local retry = require("openprovider.retry")
local walk = require("openprovider.walk")

local lookup = {}

-- The API's longest page (FACTS 2.8); there is hardly ever more than one customer on it.
local LIMIT = 1000

-- Looks once. -> the handles of those that have the reference, the oldest first | nil, err
local function look(client, value, deadline)
  if client.settings.on_event then
    pcall(client.settings.on_event, { name = "lookup", path = "/customers" })
  end
  local query = { comment_pattern = reference.pattern(value), order = "ASC", order_by = "id", limit = LIMIT }
  local handles = {}
  for found, err in walk(function(offset)
    query.offset = offset
    return page.get(client, "/customers", query, deadline)
  end) do
    if not found then return nil, err end
    local _, its = reference.split(found.comments)
    if its == value and type(found.handle) == "string" and found.is_deleted ~= true then
      handles[#handles + 1] = found.handle
    end
  end
  return handles
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
    local handles, err = look(client, value, pace.deadline)
    if handles and (handles[1] or began >= pace.settled) then return handles end
    if err and not may_pass(err) then return nil, err end
    -- The last look is made when all has settled, and one that failed is made again at the same pace.
    local wait = pace.interval
    if handles then wait = math.max(0, math.min(wait, pace.settled - transport.now())) end
    if transport.now() + wait >= pace.deadline then
      return nil, err or errors.new("timeout", "no time was left to see whether it was carried out", {
        outcome = "unknown",
      })
    end
    transport.sleep(wait)
  end
end

-- The handle of the only customer among those that have a reference. -> handle | nil | nil, err
local function only(handles, value)
  if #handles < 2 then return handles[1] end
  return nil, errors.new("outcome_unknown", string.format(
    "%d customers have the reference %s: %s. Delete all but one", #handles, value, table.concat(handles, ", ")),
    { outcome = "unknown", handles = handles, cause = "conflict" })
end

--- Looks for the customer that has a reference.
---@param client table
---@param value string a reference
---@param deadline number when to give up, by the transport's clock
---@return string|nil handle
---@return table|nil err of kind `outcome_unknown` with `handles` if several have it; neither if nobody has
function lookup.find(client, value, deadline)
  local handles, err = look(client, value, deadline)
  if not handles then return nil, err end
  return only(handles, value)
end

--- Looks for the customer that has a reference until it is there, or until it cannot appear any more.
---@param client table
---@param value string a reference
---@param pace table by the transport's clock: `settled`, when what was sent has become visible, and `deadline`,
--- when to give up; `interval`, seconds between two looks
---@return string|nil handle
---@return table|nil err as of `find`
function lookup.settled(client, value, pace)
  local handles, err = look_until(client, value, pace)
  if not handles then return nil, err end
  return only(handles, value)
end

return lookup
