--- What the caller has to choose about columns, with each choice as the options to type.
--
-- @module openprovider.cli.import.columns.choices

local map = require("openprovider.cli.import.columns.quoted_option").map

-- What is said of a path that a column may be.
local SAID = {
  full_name = "a person's name: split it", company_name = "a company", [""] = "leave it out",
  ["name.last_name"] = "a last name", ["address.street"] = "street and house number",
  ["address.number"] = "the house number", ["address.suffix"] = "of the house number",
  ["address.line2"] = "more of the address", ["address.country"] = "a country",
  ["address.state"] = "a state or province",
}

local INDENT = "    "

-- An option, and behind it what it means.
local function line(option, said)
  return INDENT .. option .. (said and (" "):rep(math.max(2, 40 - #option)) .. said or "")
end

local function of_one(lines, choice)
  local column = choice.columns[1]
  lines[#lines + 1] = ("  column %d, %q, can be read in several ways:"):format(column.index, column.name)
  for _, path in ipairs(choice.paths) do lines[#lines + 1] = line(map(column.name, path), SAID[path]) end
end

local function of_reference(lines, choice)
  local name = choice.columns[1].name
  lines[#lines + 1] = ("  column %d, %q, may have the keys of the rows:"):format(choice.columns[1].index, name)
  lines[#lines + 1] = line('--reference "' .. name .. '"', "keys of your own")
  lines[#lines + 1] = line(map(name, ""), SAID[""])
end

-- Several columns for one field: in which order they count, or one alone.
local function of_several(lines, choice)
  local named, together = {}, {}
  for index, column in ipairs(choice.columns) do
    named[index] = ("%q"):format(column.name)
    together[index] = map(column.name, choice.path)
  end
  lines[#lines + 1] = ("  columns %s are all read as %s:"):format(table.concat(named, ", "), choice.path)
  lines[#lines + 1] = INDENT .. table.concat(together, " ")
  lines[#lines + 1] = INDENT .. "  the first of them that is filled, in this order; or one alone:"
  for _, chosen in ipairs(choice.columns) do lines[#lines + 1] = INDENT .. map(chosen.name, choice.path) end
end

local choices = {}

--- Lines about all choices.
---@param list table[] of `openprovider.cli.import.columns.choose`
---@return string[]
function choices.lines(list)
  table.sort(list, function(one, other) return one.columns[1].index < other.columns[1].index end)
  local lines = {}
  for _, choice in ipairs(list) do
    local say = choice.is_reference and of_reference or choice.path and of_several or of_one
    say(lines, choice)
  end
  return lines
end

return choices
