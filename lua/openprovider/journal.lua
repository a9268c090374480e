--- The journal of an import: its rows, who works on them, and what became of them, in a database.
--
-- A row is `waiting` until a worker claims it; then it is that worker's until its lease ends (`claimed`), and
-- in the end `created` or `failed`. Whatever happens to a worker or its machine, no row is lost, and none is
-- two workers' at the same time. What is known of a row besides: whether a create for it may have been sent,
-- and when last.
--
-- A path is a file of SQLite (one machine), a URL a database of PostgreSQL (several). Every method returns
-- nil and an error of kind `journal` where the database fails; then nothing of what it was to do has been
-- done, and it may be called again.
--
-- @module openprovider.journal

local adding = require("openprovider.journal.adding")
local claims = require("openprovider.journal.claims")
local databases = require("openprovider.journal.database")
local errors = require("openprovider.errors")
local finish = require("openprovider.journal.results")
local postgresql = require("openprovider.journal.postgresql")
local reports = require("openprovider.journal.reports")
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
  local host = (read_from("/proc/sys/kernel/hostname", 255) or ""):match("^[%w%.%-_]+") or "host"
  return host .. "-" .. random_bytes(4):gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)
end

-- Makes the tables if they are not there. -> what is known of the journal
local function enter(database, must_exist)
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
  return entry
end

-- -> dialect | nil, err
local function dialect_of(target, must_exist)
  local dialect, message, shown
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
--- the host's name and a random number
---@return table|nil journal `id`: 8 characters, the same for all workers; `owner`; `target`, without a password
---@return table|nil err
function journal.open(target, opts)
  opts = opts or {}
  if type(target) ~= "string" then error("bad argument #1 to 'open' (a path or a URL expected)", 2) end
  if opts.owner ~= nil and (type(opts.owner) ~= "string" or not opts.owner:find("^[%w%.%-_]+$")) then
    error("bad owner (a string of letters, digits, '.', '-' and '_' expected)", 2)
  end
  local dialect, err = dialect_of(target, opts.must_exist)
  if not dialect then return nil, err end
  local database = databases.new(dialect)
  local known, owner = database:transaction("write", function()
    return enter(database, opts.must_exist), opts.owner or new_owner()
  end)
  if not known then
    database:close()
    return nil, owner
  end
  return setmetatable({ id = known.id, owner = owner, target = dialect.target, database = database }, Journal)
end

--- Adds rows, all or none of them. A row is known by its key; one with another hash takes the place of the
-- one that is there only while that was certainly not sent.
---@param rows table[] `{ key, position, reference, payload, hash }`: a number and four strings of UTF-8
---@return table[]|nil entries for each row `{ status, handle }`: `added`; `known`: it is there; `replaced`: it
--- took the other's place; `changed`: the other stays, and may have been created (`handle`, if it is known)
---@return table|nil err
function Journal:add(rows)
  return adding(self.database, rows)
end

--- All rows that failed wait again. When one may have been sent stays known.
---@return integer|nil count
---@return table|nil err
function Journal:retry()
  return claims.retry(self.database)
end

--- Takes rows that wait, by position. First the rows whose worker's lease is over wait again, as sent now.
---@param count integer at most so many
---@param lease number seconds that they are this worker's
---@param settle number seconds that must have passed since a row may have been sent
---@return table[]|nil rows `{ key, position, reference, payload, attempts, never_sent, waited, handle }`: `waited`
--- is the seconds since it may have been sent last; `handle`, if a worker that was too late has left one
---@return number|table|nil seconds if there is none now and may be one then; nil if all are finished; or err
function Journal:claim(count, lease, settle)
  return claims.claim(self.database, self.owner, count, lease, settle)
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
---@return integer|nil lost how many were not this worker's any more; their handles are kept all the same
---@return table|nil err
function Journal:finish(list)
  return finish(self.database, self.owner, list)
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
--- `failed` ones are given
---@return function iterator gives `{ key, position, reference, state, handle, error, finished_by }`, then nil; once
--- false and an error where it fails
function Journal:rows(opts)
  return reports.rows(self.database, opts or {})
end

--- Ends the connection. What this worker has claimed stays so until its lease ends. A second time does nothing.
function Journal:close()
  self.database:close()
end

return journal
