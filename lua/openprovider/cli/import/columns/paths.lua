--- What a column can be: a field of a customer, by its path, or one of a few forms of several fields.
--
-- | path | what its cells are |
-- | --- | --- |
-- | `email`, `name.first_name`, `additional_data.birth_date` | the text at that path |
-- | `phone`, `fax` | a whole number, such as +31 10 123 4567 |
-- | `tags` | values separated by a vertical bar: VIP|moved in |
-- | `extension.es.passport_number` | a field of an extension |
-- | `full_name` | a person's name in one cell, which is split |
-- | `name.second_last_name` | what stands behind the last name, as in Spain |
-- | `address.line2` | what stands below the street: the suffix of the house number, or more of the street |
--
-- @module openprovider.cli.import.columns.paths

local core = require("openprovider.core")
local field_path = require("openprovider.cli.field_path")
local read_only = require("openprovider.customer.read_only")

local paths = {}

--- Fields with several members that one cell holds as a whole. Telephone numbers are split later, with the customer.
paths.WHOLE = { phone = true, fax = true, tags = true }

--- Paths that are not fields of the API. They are turned into fields when a row is read.
paths.FULL_NAME, paths.LINE2, paths.SECOND_LAST_NAME = "full_name", "address.line2", "name.second_last_name"

--- Whether a path is one of these.
paths.IS_FORM = { [paths.FULL_NAME] = true, [paths.LINE2] = true, [paths.SECOND_LAST_NAME] = true }

--- Every path but those of extensions, in the order of the fields.
paths.ALL = {}

local IS_PATH = {}
for _, path in ipairs(field_path.of_customers(read_only.IS)) do paths.ALL[#paths.ALL + 1] = path end
for _, path in ipairs({ "phone", "fax", "tags" }) do paths.ALL[#paths.ALL + 1] = path end
for _, path in ipairs(paths.ALL) do IS_PATH[path] = true end

-- The same by the last part of the path, which other programs use as the name.
local LAST_NAMES, PATH_OF = {}, {}
for _, path in ipairs(paths.ALL) do
  local name = path:match("[^.]*$")
  if not PATH_OF[name] then LAST_NAMES[#LAST_NAMES + 1], PATH_OF[name] = name, path end
end

--- The path that a name is likely to mean, or nil.
---@param name string
---@return string|nil path
function paths.meant_by(name)
  name = core.lower(name):gsub("[^A-Za-z0-9.]+", "_")
  return core.nearest(name, paths.ALL) or PATH_OF[core.nearest(name, LAST_NAMES)]
end

--- A path in the form in which it is compared.
---@param path string
---@return string
function paths.canonical(path)
  local place = field_path.place(path)
  return place and place.path or path
end

--- The path that the name of a column is. A path with a dot may be in capitals, as some programs write all names. Names
--- without a dot are guessed.
---@param name string
---@return string
function paths.of_name(name)
  local path = paths.canonical(name)
  if path:find("[A-Z]") and path:find(".", 1, true) and not paths.lead_somewhere(path, false) then
    local small = paths.canonical(core.lower(name))
    if paths.lead_somewhere(small, false) then return small end
  end
  return path
end

--- Whether a path exists. Unknown members of additional_data pass through (FACTS 2.6), but only if an option names
--- them: in a header row they are typing errors.
---@param path string
---@param is_asked_for boolean
---@return boolean
function paths.lead_somewhere(path, is_asked_for)
  if IS_PATH[path] or read_only.IS[path] or paths.IS_FORM[path] and is_asked_for then return true end
  local place = field_path.place(path)
  if not place or place.extension then return place ~= nil end
  return is_asked_for and #place.names == 2 and place.names[1] == "additional_data"
    and path ~= "additional_data.attached_files"
end

-- What a path begins with.
local BEGINNINGS = { "name.", "address.", "phone.", "fax.", "additional_data.", "extension.", "tags." }

--- Whether a name looks like a path, right or wrong.
---@param name string
---@return boolean
function paths.is_like_one(name)
  for _, beginning in ipairs(BEGINNINGS) do
    if name:sub(1, #beginning) == beginning and not name:find("[^A-Za-z0-9_.-]") then return true end
  end
  return false
end

--- Splits the path of a customer's member, or of a member of an object in it.
---@param path string
---@return string|nil object
---@return string|nil member nil if it is another path
function paths.member(path)
  local names = path ~= "tags" and field_path.place(path).names
  if not names or names[3] then return nil, nil end
  if not names[2] then return nil, names[1] end
  return names[1], names[2]
end

--- Returns a function that puts a cell into a customer at a path, unless something else stands in the way.
---@param path string
---@return fun(customer: table, cell: string)
function paths.setter(path)
  local place = field_path.place(path)
  return function(customer, cell) field_path.set(customer, place, field_path.value(path, cell)) end
end

return paths
