--- The iterator of something that failed as a whole.
--
-- @module openprovider.values.failed_each

--- An iterator that gives `false, nil, err` once, and then is at its end.
---@param err table
---@return function iterator
return function(err)
  local is_told = false
  return function()
    if is_told then return nil end
    is_told = true
    return false, nil, err
  end
end
