--- Members that the API alone sets: customers that it gave have them, and an import leaves them out.
--
-- @module openprovider.customer.read_only

local read_only = {}

--- Their paths (FACTS 2.8, 'Read-only fields on get').
read_only.PATHS = {
  "handle", "id", "reseller_id", "is_deleted", "deleted_at", "comments_last_changed_at", "email_verification_status",
  "name.full_name",
}

read_only.IS = {}
for _, path in ipairs(read_only.PATHS) do read_only.IS[path] = true end

return read_only
