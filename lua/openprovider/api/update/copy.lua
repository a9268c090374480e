--- A record as changes that was not read by this program, or is a copy: its version says which members the caller has
-- changed.
--
-- It does not say what within a member: which line of an address. So a member that others have changed, too, is a
-- conflict, unless it is already as the record has it.
--
-- @module openprovider.api.update.copy

local check = require("openprovider.api.update.check")
local conflict = require("openprovider.api.update.conflict")
local countries = require("openprovider.customer.address.countries")
local handed_back = require("openprovider.api.update.handed_back")
local merged = require("openprovider.api.update.merge")
local record = require("openprovider.customer.from_api")
local twice = require("openprovider.api.update.twice")

local copy = {}

--- What a copy asks for, checked.
---@param job table `{ handle, record, parts, allow_unknown }`
---@param sent table the customer as it was read
---@param there table what an update can write of it, with what was written lately
---@return table|nil changes in canonical form
---@return openprovider.Problem[]|openprovider.Error conversions_or_err of kind `conflict`, `invalid` or `protocol`
function copy.changes(job, sent, there)
  local now = record.clean(there)
  local asked, suspects = handed_back.changes_in(job.record, sent, job.allow_unknown, job.parts, now)
  local changes, conversions = check.alone(asked, job.allow_unknown, countries.of(job.record.address))
  local wanted = changes and record.clean(merged(there, changes)) or record.tidy(job.record)
  local err, alike = twice(asked, job.record, there), nil
  if not err then alike, err = conflict(job.handle, wanted, now, suspects) end
  if err then return nil, err end
  if not changes then return nil, conversions end
  for name in pairs(alike) do changes[name] = nil end
  return changes, conversions
end

return copy
