--- Any customer: one that is valid, or none, and changes to it and to the tables in it, with whatever Lua has.

local example = require("spec.support.example")
local field_tree = require("spec.support.field_tree")
local inputs = require("spec.fuzz.input")

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

--- Reads a customer from what is left of an input.
return function(input)
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
