--- A record of `get_customer` that is handed back to `update_customer`: what of it is a change.
--
-- A record has members that the API alone sets, and some that an update refuses, as the name. What is as it is there
-- already is no change, and is not checked either: the API has accepted it once.
--
-- @module openprovider.update.handed_back

local record = require("openprovider.record")
local same = require("openprovider.same")

local function is_object(value)
  return type(value) == "table" and value[1] == nil
end

-- What of a value is not as it is there, or nil.
local function difference(given, there)
  if same(given, there) then return nil end
  if not is_object(given) or not is_object(there) then return given end
  local changes = {}
  for name, value in pairs(given) do changes[name] = difference(value, there[name]) end
  return next(changes) ~= nil and changes or nil
end

--- The changes in a record. What an update has written lately, and a read does not show yet, is no change where the
--- record does not show it either.
---@param given table the record as the caller hands it back
---@param sent table the customer as the API has it now, decoded
---@param allow_unknown? boolean members that the checker does not know are changes, too
---@return table changes
return function(given, sent, allow_unknown)
  local changes, there = {}, record.clean(sent)
  for name, value in pairs(given) do
    local is_of_api = name == "handle" or sent[name] ~= nil and not record.is_member(name) and not allow_unknown
    if not is_of_api and not same(value, sent[name]) then changes[name] = difference(value, there[name]) end
  end
  return changes
end
