--- Words as a set.
--
-- @module openprovider.values.word_set

--- The words of a text that have blanks or ends of lines between them.
---@param text string
---@return table<string, boolean>
return function(text)
  local set = {}
  for word in text:gmatch("[^ \t-\r]+") do set[word] = true end
  return set
end
