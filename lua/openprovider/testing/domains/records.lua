--- The domains of the account, their handles, and what forbids the deletion of a handle.
local ascii = require("openprovider.testing.ascii")
local json = require("openprovider.testing.json")
local registries = require("openprovider.testing.domains.registries")

local domains = {}

local FIRST_ID = 123456789
local YEAR = 365 * 24 * 3600
local ALIVE = "0000-00-00 00:00:00"

--- The roles in which a domain uses handles, as its members have them.
domains.ROLES = { "owner_handle", "admin_handle", "tech_handle", "billing_handle", "reseller_handle" }

--- The state of a sandbox's domains.
---@return table
function domains.state()
  return { serial = 0, in_order = {}, default_handle = nil }
end

--- A time as the API writes it.
---@param seconds number
---@return string
function domains.timestamp(seconds)
  return os.date("!%Y-%m-%d %H:%M:%S", math.floor(seconds))
end

--- The name and the extension of a domain.
---@param domain string such as "example.co.uk"
---@return string name
---@return string extension
function domains.split(domain)
  local name, extension = ascii.lower(domain):match("^([^.]+)%.(.+)$")
  return name or domain, extension or ""
end

--- Finds a domain.
---@param sandbox table
---@param domain string
---@return table? record
---@return integer? place
function domains.find(sandbox, domain)
  for place, record in ipairs(sandbox.domains.in_order) do
    if record.domain == domain then
      return record, place
    end
  end
  return nil
end

--- Finds a domain by its number.
---@param sandbox table
---@param id any
---@return table? record
function domains.by_id(sandbox, id)
  for _, record in ipairs(sandbox.domains.in_order) do
    if record.id == tonumber(id) then
      return record
    end
  end
  return nil
end

--- Adds a domain.
---@param sandbox table
---@param domain string
---@param handles table the handle of each role that has one
---@param members? table others of its members, such as `status`
---@return table record
function domains.add(sandbox, domain, handles, members)
  domains.remove(sandbox, domain)
  local state, now = sandbox.domains, sandbox:now()
  state.serial = state.serial + 1
  local record = {
    id = FIRST_ID + state.serial, domain = domain, status = "ACT", autorenew = "default", began = now,
    ends = now + YEAR, auth_code = ("Code-%d"):format(state.serial), api_history = {}, trades = 0,
  }
  for _, role in ipairs(domains.ROLES) do
    record[role] = handles[role] or ""
  end
  for name, value in pairs(members or {}) do
    record[name] = value
  end
  state.in_order[#state.in_order + 1] = record
  return record
end

--- Takes a domain away.
---@param sandbox table
---@param domain string
---@return boolean found
function domains.remove(sandbox, domain)
  local _, place = domains.find(sandbox, domain)
  if place then
    table.remove(sandbox.domains.in_order, place)
  end
  return place ~= nil
end

-- Ends a trade whose time is over.
local function settle(sandbox, record)
  if record.pending and sandbox:now() >= record.pending.at then
    for role, handle in pairs(record.pending.handles) do
      record[role] = handle
    end
    record.status, record.pending = "ACT", nil
  end
end

--- Gives a domain other handles, at once or after some seconds, during which its status is "REQ".
---@param sandbox table
---@param record table
---@param handles table role -> handle
---@param seconds? number
function domains.hand_over(sandbox, record, handles, seconds)
  record.pending = { handles = handles, at = sandbox:now() + (seconds or 0) }
  record.status = "REQ"
  settle(sandbox, record)
end

--- Whether a domain uses a handle in any role.
---@param record table
---@param handle string
---@return boolean
function domains.uses(record, handle)
  for _, role in ipairs(domains.ROLES) do
    if ascii.lower(record[role]) == ascii.lower(handle) then
      return true
    end
  end
  return false
end

--- Removes the data of a deleted handle: the domains that it owns, and that it was the default.
---@param sandbox table
---@param handle string
function domains.forget(sandbox, handle)
  local state, left = sandbox.domains, {}
  for _, record in ipairs(state.in_order) do
    if record.owner_handle ~= handle then
      left[#left + 1] = record
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
  for _, record in ipairs(sandbox.domains.in_order) do
    settle(sandbox, record)
    if record.status ~= "DEL" and domains.uses(record, handle) then
      return 6200
    end
  end
  return sandbox.domains.default_handle == handle and 6206 or nil
end

--- A domain as an answer shows it. Empty members are shown, too (FACTS 7.5).
---@param sandbox table
---@param record table
---@param with_api_history? boolean
---@return table
function domains.shown(sandbox, record, with_api_history)
  settle(sandbox, record)
  local name, extension = domains.split(record.domain)
  local registry = registries.of(sandbox, extension)
  local shown = {
    id = record.id, domain = json.object { name = name, extension = extension }, status = record.status,
    autorenew = record.autorenew, comments = record.comments or "", auth_code = record.auth_code,
    is_deleted = record.status == "DEL", deleted_at = record.deleted_at or ALIVE,
    active_date = domains.timestamp(record.began), creation_date = domains.timestamp(record.began),
    expiration_date = domains.timestamp(record.ends), renewal_date = domains.timestamp(record.ends),
    modify_owner_allowed = registry.trade == nil, trade_allowed = registry.trade ~= nil,
    trade_auth_code_required = registry.trade and registry.trade.auth_code and "yes" or "no",
    reseller_id = sandbox.options.reseller_id, ns_group = record.ns_group or "",
    name_servers = record.name_servers or json.array {},
  }
  for _, role in ipairs(domains.ROLES) do
    shown[role] = record[role]
  end
  if with_api_history then
    shown.api_history = json.array {}
    for index, entry in ipairs(record.api_history) do
      shown.api_history[index] = json.object { cmd = entry.cmd, created_at = entry.created_at, domain_id = record.id }
    end
  end
  return json.object(shown)
end

return domains
