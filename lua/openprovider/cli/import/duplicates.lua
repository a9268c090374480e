--- Which references the rows of a file have had so far: the same customer twice is a problem of both rows, or has a
-- number behind its reference where that is allowed.
--
-- @module openprovider.cli.import.duplicates

local automatic = require("openprovider.customer.automatic_reference")
local core = require("openprovider.core")

-- Which references have been seen, in the memory of two numbers each: one of 53 bits, and one of 12 beside the line.
local LAST_BITS = 4096

local Duplicates = {}
Duplicates.__index = Duplicates

-- A reference in two numbers.
local function halves(reference)
  return core.number_of(reference), core.number_of(reference, "") % LAST_BITS
end

-- The line of the row whose reference has these halves. -> line | nil
function Duplicates:line_at(first, last)
  local seen = self.seen[first]
  return seen and seen % LAST_BITS == last and math.floor(seen / LAST_BITS) or nil
end

-- The line of the row that has a reference. -> line | nil
function Duplicates:line_of(reference)
  return self:line_at(halves(reference))
end

function Duplicates:remember(reference, line)
  local first, last = halves(reference)
  self.seen[first] = line * LAST_BITS + last
end

-- What tells customers apart that have one automatic reference (see `openprovider.customer.equivalence`), in a
-- number: the prefix, and the e-mail address with its signs.
local PARTS = 16777216

local function number_of(text)
  return core.number_of(text) % PARTS
end

-- What differs between two such numbers. -> text | nil
local function said_of_parts(one, other)
  local said = {}
  if math.floor(one / PARTS) ~= math.floor(other / PARTS) then said[1] = "the prefix" end
  if one % PARTS ~= other % PARTS then said[#said + 1] = "signs in the e-mail address" end
  return said[1] and table.concat(said, " and ")
end

local KEY = ": if they are two, give each row a key of its own in a column, and name it with --reference; if not, mend "
  .. "the rows"

-- Why a row cannot have the reference of another: `text` with that one's line left open, and `reason` without it.
function Duplicates:same(reference, parts)
  if self.given.reference or not automatic.is_one(reference) then
    local text = "the reference " .. reference:gsub("%%", "%%%%") .. " is that of line %d, too"
    return { text = text, reason = "the reference is that of another row, too" }
  end
  local apart = parts and said_of_parts(parts, self.parts[halves(reference)] or parts)
  if apart then
    return { text = "only " .. apart .. " can tell this customer from that of line %d" .. KEY,
      reason = "only " .. apart .. " can tell this customer from that of another row" .. KEY }
  end
  return {
    text = "this is the customer of line %d, too (the same company, name and e-mail); --allow-duplicates creates both",
    reason = "this is the customer of another row, too (the same company, name and e-mail); "
      .. "--allow-duplicates creates all",
  }
end

-- Says of a row before that it has the reference of another. -> what is wrong with the row itself
function Duplicates:refuse(row, reference, earlier, parts)
  local same = self:same(reference, parts)
  local places = string.format("lines %d and %d", earlier, row.line)
  if not self.is_duplicate[earlier] then
    self.is_duplicate[earlier] = true
    self.on_earlier({ line = earlier, message = same.text:format(row.line), reason = same.reason, places = places })
  end
  return { line = row.line, message = same.text:format(earlier), reason = same.reason, places = places }
end

-- The reference of a row whose customer there was before in the file, where that is allowed.
local function numbered(reference, number)
  return string.format("%s-%d", reference, number)
end

local SPOILED = "line %d has the same customer and is not valid: mend it, and import all of them together"
local SPOILED_REASON = "another row has the same customer and is not valid: mend it, and import all of them together"

-- Of several rows with one customer all are sent or none: one that is mended and imported alone would be taken for the
-- first of them. -> what is wrong with a valid row
function Duplicates:spoil(row, reference, is_valid)
  local spoiled = self.spoiled[reference]
  if is_valid then
    return spoiled and { line = row.line, message = SPOILED:format(spoiled), reason = SPOILED_REASON,
      places = string.format("line %d, by line %d", row.line, spoiled) }
  end
  if spoiled then return nil end
  self.spoiled[reference] = row.line
  for number = 1, (self.numbers[reference] or 1) do
    local line = self:line_of(number == 1 and reference or numbered(reference, number))
    if line ~= row.line then
      self.on_earlier({ line = line, message = SPOILED:format(row.line), reason = SPOILED_REASON,
        places = string.format("line %d, by line %d", line, row.line) })
    end
  end
end

--- Takes note of a row's reference.
---@param row table `{ line }`
---@param reference string
---@param parts number|nil of `parts_of`
---@param is_valid boolean whether nothing else is wrong with the row
---@return string reference as it is for this row
---@return table|nil problem of the row
function Duplicates:take(row, reference, parts, is_valid)
  local first, last = halves(reference)
  local earlier, own = self:line_at(first, last), reference
  if not earlier then
    self.seen[first], self.parts[first] = row.line * LAST_BITS + last, parts
    return own, self.given.allow_duplicates and self:spoil(row, reference, is_valid) or nil
  end
  if not self.given.allow_duplicates then
    return reference, self:refuse(row, reference, earlier, parts)
  end
  self.numbers[reference] = (self.numbers[reference] or 1) + 1
  own = numbered(reference, self.numbers[reference])
  self:remember(own, row.line)
  return own, self:spoil(row, reference, is_valid)
end

local duplicates = {}

--- What tells a customer apart from others with the same automatic reference, in a number.
---@param canonical table
---@return number
function duplicates.parts_of(canonical)
  return number_of(automatic.plain(canonical.name.prefix)) * PARTS + number_of(core.lower(canonical.email))
end

--- No references yet.
---@param given table the command line: `reference`, `allow_duplicates`
---@param on_earlier function(problem) is told what is wrong with a row that was taken before
---@return table duplicates
function duplicates.new(given, on_earlier)
  return setmetatable({
    given = given, on_earlier = on_earlier, seen = {}, is_duplicate = {}, numbers = {}, parts = {}, spoiled = {},
  }, Duplicates)
end

return duplicates
