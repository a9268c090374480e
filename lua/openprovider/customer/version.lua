--- The version of a record: what it showed of a customer when it was read, as short fingerprints.
--
-- The API has no version of a customer, and no date of its last change (FACTS 2.8). So a record carries fingerprints of
-- what it showed, one for each member that an update can change. They go where the record goes: into copies, files and
-- other programs. When the record comes back, they say of each member whether it is still as it was read, and whether
-- it was shown at all. A list leaves members out, and what was not shown is not missing.
--
-- @module openprovider.customer.version

local core = require("openprovider.core")
local record = require("openprovider.customer.from_api")

local version = {}

-- A version is this, and a part for each member, in the order of `record.UPDATABLE`.
local RECIPE = "1:"

local EMPTY, NOT_SHOWN = "0", "-"

-- Digits of a fingerprint: two values share one once in four thousand million times.
local DIGITS = 8

--- Members that say nothing where they are missing: of a record without additional data, and of a row of a list, which
--- may leave out any (FACTS 2.8).
version.NOT_SHORT = { additional_data = true, extension_additional_data = true }
version.NOT_LISTED = {}
for _, name in ipairs(record.UPDATABLE) do version.NOT_LISTED[name] = true end

local function fingerprint_of(value)
  return core.fingerprint(value):sub(1, DIGITS)
end

--- The version of a record.
---@param customer table as `record.clean` makes it
---@param not_shown? table<string, boolean> members that may be there, though the record lacks them
---@return string
function version.of(customer, not_shown)
  local parts = {}
  for index, name in ipairs(record.UPDATABLE) do
    local value = customer[name]
    if value ~= nil then
      parts[index] = fingerprint_of(value)
    else
      parts[index] = not_shown and not_shown[name] and NOT_SHOWN or EMPTY
    end
  end
  return RECIPE .. table.concat(parts, ".")
end

--- Reads a version.
---@param text any
---@return table<string, string>|nil parts by the names of members; nil if it is no version, or one of another recipe
function version.read(text)
  if type(text) ~= "string" or text:sub(1, #RECIPE) ~= RECIPE then return nil end
  local parts, index = {}, 0
  for part in (text:sub(#RECIPE + 1) .. "."):gmatch("([^.]*)%.") do
    index = index + 1
    local name = record.UPDATABLE[index]
    local is_part = part == EMPTY or part == NOT_SHOWN or #part == DIGITS and not part:find("[^0-9a-f]")
    if not name or not is_part then return nil end
    parts[name] = part
  end
  return index == #record.UPDATABLE and parts or nil
end

--- Whether a record showed a member, be it empty.
---@param parts table of `version.read`
---@param name string
---@return boolean
function version.showed(parts, name)
  return parts[name] ~= NOT_SHOWN
end

--- Whether a member is as the record showed it.
---@param parts table of `version.read`
---@param name string
---@param value any the member now, as `record.clean` makes it
---@return boolean
function version.is_unchanged(parts, name, value)
  return parts[name] == (value == nil and EMPTY or fingerprint_of(value))
end

return version
