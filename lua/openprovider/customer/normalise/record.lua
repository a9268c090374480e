--- Converts a record of the API into a customer that the API accepts.
--
-- @module openprovider.customer.normalise.record

local core = require("openprovider.core")
local names_in = require("openprovider.values.names_in")
local read_only = require("openprovider.customer.read_only")
local reading = require("openprovider.customer.normalise.reading")
local record = require("openprovider.customer.from_api")

--- Leaves out members that only the API sets. `reference` is left out only of a record.
---@param read table of `openprovider.customer.normalise.reading`
---@param allow_unknown? boolean
return function(read, allow_unknown)
  local customer = read.given
  local is_record = rawget(customer, "handle") ~= nil
  local function leave_out(name)
    if rawget(customer, name) ~= nil then reading.put(read, name, nil) end
  end
  for index = 1, #read_only.TOP do leave_out(read_only.TOP[index]) end
  if not is_record then return end
  leave_out("reference")
  for name, value in record.mended(customer) do reading.put(read, name, value) end
  for _, name in ipairs(allow_unknown and {} or names_in({ customer })) do
    if type(name) == "string" and not record.is_member(name) and not read_only.IS[name] and name ~= "reference"
      and not core.nearest(name, record.MEMBERS)
    then
      leave_out(name)
      reading.tell(read, name, "unknown", "is not a member of a customer, and is left out of this record")
    end
  end
  -- The API makes `full_name` of the other names, which may have changed.
  local name = rawget(customer, "name")
  if type(name) == "table" and rawget(name, "full_name") ~= nil then reading.put_in(read, "name", "full_name", nil) end
end
