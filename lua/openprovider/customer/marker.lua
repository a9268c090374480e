--- References: the caller's own keys for customers, kept at the API.
-- The API stores no key for the caller, and does not notice that it already has a customer (FACTS 3.6). But comments
-- can be searched. So a reference is written there as a marker, on its own line, before the caller's comments: if the
-- API cuts long comments, the marker stays.
--
-- @module openprovider.customer.marker

local core = require("openprovider.core")
local errors = require("openprovider.errors")

local reference = {}

-- The ends of a marker. With them no reference is found as a part of another one. Neither end is special in a search
-- pattern.
local OPENING, CLOSING = "{openprovider-ref:", "}"

local ALPHABET = "^[A-Za-z0-9._-]+$"
local MAX_BYTES = 64

-- Its pattern. A server may have changed the case of all comments, or of the first letter in them.
local MARKER = OPENING:gsub(".", function(sign)
  if not sign:find("[a-z]") then return "%" .. sign end
  return "[" .. sign .. string.char(sign:byte() - 32) .. "]"
end) .. "([A-Za-z0-9._-]+)" .. CLOSING

--- Checks a reference.
---@param value any
---@return string|nil reference
---@return table|nil err of kind `invalid`
function reference.check(value)
  if type(value) == "string" and #value <= MAX_BYTES and value:find(ALPHABET) then return value end
  return nil, errors.not_sent("invalid", string.format(
    'the reference must be a text of 1 to %d letters, digits, dots, underscores and hyphens, such as "order-4711"',
    MAX_BYTES), { field = "reference" })
end

-- The text of a marker.
local function marker_of(value)
  return OPENING .. value .. CLOSING
end

--- Splits comments into the caller's own text and the references. There is one reference, unless somebody joined the
--- comments of several customers.
---@param comments any as the API has them
---@return string|nil own nil if there are only markers
---@return string|nil reference the first one
---@return string[] references all of them
function reference.split(comments)
  if not reference.is_in(comments) then return comments, nil, {} end
  local found = {}
  local own = comments:gsub("\r?\n?" .. MARKER .. "\r?\n?", function(value)
    found[#found + 1] = value
    return "\n"
  end):gsub("^\n+", ""):gsub("\n+$", "")
  return own ~= "" and own or nil, found[1], found
end

--- Adds the markers of references to comments.
---@param own string|nil the caller's comments
---@param ... string references
---@return string comments
function reference.mark(own, ...)
  local parts = {}
  for index, value in ipairs({ ... }) do parts[index] = marker_of(value) end
  if own and own ~= "" then parts[#parts + 1] = own end
  return table.concat(parts, "\n")
end

--- Whether comments have a reference.
---@param comments any
---@param value string a reference
function reference.has(comments, value)
  return type(comments) == "string" and comments:find(marker_of(value), 1, true) ~= nil
end

--- Finds a reference in comments; case does not count.
---@param comments any
---@param value string a reference
---@return string|nil other the reference as it is written there; with its marker, if the case of only that differs
function reference.in_any_case(comments, value)
  local _, _, all = reference.split(comments)
  for _, other in ipairs(all) do
    if core.lower(other) == core.lower(value) then
      if other ~= value or reference.has(comments, value) then return other end
      return comments:match("{[^{}]*:" .. value:gsub("[^A-Za-z0-9]", "%%%0") .. CLOSING)
    end
  end
  return nil
end

--- Whether the API's filter for a reference matches comments: its `LIKE` ignores case, and an underscore matches any
--- character.
---@param comments any
---@param value string a reference
function reference.is_like(comments, value)
  if type(comments) ~= "string" then return false end
  local marker = core.lower(marker_of(value))
  local pattern = marker:gsub("[^A-Za-z0-9]", function(sign) return sign == "_" and "..-" or "%" .. sign end)
  return core.lower(comments):find(pattern) ~= nil
end

--- Whether comments hold a marker. A caller's own comments must not: the customer would be found by it.
---@param comments any
function reference.is_in(comments)
  return type(comments) == "string" and comments:find("{", 1, true) ~= nil
    and core.lower(comments):find(OPENING, 1, true) ~= nil
end

--- The error for a caller's comments that hold a marker.
---@return table err of kind `invalid`
function reference.in_comments()
  return errors.invalid({
    {
      path = "comments", code = "format", severity = "error",
      message = 'has "' .. OPENING .. '", which marks references; expected a note of your own, such as "moved in"',
    },
  }, 1)
end

--- A filter that matches the customer with a reference, and perhaps others: `split` tells them apart.
---@param value string|nil a reference; nil for any
---@return string comment_pattern
function reference.pattern(value)
  return "*" .. (value and marker_of(value) or OPENING) .. "*"
end

--- A filter that matches the customers whose references begin with a text, and perhaps others.
---@param beginning string
---@return string comment_pattern
function reference.pattern_of_beginning(beginning)
  return "*" .. OPENING .. beginning .. "*"
end

return reference
