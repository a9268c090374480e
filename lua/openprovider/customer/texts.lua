--- Texts for end users: one sentence for each problem, in their language.
-- Each language is a table with a name for each field of the tree and a sentence for each code of a problem. It is
-- loaded on first use.
--
-- @module openprovider.customer.texts

local core = require("openprovider.core")

local texts = {}

--- The languages, by ISO 639-1.
texts.LANGUAGES = { "de", "en", "es", "fr", "it", "nl" }

local IS_LANGUAGE = {}
for _, language in ipairs(texts.LANGUAGES) do IS_LANGUAGE[language] = true end

--- The table of a language.
---@param name string such as "de"; of a locale such as "de_AT" its language counts
---@return table|nil words `{ fields, other_field, problems }`; nil if there is no such language
function texts.words(name)
  local language = core.lower(name:match("^(%a%a)%f[^%a]") or "")
  if not IS_LANGUAGE[language] then return nil end
  return require("openprovider.customer.texts." .. language)
end

-- The name of a field in a language. A member that is not in the tree keeps its name.
local function field_name(words, path)
  local place = path:gsub("%[%d+%]", "")
  local known = words.fields[place]
  if known then return known end
  local name = place:match('%["(.*)"%]$') or place:match("([^.]*)$")
  return (words.other_field:gsub("{name}", function() return name end))
end

-- One sentence about one problem.
local function sentence_of(words, problem)
  local sentence = words.problems[problem.code] or words.problems.format
  return (sentence:gsub("{field}", function() return field_name(words, problem.path) end))
end

--- Problems by their fields, each with a text for an end user.
---@param problems openprovider.Problem[] not changed
---@param language? string the default is "en"
---@return table<string, openprovider.FieldProblem[]>|nil by_field path -> problems, errors before warnings
---@return string|nil message there is no such language
function texts.by_field(problems, language)
  language = language or "en"
  local words = type(language) == "string" and texts.words(language)
  if not words then
    return nil, string.format("unknown language %q; there are %s", tostring(language),
      table.concat(texts.LANGUAGES, ", "))
  end
  local found = {}
  for _, severity in ipairs({ "error", "warning" }) do
    for _, problem in ipairs(problems) do
      if problem.severity == severity then
        local own = { text = sentence_of(words, problem) }
        for name, value in pairs(problem) do own[name] = value end
        found[problem.path] = found[problem.path] or {}
        table.insert(found[problem.path], own)
      end
    end
  end
  return found
end

return texts
