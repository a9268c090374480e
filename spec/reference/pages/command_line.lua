--- The page of the command line: the helps of the program and of each verb, as the program itself shows them.

local help = require("openprovider.cli.parser.help")
local markdown = require("spec.reference.markdown")
local verbs = require("openprovider.cli.parser.verbs")

local INTRODUCTION = [[
What `openprovider --help` and `openprovider VERB --help` show. The guide is [the command line](../command-line.md).
]]

-- Columns of a help where nothing says how wide the terminal is.
local WIDTH = 80

-- Adds the verbs that can be run, in the order of the help, as `{ name, verb }`.
local function add(found, added, above)
  for _, verb in ipairs(added) do
    local name = above .. verb.name
    if verb.run then found[#found + 1] = { name = name, verb = verb } end
    add(found, verb.verbs or {}, name .. " ")
  end
  return found
end

local command_line = {}

--- The names of all verbs, such as "tags list".
---@return string[]
function command_line.verbs()
  local names = {}
  for index, entry in ipairs(add({}, verbs.all(), "")) do names[index] = entry.name end
  return names
end

--- The page.
---@return string
function command_line.page()
  local parts = {
    "# Verbs of the command line\n\n", markdown.text(INTRODUCTION), "\n",
    markdown.code("text", help.of_program(verbs.all(), WIDTH)), "\n",
  }
  local entries, links = add({}, verbs.all(), ""), {}
  for index, entry in ipairs(entries) do
    links[index] = ("[%s](#%s)"):format(entry.name, markdown.anchor(entry.name))
  end
  parts[#parts + 1] = markdown.wrap("Verbs: " .. table.concat(links, ", ") .. ".") .. "\n"
  for _, entry in ipairs(entries) do
    local text = help.of_verb(entry.name, entry.verb, WIDTH)
    parts[#parts + 1] = "## " .. entry.name .. "\n\n" .. markdown.code("text", text) .. "\n"
  end
  return table.concat(parts)
end

return command_line
