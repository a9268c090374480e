--- Sets the pace of the garbage collector, which each Lua has its own calls for.

local collector = {}

-- Lua 5.5 has names for the numbers, and accepts none with the mode. A step without a number (0) is a whole cycle.
local function set_named(numbers)
  collectgarbage("incremental")
  for name, number in pairs(numbers) do collectgarbage("param", name, number) end
end

--- Makes every step a whole cycle, of a large heap, too.
function collector.restless()
  if _VERSION == "Lua 5.5" then return set_named { pause = 1, stepmul = 0, stepsize = 1 } end
  if _VERSION == "Lua 5.4" then return collectgarbage("incremental", 1, 1000, 30) end
  collectgarbage("setpause", 1)
  return collectgarbage("setstepmul", 100000000)
end

--- Restores Lua's default.
function collector.usual()
  if _VERSION == "Lua 5.5" then return set_named { pause = 250, stepmul = 200, stepsize = 9600 } end
  if _VERSION == "Lua 5.4" then return collectgarbage("incremental", 200, 100, 13) end
  collectgarbage("setpause", 200)
  return collectgarbage("setstepmul", 200)
end

return collector
