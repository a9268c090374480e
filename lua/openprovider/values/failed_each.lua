--- The iterator of something that failed as a whole.
--
-- @module openprovider.values.failed_each

local raising = require("openprovider.values.raising")

--- Makes an iterator that returns `false, nil, err` once, and then ends.
---@param err table
---@param opts any what the caller passed as options: with `raise`, the iterator raises the error
---@return function iterator
return function(err, opts)
  local is_told = false
  return raising(function()
    if is_told then return nil end
    is_told = true
    return false, nil, err
  end, type(opts) == "table" and rawget(opts, "raise"))
end
