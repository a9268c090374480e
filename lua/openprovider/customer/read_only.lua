--- Members that a caller cannot set: in a record they come from the API; `version` comes from this program. An import
--- leaves them out.
--
-- @module openprovider.customer.read_only

local read_only = {}

--- Their paths (FACTS 2.8, 'Read-only fields on get').
read_only.PATHS = {
  "handle", "id", "reseller_id", "is_deleted", "deleted_at", "comments_last_changed_at", "email_verification_status",
  "inn", "version", "name.full_name",
}

--- The same as a set.
read_only.IS = {}

--- Those of the customer itself.
read_only.TOP = {}

local PLACES = {}
for _, path in ipairs(read_only.PATHS) do
  read_only.IS[path] = true
  local object, name = path:match("^(.*)%.(.*)$")
  if not object then read_only.TOP[#read_only.TOP + 1] = path end
  PLACES[#PLACES + 1] = { path = path, object = object, name = name or path }
end

--- Takes them out of a customer.
---@param customer table changed
---@return string[] paths of those that were there
function read_only.take_out(customer)
  local found = {}
  for _, place in ipairs(PLACES) do
    local holder = customer
    if place.object then holder = customer[place.object] end
    if type(holder) == "table" and holder[place.name] ~= nil then
      holder[place.name] = nil
      found[#found + 1] = place.path
    end
  end
  return found
end

return read_only
