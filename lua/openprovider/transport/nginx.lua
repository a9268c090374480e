--- The transport inside nginx: each call runs in a thread of nginx, and the worker serves other requests meanwhile.
--
-- It needs `thread_pool openprovider threads=32;` in the main context. At most `worker_threads` calls of a worker
-- process are under way at a time, over all its clients; the others wait for their turn, first come first served.
-- A call runs apart from the request that made it: nginx may end the request while it waits, and the call's turn must
-- not be lost then (see `openprovider.transport.nginx.background_jobs`).
-- A client may be made before nginx forks, and may live as long as a worker. So nothing is made before it is needed,
-- and the state of a process is kept under its number.
--
-- @module openprovider.transport.nginx

local core = require("openprovider.core")
local nginx_calls = require("openprovider.transport.nginx.calls")
local nginx_crew = require("openprovider.transport.nginx.background_jobs")
local scheduler = require("openprovider.concurrency.scheduler")

local nginx = {}

-- The name of the pool of threads in nginx's configuration, and the module that a thread runs.
local THREADS = "openprovider"
local MODULE = "openprovider.transport.nginx.thread"

-- Phases in which nothing may wait. In the phases of a TLS handshake code may wait only with OpenResty's patches of
-- nginx; without them the handshake fails.
local BUSY_PHASES = {
  init = true, init_worker = true, exit_worker = true, set = true, balancer = true, header_filter = true,
  body_filter = true, log = true, ssl_client_hello = true, ssl_cert = true, ssl_session_fetch = true,
  ssl_session_store = true,
}

-- Seconds between two tries to get a Lua VM while all are in use.
local GLANCE = 0.01

-- Seconds between the starts of two calls: many calls at once must not keep the worker from serving. The second value
-- applies if nginx has to make another Lua VM, which blocks its event loop for a millisecond or two.
local GAP = 0.001
local GAP_FOR_VM = 0.01

-- Seconds that a thread gets to notice that its time is over.
local GRACE = 1

-- Lists are decoded on the event loop, which blocks other requests: a few milliseconds for 200 customers. Decoding them
-- in the thread is no gain, because nginx copies the tables on the event loop. ROWS_OF_PAGE: the page where all
-- customers are read. The other limit is the most bytes of any answer: 4 MiB take some 0.1 s.
nginx.ROWS_OF_PAGE = 200
nginx.LONGEST_LIST = 4 * 1024 * 1024

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

--- Why no call can be made now; nil if one can.
---@return table|nil failure
function nginx.obstacle()
  if not inside() then return refused("config", "this transport works only inside nginx") end
  local phase = inside().get_phase()
  if not BUSY_PHASES[phase] then return nil end
  return refused("config", "nothing can be called in nginx's phase %s, which cannot wait; "
    .. "call it in a timer (ngx.timer.at(0, ...)), or in rewrite, access or content", phase)
end

-- Sleeps, at least a millisecond: with 0 nginx would not return to its event loop.
local function sleep(seconds)
  inside().sleep(math.max(seconds, 0.001))
end

nginx.sleep = sleep

--- Calls a function that goes on if its caller ends. It must get all values as arguments (see `nginx_crew.add`).
---@param fn function
---@param ... any
---@return boolean|nil started
---@return string|nil message
function nginx.apart(fn, ...)
  local job, why = nginx_crew.add(fn, ...)
  if not job then return nil, why end
  return nginx_crew.await(job)
end

-- What belongs to this worker process: `turns`, as many as `threads`, and a `door` through which one call goes at a
-- time; how many calls are in threads (`running`), and for how many there are Lua VMs (`vms`); and when the next call
-- may begin, with such a VM (`begin`) and without (`begin_vm`); and which calls have a turn, and until when
-- (`holders`). A client that wants more threads than those before it adds turns.
local this_worker = {}

local function worker_with(threads)
  local pid = inside().worker.pid()
  if this_worker.pid ~= pid then
    local semaphore = require("ngx.semaphore")
    this_worker = {
      pid = pid, threads = 0, turns = assert(semaphore.new(0)), door = assert(semaphore.new(1)), running = 0, vms = 0,
      begin = 0, begin_vm = 0, holders = {},
    }
  end
  if threads > this_worker.threads then
    this_worker.turns:post(threads - this_worker.threads)
    this_worker.threads = threads
  end
  return this_worker
end

local function give_back(call)
  local worker = call.worker
  if not worker.holders[call] then return end
  worker.holders[call] = nil
  worker.turns:post(1)
end

-- Takes back the turns of calls that ended together with their requests.
local function take_back(worker)
  local now = core.uptime()
  for call, over in pairs(worker.holders) do
    if over < now then give_back(call) end
  end
end

-- Waits until the next call may begin, which this one then does.
local function begin(worker)
  local wait = (worker.running < worker.vms and worker.begin or worker.begin_vm) - core.uptime()
  if wait > 0 then sleep(wait) end
  local now = core.uptime()
  if worker.running == worker.vms then
    worker.vms, worker.begin_vm = worker.vms + 1, now + GAP_FOR_VM
  end
  worker.running, worker.begin = worker.running + 1, now + GAP
end

-- Waits until a call may begin: one after the other. -> true | nil, failure
local function enter(worker, deadline)
  if not worker.door:wait(math.max(0, deadline - core.uptime())) then
    return nil, refused("timeout", "too many calls began at the same time in this worker")
  end
  local ok, why = pcall(begin, worker)
  worker.door:post(1)
  if ok then return true end
  return nil, refused("network", "the call could not begin: %s", tostring(why))
end

-- Reads nginx's message: some mean that no thread was started; all others, that a thread failed. -> failure
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

-- Performs a request in a thread. -> response | nil, failure
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

-- The same, but never raises. -> response | nil, failure
local function in_thread_safely(call)
  local ok, response, failure = pcall(in_thread, call)
  if ok then return response, failure end
  return nil, { kind = "network", message = tostring(response) }
end

-- Performs a call when its turn has come.
local function make(call)
  local worker = call.worker
  local entered, refusal = enter(worker, call.deadline)
  if not entered then return nil, refusal end
  local response, failure = in_thread_safely(call)
  worker.running = worker.running - 1
  return response, failure
end

-- Performs a call apart from its request, and gives its turn back.
local function run(call)
  if not call.worker.holders[call] then return end
  call.worker.holders[call] = math.huge
  call.response, call.failure = make(call)
  call.ended = true
  give_back(call)
  call.done:post(1)
end

-- Waits for a call. -> response | nil, failure
local function await(call)
  call.done:wait(math.max(0, call.deadline - core.uptime()) + GRACE)
  if call.ended then return call.response, call.failure end
  if call.worker.holders[call] == math.huge then
    return nil, { kind = "timeout", message = "the thread did not end in time" }
  end
  give_back(call)
  return nil, refused("network", "nginx did not get to the call in time")
end

-- Performs a call in its own request. -> response | nil, failure
local function make_here(call)
  local response, failure = in_thread_safely(call)
  give_back(call)
  return response, failure
end

local function perform(request, settings, threads)
  local deadline = core.uptime() + request.timeout
  local worker = worker_with(threads)
  take_back(worker)
  if not worker.turns:wait(request.timeout) then
    return nil, refused("timeout", "all %d threads of this worker were busy for %.0f seconds", worker.threads,
      request.timeout)
  end
  local call = {
    request = request, settings = settings, deadline = deadline, worker = worker,
    done = assert(require("ngx.semaphore").new(0)),
  }
  worker.holders[call] = deadline + GRACE
  if nginx.apart(run, call) then return await(call) end
  return make_here(call) -- nginx runs no more timers
end

-- Closes a connection. It is in the pool of one of the threads; any pool of the process can reach it.
local function drop(connection)
  local pool = core.pool()
  pool:drop(connection)
  pool:close()
end

--- A transport.
---@param settings table `ca_file`, `proxy`, `allow_insecure_http`, `http2`, `worker_threads`
---@return openprovider.Transport transport see `openprovider.concurrency.scheduler`; with `obstacle` and `apart`
function nginx.new(settings)
  local of_pool = {
    ca_file = settings.ca_file, proxy = settings.proxy, allow_insecure_http = settings.allow_insecure_http,
    http2 = settings.http2,
  }
  local function perform_in_turn(request) return perform(request, of_pool, settings.worker_threads) end
  local transport = scheduler.transport(nginx_calls(perform_in_turn, sleep))
  transport.apart, transport.drop = nginx.apart, drop
  transport.rows_of_page, transport.longest_list = nginx.ROWS_OF_PAGE, nginx.LONGEST_LIST
  local is_over = transport.obstacle
  transport.obstacle = function()
    local failure = is_over() or nginx.obstacle()
    if failure or nginx.has_threads() then return failure end
    return refused("config", "this nginx cannot run threads; use openprovider.transport.resty")
  end
  return transport
end

return nginx
