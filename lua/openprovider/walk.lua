--- The way through a list whose rows move while it is read.
--
-- The API pages by position. When a row before the next page is deleted, all that follow move up and
-- one would be missed. So each page begins some rows before the end of the last one, and of each page only
-- the rows that are new count. As long as a page begins with a row that was seen, nothing can have been
-- missed in between. If it does not, more rows than the overlap were deleted, and the walk steps back until
-- it finds its place.
--
-- Rows are asked for in the order of `id`, which never changes and only grows: then the last id tells what
-- was seen. No document says that the API can list in that order (FACTS 6.5). Where its first page has
-- another one, the ids of all rows are kept instead. In any order that stays the same meanwhile nothing is
-- missed; to be sure of that, as many rows must have been seen at the end as the API has counted.
--
-- @module openprovider.walk

local answers = require("openprovider.answer")
local errors = require("openprovider.errors")
local json = require("openprovider.json")

-- Rows that a page begins before the end of the last one: as many may be deleted between two pages
-- without a further request. With pages of 1,000 it costs one request in twenty.
local OVERLAP = 50

-- Steps back in a row after which the walk gives up: each is twice as long as the one before, so no
-- list that stands still for a moment needs as many.
local MAX_STEPS_BACK = 64

-- Ids that are kept where the order is another: some 40 MB of memory.
local MAX_KEPT = 1000000

local function unsure(...)
  return errors.new("protocol", "customers could be missed: " .. string.format(...), { outcome = "unknown" })
end

-- -> the rows' ids, which ascend | nil, err
local function ids_of(rows)
  local ids = {}
  for index, row in ipairs(rows) do
    local id = tonumber(row.id)
    if not id or id % 1 ~= 0 then return nil, unsure("one in the list has no id") end
    if index > 1 and id <= ids[index - 1] then
      return nil, unsure("the list is not in the order of id any more, %.0f comes after %.0f", id, ids[index - 1])
    end
    ids[index] = id
  end
  return ids
end

-- What was seen of a list in the order of id: all up to the last one.
local function in_order()
  local last = -math.huge
  return {
    keys_of = ids_of,
    has = function(id) return id <= last end,
    add = function(id) last = id end,
  }
end

-- Something that tells each row from the others: its id, or its handle. -> keys | nil, err
local function keys_of(rows)
  local keys = {}
  for index, row in ipairs(rows) do
    local id = tonumber(row.id)
    if id and id % 1 == 0 and json.is_exact(id) then
      keys[index] = id
    elseif type(row.handle) == "string" then
      keys[index] = row.handle
    else
      return nil, unsure("one in the list has neither an id nor a handle")
    end
  end
  return keys
end

-- What was seen of a list in an order of its own.
local function in_any_order()
  local seen, count = {}, 0
  return {
    keys_of = keys_of,
    has = function(key) return seen[key] end,
    add = function(key)
      count = count + 1
      if count > MAX_KEPT then return unsure("the list is not in the order of id, and longer than %d", MAX_KEPT) end
      seen[key] = true
    end,
    -- Some may have been deleted meanwhile, and others added where it had been already.
    lacks = function(total) return count < total end,
  }
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

-- The index of the first row, from one on, that was not seen.
function Walk:first_new(keys, index)
  while keys[index] ~= nil and self.seen.has(keys[index]) do index = index + 1 end
  return index
end

-- Makes a page the current one. -> an error
function Walk:take(rows, keys, total)
  local count, index = #rows, self:first_new(keys, 1)
  -- Before the first new row there can be none but those that were seen, and a few that have come to
  -- match the filter since.
  local before = self.offset + index - 1
  if count > 0 and before > self.info.seen + OVERLAP then
    return unsure("the list has %d before its next one, and %d were seen", before, self.info.seen)
  end
  if count == 0 and total and total > self.offset then
    return unsure("the list has %d customers and shows none", total)
  end
  self.rows, self.keys, self.index = rows, keys, index
  self.longest = math.max(self.longest, count)
  self.finished = self:is_last(count, total, rows[index] ~= nil)
  self.step = OVERLAP
  self.offset = self.offset + count - math.min(OVERLAP, math.floor(count / 2))
end

-- The keys of a page's rows. The first page shows whether the order is that of id. -> keys | nil, err
function Walk:read(rows)
  local keys, err = self.seen.keys_of(rows)
  if keys or self.least then return keys, err end
  self.seen = in_any_order()
  return self.seen.keys_of(rows)
end

-- Gets pages until there is a new row or the end. -> an error
function Walk:advance()
  local steps_back = 0
  while steps_back < MAX_STEPS_BACK do
    local page, details, answer = self.get(self.offset)
    self.answer = answer
    if not page then return details end
    if details then self.info.api_warnings, self.info.maintenance = details.api_warnings, details.maintenance end
    local rows = page.results
    local keys, err
    keys, err = self:read(rows)
    if not keys then return err end
    self.info.total = page.total
    self.least = math.min(self.least or math.huge, page.total or 0)
    if self.offset > 0 and not (keys[1] ~= nil and self.seen.has(keys[1])) then
      self.offset, self.step = math.max(0, self.offset - self.step), self.step * 2
      steps_back = steps_back + 1
    else
      err = self:take(rows, keys, page.total)
      if err or self.finished or rows[self.index] then return err end
    end
  end
  return unsure("the list changes faster than it can be read")
end

-- Ends with an error. A list that cannot be gone through may be an answer to another request.
function Walk:fail(err)
  if self.answer then answers.drop(self.answer.transport, self.answer) end
  self.rows, self.keys, self.finished, self.least = {}, {}, true, nil
  return false, err
end

function Walk:next()
  if not self.rows[self.index] and not self.finished then
    local err = self:advance()
    if err then return self:fail(err) end
  end
  local row = self.rows[self.index]
  if not row then
    local lacks = self.seen.lacks
    if self.least and lacks and lacks(self.least) then
      local seen = self.info.seen
      return self:fail(unsure("the list is in no lasting order, and of %d only %d were seen", self.least, seen))
    end
    return nil
  end
  local err = self.seen.add(self.keys[self.index])
  if err then return self:fail(err) end
  self.index = self:first_new(self.keys, self.index + 1)
  self.info.seen = self.info.seen + 1
  return row, self.info
end

--- Walks through a list.
---@param get function(offset) -> page, details, answer | nil, err: `{ results, total }`, in the order of `id` if it can
--- be, `{ api_warnings, maintenance }`, and the answer, whose connection is closed where the list makes no sense
---@return function iterator of `row, { seen, total, api_warnings, maintenance }`, one table that changes, or once of
--- `false, err`
return function(get)
  local walk = setmetatable({
    get = get, seen = in_order(), info = { seen = 0 }, rows = {}, keys = {}, index = 1, longest = 0, offset = 0,
    step = OVERLAP, finished = false,
  }, Walk)
  return function() return walk:next() end
end
