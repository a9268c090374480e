--- Titles of persons, which the API has no field for: "Dr.", "Mrs".
--
-- @module openprovider.cli.import.input.titles

local core = require("openprovider.core")
local words = require("openprovider.values.word_set")

-- The second list can also be names, or first letters of names.
local SURE = words [[
  mr mr. mrs mrs. ms ms. miss dr dr. prof prof. ing. drs drs. herr frau dhr dhr. mevr mevr. mevrouw mw mw. mme mme. mlle
  monsieur madame sra sra. sig. dott dott. dipl.-ing. mag. sir doña ir.
]]
local PERHAPS = words "m. m ir ing sr sr. don sig fam. familie family"

local titles = {}

--- Whether a word may be a title.
---@param word string
---@return boolean|nil
function titles.is_title(word)
  word = core.lower(word)
  return SURE[word] or PERHAPS[word] and word ~= "m"
end

--- Whether a first name begins with a title, or is one: "Dr. Jan", "Mr.".
---@param text string
---@return boolean|nil
function titles.begin(text)
  return SURE[core.lower(text:match("[^ ]+") or "")]
end

--- Whether a text has titles alone: "Prof. Dr."
---@param text string
---@return boolean
function titles.are_all(text)
  for word in text:gmatch("[^ ]+") do
    word = core.lower(word)
    if not (SURE[word] or PERHAPS[word]) then return false end
  end
  return text:find("[^ ]") ~= nil
end

return titles
