--- Details: the second result of a call. They print their meaning, so that nobody takes them for an error.
--
-- @module openprovider.values.details

local Details = { __name = "openprovider.details" }

-- Member that only one kind of call has -> what that call did.
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
