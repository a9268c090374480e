--- Words as a set.
--
-- @module openprovider.values.word_set

--- The words of a text that have blanks or ends of lines between them. They are put into the set at the first question,
--- for most programs never ask most sets: a loop over it would find nothing before.
---@param text string
---@return table<string, boolean>
return function(text)
  return setmetatable({}, { __index = function(set, word)
    setmetatable(set, nil)
    for each in text:gmatch("[^ \t-\r]+") do set[each] = true end
    return set[word]
  end })
end
