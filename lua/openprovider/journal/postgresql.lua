--- A journal that several machines share: PostgreSQL.
-- A worker's lock belongs to the session: the server releases it when the connection ends. libpq waits for an answer
-- for ever, even if the server is stopped, as long as its kernel responds to TCP. A watchdog ends such a wait.
--
-- @module openprovider.journal.postgresql

local core = require("openprovider.core")
local database = require("openprovider.journal.database")
local schemas = require("openprovider.journal.postgresql_schema")
local url = require("openprovider.journal.postgresql_url")
local unpack = require("openprovider.values.unpack")

local postgresql = {}

-- The number of a lock of the whole database, held while the tables are made. No other program should use it.
local MAKING = 7160318

-- Advice for messages of the server and of libpq.
local BACK = "see whether the server runs, and run this again"
local REMEDIES = {
  { "closed the connection", BACK },
  { "terminating connection", BACK },
  { "database closed", BACK },
  { "no connection to the server", BACK },
  { "permission denied", "grant the user CREATE on the schema and all on its tables" },
  { "no schema has been selected", "give the search path a schema that is there" },
  { "lock timeout", "another session holds its rows: see which one in pg_stat_activity, and try again" },
  { "No space left", "make room on the server" },
  { "read-only transaction", "use a server that can be written to" },
}

-- LuaDBI loses libpq's own message about it.
local NOT_CONNECTED = "there is no connection to the server: see whether it runs, and whether host, port, database, "
  .. "user and password are right; psql, given that URL, says more"

-- Seconds that the server may take for an answer; and the part of it that it may wait for others who hold rows.
local PATIENCE = 20
local OF_PATIENCE = 0.6

local INTERRUPTED = "it said nothing when the program was interrupted: see whether the server hangs, and run this again"

-- Seconds for a connection at least, as libpq has it.
local LEAST_TO_CONNECT = 2

-- For this session alone. No notices: libpq prints them. Planned for an index even while the tables are empty,
-- since a plan is kept. A worker that is stopped in the middle does not keep others from its rows for long. The server
-- notices soon that a machine is gone, whose locks others wait for.
local SESSION = [[SELECT set_config('client_min_messages', 'error', false),
  set_config('client_encoding', 'UTF8', false), set_config('enable_seqscan', 'off', false),
  set_config('default_transaction_isolation', 'read committed', false), set_config('lock_timeout', ?, false),
  set_config('idle_in_transaction_session_timeout', '60s', false), set_config('tcp_keepalives_idle', '5', false),
  set_config('tcp_keepalives_interval', '3', false), set_config('tcp_keepalives_count', '3', false),
  set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
      ELSE current_setting('synchronous_commit') END, false),
  current_setting('server_encoding') AS encoding]]

local function prepare_session(self)
  local milliseconds = math.ceil(self.dialect.patience * OF_PATIENCE * 1000)
  local encoding = self:query(SESSION, ("%dms"):format(milliseconds))[1].encoding
  if encoding ~= "UTF8" then
    self.fail(("its database has the encoding %s: make one with ENCODING 'UTF8'"):format(encoding))
  end
end

-- Waits for any other that makes the tables, until this transaction is over.
local function begin_making(self)
  self:query("SELECT pg_advisory_xact_lock(?)", MAKING)
end

-- The locks of workers: two numbers, of which the first is the journal's.
local TAKE = "SELECT CAST(pg_try_advisory_lock(CAST(? AS INTEGER), CAST(? AS INTEGER)) AS INTEGER) AS had"
local TRY = "SELECT CAST(pg_try_advisory_xact_lock(CAST(? AS INTEGER), CAST(? AS INTEGER)) AS INTEGER) AS had"
local LET_GO = "SELECT CAST(pg_advisory_unlock(CAST(? AS INTEGER), CAST(? AS INTEGER)) AS INTEGER) AS had"

local Lock = {}
Lock.__index = Lock

-- A connection that is lost has lost its locks.
function Lock:is_held() return self.connection == self.database.connection end

function Lock:release()
  if self:is_held() then self.database:query(LET_GO, self.database.lock_class, self.number) end
end

local function take_lock(self, number)
  if self:query(TAKE, self.lock_class, number)[1].had ~= 1 then return false end
  return setmetatable({ database = self, connection = self.connection, number = number }, Lock)
end

local function can_be_had(self, number)
  return self:query(TRY, self.lock_class, number)[1].had == 1
end

-- The sockets of this process, by what they are. -> table by inode
local function sockets()
  local by_inode = {}
  for _, each in ipairs(core.stream_sockets() or {}) do by_inode[each.inode] = each end
  return by_inode
end

-- A watchdog for the socket that was not there before. -> watchdog | nil where the system does not tell
local function watchdog_of(before)
  local fresh
  for inode, each in pairs(sockets()) do
    if not before[inode] then
      if fresh then return nil end -- other threads of the program connect, too
      fresh = each
    end
  end
  return fresh and core.watchdog(fresh.fd)
end

-- LuaDBI would write a number as Lua does: "1.0", and with 14 digits of a time.
local function bound_value(value)
  return type(value) == "number" and core.number_text(value) or value
end

local function bound(...)
  local count = select("#", ...)
  if count == 0 then return end
  if count == 1 then return bound_value((...)) end
  local values = { ... }
  for index = 1, count do values[index] = bound_value(values[index]) end
  return unpack(values, 1, count)
end

-- Connects, and again where it cannot be told which socket is the connection's. -> connection, watchdog | nil, message
local CONNECTS = 3

local function connector(dbi, target, notice)
  return function()
    local connection, watchdog
    for _ = 1, CONNECTS do
      local called
      local before = sockets()
      core.say_if_interrupted(notice)
      called, connection = pcall(dbi.Connect, "PostgreSQL", target)
      core.say_if_interrupted(nil)
      if not called or not connection then return nil, NOT_CONNECTED end
      watchdog = watchdog_of(before)
      if watchdog then break end
    end
    return connection, watchdog
  end
end

--- A URL as a database of `openprovider.journal.database`.
---@param target string
---@param patience? number seconds that the server may take for an answer
---@return table|nil dialect
---@return string|nil message
---@return string|nil shown the URL without its password, where it can be read
function postgresql.new(target, patience)
  patience = patience or PATIENCE
  local shown, redact, parameters = url.read(target)
  if not shown then return nil, redact end
  local dbi, message = database.load("PostgreSQL", "dbd.postgresql", "lua-dbi-postgresql", "luadbi-postgresql")
  if not dbi then return nil, message, shown end
  local function explain(said)
    said = redact(said):gsub("[ \t-\r]+This probably means.*$", "")
    for _, remedy in ipairs(REMEDIES) do
      if said:find(remedy[1], 1, true) then return said .. ": " .. remedy[2] end
    end
    return said
  end
  local to_connect = tonumber(parameters.connect_timeout)
  if not parameters.connect_timeout then
    to_connect = math.max(LEAST_TO_CONNECT, math.ceil(patience / 4))
    target = url.with(target, "connect_timeout", ("%d"):format(to_connect))
  end
  return {
    target = shown, patience = patience, INTERRUPTED = INTERRUPTED,
    BEGIN = "BEGIN", READY = { LET_GO },
    LOCK = " FOR UPDATE",
    -- Everyone locks rows in this order, which is Lua's, so that no two wait for each other.
    LOCK_IN_ORDER = ' ORDER BY reference COLLATE "C" FOR UPDATE',
    SKIP_LOCKED = " FOR UPDATE SKIP LOCKED",
    POSITION = "CAST(position AS TEXT)", -- LuaDBI would read a fraction with the decimal point of the locale
    connect = connector(dbi, target, database.notice_of(shown, to_connect)),
    prepare_session = prepare_session, set_durability = function() end, has_journal = schemas.look,
    begin_making = begin_making, explain = explain, bound = bound,
    check_place = function() end, take_lock = take_lock, can_be_had = can_be_had, is_dead = function() return false end,
    closed = function() end,
  }
end

return postgresql
