--- Finds the customers that match a filter, the oldest first. Nearly always one page has all of them, in any order.
--
-- @module openprovider.list.search

local core = require("openprovider.core")
local page = require("openprovider.list.page")
local walk = require("openprovider.list.stable_pages")

-- The API's longest page (FACTS 2.8).
local LIMIT = 1000

-- The rows of a page, the oldest first.
local function by_age(rows)
  local function id_of(row) return core.number(row.id) or math.huge end
  table.sort(rows, function(one, other) return id_of(one) < id_of(other) end)
  local index = 0
  return function()
    index = index + 1
    return rows[index]
  end
end

--- Searches.
---@param client table
---@param query table of the list, without limit, offset and order; changed
---@param pace table see `page.get`
---@param last table its `answer` is always that of the last page
---@return function|nil iterator of rows as decoded, or once of `false, nil, err`
---@return table|nil err
return function(client, query, pace, last)
  query.limit = LIMIT
  local function get()
    local found, details
    found, details, last.answer = page.get(client, "/customers", query, pace)
    return found, details, last.answer
  end
  local first, err = get()
  if not first then return nil, err end
  local count = #first.results
  if page.is_whole(first.results, first.total or count, LIMIT) then return by_age(first.results) end
  return walk(query, get, client.transport.rows_of_page)
end
