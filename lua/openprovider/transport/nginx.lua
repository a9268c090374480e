--- The transport inside nginx: each call in a thread of nginx's own, so that the worker goes on serving meanwhile.
--
-- It needs `thread_pool openprovider threads=32;` in the main context. At most `worker_threads` calls of a worker
-- process are under way at a time, over all its clients; the others wait for their turn, first come first served.
-- A call runs in a timer, apart from the request that asked for it: that may be ended while it waits, and its turn
-- must not be lost with it. Who waits has a timer of its own, and so a worker that is told to reload waits, too.
--
-- A client may be made before nginx forks and be kept for as long as a worker lives: nothing is made here before it
-- is needed, and what belongs to a process is kept by its number.
--
-- @module openprovider.transport.nginx

local core = require("openprovider.core")
local nginx_calls = require("openprovider.transport.nginx_calls")
local scheduler = require("openprovider.scheduler")

local nginx = {}

-- The name of the pool of threads in nginx's configuration, and the module that a thread runs.
local THREADS = "openprovider"
local MODULE = "openprovider.transport.worker_thread"

-- Phases in which nothing may wait. Those of a TLS handshake may with OpenResty's patches of nginx; without them the
-- handshake fails.
local BUSY_PHASES = {
  init = true, init_worker = true, exit_worker = true, set = true, balancer = true, header_filter = true,
  body_filter = true, log = true, ssl_client_hello = true, ssl_cert = true, ssl_session_fetch = true,
  ssl_session_store = true,
}

-- Seconds between two tries to get a Lua VM where others have them all.
local GLANCE = 0.01

-- Seconds between the beginnings of two calls: many that come at once must not keep the worker from serving. And
-- where nginx has to make one more Lua VM, which takes its event loop a millisecond or two.
local GAP = 0.001
local GAP_FOR_VM = 0.01

-- Seconds that a thread gets to notice that its time is over.
local GRACE = 1

-- The failure of a call of which nothing was sent.
local function refused(kind, ...)
  return { kind = kind, message = string.format(...), sent = false }
end

-- nginx's own Lua; nil elsewhere.
local function inside()
  return package.loaded.ngx
end

--- Whether calls can be made in threads of nginx here: it may be built without.
function nginx.has_threads()
  return inside() ~= nil and inside().run_worker_thread ~= nil
end

--- Why no call can be made here and now, if that is so.
---@return table|nil failure
function nginx.obstacle()
  if not inside() then return refused("config", "this transport works inside nginx alone") end
  local phase = inside().get_phase()
  if not BUSY_PHASES[phase] then return nil end
  return refused("config", "nothing can be called in nginx's phase %s, which cannot wait; "
    .. "call it in a timer (ngx.timer.at(0, ...)), or in rewrite, access or content", phase)
end

-- Lets time pass: a millisecond at least, for without one nginx would not let go of its event loop.
local function sleep(seconds)
  inside().sleep(math.max(seconds, 0.001))
end

nginx.sleep = sleep

local function call_in_timer(_, fn, ...)
  fn(...)
end

--- Calls a function that goes on whatever becomes of who asks for it. What it needs are its arguments: the stack
-- of a coroutine that is ended is cleared, and with it what closures share with it.
---@param fn function
---@param ... any
---@return boolean|nil started
---@return string|nil message
function nginx.apart(fn, ...)
  return inside().timer.at(0, call_in_timer, fn, ...)
end

-- What belongs to this worker process: `turns`, so many as `threads`, and a `door` through which one call goes at a
-- time; how many calls are in threads (`running`), and for how many there are Lua VMs (`vms`); and when the next call
-- may begin, with such a VM (`begin`) and without (`begin_vm`). A client that wants more threads than those before it
-- adds turns.
local this_worker = {}

local function worker_with(threads)
  local pid = inside().worker.pid()
  if this_worker.pid ~= pid then
    local semaphore = require("ngx.semaphore")
    this_worker = {
      pid = pid, threads = 0, turns = assert(semaphore.new(0)), door = assert(semaphore.new(1)), running = 0, vms = 0,
      begin = 0, begin_vm = 0,
    }
  end
  if threads > this_worker.threads then
    this_worker.turns:post(threads - this_worker.threads)
    this_worker.threads = threads
  end
  return this_worker
end

-- Waits until a call may begin: one after the other. -> whether that was in time
local function enter(worker, deadline)
  if not worker.door:wait(math.max(0, deadline - core.uptime())) then return false end
  local begin = worker.running < worker.vms and worker.begin or worker.begin_vm
  local wait = begin - core.uptime()
  if wait > 0 then sleep(wait) end
  local now = core.uptime()
  if worker.running == worker.vms then
    worker.vms, worker.begin_vm = worker.vms + 1, now + GAP_FOR_VM
  end
  worker.running, worker.begin = worker.running + 1, now + GAP
  worker.door:post(1)
  return true
end

-- What nginx says where it did not start a thread; all else it says when a thread has failed. -> failure
local function failure_of(said)
  if said:find("^thread pool .* not found$") then
    return refused("config", "nginx has no threads for the calls: "
      .. "put 'thread_pool %s threads=32;' into the main context of its configuration", THREADS)
  elseif said:find("^ngx_thread_task_post failed") then
    return refused("network", "nginx's queue for threads is full")
  elseif said:find("^module '") or said:find("^error loading module") then
    return refused("config", "a thread cannot load what it runs: %s", said)
  end
  return { kind = "network", message = "the thread failed: " .. said }
end

-- Has a thread perform a request. -> response | nil, failure
local function in_thread(call)
  while true do
    local ran, response, failure = inside().run_worker_thread(THREADS, MODULE, "perform",
      call.request, call.settings, call.deadline)
    if ran then return response, failure end
    local said = tostring(response)
    if said ~= "no available Lua vm" then return nil, failure_of(said) end
    if core.uptime() + GLANCE >= call.deadline then
      return nil, refused("timeout", "nginx had no Lua VM for the call in time: lua_worker_thread_vm_pool_size must be "
        .. "above the option worker_threads, and above what else uses it")
    end
    sleep(GLANCE)
  end
end

-- Does what a call is about, in its turn.
local function make(call)
  local worker = call.worker
  if not enter(worker, call.deadline) then
    return nil, refused("timeout", "too many calls began at the same time in this worker")
  end
  local ok, response, failure = pcall(in_thread, call)
  worker.running = worker.running - 1
  if ok then return response, failure end
  return nil, { kind = "network", message = tostring(response) }
end

-- Makes a call, in a timer, and gives its turn back.
local function run(call)
  if call.given_up then return end
  call.began = true
  call.response, call.failure = make(call)
  call.ended = true
  call.worker.turns:post(1)
  call.done:post(1)
end

-- Waits for a call. -> response | nil, failure
local function await(call)
  call.done:wait(math.max(0, call.deadline - core.uptime()) + GRACE)
  if call.ended then return call.response, call.failure end
  call.given_up = true
  if call.began then return nil, { kind = "timeout", message = "the thread did not end in time" } end
  call.worker.turns:post(1)
  return nil, refused("network", "nginx did not run the call's timer: lua_max_running_timers is too low")
end

local function perform(request, settings, threads)
  local deadline = core.uptime() + request.timeout
  local worker = worker_with(threads)
  if not worker.turns:wait(request.timeout) then
    return nil, refused("timeout", "all %d threads of this worker were busy for %g seconds", worker.threads,
      request.timeout)
  end
  local call = {
    request = request, settings = settings, deadline = deadline, worker = worker,
    done = assert(require("ngx.semaphore").new(0)),
  }
  local started, why = nginx.apart(run, call)
  if not started then
    worker.turns:post(1)
    return nil, refused("network", "nginx has no timer for the call: %s", why)
  end
  return await(call)
end

--- A transport.
---@param settings table `ca_file`, `proxy`, `allow_insecure_http`, `worker_threads`
---@return table transport see `openprovider.scheduler`; with `obstacle` and `apart`
function nginx.new(settings)
  local of_pool = {
    ca_file = settings.ca_file, proxy = settings.proxy, allow_insecure_http = settings.allow_insecure_http,
  }
  local function perform_in_turn(request) return perform(request, of_pool, settings.worker_threads) end
  local transport = scheduler.transport(nginx_calls(perform_in_turn, sleep, nginx.apart))
  transport.apart = nginx.apart
  transport.obstacle = function()
    local failure = nginx.obstacle()
    if failure or nginx.has_threads() then return failure end
    return refused("config", "this nginx cannot run threads; use openprovider.transport.resty")
  end
  return transport
end

return nginx
