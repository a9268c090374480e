--- Puts the rows of a source into a journal, before the first of them is sent.
--
-- @module openprovider.bulk.journal_source

local core = require("openprovider.core")
local errors = require("openprovider.errors")
local text_of = require("openprovider.values.text_of")

-- Rows that are written into the journal at a time.
local BATCH = 500

-- Digits of a hash that are kept in memory: as many as fit into a number of any Lua.
local DIGITS = 12

local function short(hash)
  return tonumber(hash:sub(1, DIGITS), 16)
end

local Source = {}
Source.__index = Source

-- Prepares a row for the journal. -> prepared | nil, err
function Source:prepared(row)
  local key = text_of(row.key)
  if not core.is_utf8(key) or key:find("\0", 1, true) then
    return nil, errors.not_sent("invalid", "the key must be a text in UTF-8, without NUL")
  end
  local prepared, err = self.prepare(row)
  if not prepared then return nil, err end
  prepared.key, prepared.position, prepared.hash = key, row.position, core.fingerprint(prepared.canonical)
  prepared.canonical = nil -- the body has the same content
  return prepared
end

-- Why a row is not accepted. -> err | nil
function Source:refusal(reference)
  local position = self.positions[reference]
  if not position then return nil end
  return errors.not_sent("invalid", string.format("the reference %s is that of the row at position %s, too: a customer "
    .. "can be created once", reference, text_of(position)))
end

-- Notes the row of this run: other runs may have other rows with the same reference.
function Source:remember(prepared)
  local reference = prepared.reference
  self.hashes[reference], self.positions[reference] = short(prepared.hash), prepared.position
  if prepared.key ~= reference then self.keys[reference] = prepared.key end
  self.earlier[reference] = prepared.earlier
end

--- Another reference that the customer of a row may have: see `payload.make`.
---@param reference string
---@return string|nil earlier
function Source:earlier_of(reference)
  return self.earlier[reference]
end

function Source:refuse(row, err)
  self.refused[#self.refused + 1] = { key = text_of(row.key), position = row.position, err = err }
end

-- Reads some rows of the source. -> what is sent of each
function Source:read()
  local rows = {}
  while #rows < BATCH and #self.refused < BATCH do
    local row = self.next_row()
    if not row then
      self.is_read = true
      break
    end
    local prepared, err = self:prepared(row)
    err = err or self:refusal(prepared.reference)
    if err then
      self:refuse(row, err)
    else
      rows[#rows + 1] = prepared
      self:remember(prepared)
    end
  end
  return rows
end

-- Writes some rows into the journal.
function Source:add()
  local rows = self:read()
  if rows[1] and self.journal.add(rows) then self.progress.total = self.progress.total + #rows end
end

--- Works until all rows are in the journal, or one is refused.
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

--- Sets the key and the position that a row of the journal has in this source. A row of another source keeps its key,
--- and has no position.
---@param row table `{ reference, key, position }`, changed
function Source:name(row)
  local reference = row.reference
  if self.hashes[reference] then row.key = self.keys[reference] or reference end
  row.position = self.positions[reference]
end

--- Notes that the result of a row was returned.
---@param reference string
function Source:gave(reference)
  local hash = self.hashes[reference]
  if hash and hash >= 0 then self.hashes[reference] = -1 - hash end
end

--- Whether a row is in this source and its result has not been returned yet.
---@param reference string
---@return boolean
function Source:is_open(reference)
  return (self.hashes[reference] or -1) >= 0
end

--- Whether a customer is the one of this source. True for a reference that this source does not have.
---@param reference string
---@param hash string
---@return boolean
function Source:has(reference, hash)
  local own = self.hashes[reference]
  if own and own < 0 then own = -1 - own end
  return own == nil or own == short(hash)
end

--- The rows of a source for a journal.
---@param next_row function gives a row `{ key, customer, position }` after the other, then nil
---@param prepare function(row) -> prepared | nil, err; every row gets a reference
---@param progress table gets `total`
---@param journal table `add(rows) -> added | nil`; `has_ended()`, whether to stop
---@return table source
return function(next_row, prepare, progress, journal)
  return setmetatable({
    next_row = next_row, prepare = prepare, progress = progress, journal = journal,
    -- Of each row by its reference: a part of its hash, its place, and its key if that is another text; of a few
    -- the reference that earlier versions made.
    hashes = {}, positions = {}, keys = {}, earlier = {},
    refused = {}, is_read = false,
  }, Source)
end
