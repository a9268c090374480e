--- Imitates other libraries with the name of lua-cjson: Debian's or dkjson, changed in the ways in which each differs.
--- Only functions that the product uses are here.

local dkjson = require("dkjson")
local real = require("cjson")

local to_integer = math.tointeger or function(value) return value end -- luacheck: ignore 143

-- Changes the numbers of a decoded value, and the tables, each once.
local function walk(value, number, made_table)
  if type(value) == "number" then return number(value) end
  if type(value) ~= "table" then return value end
  for key, member in next, value do value[key] = walk(member, number, made_table) end
  return made_table and made_table(value) or value
end

local function same(value) return value end

-- A library whose decoder changes what Debian's gives, and whose encoder is not asked.
local function reading(number, made_table)
  return {
    null = real.null,
    new = function()
      local one = real.new()
      local decode = one.decode
      function one.decode(text) return walk(decode(text), number, made_table) end
      function one.encode() error("the encoder of the library is not used") end
      return one
    end,
  }
end

-- As OpenResty's from 2.1.0.14 on, with Lua 5.3 and later.
local function saturated(value)
  if value >= 2 ^ 63 then return math.maxinteger or value end -- luacheck: ignore 143
  if value < -2 ^ 63 then return math.mininteger or value end -- luacheck: ignore 143
  return to_integer(value) or value
end

-- The metatable that OpenResty's can give arrays.
local array_mt = { __name = "array_mt" }

local function with_metatable(value)
  return (rawget(value, 1) ~= nil or next(value) == nil) and setmetatable(value, array_mt) or value
end

-- dkjson in the words of lua-cjson.
local by_dkjson = {
  null = real.null,
  new = function()
    return {
      null = real.null, decode_max_depth = same, decode_invalid_numbers = same,
      decode = function(text)
        local value, stop, why = dkjson.decode(text, 1, real.null)
        if why then error(why .. " at character " .. stop, 0) end
        if text:find("[^ \t\r\n]", stop) then error("text behind the value at character " .. stop, 0) end
        return value
      end,
    }
  end,
}

return {
  ["Debian's"] = reading(same),
  ["one that reads floats alone"] = reading(function(value) return value + 0.0 end),
  ["one that reads integers, and the largest for what is beyond them"] = reading(saturated),
  ["one whose arrays have a metatable"] = reading(same, with_metatable),
  dkjson = by_dkjson,
}
