--- Rows go into a journal.
--
-- @module openprovider.journal.adding

local core = require("openprovider.core")
local schema = require("openprovider.journal.schema")
local unpack = table.unpack or unpack -- luacheck: ignore 143 113 (LuaJIT has the global)

-- How many rows one statement takes, the most first: each is prepared once, and LuaDBI has no room for
-- more than 999 values.
local SIZES = { 100, 10, 1 }

local INSERT = schema.sql([[INSERT INTO ROWS (key, position, reference, payload, payload_hash, state, attempts)
  VALUES %s ON CONFLICT (key) DO NOTHING RETURNING key]])
local VALUES = "(?, CAST(? AS DOUBLE PRECISION), ?, ?, ?, 'waiting', 0)"

local LOOK = schema.sql([[SELECT key, position, payload_hash AS hash, state, sent_at, handle
  FROM ROWS WHERE key IN (%s)]])

local MOVE = schema.sql("UPDATE ROWS SET position = ? WHERE key = ?")

-- Only while nothing was sent: it is asked again of the row itself, which another may have claimed meanwhile.
local REPLACE = schema.sql([[UPDATE ROWS SET position = ?, reference = ?, payload = ?, payload_hash = ?,
  state = 'waiting', error = NULL, finished_by = NULL
  WHERE key = ? AND sent_at IS NULL AND handle IS NULL AND state IN ('waiting', 'failed')]])

-- -> what is wrong with a row as it was given | nil
local function wrong_with(row)
  for _, name in ipairs({ "key", "reference", "payload", "hash" }) do
    local text = row[name]
    if type(text) ~= "string" then return name, "is no string" end
    if text:find("\0", 1, true) then return name, "has a NUL" end
    if not core.is_utf8(text) then return name, "is not UTF-8" end
  end
  local position = row.position
  if type(position) ~= "number" or position ~= position or math.abs(position) == math.huge then
    return "position", "is no finite number"
  end
  return nil
end

-- Everybody locks rows in the order of their keys, so that no two wait for each other. Of rows with one key
-- the first one given comes first.
local function in_order(rows)
  local keys, first, last, after, order = {}, {}, {}, {}, {}
  for index, row in ipairs(rows) do
    local key = row.key
    if first[key] then
      after[last[key]] = index
    else
      keys[#keys + 1], first[key] = key, index
    end
    last[key] = index
  end
  table.sort(keys) -- strings alone, without a function of Lua's for each comparison
  for _, key in ipairs(keys) do
    local index = first[key]
    while index do
      order[#order + 1], index = index, after[index]
    end
  end
  return order
end

-- Calls a function with as many of the indexes at a time as one statement takes.
local function in_pieces(order, fn)
  local first = 1
  for _, size in ipairs(SIZES) do
    while #order - first + 1 >= size do
      local piece = { unpack(order, first, first + size - 1) }
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

local INSERTS, LOOKS = texts_of(INSERT, VALUES), texts_of(LOOK, "?")

-- Puts in the rows whose keys are new. -> set of their keys
local function insert(database, rows, order)
  local added = {}
  in_pieces(order, function(piece)
    local values, count = {}, 0
    for _, index in ipairs(piece) do
      local row = rows[index]
      values[count + 1], values[count + 2], values[count + 3] = row.key, row.position, row.reference
      values[count + 4], values[count + 5] = row.payload, row.hash
      count = count + 5
    end
    for _, found in ipairs(database:query(INSERTS[#piece], unpack(values, 1, count))) do added[found.key] = true end
  end)
  return added
end

-- What the journal has under the keys of some rows. -> table by key
local function look(database, rows, order)
  local there = {}
  in_pieces(order, function(piece)
    local keys = {}
    for at, index in ipairs(piece) do keys[at] = rows[index].key end
    for _, found in ipairs(database:query(LOOKS[#piece], unpack(keys))) do there[found.key] = found end
  end)
  return there
end

-- What becomes of a row whose key is there. -> entry
local function settle(database, row, there)
  if there.hash == row.hash then
    if there.position ~= row.position then
      database:change(MOVE, row.position, row.key)
      there.position = row.position
    end
    return { status = "known" }
  end
  if database:change(REPLACE, row.position, row.reference, row.payload, row.hash, row.key) == 1 then
    there.hash, there.position = row.hash, row.position
    return { status = "replaced" }
  end
  return { status = "changed", handle = there.handle }
end

--- Adds rows, all or none.
---@param database table
---@param rows table[]
---@return table[]|nil entries
---@return table|nil err
return function(database, rows)
  return database:transaction("write", function()
    for _, row in ipairs(rows) do
      local name, why = wrong_with(row)
      if name then
        database.fail(("it cannot take a row: %s of the row at position %s %s")
          :format(name, tostring(row.position), why))
      end
    end
    local order = in_order(rows)
    local added, rest, entries = insert(database, rows, order), {}, {}
    for _, index in ipairs(order) do
      local key = rows[index].key
      if added[key] then
        entries[index], added[key] = { status = "added" }, nil
      else
        rest[#rest + 1] = index
      end
    end
    local there = look(database, rows, rest)
    for _, index in ipairs(rest) do entries[index] = settle(database, rows[index], there[rows[index].key]) end
    return entries
  end)
end
