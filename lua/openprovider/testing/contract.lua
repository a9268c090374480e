--- The types of request bodies in the official contract.
-- Every leaf of a customer is a JSON string there; `tags`, `extension_additional_data` and
-- `attached_files` are arrays of objects. A body of another shape earns code 4006.
local json = require("openprovider.testing.json")

local contract = {}

local TEXT = { kind = "string" }

local function object(members)
  return { kind = "object", members = members }
end

-- An object whose unknown members are kept if they are strings: the API adds members several times a year (FACTS 2.6,
-- 2.7).
local function open_object(members)
  return { kind = "object", members = members, open = true }
end

local function array(item)
  return { kind = "array", item = item }
end

local TELEPHONE = object { country_code = TEXT, area_code = TEXT, subscriber_number = TEXT }

local CHANGEABLE = {
  address = object {
    street = TEXT, number = TEXT, suffix = TEXT, zipcode = TEXT, city = TEXT, state = TEXT,
    country = TEXT,
  },
  phone = TELEPHONE,
  fax = TELEPHONE,
  email = TEXT,
  vat = TEXT,
  locale = TEXT,
  comments = TEXT,
  tags = array(object { key = TEXT, value = TEXT }),
  additional_data = open_object {
    attached_files = array(object { description = TEXT, doc_type = TEXT, path = TEXT }),
  },
  extension_additional_data = array(object { name = TEXT, data = open_object {} }),
}

local function with(members, more)
  local all = {}
  for name, shape in pairs(members) do
    all[name] = shape
  end
  for name, shape in pairs(more) do
    all[name] = shape
  end
  return all
end

--- Body of `POST /auth/login`.
contract.login = object { username = TEXT, password = TEXT, ip = TEXT }

--- Body of `PUT /customers/{handle}`: names cannot be changed (FACTS 2.8).
contract.update = object(CHANGEABLE)

--- Body of `POST /customers`.
contract.create = object(with(CHANGEABLE, {
  company_name = TEXT,
  name = object {
    initials = TEXT, first_name = TEXT, prefix = TEXT, last_name = TEXT, full_name = TEXT,
  },
}))

--- Body of `POST /customers/verifications/emails/restart`.
contract.verification_restart = object { email = TEXT, language = TEXT, tag = TEXT }

--- Body of `POST /customers/verifications/emails/start`.
contract.verification_start = object(with(contract.verification_restart.members, { handle = TEXT }))

--- Body of `POST /tags`.
contract.tag = object { key = TEXT, value = TEXT }

local read

local function read_object(shape, value, path)
  local result = json.object {}
  for name, member in pairs(value) do
    local expected = shape.members[name] or (shape.open and TEXT)
    if expected then
      local place = path == "" and tostring(name) or (path .. "." .. tostring(name))
      local taken, reason = read(expected, member, place)
      if taken == nil then
        return nil, reason
      end
      result[name] = taken
    end
  end
  return result
end

local function read_array(shape, value, path)
  local result = json.array {}
  for index, item in ipairs(value) do
    local taken, reason = read(shape.item, item, path .. "[" .. index .. "]")
    if taken == nil then
      return nil, reason
    end
    result[index] = taken
  end
  return result
end

--- Copies the members that the contract knows from a decoded body. Unknown members are dropped, as the API seems to do
--- (FACTS 2.3).
---@param shape table one of this module's shapes
---@param value any a value of `json.decode`
---@param path? string where the value stands, for the reason
---@return any taken nil when a type differs
---@return string? reason
function contract.read(shape, value, path)
  path = path or ""
  local kind = json.kind(value)
  if kind ~= shape.kind then
    return nil, ("%s: expected %s, got %s"):format(
      path == "" and "body" or path, shape.kind, kind)
  end
  if kind == "object" then
    return read_object(shape, value, path)
  end
  if kind == "array" then
    return read_array(shape, value, path)
  end
  return value
end

read = contract.read

return contract
