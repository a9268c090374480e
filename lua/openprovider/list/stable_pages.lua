--- Returns all rows of a list, each once, even while rows are created and deleted.
--
-- The API pages by position: when a row is deleted, all later ones move up. So each page begins some rows before the
-- end of the page before it. If its first row was passed already, nothing is missing in between. If not, the walk
-- steps back until it finds its place.
-- A caller may create a customer for each row. So the walk decides at its start which rows it returns:
--
-- - In the order of `id`, those up to the newest one, which is found in descending order. Ids only grow.
-- - No document says that the API can list in that order (FACTS 6.5). In any other order the walk reads all pages
-- twice: it notes the rows first, and returns those rows the second time.
--
-- A `total` may be wrong, or count one page. So the walk ends when it has reached the newest row, or when a page has no
-- new ones. A total is enough only where one page has all rows, as nearly always.
--
-- @module openprovider.list.stable_pages

local answers = require("openprovider.http.envelope")
local page = require("openprovider.list.page")
local walk_order = require("openprovider.list.order")

-- How many rows are requested to find the newest one: enough to see their order.
local NEWEST = 20

-- Rows that a page begins before the end of the last one: this many may be deleted between two pages before a further
-- request is needed. With pages of 1,000 it costs one request in twenty.
local OVERLAP = 50

-- Requests in a row without a new row after which the walk gives up. Each step back is twice as long as the one before,
-- so no list that stands still for a moment needs as many.
local MOST_FRUITLESS = 64

-- After this many pages in a row that begin with the same row, although each has a higher offset, the offset counts as
-- ignored. Two pages may begin alike if rows are inserted before them.
local MOST_ALIKE = 3

local unsure = walk_order.unsure

local Walk = {}
Walk.__index = Walk

-- -> rows, total | nil, err
function Walk:ask(offset, limit, order)
  local query, info = self.query, self.info
  query.offset, query.limit, query.order, query.order_by = offset, limit, order, "id"
  local found, details, answer = self.get(query)
  self.answer = answer
  if not found then return nil, details end
  info.total = found.total
  if details then info.api_warnings, info.maintenance = details.api_warnings, details.maintenance end
  return found.results, found.total
end

-- -> the highest id of all | nil if the server does not list in that order | nil, err
function Walk:newest()
  local rows, err = self:ask(0, NEWEST, "DESC")
  if not rows then return nil, err end
  return walk_order.newest_id(rows)
end

-- Finds the order of the list by its first page. -> order | nil, err
function Walk:find_order(rows, total)
  if page.is_whole(rows, total, self.limit) then return walk_order.one_page() end
  local last = walk_order.last_id(rows)
  if not last then return walk_order.any() end
  local newest, err = self:newest()
  if err then return nil, err end
  if not newest or newest < last then return walk_order.any() end
  return walk_order.by_id(newest, function() return self:newest() end)
end

-- Takes note of how a page begins. -> an error
function Walk:look_at_start(key)
  local is_alike = key ~= nil and key == self.start and self.offset > self.start_offset
  self.alike = is_alike and self.alike + 1 or 1
  self.start, self.start_offset = key, self.offset
  if self.alike < MOST_ALIKE then return nil end
  return unsure("pages with different offsets begin with the same row: the server seems to ignore offset")
end

-- Passes the rows of a page. -> how many of them are new
function Walk:pass(rows, keys)
  local given, fresh = {}, 0
  for index, key in ipairs(keys) do
    if not self.order.has(key) then
      fresh = fresh + 1
      if self.order.take(key) then given[#given + 1] = rows[index] end
    end
  end
  self.rows, self.index = given, 1
  return fresh
end

-- Decides how to go on after the last page. -> an error
function Walk:come_to_end()
  local what, err = self.order.at_end(self.least)
  if what == "again" then self.offset, self.least = 0, math.huge end
  self.finished = what == "over"
  return err
end

-- Makes a page the current one. -> an error
function Walk:take(rows, keys, total)
  local count = #rows
  if count == 0 and total and total > 0 then return unsure("the list has %.0f rows and shows none", total) end
  local fresh = self:pass(rows, keys)
  if fresh > 0 then self.fruitless = 0 end
  self.longest, self.least = math.max(self.longest, count), math.min(self.least, total or 0)
  self.step = OVERLAP
  if self.order.is_over() then
    self.finished = true
  elseif fresh == 0 and count < self.longest then
    return self:come_to_end()
  else
    self.offset = self.offset + count - math.min(OVERLAP, math.floor(count / 2))
  end
end

-- Reads a page. -> an error
function Walk:advance()
  self.fruitless = self.fruitless + 1
  if self.fruitless > MOST_FRUITLESS then return unsure("the list changes faster than it can be read") end
  local rows, total = self:ask(self.offset, self.limit, "ASC")
  if not rows then return total end
  local err, keys
  if not self.order then
    self.order, err = self:find_order(rows, total)
    if err then return err end
  end
  keys, err = self.order.keys(rows)
  err = err or self:look_at_start(keys[1])
  if err then return err end
  if self.offset == 0 or keys[1] ~= nil and self.order.has(keys[1]) then return self:take(rows, keys, total) end
  self.offset, self.step = math.max(0, self.offset - self.step), self.step * 2
end

-- Ends with an error. The answer that makes no sense may belong to another request.
function Walk:fail(err)
  if self.answer then answers.drop(self.answer.transport, self.answer) end
  self.rows, self.finished = {}, true
  return false, nil, err
end

function Walk:next()
  while not self.rows[self.index] and not self.finished do
    local err = self:advance()
    if err then return self:fail(err) end
  end
  local row = self.rows[self.index]
  if not row then return nil end
  self.index, self.info.seen = self.index + 1, self.info.seen + 1
  return row, self.info
end

--- Walks through a list.
---@param query table the list's parameters, of which the walk sets `offset`, `limit`, `order` and `order_by`
---@param get function(query) -> page, details, answer | nil, err: `{ results, total }`,
--- `{ api_warnings, maintenance }`, and the answer; its connection is closed if the list makes no sense
---@param limit? integer rows of a page; the default is 1,000
---@return function iterator of `row, { seen, total, api_warnings, maintenance }`, one table that changes, or once of
--- `false, nil, err`
return function(query, get, limit)
  local walk = setmetatable({
    query = query, get = get, limit = limit or page.MOST_ROWS, info = { seen = 0 }, rows = {}, index = 1, longest = 0,
    least = math.huge, offset = 0, step = OVERLAP, fruitless = 0, alike = 0, start_offset = 0, finished = false,
  }, Walk)
  return function() return walk:next() end
end
