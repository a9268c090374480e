--- Works on several domains at a time.
--
-- @module openprovider.bulk.replacing.at_once

local plan = require("openprovider.bulk.replacing.plan")
local scheduler = require("openprovider.concurrency.scheduler")

-- Seconds between two looks whether a waiting domain may go on.
local GLANCE = 0.02

-- Items in the order of a source, except those that have to wait: domains of .eu are changed one after the other,
-- because the registry blocks all calls after ten refusals (FACTS 7.3). -> next_item() -> item | nil, seconds;
-- ended(item)
local function in_turn(source)
  local waiting, is_busy = {}, false
  local function next_item()
    if waiting[1] and not is_busy then
      is_busy = true
      return table.remove(waiting, 1)
    end
    while true do
      local item, seconds = source()
      if not item then return nil, waiting[1] and math.min(seconds or GLANCE, GLANCE) or seconds end
      if not plan.is_of_eu(item) then return item end
      if not is_busy then
        is_busy = true
        return item
      end
      waiting[#waiting + 1] = item
    end
  end
  local function ended(item)
    if plan.is_of_eu(item) then is_busy = false end
  end
  return next_item, ended, waiting
end

--- Calls a function for each item, several at a time, until an error ends the work. It then waits for calls in flight.
---@param client table
---@param limit integer how many at a time
---@param source function() -> item | nil, seconds after which there may be one, or an error that ends the work
---@param fn function(item) -> err that ends the work | nil
---@return table|nil err
---@return table[] left items that the source gave and that were not begun
return function(client, limit, source, fn)
  local stopped, again
  local next_item, ended, left = in_turn(function()
    local item, seconds = source()
    if type(seconds) == "table" then stopped, seconds = stopped or seconds, nil end
    return item, seconds
  end)
  local function start()
    local item
    if not stopped then item, again = next_item() end
    if not stopped then return item end
    again = nil
    if item then table.insert(left, 1, item) end
    return nil
  end
  for _, ok, why in scheduler.concurrently(limit, start, function(item)
    local err = fn(item)
    ended(item)
    stopped = stopped or err
    return true
  end, { ask_again = function() return again end, home = client.transport.calls }) do
    if not ok then error(why, 0) end
  end
  return stopped, left
end
