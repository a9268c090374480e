--- Reads all customers that have a marker, page by page, and proves that none is missing.
-- No document says in which order a list comes, whether `total` is exact, or whether a server obeys a filter, an order
-- and an offset. So none of this is trusted:
--
-- 1. Each page begins some rows before the end of the page before it. Its first row must be known already. Then nothing
--    between the two pages is missing, in any order, and even if rows were added or deleted meanwhile.
-- 2. At the end one more page is read, from the other end of the list. The number of different handles must equal its
--    `total`. This finds a `total` that counts only one page or stops at some limit, an offset that is ignored, rows
--    that were left out, and customers that were deleted after they were read.
-- 3. If the server cannot reverse its order, the other end is not seen, and the list may be cut off at some limit.
--    Such ends are round numbers, so a `total` of hundreds is no proof then.
-- 4. Each row must have a marker in its comments. This finds a filter that is ignored and comments that are left out.
--
-- The order that is asked for is that of `id`, so new customers are at the end. If a server has another order, they may
-- be anywhere, and the first page is read as well. If the handles then do not equal `total`, the list is given up. Only
-- one thing is not found: with an order such as that of names, a customer that is created in the middle while another
-- one is deleted.
--
-- @module openprovider.exactly_once.marker_pages

local answers = require("openprovider.http.envelope")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local events = require("openprovider.http.events")
local handles = require("openprovider.customer.handle")
local marked_customers = require("openprovider.exactly_once.marked_customers")
local page = require("openprovider.list.page")
local record = require("openprovider.customer.from_api")
local reference = require("openprovider.customer.marker")

-- Rows that a page begins before the end of the last one. As many customers may be deleted between two pages.
local OVERLAP = 10

-- Customers that are read at most. Their numbers in memory take about 100 MB.
local MOST = 1000000

-- A server's own limit of a list is a multiple of this.
local ROUND = 100

-- How often the end is read while others create customers, so that `total` does not yet agree.
local TRIES = 3

local Pages = {}
Pages.__index = Pages

-- The error of a list that cannot be trusted. Its connection stays: an odd list is not another request's answer, and
-- creates may be in flight on it already.
function Pages:doubtful(...)
  local err = errors.new("protocol", "the list of marked customers cannot be trusted: " .. string.format(...), {
    status = self.answer.status, outcome = "unknown", attempts = self.answer.call.attempts,
  })
  answers.locate(err, self.answer.call)
  return nil, err
end

-- Whether markers are as they were sent. If a server changed their case, a look for one of them says so.
local function are_as_sent(comments, references)
  for _, value in ipairs(references) do
    if not reference.has(comments, value) then return false end
  end
  return true
end

-- The references of a row, which has at least one. -> customer, references, whether the index may give the customer |
-- nil, err
function Pages:read(row)
  if not handles.is_one(row.handle) then return self:doubtful("a customer has no handle") end
  local _, _, references = reference.split(row.comments)
  if not references[1] then return self:doubtful("%s has no marker in its comments", row.handle) end
  local tells_its_life, keep = record.tells_its_life(row), self.keep and are_as_sent(row.comments, references)
  local customer = record.clean(row, true)
  customer.may_be_deleted = not tells_its_life or nil
  return customer, record.is_alive(customer) and references or {}, keep
end

-- Whether rows are in the order of `id`: ascending with a `sign` of 1, descending with -1.
local function is_sorted(rows, sign)
  local last = -math.huge
  for _, row in ipairs(rows) do
    local id = core.number(row.id)
    if not id or sign * id <= last then return false end
    last = sign * id
  end
  return true
end

-- Takes note of an order that is not the one that was asked for.
function Pages:look_at_order(rows, order)
  if order == "DESC" then
    self.is_turned = is_sorted(rows, -1)
  elseif not is_sorted(rows, 1) then
    self.is_ascending = false
  end
end

-- Whether as many customers are in the set as the list says, and that can be believed.
function Pages:has_all(total)
  if total ~= self.set.count then return false end
  return self.is_ascending and self.is_turned or total % ROUND > 0
end

-- Gets a page and adds its customers. -> { count, total, fresh, begins_known } | nil, err
function Pages:get(offset, order)
  if self.stops and self.stops() then return nil, errors.new("cancelled", "the call is being ended") end
  self.asked_at = self.client.transport.now()
  events.mark(self.client.settings.on_event, "lookup", "/customers")
  local got, err, answer = page.get(self.client, "/customers", {
    comment_pattern = reference.pattern(), order = order or "ASC", order_by = "id", offset = offset,
    limit = self.client.transport.rows_of_page,
  })
  if not got then return nil, err end
  self.answer = answer
  local rows, total = got.results, got.total
  if not total then return self:doubtful("it does not say how many there are") end
  if #rows > 0 and offset + #rows > total or #rows == 0 and offset < total then
    return self:doubtful("at %d it has %d of %d customers", offset, #rows, total)
  end
  self:look_at_order(rows, order)
  local set, result = self.set, { count = #rows, total = total, fresh = 0 }
  for index, row in ipairs(rows) do
    local customer, references, keep = self:read(row)
    if not customer then return nil, references end
    if set:has(customer.handle) then
      if index == 1 then result.begins_known = true end
    else
      set:add(customer, references, keep)
      result.fresh = result.fresh + 1
    end
  end
  set:end_page()
  if set.count > MOST then return self:doubtful("there are more than %d", MOST) end
  self.longest = math.max(self.longest, #rows)
  return result
end

-- How many rows a page may begin before the end of the one before it.
local function overlap(count)
  return math.min(OVERLAP, math.floor(count / 2))
end

-- Calls that it takes to read a number of rows.
function Pages:calls(rows)
  return math.ceil(rows / math.max(1, self.longest - overlap(self.longest)))
end

-- Reads on to the end. -> the last page | nil, err
function Pages:read_on(offset)
  local left
  while true do
    local got, err = self:get(offset)
    if not got then return nil, err end
    if offset > 0 and not got.begins_known then return self:doubtful("rows are missing before row %d", offset) end
    local reached = offset + got.count
    if reached >= got.total then return got end
    left = left or TRIES + self:calls(got.total - reached)
    left = left - 1
    if got.fresh == 0 or left < 0 then return self:doubtful("it does not come to its end") end
    offset = reached - overlap(got.count)
  end
end

--- Reads what has come since.
---@return true|nil done all are in the set; else some are missing, or were deleted
---@return table|nil err
function Pages:complete()
  local got, err
  for _ = 1, TRIES do
    got, err = self:read_on(math.max(0, self.set.count - overlap(self.longest)))
    if not got then return nil, err end
    if self.is_ascending and self:has_all(got.total) then return true end
    if got.total < self.set.count then break end -- some were deleted
    got, err = self:get(0)
    if not got then return nil, err end
    if self:has_all(got.total) then return true end
  end
  return self:doubtful("it has %d customers, and says %d", self.set.count, got.total)
end

--- Reads the first page.
---@return integer|nil calls that it takes to read all, this one included
---@return table|nil err
function Pages:begin()
  self.set, self.keep, self.longest = marked_customers.new(), true, 0
  self.is_ascending, self.is_turned = true, false
  local got, err = self:get(0)
  if not got then return nil, err end
  self.first = got
  if got.total > MOST then return math.huge end
  local rest = got.total - got.count
  return 2 + (rest > 0 and self:calls(rest) or 0)
end

--- Reads all that comes after the first page.
---@return true|nil done all are in the set
---@return table|nil err
function Pages:finish()
  local first = self.first
  if first.total > first.count then
    local last, err = self:read_on(first.count - overlap(first.count))
    if not last then return nil, err end
  end
  if first.total == 0 then return true end
  -- From the other end, but not from its first row: so an offset that is ignored is found, too.
  local got, err = self:get(math.min(1, first.total - 1), "DESC")
  if not got then return nil, err end
  self.keep = false -- what comes from now on was created meanwhile, here as a rule
  if self.is_ascending and self:has_all(got.total) then return true end
  return self:complete()
end

--- Prepares to read.
---@param client table
---@param stops? function() -> whether no more pages are wanted
---@return table pages with `set`, see `openprovider.exactly_once.marked_customers`, and `asked_at`, when the last
--- page was asked for, by the transport's clock
return function(client, stops)
  return setmetatable({ client = client, stops = stops }, Pages)
end
