--- What holds a handle in its place: the domains that it owns, and the default handle.
-- The sandbox registers no domain itself; specs put them here.
local domains = {}

local FIRST_ID = 123456789

--- The state of a sandbox's domains.
---@return table
function domains.state()
  return { serial = 0, in_order = {}, default_handle = nil }
end

--- Puts a domain in a customer's name. A domain that is there moves to the handle.
---@param sandbox table
---@param domain string
---@param handle string
function domains.add(sandbox, domain, handle)
  domains.remove(sandbox, domain)
  local state = sandbox.domains
  state.serial = state.serial + 1
  state.in_order[#state.in_order + 1] = { id = FIRST_ID + state.serial, domain = domain, handle = handle }
end

--- Takes a domain away.
---@param sandbox table
---@param domain string
---@return boolean found
function domains.remove(sandbox, domain)
  local list = sandbox.domains.in_order
  for index, row in ipairs(list) do
    if row.domain == domain then
      table.remove(list, index)
      return true
    end
  end
  return false
end

--- Forgets a handle that is gone: its domains, and that it was the default.
---@param sandbox table
---@param handle string
function domains.forget(sandbox, handle)
  local state, left = sandbox.domains, {}
  for _, row in ipairs(state.in_order) do
    if row.handle ~= handle then
      left[#left + 1] = row
    end
  end
  state.in_order = left
  if state.default_handle == handle then
    state.default_handle = nil
  end
end

--- The API's code for why a handle cannot be deleted (FACTS 3.3), or nil when it can.
---@param sandbox table
---@param handle string
---@return integer? code
function domains.conflict(sandbox, handle)
  for _, row in ipairs(sandbox.domains.in_order) do
    if row.handle == handle then
      return 6200
    end
  end
  return sandbox.domains.default_handle == handle and 6206 or nil
end

return domains
