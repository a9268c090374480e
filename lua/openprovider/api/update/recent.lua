--- The updates of this process: one at a time for each customer, and what they wrote, until reads are sure to show it.
-- Reads may lag by up to `settle` seconds. An update that relied on such a read would write old values back. So the
-- changes of each update are kept for that time, and applied to what a later update reads.
--
-- All clients of a process that have the same account share this. Other processes know nothing of it.
--
-- @module openprovider.api.update.recent

local core = require("openprovider.core")
local events = require("openprovider.http.events")
local memory = require("openprovider.exactly_once.memory")
local merged = require("openprovider.api.update.merge")
local turns = require("openprovider.concurrency.turns")

local recent = {}

local Recent = {}
Recent.__index = Recent

local Turn = {}
Turn.__index = Turn

-- Updates that are remembered, the newest: far more than a program can make while reads lag.
local WRITES = 10000

-- Seconds between two looks for turns that are over.
local TIDY = 5

-- Seconds by which an update may exceed its time. After that its coroutine was ended in the middle.
local OVERTIME = 2

--- What a client knows of its updates.
---@param settings table of the client: `settle` and what `memory.place` looks at
---@param transport openprovider.Transport
---@return table recent
function recent.new(settings, transport)
  return setmetatable({
    place = memory.place(settings), transport = transport, settle = settings.settle,
    waits = function() events.waits(settings.on_event, "update") end,
  }, Recent)
end

-- What is known: handle in lower case -> `{ holder, writes }`; and all writes in the order in which they were made.
local function known_of(self)
  local known = memory.of(self.transport.scope(self.place)).updates
  if not known.customers then
    known.customers, known.queue, known.first, known.last, known.tidy_at = {}, {}, 1, 0, 0
  end
  return known
end

-- Forgets a customer of which there is nothing to know.
local function tidy(known, key)
  local customer = known.customers[key]
  if customer and not customer.holder and not customer.writes[1] then known.customers[key] = nil end
end

local function remove(known, write)
  local customer = known.customers[write.key]
  for index, other in ipairs(customer and customer.writes or {}) do
    if other == write then
      table.remove(customer.writes, index)
      break
    end
  end
  tidy(known, write.key)
end

-- Forgets the oldest writes: those that are over, and those for which there is no room.
local function forget_writes(known, now)
  local write = known.queue[known.first]
  while write and (now >= write.ends or known.last - known.first >= WRITES) do
    known.queue[known.first] = nil
    known.first = known.first + 1
    remove(known, write)
    write = known.queue[known.first]
  end
end

-- Every now and then takes back the turns of updates that were ended in the middle.
local function forget_turns(known, now)
  if now < known.tidy_at then return end
  known.tidy_at = now + TIDY
  for key, customer in pairs(known.customers) do
    if customer.holder and now >= customer.holder.ends then customer.holder = nil end
    tidy(known, key)
  end
end

-- Takes the turn if no other update has it. A copy in a child of fork() counts for nothing there.
local function try(self, key, ends)
  local known, now = known_of(self), self.transport.now()
  forget_writes(known, now)
  forget_turns(known, now)
  local customer = known.customers[key] or { writes = {} }
  local holder = customer.holder
  if holder and holder.process == core.process() and now < holder.ends then return nil, nil, true end
  known.customers[key] = customer
  customer.holder = setmetatable({
    recent = self, known = known, key = key, customer = customer, process = core.process(), ends = ends,
  }, Turn)
  return customer.holder
end

--- Waits until no other update of a customer is under way. Handles that differ only in ASCII case are the same.
---@param handle string
---@param seconds number to wait, and for the update itself, at most
---@return table|nil turn to be released
---@return table|nil err of kind `timeout` or `cancelled`
function Recent:take(handle, seconds)
  local key, deadline = core.lower(handle), self.transport.now() + seconds
  return turns.wait(self.transport, deadline, function()
    return try(self, key, self.transport.now() + seconds + OVERTIME)
  end, "another update of " .. handle .. " is still under way", self.waits)
end

-- What applies changes that reads may not show yet, the oldest first. If the shapes do not fit, what was read is newer.
local function applying(writes, but, now)
  local changes = {}
  for _, write in ipairs(writes) do
    if write ~= but and now < write.ends then changes[#changes + 1] = write.changes end
  end
  return function(customer)
    for _, change in ipairs(changes) do customer = merged(customer, change) end
    return customer
  end
end

--- What applies the changes of earlier updates to a customer that is read from now on.
---@return fun(customer: table): table
function Turn:earlier()
  return applying(self.customer.writes, self.write, self.recent.transport.now())
end

--- What applies the changes of all updates of a customer to what is read from now on.
---@param handle string
---@return fun(customer: table): table
function Recent:written(handle)
  local customer = known_of(self).customers[core.lower(handle)]
  return applying(customer and customer.writes or {}, nil, self.transport.now())
end

--- Notes that changes may be written from now on, before the first byte.
---@param changes table kept; not to be changed afterwards
---@param deadline number when the request gives up
---@return boolean is_ours false if another update has taken the turn
function Turn:writing(changes, deadline)
  if self.customer.holder ~= self then return false end
  self.ends = math.max(self.ends, deadline + OVERTIME)
  local ends = self.ends + self.recent.settle
  if self.write then
    self.write.ends = ends
    return true
  end
  local known, write = self.known, { key = self.key, changes = changes, ends = ends }
  known.last = known.last + 1
  known.queue[known.last], self.customer.writes[#self.customer.writes + 1], self.write = write, write, write
  forget_writes(known, self.recent.transport.now())
  return true
end

--- Notes that the changes were written by now, or may have been.
function Turn:wrote()
  if self.write then self.write.ends = self.recent.transport.now() + self.recent.settle end
end

--- Notes that the changes were not written.
function Turn:refused()
  if self.write then
    self.write.ends = -math.huge
    remove(self.known, self.write)
  end
end

--- Lets the next update have its turn.
function Turn:release()
  if self.customer.holder == self then self.customer.holder = nil end
  tidy(self.known, self.key)
end

return recent
