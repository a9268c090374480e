--- The records of a file that `list` or `get` wrote, and that were edited since.
--
-- Their versions say which of them were: the others need no request. All are looked at before anything is sent.
--
-- @module openprovider.cli.update.records

local core = require("openprovider.core")
local input = require("openprovider.cli.json_file")
local version = require("openprovider.customer.version")

local records = {}

local function is_object(value)
  return type(value) == "table" and value[1] == nil
end

-- What is wrong with a record. -> message | nil
local function fault_of(record, places)
  if not is_object(record) then return "is not an object" end
  local handle = record.handle
  if type(handle) ~= "string" or handle == "" then return "has no handle" end
  local earlier = places[core.lower(handle)]
  if earlier then return string.format("is of %s, and so is record %d: keep one of them", handle, earlier) end
  if version.parts(record) then return nil end
  return string.format("has %s version, which says what it showed: write %s to a file again, with `openprovider list` "
    .. "or `openprovider get`", record.version == nil and "no" or "a damaged", handle)
end

--- Reads the records of a file.
---@param path string - for standard input
---@return table|nil found `edited`: those that were; `total`: how many there are
---@return string|nil message
function records.read(path)
  local all, why, is_empty = input.array(path, "of records, as `openprovider list` writes it")
  if is_empty then why = why .. input.to_fill(path, "list") end
  if not all then return nil, why end
  local edited, places = {}, {}
  for index, record in ipairs(all) do
    local fault = fault_of(record, places)
    if fault then return nil, string.format("%s: record %d %s; nothing was sent", input.name(path), index, fault) end
    places[core.lower(record.handle)] = index
    if not version.is_unedited(record) then edited[#edited + 1] = record end
  end
  return { edited = edited, total = #all }
end

return records
