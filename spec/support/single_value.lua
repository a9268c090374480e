--- What the checker says of one value in a customer of whom there is nothing else to be said.

local openprovider = require("openprovider")
local assert = require("luassert")
local example = require("spec.support.example")

local single_value = {}

-- The member of a customer at a path such as `extension_additional_data[1].name`.
local function member(customer, path)
  for step in path:gmatch("[^.]+") do
    local name, index = step:match("^(.-)%[(%d+)%]$")
    customer = customer[name or step]
    if index then customer = customer[tonumber(index)] end
  end
  return customer
end

--- Checks an example customer with that value.
---@param path string
---@param value any
---@return table|nil canonical
---@return table[] problems
function single_value.check(path, value)
  local canonical, found = openprovider.check_customer(example.customer { [path] = value })
  return canonical, found.problems or found
end

local function only_problem(path, value, severity, code)
  local canonical, problems = single_value.check(path, value)
  local what = ("%s = %q: %s"):format(path, tostring(value), tostring(problems[1] and problems[1].message))
  assert.equal(1, #problems, what)
  assert.same({ path, severity, code }, { problems[1].path, problems[1].severity, problems[1].code }, what)
  return problems[1].message, canonical
end

--- The message of the one problem with a value that is refused.
---@param path string
---@param value any
---@param code string
---@return string message
function single_value.refused(path, value, code)
  local message, canonical = only_problem(path, value, "error", code)
  assert.is_nil(canonical)
  return message
end

--- The message of the one warning about a value that is taken, and the value as it goes out.
---@param path string
---@param value any
---@param code string
---@return string message
---@return any taken
function single_value.warned(path, value, code)
  local message, canonical = only_problem(path, value, "warning", code)
  return message, member(canonical, path)
end

--- The value as it goes out, without any problem.
---@param path string
---@param value any
---@return any taken
function single_value.accepted(path, value)
  local canonical, problems = single_value.check(path, value)
  local what = ("%s = %q: %s"):format(path, tostring(value), tostring(problems[1] and problems[1].message))
  assert.equal(0, #problems, what)
  return member(canonical, path)
end

--- Asserts that a text has a part.
---@param text string
---@param part string
function single_value.has(text, part)
  assert.is_truthy(text:find(part, 1, true), ("%q has no %q"):format(text, part))
end

return single_value
