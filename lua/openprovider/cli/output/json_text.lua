--- Writes JSON for people and programs: members in a meaningful order, and no characters that control a terminal.
-- An order is an array of names, which come first; other members follow, sorted by name. `members` has the orders of
-- inner objects: name -> order. For an array, `element` is the order of its elements.
--
-- @module openprovider.cli.output.json_text

local core = require("openprovider.core")
local json = require("openprovider.values.json")

local json_text = {}

local INDENT = "  "

local NONE = { members = {} }

local function order_of(field)
  if field.shape == "array" then return { members = {}, element = order_of(field.members[1]) } end
  local order = { members = {} }
  for index, member in ipairs(field.members or {}) do
    order[index], order.members[member.name] = member.name, order_of(member)
  end
  return order
end

--- The order of a customer's members, as in the documentation.
json_text.CUSTOMER = order_of(core.fields())

--- An order that has only names.
---@param names string[]
---@return table order
function json_text.order(names)
  local order = { members = {} }
  for index, name in ipairs(names) do order[index] = name end
  return order
end

-- The characters that `errors.one_line` replaces, in UTF-8. JSON has an escape for each.
local ODD = { "\127", "\194[\128-\159]", "\226\128[\168-\174]", "\226\129[\166-\169]" }

local function escaped(character)
  local first, second, third = character:byte(1, 3)
  local code = first
  if third then
    code = (first % 16) * 4096 + (second % 64) * 64 + third % 64
  elseif second then
    code = (first % 32) * 64 + second % 64
  end
  return string.format("\\u%04x", code)
end

local function scalar(value)
  local text = assert(json.encode(value))
  if type(value) ~= "string" then return text end
  for _, pattern in ipairs(ODD) do text = text:gsub(pattern, escaped) end
  return text
end

-- The names of an object's members in their order.
local function names_of(object, order)
  local names, rest, placed = {}, {}, {}
  for _, name in ipairs(order) do
    placed[name] = true
    if object[name] ~= nil then names[#names + 1] = name end
  end
  for name in pairs(object) do
    if not placed[name] then rest[#rest + 1] = name end
  end
  table.sort(rest, core.before)
  for _, name in ipairs(rest) do names[#names + 1] = name end
  return names
end

-- The parts of a table between its brackets; `margin` is nil for a single line.
local function enclosed(opening, parts, closing, margin)
  if not margin then return opening .. table.concat(parts, ",") .. closing end
  local inner = "\n" .. margin .. INDENT
  return opening .. inner .. table.concat(parts, "," .. inner) .. "\n" .. margin .. closing
end

local function text_of(value, order, margin)
  if type(value) ~= "table" or value == json.empty_array then return scalar(value) end
  if next(value) == nil then return order.element and "[]" or "{}" end
  local parts, inner = {}, margin and margin .. INDENT
  if value[1] ~= nil then
    for index, item in ipairs(value) do parts[index] = text_of(item, order.element or NONE, inner) end
    return enclosed("[", parts, "]", margin)
  end
  for index, name in ipairs(names_of(value, order)) do
    parts[index] = scalar(name) .. (margin and ": " or ":")
      .. text_of(value[name], order.members[name] or NONE, inner)
  end
  return enclosed("{", parts, "}", margin)
end

--- The text of a value on one line.
---@param value any as decoded
---@param order table
---@return string
function json_text.line(value, order)
  return text_of(value, order, nil)
end

--- The text of a value, with one member on each line.
---@param value any as decoded
---@param order table
---@return string
function json_text.pretty(value, order)
  return text_of(value, order, "")
end

return json_text
