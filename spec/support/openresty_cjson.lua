--- Does what OpenResty's lua-cjson does and Debian's does not, by way of whichever is there: `encode` heeds the
-- metamethods of tables.

local real = require("cjson")

local function as_it_says(value)
  if type(value) ~= "table" then return value end
  local copy, meta = {}, getmetatable(value)
  if meta and meta.__len then
    for index = 1, meta.__len(value) do copy[index] = as_it_says(value[index]) end
  else
    for key, member in next, value do copy[key] = as_it_says(member) end
  end
  return copy
end

return {
  new = function()
    local one = real.new()
    local encode = one.encode
    function one.encode(value) return encode(as_it_says(value)) end
    return one
  end,
}
