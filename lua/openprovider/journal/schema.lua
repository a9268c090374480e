--- What a journal looks like in a database: the same text for SQLite and PostgreSQL.
--
-- Times are seconds since the epoch, as DOUBLE PRECISION: LuaDBI cuts an integer to 32 bits.
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
-- `state`: waiting, claimed, created or failed.
-- Each index has the rows of one kind of state alone: SQLite would take one of all states for a claim, and sort
-- all rows that wait.
local STATEMENTS = {
  [[CREATE TABLE JOURNAL (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    begun_at DOUBLE PRECISION NOT NULL
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
    sent_at DOUBLE PRECISION,
    handle TEXT,
    error TEXT,
    finished_by TEXT
  )]],
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

local ADD_JOURNAL = schema.sql("INSERT INTO JOURNAL (one, id, schema_version, begun_at) VALUES (1, ?, ?, ?)")

--- Makes the tables. Only inside a transaction that nobody else can be in.
---@param database table
---@param id string
function schema.create(database, id)
  for _, statement in ipairs(STATEMENTS) do database:change(schema.sql(statement)) end
  database:change(ADD_JOURNAL, id, schema.VERSION, database:now())
end

local READ_JOURNAL = schema.sql("SELECT id, schema_version AS version FROM JOURNAL WHERE one = 1")

--- -> `{ id, version }` of a journal that is there
---@param database table
---@return table
function schema.read(database)
  return database:query(READ_JOURNAL)[1] or database.fail("it has no entry of its own: use another one")
end

--- A position as it was given: a whole number comes back as one.
---@param value number
---@return number
function schema.position(value)
  return value % 1 == 0 and math.floor(value) or value
end

--- Things with a `key` of their own, in the order in which everybody locks rows: no two wait for each other.
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
