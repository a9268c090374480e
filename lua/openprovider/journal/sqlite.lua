--- A journal in a file: SQLite.
--
-- The file has mode 0600 before anything is in it, and SQLite gives the two beside it (`-wal`, `-shm`) the
-- same. A process that closes any descriptor of the file loses all its locks on it (POSIX): it is only
-- looked at while this process has no journal in it. Its times are the machine's uptime: the clock on the wall
-- may be set while rows are claimed.
--
-- @module openprovider.journal.sqlite

local core = require("openprovider.core")
local database = require("openprovider.journal.database")
local process = require("openprovider.journal.process")
local schema = require("openprovider.journal.schema")
local uptime = require("openprovider.journal.uptime")

local sqlite = {}

-- Seconds to wait for another process that writes. A write takes milliseconds.
local PATIENCE = 60

-- SQLITE_OPEN_READWRITE: SQLite itself never makes the file.
local OPEN_READ_WRITE = 2

-- The files that are open: by path, `{ process_id, count }`. Each journal has its own hold on that, so that
-- those that are collected without a word count no more.
local open_files = setmetatable({}, { __mode = "v" })

local BUSY = ("another process has been writing to it for %d seconds: see which, and try again"):format(PATIENCE)

-- What helps against what SQLite says.
local REMEDIES = {
  { "disk is full", "make room there" },
  { "readonly database", "make it writable, or use one in a folder of your own" },
  { "unable to open", "use one in a folder of your own that is there" },
  { "not a database", "use another path" },
  { "malformed", "it is damaged; bring it back from a copy, or begin another one" },
  { "disk I/O error", "see what the system says of that disk" },
}

local function explain(said)
  if said:find("is locked", 1, true) then return BUSY end
  for _, remedy in ipairs(REMEDIES) do
    if said:find(remedy[1], 1, true) then return said .. ": " .. remedy[2] end
  end
  return said
end

-- Makes the file, empty. -> true | nil, message
local function make(path)
  local folder = path:match("^(.*)/[^/]*$")
  local there = io.open((folder == "" and "/" or folder) .. "/.", "rb")
  if not there then return nil, "there is no folder " .. folder .. " that can be used: make it, or use another path" end
  there:close()
  local lock, message = core.lock_private(path)
  if message then return nil, message end
  if lock then lock:release() end
  return true
end

local NO_JOURNAL = "it is no journal, and no database of SQLite: use another path"

local function is_of_sqlite(text)
  return text:find("^SQLite format 3%z") ~= nil
end

-- Whether a file that others may read, too, is something else.
local function is_foreign(path)
  local stream = io.open(path, "rb")
  if not stream then return false end
  local text = stream:read(16)
  stream:close()
  return text ~= nil and not is_of_sqlite(text)
end

-- Looks at the file before SQLite does. -> true | nil, message
local function inspect(path, must_exist)
  local text, message = core.read_private(path)
  if not text and not message then
    if must_exist then return nil, "there is none: see whether the path is right" end
    return make(path)
  end
  if message then
    -- It is asked whose it is before it is read.
    if message:find("is too large", 1, true) then return true end
    if message:find("open to other users", 1, true) then
      if is_foreign(path) then return nil, NO_JOURNAL end
      return nil, "others can read it, and there are customers in it: chmod 600 " .. path
    end
    return nil, message
  end
  if text == "" and must_exist then return nil, "there is no journal in it: see whether the path is right" end
  if text ~= "" and not is_of_sqlite(text) then return nil, NO_JOURNAL end
  return true
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
-- claimed, and they are looked up once their lease is over. The file itself stays whole either way.
local function set_durability(self, mode)
  self:change("PRAGMA synchronous = " .. (mode == "durable" and "FULL" or "NORMAL"))
end

-- Sets the connection up. WAL: who reads is never in the way of who writes.
local function prepare_session(self)
  self:query(("PRAGMA busy_timeout = %d"):format(PATIENCE * 1000))
  has_journal(self) -- what is something else stays as it is
  set_durability(self, "durable")
  set_durability(self, "write")
  -- SQLite does not wait here while others open the file, too.
  local deadline = core.now() + PATIENCE
  while true do
    local ok, fault = pcall(self.query, self, "PRAGMA journal_mode = WAL")
    if ok then return end
    local is_busy = type(fault) == "table" and fault.message == BUSY
    if not is_busy or core.now() >= deadline then error(fault, 0) end
    core.sleep(0.01)
  end
end

local function leave(path, file)
  file.count = file.count - 1
  if file.count == 0 and open_files[path] == file then open_files[path] = nil end
end

-- Counts the file as open in this process. -> file | nil, message
local function enter(path, must_exist)
  local file, id = open_files[path], process.id()
  if file and file.process_id ~= id then
    return nil, "the process that this one was forked from has it open: open it after fork(), or use a new process"
  end
  if not file then
    local ok, message = inspect(path, must_exist)
    if not ok then return nil, message end
    file = { process_id = id, count = 0 }
    open_files[path] = file
  end
  file.count = file.count + 1
  return file
end

--- A file as a database of `openprovider.journal.database`.
---@param given string its path
---@param must_exist? boolean whether it is not made
---@return table|nil dialect
---@return string|nil message
function sqlite.new(given, must_exist)
  if given:find("%z") then return nil, "a path without a NUL is expected" end
  local dbi, message = database.load("SQLite", "dbd.sqlite3", "lua-dbi-sqlite3")
  if not dbi then return nil, message end
  -- SQLite has names that are no paths, such as :memory:.
  local path = given:find("^/") and given or "./" .. given
  local file
  file, message = enter(path, must_exist)
  if not file then return nil, message end
  return {
    target = given,
    -- Of two that write the second waits here, and not in the middle.
    BEGIN = "BEGIN IMMEDIATE", READY = {},
    LOCK = "", LOCK_IN_ORDER = "", SKIP_LOCKED = "",
    connect = function()
      local called, connection, why = pcall(dbi.Connect, "SQLite3", path, OPEN_READ_WRITE)
      if called and connection then return connection end
      return nil, explain(tostring(called and why or connection))
    end,
    prepare_session = prepare_session, set_durability = set_durability, has_journal = has_journal,
    begin_making = function() end, explain = explain,
    now = uptime.now, boot = uptime.boot(),
    bound = function(...) return ... end,
    closed = function() leave(path, file) end,
  }
end

return sqlite
