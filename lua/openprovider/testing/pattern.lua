--- Checks whether a text is a pattern of Lua. Lua itself reports a mistake only if a match reaches it.
local pattern = {}

-- The end of a class of characters that begins at a place, as in `[^%]a-z]`; nil if it has no end.
local function end_of_class(text, place)
  place = text:match("^%[%^?%]?()", place)
  while true do
    local stop = text:match("^%%.()", place) or text:match("^[^%%%]]()", place)
    if not stop then return text:match("^%]()", place) end
    place = stop
  end
end

-- Where one item of a pattern ends, or nil.
local function end_of_item(text, place)
  if text:find("^%[", place) then return end_of_class(text, place) end
  if text:find("^%%[f]", place) then return text:find("^%[", place + 2) and end_of_class(text, place + 2) end
  if text:find("^%%b", place) then return text:match("^%%b..()", place) end
  if text:find("^%%[0-9]", place) then return nil end -- a reference to a capture: not supported here
  return text:match("^%%.()", place) or text:match("^[^%%]()", place)
end

---@param text string
---@return boolean
function pattern.is_one(text)
  local place, depth = 1, 0
  while place and place <= #text do
    local character = text:sub(place, place)
    if character == "(" then depth = depth + 1 end
    if character == ")" then depth = depth - 1 end
    if depth < 0 then return false end
    place = end_of_item(text, place)
  end
  return place ~= nil and depth == 0
end

return pattern
