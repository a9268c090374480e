--- What is the same, and what has been touched.

local compare = {}

--- True if two values say the same in JSON: an empty array is an empty table. Numbers
--- are read as doubles, so beyond 2^53 integers are the same if their doubles are.
function compare.same(one, other)
  if type(one) == "number" and type(other) == "number" then return one * 1.0 == other * 1.0 end
  if type(one) ~= "table" or type(other) ~= "table" then return rawequal(one, other) end
  for key, value in next, one do
    if not compare.same(value, rawget(other, key)) then return false end
  end
  for key in next, other do
    if rawget(one, key) == nil then return false end
  end
  return true
end

-- The very same value; NaN, too, which is not equal to itself.
local function identical(one, other)
  return rawequal(one, other) or (one ~= one and other ~= other)
end

local function note(value, copies)
  if type(value) ~= "table" or copies[value] then return end
  local copy = { members = {}, metatable = getmetatable(value) }
  copies[value] = copy
  for key, member in next, value do
    copy.members[key] = member
    note(key, copies)
    note(member, copies)
  end
end

--- A picture of a value and of all tables that it leads to.
function compare.picture(value)
  local copies = {}
  note(value, copies)
  return copies
end

--- Raises an error if one of the tables in a picture has changed since.
function compare.unchanged(copies)
  for t, copy in next, copies do
    assert(getmetatable(t) == copy.metatable, "a metatable of the argument has changed")
    for key, member in next, copy.members do
      assert(identical(rawget(t, key), member), "a member of the argument has changed")
    end
    for key in next, t do assert(copy.members[key] ~= nil, "the argument has a new member") end
  end
end

return compare
