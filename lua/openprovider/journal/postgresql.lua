--- A journal that several machines share: PostgreSQL.
--
-- Its times are the server's: the clocks of the machines need not agree. Its tables are in the first schema
-- of the search path.
--
-- @module openprovider.journal.postgresql

local core = require("openprovider.core")
local database = require("openprovider.journal.database")
local schema = require("openprovider.journal.schema")
local url = require("openprovider.journal.postgresql_url")
local unpack = table.unpack or unpack -- luacheck: ignore 143 113 (LuaJIT has the global)

local postgresql = {}

-- A lock of the whole database, for the making of the tables: any number that nobody else uses.
local MAKING = 7160318

-- What helps against what the server or libpq says.
local BACK = "see whether the server runs, and run this again"
local REMEDIES = {
  { "closed the connection", BACK },
  { "terminating connection", BACK },
  { "database closed", BACK },
  { "no connection to the server", BACK },
  { "permission denied", "grant the user CREATE on the schema and all on its tables" },
  { "no schema has been selected", "give the search path a schema that is there" },
  { "lock timeout", "another one holds rows of it; see which, and try again" },
  { "No space left", "make room on the server" },
  { "read-only transaction", "use a server that can be written to" },
}

-- LuaDBI loses what libpq says of it.
local NOT_CONNECTED = "there is no connection to the server: see whether it runs, and whether host, port, database, "
  .. "user and password are right; psql, given that URL, says more"

-- For this session alone. No notices: libpq prints them. Planned for an index even while the tables are empty,
-- since a plan is kept. A worker that is stopped in the middle does not keep others from its rows for long.
local SESSION = [[SELECT set_config('client_min_messages', 'error', false),
  set_config('client_encoding', 'UTF8', false), set_config('enable_seqscan', 'off', false),
  set_config('default_transaction_isolation', 'read committed', false), set_config('lock_timeout', '60s', false),
  set_config('idle_in_transaction_session_timeout', '60s', false), set_config('synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
      ELSE current_setting('synchronous_commit') END, false),
  current_setting('server_encoding') AS encoding]]

local function prepare_session(self)
  local encoding = self:query(SESSION)[1].encoding
  if encoding ~= "UTF8" then
    self.fail(("its database has the encoding %s: make one with ENCODING 'UTF8'"):format(encoding))
  end
end

local function has_journal(self)
  return self:query("SELECT CAST(to_regclass(?) AS TEXT) AS name", schema.JOURNAL)[1].name ~= nil
end

-- Waits for any other that makes the tables, until this transaction is over.
local function begin_making(self)
  self:query("SELECT pg_advisory_xact_lock(?)", MAKING)
end

local NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION) AS now"

local function now(self)
  return self:query(NOW)[1].now
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

--- A URL as a database of `openprovider.journal.database`.
---@param target string
---@return table|nil dialect
---@return string|nil message
---@return string|nil shown the URL without its password, where it can be read
function postgresql.new(target)
  local shown, hide = url.read(target)
  if not shown then return nil, hide end
  local dbi, message = database.load("PostgreSQL", "dbd.postgresql", "lua-dbi-postgresql")
  if not dbi then return nil, message, shown end
  local function explain(said)
    said = hide(said):gsub("%s+This probably means.*$", "")
    for _, remedy in ipairs(REMEDIES) do
      if said:find(remedy[1], 1, true) then return said .. ": " .. remedy[2] end
    end
    return said
  end
  return {
    target = shown,
    BEGIN = "BEGIN", READY = { NOW },
    LOCK = " FOR UPDATE",
    -- Everyone locks rows in this order, which is Lua's, so that no two wait for each other.
    LOCK_IN_ORDER = ' ORDER BY key COLLATE "C" FOR UPDATE',
    SKIP_LOCKED = " FOR UPDATE SKIP LOCKED",
    connect = function()
      local called, connection = pcall(dbi.Connect, "PostgreSQL", target)
      if called and connection then return connection end
      return nil, NOT_CONNECTED
    end,
    prepare_session = prepare_session, set_durability = function() end, has_journal = has_journal,
    begin_making = begin_making, explain = explain, now = now, bound = bound,
    closed = function() end,
  }
end

return postgresql
