--- Iterators that fail as a whole give `false, nil, err` once. With the option `raise` they raise that error instead,
-- for loops that do not look at each first value.
--
-- @module openprovider.values.raising

--- With `raises`, makes an iterator that raises its error.
---@param iterate function
---@param raises boolean|nil
---@return function iterator
return function(iterate, raises)
  if not raises then return iterate end
  return function()
    local first, second, third, fourth = iterate()
    if first == false then error(third, 0) end
    return first, second, third, fourth
  end
end
