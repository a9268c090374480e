--- The page of a customer's fields: the checker's own tree.

local core = require("openprovider.core")
local markdown = require("spec.reference.markdown")
local read_only = require("openprovider.customer.read_only")

local INTRODUCTION = [[
The fields of a customer: members of its table or JSON, columns of an import, and paths of `--set`.
`openprovider fields` prints the same list. The guide is [what is checked](../checks.md).

- required: a create without it is refused. A member of a part that may be missing is required within it.
- once: it can never be changed.
- array: in an import, one cell has its values with `|` between them.
- API codes: how the API says that the field is missing, and that it is not valid.

Bytes are the most that the check lets through. The API documents no limits.
]]

local EXTENSIONS = [[
## Fields of extensions

Members of `data` in `extension_additional_data`. In an import and in `--set` the path is
`extension.TLD.FIELD`, such as `extension.eu.whois_email`. What a TLD asks for today:
`openprovider requirements TLD`, or `customer_requirements`.
]]

local function rule_of(field)
  local said = {}
  if field.required then said[#said + 1] = "required" end
  if field.create_only then said[#said + 1] = "once" end
  if field.shape == "array" then said[#said + 1] = "array" end
  return table.concat(said, ", ")
end

local function codes_of(field)
  local codes = {}
  for _, code in ipairs({ field.api_empty or false, field.api_invalid or false }) do
    if code then codes[#codes + 1] = tostring(code) end
  end
  return table.concat(codes, ", ")
end

local function add(rows, field, prefix)
  for _, member in ipairs(field.members or {}) do
    local path = prefix
    if member.name ~= "" then path = (prefix == "" and "" or prefix .. ".") .. member.name end
    if path ~= prefix and not read_only.IS[path] then
      rows[#rows + 1] = {
        "`" .. path .. "`", rule_of(member), member.expected, member.example and "`" .. member.example .. "`",
        member.max_bytes, codes_of(member),
      }
    end
    add(rows, member, path)
  end
end

local fields = {}

--- The page.
---@return string
function fields.page()
  local rows, extensions = {}, {}
  add(rows, core.fields(), "")
  for index, field in ipairs(core.extension_fields()) do
    extensions[index] = { "`" .. field.name .. "`", field.format, (field.tlds:gsub(" +", ", ")) }
  end
  return "# Fields of a customer\n\n" .. markdown.text(INTRODUCTION) .. "\n"
    .. markdown.table({ "field", "rule", "what is expected", "example", "bytes", "API codes" }, rows) .. "\n"
    .. markdown.text(EXTENSIONS) .. "\n" .. markdown.table({ "field", "form", "TLDs" }, extensions)
end

return fields
