--- Who holds a reference, and what is known about it until lists show it.
--
-- A reference is held by one create at a time. What that has learned is kept after the last byte was sent: a new
-- customer's handle, or that one may have been sent. The next holder, in this process or in one that
-- shares the store, gets that note. It lasts for twice `settle`: for the time until lists show the customer, and for
-- the age that a look at all references may have (see `openprovider.exactly_once.marker_index`).
--
-- A note is `{ state, handle, identity, whole, made, ends }`: state `sending` (its holder may be sending, or was
-- ended while it was), `unknown` (sent, and nobody knows what happened) or `created`. `made` and `ends` are times of
-- the transport's clock. A domain is held in the same way; the state `traded` means that a trade of it may have been
-- ordered (see `Held:trading`). `by` tells accounts apart that share references because they may be one: with another
-- token, or a username in other case, `created` means no more than `unknown`.
-- A child of fork() has a copy of its parent's holds, but does not hold these references: it sends nothing with them,
-- and writes no note.
--
-- @module openprovider.exactly_once.references

local callback = require("openprovider.concurrency.callback")
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local events = require("openprovider.http.events")
local memory = require("openprovider.exactly_once.memory")
local turns = require("openprovider.concurrency.turns")

local references = {}

local References = {}
References.__index = References

-- Seconds by which a create may exceed its time; after that, its coroutine is not run any more.
local OVERTIME = 2

-- How long a note lasts, in times of `settle`.
local LASTS = 2

-- A note as a text for a store.
local LETTERS = { sending = "s", unknown = "u", created = "c", deleted = "d", changed = "m", traded = "t" }
local STATES = {}
for state, letter in pairs(LETTERS) do STATES[letter] = state end

local function text_of(note)
  local parts = { LETTERS[note.state], note.handle, note.identity, note.whole, note.handle and note.by }
  return table.concat(parts, " ")
end

-- -> note | nil if this module did not write the text
local function note_of(text)
  local letter, rest = text:match("^([a-z]) ?(.*)$")
  local note = { state = STATES[letter or ""] }
  if note.state == "created" then
    note.handle, note.identity, note.whole, note.by = rest:match("^([^ ]+) (%x+) (%x+) (%x+)$")
    if not note.handle then return nil end
  end
  return note.state and note
end

--- The references of a client.
---@param settings table of a client: `base_url`, `username`, `token`, `settle`, `on_event`
---@param transport openprovider.Transport
---@param store table a token store; `hold(key, seconds)` if it can
function references.new(settings, transport, store)
  local account, by = memory.place(settings)
  return setmetatable({
    account = account, by = by, transport = transport, store = store, settle = settings.settle,
    on_event = settings.on_event, waits = function() events.waits(settings.on_event, "reference") end,
  }, References)
end

-- Tells once that a store cannot be used.
function References:tell(message)
  if not message or self.told then return end
  self.told = true
  message = errors.one_line("other programs do not see which references are in use: " .. message)
  if self.on_event then self.on_event({ name = "token_store", message = message }) end
end

-- Calls a function of a store, which may raise. -> value, message
local function ask(fn, ...)
  local ok, value, message = callback.ask(fn, ...)
  if ok then return value, message end
  return nil, "the token store raised an error: " .. tostring(value)
end

-- -> hold | false if another has it | nil, err
function References:hold_stored(value, seconds)
  local hold, message = ask(self.store.hold, self.account .. " " .. value, seconds)
  if hold then self:tell(hold.problem) end
  if hold ~= nil then return hold end
  return errors.config("%s", tostring(message))
end

local Held = {}
Held.__index = Held

-- Whether this is the process that took it, and not a child of it.
function Held:is_here()
  return self.process == core.process()
end

-- The note that another process has left.
function Held:stored_note(now, settle)
  local note = self.stored.note and note_of(self.stored.note)
  if not note then return nil end
  note.made, note.ends = now - math.max(0, self.stored.age or 0), now + LASTS * settle
  return note
end

-- A note as this account must read it: a handle that another account got may not belong to this one.
function References:understood(note)
  if note.state ~= "created" or note.by == self.by then return note end
  return { state = "unknown", made = note.made, ends = note.ends }
end

-- Takes a reference if nobody holds it. -> held | nil | nil, err; and whether this process has it
function References:try(value, ends, settle)
  local known, now = memory.of(self.transport.scope(self.account)), self.transport.now()
  known:tidy(now)
  local entry = known.entries[value]
  local before = entry and entry.holder
  if before and not before:is_here() then before = nil end -- a copy of what the parent of this process holds
  if before and now < before.ends then return nil, nil, true end
  if before then before:let_go() end -- its coroutine was ended in the middle
  entry = entry or {}
  local held = setmetatable({ references = self, entries = known.entries, entry = entry, value = value, ends = ends,
    settle = settle, process = core.process() }, Held)
  known.entries[value], entry.holder = entry, held
  if entry.note and now < entry.note.ends then held.note = self:understood(entry.note) end
  if not self.store.hold then return held end
  local stored, err = self:hold_stored(value, ends - now)
  if not stored then
    held:release()
    return nil, err, false
  end
  held.stored = stored
  local note = held:stored_note(now, settle)
  if note and not (held.note and held.note.made > note.made) then held.note = self:understood(note) end
  return held
end

--- Takes a reference, and waits while another create holds it.
---@param value string
---@param pace table `deadline`, by the transport's clock; `settle`; `longest`, seconds for which it may be held beyond
--- the deadline (2)
---@param busy? string the message where the time is over
---@return table|nil held `{ note }`
---@return table|nil err
function References:take(value, pace, busy)
  return turns.wait(self.transport, pace.deadline, function()
    return self:try(value, pace.deadline + (pace.longest or OVERTIME), pace.settle)
  end, busy or "another create with this reference is still under way", self.waits)
end

-- Keeps a note for some seconds, for others too. What is held stays so for `held` seconds at least, else for as long as
-- the note. -> true | nil, err
function Held:keep(note, seconds, held)
  if not self:is_here() then return true end
  local now = self.references.transport.now()
  note.made, note.ends, note.by = now, now + seconds, self.references.by
  self.entry.note = note
  if not self.stored then return true end
  local ok, message = ask(self.stored.write, self.stored, text_of(note), seconds, held)
  self.references:tell(self.stored.problem)
  if ok then return true end
  return errors.config("%s", tostring(message))
end

--- Notes that a customer may be sent from now on, before the first byte.
---@param deadline number when the attempt gives up, by the transport's clock
---@return boolean|nil ok
---@return table|nil err the reference was lost, or the store has no room
function Held:sending(deadline)
  if not self:is_here() then
    return nil, errors.not_sent("cancelled",
      "this process was made by fork() during the call: its parent goes on with it")
  end
  if self.entry.holder ~= self then
    return nil, errors.not_sent("timeout", "the create waited so long that another took its reference")
  end
  local left = math.max(0, deadline - self.references.transport.now()) + OVERTIME
  self.ends = math.max(self.ends, self.references.transport.now() + left)
  return self:keep({ state = "sending" }, left + LASTS * self.settle)
end

--- Notes that one may have been sent, up to now.
function Held:unknown()
  self:keep({ state = "unknown" }, LASTS * self.settle)
end

--- Notes that one was created.
---@param handle string
---@param identity string fingerprint of what never changes
---@param whole string fingerprint of everything
function Held:created(handle, identity, whole)
  self:keep({ state = "created", handle = handle, identity = identity, whole = whole }, LASTS * self.settle)
end

--- Notes that a trade of the domain that is held may be ordered from now on.
---@param seconds number for which that is remembered
---@return boolean|nil ok
---@return table|nil err
function Held:trading(seconds)
  return self:keep({ state = "traded" }, seconds, 0)
end

--- Drops the note: nothing was sent that could still appear.
function Held:forget()
  if not self:is_here() then return end
  self.entry.note = nil
  if self.stored then ask(self.stored.write, self.stored, nil, 0) end
end

-- Gives back what other processes see of it.
function Held:let_go()
  local stored = self.stored
  self.stored = nil
  if stored and self:is_here() then ask(stored.release, stored) end
end

--- Gives the reference back.
function Held:release()
  self:let_go()
  local entry = self.entry
  if entry.holder == self then entry.holder = nil end
  if not entry.note and not entry.holder and self.entries[self.value] == entry then self.entries[self.value] = nil end
end

--- Keeps what a create learned for `ensure_customer`, in this process.
---@param who string who the customer is, see `payload.who`
---@param handle string|nil nil if it is not known whether there is one
---@param settle number
function References:leave(who, handle, settle)
  local known, now = memory.of(self.transport.scope(self.account)), self.transport.now()
  known:tidy(now)
  known.creates:add(who, handle, now, now + settle)
end

--- What the last create of a customer in this process has left.
---@param who string
---@return table|nil left of `recent_creates`
function References:left(who)
  return memory.of(self.transport.scope(self.account)).creates:last(who, self.transport.now())
end

--- Whether other processes can be told anything.
---@return boolean
function References:is_shared()
  return self.store.hold ~= nil
end

--- Leaves a note for other processes without holding the reference. Nothing is noted while another create holds it:
--- that one has a note of its own.
---@param value string
---@param settle number
---@param handle string|nil of a new customer; nil if it is not known whether there is one
---@param identity string
---@param whole string
function References:note(value, settle, handle, identity, whole)
  local held = self:try(value, self.transport.now() + OVERTIME, settle)
  if not held then return end
  if handle then held:created(handle, identity, whole) else held:unknown() end
  held:release()
end

--- The note of a reference, without taking it.
---@param value string
---@return table|nil note nil also while another create holds it
function References:noted(value)
  local held = self:try(value, self.transport.now() + OVERTIME, self.settle)
  if not held then return nil end
  held:release()
  return held.note
end

-- The key under which the fate of a handle is kept. No reference has a blank.
local function fate_key(fate, handle)
  return fate .. " " .. core.lower(handle)
end

-- Notes the fate of a handle (deleted, changed), which lists and notes may not show yet.
function References:note_fate(fate, handle)
  if self.settle <= 0 then return end
  local key = fate_key(fate, handle)
  memory.of(self.transport.scope(self.account)).fates[key] = self.transport.now() + LASTS * self.settle
  local hold = self.store.hold and self:hold_stored(key, OVERTIME)
  if not hold then return end
  ask(hold.write, hold, LETTERS[fate], LASTS * self.settle)
  ask(hold.release, hold)
end

function References:has_fate(fate, handle)
  local key = fate_key(fate, handle)
  local ends = memory.of(self.transport.scope(self.account)).fates[key]
  if ends and self.transport.now() < ends then return true end
  local hold = self.store.hold and self:hold_stored(key, OVERTIME)
  if not hold then return false end
  local is_so = hold.note == LETTERS[fate]
  ask(hold.release, hold)
  return is_so
end

--- Notes that a customer was deleted.
---@param handle string
function References:deleted(handle) self:note_fate("deleted", handle) end

--- Whether a customer was deleted lately.
---@param handle string
---@return boolean
function References:is_deleted(handle) return self:has_fate("deleted", handle) end

--- Notes that a customer is changed, so that the note of its create is no longer true.
---@param handle string
function References:changed(handle) self:note_fate("changed", handle) end

--- Whether a customer was changed lately.
---@param handle string
---@return boolean
function References:is_changed(handle) return self:has_fate("changed", handle) end

--- Remembers a handle that a create gave.
---@param handle string
---@return boolean is_first false if another create of this process gave it before
function References:gave(handle)
  return memory.of(self.transport.scope(self.account)):gave(handle, self.transport.now())
end

--- The time until which a customer that this process created may be missing in reads.
---@param handle string
---@return number time by the transport's clock; in the past for any other customer
function References:readable_at(handle)
  return (memory.of(self.transport.scope(self.account)):given_at(handle) or -math.huge) + self.settle
end

return references
