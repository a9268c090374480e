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
local record = require("openprovider.record")
local same = require("openprovider.same")

local update = {}

local OPTIONS = { "allow_unknown" }

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
  for index, element in ipairs(type(old) == "table" and old or {}) do
    elements[index] = element
    if type(element) == "table" and element.name ~= nil then index_of[element.name] = index end
  end
  for _, change in ipairs(changes) do
    local index = index_of[change.name] or #elements + 1
    elements[index] = merged(elements[index] or {}, change)
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

-- -> the customer with its changes
local function with_changes(old, changes)
  local customer = copied(old)
  for name, change in pairs(changes) do
    if name == "extension_additional_data" and type(change) == "table" and change ~= json.empty_array then
      customer[name] = merged_extensions(old[name], change)
    else
      customer[name] = merged(old[name], change)
    end
  end
  return customer
end

-- Whether a problem is in a member that changes: what else may be wrong with a customer was accepted
-- by the API once, and must not stand in the way.
local function is_about(problem, changes)
  return changes[problem.path:match("^[%w_]+")] ~= nil
end

-- Checks the changed members in their place, for what a part alone cannot show: a fax that is now
-- incomplete, a zipcode that the new country does not have. -> warnings | nil, err
local function check_merged(customer, changes)
  local _, problems = core.check(customer, "create", true)
  local found, total = {}, 0
  for _, problem in ipairs(problems or {}) do
    if is_about(problem, changes) then
      found[#found + 1] = problem
      if problem.severity == "error" then total = total + 1 end
    end
  end
  if total > 0 then return nil, errors.invalid(found, total) end
  return found
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
--- whether anything was written
function update.update_customer(client, handle, changes, opts)
  arguments.check("update_customer", 2, changes, "table")
  local taken, err = arguments.options("update_customer", 3, opts, OPTIONS)
  if not taken then return nil, err end
  local path, canonical, problems, old, warnings
  path, err = handles.path(handle)
  if not path then return nil, err end
  canonical, problems = customers.check_customer(nil, changes, { mode = "update", allow_unknown = taken.allow_unknown })
  if not canonical then return nil, problems end
  old, err = customers.get_customer(client, handle)
  if not old then return nil, err end
  old = record.sendable(old)
  local customer = with_changes(old, canonical)
  warnings, err = check_merged(customer, canonical)
  if not warnings then return nil, err end
  local details = { updated = false, warnings = warnings, api_warnings = {}, maintenance = false, attempts = 0 }
  local body = body_of(old, customer, canonical)
  if not body then return true, details end
  local answer
  answer, err = client:exchange({ method = "PUT", path = path, body = json.encode(body), repeatable = true })
  if not answer then
    if err.code ~= NO_CHANGES then return nil, err end
    details.attempts = err.attempts
    return true, details
  end
  local ok
  ok, err = answers.confirmed(answer, "the update")
  if not ok then return nil, err end
  details.updated = true
  return true, answers.details(answer, details)
end

return update
