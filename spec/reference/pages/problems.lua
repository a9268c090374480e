--- The page of problems: what the check finds in a customer.

local annotations = require("spec.reference.annotations")
local examples = require("spec.reference.examples")
local markdown = require("spec.reference.markdown")

local INTRODUCTION = [[
What the check finds in a customer: `err.problems`, `details.warnings`, and the second result of
`check_customer`. A problem is `{ path, code, severity, message, api_code }`. An error stops the call, a warning
does not. The guide is [what is checked](../checks.md).

```lua
local ok, err = openprovider.check_customer(customer)
for _, problem in ipairs(ok and {} or err.problems) do
  print(problem.severity, problem.path, problem.code, problem.message)
end
```
]]

local problems = {}

--- The codes, as types.lua has them.
---@return table[] `{ name, words }` each
function problems.codes()
  for _, block in ipairs(annotations.of("lua/openprovider/types.lua")) do
    if block.alias == "openprovider.ProblemCode" then return block.values end
  end
end

--- The page.
---@return string
function problems.page()
  local found, rows = examples.problems(), {}
  for index, value in ipairs(problems.codes()) do
    local problem = assert(found[value.name], value.name)
    rows[index] = { "`" .. value.name .. "`", value.words, problem.severity,
      "`" .. problem.path .. "`", (problem.message:gsub("^" .. problem.path:gsub("%p", "%%%0") .. " ", "")) }
  end
  return "# Problems of a customer\n\n" .. markdown.text(INTRODUCTION) .. "\n## Codes\n\n"
    .. markdown.wrap("Each with an example. Some codes are an error in one place and a warning in another.") .. "\n"
    .. markdown.table({ "code", "meaning", "severity here", "path", "message" }, rows)
end

return problems
