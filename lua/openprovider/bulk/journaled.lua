--- Creates the rows of a bulk creation through a journal.
-- First all rows of the source are written into the journal. Then this worker takes some rows at a time, until no row
-- is left. A customer that this journal has not sent is looked for before it is sent, because others may have created
-- it. A row that a worker has taken may have been sent. If that worker is gone, another one takes over the row, after
-- the time in which what was sent becomes visible. Customers of earlier runs are checked, too. A worker sends only
-- while it is in contact with the journal (`permit`). Workers that take over its rows rely on that.
--
-- @module openprovider.bulk.journaled

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local exactly_once = require("openprovider.exactly_once.create")
local journals = require("openprovider.journal")
local memory = require("openprovider.exactly_once.memory")
local new_checks = require("openprovider.bulk.journal_checks")
local new_source = require("openprovider.bulk.journal_source")
local texts = require("openprovider.bulk.journal_texts")

-- Rows that are taken at a time, for each call that may be in flight. More rows need fewer commits, but after a crash
-- more have to be searched for. The first number is for many calls in flight, the second for few.
local MOST_TAKEN = 256
local TAKEN_PER_CALL = 4

-- The longest time, in seconds, until a result is written; also the time between two counts of all rows.
local WRITE_INTERVAL = 1
local COUNT_INTERVAL = 2

-- Seconds between two looks for further rows, while the last ones are in flight here.
local LAST_CALLS = 0.05

-- How often an operation of the journal is tried, and the seconds between: a server may be restarting. After a request
-- to stop it is tried once. Nothing else goes on meanwhile, so the tries end after this part of a call's time.
local ATTEMPTS = 3
local PAUSE = 1
local OF_TIMEOUT = 0.3

-- The longest time, in seconds, after a contact with the journal in which a call may begin (never longer than a call
-- may take). When half of it is over, the journal is asked again. The other value is a margin for clocks and slow
-- machines.
local LONGEST_GRACE = 10
local MARGIN = 2

-- The most contacts in a row that are too slow for a call.
local CONTACTS = 3

local Supply = {}

-- The result of `create` for a row that is left to other workers.
local PASSED_ON = {}

-- Calls the journal, again if a connection was lost. A failure that stays ends the work. -> its results | nil
function Supply:ask(operation, ...)
  if self.fault then return nil end
  local answer, more
  local ends = core.now() + OF_TIMEOUT * self.client.settings.timeout
  for attempt = 1, ATTEMPTS do
    if attempt > 1 then
      if self.is_over or self.stops() or core.now() + PAUSE >= ends then break end
      core.sleep(PAUSE)
    end
    answer, more = self.journal[operation](self.journal, ...)
    if answer ~= nil then return answer, more end
  end
  self.fault = more
  return nil
end

-- Writes results into the journal. Those that it does not accept are kept.
function Supply:write()
  if self.results[1] then
    local of_reference = {}
    for _, result in ipairs(self.results) do of_reference[result.reference] = result end
    local lost, duplicates = self:ask("finish", self.results)
    if not lost then return end
    for _, duplicate in ipairs(duplicates) do
      local result = of_reference[duplicate.reference]
      duplicate.key, duplicate.position = result.key, result.position
      self.duplicates[#self.duplicates + 1] = duplicate
    end
    self:is_in_place()
  end
  self.results, self.written = {}, core.now()
end

-- Whether the journal is still the same file in its place.
function Supply:is_in_place()
  local ok, err = self.journal:is_in_place()
  if not ok then self.fault = self.fault or err end
  return ok
end

-- Updates the progress from the journal's counts.
function Supply:count()
  local now = core.now()
  if now < self.counted + COUNT_INTERVAL then return end
  local counts = self:ask("counts")
  if not counts then return end
  local progress = self.progress
  self.counted = now
  -- The journal may have rows of other sources. So only the change since the last count matters.
  local finished = counts.created + counts.failed - self.finished_here
  self.finished_at_start = self.finished_at_start or finished
  progress.elsewhere = math.max(0, math.min(finished - self.finished_at_start,
    progress.total - self.finished_here - self.checked_here))
end

-- Notes that others have taken over this worker's rows, because it was silent for too long.
function Supply:lose()
  for _, row in pairs(self.in_flight) do row.is_lost = true end
  self.rows, self.first = {}, 1
end

-- Lets calls fail that were cancelled while the work goes on, as those of a closed client.
function Supply:fail_cancelled()
  for _, result in ipairs(self.cancelled) do
    self.finished_here = self.finished_here + 1
    self.results[#self.results + 1] = result
  end
  self.cancelled = {}
end

-- Takes rows. -> true | nil, seconds after which there may be some
function Supply:take()
  self:fail_cancelled()
  self:write()
  self:count()
  local rows, seconds = self:ask("claim", self.most_taken, self.sends_for, self.settle, self.since, self.is_wanted)
  if not rows then return nil end
  if self.journal.lives ~= self.lives then
    self:lose()
    self.lives = self.journal.lives
  end
  local is_idle = self.checking == 0 and not next(self.in_flight)
  if self.checking > 0 then seconds = LAST_CALLS end -- a row whose customer is gone waits again
  self.progress.waiting = not rows[1] and seconds ~= nil and is_idle
  if not rows[1] then
    if self.progress.waiting and self.opts.on_progress then self.opts.on_progress(self.progress) end
    return nil, seconds and not is_idle and math.min(seconds, LAST_CALLS) or seconds
  end
  for _, row in ipairs(rows) do self.source:name(row) end
  self.rows, self.first = rows, 1
  return true
end

-- Whether this worker may send: its last contact with the journal is recent.
function Supply:is_in_touch()
  for _ = 1, CONTACTS do
    local contact_at = self.journal.contact_at
    if core.now() <= contact_at + self.grace / 2 then return true end
    local is_same = self:ask("renew")
    if is_same == false then self:lose() end
    if not is_same then return false end
  end
  self.fault = errors.not_sent("journal", string.format("the journal %s takes longer than %s seconds for an answer: "
    .. "nothing is sent without it", self.journal.target, core.number_text(self.grace / 2)))
  return false
end

-- Why a row must not be sent; called right before it is sent. -> err | nil
function Supply:permit(row)
  if not row.is_lost and not self.fault and self:is_in_place() and self:is_in_touch() and not row.is_lost then
    return nil
  end
  row.is_refused = true
  return self.fault or errors.not_sent("journal", "another worker has taken over this row, because this worker had "
    .. "lost contact with the journal")
end

-- The next row that an earlier run created. -> row | nil
function Supply:next_check()
  if not self.checks then
    self.checks = new_checks(self.client, self.journal, self.source, self.since, self.rate)
    self:count()
  end
  local row, err = self.checks:next()
  if err then self.fault = err end
  if not row then return nil end
  self.source:name(row)
  self.checking = self.checking + 1
  return row
end

function Supply:next()
  while not self.fault do
    local check = self:next_check()
    if check or self.fault then return check end
    local row = self.rows[self.first]
    if row then
      self.first = self.first + 1
      self.in_flight[row.reference] = row
      return row
    end
    local ok, seconds = self:take()
    if not ok then return nil, seconds end
  end
  return nil
end

-- Whether a create of a row may have been sent: true or false; nil if this call changed nothing about that.
local function is_sent(err)
  if err.outcome == "rejected" then return false end
  if err.outcome == "not_sent" then return nil end
  return true
end

-- The result of a row, for the journal, with this source's key of the row.
local function result_of(row, handle, details)
  local result = { reference = row.reference, key = row.key, position = row.position }
  if handle then
    result.handle, result.found = handle, not details.created
    result.differences = texts.of_differences(details.differences)
  else
    result.error, result.sent = texts.of_error(details), is_sent(details)
  end
  return result
end

-- Keeps the result of a row. -> whether it is the row's last
function Supply:finished(row, handle, details)
  if self.in_flight[row.reference] == row then self.in_flight[row.reference] = nil end
  if not handle and row.is_refused and details.outcome == "not_sent" then
    if not row.is_lost then self.given_back[#self.given_back + 1] = { reference = row.reference } end
    return false
  end
  if not handle and (details.kind == "cancelled" or details.cause == "cancelled") then
    self.cancelled[#self.cancelled + 1] = result_of(row, nil, details)
    return true
  end
  self.finished_here = self.finished_here + 1
  self.results[#self.results + 1] = result_of(row, handle, details)
  if #self.results >= self.most_taken or core.now() >= self.written + WRITE_INTERVAL then self:write() end
  return true
end

-- Looks at the customer that a row has. -> handle, details | nil, err; neither if it is gone, and the row waits again
function Supply:look(row)
  local handle, details = self.checks:look(row, self.index:find(row.reference))
  if handle or details then return handle, details end
  if self:ask("reopen", row.reference, row.handle) and row.is_check and self.finished_at_start then
    self.finished_at_start = self.finished_at_start - 1
  end
  return nil
end

-- Sends a row, unless its customer is known. -> handle, details | nil, err; neither if it waits again
function Supply:send(row)
  if row.handle then return self:look(row) end
  -- A row that a dead worker may have sent is searched for by itself: the search for all references may be older.
  local looked = nil
  if not row.sent_ago then looked = self.index:find(row.reference) end
  row.earlier = self.source:earlier_of(row.reference)
  return exactly_once.create(self.client, row, {
    settle = self.settle, sent_ago = row.sent_ago, looked = looked, rate = self.rate,
    permit = function() return self:permit(row) end,
  })
end

-- Whether what happened to a row is its result.
function Supply:is_result(row, handle, details)
  if row.is_check then self.checking = self.checking - 1 end
  if not handle and not details then
    if self.in_flight[row.reference] == row then self.in_flight[row.reference] = nil end
    return false
  end
  if not row.is_check then return self:finished(row, handle, details) end
  self.checked_here = self.checked_here + 1
  return true
end

-- Creates a row of the journal, or looks at it. -> handle, details | nil, err
function Supply:create(row)
  local ok, handle, details = pcall(self.send, self, row)
  if not ok then handle, details = nil, errors.new("config", tostring(handle), { outcome = "unknown" }) end
  if not self:is_result(row, handle, details) then return nil, PASSED_ON end
  self.source:gave(row.reference)
  return handle, details
end

-- Nothing more is sent: writes the known results, and gives the other rows back.
function Supply:ended(is_left)
  self:write()
  -- A known handle must not be lost because of a fault that may be over by now.
  if self.results[1] then self.journal:finish(self.results) end
  for _, each in ipairs(self.cancelled) do self.given_back[#self.given_back + 1] = each end
  for index = self.first, #self.rows do
    self.given_back[#self.given_back + 1] = { reference = self.rows[index].reference }
  end
  for reference in pairs(self.in_flight) do
    self.given_back[#self.given_back + 1] = { reference = reference, sent = true }
  end
  if self.given_back[1] then self:ask("release", self.given_back) end
  self.rows, self.first, self.cancelled, self.given_back, self.in_flight = {}, 1, {}, {}, {}
  if is_left then self:close() end
end

-- Ends this worker, and closes the journal if it was opened here.
function Supply:close()
  self.is_over = true
  if self.journal then self.journal:close() end
end

-- -> what was finished elsewhere, one after the other, then nil | nil, err
function Supply:other()
  self.others = self.others or self.journal:rows({
    not_by = self.journal.owner, finished = true, since = self.since,
  })
  local row, err
  repeat
    row, err = self.others()
  until not row or self.source:is_open(row.reference)
  if not row then return nil, err end
  self.source:name(row)
  self.source:gave(row.reference)
  if not row.handle then return row.key, nil, texts.error(row.error), row.position end
  local handle, details = self.checks:compare(row, texts.differences(row.differences))
  return row.key, handle, details, row.position
end

-- -> a customer of which there are two, one after the other, then nil
function Supply:duplicate()
  local duplicate = table.remove(self.duplicates)
  if not duplicate then return nil end
  local err = errors.new("conflict", string.format("there are two customers of this row, %s and %s: delete one",
    duplicate.other, duplicate.handle), { outcome = "rejected", handles = { duplicate.other, duplicate.handle } })
  return duplicate.key, nil, err, duplicate.position
end

-- The results after those of rows that were created here; at the end an error of the journal, if there is one.
function Supply:finished_elsewhere()
  if self.is_over then return nil end
  if not self.fault and self.checks then
    local key, handle, details, position = self:other()
    if not key then
      self.fault = handle
      key, handle, details, position = self:duplicate()
    end
    if key then return key, handle, details, position end
  end
  self:close()
  if self.fault then return false, nil, self.fault end
  return nil
end

-- Opens the journal and begins a run.
function Supply:open(target)
  if type(target) == "string" then
    local patience = journals.patience_beside(self.client.settings.timeout)
    self.journal, self.fault = journals.open(target, { patience = patience })
  else
    self.journal, self.fault = target:worker()
  end
  local err
  self.since, err = self:ask("begin", memory.shown_place(self.client.settings))
  if self.since == false then self.fault = err end
end

-- The methods as functions, as a supply without a journal has them.
local function bound(self)
  return {
    admit = function() return self.source:admit() end,
    left = function() return self.progress.total end,
    next = function() return self:next() end,
    create = function(row) return self:create(row) end,
    ended = function(is_left) return self:ended(is_left) end,
    finished_elsewhere = function() return self:finished_elsewhere() end,
    close = function() return self:close() end,
    PASSED_ON = PASSED_ON,
  }
end

--- The supply of rows of `bulk.create_customers`.
---@param client table
---@param next_row function gives a row `{ key, customer, position }` after the other, then nil
---@param prepare function(row, opts) -> prepared | nil, err; every row gets a reference
---@param opts table the options of `create_customers`
---@param progress table gets `total`, `elsewhere` and `waiting`
---@param stops function() -> whether no more rows may be started
---@param rate table of all calls, see `exchange.perform`; its `most` is how many may be in flight
---@param index table of `openprovider.exactly_once.marker_index`
---@return table `{ admit() -> row, err | nil, left() -> rows that are not created yet, next() -> row | nil | nil,
--- seconds, create(row) -> handle, details | nil, err | nil, PASSED_ON, ended(), rest() -> key, handle, details,
--- position | nil, close() }`, in this order
return function(client, next_row, prepare, opts, progress, stops, rate, index)
  local settings = client.settings
  local grace = math.min(LONGEST_GRACE, settings.timeout)
  local self = setmetatable({
    client = client, opts = opts, progress = progress, stops = stops,
    index = index, rate = rate,
    settle = opts.settle or settings.settle, grace = grace, sends_for = grace + settings.timeout + MARGIN,
    most_taken = math.min(MOST_TAKEN, TAKEN_PER_CALL * rate.most),
    rows = {}, first = 1, in_flight = {}, results = {}, cancelled = {}, given_back = {}, duplicates = {},
    written = core.now(), counted = -math.huge, finished_here = 0, checking = 0, checked_here = 0,
  }, { __index = Supply })
  progress.total, progress.elsewhere, progress.waiting = 0, 0, false
  self.is_wanted = function(...) return self.source:has(...) end
  self:open(opts.journal)
  self.source = new_source(next_row, function(row) return prepare(row, opts) end, progress, {
    add = function(rows) return self:ask("add", rows) end,
    has_ended = function() return self.fault or stops() end,
  })
  return bound(self)
end
