--- Writes the table of the API's operations from the registrar's contract, and the page of docs with their names.
--
--     lua5.4 spec/operations/write.lua CONTRACT lua/openprovider/api/operations/list.lua docs/operations.md
--
-- Only facts are taken: the names of operations and parameters, methods, paths and types.

package.path = "./?.lua;" .. package.path

local json = require("dkjson")
local kinds = require("spec.operations.kinds")

local WIDTH = 120
local PREFIX = "^/v1beta"

local writer = {}

local HEAD = [[
--- The API's operations as data: of each its method, path and kind, and the parameters in its path, query and body.
--
-- `kind` is a column of the retry policy. A parameter's type is "string", "integer", "number", "boolean" or "object"
-- (with any members); `{ name = type }` is an object with these members, `{ type }` an array.
--
-- Written by `make operations`: change spec/operations instead.
--
-- @module openprovider.api.operations.list

]]

-- What comes first in an operation.
local FIRST = { method = 1, path = 2, kind = 3, in_path = 4, in_query = 5 }

local function sorted_keys(t)
  local keys, is_operation = {}, t.method and t.path
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys, function(one, other)
    if not is_operation then return one < other end
    return (FIRST[one] or 9) < (FIRST[other] or 9)
  end)
  return keys
end

local KEYWORDS = { ["end"] = true, ["for"] = true, ["in"] = true, ["function"] = true, ["repeat"] = true }

local function key_of(name)
  if name:find("^[%a_][%w_]*$") and not KEYWORDS[name] then return name end
  return ("[%q]"):format(name)
end

local function name_of_definition(reference)
  return reference:match("([^/]+)$")
end

-- How often each definition is used by bodies and by other definitions that they use.
local function count_uses(definitions, bodies)
  local uses = {}
  local function use(name)
    uses[name] = (uses[name] or 0) + 1
    if uses[name] > 1 then return end
    for _, property in pairs(definitions[name].properties or {}) do
      local reference = property["$ref"] or property.items and property.items["$ref"]
      if reference then use(name_of_definition(reference)) end
    end
  end
  for _, name in ipairs(bodies) do use(name) end
  return uses
end

-- A value as Lua, on one line where it fits.
local function write(value, indent, room)
  if type(value) == "string" then return value end
  if not next(value) then return "{}" end
  local parts = {}
  if value[1] then
    parts[1] = write(value[1], indent + 2, room)
  else
    for _, name in ipairs(sorted_keys(value)) do
      parts[#parts + 1] = key_of(name) .. " = " .. write(value[name], indent + 2, room - #name - 3)
    end
  end
  local line = "{ " .. table.concat(parts, ", ") .. " }"
  if not line:find("\n") and #line <= room - indent then return line end
  local lines, current = {}, ""
  for _, part in ipairs(parts) do
    local joined = current == "" and part or current .. " " .. part
    if current ~= "" and (part:find("\n") or #joined + indent + 3 > WIDTH) then
      lines[#lines + 1], current = current, part .. ","
    else
      current = joined .. ","
    end
    if part:find("\n") then lines[#lines + 1], current = current, "" end
  end
  if current ~= "" then lines[#lines + 1] = current end
  local pad = (" "):rep(indent + 2)
  return "{\n" .. pad .. table.concat(lines, "\n" .. pad) .. "\n" .. (" "):rep(indent) .. "}"
end

-- The shape of a schema: a type's name in quotes, an object, an array, or the name of a shape that is used twice.
local function shape_of(definitions, schema, shared)
  if schema["$ref"] then
    local name = name_of_definition(schema["$ref"])
    local definition = definitions[name]
    if not definition.properties then return '"' .. definition.type .. '"' end
    if shared[name] then return "SHAPES." .. name end
    return shape_of(definitions, definition, shared)
  end
  if schema.type == "array" then return { shape_of(definitions, schema.items, shared) } end
  if not schema.properties then return '"' .. schema.type .. '"' end
  local members = {}
  for name, property in pairs(schema.properties) do members[name] = shape_of(definitions, property, shared) end
  return members
end

-- The operations of a contract: `{ name, method, path, operation }` each, by path and method.
local function operations_of(contract)
  local list = {}
  for _, path in ipairs(sorted_keys(contract.paths)) do
    for _, method in ipairs(sorted_keys(contract.paths[path])) do
      local operation = contract.paths[path][method]
      list[#list + 1] = {
        name = operation.operationId, method = method:upper(), path = path:gsub(PREFIX, ""), operation = operation,
      }
    end
  end
  table.sort(list, function(one, other) return one.name < other.name end)
  return list
end

local USUAL = { GET = "read", PUT = "write", DELETE = "write", POST = "once" }

local function body_of(operation)
  for _, parameter in ipairs(operation.parameters or {}) do
    if parameter["in"] == "body" then return name_of_definition(parameter.schema["$ref"]) end
  end
end

local PLACES = { path = "in_path", query = "in_query" }

local function entry_of(one, definitions, shared)
  local entry = {
    method = ("%q"):format(one.method), path = ("%q"):format(one.path),
    kind = ("%q"):format(kinds[one.name] or USUAL[one.method]),
  }
  for _, parameter in ipairs(one.operation.parameters or {}) do
    local place = PLACES[parameter["in"]]
    if place then
      entry[place] = entry[place] or {}
      entry[place][parameter.name] = shape_of(definitions, parameter, shared)
    end
  end
  local body = body_of(one.operation)
  if body then
    local shape = shape_of(definitions, definitions[body], shared)
    for name in pairs(entry.in_path or {}) do shape[name] = nil end -- the path says it
    entry.in_body = shape
  end
  return entry
end

--- The text of the table.
---@param contract table decoded
---@return string
function writer.text(contract)
  local definitions, list = contract.definitions, operations_of(contract)
  local bodies = {}
  for _, one in ipairs(list) do bodies[#bodies + 1] = body_of(one.operation) end
  local shared = {}
  for name, count in pairs(count_uses(definitions, bodies)) do
    shared[name] = count > 1 and definitions[name].properties
  end
  local out = { HEAD, "local SHAPES = {}\n\n" }
  local done = {}
  local function define(name)
    if done[name] then return end
    done[name] = true
    for _, property in pairs(definitions[name].properties) do
      local reference = property["$ref"] or property.items and property.items["$ref"]
      local inner = reference and name_of_definition(reference)
      if inner and shared[inner] then define(inner) end
    end
    local shape = shape_of(definitions, { properties = definitions[name].properties }, shared)
    out[#out + 1] = ("SHAPES.%s = %s\n"):format(name, write(shape, 0, WIDTH - #name - 10))
  end
  for _, name in ipairs(sorted_keys(shared)) do
    if shared[name] then define(name) end
  end
  out[#out + 1] = "\nreturn {\n"
  for _, one in ipairs(list) do
    out[#out + 1] = ("  %s = %s,\n"):format(one.name,
      write(entry_of(one, definitions, shared), 2, WIDTH - #one.name - 6))
  end
  out[#out + 1] = "}\n"
  return table.concat(out)
end

local PAGE = [[
# Operations

All operations of the API by the names that its contract gives them, for `call` and for `openprovider api`:

```text
openprovider api GetDomain --field id=123456
```

[domains.md](domains.md) says how. What is **sent once** may cost money or do something twice, and is never
sent again by itself. Members of objects are not listed here; `lua/openprovider/api/operations/list.lua` has
them, and the type of each parameter.

| name | call | sent again | parameters |
| --- | --- | --- | --- |
]]

-- Whether an operation is sent again when its answer is lost.
local AGAIN = { read = "yes", write = "yes", once = "**sent once**", login = "yes" }

--- The text of the page.
---@param list table the table, as it is written
---@return string
function writer.page(list)
  local out = { PAGE }
  for _, name in ipairs(sorted_keys(list)) do
    local operation, parameters = list[name], {}
    for _, place in ipairs({ "in_path", "in_query", "in_body" }) do
      for _, parameter in ipairs(sorted_keys(operation[place] or {})) do
        parameters[#parameters + 1] = "`" .. parameter .. "`"
      end
    end
    out[#out + 1] = ("| `%s` | %s %s | %s | %s |\n"):format(name, operation.method, operation.path,
      AGAIN[operation.kind], table.concat(parameters, ", "))
  end
  return table.concat(out)
end

local function write_file(path, text)
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
end

if arg and arg[0] and arg[0]:find("spec/operations/write.lua$") then
  local file = assert(io.open(arg[1], "rb"))
  local contract = assert(json.decode(file:read("a")))
  file:close()
  write_file(arg[2], writer.text(contract))
  write_file(arg[3], writer.page(dofile(arg[2])))
end

return writer
