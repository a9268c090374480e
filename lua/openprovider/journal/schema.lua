--- What a journal looks like in a database: the same text for SQLite and PostgreSQL.
--
-- No clock is in it. What has an order is stamped with the journal's own count of events, its `tick`; how long ago
-- something was, each process counts by its own steady clock from when it saw that tick (see
-- `openprovider.journal.workers`). LuaDBI cuts an integer to 32 bits: what may be more is DOUBLE PRECISION.
--
-- @module openprovider.journal.schema

local core = require("openprovider.core")

local schema = {}

--- The version that this module writes and reads; a journal of another one is refused.
schema.VERSION = 3

--- The tables. Their names are unusual, because a database of PostgreSQL may have other tables, too.
schema.JOURNAL = "openprovider_journal"
schema.ROWS = "openprovider_customer_row"
schema.WORKERS = "openprovider_worker"
schema.VERSIONS = "openprovider_customer_version"

-- `account`: whose customers these are, null until the first run. `lock_class`: a number at random, for the locks of
-- PostgreSQL. `last_worker`: the highest number of a worker.
-- A worker: `place`, which file its lock is in, null in PostgreSQL; `contacts`, how often it has been in touch;
-- `sends_for`, seconds after its last contact in which it may still send something.
-- A row: `reference` and `key` are the caller's; `key` and `position`, the place in the source, are as they came last.
-- `seen_at`: when the row was in a source last. `unsure_at`: null if a create of this row was certainly never sent or
-- provably refused, else since when that is not known. `found`: whether the customer was there already.
-- `state`: waiting, claimed, created or failed. `finished_at`: when it became created or failed.
-- A version: what a row had, or what a run has for it, where that is not what the row has now.
-- Each index has the rows of one kind of state alone: SQLite would take one of all states for a claim, and sort
-- all rows that wait.
local STATEMENTS = {
  [[CREATE TABLE JOURNAL (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    account TEXT,
    lock_class INTEGER NOT NULL,
    last_worker INTEGER NOT NULL,
    tick DOUBLE PRECISION NOT NULL
  )]],
  [[CREATE TABLE WORKERS (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    place TEXT,
    contacts DOUBLE PRECISION NOT NULL,
    sends_for DOUBLE PRECISION NOT NULL
  )]],
  [[CREATE TABLE ROWS (
    reference TEXT PRIMARY KEY,
    key TEXT NOT NULL,
    position DOUBLE PRECISION NOT NULL,
    payload TEXT NOT NULL,
    payload_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    worker INTEGER,
    attempts INTEGER NOT NULL,
    seen_at DOUBLE PRECISION NOT NULL,
    unsure_at DOUBLE PRECISION,
    handle TEXT,
    found INTEGER,
    differences TEXT,
    error TEXT,
    finished_by TEXT,
    finished_at DOUBLE PRECISION
  )]],
  [[CREATE TABLE VERSIONS (
    reference TEXT NOT NULL,
    payload_hash TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (reference, payload_hash)
  )]],
  "CREATE INDEX ROW_INDEX_order ON ROWS (position, reference)",
  "CREATE INDEX ROW_INDEX_waiting ON ROWS (position, reference) WHERE state = 'waiting'",
  "CREATE INDEX ROW_INDEX_claimed ON ROWS (worker) WHERE state = 'claimed'",
  "CREATE INDEX ROW_INDEX_finished ON ROWS (state, finished_by) WHERE state IN ('created', 'failed')",
}

-- Statements for one database.
local texts = setmetatable({}, { __mode = "k" })

-- -> the text for a dialect
local function written(dialect, text)
  local within = dialect.schema and ('"%s".'):format((dialect.schema:gsub('"', '""'))) or ""
  local names = { ROWS = within .. schema.ROWS, WORKERS = within .. schema.WORKERS, JOURNAL = within .. schema.JOURNAL,
    VERSIONS = within .. schema.VERSIONS,
    ROW_INDEX = schema.ROWS, LOCK_IT = dialect.LOCK, LOCK_IN_ORDER = dialect.LOCK_IN_ORDER,
    SKIP_LOCKED = dialect.SKIP_LOCKED, EXACT_POSITION = dialect.POSITION .. " AS exact_position" }
  return (text:gsub("[A-Z][A-Z_]+[A-Z]", names))
end

--- A statement for one database: `ROWS`, `WORKERS`, `VERSIONS` and `JOURNAL` stand for its tables, `ROW_INDEX` begins
-- the name of an index; `LOCK_IT`, `LOCK_IN_ORDER` and `SKIP_LOCKED` stand for what it needs so that no two take the
-- same rows; `EXACT_POSITION` selects the position of a row for `schema.positioned`.
---@param database table
---@param text string
---@return string sql
function schema.sql(database, text)
  local dialect = database.dialect
  local of_dialect = texts[dialect]
  if not of_dialect then
    of_dialect = {}
    texts[dialect] = of_dialect
  end
  if not of_dialect[text] then of_dialect[text] = written(dialect, text) end
  return of_dialect[text]
end

local ADD_JOURNAL =
  "INSERT INTO JOURNAL (one, id, schema_version, lock_class, last_worker, tick) VALUES (1, ?, ?, ?, 0, 1)"

--- Makes the tables. Only inside a transaction that nobody else can be in.
---@param database table
---@param id string
---@param lock_class integer
function schema.create(database, id, lock_class)
  for _, statement in ipairs(STATEMENTS) do database:change(schema.sql(database, statement)) end
  database:change(schema.sql(database, ADD_JOURNAL), id, schema.VERSION, lock_class)
end

local READ_VERSION = "SELECT schema_version AS version FROM JOURNAL WHERE one = 1"
local READ_JOURNAL = "SELECT id, lock_class FROM JOURNAL WHERE one = 1"

local EARLIER = "an earlier version of this program wrote it (schema %d, this one needs %d): finish that import with "
  .. "the earlier version, or begin another journal, which finds the customers that have references"

--- Reads what is known of a journal that is there, and raises if it is of another version. -> `{ id, lock_class }`
---@param database table
---@return table
function schema.read(database)
  local entry = database:query(schema.sql(database, READ_VERSION))[1]
  if not entry then database.fail("it has no entry of its own: use another one") end
  local version = entry.version
  if version > schema.VERSION then
    database.fail(("a later version of this program wrote it (schema %d, known is %d): use that one")
      :format(version, schema.VERSION))
  elseif version < schema.VERSION then
    database.fail(EARLIER:format(version, schema.VERSION))
  end
  return database:query(schema.sql(database, READ_JOURNAL))[1]
end

local LOCK = "SELECT tick FROM JOURNAL WHERE one = 1LOCK_IT"

--- Has nobody else add rows until the transaction is over. -> the tick
---@param database table
---@return number
function schema.lock(database)
  return database:query(schema.sql(database, LOCK))[1].tick
end

--- Counts an event: prepared before a finalizer may do so.
schema.TICK = "UPDATE JOURNAL SET tick = tick + 1 WHERE one = 1 RETURNING tick"

--- Counts an event. -> the new tick, which nobody has seen before
---@param database table
---@return number
function schema.next_tick(database)
  return database:query(schema.sql(database, schema.TICK))[1].tick
end

--- Rows that were selected with `EXACT_POSITION`, each with its position as it was given: a whole number comes back as
--- one.
---@param rows table[] changed in place
---@return table[] rows
function schema.positioned(rows)
  for _, row in ipairs(rows) do
    local position = core.number(row.exact_position)
    row.position, row.exact_position = position % 1 == 0 and math.floor(position) or position, nil
  end
  return rows
end

--- Things with a `reference` of their own, in the order in which everybody locks rows: no two wait for each other. It
-- is that of bytes, whatever the locale is.
---@param list table[]
---@return table[] ordered
function schema.in_order(list)
  local references, by_reference, ordered = {}, {}, {}
  for index, each in ipairs(list) do references[index], by_reference[each.reference] = each.reference, each end
  table.sort(references, core.before)
  for index, reference in ipairs(references) do ordered[index] = by_reference[reference] end
  return ordered
end

return schema
