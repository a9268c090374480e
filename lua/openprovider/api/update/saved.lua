--- A record that `save_customer` gets: the whole customer as it shall be.
--
-- Its version says what it showed when it was read (see `openprovider.customer.version`). What has changed since is a
-- conflict, unless it is already as the record has it: so a second save of one record is no conflict. People write
-- values their own way, as 8 for "8", so a record is compared in the form in which it would be written.
--
-- @module openprovider.api.update.saved

local check = require("openprovider.api.update.check")
local copied = require("openprovider.values.copied")
local differences = require("openprovider.api.update.differences")
local errors = require("openprovider.errors")
local handed_back = require("openprovider.api.update.handed_back")
local json = require("openprovider.values.json")
local merged = require("openprovider.api.update.merge")
local record = require("openprovider.customer.from_api")
local same = require("openprovider.customer.same")
local shown = require("openprovider.api.update.shown")
local version = require("openprovider.customer.version")

local saved = {}

-- Differences that a message spells out; all are in `differences`.
local SPELT_OUT = 3

--- The version that counts for a record.
---@param given table a copy of the record
---@param whole table the caller's record
---@return table|nil parts see `version.parts`
---@return table|nil err of kind `invalid`
function saved.parts(given, whole)
  if type(given.handle) ~= "string" then
    return nil, errors.not_sent("invalid", "the record has no handle: only a record that was read can be saved; "
      .. "use create_customer for a new customer", { field = "handle" })
  end
  local parts = version.parts(given, whole)
  if parts then return parts end
  local why = given.version == nil and "the record of %s has no version" or "the version of the record of %s is damaged"
  return nil, errors.not_sent("invalid", why:format(given.handle) .. ", so nobody can tell what it did not show, and "
    .. "what has changed since it was read: save a record of get_customer or of a list, or change a part with "
    .. "update_customer", { field = "version", handle = given.handle })
end

-- A difference in words. Messages go to logs, so the numbers of passports and the like are in `differences` alone.
local function described(difference)
  local path, value = difference.path, difference.stored
  if path:find("additional_data", 1, true) then return path .. " is another now" end
  return path .. " is now " .. (value == nil and "empty" or json.encode(value) or tostring(value))
end

local function conflict(handle, found)
  local said = {}
  for index = 1, math.min(#found, SPELT_OUT) do
    said[index] = described(found[index])
  end
  if found[SPELT_OUT + 1] then said[#said + 1] = string.format("and %d more", #found - SPELT_OUT) end
  return errors.not_sent("conflict", string.format("%s is not as the record showed it: %s. Nothing was written; read "
    .. "the customer again, and make your changes in that record", handle, table.concat(said, ", ")),
    { handle = handle, differences = found })
end

--- What a record asks for, checked.
---@param job table `{ given, parts }`
---@param sent table the customer as it was read
---@param there table what an update can write of it, with what was written lately
---@return table|nil changes in canonical form
---@return openprovider.Problem[]|openprovider.Error conversions_or_err of kind `conflict` or `invalid`
function saved.changes(job, sent, there)
  local all = copied(sent)
  for _, name in ipairs(record.MEMBERS) do all[name] = there[name] end
  local now = shown(all)
  local asked, suspects = handed_back.changes_to(job.given, now, job.parts)
  local changes, conversions = check.alone(asked)
  local wanted, conflicts = changes and shown(merged(there, changes)) or record.tidy(job.given), {}
  for name in pairs(suspects) do
    if not same(wanted[name], now[name]) then conflicts[name] = true end
  end
  if next(conflicts) ~= nil then return nil, conflict(job.given.handle, differences(wanted, now, conflicts)) end
  return changes, conversions
end

--- Notes that a record was saved.
---@param whole table the caller's record
---@param job table `{ given, parts }`
---@param written table the customer as it is now, as decoded for writing back
function saved.note(whole, job, written)
  local names = {}
  for _, name in ipairs(record.UPDATABLE) do
    if version.showed(job.parts, name) or job.given[name] ~= nil then names[name] = true end
  end
  version.note(whole, job.parts, shown(written), names)
end

return saved
