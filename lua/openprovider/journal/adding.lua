--- Rows go into a journal.
--
-- @module openprovider.journal.adding

local core = require("openprovider.core")
local schema = require("openprovider.journal.schema")
local versions = require("openprovider.journal.versions")
local text_of = require("openprovider.values.text_of")
local unpack = require("openprovider.values.unpack")

-- How many rows one statement takes, the most first: each is prepared once, and LuaDBI has no room for
-- more than 999 values.
local SIZES = { 100, 10, 1 }

local INSERT = [[INSERT INTO ROWS (reference, key, position, payload, payload_hash, seen_at, state, attempts)
  VALUES %s ON CONFLICT DO NOTHING RETURNING reference]]
local VALUES = "(?, ?, CAST(? AS DOUBLE PRECISION), ?, ?, CAST(? AS DOUBLE PRECISION), 'waiting', 0)"

-- All processes lock rows in the order of their references, so that two never wait for each other.
local LOOK = [[SELECT reference, key, EXACT_POSITION, payload AS body, payload_hash AS hash, state, handle, seen_at
  FROM ROWS WHERE reference IN (%s)LOCK_IN_ORDER]]

local SEE = "UPDATE ROWS SET seen_at = ? WHERE reference IN (%s)"

local MOVE = "UPDATE ROWS SET key = ?, position = ?, seen_at = ? WHERE reference = ?"

local REPLACE = [[UPDATE ROWS SET key = ?, position = ?, payload = ?, payload_hash = ?, seen_at = ?,
  state = 'waiting', error = NULL, finished_by = NULL WHERE reference = ?]]

-- -> what is wrong with a row as it was given | nil
local function wrong_with(row)
  for _, name in ipairs({ "reference", "key", "body", "hash" }) do
    local text = row[name]
    if type(text) ~= "string" then return name, "is not a string" end
    if text:find("\0", 1, true) then return name, "has a NUL" end
    if not core.is_utf8(text) then return name, "is not UTF-8" end
  end
  local position = row.position
  if type(position) ~= "number" or position ~= position or math.abs(position) == math.huge then
    return "position", "is not a finite number"
  end
  return nil
end

-- The references of some rows, each once, in the order in which rows are locked: see `schema.in_order`.
local function references_in_order(rows, order)
  local references, is_there = {}, {}
  for _, index in ipairs(order) do
    local reference = rows[index].reference
    if not is_there[reference] then references[#references + 1], is_there[reference] = reference, true end
  end
  table.sort(references, core.before)
  return references
end

-- Calls a function with as many of a list at a time as one statement takes.
local function in_pieces(list, fn)
  local first = 1
  for _, size in ipairs(SIZES) do
    while #list - first + 1 >= size do
      local piece = { unpack(list, first, first + size - 1) }
      first = first + size
      fn(piece)
    end
  end
end

local function repeated(text, count)
  return text .. (", " .. text):rep(count - 1)
end

local function texts_of(format, each)
  local texts = {}
  for _, size in ipairs(SIZES) do texts[size] = format:format(repeated(each, size)) end
  return texts
end

local INSERTS, LOOKS, SEES = texts_of(INSERT, VALUES), texts_of(LOOK, "?"), texts_of(SEE, "?")

local sql = schema.sql

-- Puts in the rows whose references are new, of two alike the first. -> set of their references
local function insert(database, rows, now)
  local added, order = {}, {}
  for index = 1, #rows do order[index] = index end
  in_pieces(order, function(piece)
    local values, count = {}, 0
    for _, index in ipairs(piece) do
      local row = rows[index]
      values[count + 1], values[count + 2], values[count + 3] = row.reference, row.key, row.position
      values[count + 4], values[count + 5], values[count + 6] = row.body, row.hash, now
      count = count + 6
    end
    local found = database:query(sql(database, INSERTS[#piece]), unpack(values, 1, count))
    for _, each in ipairs(found) do added[each.reference] = true end
  end)
  return added
end

-- What the journal has under some references, which nobody else alters from now on. -> table by reference
local function look(database, references)
  local there = {}
  in_pieces(references, function(piece)
    for _, found in ipairs(schema.positioned(database:query(sql(database, LOOKS[#piece]), unpack(piece)))) do
      there[found.reference] = found
    end
  end)
  return there
end

-- Records that rows are in the source.
local function see(database, references, now)
  in_pieces(references, function(piece) database:change(sql(database, SEES[#piece]), now, unpack(piece)) end)
end

-- Whether another customer may replace the row: no worker has it, and the next one looks for the customer before it
-- sends.
local function is_free(there)
  return there.handle == nil and (there.state == "waiting" or there.state == "failed")
end

-- Replaces the row with the same reference.
local function replace(database, row, there, now)
  versions.keep(database, there) -- another run may have that one
  database:change(sql(database, REPLACE), row.key, row.position, row.body, row.hash, now, row.reference)
  there.key, there.position, there.seen_at = row.key, row.position, now
  there.body, there.hash = row.body, row.hash
end

-- Handles a row that was not inserted. `seen` gets its reference if nothing else has to be changed. -> entry
local function settle(database, row, there, now, seen)
  local is_known = there.hash == row.hash
  if not is_known and is_free(there) then
    replace(database, row, there, now)
    return { status = "replaced" }
  end
  if not is_known then versions.keep(database, row) end
  if there.position ~= row.position or there.key ~= row.key then
    database:change(sql(database, MOVE), row.key, row.position, now, row.reference)
  elseif there.seen_at < now then
    seen[#seen + 1] = row.reference
  end
  there.key, there.position, there.seen_at = row.key, row.position, now
  local body = not is_known and there.body or nil
  return { status = is_known and "known" or "changed", handle = there.handle, body = body }
end

-- Raises if one of the rows cannot be stored.
local function check(database, rows)
  for _, row in ipairs(rows) do
    local name, why = wrong_with(row)
    if name then
      database.fail(("it cannot take a row: %s of the row at position %s %s")
        :format(name, text_of(row.position), why))
    end
  end
end

--- Adds rows, all or none.
---@param database table
---@param rows table[]
---@return table[]|nil entries
---@return table|nil err
return function(database, rows)
  return database:transaction("write", function()
    check(database, rows)
    local now = schema.lock(database)
    local added, rest, entries, seen = insert(database, rows, now), {}, {}, {}
    for index, row in ipairs(rows) do
      if added[row.reference] then
        entries[index], added[row.reference] = { status = "added" }, nil
      else
        rest[#rest + 1] = index
      end
    end
    local there = look(database, references_in_order(rows, rest))
    for _, index in ipairs(rest) do
      local row = rows[index]
      entries[index] = settle(database, row, there[row.reference], now, seen)
    end
    see(database, seen, now)
    return entries
  end)
end
