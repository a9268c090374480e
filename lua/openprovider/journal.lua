--- The journal of an import: its rows, the workers that have them, and their results, in a database.
-- A row is a customer, identified by its reference. It is `waiting` until a worker claims it. Then it belongs to that
-- worker (`claimed`) until it is finished, given back, or the worker is gone. In the end it is `created` or `failed`.
-- Whatever happens to a worker or its machine, no row is lost, and none is sent by two workers. The journal also knows
-- whether a create of the row may have been sent that is not visible yet.
--
-- A path is a file of SQLite (one machine), a URL a database of PostgreSQL (several). Every method returns
-- nil and an error of kind `journal` if the database fails. Then it has done nothing, unless a connection was lost at
-- the very end. In both cases it may be called again.
--
-- @module openprovider.journal

local adding = require("openprovider.journal.adding")
local claims = require("openprovider.journal.claims")
local core = require("openprovider.core")
local databases = require("openprovider.journal.database")
local errors = require("openprovider.errors")
local postgresql = require("openprovider.journal.postgresql")
local reports = require("openprovider.journal.reports")
local schema = require("openprovider.journal.schema")
local sqlite = require("openprovider.journal.sqlite")
local url = require("openprovider.journal.postgresql_url")
local versions = require("openprovider.journal.versions")
local workers = require("openprovider.journal.workers")

local journal = {}

local Journal = { __name = "openprovider.journal" }
Journal.__index = Journal

function Journal.__tostring(self)
  return "openprovider.journal: " .. self.target
end

-- Characters of an id. 256 is no multiple of 36: what is drawn beyond 7 * 36 is drawn again.
local ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
local ID_LENGTH = 8

-- Reads from a file of the system. -> text | nil
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
  databases.fail("there are no random numbers: check that /dev/urandom can be read")
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

-- The name of the host, and a random number.
local function new_owner()
  local host = (read_from("/proc/sys/kernel/hostname", 255) or ""):match("^[A-Za-z0-9%.%-_]+") or "host"
  return host .. "-" .. random_bytes(4):gsub(".", function(byte) return ("%02x"):format(byte:byte()) end)
end

-- A number from 0 to 2^31 - 1.
local function new_lock_class()
  local number = 0
  for _, byte in ipairs({ random_bytes(4):byte(1, 4) }) do number = number * 256 + byte end
  return number % 2 ^ 31
end

-- Makes the tables if they are not there. -> what is known of the journal
local function enter(database, must_exist)
  local dialect = database.dialect
  if not must_exist then dialect.begin_making(database) end
  if not dialect.has_journal(database) then
    if must_exist then database.fail("there is no journal in it: see whether it is the right one") end
    schema.create(database, new_id(), new_lock_class())
  end
  local entry = schema.read(database)
  database.lock_class = entry.lock_class
  return entry
end

-- Prepares the statements that a finalizer may use. -> true | nil, err
local function get_ready(database)
  return database:transaction("read", function()
    local texts = {}
    for _, list in ipairs({ claims.STATEMENTS, workers.STATEMENTS }) do
      for _, text in ipairs(list) do texts[#texts + 1] = schema.sql(database, text) end
    end
    database:keep_ready(texts)
    return true
  end)
end

local EXPECTED = "a journal is a path, or a URL that begins with postgresql:// (what was given is not shown, as it may "
  .. "have a password in it; a path that looks like that is written with ./ before it)"

-- -> dialect | nil, err
local function dialect_of(target, opts)
  local dialect, message, shown
  if target == "" or url.is_other(target) then
    return nil, errors.not_sent("journal", EXPECTED)
  end
  if url.is_one(target) then
    dialect, message, shown = postgresql.new(target, opts.patience)
    shown = shown or "at that URL"
  else
    dialect, message = sqlite.new(target, opts.must_exist, opts.patience)
    shown = target
  end
  if dialect then return dialect end
  return nil, errors.not_sent("journal", ("the journal %s: %s"):format(shown, message))
end

-- A worker's part of a journal.
local function new_worker(database, id, owner)
  return setmetatable({
    id = id, owner = owner, target = database.target, database = database,
    me = { name = owner, sends_for = 0 }, lives = 0, contact_at = -math.huge,
  }, Journal)
end

--- Opens a journal, and begins one where there is none: a file of SQLite, or tables in PostgreSQL.
--
--     local journal = assert(require("openprovider.journal").open("move.journal"))
--
-- Errors: `journal`.
---@param target string a path, or a URL: `postgresql://user:password@host:port/database`
---@param opts? openprovider.JournalOptions
---@return openprovider.Journal|nil journal
---@return openprovider.Error|nil err
function journal.open(target, opts)
  opts = opts or {}
  if type(target) ~= "string" then error("bad argument #1 to 'open' (a path or a URL expected)", 2) end
  if opts.owner ~= nil and (type(opts.owner) ~= "string" or not opts.owner:find("^[A-Za-z0-9%.%-_]+$")) then
    error("bad owner (a string of letters, digits, '.', '-' and '_' expected)", 2)
  end
  if opts.patience ~= nil and not (type(opts.patience) == "number" and opts.patience > 0 and opts.patience < 86400) then
    error("bad patience (a number of seconds expected)", 2)
  end
  local dialect, err = dialect_of(target, opts)
  if not dialect then return nil, err end
  local database = databases.new(dialect)
  local known, owner = database:transaction("write", function()
    return enter(database, opts.must_exist), opts.owner or new_owner()
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
  return new_worker(database, known.id, owner)
end

-- How long a database may take while calls are in flight, as a part of a call's time and in seconds. The driver blocks
-- the program, and answers that come meanwhile must be read in time.
local OF_TIMEOUT = 0.2
local LEAST_PATIENCE, MOST_PATIENCE = 5, 20

--- The patience for a journal that is used while calls are in flight.
---@param timeout number seconds that a call may take
---@return number seconds for `open`
function journal.patience_beside(timeout)
  return math.max(LEAST_PATIENCE, math.min(OF_TIMEOUT * timeout, MOST_PATIENCE))
end

--- The same journal for another worker, over the same connection, which ends with the journal that was opened.
---@return table|nil journal with an owner of its own; to close it only ends the worker
---@return table|nil err
function Journal:worker()
  local owner, err = self.database:transaction("read", new_owner)
  if not owner then return nil, err end
  local other = new_worker(self.database, self.id, owner)
  other.is_view = true
  return other
end

--- Adds rows, all or none of them. A row is identified by its reference. If there is a row with another customer, it is
--- replaced only if no worker has claimed it and its customer was not created.
---@param rows table[] `{ reference, key, position, body, hash }`: a number and four strings of UTF-8. `key` is the
--- caller's name for it, which comes back with it
---@return table[]|nil entries for each row `{ status, handle, body }`: `added`; `known`: it is there; `replaced`: it
--- took the other's place; `changed`: the other stays, with its `body` (and its `handle`, if it is known)
---@return table|nil err
function Journal:add(rows)
  return adding(self.database, rows)
end

--- Begins to go through a source: all rows that failed wait again.
---@param account? string whose customers these are: a journal is of the first one that it gets
---@return number|false|nil since for `claim` and `rows`: they tell by it which rows are in that source; false if the
--- journal is of another account
---@return table|nil err
function Journal:begin(account)
  return claims.begin(self.database, account)
end

--- Whether the journal's files are those that were opened.
---@return true|nil ok
---@return table|nil err
function Journal:is_in_place()
  return self.database:is_in_place()
end

--- The customer that a run has for a row, where the row has another one.
---@param reference string
---@param is_wanted function(reference, hash) -> whether that is the one
---@return string|false|nil body false if there is none
---@return table|nil err
function Journal:version(reference, is_wanted)
  return self.database:transaction("read", function()
    local version = versions.find(self.database, reference, is_wanted)
    return version and version.body or false
  end)
end

--- Makes a row wait again whose customer is gone.
---@param reference string
---@param handle string that of the customer
---@return boolean|nil is_so false if the row has changed meanwhile
---@return table|nil err
function Journal:reopen(reference, handle)
  return claims.reopen(self.database, self.me, reference, handle)
end

-- Notes the time of the last contact, and whether it has become another worker since then.
function Journal:touched(began, answer, more)
  if answer then self.contact_at = began end
  if self.me.number ~= self.number then self.number, self.lives = self.me.number, self.lives + 1 end
  return answer, more
end

--- Takes rows that wait, by position. First the rows of workers that are gone wait again, as if sent now.
---@param count integer at most so many
---@param sends_for number seconds after its last contact with the journal (this call, or `renew`) in which this worker
--- may still send something. `lives` tells how often it has become a worker: if that has changed, the rows that it had
--- are not its own any more
---@param settle number seconds after which a customer that was created is visible
---@param since? number what `begin` gave: only rows that were added or known since then count
---@param is_wanted? function(reference, hash) -> whether that is what this run has for a row: else the row gets what it
--- has, which was added before
---@param reference? string only that row is taken
---@return table[]|nil rows `{ reference, key, position, body, hash, attempts, sent_ago, handle }`: `sent_ago`, if
--- it may have been sent before, is the seconds that have passed since then at least; `handle`, if a worker that was
--- too late has left one
---@return number|table|nil seconds if there is none now and may be one then; nil if all are finished; or err
function Journal:claim(count, sends_for, settle, since, is_wanted, reference)
  self.me.sends_for = math.max(self.me.sends_for, sends_for)
  local began = core.now()
  return self:touched(began, claims.claim(self.database, self.me, count, settle, since, is_wanted,
    reference))
end

--- Contacts the journal, so that nobody takes over this worker's rows. `contact_at` is the time of the last contact, by
--- `core.now()`.
---@return boolean|nil is_same false if others have taken its rows over: it was silent for too long
---@return table|nil err
function Journal:renew()
  return self:touched(core.now(), claims.renew(self.database, self.me))
end

--- Records the results of rows of this worker, all or none of them.
---@param list table[] `{ reference, handle, found, differences }` of one that has a customer: `found`, whether that was
--- there already; `differences`, a text. `{ reference, error, sent }` of one that failed, as JSON: `sent` is true if it
--- may have been sent, false if it certainly never was or was refused, nil if that is as it was before
---@return integer|nil lost how many were not this worker's any more; their handles are kept all the same, and
--- those that nobody has claimed are created
---@return table[]|table duplicates `{ reference, handle, other }` for each row that has another handle already, which
--- stays; or err
function Journal:finish(list)
  return claims.finish(self.database, self.me, list)
end

--- Gives rows of this worker back, to wait.
---@param list table[] `{ reference, sent }`, as of `finish`
---@return boolean|nil ok
---@return table|nil err
function Journal:release(list)
  return claims.release(self.database, self.me, list)
end

--- How many rows are in which state.
---@return table|nil counts `{ waiting, claimed, created, failed, total }`
---@return table|nil err
function Journal:counts()
  return reports.counts(self.database)
end

--- The workers, present and past.
---@return table[]|nil workers `{ owner, claimed, created, found, failed, is_alive }` by owner; `found` are those of
--- the `created` whose customers were there already
---@return table|nil err
function Journal:workers()
  return reports.workers(self.database)
end

--- The rows by position and reference, read as they are asked for.
---@param opts? table `not_by`: an owner whose finished rows are left out; `finished`: whether only `created` and
--- `failed` ones are given; `since`: what `begin` gave, only rows that were added or known since then, and of finished
--- ones those that were finished since then; `before`: the same number, only those of them that were created before
---@return function iterator gives `{ reference, key, position, state, body, hash, handle, found, differences, error,
--- finished_by }`, then nil; once false and an error where it fails
function Journal:rows(opts)
  return reports.rows(self.database, opts or {})
end

--- Ends the worker, and the connection if it was opened with this one. What it has claimed and not given back is taken
-- over by others. A second time does nothing.
function Journal:close()
  if self.is_closed then return end
  self.is_closed = true
  workers.leave(self.database, self.me)
  if not self.is_view then self.database:close() end
end

return journal
