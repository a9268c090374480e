--- Many calls at once: coroutines over one pool of connections.
-- A task is a coroutine. When its code has to wait, for an answer or for some time, it yields, and other tasks go on.
-- `concurrently` drives them while its caller asks for results. Nothing runs in between, and there is no loop to start
-- or to stop. The transport decides how `concurrently` itself waits: its `calls` (see
-- `openprovider.concurrency.pending_calls`) may block, or let an event loop go on.
--
-- @module openprovider.concurrency.scheduler

local core = require("openprovider.core")

local running = coroutine.running

local scheduler = {}

-- Seconds of one wait if several transports have calls in flight, because code cannot wait for them together.
local GLANCE = 0.005

-- Seconds of work after which other code has its turn: items may need no call, and would otherwise block an event loop.
local TURN = 0.005

-- Coroutine -> its task. Both are weak: in Lua 5.1 a weak table keeps a key that its own value refers to.
local task_of = setmetatable({}, { __mode = "kv" })

-- What a coroutine yields: `DONE` and its results after an item, `WAITS` while it waits for the scheduler. Any other
-- value was meant for somebody else.
local DONE, WAITS = {}, {}

local STRAY_YIELD = "a function in 'concurrently' can wait only for calls of the client, but this one called "
  .. "coroutine.yield, or a function of an event loop that does"

local CANCELLED = { kind = "cancelled", message = "the call was cancelled", sent = false }

local Task = {}
Task.__index = Task

-- Whether there has been any task: most programs make one call after the other.
local has_begun = false

--- The task that runs, or nil: then a wait has to block.
---@return table|nil task
function scheduler.running()
  local current = has_begun and running()
  return current and task_of[current] or nil
end

--- Performs a request while other tasks go on.
---@param calls table those of a transport
---@param request table
---@return table|nil response
---@return table|nil failure
function Task:perform(calls, request)
  if self.group:is_over() then return nil, CANCELLED end
  calls:start(request, self)
  self.calls = calls
  self.group:began(calls, 1)
  coroutine.yield(WAITS)
  return self.response, self.failure
end

--- Lets time pass while other tasks go on.
---@param seconds number
---@return boolean others_went_on
---@return string|nil why "cancelled": no time has passed, and no later sleep of this task waits; also if the client is
--- closed
function Task:sleep(seconds)
  if self.group:is_over() or self.group.home.is_closed then
    self.group:ready(self) -- others have their turn all the same
    coroutine.yield(WAITS)
    return false, "cancelled"
  end
  self:pause(seconds)
  return true
end

function Task:pause(seconds)
  self.wake = core.now() + seconds
  self.group.sleeping[self] = true
  coroutine.yield(WAITS)
end

--- Waits until a group that this task drives can go on, for at most `seconds`. Other tasks go on meanwhile.
---@param inner table the group
---@param seconds number
function Task:rest(inner, seconds)
  local lent = {} -- what the outer group has to wait for
  for calls, count in pairs(inner.in_flight) do
    lent[calls] = count
    self.group:began(calls, count)
  end
  inner.driver = self
  if self.group.cancelled then self:sleep(0) else self:pause(seconds) end
  inner.driver = nil
  for calls, count in pairs(lent) do self.group:began(calls, -count) end
  if self.group.cancelled then inner:cancel() end
end

-- Ends a sleep, if it sleeps.
function Task:wake_up()
  if self.group.sleeping[self] then
    self.group.sleeping[self] = nil
    self.group:ready(self)
  end
end

-- Takes the answer to a task's call.
function Task:answered(response, failure)
  self.group:began(self.calls, -1)
  self.calls, self.response, self.failure = nil, response, failure
  self.group:ready(self)
end

-- Waits for a group whose transport has no `calls`.
local ALONE = { rest = function(_, seconds) core.sleep(seconds) end }

local Group = {}
Group.__index = Group

-- Whether nothing more may be sent. Calls in flight are cancelled; if the calls are ending, the group waits for them.
function Group:is_over()
  return self.cancelled or self.home.is_ending
end

-- Counts the calls in flight of a transport.
function Group:began(calls, count)
  local left = (self.in_flight[calls] or 0) + count
  self.in_flight[calls] = left > 0 and left or nil
end

-- Puts a task into the queue of those that can go on.
function Group:ready(task)
  self.queue_end = self.queue_end + 1
  self.queue[self.queue_end] = task
  if self.driver then self.driver:wake_up() end
end

-- The code of a coroutine: one item after the other, because a new coroutine costs more than many items.
local function work(task)
  while true do coroutine.yield(DONE, task.group.fn(task.item)) end
end

local function new_task(group)
  local task = setmetatable({ group = group, coroutine = coroutine.create(work) }, Task)
  task_of[task.coroutine], has_begun = task, true
  return task
end

-- The task whose coroutine was resumed last and has not yet yielded.
local current

--- Whether a task runs, also in a coroutine inside the task's own, in which other tasks cannot go on.
---@return boolean
function scheduler.in_task()
  return current ~= nil
end

-- Runs a task until it waits or has done its item.
function Group:resume(task)
  local before = current
  current = task
  local ok, state, value, details = coroutine.resume(task.coroutine, task)
  current = before
  if ok and state == WAITS then return end
  self.active = self.active - 1
  if not ok then value, details = nil, state end
  if ok and state ~= DONE then ok, value, details = false, nil, STRAY_YIELD end
  if not ok then task_of[task.coroutine] = nil end
  task.is_dead, task.value, task.details = not ok, value, details
  self.results[#self.results + 1] = task
end

function Group:start(item)
  local task = table.remove(self.idle) or new_task(self)
  task.item = item
  self.active = self.active + 1
  self:resume(task)
end

-- Whether another task may be started, now or later.
function Group:has_room()
  return not self.exhausted and not self.cancelled and self.active < self.limit()
end

-- Starts tasks as long as there are items and room for them. Stops at a result: it is asked for first.
function Group:fill()
  while self:has_room() and #self.results == 0 and (self.ask_at == 0 or self.ask_at <= core.now()) do
    local item = self.source()
    if item ~= nil then
      self:start(item)
    else
      local seconds = self.ask_again and self.ask_again()
      self.ask_at, self.exhausted = seconds and core.now() + seconds or 0, not seconds
    end
  end
end

-- Has those whose time has come go on. -> seconds until the next is due, or nil
function Group:wake(now)
  local soonest
  for task in pairs(self.sleeping) do
    if task.wake <= now then
      task:wake_up()
    elseif not soonest or task.wake < soonest then
      soonest = task.wake
    end
  end
  return soonest and soonest - now
end

-- Lets everything else go on, for at most `seconds`.
function Group:rest(seconds)
  local outer = scheduler.running()
  if outer then return outer:rest(self, seconds) end
  local calls = next(self.in_flight)
  if not calls then
    self.home:rest(seconds)
  elseif not next(self.in_flight, calls) then
    calls:rest(seconds)
  else
    local each = {}
    for one in pairs(self.in_flight) do each[#each + 1] = one end
    for _, one in ipairs(each) do one:rest(math.min(seconds, GLANCE)) end
  end
end

-- Waits until something can go on, for at most `seconds`.
function Group:wait(seconds)
  self:rest(seconds)
  self.turn_ends = core.now() + TURN
end

-- Moves everything on a little, waiting if there is nothing to do.
function Group:step()
  if self.queue_begin > self.queue_end then
    local now = core.now()
    if now >= self.deadline then
      -- What came while the program did something else is in time.
      if not self.cancelled and next(self.in_flight) then self:wait(0) end
      self:cancel()
    end
    -- What waits for its next attempt learns at once that there will be none.
    local due = self:wake((self.home.is_closed or self.home.is_ending) and math.huge or now)
    if self.queue_begin > self.queue_end then
      local ask = self:has_room() and self.ask_at - now or math.huge
      self:wait(math.max(0, math.min(due or math.huge, ask, self.deadline - now)))
      return
    end
  end
  local last = self.queue_end
  while self.queue_begin <= last do
    local task = self.queue[self.queue_begin]
    self.queue[self.queue_begin] = nil
    self.queue_begin = self.queue_begin + 1
    self:resume(task)
  end
  if last == self.queue_end then self.queue_begin, self.queue_end = 1, 0 end -- a table of few keys
end

--- Cancels what is in flight and wakes who sleeps: their calls fail with kind `cancelled`, and so do those
-- that they make from now on.
function Group:cancel()
  if self.cancelled then return end
  self.cancelled = true
  for task in pairs(self.sleeping) do task:wake_up() end
  local each = {}
  for calls in pairs(self.in_flight) do each[#each + 1] = calls end
  for _, calls in ipairs(each) do
    calls:cancel(function(receiver) return receiver.group == self end)
  end
end

-- -> the next item that is done, its value and details, or nil at the end
function Group:take()
  if core.now() >= self.turn_ends then self:wait(0) end
  while #self.results == 0 do
    if self.home.is_ending and core.now() >= self.turn_ends then self:wait(0) end
    self:fill()
    if #self.results > 0 then break end
    if self.active == 0 and (self.exhausted or self.cancelled) then return nil end
    self:step()
  end
  local task = table.remove(self.results, 1)
  local item, value, details = task.item, task.value, task.details
  task.item, task.value, task.details = nil, nil, nil
  if not task.is_dead then self.idle[#self.idle + 1] = task end
  return item, value, details
end

-- Ends a group whose results nobody wants any more: its tasks learn that they were cancelled, so that
-- they can put away what they hold. One that does not end by that is left.
local MAX_LAST_STEPS = 1000

function Group:close()
  self:cancel()
  for _ = 1, MAX_LAST_STEPS do
    if self.active == 0 or self.queue_begin > self.queue_end then break end
    self:step()
  end
  self:ended()
  self:closed()
end

-- Tells that it is over, once.
function Group:ended()
  local on_end = self.on_end
  self.on_end = nil
  if on_end then on_end(self.cancelled) end
end

-- Tells that nobody asks it for anything any more.
function Group:closed()
  if self.on_close then self.on_close() end
end

-- Groups that the collector has found where a finalizer may not do much.
local left = {}

--- Ends groups that the collector has found meanwhile. Where their tasks can only go on in the request of nginx that
-- they were made in, they are left where they are.
function scheduler.tidy()
  while left[1] do
    local group = table.remove(left)
    if group.home.is_of_request then
      group:cancel()
      group:ended()
      group:closed()
    else
      group:close()
    end
  end
end

-- What ends a group when it goes: at a loop's end on Lua 5.4, elsewhere when the collector finds it. LuaJIT's
-- finalizers only take a note: a loop over the members of a table can run for ever in one (seen with Debian's 2.1).
local function closing_of(group)
  local function close() group:close() end
  if rawget(_G, "newproxy") then
    local proxy = rawget(_G, "newproxy")(true)
    getmetatable(proxy).__gc = function() left[#left + 1] = group end
    return proxy
  end
  local function collected() pcall(close) end -- at a program's end the pool may have gone before it
  return setmetatable({}, { __gc = collected, __close = close })
end

--- A transport whose calls let other tasks go on, where one makes them. All else waits as `calls` do.
---@param calls table `perform(request)`, `sleep(seconds) -> false` if nothing else could go on meanwhile,
--- `start(request, receiver)`, `cancel(is_meant)`, `rest(seconds)`; `drop(connection)`, `close()`, `is_closed` and
--- `pool` if it has them (see `openprovider.concurrency.pending_calls`); `is_ending` once nothing more is to be sent;
--- `is_of_request` if coroutines end with the request that they were made in
---@return openprovider.Transport transport
function scheduler.transport(calls)
  return {
    perform = function(request)
      if left[1] then scheduler.tidy() end
      if calls.is_closed or calls.is_ending then return nil, CANCELLED end
      local task = has_begun and scheduler.running()
      if task then return task:perform(calls, request) end
      return calls:perform(request)
    end,
    sleep = function(seconds)
      local task = scheduler.running()
      if task then return task:sleep(seconds) end
      return calls:sleep(seconds)
    end,
    obstacle = function()
      local task = has_begun and scheduler.running()
      if calls.is_ending or task and task.group:is_over() then return CANCELLED end
    end,
    now = core.now,
    drop = calls.drop and function(connection) calls:drop(connection) end,
    close = calls.close and function() calls:close() end,
    pool = calls.pool,
    calls = calls,
  }
end

local function source_of(items)
  if type(items) ~= "table" then return items end
  local index = 0
  return function()
    index = index + 1
    return items[index]
  end
end

--- Runs a function for each item, at most `limit` at a time.
--
--     for handle, customer, err in client:concurrently(16, handles, function(handle)
--       return client:get_customer(handle)
--     end) do ... end
--
-- Results come in the order in which they are ready. What a function raises is its error. Leaving the
-- loop cancels what is in flight: at once on Lua 5.4, elsewhere with the next call after
-- the collector has found out.
---@param limit integer|function how many at a time, or what says it
---@param items table|function an array, or a function that gives one item after the other, then nil
---@param fn function(item) -> value, details | nil, err
---@param opts? table `deadline`: seconds after which what is in flight is cancelled, and nothing more started;
--- `ask_again`: called when `items` gives nil, and says after how many seconds it may have another item, or nil: never;
--- `on_end`: called once when all is done, or with true when the rest is not wanted any more; `on_close`: called when
--- the loop is left or over, or the collector has found that it was; `home`: the `calls`
--- of the transport by which to wait where none is in flight
---@return function iterator of `item, value, details`, or `item, nil, err`
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function scheduler.concurrently(limit, items, fn, opts)
  scheduler.tidy()
  local limit_now = type(limit) == "function" and limit or function() return limit end
  local group = setmetatable({
    limit = limit_now, source = source_of(items), fn = fn, deadline = math.huge,
    active = 0, idle = {}, in_flight = {}, sleeping = {}, results = {}, queue = {}, queue_begin = 1, queue_end = 0,
    turn_ends = core.now() + TURN,
    ask_at = 0, -- when the source may have another item; 0: at once
    exhausted = false, cancelled = false, ask_again = opts and opts.ask_again, on_end = opts and opts.on_end,
    on_close = opts and opts.on_close, home = opts and opts.home or ALONE,
  }, Group)
  if opts and opts.deadline then group.deadline = core.now() + opts.deadline end
  local closing = closing_of(group)
  local function iterate()
    local _ = closing -- lives as long as the iterator
    local item, value, details = group:take()
    if item ~= nil then return item, value, details end
    group:ended()
  end
  return iterate, nil, nil, closing
end

return scheduler
