--- Phone and fax numbers: one written number becomes the three parts the API wants.
--
-- The API takes a telephone number as country code, area code and subscriber number and joins the
-- parts again (FACTS 3.7, quirk 2), so what matters is that no digit is lost or invented; where the
-- area code ends matters less. A number whose parts cannot be told for certain is not touched: it
-- stays whole in `subscriber_number`, and the checker then names the parts that are missing.
--
-- Sources: ITU-T E.164 (country codes, 15 digits), ITU-T E.123 (how numbers are written),
-- RFC 3966 (`tel:` URIs), RFC 5733 section 2.5 (`+31.101234567`).
-- @module openprovider.customer.phone

local built = require "openprovider.customer.built"
local copied = require "openprovider.values.copied"

local find, gsub, match, sub = string.find, string.gsub, string.match, string.sub

local MAX_BYTES = 64 -- of a written number: 15 digits, each with a few separators, and a `tel:`
local MAX_DIGITS = 15 -- E.164, country code included
local MIN_DIGITS = 7 -- the shortest in use: three for the country, four for the line (Niue)
local MAX_AREA = 5 -- digits; a longer first group is no area code but half a number

-- The North American plan (+1) has one shape: three digits for the area, not 0 or 1 first, and seven more.
local NANP = "^[2-9]%d%d%d%d%d%d%d%d%d$"

-- E.164 assigns whole zones: `1` and `7` are complete codes, these are the codes of two digits, and
-- every other code, in use or not yet, has three. None begins with a zero.
local CODE_LENGTH = { ["1"] = 1, ["7"] = 1 }
for code in ([[
  20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58
  60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ]]):gmatch("%d+") do
  CODE_LENGTH[code] = 2
end

-- Where the zero belongs to the number and is dialled from abroad too: Italy (and the Vatican), San Marino.
local KEEPS_ZERO = { ["39"] = true, ["378"] = true }

-- The country code that `digits` begin with, or nil when they are too few or begin with a zero.
local function country_code(digits)
  if find(digits, "^0") then return nil end
  local length = CODE_LENGTH[sub(digits, 1, 1)] or CODE_LENGTH[sub(digits, 1, 2)] or 3
  if #digits < length then return nil end
  return sub(digits, 1, length)
end

-- What a pasted number has for spaces and hyphens (no-break space, dashes), as the plain ones.
local function plain_separators(text)
  text = gsub(text, "\194\160", " ")
  text = gsub(text, "\226\128[\135\175]", " ")
  return (gsub(text, "\226\128[\144-\149]", "-"))
end

-- What follows the `+` or the `00`, or nil for a number that is not written internationally.
local function international(text)
  local uri = match(text, "^[Tt][Ee][Ll]:(.*)$")
  if uri then return match(uri, "^%+(.*)$") end -- without a plus it is a local number (RFC 3966, 5.1.5)
  text = match(text, "^ *(.-) *$")
  local code, rest = match(text, "^%( *%+ *(%d+) *%)(.*)$") -- "(+31) 10 ..."
  if not code then code, rest = match(text, "^%( *00 *(%d+) *%)(.*)$") end
  if code then return code .. " " .. rest end
  return match(text, "^%+ *(%d.*)$") or match(text, "^00[ .%-]*(%d.*)$")
end

-- Cuts `text` into its groups of digits; true in `slash[i]` says that a slash follows group `i`.
-- Returns nil when there is anything but digits, separators and closed parentheses.
local function groups_of(text)
  text = gsub(text, "%( *(%d+) *%)", " %1 ")
  text = match(text, "^(.-) *$")
  if find(text, "[^%d ./%-]") or not find(text, "^%d") or not find(text, "%d$") then return nil end
  local groups, slash = {}, {}
  for digits, separator in text:gmatch("(%d+)([^%d]*)") do
    groups[#groups + 1] = digits
    slash[#groups] = find(separator, "/", 1, true) ~= nil
  end
  return groups, slash
end

-- A slash parts the area code from the rest ("+49 30/123456"); anywhere else it may as well part two
-- numbers ("+49 30 123456/57"), of which only the caller knows the one to keep.
local function slash_is_clear(groups, slash)
  for i = 1, #groups do
    if slash[i] and (i > 2 or #groups[i] > MAX_AREA) then return false end
  end
  return true
end

-- Parts the national number. `groups` are its digits as they were grouped.
local function area_and_subscriber(code, groups)
  local area, digits = groups[1], table.concat(groups)
  if code == "1" then
    area = sub(digits, 1, 3)
  elseif #groups == 1 or #area > MAX_AREA then
    area = sub(digits, 1, 2)
  end
  return area, sub(digits, #area + 1)
end

-- The parts of a written number, or nil when it is not certain what they are.
local function parse(written)
  if #written > MAX_BYTES then return nil end
  local text = international(plain_separators(written))
  if not text then return nil end

  -- "(0)" right after the country code: the zero that is dialled inside the country only.
  local head, tail = match(text, "^(%d+)[ .%-]*%( *0 *%)[ .%-]*(%d.*)$")
  if not head then head, tail = match(text, "^(%d+)[ .%-]*%( *0 *%)[ .%-]*(%(.*)$") end
  if head then
    if country_code(head) ~= head then return nil end
    if KEEPS_ZERO[head] then tail = gsub(tail, "^(%(? *)", "%10", 1) end
    text = head .. " " .. tail
  end
  if find(text, "%( *0 *%)") then return nil end -- anywhere else it says nothing certain

  local groups, slash = groups_of(text)
  if not groups or not slash_is_clear(groups, slash) then return nil end
  local code = country_code(groups[1])
  if not code then return nil end
  if code == groups[1] then
    table.remove(groups, 1)
  else
    groups[1] = sub(groups[1], #code + 1)
  end

  local national = table.concat(groups)
  local total = #code + #national
  if total < MIN_DIGITS or total > MAX_DIGITS then return nil end
  if code == "1" and not find(national, NANP) then return nil end
  local area, subscriber = area_and_subscriber(code, groups)
  if subscriber == "" then return nil end
  return { country_code = "+" .. code, area_code = area, subscriber_number = subscriber }
end

local PARTS = { "country_code", "area_code", "subscriber_number" }

-- What both builders do: never nil, never an error, never the argument itself.
local function build(number)
  if type(number) == "table" then return built.mark(copied(number), PARTS) end
  return built.mark(type(number) == "string" and parse(number) or { subscriber_number = number }, PARTS)
end

local M = {}

--- Builds the `phone` of a customer.
--
-- A string is read as an international number: `"+31 10 123 4567"`, `"+31 (0)10 123 4567"`,
-- `"0031-10-1234567"`, `"+31.101234567"`, `"tel:+31-10-1234567"`, `"+1 (212) 555-0100"`. The first
-- group after the country code is the area code and the rest, joined, the subscriber number; when one
-- group follows, or none, its first two digits are the area code. For +1 it is always three.
-- A "(0)" after the country code is dropped, but for +39 and +378, whose zero is part of the number.
--
-- Anything that is not such a number comes back as `{ subscriber_number = number }`, untouched, for
-- the checker to refuse: a number without its country, one with an extension or with `tel:`
-- parameters (the API has no place for them), letters, two numbers in one, fewer than 7 digits or
-- more than 15 (for +1: other than ten after it), and every value that is neither string nor table
-- (a Lua number has lost its `+`).
-- A table is copied as it is; `nil` gives an empty table. Further arguments are ignored, so that
-- `phone(text:gsub("_", " "))` works.
--
-- In an update the result replaces the old number, all parts of it, and is checked as in a create.
---@param number any usually a string, or a table of the three parts
---@return openprovider.Phone phone a new plain table; never nil, and nothing is raised
function M.phone(number) return build(number) end

--- Builds the `fax` of a customer, by the same reading as `phone`.
---@param number any usually a string, or a table of the three parts
---@return openprovider.Phone fax a new plain table; never nil, and nothing is raised
function M.fax(number) return build(number) end

return M
