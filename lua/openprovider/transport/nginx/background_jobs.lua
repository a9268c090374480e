--- Runs functions inside nginx that go on after their request has ended.
-- Each worker process has one timer, a crew, and the functions run in its light threads: with a timer for each, nginx's
-- limit (`lua_max_running_timers`) would soon be reached. A crew lives as long as a function runs. After many functions
-- a new crew takes over, because nginx frees some memory of light threads only with their timer. A worker that has to
-- end waits for its crews, because nginx waits for its timers.
--
-- @module openprovider.transport.nginx.background_jobs

local core = require("openprovider.core")
local unpack = require("openprovider.values.unpack")

local nginx_crew = {}

-- The most functions of one crew.
local MOST = 1000

-- Seconds within which nginx must start a crew's timer.
local PATIENCE = 0.1

-- Seconds of one wait at most.
local LONGEST_WAIT = 60

local NOT_RUN = "nginx did not run the timer for it: its limit lua_max_running_timers (256 by default) is reached"

-- The crew of this worker process that accepts more functions.
local current = {}

-- A light thread: it runs one function after the other.
local function work(crew)
  while not crew.is_over do
    crew.jobs:wait(LONGEST_WAIT)
    local job = crew.queue[crew.first]
    if job then
      crew.queue[crew.first], crew.first = nil, crew.first + 1
      crew.idle = crew.idle - 1
      pcall(job.fn, unpack(job, 1, job.count)) -- callers that wait for it have a deadline
      crew.idle, crew.unfinished = crew.idle + 1, crew.unfinished - 1
      if crew.unfinished == 0 then crew.changed:post(1) end
    end
  end
end

-- Keeps enough light threads running until all functions are done.
local function staff(crew)
  while crew.unfinished > 0 do
    while crew.last - crew.first + 1 > crew.idle do
      crew.idle, crew.threads = crew.idle + 1, crew.threads + 1
      package.loaded.ngx.thread.spawn(work, crew)
    end
    crew.changed:wait(LONGEST_WAIT)
  end
end

-- What the timer runs.
local function lead(_, crew)
  if crew.is_over then return end
  crew.has_begun = true
  if crew.waiting > 0 then crew.begun:post(crew.waiting) end
  pcall(staff, crew) -- even after an error the crew accepts no more
  crew.is_over = true
  if crew.threads > 0 then crew.jobs:post(crew.threads) end
end

local function new_crew(pid)
  local semaphore = require("ngx.semaphore")
  local crew = {
    pid = pid, queue = {}, first = 1, last = 0, idle = 0, threads = 0, unfinished = 0, waiting = 0, has_begun = false,
    is_over = false, give_up = core.uptime() + PATIENCE,
    begun = assert(semaphore.new(0)), changed = assert(semaphore.new(0)), jobs = assert(semaphore.new(0)),
  }
  local started, why = package.loaded.ngx.timer.at(0, lead, crew)
  if not started then return nil, "nginx has no timer for it: " .. tostring(why) end
  return crew
end

--- Schedules a function. `await` says whether it will certainly be called. It must get all values as arguments: when
--- nginx ends a coroutine, it clears the stack, and with it the variables that closures share.
---@param fn function
---@param ... any
---@return table|nil job
---@return string|nil message
function nginx_crew.add(fn, ...)
  local crew, pid = current, package.loaded.ngx.worker.pid()
  if crew.pid ~= pid or crew.is_over or crew.last >= MOST then
    local why
    crew, why = new_crew(pid)
    if not crew then return nil, why end
    current = crew
  end
  local job = { fn = fn, count = select("#", ...), crew = crew, ... }
  crew.last, crew.unfinished = crew.last + 1, crew.unfinished + 1
  crew.queue[crew.last] = job
  crew.jobs:post(1)
  if crew.last - crew.first + 1 > crew.idle then crew.changed:post(1) end
  return job
end

--- Whether it is certain already, without a wait.
---@param job table
---@return boolean
function nginx_crew.is_certain(job)
  return job.crew.has_begun
end

--- Waits until it is certain whether a function is called.
---@param job table
---@return boolean|nil is_called
---@return string|nil message
function nginx_crew.await(job)
  local crew = job.crew
  if not crew.has_begun and not crew.is_over then
    crew.waiting = crew.waiting + 1
    crew.begun:wait(math.max(0, crew.give_up - core.uptime()))
    crew.waiting = crew.waiting - 1
  end
  if crew.has_begun then return true end
  crew.is_over = true
  return nil, NOT_RUN
end

return nginx_crew
