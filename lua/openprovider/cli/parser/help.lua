--- The texts of the helps: usage, what a verb does, its arguments and options in groups, an example.
--
-- @module openprovider.cli.parser.help

local core = require("openprovider.core")
local display_width = require("openprovider.cli.output.display_width")
local exit_codes = require("openprovider.cli.exit_codes")
local options = require("openprovider.cli.parser.options")

local help = {}

local DESCRIPTION = [[
Customer handles at the registrar Openprovider.

Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD, or OPENPROVIDER_TOKEN, or from a profile
that `openprovider configure` wrote. They are not taken from the command line, where other users of the machine
could read them. The token of a login is kept in the user's cache folder, in a file for the user alone, so that
calls in a row log in once.]]

local EXAMPLE = [[
openprovider check customer.json
openprovider create customer.json
openprovider --environment sandbox list --output table
openprovider help list]]

-- Blanks before what is listed, and between a name and what is said of it; columns of both at most, and the part of the
-- width that they may take.
local MARGIN, GAP, MOST_NAMES, SHARE = 3, 2, 32, 0.4

-- Behind a line of a command that goes on.
local CONTINUED = " \\"

-- A text whose lines are those of its paragraphs, broken for a width.
local function flowing(text, width)
  local lines = {}
  for paragraph in (text .. "\n\n"):gmatch("(.-)\n\n") do
    if lines[1] then lines[#lines + 1] = "" end
    for _, line in ipairs(display_width.lines((paragraph:gsub("\n", " ")), width)) do lines[#lines + 1] = line end
  end
  return table.concat(lines, "\n")
end

local function widest(entries)
  local found = 0
  for _, entry in ipairs(entries) do found = math.max(found, #entry[1]) end
  return found
end

-- The lines of a list of `{ name, description }`, the descriptions below each other behind the columns of the names.
local function listed(title, entries, width, names)
  names = names or math.min(widest(entries) + MARGIN + GAP, MOST_NAMES, math.floor(width * SHARE))
  local lines = { title .. ":" }
  for _, entry in ipairs(entries) do
    local line, description = (" "):rep(MARGIN) .. entry[1], display_width.lines(entry[2], width - names)
    if #line > names - GAP then
      lines[#lines + 1], line = line, ""
    end
    for _, text in ipairs(description) do
      lines[#lines + 1] = display_width.pad(line, names) .. text
      line = ""
    end
  end
  return table.concat(lines, "\n")
end

local function sentence(text)
  return core.upper(text:sub(1, 1)) .. text:sub(2) .. "."
end

-- The parts of a help, those that are there, with a line between them.
local function joined(parts)
  return table.concat(parts, "\n\n")
end

-- How an option is written: `-o, --output FORMAT`.
local function written(option)
  local names = option.name:gsub(" ", ", ")
  return option.argname and names .. " " .. option.argname or names
end

-- What stands before and behind an argument that may be absent, or be there several times.
local TIMES = { ["?"] = { "[", "]" }, ["+"] = { "", "..." }, ["*"] = { "[", "...]" } }

-- Adds the lists of options, a list for each of their groups.
local function add_options(parts, all, title, width)
  local groups, order = {}, {}
  for _, option in ipairs(all) do
    local group = option.group or title
    if not groups[group] then
      groups[group], order[#order + 1] = {}, group
    end
    table.insert(groups[group], { written(option), option.description })
  end
  for _, group in ipairs(order) do parts[#parts + 1] = listed(group, groups[group], width) end
end

-- Adds the lists of verbs, a list for each of their groups.
local function add_verbs(parts, verbs, width)
  local groups, order = {}, {}
  for _, verb in ipairs(verbs) do
    local group = verb.group or "Commands"
    if not groups[group] then
      groups[group], order[#order + 1] = {}, group
    end
    table.insert(groups[group], { verb.name, verb.summary })
  end
  for _, group in ipairs(order) do parts[#parts + 1] = listed(group, groups[group], width) end
end

-- An example. A command that is too long goes on in the next line, as a shell reads it.
local function example_of(text, width)
  local margin, lines = (" "):rep(MARGIN), { "Example:" }
  for command in text:gmatch("[^\n]+") do
    -- A blank in quotes is no place to break it.
    local is_whole = display_width.of(command) <= width - MARGIN or command:find("'[^']* [^']*'")
    local parts = is_whole and { command } or display_width.lines(command, width - MARGIN - #CONTINUED, "  ")
    lines[#lines + 1] = margin .. table.concat(parts, CONTINUED .. "\n" .. margin)
  end
  return table.concat(lines, "\n")
end

--- The line that says how a verb is called.
---@param name string such as `tags list`; "" for the program itself
---@param verb table|nil nil for the program itself
---@return string
function help.usage(name, verb)
  local parts = { "Usage: openprovider" .. (name ~= "" and " " .. name or "") .. " [options]" }
  for _, argument in ipairs(verb and verb.arguments or {}) do
    local around = TIMES[argument.args] or { "", "" }
    parts[#parts + 1] = around[1] .. argument.argname .. around[2]
  end
  if not verb or verb.verbs then parts[#parts + 1] = "COMMAND ..." end
  return table.concat(parts, " ")
end

local HELP = { { "-h, --help", "show this help" } }

--- The help of a verb.
---@param name string such as `tags list`
---@param verb table
---@param width integer columns
---@return string
function help.of_verb(name, verb, width)
  local parts = { help.usage(name, verb), flowing(verb.description or sentence(verb.summary), width) }
  if verb.verbs then
    add_verbs(parts, verb.verbs, width)
    parts[#parts + 1] = ("More: openprovider %s COMMAND --help"):format(name)
    return joined(parts)
  end
  local arguments = {}
  for index, argument in ipairs(verb.arguments or {}) do
    arguments[index] = { argument.argname, argument.description }
  end
  if arguments[1] then parts[#parts + 1] = listed("Arguments", arguments, width) end
  add_options(parts, options.of_verb(verb), "Options", width)
  parts[#parts + 1] = example_of(verb.example, width)
  parts[#parts + 1] = "Options of every verb: openprovider --help"
  return joined(parts)
end

-- Columns of the numbers of statuses.
local NUMBERS = 8

local function exit_statuses(width)
  local entries = {}
  for index, entry in ipairs(exit_codes.LIST) do entries[index] = { string.format("%d", entry.code), entry.meaning } end
  return listed("Exit status", entries, width, NUMBERS)
end

--- The help of the program.
---@param verbs table[]
---@param width integer columns
---@return string
function help.of_program(verbs, width)
  local parts = { help.usage("", nil), flowing(DESCRIPTION, width) }
  add_verbs(parts, verbs, width)
  add_options(parts, options.EVERYWHERE, "Options", width)
  parts[#parts + 1] = listed("Other", { HELP[1], { "-V, --version", "print the version" } }, width)
  parts[#parts + 1] = exit_statuses(width)
  parts[#parts + 1] = example_of(EXAMPLE, width)
  return joined(parts)
end

return help
