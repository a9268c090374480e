--- Changing a customer: read, merge, write.
--
-- What the API does with members that an update leaves out is not documented (FACTS 2.8), so all that
-- can be updated is sent, as it was but for the changes. The API has no way to say 'if it is still as
-- I read it': of two updates at the same time, the later one wins.
--
-- @module openprovider.update

local answers = require("openprovider.answer")
local arguments = require("openprovider.arguments")
local copied = require("openprovider.copied")
local core = require("openprovider.core")
local customers = require("openprovider.customers")
local errors = require("openprovider.errors")
local handles = require("openprovider.handle")
local json = require("openprovider.json")
local lookup = require("openprovider.lookup")
local record = require("openprovider.record")
local reference = require("openprovider.reference")
local same = require("openprovider.same")

local update = {}

local unpack = table.unpack or unpack -- luacheck: ignore 143 113 (LuaJIT has the global)

local OPTIONS = { allow_unknown = "boolean" }

-- The API's code for an update that changes nothing (FACTS 3.3).
local NO_CHANGES = 1

-- What takes the place of a value: a text is cleared by an empty one. What the API makes of null is
-- not documented, and its contract has none.
local function cleared(old)
  if type(old) ~= "table" then return old ~= nil and "" or nil end
  if rawget(old, 1) ~= nil then return json.empty_array end
  local object = {}
  for name, member in pairs(old) do object[name] = cleared(member) end
  return object
end

local merged

-- Objects are merged member by member.
local function merged_object(old, changes)
  local object = copied(old)
  for name, change in pairs(changes) do object[name] = merged(old[name], change) end
  return object
end

-- Extensions are merged by their names, so that what one TLD demands does not cost another its own.
local function merged_extensions(old, changes)
  local elements, index_of = {}, {}
  local function enter(name, index)
    if type(name) == "string" then index_of[core.lower(name)] = index end
  end
  for index, element in ipairs(old or {}) do
    elements[index] = element
    enter(type(element) == "table" and element.name, index)
  end
  for _, change in ipairs(changes) do
    local index = index_of[change.name]
    local element = merged(index and elements[index] or {}, change)
    -- Where there is no such extension, clearing one of its fields adds none.
    if index or not same(element.data, nil) then
      index = index or #elements + 1
      elements[index] = element
      enter(change.name, index)
    end
  end
  return elements
end

-- An array replaces the old one, and a text does.
function merged(old, change)
  if change == json.null then return cleared(old) end
  if type(change) ~= "table" or change == json.empty_array or rawget(change, 1) ~= nil then return change end
  local is_object = type(old) == "table" and rawget(old, 1) == nil
  return merged_object(is_object and old or {}, change)
end

-- Comments with a change of the caller's own; references in them stay.
local function merged_comments(old, change)
  local _, first, all = reference.split(old)
  if not first then return merged(old, change) end
  return reference.mark(change ~= json.null and change or nil, unpack(all))
end

-- -> the customer with its changes
local function with_changes(old, changes)
  local customer = copied(old)
  for name, change in pairs(changes) do
    if name == "extension_additional_data" and type(change) == "table" and change ~= json.empty_array then
      customer[name] = merged_extensions(old[name], change)
    elseif name == "comments" then
      customer.comments = merged_comments(old.comments, change)
    else
      customer[name] = merged(old[name], change)
    end
  end
  return customer
end

-- The errors that a customer has already: the API accepted them once, so they must not stand in the way.
local function errors_of(customer)
  local _, problems = core.check(customer, "create", true)
  local found = {}
  for _, problem in ipairs(problems or {}) do
    if problem.severity == "error" then found[problem.path .. " " .. problem.code] = true end
  end
  return found
end

-- Checks the changed members in their place, for what a part alone cannot show: a fax that is now
-- incomplete, a zipcode that the new country does not have. -> warnings | nil, err
local function check_merged(old, customer, changes)
  local _, problems = core.check(customer, "create", true)
  local found, total, before = {}, 0, nil
  for _, problem in ipairs(problems or {}) do
    if changes[problem.path:match("^[A-Za-z0-9_]+")] ~= nil then
      before = before or errors_of(old)
      if problem.severity == "warning" then
        found[#found + 1] = problem
      elseif not before[problem.path .. " " .. problem.code] then
        found[#found + 1] = problem
        total = total + 1
      end
    end
  end
  if total > 0 then return nil, errors.invalid(found, total) end
  return found
end

-- What keeps a customer from being written back without loss, or nil.
local function obstacle(customer)
  local extensions = customer.extension_additional_data
  if extensions ~= nil and (type(extensions) ~= "table" or rawget(extensions, 1) == nil) then
    return "its extension_additional_data is no array"
  end
  return nil
end

-- What of the record can change: what can be sent back, and members that only the caller knows.
local function changeable(sent, changes)
  local customer = record.sendable(sent)
  for name in pairs(changes) do
    if not record.is_member(name) then customer[name] = sent[name] end
  end
  return customer
end

-- -> what is to be sent, or nil if it changes nothing
local function body_of(old, customer, changes)
  local changed, body = false, {}
  for name in pairs(changes) do changed = changed or not same(old[name], customer[name]) end
  if not changed then return nil end
  for name in pairs(changes) do body[name] = customer[name] end
  for _, name in ipairs(record.UPDATABLE) do body[name] = customer[name] end
  return body
end

-- Writes what was merged. -> true, details | nil, err
local function write(client, path, body, details)
  local text, why = json.encode(body)
  if not text then
    return nil, errors.new("protocol", "the customer cannot be written back: it has " .. why, { outcome = "not_sent" })
  end
  local call = { method = "PUT", path = path, body = text, operation = "write" }
  local answer, err = client:exchange(call)
  if not answer then
    -- A gateway of gRPC has a code 1 as well, "cancelled", and no `desc`.
    if err.code ~= NO_CHANGES or type(err.desc) ~= "string" then return nil, err end
    -- An attempt whose answer was lost may have made the changes.
    details.updated, details.attempts = call.perhaps_done == true, err.attempts
    return true, details
  end
  local ok
  ok, err = answers.confirmed(answer, "the update")
  if not ok then return nil, err end
  details.updated = true
  return true, answers.details(answer, details)
end

--- Changes a customer: reads it, merges the changes, and writes it. Tables are merged member by member,
-- `extension_additional_data` by the names of its extensions; `tags` and other arrays are replaced.
-- `openprovider.null` clears. Nothing is written if nothing would change. The API keeps `name` and
-- `company_name` as they were created, so those are refused.
---@param client table
---@param handle string
---@param changes table members of a customer; never changed
---@param opts? table `allow_unknown`: lets unknown members through
---@return boolean|nil ok
---@return table details_or_err `{ updated, warnings, api_warnings, maintenance, attempts }`; `updated` says
--- whether anything was written, `attempts` how many requests that took
function update.update_customer(client, handle, changes, opts)
  arguments.check("update_customer", 2, changes, "table")
  local taken, err = arguments.options("update_customer", 3, opts, OPTIONS)
  if not taken then return nil, err end
  local path, canonical, problems, warnings
  path, err = handles.path(handle)
  if not path then return nil, err end
  canonical, problems = customers.check_customer(nil, changes, { mode = "update", allow_unknown = taken.allow_unknown })
  if not canonical then return nil, problems end
  if reference.is_in(canonical.comments) then return nil, reference.in_comments() end
  local sent, read = lookup.get(client, handle, nil, { is_exact = true })
  if not sent then
    read.outcome = "not_sent" -- of the change, whatever became of the reading
    return nil, read
  end
  local old = changeable(sent, canonical)
  local why = obstacle(old)
  if why then
    return nil, errors.new("protocol", "the customer cannot be changed without loss: " .. why, { outcome = "not_sent" })
  end
  local customer = with_changes(old, canonical)
  warnings, err = check_merged(old, customer, canonical)
  if not warnings then return nil, err end
  local details = {
    updated = false, warnings = warnings, api_warnings = read.warnings, maintenance = read.maintenance,
    attempts = 0,
  }
  local body = body_of(old, customer, canonical)
  if not body then return true, details end
  client.references:changed(handle)
  local ok
  ok, details = write(client, path, body, details)
  if not ok then details.handle = handle end
  return ok, details
end

return update
