--- The command line, for argparse.
--
-- A verb is `{ name, summary, run, example }` with, where it has them, `group`, the heading under which the help of the
-- program has it; `arguments` and `options` as argparse takes them (`lacking`: the number that an option has if none
-- follows it; `group`: its heading in the help; `completes`: the values that shells offer); `formats` of its result,
-- the usual one first (text and json where it does not say); a longer `description`; and `online`: it is run with a
-- client, always or where that function of the command line says so. Or it has `verbs` of its own.
--
-- @module openprovider.cli.parser

local argparse = require("argparse")
local completion = require("openprovider.cli.parser.completion")
local exit_codes = require("openprovider.cli.exit_codes")
local help = require("openprovider.cli.parser.help")
local options = require("openprovider.cli.parser.options")
local output = require("openprovider.cli.output")
local unpack = require("openprovider.values.unpack")
local verbs = require("openprovider.cli.parser.verbs")
local versions = require("openprovider.cli.output.versions")

-- Columns of a help where nothing says how many there are, and at most: longer lines are hard to read.
local WIDTH, WIDEST = 80, 100

-- Ends the program with a text on standard output.
local function show(text, lost)
  output.write(text, "\n")
  os.exit(output.finish(exit_codes.DONE, lost))
end

-- A flag that shows a help, which is made when it is asked for.
local function add_help(command, make_help)
  command:add_help { action = function()
    show(make_help(math.min(output.columns() or WIDTH, WIDEST)), "the help is incomplete")
  end }
end

-- Says whose value cannot be read.
local function reader(element)
  return function(text)
    local value, why = element.convert(text)
    if value ~= nil or not why then return value end
    return nil, (element.name:match("%-%-.*") or element.argname) .. ": " .. why
  end
end

local function add(added, element, tell)
  if type(element.convert) == "function" then added:convert(reader(element)) end
  if tell then tell(added, element) end
  return added
end

-- An option of one value that is given twice would have the last one without a word.
local function add_option(parser, option, tell)
  add(parser:option(option), option, tell):overwrite(option.args == 0)
end

-- What the arguments of a command are called in its help: command -> name -> text.
local argument_names = setmetatable({}, { __mode = "k" })

-- Adds verbs, whose names follow what is above them, such as "tags "; each gets `full_name`.
local function add_verbs(parser, added, above, tell)
  for _, verb in ipairs(added) do
    local name = above .. verb.name
    verb.full_name = name
    local command = parser:command(verb.name, verb.description or verb.summary):summary(verb.summary)
    command:usage(help.usage(name, verb))
    add_help(command, function(width) return help.of_verb(name, verb, width) end)
    if verb.run then command:action(function(given) given.verb = verb end) end
    argument_names[command] = {}
    for _, argument in ipairs(verb.arguments or {}) do
      add(command:argument(argument), argument, tell)
      argument_names[command][argument.name] = argument.argname
    end
    if verb.run then
      for _, option in ipairs(options.of_verb(verb)) do add_option(command, option, tell) end
    end
    if verb.verbs then add_verbs(command, verb.verbs, name .. " ", tell) end
  end
end

-- The command line with some of the verbs. Its help always has all of them. `tell(added, element)`, if it is given,
-- gets each option and argument as argparse has it and as it was declared.
local function make(declared, tell)
  local parser = argparse("openprovider", "Customer handles at the registrar Openprovider.")
  parser:usage(help.usage("", nil))
  add_help(parser, function(width) return help.of_program(verbs.all(), width) end)
  parser:flag("-V --version", "print the version"):action(function()
    show(("openprovider %s (libcurl %s)"):format(versions.program, versions.libcurl), "the version is missing")
  end)
  for _, option in ipairs(options.EVERYWHERE) do add_option(parser, option, tell) end
  add_verbs(parser, declared, "", tell)
  return parser
end

-- The options that may lack their number: name -> what it is then.
local function lacking_numbers(declared, found)
  found = found or {}
  for _, verb in ipairs(declared) do
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

-- A command line without what a help needs: `help list` is `list --help`.
local function without_help(arguments)
  if arguments[1] ~= "help" or (arguments[2] or ""):find("^%-") then return arguments end
  local changed = { unpack(arguments, 2) }
  changed[#changed + 1] = "--help"
  return changed
end

-- The message of argparse, with what to do next. `usage` begins with the names of the program and of the verb.
local function with_hint(why, usage)
  local message, count = why:gsub("\nDid", "; did")
  if count > 0 or not why:find("^unknown") then return message end
  return ("%s; see %s --help"):format(message, usage:match("openprovider[a-z ]*[a-z]") or "openprovider")
end

-- Parses a command line with some of the verbs. -> verb, given | nil, usage, message, whether it is wrong within a verb
local function parsed(declared, arguments)
  local root, usage, message, is_within = make(declared), nil, nil, nil
  -- argparse calls it with the command that it has come to, and must not go on after it.
  function root.error(command, why)
    usage, is_within = command:get_usage(), command ~= root
    why = why:gsub("^missing argument '([^']+)'", function(name)
      return "missing argument " .. ((argument_names[command] or {})[name] or name)
    end)
    message = with_hint(why, usage)
    error(root, 0)
  end
  local ok, given = pcall(root.parse, root, with_numbers_joined(arguments, lacking_numbers(declared)))
  if not ok and given ~= root then error(given, 0) end
  if not ok then return nil, usage, message, is_within end
  return given.verb, given
end

local parser = {}

--- A script with which a shell completes command lines.
---@param shell string bash, zsh or fish
---@return string
function parser.script(shell)
  local all = verbs.all()
  return completion.script(make(all, completion.teller(all)), shell, all)
end

--- Parses a command line.
---@param arguments string[]
---@return table|nil verb nil for a wrong call
---@return table|string given name -> value; or the usage of the verb that was meant
---@return string|nil message
function parser.parse(arguments)
  arguments = without_help(arguments)
  local verb, given, message, is_within = parsed(verbs.named_in(arguments), arguments)
  if not verb and not is_within then -- what is wrong may be the name of the verb
    verb, given, message = parsed(verbs.all(), arguments)
  end
  if not verb then return nil, given, message end
  message = options.settle_output(verb, given) or options.two_addresses(given)
  if message then return nil, help.usage(verb.full_name, verb), message end
  return verb, given
end

return parser
