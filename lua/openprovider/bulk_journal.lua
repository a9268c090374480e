--- The rows of a bulk creation by way of a journal.
--
-- First all rows of the source go into the journal; then this worker takes some at a time, under a lease,
-- until none is left, be it here or with another worker. A row that a worker has taken may have been sent
-- from then on. If that worker dies, its lease ends, and once what it may have sent has become visible
-- another looks for the row's reference before it sends.
--
-- @module openprovider.bulk_journal

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local journals = require("openprovider.journal")
local json = require("openprovider.json")
local prepared_customer = require("openprovider.prepared_customer")

-- Rows that go into the journal at a time.
local BATCH = 500

-- Rows that are taken at a time, for each call that may be in flight: more are fewer commits, and more to
-- look for after a crash. The first number is for many calls in flight, the second for few.
local MOST_TAKEN = 256
local TAKEN_PER_CALL = 4

-- Seconds that a result may wait to be written down, and between two counts of all rows.
local WRITE_INTERVAL = 1
local COUNT_INTERVAL = 2

-- Seconds until it is asked again whether any row is left, while the last ones are in flight here.
local LAST_CALLS = 0.05

-- How often the journal is asked for one thing, and seconds between: a server may be started anew.
local ATTEMPTS = 3
local PAUSE = 1

-- Renewals in a row that do not leave enough of a lease.
local RENEWALS = 3

-- The lease, in times of what a call may take: a row is sent only while a whole call is left of it.
local LEASE_IN_CALLS = 2

-- Members of an error that the journal keeps.
local KEPT = { "kind", "message", "code", "desc", "status", "field", "outcome", "attempts" }

local Supply = {}

-- The details of a customer that was not created here.
local function found()
  return { created = false, attempts = 0, warnings = {}, api_warnings = {}, maintenance = false }
end

-- -> an error's text for the journal
local function error_text(err)
  local kept = {}
  for _, name in ipairs(KEPT) do kept[name] = err[name] end
  kept.kind, kept.message = err.kind or "config", errors.one_line(err.message or tostring(err))
  return (json.encode(kept)) or json.encode({ kind = kept.kind, message = "an error that cannot be written" })
end

-- -> the error that a text of the journal stands for
local function error_of(text)
  local kept = json.decode(text or "")
  if type(kept) ~= "table" or not errors.KINDS[kept.kind] or type(kept.message) ~= "string" then
    return errors.new("journal", "the journal's error of this row cannot be read", { outcome = "unknown" })
  end
  return errors.new(kept.kind, kept.message, kept)
end

-- A row as the journal takes it. Its text is what is sent, the reference in it. -> entry | nil, err
function Supply:entry(row)
  local key = tostring(row.key)
  if not core.is_utf8(key) or key:find("\0", 1, true) then
    return nil, errors.new("invalid", "the key must be a text in UTF-8, without NUL", { outcome = "not_sent" })
  end
  local prepared, err = self.prepare(row, self.taken)
  if not prepared then return nil, err end
  return {
    key = key, position = row.position, reference = prepared.reference, payload = prepared.body,
    hash = core.fingerprint(prepared.canonical),
  }
end

-- Why the journal does not take a row. -> err | nil
local function refusal(entry, added)
  if added.status == "repeated" then
    return errors.new("invalid", string.format("the key %s is that of the row at position %s, too", entry.key,
      tostring(added.position)), { outcome = "not_sent" })
  elseif added.status == "taken" then
    return errors.new("invalid", string.format("the reference %s is that of a row with another key", entry.reference),
      { outcome = "not_sent" })
  end
end

-- Writes some rows of the source into the journal; those that it refuses go to `refused`.
function Supply:add()
  local entries = {}
  local function refuse(row, err)
    self.refused[#self.refused + 1] = { key = tostring(row.key), position = row.position, err = err }
  end
  while #entries < BATCH and #self.refused < BATCH do
    local row = self.next_row()
    if not row then
      self.is_read = true
      break
    end
    local entry, err = self:entry(row)
    if entry then entries[#entries + 1] = entry else refuse(row, err) end
  end
  for index, added in ipairs(entries[1] and self:ask("add", entries, self.since) or {}) do
    local entry = entries[index]
    local err = refusal(entry, added)
    if err then
      refuse(entry, err)
    else
      self.progress.total = self.progress.total + 1
      if added.handle then self.done_before = self.done_before + 1 end
      if added.status == "changed" then self.changed[entry.key] = true end
    end
  end
end

-- Asks the journal, again if a connection was lost. A failure that stays ends the work. -> what it answers | nil
function Supply:ask(operation, ...)
  if self.fault then return nil end
  local answer, more
  for attempt = 1, ATTEMPTS do
    if attempt > 1 then core.sleep(PAUSE) end
    answer, more = self.journal[operation](self.journal, ...)
    if answer ~= nil then return answer, more end
  end
  self.fault = more
  return nil
end

-- What was found out goes into the journal.
function Supply:write()
  if self.results[1] then
    local _, doubles = self:ask("finish", self.results)
    for _, double in ipairs(doubles or {}) do self.doubles[#self.doubles + 1] = double end
  end
  self.results, self.written = {}, core.now()
end

-- Tells the progress what the journal knows of it.
function Supply:count()
  local now = core.now()
  if now < self.counted + COUNT_INTERVAL then return end
  local counts = self:ask("counts")
  if not counts then return end
  local progress = self.progress
  self.counted = now
  -- The journal may have rows of other sources: what counts is what was done before, and what has been since.
  local finished = counts.created + counts.failed - self.finished_here
  self.finished_at_start = self.finished_at_start or finished
  progress.elsewhere = math.max(0, math.min(self.done_before + finished - self.finished_at_start,
    progress.total - self.finished_here))
end

-- Takes rows. -> true | nil, seconds after which there may be some
function Supply:take()
  self:write()
  self:count()
  local began = core.now()
  local rows, seconds = self:ask("claim", self.most_taken, self.lease, self.settle, self.since)
  if not rows then return nil end
  self.progress.waiting = not rows[1] and seconds ~= nil and not next(self.in_flight)
  if not rows[1] then
    if self.progress.waiting and self.taken.on_progress then self.taken.on_progress(self.progress) end
    return nil, seconds and next(self.in_flight) and math.min(seconds, LAST_CALLS) or seconds
  end
  self.rows, self.first, self.lease_ends = rows, 1, began + self.lease
  return true
end

-- Has the leases of the rows that wait here last for a whole call. -> whether one of them can be sent
function Supply:renew()
  local began = core.now()
  if began + self.call_takes <= self.lease_ends then
    self.renewals = 0
    return true
  end
  self.renewals = self.renewals + 1
  if self.renewals > RENEWALS then
    self.fault = errors.new("journal", "the journal takes longer to renew a lease than the lease lasts beyond a call: "
      .. "give a longer one", { outcome = "not_sent" })
    return false
  end
  local held = self:ask("renew", self.lease)
  if not held then return false end
  local kept = {}
  for index = self.first, #self.rows do
    local row = self.rows[index]
    if held[row.key] then kept[#kept + 1] = row end
  end
  self.rows, self.first, self.lease_ends = kept, 1, began + self.lease
  return false -- to be looked at again: it may have taken long
end

function Supply:next()
  while not self.fault do
    if self.first > #self.rows then
      local ok, seconds = self:take()
      if not ok then return nil, seconds end
    elseif self:renew() then
      local row = self.rows[self.first]
      self.first = self.first + 1
      self.in_flight[row.key] = true
      return row
    end
  end
  return nil
end

-- Seconds since a row may have been sent, nil if it certainly was not.
local function sent_ago(row, err)
  if err.outcome == "rejected" then return nil end
  if err.outcome == "not_sent" then return row.waited end
  return 0
end

function Supply:finished(row, handle, details)
  self.in_flight[row.key] = nil
  if not handle and (details.kind == "cancelled" or details.cause == "cancelled") then
    self.given_back[#self.given_back + 1] = { key = row.key, sent_ago = sent_ago(row, details) }
    return
  end
  self.finished_here = self.finished_here + 1
  if not handle then self.failed[row.key] = true end
  self.results[#self.results + 1] = handle and { key = row.key, handle = handle }
    or { key = row.key, error = error_text(details), sent_ago = sent_ago(row, details) }
  if #self.results >= self.most_taken or core.now() >= self.written + WRITE_INTERVAL then self:write() end
end

-- The error of a row that differs from the one that a customer was created from.
local function changed(handle)
  return errors.new("conflict", string.format("the row differs from the one that %s was created from; update that "
    .. "customer, or give the row another key", handle), { outcome = "rejected", handle = handle })
end

-- Sends a row, unless its customer is known. -> handle, details | nil, err
function Supply:send(row)
  if row.handle then return row.handle, found() end
  local prepared = { body = row.payload, reference = row.reference, warnings = {} }
  local looked = nil
  if row.never_sent then looked = false end
  return prepared_customer.send(self.client, prepared, {
    settle = self.settle, looked = looked,
    sent_ago = not row.never_sent and self.settle or nil, -- it is given out when it has settled
  })
end

-- Creates a row of the journal. -> handle, details | nil, err
function Supply:create(row)
  local ok, handle, details = pcall(self.send, self, row)
  if not ok then handle, details = nil, errors.new("config", tostring(handle), { outcome = "unknown" }) end
  self:finished(row, handle, details)
  if handle and self.changed[row.key] then return nil, changed(handle) end
  return handle, details
end

-- Nothing is sent any more: writes down what is known, and gives back the rest.
function Supply:ended(is_left)
  self:write()
  for index = self.first, #self.rows do
    self.given_back[#self.given_back + 1] = { key = self.rows[index].key, keep = true }
  end
  for key in pairs(self.in_flight) do
    self.given_back[#self.given_back + 1] = { key = key, sent_ago = 0 }
  end
  if self.given_back[1] then self:ask("release", self.given_back) end
  self.rows, self.first, self.given_back, self.in_flight = {}, 1, {}, {}
  if is_left then self:close() end
end

-- Closes the journal if it was opened here.
function Supply:close()
  if self.opened and self.journal then self.journal:close() end
end

-- -> a row and why it is refused, or nil when all are in the journal
function Supply:admit()
  while true do
    local refused = table.remove(self.refused, 1)
    if refused then return refused, refused.err end
    if self.is_read or self.fault or self.stops() then return nil end
    self:add()
  end
end

-- -> what was finished elsewhere, one after the other, then nil | nil, err
function Supply:other()
  self.others = self.others or self.journal:rows({
    not_by = self.journal.owner, finished = true, since = self.since,
  })
  local row, err
  repeat
    row, err = self.others()
  until not row or not self.failed[row.key] -- that was given already
  if not row then return nil, err end
  if row.handle and self.changed[row.key] then return row.key, nil, changed(row.handle), row.position end
  if row.handle then return row.key, row.handle, found(), row.position end
  return row.key, nil, error_of(row.error), row.position
end

-- -> a customer of which there are two, one after the other, then nil
function Supply:double()
  local double = table.remove(self.doubles)
  if not double then return nil end
  return double.key, nil, errors.new("conflict", string.format("there are two customers of this row, %s and %s: delete "
    .. "one", double.other, double.handle), { outcome = "rejected", handles = { double.other, double.handle } })
end

-- What comes after all that was created here; at the very end what is wrong with the journal.
function Supply:rest()
  if self.is_over then return nil end
  if not self.fault then
    local key, handle, details, position = self:other()
    if not key then
      self.fault = handle
      key, handle, details, position = self:double()
    end
    if key then return key, handle, details, position end
  end
  self.is_over = true
  self:close()
  if self.fault then return false, nil, self.fault end
  return nil
end

-- Opens the journal and begins a run.
function Supply:open(target)
  if type(target) == "string" then
    self.journal, self.fault = journals.open(target)
    self.opened = true
  else
    self.journal, self.fault = target:worker()
  end
  self.since = self:ask("begin")
end

-- The methods as functions, as a supply without a journal has them.
local function bound(self)
  return {
    admit = function() return self:admit() end,
    next = function() return self:next() end,
    create = function(row) return self:create(row) end,
    ended = function(is_left) return self:ended(is_left) end,
    rest = function() return self:rest() end,
  }
end

--- The supply of rows of `bulk.create_customers`.
---@param client table
---@param next_row function gives a row `{ key, customer, position }` after the other, then nil
---@param prepare function(row, taken) -> prepared | nil, err
---@param taken table the options of `create_customers`
---@param progress table gets `total`, `elsewhere` and `waiting`
---@param stops function() -> whether nothing more is to be begun
---@param most integer calls in flight at most
---@return table `{ admit() -> row, err | nil, next() -> row | nil | nil, seconds, create(row) -> handle, details | nil,
--- err, ended(), rest() -> key, handle, details, position | nil }`, in this order
return function(client, next_row, prepare, taken, progress, stops, most)
  local settings = client.settings
  local self = setmetatable({
    client = client, next_row = next_row, prepare = prepare, taken = taken, progress = progress, stops = stops,
    settle = taken.settle or settings.settle, call_takes = settings.timeout,
    lease = taken.lease or LEASE_IN_CALLS * settings.timeout,
    most_taken = math.min(MOST_TAKEN, TAKEN_PER_CALL * most),
    rows = {}, first = 1, lease_ends = 0, in_flight = {}, results = {}, given_back = {}, refused = {},
    changed = {}, doubles = {}, failed = {},
    renewals = 0, done_before = 0, written = core.now(), counted = -math.huge, finished_here = 0, is_read = false,
  }, { __index = Supply })
  progress.total, progress.elsewhere, progress.waiting = 0, 0, false
  self:open(taken.journal)
  return bound(self)
end
