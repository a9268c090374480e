--- Customers as the API shows them, made into what a caller expects.
--
-- @module openprovider.record

local core = require("openprovider.core")
local json = require("openprovider.json")

local record = {}

-- Integers, whichever way they are written (FACTS 2.8).
local INTEGERS = { "id", "reseller_id" }

-- What `deleted_at` says of a customer that is not deleted (FACTS 2.8).
local NEVER = "0000-00-00 00:00:00"

-- Members of the API's logins, which it mixes into customers: its schema of contacts has both.
local OF_LOGINS = {}
for _, name in ipairs({
  "api_access_enabled", "api_client_ip_list", "auth_type", "hash_changed_at", "is_active", "last_api_call_at",
  "last_login_at", "password", "password_change_declined_at", "password_changed_at", "rcp_client_ip_list", "role",
  "secret_key", "username",
}) do
  OF_LOGINS[name] = true
end

-- Parts of the names of members that a later version of the API may mix in.
local TELLTALES = {
  "secret", "passw", "token", "credential", "api_key", "private_key", "ip_list", "whitelist", "blacklist",
}

local function is_of_logins(name)
  name = name:gsub("(%l)(%u)", "%1_%2"):lower() -- the API has camelCase, too (FACTS 2.8)
  if OF_LOGINS[name] then return true end
  for _, part in ipairs(TELLTALES) do
    if name:find(part, 1, true) then return true end
  end
  return false
end

-- Members of a customer, and those that are the caller's own, whatever is in them (.aero has an `ens_key`).
local MEMBERS, UPDATABLE = {}, {}
local FREE = { additional_data = true, extension_additional_data = true }
for _, field in ipairs(core.fields().members) do
  MEMBERS[field.name] = true
  if not field.create_only then UPDATABLE[#UPDATABLE + 1] = field.name end
end

-- A copy without what says nothing: null, "" and empty tables. `keeps` says which names to keep.
local function pruned(value, keeps)
  if value == json.null or value == "" then return nil end
  if type(value) ~= "table" then return value end
  if rawget(value, 1) ~= nil then
    local array = {}
    for _, item in ipairs(value) do array[#array + 1] = pruned(item, keeps) end
    return array[1] ~= nil and array or nil
  end
  local object = {}
  for name, member in pairs(value) do
    if not keeps or keeps(name) then object[name] = pruned(member, keeps) end
  end
  return next(object) ~= nil and object or nil
end

-- What was said of names: they are the same few in every record. A server that makes up new ones is
-- not remembered for ever.
local MAX_KNOWN = 1000
local known, known_count = {}, 0

local function keeps(name)
  local verdict = known[name]
  if verdict == nil then
    if known_count == MAX_KNOWN then known, known_count = {}, 0 end
    verdict = not is_of_logins(name)
    known[name], known_count = verdict, known_count + 1
  end
  return verdict
end

-- A member of a customer, pruned. An extension whose fields are all empty is none.
local function pruned_member(name, value)
  value = pruned(value, not FREE[name] and keeps or nil)
  if name ~= "extension_additional_data" or type(value) ~= "table" then return value end
  local elements = {}
  for _, element in ipairs(value) do
    if type(element) ~= "table" or element.data ~= nil then elements[#elements + 1] = element end
  end
  return elements[1] ~= nil and elements or nil
end

--- A customer that the API sent: what is empty is nil, integers are integers, and members of the API's
-- logins are left out.
---@param sent table as decoded; not changed
---@return table customer
function record.clean(sent)
  local customer = {}
  for name, value in pairs(sent) do
    if MEMBERS[name] then
      customer[name] = pruned_member(name, value)
    elseif keeps(name) then
      customer[name] = pruned(value, keeps)
    end
  end
  for _, name in ipairs(INTEGERS) do
    if type(customer[name]) == "string" then customer[name] = core.with_integers(tonumber(customer[name])) end
  end
  if customer.deleted_at == NEVER then customer.deleted_at = nil end
  return customer
end

--- What of a customer that the API sent can be sent back: its members without those that the API
-- alone sets.
---@param sent table as decoded, or cleaned; not changed
---@return table customer
function record.sendable(sent)
  local customer = {}
  for name in pairs(MEMBERS) do customer[name] = pruned_member(name, sent[name]) end
  if type(customer.name) == "table" then customer.name.full_name = nil end -- computed (FACTS 2.3)
  return customer
end

--- The members that an update can change, in the order of the documentation.
record.UPDATABLE = UPDATABLE

return record
