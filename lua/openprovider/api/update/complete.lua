--- Whether a customer that was read is whole, and can be written back as it is.
--
-- An update writes back all that was read. What was left out of an answer would then be lost, so an answer must have
-- what every customer has (FACTS 2.3).
--
-- @module openprovider.api.update.complete

local json = require("openprovider.values.json")

local complete = {}

-- Members that every customer has. The API also asks for a house number, a zip code and an area code, but there are
-- places without them.
local ALWAYS = {
  { "name", "first_name", "last_name" },
  { "address", "street", "city", "country" },
  { "phone", "country_code", "subscriber_number" },
  { "email" },
}

local function is_there(value)
  return value ~= nil and value ~= json.null and value ~= ""
end

-- The paths of what a customer lacks of an object, or of a text.
local function lacking(customer, group)
  local object = customer[group[1]]
  if not group[2] then return is_there(object) and {} or { group[1] } end
  if type(object) ~= "table" or next(object) == nil then return { group[1] } end
  local paths = {}
  for index = 2, #group do
    if not is_there(object[group[index]]) then paths[#paths + 1] = group[1] .. "." .. group[index] end
  end
  return paths
end

--- What keeps a customer from being written back.
---@param sent table as decoded
---@param changes table what an update gives whole may be missing
---@return string|nil message for an error, nil if there is nothing
function complete.obstacle(sent, changes)
  local missing = {}
  for _, group in ipairs(ALWAYS) do
    if lacking(changes, group)[1] then
      for _, path in ipairs(lacking(sent, group)) do missing[#missing + 1] = path end
    end
  end
  if missing[1] then
    return "the answer is not the whole customer: it lacks " .. table.concat(missing, ", ")
  end
  local extensions = sent.extension_additional_data
  if is_there(extensions) and (type(extensions) ~= "table" or next(extensions) ~= nil and rawget(extensions, 1) == nil)
  then
    return "its extension_additional_data is not an array"
  end
  return nil
end

return complete
