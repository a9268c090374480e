--- Converts dates to the only form that the API accepts.
--
-- @module openprovider.customer.normalise.dates

local core = require("openprovider.core")
local date = require("openprovider.values.date")
local reading = require("openprovider.customer.normalise.reading")

local dates = {}

--- The object with dates, and the names of its members that are dates.
dates.OBJECT, dates.MEMBERS = "additional_data", {}
for _, field in ipairs(core.fields().members) do
  for _, member in ipairs(field.name == dates.OBJECT and field.members or {}) do
    local is_date = (member.example or ""):find("^%d%d%d%d%-%d%d%-%d%d$")
    if is_date then dates.MEMBERS[#dates.MEMBERS + 1] = member.name end
  end
end

--- The advice where it is not certain which day is meant.
dates.AS = ": write it as YYYY-MM-DD"

--- Reads the dates of a customer, or of changes.
---@param read table of `openprovider.customer.normalise.reading`
function dates.read(read)
  local object = dates.OBJECT
  if type(rawget(read.normal, object)) ~= "table" then return end
  for _, name in ipairs(dates.MEMBERS) do
    local text, path = rawget(rawget(read.normal, object), name), object .. "." .. name
    local day, doubt = nil, nil
    if type(text) == "string" then day, doubt = date.read(text) end
    if day then
      reading.put_in(read, object, name, day)
      reading.tell(read, path, "converted", ("%s is read as %s"):format(reading.quoted(text), day))
    elseif doubt then
      reading.refuse(read, path, reading.quoted(text) .. " " .. doubt .. dates.AS)
    end
  end
end

return dates
