--- A journal in a file: SQLite.
--
-- The file has mode 0600 before anything is in it, and SQLite gives those beside it the same. A worker's lock is a byte
-- of the file `-lock` beside it: the system lets go of it when the process ends.
--
-- @module openprovider.journal.sqlite

local core = require("openprovider.core")
local database = require("openprovider.journal.database")
local schema = require("openprovider.journal.schema")
local sqlite_file = require("openprovider.journal.sqlite_file")

local sqlite = {}

-- Seconds to wait for another process that writes. A write takes milliseconds.
local PATIENCE = 30

-- Seconds of it that SQLite waits by itself. `openprovider.journal.database` then asks again, and looks each time
-- whether somebody asked the program to end.
local SLICE = 0.1

local INTERRUPTED = "another process was writing to it when the program was interrupted: find it (fuser names it), "
  .. "wait for it or end it, and run this again"

-- SQLITE_OPEN_READWRITE: SQLite itself never makes the file.
local OPEN_READ_WRITE = 2

-- Advice for messages of SQLite.
local REMEDIES = {
  { "disk is full", "free some space there" },
  { "readonly database", "make it writable, or use one in a folder of your own" },
  { "unable to open", "use a path in a folder that exists and that you can write to" },
  { "not a database", "use another path" },
  { "malformed", "it is damaged; restore it from a copy, or begin another journal" },
  { "disk I/O error", "the disk may be failing: look into the system's log" },
}

local function explainer(patience)
  local busy = ("another process has been writing to it for %s seconds: find it (fuser names it), wait for it or end "
    .. "it, and try again"):format(core.number_text(patience))
  return function(said)
    if said:find("is locked", 1, true) then return busy end
    for _, remedy in ipairs(REMEDIES) do
      if said:find(remedy[1], 1, true) then return said .. ": " .. remedy[2] end
    end
    return said
  end, busy
end

-- Whether there is a journal; raises if there is something else.
local function has_journal(self)
  local names = {}
  for _, row in ipairs(self:query("SELECT name FROM sqlite_master WHERE type = 'table'")) do
    names[row.name] = true
  end
  if names[schema.JOURNAL] then return true end
  if next(names) then self.fail("it is a database of something else: use another path") end
  return false
end

-- Only a claim has to be on the disk before it counts: any other change that a power cut undoes leaves rows
-- claimed, and they are looked up when their worker is found dead. The file itself stays whole either way.
local function set_durability(self, mode)
  self:change("PRAGMA synchronous = " .. (mode == "durable" and "FULL" or "NORMAL"))
end

-- Sets the connection up. WAL: readers never block writers.
local function session_of(file, patience)
  return function(self)
    self:query(("PRAGMA busy_timeout = %d"):format(math.ceil(math.min(patience, SLICE) * 1000)))
    has_journal(self) -- another database is not changed
    set_durability(self, "durable")
    set_durability(self, "write")
    self:query("PRAGMA journal_mode = WAL")
    has_journal(self) -- which opens the files beside it
    local ok, message = sqlite_file.check_companions(file.path, "-wal")
    if not ok then self.fail(message) end
    file.companions = sqlite_file.companions_of(file.path)
  end
end

-- The lock of a worker, in the file that is there now.
local Lock = {}
Lock.__index = Lock

function Lock:release() self.byte:release() end

function Lock:is_held()
  return sqlite_file.identity_of(self.path) == self.place
end

-- The functions of a dialect about locks.
local function add_locks(dialect, file)
  -- A process that goes on with a removed file would share rows with nobody.
  function dialect.check_place()
    if sqlite_file.identity_of(file.path) ~= file.identity then
      database.fail("it was removed or replaced while it was in use: put it back, or begin another one")
    end
    for path, identity in pairs(file.companions or {}) do
      if sqlite_file.identity_of(path) ~= identity then
        database.fail(path .. " was removed or replaced while it was in use, and with it what the journal knew last: "
          .. "begin another journal, which finds what was created")
      end
    end
  end

  function dialect.take_lock(_, number)
    local byte, message = core.lock_byte(file.locks, number)
    if message then database.fail(message) end
    return byte and setmetatable({ byte = byte, path = file.locks, place = sqlite_file.identity_of(file.locks) }, Lock)
  end

  function dialect.can_be_had(_, number)
    local byte = core.lock_byte(file.locks, number)
    if byte then byte:release() end
    return byte and true or false -- if descriptors have run out, a later call finds it out
  end

  -- A lock in a file that is not there any more tells nothing.
  function dialect.is_dead(place)
    return place ~= nil and place == sqlite_file.identity_of(file.locks)
  end
end

--- A file as a database of `openprovider.journal.database`.
---@param given string its path
---@param must_exist? boolean whether it is not made
---@param patience? number seconds
---@return table|nil dialect
---@return string|nil message
function sqlite.new(given, must_exist, patience)
  patience = patience or PATIENCE
  if given:find("%z") then return nil, "a path without a NUL is expected" end
  local dbi, message = database.load("SQLite", "dbd.sqlite3", "lua-dbi-sqlite3", "luadbi-sqlite3")
  if not dbi then return nil, message end
  -- SQLite has names that are no paths, such as :memory:.
  local file
  file, message = sqlite_file.enter(given:find("^/") and given or "./" .. given, must_exist)
  if not file then return nil, message end
  local explain, busy = explainer(patience)
  local dialect = {
    target = given, patience = patience, BUSY = busy, INTERRUPTED = INTERRUPTED,
    -- Of two writers the second one waits here, and not in the middle.
    BEGIN = "BEGIN IMMEDIATE", READY = {},
    LOCK = "", LOCK_IN_ORDER = "", SKIP_LOCKED = "", POSITION = "CAST(position AS DOUBLE PRECISION)",
    connect = function()
      local called, connection, why = pcall(dbi.Connect, "SQLite3", file.path, OPEN_READ_WRITE)
      if called and connection then return connection end
      return nil, explain(tostring(called and why or connection))
    end,
    prepare_session = session_of(file, patience), set_durability = set_durability, has_journal = has_journal,
    begin_making = function() end, explain = explain,
    bound = function(...) return ... end,
    closed = function() sqlite_file.leave(file) end,
  }
  add_locks(dialect, file)
  return dialect
end

return sqlite
