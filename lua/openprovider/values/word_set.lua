--- Words as a set.
--
-- @module openprovider.values.word_set

--- Makes a set of the words of a text, separated by blanks or line ends. The set is filled when a word is first looked
--- up, because most programs never use most sets. Before that, a loop over it finds nothing.
---@param text string
---@return table<string, boolean>
return function(text)
  return setmetatable({}, { __index = function(set, word)
    setmetatable(set, nil)
    for each in text:gmatch("[^ \t-\r]+") do set[each] = true end
    return set[word]
  end })
end
