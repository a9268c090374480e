--- What the caller has to choose about columns, with each choice as the options to type.
--
-- @module openprovider.cli.import.columns.choices

local display_width = require("openprovider.cli.output.display_width")
local errors = require("openprovider.errors")
local quoted_option = require("openprovider.cli.import.columns.quoted_option")

local map = quoted_option.map

-- Describes a path that a column may be.
local SAID = {
  full_name = "a person's name: split it", company_name = "a company", [""] = "leave it out",
  ["name.last_name"] = "a last name", ["address.street"] = "street and house number",
  ["address.number"] = "the house number", ["address.suffix"] = "of the house number",
  ["address.line2"] = "more of the address", ["address.country"] = "a country",
  ["address.state"] = "a state or province",
}

local INDENT = "    "

-- Width of an option with its meaning, and of a line of a command.
local OPTION_WIDTH, WIDTH = 40, 78

-- An option, followed by its meaning.
local function line(option, said)
  if not said then return INDENT .. option end
  return INDENT .. display_width.pad(option .. "  ", OPTION_WIDTH) .. said
end

-- Whether a column has a zip code and a city.
local function is_place(list)
  local has = {}
  for _, path in ipairs(list) do has[path] = true end
  return has["address.zipcode"] and has["address.city"]
end

local function of_one(lines, choice)
  local column = choice.columns[1]
  lines[#lines + 1] = ("  column %d, %s, can be read in several ways:"):format(column.index, errors.quoted(column.name))
  for _, path in ipairs(choice.paths) do lines[#lines + 1] = line(map(column.name, path), SAID[path]) end
  if is_place(choice.paths) then
    lines[#lines + 1] = INDENT .. "zip code and city are in one cell, which cannot be split: make two columns of it"
  end
  if choice.mark then
    lines[#lines + 1] = INDENT .. ("rows that are companies, as %s says, have no person: the import stops at them")
      :format(errors.quoted(choice.mark.name))
  end
  if column.doubt == "address" then
    lines[#lines + 1] = INDENT .. "a whole address cannot be split: it needs columns for zip code, city and country"
  end
end

local function of_reference(lines, choice)
  local index, name = choice.columns[1].index, choice.columns[1].name
  lines[#lines + 1] = ("  column %d, %s, may have the keys of the rows:"):format(index, errors.quoted(name))
  lines[#lines + 1] = line(quoted_option.of("--reference", name), "keys of your own")
  lines[#lines + 1] = line(map(name, ""), SAID[""])
end

-- Whether the first filled one of several columns may be used. Parts of names and addresses of two must not be mixed.
local function is_whole(path)
  return not path:find("^address%.") and not path:find("^name%.")
end

-- The choices for several columns of one field: one alone, or all of them in some order.
local function of_several(lines, choice)
  local named, together = {}, {}
  for index, column in ipairs(choice.columns) do
    named[index] = errors.quoted(column.name)
    together[index] = map(column.name, choice.path)
  end
  lines[#lines + 1] = ("  columns %s are all read as %s:"):format(table.concat(named, ", "), choice.path)
  for _, option in ipairs(together) do lines[#lines + 1] = INDENT .. option end
  if not is_whole(choice.path) then return end
  lines[#lines + 1] = INDENT .. "or the first of them that is filled, in this order:"
  lines[#lines + 1] = INDENT .. table.concat(together, " ")
end

-- Adds options that a shell reads over several lines.
local function add_options(lines, text, options)
  for index, option in ipairs(options) do
    if index > 1 and display_width.of(text .. " " .. option) > WIDTH then
      lines[#lines + 1], text = text .. " \\", INDENT .. " "
    end
    text = text .. " " .. option
  end
  lines[#lines + 1] = text
end

-- The options that use one address, and leave the others out.
local function only_address(groups, chosen)
  local options = {}
  for _, group in ipairs(groups) do
    for _, column in ipairs(group ~= chosen and group or {}) do options[#options + 1] = map(column.name, "") end
  end
  return options
end

-- The choices for the columns of several addresses: one of them.
local function of_addresses(lines, choice)
  lines[#lines + 1] = ("  there are %d addresses; all fields must come from one of them:"):format(#choice.groups)
  for _, group in ipairs(choice.groups) do
    lines[#lines + 1] = ("    that of %s, with %d columns:"):format(errors.quoted(group[1].name), #group)
    add_options(lines, INDENT .. " ", only_address(choice.groups, group))
  end
end

-- The options that take the first choice.
local function first_of(choice)
  local column = choice.columns[1]
  if choice.is_reference then return { quoted_option.of("--reference", column.name) } end
  if choice.groups then return only_address(choice.groups, choice.groups[1]) end
  return { map(column.name, choice.path or choice.paths[1]) }
end

-- A command with all options.
local function add_command(lines, list, command)
  local options, address = { command }, ""
  for _, choice in ipairs(list) do
    for _, option in ipairs(first_of(choice)) do options[#options + 1] = option end
    if choice.groups then
      address = (" (the address of %s)"):format(errors.quoted(choice.groups[1][1].name))
    end
  end
  lines[#lines + 1] = ("  or copy this%s, and change what is not right:"):format(address)
  add_options(lines, INDENT:sub(2), options)
end

-- Lines about choices that leave room on a screen for the command.
local MOST_LINES = 14

local choices = {}

--- Lines about all choices.
---@param list table[] of `openprovider.cli.import.columns.choose`
---@param command? string to add the options to where there is more than one choice
---@return string[]
function choices.lines(list, command)
  table.sort(list, function(one, other) return one.columns[1].index < other.columns[1].index end)
  local lines = {}
  for index, choice in ipairs(list) do
    local own = {}
    local say = choice.is_reference and of_reference or choice.groups and of_addresses
      or choice.path and of_several or of_one
    say(own, choice)
    if #lines + #own > MOST_LINES and index > 1 and command then
      lines[#lines + 1] = ("  and %d more, for which the command below has a proposal"):format(#list - index + 1)
      break
    end
    for _, text in ipairs(own) do lines[#lines + 1] = text end
  end
  if command and list[2] then add_command(lines, list, command) end
  return lines
end

return choices
