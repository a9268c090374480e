--- A shallow copy.
--
-- @module openprovider.values.copied

--- A new table with the members of another. `next` and not `pairs`: a metamethod could raise.
---@param t table
---@return table
return function(t)
  local copy = {}
  for key, value in next, t do copy[key] = value end
  return copy
end
