--- Many calls at once, in straight lines: coroutines over one pool of connections.
--
-- A task is a coroutine. Where the code in it would wait, for an answer or for time to pass, it yields,
-- and others go on. `concurrently` drives them while its caller asks for results; nothing runs in
-- between, and there is no loop to start or to stop.
--
-- @module openprovider.scheduler

local core = require("openprovider.core")

local scheduler = {}

-- Seconds of one wait where calls of several pools are in flight, which cannot be waited for together.
local GLANCE = 0.005

-- Answers that are handed out before anything more is sent. With all that have come, 64 calls in flight would
-- keep in step, and the connections be idle while Lua works.
local AT_ONCE = 8

-- Which task a coroutine is, and in each pool which task waits for which call.
local task_of = setmetatable({}, { __mode = "k" })
local waiting_in = setmetatable({}, { __mode = "k" })

local CANCELLED = { kind = "cancelled", message = "the call was cancelled", sent = false }

local Task = {}
Task.__index = Task

--- The task that runs, or nil: then whoever waits has to block.
---@return table|nil task
function scheduler.running()
  local current = coroutine.running()
  return current and task_of[current]
end

--- Performs a request while other tasks go on.
---@param pool userdata of the core
---@param request table
---@return table|nil response
---@return table|nil failure
function Task:perform(pool, request)
  if self.group.cancelled then return nil, CANCELLED end
  local call = pool:submit(request)
  local waiting = waiting_in[pool]
  if not waiting then
    waiting = {}
    waiting_in[pool] = waiting
  end
  waiting[call], self.pool, self.call = self, pool, call
  self.group:began(pool, 1)
  coroutine.yield()
  return self.response, self.failure
end

--- Lets time pass while other tasks go on.
---@param seconds number
function Task:sleep(seconds)
  if self.group.cancelled then
    self.group:ready(self) -- others have their turn all the same: this one may wait for one of them
  else
    self.wake = core.now() + seconds
    self.group.sleeping[self] = true
  end
  coroutine.yield()
end

-- The answer to a task's call is there.
function Task:answered(response, failure)
  self.group:began(self.pool, -1)
  self.pool, self.call, self.response, self.failure = nil, nil, response, failure
  self.group:ready(self)
end

local Group = {}
Group.__index = Group

-- Counts the calls in flight in a pool.
function Group:began(pool, count)
  local left = (self.pools[pool] or 0) + count
  self.pools[pool] = left > 0 and left or nil
end

-- Has a task go on in its turn.
function Group:ready(task)
  self.queue_end = self.queue_end + 1
  self.queue[self.queue_end] = task
end

-- Runs a task until it waits or ends.
function Group:resume(task)
  local ok, first, second = coroutine.resume(task.coroutine)
  if coroutine.status(task.coroutine) ~= "dead" then return end
  self.active = self.active - 1
  task_of[task.coroutine] = nil -- 5.1's weak tables keep a key that its own value holds
  if not ok then first, second = nil, first end
  self.results[#self.results + 1] = { task.item, first, second }
end

function Group:start(item)
  local task = setmetatable({ group = self, item = item }, Task)
  task.coroutine = coroutine.create(function() return self.fn(item) end)
  task_of[task.coroutine] = task
  self.active = self.active + 1
  self:resume(task)
end

-- Whether another task may be started, now or later.
function Group:has_room()
  return not self.exhausted and not self.cancelled and self.active < self.limit()
end

-- Starts tasks as long as there are items and room for them. Stops at a result: it is asked for first.
function Group:fill()
  while self:has_room() and #self.results == 0 and self.ask_at <= core.now() do
    local item, seconds = self.source()
    if item ~= nil then
      self:start(item)
    elseif seconds then
      self.ask_at = core.now() + seconds
    else
      self.exhausted = true
    end
  end
end

-- Has those whose time has come go on. -> seconds until the next is due, or nil
function Group:wake(now)
  local soonest
  for task in pairs(self.sleeping) do
    if task.wake <= now then
      self.sleeping[task] = nil
      self:ready(task)
    elseif not soonest or task.wake < soonest then
      soonest = task.wake
    end
  end
  return soonest and soonest - now
end

-- Hands out answers that have come, at most so many. They may be another group's, whose task drives this one.
local function collect(pool, most)
  local waiting = waiting_in[pool] or {}
  for _ = 1, most do
    local call, response, failure = pool:next()
    if call == nil then return end
    local task = waiting[call]
    waiting[call] = nil
    if task then task:answered(response, failure) end
  end
end

-- Waits until something can go on, at most so many seconds.
function Group:wait(seconds)
  local pool = next(self.pools)
  local another = pool and next(self.pools, pool)
  if not pool then
    core.sleep(seconds or 0)
  elseif another then
    local each = {}
    for one in pairs(self.pools) do each[#each + 1] = one end
    for _, one in ipairs(each) do
      one:wait(math.min(seconds or GLANCE, GLANCE))
      collect(one, AT_ONCE)
    end
  else
    pool:wait(seconds or math.huge)
    collect(pool, AT_ONCE)
  end
end

-- Moves everything on a little, waiting if there is nothing to do.
function Group:step()
  if self.queue_begin > self.queue_end then
    local now = core.now()
    if now >= self.deadline then self:cancel() end
    local due = self:wake(now)
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
end

--- Cancels what is in flight and wakes who sleeps: their calls fail with kind `cancelled`, and so do those
-- that they make from now on.
function Group:cancel()
  if self.cancelled then return end
  self.cancelled = true
  for task in pairs(self.sleeping) do
    self.sleeping[task] = nil
    self:ready(task)
  end
  local pools = {}
  for pool in pairs(self.pools) do pools[#pools + 1] = pool end
  for _, pool in ipairs(pools) do
    for call, task in pairs(waiting_in[pool] or {}) do
      if task.group == self then pcall(pool.cancel, pool, call) end
    end
    pcall(collect, pool, math.huge)
  end
end

-- -> the next result, or nil at the end
function Group:take()
  while #self.results == 0 do
    self:fill()
    if #self.results > 0 then break end
    if self.active == 0 and (self.exhausted or self.cancelled) then return nil end
    self:step()
  end
  return table.remove(self.results, 1)
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
end

-- Tells that it is over, once.
function Group:ended()
  local on_end = self.on_end
  self.on_end = nil
  if on_end then on_end(self.cancelled) end
end

-- Something that the collector tells when it goes, on every Lua.
local function finalized(fn)
  if rawget(_G, "newproxy") then
    local proxy = rawget(_G, "newproxy")(true)
    getmetatable(proxy).__gc = fn
    return proxy
  end
  return setmetatable({}, { __gc = fn, __close = fn })
end

local function source_of(items)
  if type(items) ~= "table" then return items end
  local index = 0
  return function()
    index = index + 1
    return items[index]
  end
end

--- Runs a function for each item, so many at a time.
--
--     for handle, customer, err in client:concurrently(16, handles, function(handle)
--       return client:get_customer(handle)
--     end) do ... end
--
-- Results come in the order in which they are ready. What a function raises is its error. Leaving the
-- loop cancels what is in flight: at once on Lua 5.4, elsewhere when the collector finds out.
---@param limit integer|function how many at a time, or what says it
---@param items table|function an array, or a function that gives one item after the other, then nil; or nil and the
--- seconds after which it may have another
---@param fn function(item) -> value, details | nil, err
---@param opts? table `deadline`: seconds after which what is in flight is cancelled, and nothing more started;
--- `on_end`: called once when all is done, or with true when the rest is not wanted any more
---@return function iterator of `item, value, details`, or `item, nil, err`
---@return nil
---@return nil
---@return any closing for the loop of Lua 5.4
function scheduler.concurrently(limit, items, fn, opts)
  local limit_now = type(limit) == "function" and limit or function() return limit end
  local group = setmetatable({
    limit = limit_now, source = source_of(items), fn = fn, deadline = math.huge,
    active = 0, pools = {}, sleeping = {}, results = {}, queue = {}, queue_begin = 1, queue_end = 0, ask_at = 0,
    exhausted = false, cancelled = false, on_end = opts and opts.on_end,
  }, Group)
  if opts and opts.deadline then group.deadline = core.now() + opts.deadline end
  local closing = finalized(function() group:close() end)
  local function iterate()
    local _ = closing -- lives as long as the iterator
    local result = group:take()
    if result then return result[1], result[2], result[3] end
    group:ended()
  end
  return iterate, nil, nil, closing
end

return scheduler
