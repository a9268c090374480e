--- Calls a function, and another one if the coroutine is closed meanwhile: by `coroutine.close`, or by Lua 5.4 for
--- `coroutine.wrap`. Earlier Luas never close a coroutine, and cannot parse the syntax of 5.4 for this: so it is a text
--- here.
--
-- @module openprovider.concurrency.closing

local OF_5_4 = [[
  return function(closed, fn, ...)
    local is_over = false
    local function over(...)
      is_over = true
      return ...
    end
    local guard <close> = setmetatable({}, { __close = function()
      if not is_over then closed() end
    end })
    return over(fn(...))
  end
]]

local function of_others(_, fn, ...)
  return fn(...)
end

-- The function that compiles a text has another name in Lua 5.1.
local chunk = (rawget(_G, "loadstring") or load)(OF_5_4, "=openprovider.concurrency.closing")

---@type fun(closed: function, fn: function, ...: any): ... `fn` must not raise; gives what it returned
return chunk and chunk() or of_others
