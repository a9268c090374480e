--- Calls functions of the program in the middle of a call: `on_event`, `on_progress`, a token store.
-- They must not end the call, which may have a handle to return. (A coroutine of `concurrently` ends if it yields to
-- anything but the scheduler.) So they run in their own coroutines: one that yields is not continued.
--
-- @module openprovider.concurrency.callback

local errors = require("openprovider.errors")
local protected = require("openprovider.concurrency.protected")
local scheduler = require("openprovider.concurrency.scheduler")

local callback = {}

-- `coroutine.create` of Lua 5.1 accepts no C function.
local function run(fn, ...)
  return fn(...)
end

local function ended(own, ok, ...)
  if ok and coroutine.status(own) ~= "dead" then return false, "it must not wait, and called coroutine.yield" end
  return ok, ...
end

local function run_apart(fn, ...)
  local own = coroutine.create(run)
  return ended(own, coroutine.resume(own, fn, ...))
end

--- Wraps a program's function so that it never raises and never waits. Only its first error is written to standard
--- error: otherwise nobody would see this mistake in the program.
---@param name string what the program calls the function
---@param fn function(what)
---@return function tell(what)
function callback.observer(name, fn)
  local is_told = false
  return function(what)
    local ok, why = run_apart(fn, what)
    if ok or is_told then return end
    is_told = true
    local has_text, text = pcall(tostring, why)
    text = has_text and errors.one_line(text) or "an error that is not a text"
    io.stderr:write("openprovider: ", name, " failed, which is told only once: ", text, "\n")
  end
end

--- Asks a function of a program. It may yield to an event loop, but not in `concurrently`.
---@param fn function
---@param ... any its arguments
---@return boolean ok
---@return any ... what it returned, or what it raised
function callback.ask(fn, ...)
  if scheduler.in_task() then return run_apart(fn, ...) end
  return protected(fn, ...)
end

return callback
