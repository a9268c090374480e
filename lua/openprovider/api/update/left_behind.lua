--- What an update leaves as it was, though its caller may think that it is gone: warnings with the code `kept`.
--
-- Plain tables are merged, and what changes do not name stays. After a move the suffix and the state may be those of
-- the old address; and what was taken out of a record stays unless the record is saved.
--
-- @module openprovider.api.update.left_behind

local built = require("openprovider.customer.built")
local core = require("openprovider.core")
local extensions_by_name = require("openprovider.api.update.extensions_by_name")
local json = require("openprovider.values.json")
local record = require("openprovider.customer.from_api")
local same = require("openprovider.customer.same")

local left_behind = {}

local function is_object(value)
  return type(value) == "table" and value[1] == nil
end

local function kept(path, message, ...)
  return { path = path, code = "kept", severity = "warning", message = message:format(...) }
end

-- The members of an address that say where it is.
local OF_PLACE = { "street", "number", "zipcode", "city", "country" }

-- What may be left of the old address, and the members of which a new one makes that doubtful.
local LEFT = {
  { name = "suffix", moved_by = { "street", "number", "city" } },
  { name = "state", moved_by = { "city", "country" } },
}

-- How many members of a place are given. One alone is a correction, several are another address.
local function given_of_place(address)
  local count = 0
  for _, name in ipairs(OF_PLACE) do
    if address[name] ~= nil then count = count + 1 end
  end
  return count
end

-- Whether two values differ in more than case, which the API may write its own way.
local function is_other(one, other)
  if type(one) == "string" and type(other) == "string" then return core.fold(one) ~= core.fold(other) end
  return not same(one, other)
end

local function is_another(old, new, names)
  for _, name in ipairs(names) do
    if new[name] ~= nil and is_other(new[name], old[name]) then return true end
  end
  return false
end

--- What a new address leaves of the old one.
---@param old table the customer as it was
---@param changes table in canonical form: what builders made has null for what it lacks
---@return openprovider.Problem[] warnings
function left_behind.of_address(old, changes)
  local was, new, found = old.address, changes.address, {}
  if not is_object(was) or not is_object(new) or given_of_place(new) < 2 then return found end
  for _, left in ipairs(LEFT) do
    local value = was[left.name]
    if new[left.name] == nil and not same(value, nil) and is_another(was, new, left.moved_by) then
      found[#found + 1] = kept("address." .. left.name, "keeps the old value %s, because the new address has none: if "
        .. "it belongs to the old address, clear it or give a new one", json.encode(value) or tostring(value))
    end
  end
  return found
end

local function add_taken_out(found, path, given, was)
  if same(was, nil) then return end
  if given == nil then
    found[#found + 1] = kept(path, "was taken out of the record, but stays: save the record to clear it")
    return
  end
  if not is_object(given) or not is_object(was) or built.members(given) then return end
  local names = {}
  for name in pairs(was) do names[#names + 1] = name end
  table.sort(names, core.before)
  for _, name in ipairs(names) do add_taken_out(found, path .. "." .. name, given[name], was[name]) end
end

--- What a caller has taken out of a record, which is no change of it. Arrays are replaced, but extensions are merged by
--- their names.
---@param given table the record as it is handed back
---@param was table the record as the caller got it
---@return openprovider.Problem[] warnings
function left_behind.of_record(given, was)
  local found, clean = {}, record.clean(was)
  for _, name in ipairs(record.UPDATABLE) do
    local now, before = given[name], clean[name]
    if name == "extension_additional_data" and type(now) == "table" and now ~= json.empty_array then
      now, before = extensions_by_name(now) or now, extensions_by_name(before)
    end
    add_taken_out(found, name, now, before)
  end
  return found
end

return left_behind
