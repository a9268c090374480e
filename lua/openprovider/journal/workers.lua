--- The workers of a journal. Each has a number and holds a lock while it lives. Others take over the rows that it does
--- not finish.
--
-- A lock that can be had means that its owner is gone, or has lost the database. In SQLite that is a byte of a file
-- beside the journal: its owner is dead, and sends nothing more. In PostgreSQL it is a lock of the session: the process
-- may live, and may send for `sends_for` seconds after its last contact. So a worker that wants its rows waits until
-- its count of contacts has not changed for that long, by its own steady clock. No wall clocks, process ids or start
-- times of machines are used.
--
-- @module openprovider.journal.workers

local core = require("openprovider.core")
local schema = require("openprovider.journal.schema")

local workers = {}

local sql = schema.sql

-- How many numbers are tried: the file of locks may be older than the journal, and have some that are taken.
local MOST_NUMBERS = 1000

local NEXT_NUMBER = "UPDATE JOURNAL SET last_worker = last_worker + 1 WHERE one = 1 RETURNING last_worker AS number"

local ENTER = [[INSERT INTO WORKERS (number, name, place, contacts, sends_for)
  VALUES (?, ?, ?, 0, CAST(? AS DOUBLE PRECISION))]]

local TOUCH = [[UPDATE WORKERS SET contacts = contacts + 1, place = ?, sends_for = CAST(? AS DOUBLE PRECISION)
  WHERE number = ?]]

local LEAVE = [[DELETE FROM WORKERS WHERE number = ?
  AND NOT EXISTS (SELECT 1 FROM ROWS WHERE state = 'claimed' AND ROWS.worker = WORKERS.number)]]

-- As a text, for LuaDBI reads a fraction with the decimal point of the locale.
local OTHERS = [[SELECT number, place, contacts, CAST(sends_for AS TEXT) AS sends_for FROM WORKERS WHERE number <> ?
  ORDER BY number]]

local TAKE_BACK = [[UPDATE ROWS SET state = 'waiting', worker = NULL, unsure_at = ?
  WHERE reference IN (SELECT reference FROM ROWS WHERE state = 'claimed' AND worker = ?LOCK_IN_ORDER)]]

local REMOVE = "DELETE FROM WORKERS WHERE number = ?"

--- What has to be prepared before a finalizer may leave.
workers.STATEMENTS = { LEAVE }

-- A number that nobody holds, and its lock.
local function take_number(database)
  for _ = 1, MOST_NUMBERS do
    local number = database:query(sql(database, NEXT_NUMBER))[1].number
    local lock = database.dialect.take_lock(database, number)
    if lock then return number, lock end
  end
  return database.fail("its locks are taken: see which programs use it, and run this again when they have ended")
end

-- Forgets the worker's number and lets go of its lock.
local function forget(database, worker)
  if worker.lock then worker.lock:release() end
  if worker.number then database.at_work[worker.number] = nil end
  worker.number, worker.lock = nil, nil
end

-- Takes a lock again that was lost with a connection, or with its file. Without it only the contacts keep the rows.
local function hold(database, worker)
  if worker.lock and worker.lock:is_held() then return end
  if worker.lock then worker.lock:release() end
  worker.lock = database.dialect.take_lock(database, worker.number) or nil
end

--- Is in touch with the journal, if it is still the worker that it was. Only inside a transaction.
---@param database table
---@param worker table `{ name, sends_for, number, lock }`
---@return boolean is_same whether it is, and its rows are its own
function workers.touch(database, worker)
  database.dialect.check_place()
  if not worker.number then return false end
  hold(database, worker)
  local place = worker.lock and worker.lock.place
  if database:change(sql(database, TOUCH), place, worker.sends_for, worker.number) == 1 then return true end
  forget(database, worker)
  return false
end

--- The same; if it is not, it becomes another worker.
---@param database table
---@param worker table
function workers.enter(database, worker)
  if workers.touch(database, worker) then return end
  worker.number, worker.lock = take_number(database)
  database.at_work[worker.number] = worker
  database:change(sql(database, ENTER), worker.number, worker.name, worker.lock.place, worker.sends_for)
end

--- Leaves: nobody waits for this worker any more, unless it has rows.
---@param database table
---@param worker table
function workers.leave(database, worker)
  if not worker.number then return end
  database:transaction("write", function()
    database:change(sql(database, LEAVE), worker.number)
    if worker.lock then worker.lock:release() end
    return true
  end)
  worker.lock = nil
  forget(database, worker)
end

-- Seconds until a worker whose lock is free has rows that may be taken over, by what was seen of it: 0 or less if now.
local function seconds_left(database, other)
  if database.dialect.is_dead(other.place) then return 0 end
  return database.observed[other.number].at + core.number(other.sends_for) - core.now()
end

-- Notes since when a worker's count of contacts is what it is.
local function observe(database, other)
  local seen = database.observed[other.number]
  if seen and seen.contacts == other.contacts then return end
  database.observed[other.number] = { contacts = other.contacts, at = core.now() }
end

--- Takes back the rows of workers that are gone. Only inside a transaction.
---@param database table
---@param worker table this one
---@return number|nil seconds until there may be more of them
function workers.take_over(database, worker)
  local soonest
  for _, other in ipairs(database:query(sql(database, OTHERS), worker.number)) do
    observe(database, other)
    if not database.at_work[other.number] and database.dialect.can_be_had(database, other.number) then
      local seconds = seconds_left(database, other)
      if seconds <= 0 then
        database:change(sql(database, TAKE_BACK), schema.next_tick(database), other.number)
        database:change(sql(database, REMOVE), other.number)
      elseif not soonest or seconds < soonest then
        soonest = seconds
      end
    end
  end
  return soonest
end

-- How many ticks are kept with their times.
local MOST_MARKS = 1000

--- Notes a tick that was seen in a transaction which is over. What was stamped with it or before was so by now.
---@param database table
---@param tick number
function workers.mark(database, tick)
  local marks = database.marks
  local last = marks[#marks]
  if last and last.tick >= tick then return end
  marks[#marks + 1] = { tick = tick, at = core.now() }
  if #marks > MOST_MARKS then table.remove(marks, 1) end
end

--- The last tick that was seen at least `seconds` ago, and how long until that of a later one.
---@param database table
---@param settle number seconds
---@return number tick 0 if there is none
---@return number|nil seconds
function workers.settled(database, settle)
  local tick, now = 0, core.now()
  for _, mark in ipairs(database.marks) do
    if mark.at + settle > now then return tick, mark.at + settle - now end
    tick = mark.tick
  end
  return tick
end

return workers
