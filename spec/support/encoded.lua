--- Texts in other encodings than UTF-8, made by the program iconv.

--- A text in an encoding.
---@param text string in UTF-8
---@param encoding string
---@return string
return function(text, encoding)
  local name = os.tmpname()
  local file = assert(io.open(name, "wb"))
  file:write(text)
  file:close()
  local pipe = assert(io.popen(("iconv -f UTF-8 -t %s %s"):format(encoding, name)))
  local found = pipe:read("*a")
  pipe:close()
  os.remove(name)
  assert(found ~= "", "iconv does not know " .. encoding)
  return found
end
