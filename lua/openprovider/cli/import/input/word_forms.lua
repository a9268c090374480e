--- Sets of words and signs that people and programs write for "no value".
--
-- @module openprovider.cli.import.input.word_forms

local core = require("openprovider.core")

local word_forms = {}

--- Adds words in all letter cases that people and programs use.
---@param set table<string, boolean>
---@param list string words with commas or line breaks between them
---@return table<string, boolean> set
function word_forms.add(set, list)
  for part in list:gmatch("[^,\n]+") do
    local word = part:match("^ *(.-) *$")
    for _, form in ipairs({ word, core.upper(word), core.upper(word:sub(1, 1)) .. word:sub(2) }) do set[form] = true end
  end
  return set
end

--- Adds signs, written up to five times: "-", "???".
---@param set table<string, boolean>
---@return table<string, boolean> set
function word_forms.add_signs(set)
  for _, sign in ipairs({ "-", ".", "_", "/", "*", "?", "–", "—" }) do
    for times = 1, 5 do set[sign:rep(times)] = true end
  end
  return set
end

return word_forms
