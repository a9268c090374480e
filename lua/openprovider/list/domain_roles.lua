--- The roles in which a domain uses handles.
--
-- @module openprovider.list.domain_roles

local handles = require("openprovider.customer.handle")

local domain_roles = {}

--- Their names, the owner first; a domain has each as a member such as `owner_handle`.
domain_roles.LIST = { "owner", "admin", "tech", "billing", "reseller" }

--- The member of a domain that has the handle of a role.
---@param role string
---@return string
function domain_roles.member(role)
  return role .. "_handle"
end

--- The roles in which a domain uses a handle.
---@param domain table of the API
---@param handle string
---@return string[] roles
function domain_roles.of(domain, handle)
  local roles = {}
  for _, role in ipairs(domain_roles.LIST) do
    if handles.is_same(domain[domain_roles.member(role)], handle) then roles[#roles + 1] = role end
  end
  return roles
end

return domain_roles
