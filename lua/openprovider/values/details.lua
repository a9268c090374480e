--- What a call gives beside its result. It prints as what it is, so that nobody takes it for an error.
--
-- @module openprovider.values.details

local Details = { __name = "openprovider.details" }

-- What a call did, by a member that only its kind of call has.
local DID = {
  created = { [true] = "created", [false] = "found" },
  updated = { [true] = "updated", [false] = "not changed" },
}

function Details.__tostring(details)
  local said = {}
  for _, member in ipairs({ "created", "updated" }) do said[#said + 1] = DID[member][details[member]] end
  local attempts = details.attempts
  if attempts then said[#said + 1] = ("%d attempt%s"):format(attempts, attempts == 1 and "" or "s") end
  return "openprovider.details (" .. table.concat(said, ", ") .. ")"
end

--- Makes details of a table.
---@param members table `api_warnings`, `maintenance`, `attempts` and the call's own members
---@return table details the same table
return function(members)
  return setmetatable(members, Details)
end
