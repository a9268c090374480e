--- The stored record of a customer, and its form in an answer (FACTS 2.8).
local json = require("openprovider.testing.json")
local verification = require("openprovider.testing.verification")

local records = {}

local ALIVE = "0000-00-00 00:00:00" -- what 'deleted_at' says of a living handle
local DEFAULT_LOCALE = "nl_NL"      -- FACTS 2.4

--- A copy of a value that shares no table with it.
---@param value any
---@return any
function records.copy(value)
  if type(value) ~= "table" then
    return value
  end
  local result = {}
  for name, member in pairs(value) do
    result[name] = records.copy(member)
  end
  return setmetatable(result, getmetatable(value))
end

--- A copy without empty members, which the API leaves out of its answers; nil if nothing remains.
---@param value any
---@return any
function records.without_empty(value)
  if value == "" then
    return nil
  end
  if type(value) ~= "table" then
    return value
  end
  local result = {}
  if json.kind(value) == "array" then
    for _, item in ipairs(value) do
      result[#result + 1] = records.without_empty(item)
    end
    return result[1] ~= nil and json.array(result) or nil
  end
  for name, member in pairs(value) do
    result[name] = records.without_empty(member)
  end
  return next(result) ~= nil and json.object(result) or nil
end

-- Keeps the old version of a record until reads show the new one (option `read_lag`).
local function keep_version(sandbox, record, shown_at)
  local now = sandbox:now()
  if (sandbox.options.read_lag or 0) <= 0 then
    return
  end
  record.versions = record.versions or {}
  table.insert(record.versions, { written = record.written, shown_at = shown_at or now })
  while record.versions[2] and record.versions[2].shown_at <= now do
    table.remove(record.versions, 1)
  end
end

--- Gives a record another customer.
---@param sandbox table
---@param record table
---@param customer table
---@param shown_at? number the sandbox's time at which reads begin to show it; else at once
function records.set(sandbox, record, customer, shown_at)
  local written = sandbox.options.written
  record.customer = customer
  record.written = written and written(customer) or customer
  keep_version(sandbox, record, shown_at)
end

-- full_name is made from the parts, whatever was sent.
local function full_name(name)
  local parts = {}
  for _, member in ipairs { "first_name", "prefix", "last_name" } do
    if name[member] and name[member] ~= "" then
      parts[#parts + 1] = name[member]
    end
  end
  return table.concat(parts, " ")
end

-- The version of a customer that reads show: the newest that is old enough; nil if none is.
local function version(sandbox, record)
  local found = nil
  for _, one in ipairs(record.versions) do
    if one.shown_at <= sandbox:now() then
      found = one.written
    end
  end
  return found
end

--- Whether reads show a record yet.
---@param sandbox table
---@param record table
---@return boolean
function records.is_readable(sandbox, record)
  return not record.versions or version(sandbox, record) ~= nil
end

--- A record as reads see it: lists are filtered by what they show.
---@param sandbox table
---@param record table
---@return table
function records.seen(sandbox, record)
  local written = record.versions and version(sandbox, record)
  return written and setmetatable({ written = written }, { __index = record }) or record
end

--- A record as an answer shows it.
---@param sandbox table
---@param record table
---@param with_additional_data boolean
---@return table
function records.shown(sandbox, record, with_additional_data)
  local data = records.without_empty(record.versions and version(sandbox, record) or record.written)
  data.name.full_name = full_name(data.name)
  data.id = record.id
  data.handle = record.handle
  data.reseller_id = sandbox.options.reseller_id
  data.locale = data.locale or DEFAULT_LOCALE
  data.is_deleted = record.deleted_at ~= nil
  data.deleted_at = record.deleted_at or ALIVE
  data.comments_last_changed_at = record.comments_last_changed_at
  data.email_verification_status = verification.customer_status(sandbox, data.email)
  if not with_additional_data then
    data.additional_data = nil
    data.extension_additional_data = nil
  end
  return data
end

--- A copy of all that is stored of a record, with empty members.
---@param record table
---@return table
function records.stored(record)
  local data = records.copy(record.customer)
  data.id = record.id
  data.handle = record.handle
  data.comments_last_changed_at = record.comments_last_changed_at
  return data
end

return records
