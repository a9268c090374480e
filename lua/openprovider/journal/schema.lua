--- What a journal looks like in a database: the same text for SQLite and PostgreSQL.
--
-- Times are seconds by the clock of `openprovider.journal.sqlite` or `postgresql`, as DOUBLE PRECISION: LuaDBI
-- cuts an integer to 32 bits.
--
-- @module openprovider.journal.schema

local schema = {}

--- The version that this module writes and reads; a journal of a later one is refused.
schema.VERSION = 1

--- The tables. A name of its own each: a database of PostgreSQL may have other tables, too.
schema.JOURNAL = "openprovider_journal"
schema.ROWS = "openprovider_customer_row"

-- `sent_at`: null if a create of this row was certainly never sent or provably refused, else when one may
-- have been sent last. `position`: the row's place in its source, for order and reports, not unique.
-- `seen_at`: when the row was in a source last; `since`: when a run over a source began last. `boot`: which start of
-- which machine the times count from, null if they count from the epoch. `begun_at` is by the clock on the wall.
-- `state`: waiting, claimed, created or failed.
-- Each index has the rows of one kind of state alone: SQLite would take one of all states for a claim, and sort
-- all rows that wait.
local STATEMENTS = {
  [[CREATE TABLE JOURNAL (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    begun_at DOUBLE PRECISION NOT NULL,
    since DOUBLE PRECISION NOT NULL,
    keyed_by TEXT,
    boot TEXT
  )]],
  [[CREATE TABLE ROWS (
    key TEXT PRIMARY KEY,
    position DOUBLE PRECISION NOT NULL,
    reference TEXT NOT NULL,
    payload TEXT NOT NULL,
    payload_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    owner TEXT,
    lease_until DOUBLE PRECISION,
    attempts INTEGER NOT NULL,
    seen_at DOUBLE PRECISION NOT NULL,
    sent_at DOUBLE PRECISION,
    handle TEXT,
    error TEXT,
    finished_by TEXT
  )]],
  "CREATE UNIQUE INDEX ROWS_reference ON ROWS (reference)",
  "CREATE INDEX ROWS_order ON ROWS (position, key)",
  "CREATE INDEX ROWS_waiting ON ROWS (position, key) WHERE state = 'waiting'",
  "CREATE INDEX ROWS_lease ON ROWS (owner, lease_until) WHERE state = 'claimed'",
  "CREATE INDEX ROWS_finished ON ROWS (state, finished_by) WHERE state IN ('created', 'failed')",
}

--- A statement with the names of the tables put in: `ROWS` and `JOURNAL` stand for them.
---@param text string
---@return string sql
function schema.sql(text)
  return (text:gsub("ROWS", schema.ROWS):gsub("JOURNAL", schema.JOURNAL))
end

-- Statements for one database.
local texts = setmetatable({}, { __mode = "k" })

--- A statement for one database: LOCK_IT, LOCK_IN_ORDER and SKIP_LOCKED stand for what it needs so that no two take
-- the same rows.
---@param database table
---@param text string
---@return string sql
function schema.sql_for(database, text)
  local dialect = database.dialect
  local of_dialect = texts[dialect]
  if not of_dialect then
    of_dialect = {}
    texts[dialect] = of_dialect
  end
  if not of_dialect[text] then
    of_dialect[text] = schema.sql(text):gsub("LOCK_IT", dialect.LOCK)
      :gsub("LOCK_IN_ORDER", dialect.LOCK_IN_ORDER):gsub("SKIP_LOCKED", dialect.SKIP_LOCKED)
  end
  return of_dialect[text]
end

local ADD_JOURNAL = schema.sql(
  "INSERT INTO JOURNAL (one, id, schema_version, begun_at, since, boot) VALUES (1, ?, ?, ?, 0, ?)")

--- Makes the tables. Only inside a transaction that nobody else can be in.
---@param database table
---@param id string
function schema.create(database, id)
  for _, statement in ipairs(STATEMENTS) do database:change(schema.sql(statement)) end
  database:change(ADD_JOURNAL, id, schema.VERSION, os.time(), database.dialect.boot)
end

local READ_JOURNAL = schema.sql(
  "SELECT id, schema_version AS version, keyed_by, since, boot FROM JOURNAL WHERE one = 1")

--- -> `{ id, version, keyed_by, since, boot }` of a journal that is there
---@param database table
---@return table
function schema.read(database)
  return database:query(READ_JOURNAL)[1] or database.fail("it has no entry of its own: use another one")
end

local KEEP_KEYED_BY = schema.sql("UPDATE JOURNAL SET keyed_by = ? WHERE one = 1 AND keyed_by IS NULL")

--- Keeps what the rows are known by, if that is not known yet. -> what it is
---@param database table
---@param keyed_by string
---@return string
function schema.keep_keyed_by(database, keyed_by)
  database:change(KEEP_KEYED_BY, keyed_by)
  return schema.read(database).keyed_by
end

local LOCK = "SELECT since FROM JOURNAL WHERE one = 1LOCK_IT"

--- Has nobody else add rows until the transaction is over. -> the time, not before the last run began
---@param database table
---@return number
function schema.lock(database)
  return math.max(database:query(schema.sql_for(database, LOCK))[1].since, database:now())
end

local NEXT_RUN = schema.sql("UPDATE JOURNAL SET since = ? WHERE one = 1")

-- No clock has shorter steps: what was added until now was so before.
local STEP = 0.01

--- Begins a run. -> a time after which no row has been added yet
---@param database table
---@return number
function schema.begin(database)
  local since = schema.lock(database) + STEP
  database:change(NEXT_RUN, since)
  return since
end

-- What was sent until then may have been so just now.
local LEAVE_CLAIMS = schema.sql([[UPDATE ROWS SET state = 'waiting', owner = NULL, lease_until = NULL, sent_at = ?
  WHERE state = 'claimed']])
local LEAVE_TIMES = schema.sql(
  "UPDATE ROWS SET seen_at = 0, sent_at = CASE WHEN sent_at IS NULL THEN NULL ELSE CAST(? AS DOUBLE PRECISION) END")
local LEAVE_BOOT = schema.sql("UPDATE JOURNAL SET since = 0, boot = ? WHERE one = 1")

--- Brings the times over from another start of the machine, or another machine: nobody works there any more.
---@param database table
function schema.bring_over(database)
  local now = database:now()
  database:change(LEAVE_CLAIMS, now)
  database:change(LEAVE_TIMES, now)
  database:change(LEAVE_BOOT, database.dialect.boot)
end

--- A position as it was given: a whole number comes back as one.
---@param value number
---@return number
function schema.position(value)
  return value % 1 == 0 and math.floor(value) or value
end

--- Things with a `key` of their own, in the order in which everybody locks rows: no two wait for each other. It is
-- that of bytes while the locale is "C", as Lua has it unless a program sets another one.
---@param list table[]
---@return table[] ordered
function schema.in_order(list)
  local keys, by_key, ordered = {}, {}, {}
  for index, each in ipairs(list) do keys[index], by_key[each.key] = each.key, each end
  table.sort(keys) -- strings alone, without a function of Lua's for each comparison
  for index, key in ipairs(keys) do ordered[index] = by_key[key] end
  return ordered
end

return schema
