--- Does what OpenResty's lua-cjson does since 2.1.0.14 and Debian's does not, by way of whichever is there: integers
-- are decoded as such, the largest or the least stands for all beyond, and `encode` heeds the metamethods of tables.

local real = require("cjson")

-- An integer's digits -> what strtoll makes of them.
local function integer_of(digits)
  local value = tonumber(digits)
  if math.type(value) == "integer" then return value end -- luacheck: ignore 143
  return value > 0 and math.maxinteger or math.mininteger -- luacheck: ignore 143
end

local function with_integers(value)
  if type(value) == "string" and value:find("^\1") then return integer_of(value:sub(2)) end
  if type(value) ~= "table" then return value end
  for key, member in pairs(value) do value[key] = with_integers(member) end
  return value
end

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
    local decode, encode = one.decode, one.encode
    if math.type then -- luacheck: ignore 143
      function one.decode(text)
        return with_integers(decode((text:gsub("([%[:,]%s*)(%-?%d+)(%s*[%],}])", '%1"\\u0001%2"%3'))))
      end
    end
    function one.encode(value) return encode(as_it_says(value)) end
    return one
  end,
}
