--- A record that `save_customer` gets: the whole customer as it shall be.
--
-- Its version says what it showed when it was read (see `openprovider.customer.version`). What has changed since is a
-- conflict, unless it is already as the record has it: so a second save of one record is no conflict. People write
-- values their own way, as 8 for "8", so a record is compared in the form in which it would be written.
--
-- @module openprovider.api.update.saved

local check = require("openprovider.api.update.check")
local conflict = require("openprovider.api.update.conflict")
local copied = require("openprovider.values.copied")
local countries = require("openprovider.customer.address.countries")
local errors = require("openprovider.errors")
local handed_back = require("openprovider.api.update.handed_back")
local json = require("openprovider.values.json")
local merged = require("openprovider.api.update.merge")
local record = require("openprovider.customer.from_api")
local same = require("openprovider.customer.same")
local shown = require("openprovider.api.update.shown")
local twice = require("openprovider.api.update.twice")
local version = require("openprovider.customer.version")

local saved = {}

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

-- Members that a caller may want to change, and that nobody can: the API sets them. A reference is for ever.
local FIXED = { "reference", "id", "reseller_id", "is_deleted" }

-- A number of JSON is an integer or a float with the same text.
local function text_of(value)
  return type(value) == "number" and ("%.0f"):format(value) or tostring(value)
end

-- Adds a warning for each of them that a record has otherwise. A web form may have made a text of it.
local function warn_of_fixed(warnings, given, now)
  for _, name in ipairs(FIXED) do
    local value, its = given[name], now[name]
    if not same(value, nil) and text_of(value) ~= text_of(its) then
      warnings[#warnings + 1] = {
        path = name, code = "not_updatable", severity = "warning", value = value, message = string.format(
          "cannot be changed; the customer still has %s", its == nil and "none" or json.encode(its) or tostring(its)),
      }
    end
  end
end

--- What a record asks for, checked.
---@param job table `{ given, parts }`; gets `alike`, members that the customer has in another form than the record
---@param sent table the customer as it was read
---@param there table what an update can write of it, with what was written lately
---@return table|nil changes in canonical form
---@return openprovider.Problem[]|openprovider.Error warnings_or_err of kind `conflict`, `invalid` or `protocol`
function saved.changes(job, sent, there)
  local all = copied(sent)
  for _, name in ipairs(record.MEMBERS) do all[name] = there[name] end
  local now = shown(all)
  local asked, suspects = handed_back.changes_to(job.given, now, job.parts)
  local changes, conversions = check.alone(asked, nil, countries.of(job.given.address))
  local wanted = changes and shown(merged(there, changes)) or record.tidy(job.given)
  local err = twice(asked, job.given, there)
  if not err then job.alike, err = conflict(job.given.handle, wanted, now, suspects) end
  if err then return nil, err end
  if not changes then return nil, conversions end
  for name in pairs(job.alike) do changes[name] = nil end
  warn_of_fixed(conversions, job.given, now)
  return changes, conversions
end

--- Notes that a record was saved.
---@param whole table the caller's record
---@param job table `{ given, parts, alike }`
---@param written table the customer as it is now, as decoded for writing back
function saved.note(whole, job, written)
  local names = {}
  for _, name in ipairs(record.UPDATABLE) do
    local is_known = version.showed(job.parts, name) or job.given[name] ~= nil
    if is_known and not job.alike[name] then names[name] = true end
  end
  version.note(whole, job.parts, shown(written), names)
end

return saved
