--- The page of errors: their kinds, which function gives which, their members, and the API's codes.

local annotations = require("spec.reference.annotations")
local api_codes = require("openprovider.http.api_codes")
local examples = require("spec.reference.examples")
local functions = require("spec.reference.pages.functions")
local markdown = require("spec.reference.markdown")

local TYPES = "lua/openprovider/types.lua"

local INTRODUCTION = [[
What functions give after `nil`. `tostring(err)` is one line, without secrets. The guide is
[errors](../errors.md).

```lua
local handle, err = client:create_customer(customer)
if not handle then
  print(err.kind, err.retryable, tostring(err))
end
```
]]

local errors = {}

-- The blocks of types.lua that make this page.
local function read_types()
  local found = {}
  for _, block in ipairs(annotations.of(TYPES)) do
    local name = (block.class or block.alias or ""):match("^openprovider%.(.*)$")
    if name then found[name] = block end
  end
  return found
end

--- The kinds of errors that each public function gives, as its comment says.
---@return table<string, table<string, boolean>> kinds name of the function -> kinds
function errors.by_function()
  local types, known, of_call, found = read_types(), {}, {}, {}
  for _, value in ipairs(types.ErrorKind.values) do known[value.name] = true end
  for _, value in ipairs(types.CallErrorKind.values) do of_call[#of_call + 1] = value.name end
  for name, block in pairs(functions.all()) do
    if block.errors then
      found[name] = {}
      for kind in block.errors:gmatch("`([%l_]+)`") do
        if known[kind] then found[name][kind] = true end
      end
      if block.errors:find("those of a call", 1, true) then
        for _, kind in ipairs(of_call) do found[name][kind] = true end
      end
    end
  end
  return found
end

-- The functions that give a kind, without those that give it as any call does.
local function givers(kind, types)
  local is_of_call, names = false, {}
  for _, value in ipairs(types.CallErrorKind.values) do is_of_call = is_of_call or value.name == kind end
  for name, block in pairs(functions.all()) do
    if block.errors and block.errors:find("`" .. kind .. "`", 1, true) then
      names[#names + 1] = "`" .. name:gsub("^client:", ""):gsub("^openprovider%.", "") .. "`"
    end
  end
  table.sort(names, function(a, b) return a < b end)
  local text = table.concat(names, ", ")
  if not is_of_call then return text end
  return text == "" and "any call" or "any call. These functions have further reasons for it: " .. text
end

-- The API's codes for a kind.
local function codes_of(kind)
  local codes = {}
  for code, class in pairs(api_codes.CLASSES) do
    if class.kind == kind then codes[#codes + 1] = code end
  end
  table.sort(codes, function(a, b) return a < b end)
  return table.concat(codes, ", ")
end

local function kinds(types)
  local parts = { "## Kinds\n\n" }
  local shown = examples.errors()
  for _, value in ipairs(types.ErrorKind.values) do
    local kind = value.name
    parts[#parts + 1] = "### " .. kind .. "\n\n" .. markdown.wrap(value.words) .. "\n"
    parts[#parts + 1] = markdown.wrap("Given by " .. givers(kind, types) .. ".") .. "\n"
    if codes_of(kind) ~= "" then
      parts[#parts + 1] = markdown.wrap("Codes of the API: " .. codes_of(kind) .. ".") .. "\n"
    end
    parts[#parts + 1] = markdown.code("text", shown[kind]) .. "\n"
  end
  return table.concat(parts)
end

local function of_a_call(types)
  local names = {}
  for index, value in ipairs(types.CallErrorKind.values) do
    names[index] = ("[`%s`](#%s)"):format(value.name, value.name)
  end
  return "## Of a call\n\n" .. markdown.wrap("Any call of the API can give these kinds: " .. table.concat(names, ", ")
    .. ". [Functions](functions.md) names the others with each function.") .. "\n"
end

local function members(types)
  local rows = {}
  for index, field in ipairs(types.Error.fields) do
    rows[index] = {
      "`" .. field.name .. "`" .. (field.optional and "" or " *"), markdown.type(field.type), field.words,
    }
  end
  return "## Members\n\nThose with `*` are always there.\n\n"
    .. markdown.table({ "member", "type", "meaning" }, rows) .. "\n"
end

-- The highest code that the API is known to have.
local HIGHEST = 20002

local function codes()
  local rows = {}
  for code = 1, HIGHEST do
    local class, field = api_codes.CLASSES[code], api_codes.field(code)
    if class or field then
      rows[#rows + 1] = { code, "`" .. (class or api_codes.ANY).kind .. "`", field and "`" .. field .. "`",
        class and class.hint }
    end
  end
  return "## Codes of the API\n\n" .. markdown.wrap("What `err.code` means. Any other code is `rejected` if the API's "
    .. "documents list it as a refusal. After a code that they do not list, it is not known what the API did.") .. "\n"
    .. markdown.table({ "code", "kind", "field", "remark" }, rows)
end

--- The page.
---@return string
function errors.page()
  local types = read_types()
  return "# Errors\n\n" .. markdown.text(INTRODUCTION) .. "\n" .. kinds(types) .. of_a_call(types) .. members(types)
    .. codes()
end

return errors
