--- The rows of a source go into a journal, before the first of them is sent.
--
-- @module openprovider.bulk.journal_source

local core = require("openprovider.core")
local equivalence = require("openprovider.exactly_once.equivalence")
local errors = require("openprovider.errors")
local json = require("openprovider.json")

-- Rows that go into the journal at a time.
local BATCH = 500

local Source = {}
Source.__index = Source

-- A row as the journal takes it. Its text is what is sent, the reference in it. -> entry | nil, err
function Source:entry(row)
  local key = tostring(row.key)
  if not core.is_utf8(key) or key:find("\0", 1, true) then
    return nil, errors.new("invalid", "the key must be a text in UTF-8, without NUL", { outcome = "not_sent" })
  end
  local prepared, err = self.prepare(row)
  if not prepared then return nil, err end
  return {
    key = key, position = row.position, reference = prepared.reference, payload = prepared.body,
    hash = core.fingerprint(prepared.canonical), canonical = prepared.canonical,
  }
end

-- Why the journal does not take a row. -> err | nil
local function refusal(entry, added)
  if added.status ~= "repeated" then return nil end
  return errors.new("invalid", string.format("the reference %s is that of the row at position %s, too: a customer can "
    .. "be created once", entry.reference, tostring(added.position)), { outcome = "not_sent" })
end

-- What is to be said of a row that has another customer than the journal has created, or is creating.
function Source:note_change(entry, added)
  local stored = added.payload and json.decode(added.payload)
  if type(stored) ~= "table" then return end
  local differences, others = equivalence.differences(entry.canonical, stored, entry.reference)
  self.changed[entry.reference] = { differences = differences, is_other = others[1] ~= nil }
end

function Source:refuse(row, err)
  self.refused[#self.refused + 1] = { key = tostring(row.key), position = row.position, err = err }
end

-- Reads some rows of the source. -> entries
function Source:read()
  local entries = {}
  while #entries < BATCH and #self.refused < BATCH do
    local row = self.next_row()
    if not row then
      self.is_read = true
      break
    end
    local entry, err = self:entry(row)
    if entry then entries[#entries + 1] = entry else self:refuse(row, err) end
  end
  return entries
end

-- Writes some rows into the journal; those that it refuses go to `refused`.
function Source:add()
  local entries = self:read()
  for index, added in ipairs(entries[1] and self.journal.add(entries) or {}) do
    local entry = entries[index]
    local err = refusal(entry, added)
    if err then
      self:refuse(entry, err)
    else
      self.progress.total = self.progress.total + 1
      if added.handle then self.done_before = self.done_before + 1 end
      if added.status == "changed" then self:note_change(entry, added) end
    end
  end
end

--- Goes on until all rows are in the journal, or one is refused.
---@return table|nil row `{ key, position }` that is refused; nil when all are in the journal
---@return table|nil err
function Source:admit()
  while true do
    local refused = table.remove(self.refused, 1)
    if refused then return refused, refused.err end
    if self.is_read or self.journal.has_ended() then return nil end
    self:add()
  end
end

--- The result of a row whose customer is known, for the customer that the source has.
---@param reference string
---@param handle string
---@param details table
---@return string|nil handle
---@return table details_or_err of kind `conflict` if that is another customer
function Source:known(reference, handle, details)
  local changed = self.changed[reference]
  if not changed then return handle, details end
  if not changed.is_other then
    details.differences = changed.differences
    return handle, details
  end
  return nil, errors.new("conflict", string.format("the reference %s is that of %s, another customer: give this one a "
    .. "reference of its own, or use that handle", reference, handle),
    { outcome = "not_sent", handle = handle, differences = changed.differences })
end

--- The rows of a source for a journal.
---@param next_row function gives a row `{ key, customer, position }` after the other, then nil
---@param prepare function(row) -> prepared | nil, err; every row gets a reference
---@param progress table gets `total`
---@param journal table `add(entries) -> added | nil`; `has_ended()`, whether nothing more is wanted
---@return table source `{ admit(), known(reference, handle, details), done_before }`: how many had a customer already
return function(next_row, prepare, progress, journal)
  return setmetatable({
    next_row = next_row, prepare = prepare, progress = progress, journal = journal,
    refused = {}, changed = {}, done_before = 0, is_read = false,
  }, Source)
end
