--- Statements and transactions over LuaDBI, as its two drivers behave.
--
-- Inside a transaction a fault is raised, and `transaction` returns it; LuaDBI itself raises some and
-- returns others. Statements are prepared once. After a failure a statement is given up: SQLite's driver
-- reports that failure again at the next use.
--
-- @module openprovider.journal.database

local at_collection = require("openprovider.journal.at_collection")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local unpack = require("openprovider.values.unpack")

local Database = {}
Database.__index = Database

local ENDING = "the program ends: open it again"

-- Seconds that a database has for an answer after the program was asked to end (`core.watch_interrupt`). Then the
-- program no longer waits for the driver, which blocks it. For the same time it does not ask the database again.
local LAST = 2

-- A failure that took at least this many seconds was waited for.
local LONG = 1

-- Seconds between two tries to get what another process holds.
local PAUSE = 0.01

local NOTICE = "%sopenprovider: waiting for the journal %s: %s seconds at most; press Ctrl-C again to stop without "
  .. "waiting\n"

local STDERR = 2

-- What is said on standard error if the program is asked to end while it waits. On a terminal it begins a line.
local function notice_of(target, seconds)
  return NOTICE:format(core.is_terminal(STDERR) and "\n" or "", errors.one_line(target),
    core.number_text(seconds or LAST))
end

-- The class of raised faults, to distinguish them from mistakes in this code.
local Fault = {}

--- Raises a fault with a message: what is wrong, a colon, what to do.
---@param message string
function Database.fail(message)
  error(setmetatable({ message = message }, Fault), 0)
end

-- The error of a fault.
function Database:err(message)
  return errors.not_sent("journal", ("the journal %s: %s"):format(self.target, message))
end

-- What LuaDBI puts before the database's own words.
local PREFIXES = {
  "^Execute failed ", "^Fetch failed ", "^Error [A-Za-z0-9 ]-: ", "^Failed to connect to database: ", "^ERROR: +",
  "^FATAL: +",
}

-- Raises what the database said.
function Database:fail_with(said)
  said = tostring(said)
  for _, prefix in ipairs(PREFIXES) do said = said:gsub(prefix, "") end
  self.fail(self.dialect.explain((said:gsub("[ \t-\r]+$", ""))))
end

-- Raises what a protected call caught. -> what it returned
local function raised(ok, ...)
  if not ok then error((...), 0) end
  return ...
end

-- Ends a watch. -> what was returned meanwhile
function Database:unwatched(...)
  core.say_if_interrupted(nil)
  local ok, has_bitten = pcall(self.watchdog.finish, self.watchdog)
  self.has_hung = self.has_hung or ok and has_bitten
  return ...
end

-- Calls the driver. It may wait for the server's answer for ever; the watchdog ends that wait.
function Database:watched(fn, ...)
  -- As the program ends the collector may have closed it.
  local watchdog = self.watchdog
  if not watchdog or not pcall(watchdog.begin, watchdog, self.dialect.patience, LAST) then return fn(...) end
  core.say_if_interrupted(self.notice)
  return raised(self:unwatched(pcall(fn, ...)))
end

-- The same, but failures are ignored.
function Database:try(fn, ...)
  pcall(self.watched, self, fn, ...)
end

local SILENT = "the server has said nothing for %s seconds: see whether it hangs, and run this again"

-- Calls the driver, which may raise or return false and a message. -> what it returns
function Database:call(fn, ...)
  local ok, result, why = pcall(self.watched, self, fn, ...)
  if self.has_hung then
    self.fail(core.interrupted() and self.dialect.INTERRUPTED or SILENT:format(core.number_text(self.dialect.patience)))
  end
  if not ok then self:fail_with(result) end
  if not result then self:fail_with(why or "the database gives no reason") end
  return result
end

-- Closes and forgets all that is prepared, and the connection after it: SQLite's would stay open otherwise.
function Database:disconnect()
  for sql in pairs(self.statements) do self:give_up(sql) end
  if self.connection then self:try(self.connection.close, self.connection) end
  if self.watchdog then self.watchdog:close() end
  self.connection, self.watchdog, self.has_hung = nil, nil, false
end

-- A child of fork() must never use its parent's connection.
function Database:abandon()
  for _, statement in pairs(self.statements) do debug.setmetatable(statement, nil) end
  if self.connection then debug.setmetatable(self.connection, nil) end
  self.statements, self.connection, self.watchdog = {}, nil, nil
end

-- Connections do not survive fork(): a child that closed its parent's connection would end the parent's session
-- (PostgreSQL), or lose it its locks (SQLite).
function Database:is_of_another_process()
  return core.process() ~= self.process_id
end

-- Makes sure that this function runs before the open connection is collected. After this, no object of the driver is
-- created: at the end of the program, its library may be unloaded before such an object is collected.
function Database:watch()
  local watcher
  watcher = at_collection(function()
    if self.watcher == watcher then self.is_ending = true end
    if self.connection and self:is_of_another_process() then self:abandon() end
  end)
  self.watcher = watcher
end

function Database:prepare_session()
  self.dialect.prepare_session(self)
  for _, sql in ipairs(self.ready) do self:prepare(sql) end
end

function Database:pings()
  return self.connection:ping() and "there" or "lost"
end

-- Connects if there is no connection or if it is lost. Raises.
function Database:connect()
  if self.connection and self:call(self.pings, self) == "there" then return end
  self:disconnect()
  if self.is_ending then self.fail(ENDING) end
  local connection, watchdog = self.dialect.connect()
  if not connection then self.fail(watchdog) end
  self.connection, self.watchdog = connection, watchdog
  self:watch()
  -- Each statement has its own transaction, unless one has begun.
  connection:autocommit(true)
  local ok, fault = pcall(self.prepare_session, self)
  if ok then return end
  self:disconnect()
  error(fault, 0)
end

function Database:give_up(sql)
  local statement = self.statements[sql]
  self.statements[sql] = nil
  if statement then self:try(statement.close, statement) end
end

-- -> a statement that is prepared
function Database:prepare(sql)
  local statement = self.statements[sql]
  if statement then return statement end
  if self.is_ending then self.fail(ENDING) end
  statement = self:call(self.connection.prepare, self.connection, sql)
  self.statements[sql] = statement
  self:watch()
  return statement
end

--- Has statements, and what each transaction needs, prepared at once and after each connecting: a finalizer may use
-- them while the program ends. Only inside a transaction.
---@param list string[]
function Database:keep_ready(list)
  if not self.ready[1] then self.ready = { self.dialect.BEGIN, "COMMIT", unpack(self.dialect.READY) } end
  for _, sql in ipairs(list) do self.ready[#self.ready + 1] = sql end
  for _, sql in ipairs(self.ready) do self:prepare(sql) end
end

-- Executes a statement once. -> statement
local function execute_once(self, sql, ...)
  local statement = self:prepare(sql)
  local ok, fault = pcall(self.call, self, statement.execute, statement, self.dialect.bound(...))
  if ok then return statement end
  self:give_up(sql)
  error(fault, 0)
end

-- Waits a moment for another process to release the database, or raises the fault that it does not. If the driver
-- waited itself, it would not notice that the program is asked to end.
function Database:wait_for_others(wait, fault)
  local now = core.uptime()
  if core.interrupted() and not wait.is_last then
    wait.is_last, wait.ends = true, math.min(wait.ends, now + LAST)
    core.write_error(self.notice)
  end
  if now >= wait.ends then
    if wait.is_last then self.fail(self.dialect.INTERRUPTED) end
    error(fault, 0)
  end
  core.sleep(PAUSE)
end

-- Executes a statement. -> statement
function Database:execute(sql, ...)
  local busy = self.dialect.BUSY
  if not busy then return execute_once(self, sql, ...) end
  local wait = { ends = core.uptime() + self.dialect.patience, is_last = false }
  while true do
    local ok, result = pcall(execute_once, self, sql, ...)
    if ok then return result end
    if getmetatable(result) ~= Fault or result.message ~= busy then error(result, 0) end
    self:wait_for_others(wait, result)
  end
end

-- Fetches what a statement found. -> rows
local function fetch_all(statement)
  local rows, row = {}, statement:fetch(true)
  while row do
    rows[#rows + 1] = row
    row = statement:fetch(true)
  end
  return rows
end

--- Asks. Only inside a transaction.
---@param sql string
---@param ... any what is bound. SQLite's driver reads it until the last row is fetched: it stays in this call
---@return table[] rows each by the names of the columns
function Database:query(sql, ...)
  local ok, rows = pcall(fetch_all, self:execute(sql, ...))
  if ok then return rows end
  self:give_up(sql)
  return self:fail_with(rows)
end

--- Changes. Only inside a transaction.
---@param sql string
---@param ... any what is bound
---@return integer count of the rows that were changed
function Database:change(sql, ...)
  return self:execute(sql, ...):affected()
end

-- A transaction's life, which may raise at any point.
local function attempt(self, work, mode)
  if self.closed then self.fail("it is closed: open it again") end
  if core.interrupted() and core.uptime() < self.given_up_until then self.fail(self.given_up_for) end
  if self.connection and self:is_of_another_process() then
    self:abandon()
    self.closed = true
    self.fail("another process opened it: open it after fork()")
  end
  self:connect()
  if mode == "read" then return work() end
  self.dialect.set_durability(self, mode)
  self:execute(self.dialect.BEGIN)
  local value, more = work()
  self:execute("COMMIT")
  return value, more
end

--- Runs a function in a transaction: all that it does takes place, or nothing does.
---@param mode string "read" for one without changes; "durable" for one that must outlive a power cut; else "write"
---@param work function returns at most two values
---@return any value what the function returns
---@return any more the second; or after nil an error of kind `journal`
function Database:transaction(mode, work)
  local began = core.uptime()
  local ok, value, more = pcall(attempt, self, work, mode)
  if ok then return value, more end
  if self.has_hung then
    self:disconnect()
  elseif self.connection then
    self:try(self.connection.rollback, self.connection)
  end
  if getmetatable(value) ~= Fault then error(value, 0) end
  if core.uptime() - began >= LONG then
    self.given_up_until, self.given_up_for = core.uptime() + LAST, value.message
  end
  return nil, self:err(value.message)
end

--- Whether the open file is still the one at its path.
---@return true|nil ok
---@return table|nil err
function Database:is_in_place()
  local ok, fault = pcall(self.dialect.check_place)
  if ok then return true end
  if getmetatable(fault) ~= Fault then error(fault, 0) end
  return nil, self:err(fault.message)
end

--- Ends it. A second time does nothing.
function Database:close()
  if self.closed then return end
  self.closed = true
  if self.connection and self:is_of_another_process() then
    self:abandon()
  else
    self:disconnect()
  end
  self.dialect.closed()
end

local database = { fail = Database.fail, notice_of = notice_of }

--- A database that is connected to when it is first needed.
---@param dialect table of `openprovider.journal.sqlite` or `openprovider.journal.postgresql`
---@return table
function database.new(dialect)
  local self = setmetatable({
    dialect = dialect, target = dialect.target, statements = {}, ready = {}, process_id = core.process(),
    has_hung = false, notice = notice_of(dialect.target), given_up_until = -math.huge,
    -- What `openprovider.journal.workers` knows: those of this connection by number, what was seen of others, and when
    -- which tick was.
    at_work = {}, observed = {}, marks = {},
  }, Database)
  -- Made after the driver was loaded and before anything of it: collected in between, as the program ends.
  self.sentinel = at_collection(function()
    self.is_ending, self.statements, self.connection, self.watchdog = true, {}, nil, nil
  end)
  return self
end

--- Loads a driver of LuaDBI.
---@param driver string as LuaDBI calls it
---@param module string the Lua module of it
---@param package_name string Debian's
---@param rock string
---@return table|nil dbi
---@return string|nil message
function database.load(driver, module, package_name, rock)
  local ok, dbi = pcall(require, "DBI")
  if ok and pcall(require, module) then return dbi end
  return nil, ("LuaDBI's driver for %s is missing: install the Debian package %s, or the rock %s"):format(driver,
    package_name, rock)
end

return database
