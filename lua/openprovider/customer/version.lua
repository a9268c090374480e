--- The version of a record: short fingerprints of what it showed when it was read.
--
-- The API has no version of a customer, and no date of its last change (FACTS 2.8). So a record carries a fingerprint
-- of each member of a customer, as it was shown. Copies, files and other programs keep them. When the record comes
-- back, they tell for each member whether the caller changed it, whether others changed it, and whether the record
-- showed it at all: a list leaves members out, which are then not missing.
--
-- @module openprovider.customer.version

local core = require("openprovider.core")
local read_only = require("openprovider.customer.read_only")
local record = require("openprovider.customer.from_api")

local version = {}

-- The beginning of a version; a part for each member follows, in the order of `record.MEMBERS`.
local RECIPE = "1:"

local EMPTY, NOT_SHOWN = "0", "-"

-- Digits of a fingerprint. Two values have the same one with a chance of one in four thousand million.
local DIGITS = 8

--- Members that may exist although a record lacks them: `NOT_SHORT` in a record that was read without additional data,
--- `NOT_LISTED` in a row of a list, which may leave out any (FACTS 2.8).
version.NOT_SHORT = { additional_data = true, extension_additional_data = true }
version.NOT_LISTED = {}
for _, name in ipairs(record.MEMBERS) do version.NOT_LISTED[name] = true end

-- Record of a caller -> its version since it was saved. The table itself keeps the older version.
local newer = setmetatable({}, { __mode = "k" })

local function part_of(value)
  return value == nil and EMPTY or core.fingerprint(value):sub(1, DIGITS)
end

--- The version of a record.
---@param customer table as `record.clean` makes it
---@param not_shown? table<string, boolean> members that may be there, though the record lacks them
---@return string
function version.of(customer, not_shown)
  local parts = {}
  for index, name in ipairs(record.MEMBERS) do
    local is_hidden = customer[name] == nil and not_shown and not_shown[name]
    parts[index] = is_hidden and NOT_SHOWN or part_of(customer[name])
  end
  return RECIPE .. table.concat(parts, ".")
end

-- Reads a version. -> parts by the names of members | nil if it is damaged, or of another recipe
local function read(text)
  if type(text) ~= "string" or text:sub(1, #RECIPE) ~= RECIPE then return nil end
  local parts, index = {}, 0
  for part in (text:sub(#RECIPE + 1) .. "."):gmatch("([^.]*)%.") do
    index = index + 1
    local name = record.MEMBERS[index]
    local is_part = part == EMPTY or part == NOT_SHOWN or #part == DIGITS and not part:find("[^0-9a-f]")
    if not name or not is_part then return nil end
    parts[name] = part
  end
  return index == #record.MEMBERS and parts or nil
end

--- The parts of the version that is valid for a record.
---@param given table a record, or a copy of one
---@param original? table the caller's record of which it is a copy
---@return table<string, string>|nil parts nil if it has no version, or a damaged one
function version.parts(given, original)
  return newer[original or given] or read(given.version)
end

--- Notes that a record was saved: from now on, changes are compared with what was saved.
---@param original table the caller's record
---@param parts table of `version.parts`
---@param written table the customer as `record.clean` makes it
---@param names table<string, any> the members that were written
function version.note(original, parts, written, names)
  local now = {}
  for name, part in pairs(parts) do now[name] = names[name] ~= nil and part_of(written[name]) or part end
  newer[original] = now
end

--- Whether a record showed a member, also if it was empty.
---@param parts table of `version.parts`
---@param name string
---@return boolean
function version.showed(parts, name)
  return parts[name] ~= NOT_SHOWN
end

--- Whether a member is as the record showed it.
---@param parts table of `version.parts`
---@param name string
---@param value any the member now, as `record.clean` makes it
---@return boolean
function version.is_unchanged(parts, name, value)
  if value == nil then return parts[name] == EMPTY or parts[name] == NOT_SHOWN end
  return parts[name] == part_of(value)
end

-- Members of a record that are not members of a customer, and that nobody edits.
local function is_beside(name)
  return read_only.IS[name] or name == "reference"
end

--- Whether a record is unchanged since it was read, by its version. A member that a customer does not have is an edit.
---@param given table the record
---@return boolean
function version.is_unedited(given)
  local parts, tidied = version.parts(given), record.tidy(given)
  if not parts then return false end
  for _, name in ipairs(record.MEMBERS) do
    if not version.is_unchanged(parts, name, tidied[name]) then return false end
  end
  for name in pairs(given) do
    if not record.is_member(name) and not is_beside(name) then return false end
  end
  return true
end

return version
