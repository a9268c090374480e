--- Keeps many customers with references in little memory.
--
-- A customer is kept as text, and the customers of a page as one text: 24 MB for 100,000 customers. Beyond `MAX_BYTES`
-- of text, only the reference is kept, as a number of 52 bits. A reference that is kept without its customer, that
-- several customers have, that differs from another one only in case, or that shares its number with another one, is
-- not known.
--
-- @module openprovider.exactly_once.marked_customers

local core = require("openprovider.core")
local json = require("openprovider.values.json")
local read_only = require("openprovider.customer.read_only")

local marked_customers = {}

-- Bytes of text in all, which is about 300,000 customers, and of one customer, whose comments may be long.
local MAX_BYTES = 64 * 1024 * 1024
local MAX_RECORD_BYTES = 4096

-- Ends each value in the text. A customer with this character in a value is not kept.
local SEPARATOR = "\31"
local VALUE = "([^\31]*)\31"

-- The place of a customer is the number of its page times this, plus the byte at which it begins.
local PAGE = 2 ^ 32

-- The place of a customer that is not kept.
local NOT_KEPT = 0

-- Digits of a fingerprint whose number every Lua holds exactly.
local DIGITS = 13

local function number_of(text)
  return tonumber(core.fingerprint(text):sub(1, DIGITS), 16)
end

-- The members that are texts, `{ object or nil, name }` each.
local TEXTS = {}

-- Members that are kept elsewhere or not at all: those that only the API sets (FACTS 2.8).
local APART = { reference = true, inn = true }
for _, name in ipairs(read_only.PATHS) do APART[name] = true end

for _, field in ipairs(core.fields().members) do
  if field.shape == "string" then
    TEXTS[#TEXTS + 1] = { nil, field.name }
    APART[field.name] = true
  elseif field.shape == "object" and not field.open then
    for _, member in ipairs(field.members) do
      if not read_only.IS[field.name .. "." .. member.name] then TEXTS[#TEXTS + 1] = { field.name, member.name } end
    end
    APART[field.name] = true
  end
end

-- A customer as text: handle, references, texts, the others as JSON. -> text | nil if it cannot be one
local function packed(customer, references)
  local parts, others = { customer.handle, table.concat(references, " ") }, {}
  for _, place in ipairs(TEXTS) do
    local value = customer
    if place[1] then value = customer[place[1]] or {} end
    value = type(value) == "table" and value[place[2]] or ""
    if type(value) ~= "string" then return nil end
    parts[#parts + 1] = value
  end
  for name, value in pairs(customer) do
    if not APART[name] then others[name] = value end
  end
  local rest = next(others) == nil and "" or json.encode(others)
  if not rest then return nil end
  parts[#parts + 1] = rest
  for _, part in ipairs(parts) do
    if part:find(SEPARATOR, 1, true) then return nil end
  end
  local text = table.concat(parts, SEPARATOR) .. SEPARATOR
  return #text <= MAX_RECORD_BYTES and text or nil
end

-- -> the customer that begins somewhere in a text, and the references that it has
local function unpacked(text, first)
  local next_value = text:sub(first, first + MAX_RECORD_BYTES):gmatch(VALUE)
  local handle, references = next_value(), next_value()
  local customer = {}
  for _, place in ipairs(TEXTS) do
    local value = next_value()
    if value ~= "" then
      local object = customer
      if place[1] then
        object = customer[place[1]] or {}
        customer[place[1]] = object
      end
      object[place[2]] = value
    end
  end
  local others = next_value()
  for name, value in pairs(others ~= "" and json.decode(others) or {}) do customer[name] = value end
  customer.handle = handle
  return customer, references
end

local Set = {}
Set.__index = Set

--- Whether a customer is in the set.
---@param handle string
function Set:has(handle)
  return self.handles[number_of(handle)] ~= nil
end

--- Adds a customer that is not in the set.
---@param customer table as `record.clean` makes it
---@param references string[] all that it has; none if it is deleted
---@param keep boolean whether `find` must return the customer
function Set:add(customer, references, keep)
  self.handles[number_of(customer.handle)] = true
  self.count = self.count + 1
  local place = NOT_KEPT
  local text = keep and references[1] and self.bytes < MAX_BYTES and packed(customer, references)
  if text then
    place = (#self.pages + 1) * PAGE + self.open_bytes + 1
    self.open[#self.open + 1] = text
    self.open_bytes, self.bytes = self.open_bytes + #text, self.bytes + #text
  end
  for _, value in ipairs(references) do
    local number = number_of(core.lower(value))
    self.places[number] = self.places[number] and NOT_KEPT or place
  end
end

--- Ends a page: those that were added since the last one become one text.
function Set:end_page()
  if not self.open[1] then return end
  self.pages[#self.pages + 1] = table.concat(self.open)
  self.open, self.open_bytes = {}, 0
end

--- Who has a reference.
---@param value string
---@return table|false|nil customer false if nobody has it; nil if it is not known: several, or one that was not kept
function Set:find(value)
  local place = self.places[number_of(core.lower(value))]
  if not place then return false end
  local page = self.pages[math.floor(place / PAGE)] -- none if it is not kept, or its page has not ended
  if not page then return nil end
  local customer, references = unpacked(page, place % PAGE)
  for one in references:gmatch("[^ ]+") do
    if one == value then
      customer.reference = references:match("[^ ]+")
      return customer
    end
  end
  return nil
end

--- An empty set.
---@return table set its `count` says how many customers it has
function marked_customers.new()
  return setmetatable({
    count = 0, handles = {}, places = {}, pages = {}, bytes = 0, open = {}, open_bytes = 0,
  }, Set)
end

return marked_customers
