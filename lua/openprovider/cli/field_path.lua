--- Fields as the command line names them: `email`, `phone.country_code`, `additional_data.birth_date`.
-- Lists have their columns by these paths, and updates say by them what changes.
--
-- @module openprovider.cli.field_path

local core = require("openprovider.core")

local field_path = {}

--- The names in a path.
---@param path string
---@return string[]|nil names nil for what is no path
function field_path.names(path)
  local names = {}
  for name in (path .. "."):gmatch("([^.]*)%.") do
    if not name:find("^[A-Za-z0-9_]+$") then return nil end
    names[#names + 1] = name
  end
  return names
end

--- A function that gives what is at a path.
---@param path string
---@return function(record) -> any
function field_path.reader(path)
  local names = field_path.names(path) or { path }
  return function(record)
    local value = record
    for _, name in ipairs(names) do
      if type(value) ~= "table" then return nil end
      value = value[name]
    end
    return value
  end
end

-- Collects the paths of the texts in an object.
local function collect(paths, field, prefix, skipped)
  for _, member in ipairs(field.members) do
    local path = prefix .. member.name
    if not skipped[path] and member.shape == "string" then paths[#paths + 1] = path end
    if not skipped[path] and member.shape == "object" then collect(paths, member, path .. ".", skipped) end
  end
end

--- The paths of all texts of a customer, arrays and what is in them left out.
---@param skipped table<string, boolean> paths to leave out, with all that is in them
---@return string[]
function field_path.of_customers(skipped)
  local paths = {}
  collect(paths, core.fields(), "", skipped)
  return paths
end

return field_path
