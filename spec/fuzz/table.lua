--- Fuzzes the walk over a customer's table: a customer that is valid, or none, and changes to it and
-- to the tables in it, with whatever Lua has.

local any_customer = require("spec.fuzz.customer")
local core = require("openprovider.core")
local compare = require("spec.fuzz.compare")
local inputs = require("spec.fuzz.input")

-- Problems that are kept.
local MAX_PROBLEMS = 100

local function check_problems(problems, errors, total)
  assert(errors <= total)
  if total == 0 then return assert(problems == nil) end
  assert(#problems == math.min(total, MAX_PROBLEMS))
  local counted = 0
  for _, problem in ipairs(problems) do
    assert(type(problem.path) == "string" and type(problem.code) == "string" and #problem.message > 0)
    assert(core.is_utf8(problem.path) and core.is_utf8(problem.message), "not UTF-8")
    assert(not (problem.path .. problem.message):find("%c"), "a control character")
    if problem.severity == "error" then counted = counted + 1 end
  end
  assert(counted == math.min(errors, MAX_PROBLEMS), "warnings hide errors")
end

return function(bytes)
  local input = inputs.new(bytes)
  local flags = input:byte()
  local mode, allow_unknown = flags % 2 == 0 and "create" or "update", flags % 4 >= 2
  local customer = any_customer(input)
  local picture = compare.picture(customer)
  local canonical, problems, errors, total = core.check(customer, mode, allow_unknown)
  compare.unchanged(picture)
  check_problems(problems, errors, total)
  if errors > 0 then return end
  local again, _, more = core.check(canonical, mode, allow_unknown)
  assert(more == 0, "a canonical customer has errors")
  assert(rawequal(again, canonical), "a canonical customer is changed")
end
