--- Checks the options of a bulk creation, for programs and for the command line.
--
-- @module openprovider.bulk.options

--- Checks options.
---@param given table `concurrency`, `settle`, `expected`
---@return string|nil name of the first wrong option
---@return string|nil why what it must be
return function(given)
  local most = given.concurrency
  if most and (most < 1 or most % 1 ~= 0) then return "concurrency", "must be a whole number above 0" end
  if given.settle and given.settle < 0 then return "settle", "must be a number of seconds" end
  local expected = given.expected
  if expected and not (expected >= 0 and expected % 1 == 0) then
    return "expected", "must be a whole number of customers"
  end
  return nil
end
