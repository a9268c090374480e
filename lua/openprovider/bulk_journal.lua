--- The rows of a bulk creation by way of a journal.
--
-- First all rows of the source go into the journal; then this worker takes some at a time, under a lease,
-- until none is left, be it here or with another worker. A row that a worker has taken may have been sent
-- from then on. If that worker dies, its lease ends, and once what it may have sent has become visible
-- another looks for the row's reference before it sends.
--
-- @module openprovider.bulk_journal

local core = require("openprovider.core")
local create = require("openprovider.create")
local errors = require("openprovider.errors")
local journals = require("openprovider.journal")
local json = require("openprovider.json")

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

-- The lease, in times of what a call may take: a row is sent only while a whole call is left of it.
local LEASE_IN_CALLS = 2

-- Members of an error that the journal keeps.
local KEPT = { "kind", "message", "code", "desc", "status", "field", "outcome", "attempts" }

local Supply = {}

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
  local prepared, err = self.prepare(row, self.taken, self.journal.id .. "-" .. key)
  if not prepared then return nil, err end
  return {
    key = key, position = row.position, reference = prepared.reference, payload = prepared.body,
    hash = core.fingerprint(prepared.canonical),
  }
end

-- The error of a row that differs from the one that the journal has under its key, and that may have been sent.
local function changed(added)
  local message = added.handle
    and "the row differs from the one that " .. added.handle .. " was created from; update that customer"
    or "the row differs from the one that was sent before under its key, and goes on as it was"
  return errors.new("conflict", message, { outcome = "rejected", handle = added.handle })
end

-- Writes some rows of the source into the journal; those that it refuses go to `refused`.
function Supply:add()
  local entries, rows = {}, {}
  while #entries < BATCH and #self.refused < BATCH do
    local row = self.next_row()
    if not row then
      self.is_read = true
      break
    end
    local entry, err = self:entry(row)
    if entry then
      entries[#entries + 1], rows[#rows + 1] = entry, row
    else
      self.refused[#self.refused + 1] = { row = row, err = err }
    end
  end
  if not entries[1] then return end
  local added = self:ask("add", entries)
  for index, each in ipairs(added or {}) do
    if each.status == "changed" then
      self.changed[entries[index].key] = true
      self.refused[#self.refused + 1] = { row = rows[index], err = changed(each) }
    end
  end
end

-- Asks the journal. The first failure ends the work. -> what it answers | nil
function Supply:ask(operation, ...)
  if self.fault then return nil end
  local answer, more = self.journal[operation](self.journal, ...)
  if answer == nil then
    self.fault = more
    return nil
  end
  return answer, more
end

-- What was found out goes into the journal.
function Supply:write()
  if self.results[1] then self:ask("finish", self.results) end
  self.results, self.written = {}, core.now()
end

-- Tells the progress what the journal knows of it.
function Supply:count()
  local now = core.now()
  if now < self.counted + COUNT_INTERVAL then return end
  local counts = self:ask("counts")
  if not counts then return end
  local progress = self.progress
  self.counted, progress.total = now, counts.total
  progress.elsewhere = math.max(0, counts.created + counts.failed - self.finished_here)
end

-- Takes rows. -> true | nil, seconds after which there may be some
function Supply:take()
  self:write()
  self:count()
  local began = core.now()
  local rows, seconds = self:ask("claim", self.most_taken, self.lease, self.settle)
  if not rows then return nil end
  if not rows[1] then
    if seconds and self.taken.on_progress then self.taken.on_progress(self.progress) end
    return nil, seconds and next(self.in_flight) and math.min(seconds, LAST_CALLS) or seconds
  end
  self.rows, self.first, self.lease_ends = rows, 1, began + self.lease
  return true
end

-- Has the leases of the rows that wait here last for a whole call. -> whether any is left
function Supply:renew()
  local began = core.now()
  if began + self.call_takes <= self.lease_ends then return true end
  local held = self:ask("renew", self.lease)
  if not held then return false end
  local kept = {}
  for index = self.first, #self.rows do
    local row = self.rows[index]
    if held[row.key] then kept[#kept + 1] = row end
  end
  self.rows, self.first, self.lease_ends = kept, 1, began + self.lease
  return kept[1] ~= nil
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
function Supply:sent_ago(row, err)
  if err.outcome == "rejected" then return nil end
  if err.outcome == "not_sent" then return row.waited end
  local now = self.client.transport.now()
  return math.max(0, now - (err.sent_at or now))
end

function Supply:finished(row, handle, details)
  self.in_flight[row.key] = nil
  if not handle and details.kind == "cancelled" then
    self.given_back[#self.given_back + 1] = { key = row.key, sent_ago = self:sent_ago(row, details) }
    return
  end
  self.finished_here = self.finished_here + 1
  self.results[#self.results + 1] = handle and { key = row.key, handle = handle }
    or { key = row.key, error = error_text(details), sent_ago = self:sent_ago(row, details) }
  if #self.results >= self.most_taken or core.now() >= self.written + WRITE_INTERVAL then self:write() end
end

-- Creates a row of the journal. -> handle, details | nil, err
function Supply:create(row)
  local prepared = { body = row.payload, reference = row.reference, warnings = {} }
  local handle, details = create.send_prepared(self.client, prepared, {
    never_sent = row.never_sent,
    -- The journal gives it out when it has settled.
    sent_at = not row.never_sent and self.client.transport.now() - self.settle or nil,
    settle = self.settle, look_interval = self.taken.look_interval,
  })
  self:finished(row, handle, details)
  return handle, details
end

-- Nothing is sent any more: writes down what is known, and gives back the rest.
function Supply:ended()
  self:write()
  for index = self.first, #self.rows do
    self.given_back[#self.given_back + 1] = { key = self.rows[index].key, keep = true }
  end
  for key in pairs(self.in_flight) do
    self.given_back[#self.given_back + 1] = { key = key, sent_ago = 0 }
  end
  if self.given_back[1] then self:ask("release", self.given_back) end
  self.rows, self.first, self.given_back, self.in_flight = {}, 1, {}, {}
end

-- -> a row and why it is refused, or nil when all are in the journal
function Supply:admit()
  while true do
    local refused = table.remove(self.refused)
    if refused then return refused.row, refused.err end
    if self.is_read or self.fault then return nil end
    self:add()
  end
end

-- What was finished elsewhere, and at the very end what is wrong with the journal.
function Supply:rest()
  if not self.fault then
    self.others = self.others or self.journal:rows({ not_by = self.journal.owner, finished = true })
    local row, err
    repeat
      row, err = self.others()
    until not row or not self.changed[row.key]
    if row and row.handle then
      return row.key, row.handle, { created = false, attempts = 0, warnings = {}, api_warnings = {},
        maintenance = false }, row.position
    end
    if row then return row.key, nil, error_of(row.error), row.position end
    self.fault = err
  end
  if self.opened and self.journal then self.journal:close() end
  local fault = self.fault
  self.fault, self.journal, self.rest = nil, nil, function() return nil end
  if fault then return false, nil, fault end
  return nil
end

-- Opens the journal. -> true | nil
function Supply:open(target)
  if type(target) == "string" then
    self.journal, self.fault = journals.open(target)
    self.opened = true
  else
    self.journal = target
  end
  if self.journal then self:ask("retry") end
end

-- The methods as functions, as a supply without a journal has them.
local function bound(self)
  return {
    admit = function() return self:admit() end,
    next = function() return self:next() end,
    create = function(row) return self:create(row) end,
    ended = function() return self:ended() end,
    rest = function() return self:rest() end,
  }
end

--- The supply of rows of `bulk.create_customers`.
---@param client table
---@param next_row function gives a row `{ key, customer, position }` after the other, then nil
---@param prepare function(row, taken, reference) -> prepared | nil, err; the reference is for a row that has none
---@param taken table the options of `create_customers`
---@param progress table gets `total` and `elsewhere`
---@return table `{ admit() -> row, err | nil, next() -> row | nil | nil, seconds, create(row) -> handle, details | nil,
--- err, ended(), rest() -> key, handle, details, position | nil }`, in this order
return function(client, next_row, prepare, taken, progress)
  local settings = client.settings
  local self = setmetatable({
    client = client, next_row = next_row, prepare = prepare, taken = taken, progress = progress,
    settle = taken.settle or settings.settle, call_takes = settings.timeout,
    lease = taken.lease or LEASE_IN_CALLS * settings.timeout,
    most_taken = math.min(MOST_TAKEN, TAKEN_PER_CALL * (taken.concurrency or 16)),
    rows = {}, first = 1, lease_ends = 0, in_flight = {}, results = {}, given_back = {}, refused = {}, changed = {},
    written = core.now(), counted = -math.huge, finished_here = 0, is_read = false,
  }, { __index = Supply })
  self:open(taken.journal)
  return bound(self)
end
