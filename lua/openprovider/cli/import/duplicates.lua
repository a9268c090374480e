--- Remembers the references of the rows so far. The same customer twice is a problem of both rows. With
--- --allow-duplicates, the second one gets a number after its reference.
--
-- @module openprovider.cli.import.duplicates

local automatic = require("openprovider.customer.automatic_reference")
local core = require("openprovider.core")

local Duplicates = {}
Duplicates.__index = Duplicates

-- What can differ between customers with the same automatic reference (see `openprovider.customer.equivalence`): the
-- prefix, and the punctuation of the e-mail address. -> prefix, email | nil
local function parts_of(canonical)
  if not canonical then return nil end
  local prefix = canonical.name.prefix
  return prefix and automatic.plain(prefix) or "", core.lower(canonical.email)
end

-- The only difference of two such customers. -> text | nil
local function said_of_parts(other_prefix, other_email)
  local said = {}
  if other_prefix then said[1] = "the prefix" end
  if other_email then said[#said + 1] = "the punctuation of the e-mail address" end
  return said[1] and table.concat(said, " and ")
end

local KEY = ": if they are two customers, give each row its own key in a column, and name that column with "
  .. "--reference; if they are one, correct the rows"

local OWN = ": give each customer a reference that no other one has, or take one of the rows out"

-- Why a row cannot have the reference of another row; `apart` is the difference of their customers. `text` has a place
-- for the other row's line, `reason` is without it.
function Duplicates:same(reference, apart)
  if self.given.reference or not automatic.is_one(reference) then
    local text = "the reference " .. reference:gsub("%%", "%%%%") .. " is that of line %d, too" .. OWN
    return { text = text, reason = "the reference is that of another row, too" .. OWN }
  end
  if apart then
    return { text = "this customer and that of line %d differ only in " .. apart .. KEY,
      reason = "this customer and that of another row differ only in " .. apart .. KEY }
  end
  return {
    text = "this is the customer of line %d, too (the same company, name and e-mail); --allow-duplicates creates both",
    reason = "this is the customer of another row, too (the same company, name and e-mail); "
      .. "--allow-duplicates creates all",
  }
end

-- Reports the earlier row with the same reference. -> the problem of the later row
function Duplicates:refuse(row, reference, earlier, apart)
  local same = self:same(reference, apart)
  local places = string.format("lines %d and %d", earlier, row.line)
  if not self.is_duplicate[earlier] then
    self.is_duplicate[earlier] = true
    self.on_earlier({ line = earlier, message = same.text:format(row.line), reason = same.reason, places = places })
  end
  return { line = row.line, message = same.text:format(earlier), reason = same.reason, places = places }
end

-- The reference of a row whose customer is in an earlier row, with --allow-duplicates.
local function numbered(reference, number)
  return string.format("%s-%d", reference, number)
end

local SPOILED = "line %d has the same customer and is not valid: correct it, and import all of them together"
local SPOILED_REASON = "another row has the same customer and is not valid: correct it, and import all of them together"

-- All rows of one customer are sent, or none: a row that is corrected and imported alone would be taken for the first
-- of them. -> the problem of a valid row
function Duplicates:spoil(row, reference, is_valid)
  local spoiled = self.spoiled[reference]
  if is_valid then
    return spoiled and { line = row.line, message = SPOILED:format(spoiled), reason = SPOILED_REASON,
      places = string.format("line %d, by line %d", row.line, spoiled) }
  end
  if spoiled then return nil end
  self.spoiled[reference] = row.line
  for number = 1, (self.numbers[reference] or 1) do
    local line = self.seen:line(number == 1 and reference or numbered(reference, number))
    if line ~= row.line then
      self.on_earlier({ line = line, message = SPOILED:format(row.line), reason = SPOILED_REASON,
        places = string.format("line %d, by line %d", line, row.line) })
    end
  end
end

--- Adds the reference of a row.
---@param row table `{ line }`
---@param reference string
---@param canonical table|nil the customer, if the reference was made of it
---@param is_valid boolean whether nothing else is wrong with the row
---@return string reference as it is for this row
---@return table|nil problem of the row
function Duplicates:take(row, reference, canonical, is_valid)
  local earlier, other_prefix, other_email = self.seen:add(reference, row.line, parts_of(canonical))
  local own = reference
  if earlier then
    if not self.given.allow_duplicates then
      return reference, self:refuse(row, reference, earlier, said_of_parts(other_prefix, other_email))
    end
    self.numbers[reference] = (self.numbers[reference] or 1) + 1
    own = numbered(reference, self.numbers[reference])
    self.seen:add(own, row.line)
  end
  return own, self.given.allow_duplicates and self:spoil(row, reference, is_valid) or nil
end

local duplicates = {}

--- Makes an empty one.
---@param given table the command line: `reference`, `allow_duplicates`
---@param on_earlier function(problem) gets the problems of earlier rows
---@return table duplicates
function duplicates.new(given, on_earlier)
  return setmetatable({
    given = given, on_earlier = on_earlier, seen = core.seen(), is_duplicate = {}, numbers = {}, spoiled = {},
  }, Duplicates)
end

return duplicates
