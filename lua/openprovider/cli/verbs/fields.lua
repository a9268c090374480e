--- The verb that lists the fields of customers: columns of imports, paths of --set, members of JSON.
--
-- @module openprovider.cli.verbs.fields

local core = require("openprovider.core")
local display_width = require("openprovider.cli.output.display_width")
local exit_codes = require("openprovider.cli.exit_codes")
local field_path = require("openprovider.cli.field_path")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")
local read_only = require("openprovider.customer.read_only")
local rows = require("openprovider.cli.output.rows")

-- What is written in one cell or one text as a whole.
local WHOLE, SEVERAL = "the number as a whole, or its parts below", "; in a file its values, with | between them"

-- Joins the examples of a field's members.
local function example_of(field)
  local parts = {}
  for index, member in ipairs(field.members) do parts[index] = member.example end
  return table.concat(parts, " ")
end

local function add(list, field, path, above)
  list[#list + 1] = {
    field = path, meaning = field.expected, example = field.example, max_bytes = field.max_bytes,
    required = field.required and not above.is_optional, create_only = field.create_only or above.create_only or false,
  }
  return list[#list]
end

local ADD = {}

-- Adds the members of an object.
local function add_members(list, object, prefix, above)
  for _, member in ipairs(object.members) do
    local path = prefix .. member.name
    if not read_only.IS[path] then ADD[member.shape](list, member, path, above) end
  end
end

ADD.string = add

function ADD.object(list, field, path, above)
  if path == "phone" or path == "fax" then
    local whole = add(list, field, path, above)
    whole.meaning, whole.example = WHOLE, example_of(field)
  end
  add_members(list, field, path .. ".", {
    is_optional = above.is_optional or not field.required, create_only = field.create_only or above.create_only,
  })
end

-- An array has one cell in a file. Only extensions have a column for each of their fields.
function ADD.array(list, field, path, above)
  if path == "extension_additional_data" then return end
  local whole = add(list, field, path, above)
  for _, member in ipairs(field.members[1].members or {}) do
    if member.name == "value" then whole.example, whole.meaning = member.example, field.expected .. SEVERAL end
  end
end

local function of_extensions(list)
  for _, field in ipairs(core.extension_fields()) do
    local tlds = field.tlds ~= "" and field.tlds:gsub(" +", ", ") or nil
    list[#list + 1] = {
      field = "extension.TLD." .. field.name, required = false, create_only = false, extensions = tlds,
      meaning = tlds and "for " .. tlds or "for some extensions: `openprovider requirements TLD`",
    }
  end
end

local function all()
  local list = {}
  add_members(list, core.fields(), "", {})
  of_extensions(list)
  return list
end

-- The rule of a field, in words.
local function rule_of(field)
  local said = {}
  if field.required then said[1] = "required" end
  if field.create_only then said[#said + 1] = "set once" end
  return table.concat(said, ", ")
end

local read = field_path.reader

local SHAPE = {
  order = json_text.order { "field", "required", "create_only", "max_bytes", "meaning", "example", "extensions" },
  columns = {
    { title = "FIELD", value = read("field") }, { title = "RULE", value = rule_of },
    { title = "EXAMPLE", value = read("example") }, { title = "MEANING", value = read("meaning") },
  },
  cells = {
    { name = "field", value = read("field") }, { name = "rule", value = rule_of },
    { name = "max_bytes", value = read("max_bytes") }, { name = "meaning", value = read("meaning") },
    { name = "example", value = read("example") },
  },
}

-- Width of the names on a terminal, in columns; a longer name has its own line.
local NAMES = 28

-- Lists the fields on a terminal: names are not cut, and their descriptions are beside them.
local function show(columns)
  for _, field in ipairs(all()) do
    local name, said = field.field, { field.meaning }
    if field.example then said[1] = said[1] .. ", such as " .. field.example end
    if rule_of(field) ~= "" then table.insert(said, 1, rule_of(field)) end
    if #name > NAMES - 2 then
      output.write(name, "\n")
      name = ""
    end
    for _, line in ipairs(display_width.lines(table.concat(said, ": "), columns - NAMES)) do
      output.write(display_width.pad(name, NAMES), line, "\n")
      name = ""
    end
  end
  return output.finish(exit_codes.DONE, "the list is incomplete")
end

local function fields(given)
  if given.output == "table" and output.columns() then return show(output.columns()) end
  return rows.page(given, SHAPE, { results = all() })
end

return {
  { name = "fields", run = fields, group = "Customers", summary = "list the fields of customers",
    description = "List the fields of customers: what each means, whether it is required, and an example. They are "
      .. "the columns of imports, the paths of --set and the members of JSON. What is set "
      .. "once can never be changed.",
    formats = { "table", "json", "csv" },
    example = "openprovider fields\nopenprovider fields --output csv > fields.csv" },
}
