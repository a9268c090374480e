--- Text by its code points, for LuaJIT has no library for UTF-8.

local function encoded(code)
  if code < 0x80 then return string.char(code) end
  local bytes, first, limit = {}, 0x80, 0x20
  repeat
    table.insert(bytes, 1, string.char(0x80 + code % 0x40))
    code = math.floor(code / 0x40)
    first, limit = first + limit * 2, limit / 2
  until code < limit * 2
  return string.char(first % 0x100 + code) .. table.concat(bytes)
end

--- The text of code points.
---@param ... integer
---@return string
return function(...)
  local text = {}
  for index, code in ipairs({ ... }) do text[index] = encoded(code) end
  return table.concat(text)
end
