--- The tree of `openprovider.core.fields()`, for specs that say something about every field.

local core = require("openprovider.core")

local field_tree = {}

-- A valid value of a field, with every member there is.
local function value_of(field)
  if field.shape == "array" then return { value_of(field.members[1]) } end
  if field.shape == "string" then return field.example end
  if not field.members then return { whois_email = "jan@example.com" } end -- the data of an extension
  local object = {}
  for _, member in ipairs(field.members) do object[member.name] = value_of(member) end
  return object
end

--- A customer with a value for every field of the tree: each field's own example.
function field_tree.customer()
  return value_of(core.fields())
end

local function collect(field, path, steps, found)
  for _, member in ipairs(field.members or {}) do
    local inner, step = path .. "[1]", 1
    if field.shape == "object" then
      step = member.name
      inner = path == "" and step or path .. "." .. step
    end
    local way = {}
    for i = 1, #steps do way[i] = steps[i] end
    way[#way + 1] = step
    found[#found + 1] = { path = inner, steps = way, field = member }
    collect(member, inner, way, found)
  end
end

--- Every field below the customer: `{ path = "address.city", steps = {"address", "city"}, field }`
-- each, in the order of the tree; the element of an array is its first.
function field_tree.each()
  local found = {}
  collect(core.fields(), "", {}, found)
  return found
end

--- The fields for which `choose` returns true.
function field_tree.where(choose)
  local chosen = {}
  for _, one in ipairs(field_tree.each()) do
    if choose(one.field) then chosen[#chosen + 1] = one end
  end
  return chosen
end

--- Sets what the steps lead to.
function field_tree.set(customer, steps, value)
  local table_of = customer
  for i = 1, #steps - 1 do table_of = table_of[steps[i]] end
  table_of[steps[#steps]] = value
  return customer
end

--- What a problem with a field says was expected.
function field_tree.expectation(field)
  local text = "expected " .. field.expected
  return field.example and ('%s, such as "%s"'):format(text, field.example) or text
end

return field_tree
