local assert = require("luassert")

--- Asserts that a reader does not keep what it has read.
---@param read fun(): any what comes next, nil at the end
---@param every integer after how many the memory is looked at
---@return integer count
return function(read, every)
  local count, first, largest = 0, nil, 0
  while read() do
    count = count + 1
    if count % every == 0 then
      collectgarbage()
      first = first or collectgarbage("count")
      largest = math.max(largest, collectgarbage("count"))
    end
  end
  assert.is_true(largest - first < 256, "it keeps what it has read")
  return count
end
