--- What cannot be right about the options of a bulk creation, be they a program's or the command line's.
--
-- @module openprovider.bulk_options

-- Seconds that a lease must last beyond a call, for the journal to be asked meanwhile.
local core = require("openprovider.core")

local SLACK = 1

-- Options that mean nothing without a journal.
local OF_JOURNAL = { "lease" }

--- Judges options.
---@param given table `concurrency`, `settle`, `expected`, `journal`, `lease`
---@param timeout number|nil seconds that a call may take, if it is known
---@return string|nil name of the first that is wrong
---@return string|nil why what it must be
return function(given, timeout)
  local most = given.concurrency
  if most and (most < 1 or most % 1 ~= 0) then return "concurrency", "must be a whole number above 0" end
  if given.settle and given.settle < 0 then return "settle", "must be a number of seconds" end
  local expected = given.expected
  if expected and not (expected >= 0 and expected % 1 == 0) then
    return "expected", "must be a whole number of customers"
  end
  for _, name in ipairs(OF_JOURNAL) do
    if given[name] and not given.journal then return name, "belongs to a journal" end
  end
  if timeout and given.lease and given.lease < timeout + SLACK then
    return "lease", string.format("must be %s seconds or more: a call may take %s", core.number_text(timeout + SLACK),
      core.number_text(timeout))
  end
  return nil
end
