--- Fuzzes the walk over a customer's table: a customer that is valid, or none, and changes to it and
-- to the tables in it, with whatever Lua has.

local core = require("openprovider.core")
local json = require("openprovider.values.json")
local compare = require("spec.fuzz.compare")
local example = require("spec.support.example")
local field_tree = require("spec.support.field_tree")
local inputs = require("spec.fuzz.input")

-- Problems that are kept.
local MAX_PROBLEMS = 100

-- All tables of a customer, in an order of their own.
local function tables_of(t, found)
  found[#found + 1] = t
  local names = {}
  for name in pairs(t) do names[#names + 1] = name end
  table.sort(names, function(one, other) return tostring(one) < tostring(other) end)
  for _, name in ipairs(names) do
    if type(t[name]) == "table" then tables_of(t[name], found) end
  end
  return found
end

local function copied(t)
  local copy = {}
  for key, value in pairs(t) do copy[key] = type(value) == "table" and copied(value) or value end
  return copy
end

local BASES = { {}, example.customer(), field_tree.customer() }

local function build(input)
  local customer = copied(input:choose(BASES))
  input.tables = tables_of(customer, {})
  while input:has_more() do
    local t = input:choose(input.tables)
    if input:byte() == 255 then
      setmetatable(t, inputs.HOSTILE)
    else
      rawset(t, input:key(), input:value())
    end
  end
  return customer
end

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

-- The text that is sent, as `create_customer` makes it.
local function check_encoding(canonical, allow_unknown)
  local text = core.body(canonical, not allow_unknown)
  assert(text == core.body(canonical), "a member that no field has is not sent")
  assert(core.is_utf8(text), "the JSON is not UTF-8")
  assert(compare.same(canonical, assert(json.decode(text))), "the JSON says something else")
end

return function(bytes)
  local input = inputs.new(bytes)
  local flags = input:byte()
  local mode, allow_unknown = flags % 2 == 0 and "create" or "update", flags % 4 >= 2
  local customer = build(input)
  local picture = compare.picture(customer)
  local canonical, problems, errors, total = core.check(customer, mode, allow_unknown)
  compare.unchanged(picture)
  check_problems(problems, errors, total)
  if errors > 0 then return end
  local again, _, more = core.check(canonical, mode, allow_unknown)
  assert(more == 0, "a canonical customer has errors")
  assert(rawequal(again, canonical), "a canonical customer is changed")
  check_encoding(canonical, allow_unknown)
end
