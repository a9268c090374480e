--- UTF-8 without the core: the sandbox also runs where that is not.

-- Well-formed UTF-8 after RFC 3629 section 4: lead byte, then the range of the byte that
-- follows it; every later byte is a plain continuation byte.
local SEQUENCES = {
  { "^[\194-\223][\128-\191]()" },
  { "^\224[\160-\191][\128-\191]()", "^[\225-\236\238\239][\128-\191][\128-\191]()",
    "^\237[\128-\159][\128-\191]()" },
  { "^\240[\144-\191][\128-\191][\128-\191]()",
    "^[\241-\243][\128-\191][\128-\191][\128-\191]()",
    "^\244[\128-\143][\128-\191][\128-\191]()" },
}

local function sequence_end(text, at)
  for _, patterns in ipairs(SEQUENCES) do
    for _, pattern in ipairs(patterns) do
      local after = text:match(pattern, at)
      if after then
        return after
      end
    end
  end
  return nil
end

--- Whether a string is well-formed UTF-8 (no overlong form, no surrogate).
---@param text string
---@return boolean
return function(text)
  local position = 1
  while true do
    local at = text:find("[\128-\255]", position)
    if not at then
      return true
    end
    position = sequence_end(text, at)
    if not position then
      return false
    end
  end
end
