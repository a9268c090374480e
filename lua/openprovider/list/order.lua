--- Decides which rows of a list a walk has passed, and which it returns: in the order of `id`, and in any other order.
--
-- Both have the same functions:
-- - `keys(rows)` -> a unique key for each row | nil, err
-- - `has(key)` -> whether the row was passed
-- - `take(key)` passes the row -> whether the walk returns it
-- - `is_over()` -> whether all rows were returned
-- - `at_end(least)` is called when the list has no more rows. `least`: the least number of rows that it says to have.
--   -> "over" | "again" from its start | "on" | nil, err
--
-- @module openprovider.list.order

local errors = require("openprovider.errors")
local json = require("openprovider.values.json")

local walk_order = {}

-- The most keys that are kept in any other order: some 80 MB of memory.
local MAX_KEPT = 1000000

-- How often the list may end without the newest row: a customer may be created just then.
local MOST_ENDS = 3

--- The error of a list that may have hidden rows.
---@param ... any a format and its values
---@return table err
function walk_order.unsure(...)
  return errors.new("protocol", "rows could be missed: " .. string.format(...), { outcome = "unknown" })
end

local unsure = walk_order.unsure

-- A row's id, if a double holds it exactly | nil
local function id_of(row)
  local id = row.id
  if type(id) == "string" then id = id:find("^%d+$") and tonumber(id) end
  return type(id) == "number" and id % 1 == 0 and json.is_exact(id) and id or nil
end

-- The ids of rows, if they never fall, or, with a `sign` of -1, never rise. -> ids | nil, message
local function sorted_ids(rows, sign)
  local ids = {}
  for index, row in ipairs(rows) do
    local id = id_of(row)
    if not id then return nil, "a row of the list has no id" end
    if index > 1 and (id - ids[index - 1]) * sign < 0 then
      return nil, string.format("the list is not in the order of id any more, %.0f comes after %.0f", id,
        ids[index - 1])
    end
    ids[index] = id
  end
  return ids
end

--- The last id of rows in the order of `id`.
---@param rows table[]
---@return number|nil id nil if they are in another order
function walk_order.last_id(rows)
  local ids = sorted_ids(rows, 1)
  return ids and (ids[#ids] or -math.huge)
end

--- The first id of rows in the order of `id`, descending.
---@param rows table[]
---@return number|nil id nil if they are in another order
function walk_order.newest_id(rows)
  local ids = sorted_ids(rows, -1)
  return ids and (ids[1] or -math.huge)
end

--- The order of `id`: returns all rows up to the one that was the newest at the start.
---@param newest number
---@param ask function() -> the newest id now | nil if the order is another | nil, err
---@return table order
function walk_order.by_id(newest, ask)
  local last, ends = -math.huge, 0
  local order = {}

  function order.keys(rows)
    local ids, why = sorted_ids(rows, 1)
    if not ids then return nil, unsure("%s", why) end
    return ids
  end

  function order.has(id) return id <= last end

  function order.take(id)
    last, ends = id, 0
    return id <= newest
  end

  function order.is_over() return last >= newest end

  -- The newest one may have been deleted. Then the first row that was created since ends the walk.
  function order.at_end()
    local now, err = ask()
    if err then return nil, err end
    if now and now <= last then return "over" end
    ends = ends + 1
    if ends < MOST_ENDS then return "on" end
    return nil, unsure("the list ends with the id %.0f, but a newer one exists", last)
  end

  return order
end

-- A unique key of each row: its id or its handle. -> keys | nil, err
local function keys_of(rows)
  local keys = {}
  for index, row in ipairs(rows) do
    keys[index] = id_of(row) or type(row.handle) == "string" and row.handle or nil
    if not keys[index] then return nil, unsure("a row of the list has neither an id nor a handle") end
  end
  return keys
end

--- The order for one page that has all rows.
---@return table order
function walk_order.one_page()
  local passed = {}
  return {
    keys = keys_of,
    has = function(key) return passed[key] end,
    take = function(key)
      passed[key] = true
      return true
    end,
    is_over = function() return true end,
  }
end

--- Any other order that stays the same. All pages are read once to note their rows, and again to return them. Rows may
--- move to pages that the walk has read already, so it reads all pages until it finds no further row.
---@return table order
function walk_order.any()
  local wanted, passed, count = {}, {}, 0
  local is_noting, finds = true, false
  local order = {}

  function order.keys(rows)
    if count > MAX_KEPT then
      return nil, unsure("the list is not in the order of id, and longer than %d", MAX_KEPT)
    end
    return keys_of(rows)
  end

  function order.has(key) return passed[key] end

  function order.take(key)
    passed[key] = true
    if is_noting then
      wanted[key], count = true, count + 1
      return false
    end
    if not wanted[key] then return false end
    wanted[key], count, finds = nil, count - 1, true
    return true
  end

  function order.is_over() return not is_noting and count == 0 end

  function order.at_end(least)
    if is_noting and count < least then
      return nil, unsure("the list is not in the order of id, and of %.0f only %d were seen", least, count)
    end
    if not is_noting and not finds then return "over" end -- the others were deleted
    passed, is_noting, finds = {}, false, false
    return "again"
  end

  return order
end

return walk_order
