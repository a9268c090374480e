--- The way through a list whose rows move while it is read.
--
-- The API pages by position. When a row before the next page is deleted, all that follow move up and
-- one would be missed. So rows are asked for in the order of `id`, which never changes and only grows;
-- each page begins some rows before the end of the last one; and of each page only the rows beyond the
-- last id seen count. As long as a page begins with a row at or before that one, nothing can have been
-- missed in between. If it begins beyond it, more rows than the overlap were deleted, and the walk
-- steps back until it finds its place.
--
-- @module openprovider.walk

local errors = require("openprovider.errors")

-- Rows that a page begins before the end of the last one: as many may be deleted between two pages
-- without a further request. With pages of 1,000 it costs one request in twenty.
local OVERLAP = 50

-- Requests in a row that bring nothing new, after which the walk gives up: each step back is twice as
-- long as the one before, so no list needs as many.
local MAX_FRUITLESS = 64

local function out_of_order(...)
  local why = string.format(...)
  return errors.new("protocol", "the list is not in the order of id, so customers could be missed: " .. why, {
    outcome = "unknown",
  })
end

-- -> the set of the rows' ids | nil, err
local function ids_of(rows)
  local ids, last = {}, nil
  for _, row in ipairs(rows) do
    local id = row.id
    if type(id) ~= "number" then return nil, out_of_order("one has no id") end
    if last and id <= last then return nil, out_of_order("%d comes after %d", id, last) end
    ids[id], last = true, id
  end
  return ids
end

-- The index of the first row beyond an id.
local function first_beyond(rows, id)
  local index = 1
  while id and rows[index] and rows[index].id <= id do index = index + 1 end
  return index
end

local Walk = {}
Walk.__index = Walk

-- -> an error if a row of the overlap was not on the page before, where it should have been
function Walk:check_overlap(rows)
  for _, row in ipairs(rows) do
    if not self.last or row.id > self.last then return nil end
    if row.id >= self.before.first and not self.before.ids[row.id] then
      return out_of_order("%d was not there before", row.id)
    end
  end
end

-- True if a page reaches the end. The total may be wrong or absent: then it is a page that is shorter
-- than another was, as a server may have a limit of its own.
function Walk:is_last(count, total, has_new)
  if count == 0 then return true end
  if total and self.offset + count >= total then return true end
  return count < self.longest and not (total and has_new)
end

-- Makes a page the current one. -> an error
function Walk:take(rows, ids, total)
  local err = self:check_overlap(rows)
  if err then return err end
  local count = #rows
  self.rows, self.index = rows, first_beyond(rows, self.last)
  self.longest = math.max(self.longest, count)
  self.finished = self:is_last(count, total, rows[self.index] ~= nil)
  self.before = { ids = ids, first = count > 0 and rows[1].id or 0 }
  self.step = OVERLAP
  self.offset = self.offset + count - math.min(OVERLAP, math.floor(count / 2))
end

-- Gets pages until there is a new row or the end. -> an error
function Walk:advance()
  for _ = 1, MAX_FRUITLESS do
    local page, err = self.get(self.offset)
    if not page then return err end
    local rows = page.results
    local ids
    ids, err = ids_of(rows)
    if not ids then return err end
    self.info.total = page.total
    if self.last and self.offset > 0 and not (rows[1] and rows[1].id <= self.last) then
      self.offset, self.step = math.max(0, self.offset - self.step), self.step * 2
    else
      err = self:take(rows, ids, page.total)
      if err or self.finished or self.rows[self.index] then return err end
    end
  end
  return out_of_order("it changes faster than it can be read")
end

function Walk:next()
  if not self.rows[self.index] and not self.finished then
    local err = self:advance()
    if err then
      self.rows, self.finished = {}, true
      return false, err
    end
  end
  local row = self.rows[self.index]
  if not row then return nil end
  self.index = self.index + 1
  self.last = row.id
  self.info.seen = self.info.seen + 1
  return row, self.info
end

--- Walks through a list.
---@param get function(offset) -> page | nil, err: `{ results, total }`, in the order of `id`
---@return function iterator of `row, { seen, total }`, or once of `false, err`
return function(get)
  local walk = setmetatable({
    get = get, info = { seen = 0 }, rows = {}, index = 1, longest = 0, offset = 0, step = OVERLAP, finished = false,
  }, Walk)
  return function() return walk:next() end
end
