--- Finds the customers with many references at once.
--
-- Every row of an import needs a look for its reference, which is one call. All customers that have a marker, in pages
-- of 1,000, can be fewer calls. The first page says how many customers there are. All pages are read if that is fewer
-- calls than rows are left. They count only if they are complete (see `openprovider.exactly_once.marker_pages`). After
-- an error or a doubt, and for a reference that several customers have, the answer is "not known": the row is looked
-- for by itself.
--
-- If nobody says how many rows there are, rows are looked for by themselves first, until these are as many calls as
-- all pages would be.
--
-- What other programs create meanwhile is why the newest pages are read again before an answer is older than `settle`.
-- A sender keeps the reference for twice as long in the store that programs share (a token file, nginx's
-- dictionary, a journal): for the time until lists show the customer, and for the age of an index. So no program that
-- shares a store is missed. A customer that another program created, or deleted, less than `settle` ago can be missed.
--
-- @module openprovider.exactly_once.marker_index

local marker_pages = require("openprovider.exactly_once.marker_pages")

local marker_index = {}

-- How old an answer may be at most, in seconds, whatever `settle` is. If `settle` is shorter than the least age, pages
-- would have to be read again and again, and rows are looked for by themselves.
local LEAST_AGE, MAX_AGE = 1, 60

-- Of the age that an answer may have, the part after which the newest pages are read again, and the part until the next
-- try if that failed.
local INTERVAL, AGAIN = 0.7, 0.1

-- Failures in a row after which all pages have to be read again.
local MOST_FAILURES = 3

-- The fewest calls to read all: a page, and another one as its proof.
local FEWEST_CALLS = 2

-- Rows that pay for one call when all pages are read again: at most 5 % more calls. It doubles with each failure.
local ROWS_PER_CALL = 20

-- Seconds between two looks whether another coroutine has finished reading.
local GLANCE = 0.02

local Index = {}
Index.__index = Index

-- Whether to read all pages. `calls`: how many that takes, if it is known.
function Index:is_worth(calls)
  if self.max_age < LEAST_AGE then return false end
  calls = calls or FEWEST_CALLS
  if self.left and self.left <= calls then return false end
  if self.has_read then return self.since >= self.rows_per_call * calls end
  return self.left ~= nil or self.since >= calls
end

-- Reads all pages, if they turn out to be few enough.
function Index:read()
  local pages = marker_pages(self.client, self.stops)
  local calls = pages:begin()
  self.calls = calls or self.calls
  if calls and not self:is_worth(calls) then return end
  if calls and pages:finish() then
    self.pages, self.read_at, self.failures = pages, pages.asked_at, 0
    self.ask_at = self.now() + INTERVAL * self.max_age
  else
    self.rows_per_call = self.rows_per_call * 2
  end
  self.has_read, self.since = true, 0
end

-- Reads what has come since the last time. After some failures all that was read is dropped: customers were deleted,
-- or the list cannot be trusted any more.
function Index:refresh()
  self.ask_at = self.now() + AGAIN * self.max_age
  if self.pages:complete() then
    self.read_at, self.failures = self.pages.asked_at, 0
    self.ask_at = self.now() + INTERVAL * self.max_age
  else
    self.failures = self.failures + 1
    if self.failures == MOST_FAILURES then self.pages = nil end
  end
end

-- One at a time. What is raised in it is raised on.
function Index:exclusively(operation)
  self.busy = true
  local ok, why = pcall(self[operation], self)
  self.busy = false
  if not ok then error(why, 0) end
end

-- Whether there is an answer that is not too old.
function Index:is_fresh()
  return self.pages ~= nil and self.now() <= self.read_at + self.max_age
end

-- Whether what another coroutine reads is worth waiting for. All pages, a further time, are not.
function Index:is_to_wait()
  return self.busy and (not self.has_read or self.pages ~= nil and not self:is_fresh())
end

-- Reads what is due.
function Index:keep_up()
  while self:is_to_wait() do
    local _, why = self.client.transport.sleep(GLANCE)
    if why then return end
  end
  if self.busy then return end
  if self.pages then
    if self.now() >= self.ask_at then self:exclusively("refresh") end
  elseif self:is_worth(self.calls) then
    self:exclusively("read")
  end
end

--- Reads all pages before the first row, if that is worth it.
---@param rows integer|nil how many references will be looked for, if that is known
function Index:begin(rows)
  self.left = rows
  if rows and self:is_worth() then self:exclusively("read") end
end

--- Who has a reference.
---@param value string
---@return table|false|nil customer as `record.clean` makes it, with `may_be_deleted` if the list did not say so; false
--- if nobody had it; nil if that is not known, and the reference must be searched for by itself
function Index:find(value)
  self:keep_up()
  self.since = self.since + 1
  if self.left then self.left = self.left - 1 end
  if not self:is_fresh() then return nil end
  return self.pages.set:find(value)
end

--- An index of which nothing has been read.
---@param client table
---@param settle number seconds for which a reference that was sent is kept until lists show the customer
---@param stops? function() -> whether no more pages may be read
---@return table index
function marker_index.new(client, settle, stops)
  return setmetatable({
    client = client, now = client.transport.now, max_age = math.min(settle, MAX_AGE), stops = stops,
    since = 0, -- rows since all pages were read
    has_read = false, busy = false, rows_per_call = ROWS_PER_CALL,
  }, Index)
end

return marker_index
