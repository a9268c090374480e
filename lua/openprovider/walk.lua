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

-- Steps back in a row after which the walk gives up: each is twice as long as the one before, so no
-- list that stands still for a moment needs as many.
local MAX_STEPS_BACK = 64

local function out_of_order(...)
  local why = string.format(...)
  return errors.new("protocol", "the list is not in the order of id, so customers could be missed: " .. why, {
    outcome = "unknown",
  })
end

-- -> the rows' ids, which ascend | nil, err
local function ids_of(rows)
  local ids = {}
  for index, row in ipairs(rows) do
    local id = tonumber(row.id)
    if not id or id % 1 ~= 0 then return nil, out_of_order("one has no id") end
    if index > 1 and id <= ids[index - 1] then
      return nil, out_of_order("%.0f comes after %.0f", id, ids[index - 1])
    end
    ids[index] = id
  end
  return ids
end

-- The index of the first id beyond another.
local function first_beyond(ids, last)
  local index = 1
  while last and ids[index] and ids[index] <= last do index = index + 1 end
  return index
end

local Walk = {}
Walk.__index = Walk

-- True if a page reaches the end. The total may be wrong or absent: one that the page contradicts is no
-- better than none. Then it is the end when a page is shorter than another was: a server may have a
-- limit of its own.
function Walk:is_last(count, total, has_new)
  if count == 0 then return true end -- `take` has seen to it that the total agrees
  local reached = self.offset + count
  if total and total < reached then total = nil end
  if total then return reached == total or (count < self.longest and not has_new) end
  return count < self.longest
end

-- Makes a page the current one. -> an error
function Walk:take(rows, ids, total)
  local count, index = #rows, first_beyond(ids, self.last)
  -- Before the first new row there can be none but those that were seen, and a few that have come to
  -- match the filter since.
  local before = self.offset + index - 1
  if count > 0 and before > self.info.seen + OVERLAP then
    return out_of_order("%d come before it, and %d were seen", before, self.info.seen)
  end
  if count == 0 and total and total > self.offset then
    return out_of_order("it has %d customers and shows none", total)
  end
  self.rows, self.ids, self.index = rows, ids, index
  self.longest = math.max(self.longest, count)
  self.finished = self:is_last(count, total, rows[index] ~= nil)
  self.step = OVERLAP
  self.offset = self.offset + count - math.min(OVERLAP, math.floor(count / 2))
end

-- Gets pages until there is a new row or the end. -> an error
function Walk:advance()
  local steps_back = 0
  while steps_back < MAX_STEPS_BACK do
    local page, err = self.get(self.offset)
    if not page then return err end
    local rows = page.results
    local ids
    ids, err = ids_of(rows)
    if not ids then return err end
    self.info.total = page.total
    if self.last and self.offset > 0 and not (ids[1] and ids[1] <= self.last) then
      self.offset, self.step = math.max(0, self.offset - self.step), self.step * 2
      steps_back = steps_back + 1
    else
      err = self:take(rows, ids, page.total)
      if err or self.finished or rows[self.index] then return err end
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
  self.last = self.ids[self.index]
  self.index = self.index + 1
  self.info.seen = self.info.seen + 1
  return row, self.info
end

--- Walks through a list.
---@param get function(offset) -> page | nil, err: `{ results, total }`, in the order of `id`
---@return function iterator of `row, { seen, total }`, one table that changes, or once of `false, err`
return function(get)
  local walk = setmetatable({
    get = get, info = { seen = 0 }, rows = {}, ids = {}, index = 1, longest = 0, offset = 0, step = OVERLAP,
    finished = false,
  }, Walk)
  return function() return walk:next() end
end
