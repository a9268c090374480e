--- The journal of an import: its rows, who works on them, and what became of them, in a database.
--
-- A row is `waiting` until a worker claims it; then it is that worker's until its lease ends (`claimed`), and
-- in the end `created` or `failed`. Whatever happens to a worker or its machine, no row is lost, and none is
-- two workers' at the same time. What is known of a row besides: whether a create for it may have been sent,
-- and when last.
--
-- A path is a file of SQLite (one machine), a URL a database of PostgreSQL (several). Every method returns
-- nil and an error of kind `journal` where the database fails; then nothing of what it was to do has been
-- done, unless a connection was lost at the very end. Either way it may be called again: of rows that were claimed
-- without anybody knowing, the lease ends.
--
-- @module openprovider.journal

local adding = require("openprovider.journal.adding")
local claims = require("openprovider.journal.claims")
local databases = require("openprovider.journal.database")
local errors = require("openprovider.errors")
local postgresql = require("openprovider.journal.postgresql")
local reports = require("openprovider.journal.reports")
local results = require("openprovider.journal.results")
local schema = require("openprovider.journal.schema")
local sqlite = require("openprovider.journal.sqlite")
local url = require("openprovider.journal.postgresql_url")

local journal = {}

local Journal = { __name = "openprovider.journal" }
Journal.__index = Journal

function Journal.__tostring(self)
  return "openprovider.journal: " .. self.target
end

-- Characters of an id. 256 is no multiple of 36: what is drawn beyond 7 * 36 is drawn again.
local ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
local ID_LENGTH = 8

-- Opens a file of the system's and reads from it. -> text | nil
local function read_from(path, count)
  local stream = io.open(path, "rb")
  if not stream then return nil end
  stream:setvbuf("no")
  local text = stream:read(count)
  stream:close()
  return text
end

local function random_bytes(count)
  local bytes = read_from("/dev/urandom", count)
  if bytes and #bytes == count then return bytes end
  databases.fail("no random number is to be had: see whether /dev/urandom can be read")
end

local function new_id()
  local id = ""
  while #id < ID_LENGTH do
    local byte = random_bytes(1):byte()
    if byte < 7 * #ALPHABET then
      local at = byte % #ALPHABET + 1
      id = id .. ALPHABET:sub(at, at)
    end
  end
  return id
end

-- The host, and what no other process has.
local function new_owner()
  local host = (read_from("/proc/sys/kernel/hostname", 255) or ""):match("^[A-Za-z0-9%.%-_]+") or "host"
  return host .. "-" .. random_bytes(4):gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)
end

-- Raises if the rows are known by something else.
local function check_keyed_by(database, keyed_by)
  local kept = schema.keep_keyed_by(database, keyed_by)
  if kept == keyed_by then return end
  if kept == "line" then database.fail("its rows are known by their lines: leave --reference out") end
  database.fail(('its rows are known by the column "%s": give --reference %s'):format(kept, kept))
end

-- Makes the tables if they are not there. -> what is known of the journal
local function enter(database, must_exist, keyed_by)
  local dialect = database.dialect
  if not must_exist then dialect.begin_making(database) end
  if not dialect.has_journal(database) then
    if must_exist then database.fail("there is no journal in it: see whether it is the right one") end
    schema.create(database, new_id())
  end
  local entry = schema.read(database)
  if entry.version > schema.VERSION then
    database.fail(("a later version of this program wrote it (schema %d, known is %d): use that one")
      :format(entry.version, schema.VERSION))
  end
  -- A time to come is another machine's too, or that of a container with a start of its own.
  if entry.boot ~= dialect.boot or entry.since > database:now() + 1 then schema.bring_over(database) end
  if keyed_by then check_keyed_by(database, keyed_by) end
  return entry
end

-- Has ready what a finalizer may call. -> true | nil, err
local function get_ready(database)
  return database:transaction("read", function()
    database:keep_ready(results.STATEMENTS)
    database:keep_ready(claims.STATEMENTS)
    return true
  end)
end

local EXPECTED = "a journal is a path, or a URL that begins with postgresql://"

-- -> dialect | nil, err
local function dialect_of(target, must_exist)
  local dialect, message, shown
  if target == "" or url.is_other(target) then
    return nil, errors.new("journal", EXPECTED, { outcome = "not_sent" })
  end
  if url.is_one(target) then
    dialect, message, shown = postgresql.new(target)
    shown = shown or "at that URL"
  else
    dialect, message = sqlite.new(target, must_exist)
    shown = target
  end
  if dialect then return dialect end
  return nil, errors.new("journal", ("the journal %s: %s"):format(shown, message), { outcome = "not_sent" })
end

--- Opens a journal, and begins one where there is none.
---@param target string a path, or a URL: `postgresql://user:password@host:port/database`
---@param opts? table `must_exist`: whether one that is not there is an error; `owner`: this worker's name, else
--- the host's name and a random number; `keyed_by`: what its rows are known by, the name of a column or "line": it is
--- an error if that is not what they were known by so far
---@return table|nil journal `id`: 8 characters, the same for all workers; `owner`; `target`, without a password
---@return table|nil err
function journal.open(target, opts)
  opts = opts or {}
  if type(target) ~= "string" then error("bad argument #1 to 'open' (a path or a URL expected)", 2) end
  if opts.owner ~= nil and (type(opts.owner) ~= "string" or not opts.owner:find("^[A-Za-z0-9%.%-_]+$")) then
    error("bad owner (a string of letters, digits, '.', '-' and '_' expected)", 2)
  end
  if opts.keyed_by ~= nil and type(opts.keyed_by) ~= "string" then error("bad keyed_by (a string expected)", 2) end
  local dialect, err = dialect_of(target, opts.must_exist)
  if not dialect then return nil, err end
  local database = databases.new(dialect)
  local known, owner = database:transaction("write", function()
    return enter(database, opts.must_exist, opts.keyed_by), opts.owner or new_owner()
  end)
  if not known then
    database:close()
    return nil, owner
  end
  local ready
  ready, err = get_ready(database)
  if not ready then
    database:close()
    return nil, err
  end
  return setmetatable({ id = known.id, owner = owner, target = dialect.target, database = database }, Journal)
end

--- The same journal for another worker, over the same connection, which ends with the journal that was opened.
---@return table|nil journal with an owner of its own; to close it does nothing
---@return table|nil err
function Journal:worker()
  local owner, err = self.database:transaction("read", new_owner)
  if not owner then return nil, err end
  return setmetatable({
    id = self.id, owner = owner, target = self.target, database = self.database, is_view = true,
  }, Journal)
end

--- Adds rows, all or none of them. A row is known by its key; one with another hash takes the place of the
-- one that is there only while that was certainly not sent. No two rows have the same reference.
---@param rows table[] `{ key, position, reference, payload, hash }`: a number and four strings of UTF-8
---@param since? number what `begin` gave: a key is not to come twice since then
---@return table[]|nil entries for each row `{ status, handle, position }`: `added`; `known`: it is there; `replaced`:
--- it took the other's place; `changed`: the other stays, and may have been created (`handle`, if it is known);
--- and where nothing was altered `repeated`: its key has come since then, at `position`; `taken`: another has its
--- reference
---@return table|nil err
function Journal:add(rows, since)
  return adding(self.database, rows, since)
end

--- Begins to go through a source: all rows that failed wait again. When one may have been sent stays known.
---@return number|nil since a time for `add`, `claim` and `rows`: they tell by it which rows are in that source
---@return table|nil err
function Journal:begin()
  return claims.begin(self.database)
end

--- Takes rows that wait, by position. First the rows whose worker's lease is over wait again, as sent now.
---@param count integer at most so many
---@param lease number seconds that they are this worker's
---@param settle number seconds that must have passed since a row may have been sent
---@param since? number what `begin` gave: only rows that were added or known since then count
---@return table[]|nil rows `{ key, position, reference, payload, attempts, never_sent, waited, handle }`: `waited`
--- is the seconds since it may have been sent last; `handle`, if a worker that was too late has left one
---@return number|table|nil seconds if there is none now and may be one then; nil if all are finished; or err
function Journal:claim(count, lease, settle, since)
  return claims.claim(self.database, self.owner, count, lease, settle, since)
end

--- Has the leases of all rows of this worker last longer.
---@param lease number seconds from now
---@return table|nil held `{ [key] = true }` for each row that is still this worker's
---@return table|nil err
function Journal:renew(lease)
  return claims.renew(self.database, self.owner, lease)
end

--- Writes down what became of rows of this worker, all or none of it.
---@param list table[] `{ key, handle }` of one that was created; `{ key, error, sent_ago }` of one that failed:
--- JSON, and the seconds since it may have been sent, nil if it certainly was not or was refused
---@return integer|nil lost how many were not this worker's any more; their handles are kept all the same, and
--- those that nobody has claimed are created
---@return table[]|table doubles `{ key, handle, other }` for each row that has another handle already, which stays;
--- or err
function Journal:finish(list)
  return results.finish(self.database, self.owner, list)
end

--- Gives rows of this worker back, to wait.
---@param list table[] `{ key, sent_ago }`, as of `finish`; or `{ key, keep = true }`: it was not sent by this worker
---@return boolean|nil ok
---@return table|nil err
function Journal:release(list)
  return claims.release(self.database, self.owner, list)
end

--- How many rows are in which state.
---@return table|nil counts `{ waiting, claimed, created, failed, total }`
---@return table|nil err
function Journal:counts()
  return reports.counts(self.database)
end

--- Who works on it and who has.
---@return table[]|nil workers `{ owner, claimed, created, failed, lease_left }` by owner; `lease_left`: seconds, nil
--- if nothing is claimed
---@return table|nil err
function Journal:workers()
  return reports.workers(self.database)
end

--- The rows by position and key, read as they are asked for.
---@param opts? table `not_by`: an owner whose finished rows are left out; `finished`: whether only `created` and
--- `failed` ones are given; `since`: what `begin` gave, only rows that were added or known since then
---@return function iterator gives `{ key, position, reference, state, handle, error, finished_by }`, then nil; once
--- false and an error where it fails
function Journal:rows(opts)
  return reports.rows(self.database, opts or {})
end

--- Ends the connection. What this worker has claimed stays so until its lease ends. A second time does nothing.
function Journal:close()
  if not self.is_view then self.database:close() end
end

return journal
