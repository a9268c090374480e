--- The page of a client's options: names, types, defaults and environment variables as config.lua has them.

local annotations = require("spec.reference.annotations")
local config = require("openprovider.config")
local markdown = require("spec.reference.markdown")

local INTRODUCTION = [[
Options of `openprovider.new` and `openprovider.configure`. An option that is not given is read from its
environment variable, if it has one. Times are in seconds. The guide is [options and token stores](../options.md).

```lua
local client, err = openprovider.new { environment = "sandbox", timeout = 30 }
```
]]

local options = {}

--- The page.
---@return string
function options.page()
  local words = {}
  for _, block in ipairs(annotations.of("lua/openprovider/types.lua")) do
    local is_options = block.class == "openprovider.Options"
    for _, field in ipairs(is_options and block.fields or {}) do words[field.name] = field end
  end
  local rows = {}
  for index, option in ipairs(config.LIST) do
    local field = words[option.name] or { type = option.type, words = "" }
    rows[index] = {
      "`" .. option.name .. "`", markdown.type(field.type),
      option.default ~= nil and "`" .. tostring(option.default) .. "`",
      option.variable and "`" .. option.variable .. "`", field.words,
    }
  end
  return "# Options of a client\n\n" .. markdown.text(INTRODUCTION) .. "\n"
    .. markdown.table({ "option", "type", "default", "environment variable", "meaning" }, rows)
end

return options
