--- The command line, for argparse.
--
-- A verb is `{ name, summary, run, example }` with, where it has them, `arguments` and `options` as argparse takes them
-- (`lacking`: the number that an option has if none follows it), a longer `description`, and `online`: it is run with a
-- client, always or where that function of the command line says so. Or it has `verbs` of its own.
--
-- @module openprovider.cli.parser

local argparse = require("argparse")
local connect = require("openprovider.cli.client")
local exit_codes = require("openprovider.cli.exit_codes")
local output = require("openprovider.cli.output")

local DESCRIPTION = [[
Customer handles at the registrar Openprovider.

Credentials come from OPENPROVIDER_USERNAME and OPENPROVIDER_PASSWORD, or OPENPROVIDER_TOKEN, or from a profile
that `openprovider configure` wrote. They are not taken from the command line, where other users of the machine could
read them. The token of a login is
kept in the user's cache folder, in a file for the user alone, so that calls in a row log in once.]]

local EXAMPLES = [[
Examples:
   openprovider check customer.json
   openprovider create customer.json
   openprovider --environment sandbox list --output table
   openprovider list --help]]

-- Options that every verb has.
local EVERYWHERE = {
  { name = "--profile", argname = "NAME",
    description = "account of the file of profiles, which `openprovider configure` writes" },
  { name = "--no-token-cache", args = 0, description = "log in anew, and keep no token in the cache folder" },
  { name = "--quiet", args = 0, description = "no progress and no reports of success on standard error" },
}

-- Columns of the helps, and of what stands before usages and descriptions in them.
local WIDTH, MARGIN, DESCRIPTIONS = 80, 3, 32

local function exit_statuses()
  local lines = {}
  for index, entry in ipairs(exit_codes.LIST) do
    lines[index] = string.format("   %-3d %s", entry.code, entry.meaning)
  end
  return "Exit status:\n" .. table.concat(lines, "\n")
end

local function epilog_of(verb)
  if not verb.example then return "More: openprovider " .. verb.name .. " <command> --help" end
  return "Example:\n   " .. verb.example:gsub("\n", "\n   ") .. "\n\nOptions of every verb: openprovider --help"
end

-- Ends the program with a text on standard output.
local function show(text, lost)
  output.write(text, "\n")
  os.exit(output.finish(exit_codes.DONE, lost))
end

-- argparse's own help does not see whether it could be written.
local function add_help(command)
  return command:add_help { action = function() show(command:get_help(), "the help is not whole") end }
end

-- Says whose value cannot be read.
local function reader(element)
  return function(text)
    local value, why = element.convert(text)
    if value ~= nil or not why then return value end
    return nil, (element.name:find("^%-") and element.name or element.argname) .. ": " .. why
  end
end

-- A text whose lines are those of its paragraphs, as the help breaks them itself.
local function flowing(text)
  return text and (text:gsub("([^\n])\n([^\n])", "%1 %2"))
end

local function add(added, element)
  if type(element.convert) == "function" then added:convert(reader(element)) end
  return added
end

-- An option of one value that is given twice would have the last one without a word.
local function add_option(parser, option)
  add(parser:option(option), option):overwrite(option.args == 0)
end

local function add_verbs(parser, verbs)
  for _, verb in ipairs(verbs) do
    local description = flowing(verb.description or verb.summary)
    local command = parser:command(verb.name, description, epilog_of(verb)):summary(verb.summary)
    add_help(command):help_description_margin(DESCRIPTIONS):help_usage_margin(MARGIN)
    if verb.run then command:action(function(given) given.verb = verb end) end
    for _, argument in ipairs(verb.arguments or {}) do add(command:argument(argument), argument) end
    for _, option in ipairs(verb.options or {}) do add_option(command, option) end
    if verb.verbs then add_verbs(command, verb.verbs) end
  end
end

local function make(verbs)
  local parser = argparse("openprovider", flowing(DESCRIPTION), exit_statuses() .. "\n\n" .. EXAMPLES)
  add_help(parser):help_usage_margin(MARGIN):help_max_width(WIDTH)
  parser:flag("--version", "Print the version and exit."):action(function()
    local openprovider = require("openprovider")
    show(openprovider._VERSION .. " (libcurl " .. openprovider._CURL_VERSION .. ")", "the version is missing")
  end)
  for _, option in ipairs(connect.OPTIONS) do add_option(parser, option) end
  for _, option in ipairs(EVERYWHERE) do add_option(parser, option) end
  add_verbs(parser, verbs)
  return parser
end

-- The options that may lack their number: name -> what it is then.
local function lacking_numbers(verbs, found)
  found = found or {}
  for _, verb in ipairs(verbs) do
    for _, option in ipairs(verb.options or {}) do found[option.name] = option.lacking end
    lacking_numbers(verb.verbs or {}, found)
  end
  return found
end

-- argparse takes a negative number for an option, and whatever follows an option for its value. Joined to the option
-- before it, a number is the value of that one; an option that lacks its number gets the usual one.
local function with_numbers_joined(arguments, lacking)
  local joined, is_over = {}, false
  local function complete(following)
    local before = joined[#joined]
    local number = not is_over and before and lacking[before]
    if number and not (following and following:find("^[%d.]+$")) then joined[#joined] = before .. "=" .. number end
  end
  for _, text in ipairs(arguments) do
    complete(text)
    local before = joined[#joined] or ""
    is_over = is_over or text == "--" -- what follows is no option
    if not is_over and text:find("^%-[%d.]") and before:find("^%-%-[^=]+$") then
      joined[#joined] = before .. "=" .. text
    else
      joined[#joined + 1] = text
    end
  end
  complete(nil)
  return joined
end

local parser = {}

--- Options of every verb.
---@return table[]
function parser.everywhere()
  local all = {}
  for _, list in ipairs({ connect.OPTIONS, EVERYWHERE }) do
    for _, option in ipairs(list) do all[#all + 1] = option end
  end
  return all
end

--- The command line for argparse, which can write what shells complete.
---@param verbs table[]
---@return table
function parser.make(verbs)
  return make(verbs)
end

--- Parses a command line.
---@param verbs table[]
---@param arguments string[]
---@return table|nil verb nil for a wrong call
---@return table|string given name -> value; or the usage of the verb that was meant
---@return string|nil message
function parser.parse(verbs, arguments)
  local root, usage, message = make(verbs), nil, nil
  -- argparse calls it with the command that it has come to, and must not go on after it.
  function root.error(command, why)
    usage, message = command:get_usage(), (why:gsub("\nDid", "; did"))
    error(root, 0)
  end
  local ok, given = pcall(root.parse, root, with_numbers_joined(arguments, lacking_numbers(verbs)))
  if ok then return given.verb, given end
  if given ~= root then error(given, 0) end
  return nil, usage, message
end

return parser
