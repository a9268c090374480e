--- What a shell offers where a value is expected: the values that are known, files where a file is expected, and
--- nothing otherwise. argparse writes the scripts; what it leaves out is added here.
--
-- @module openprovider.cli.parser.completion

local argument = require("openprovider.cli.argument")
local field_path = require("openprovider.cli.field_path")
local names_in = require("openprovider.values.names_in")

local completion = {}

-- Values that are files, by what reads them.
local FILES = { [argument.path] = true, [argument.written_path] = true }

-- The fields of customers: alone, and with what comes before a value.
local function fields(behind)
  local words = {}
  for index, path in ipairs(field_path.of_customers {}) do words[index] = path .. behind end
  return words
end

-- The names of the verbs, and below a verb that has verbs the names of these: name -> words; "" for all.
local function names_of(verbs)
  local names = { [""] = {} }
  for _, verb in ipairs(verbs) do
    table.insert(names[""], verb.name)
    for _, inner in ipairs(verb.verbs or {}) do
      names[verb.name] = names[verb.name] or {}
      table.insert(names[verb.name], inner.name)
    end
  end
  return names
end

-- The values of an option or an argument -> words | nil for files
local function words_of(element, names)
  local words = element.choices or element.completes
  if words == "verbs" then return names[""] end
  if words == "fields" then return fields("") end
  if element.argname == "PATH=VALUE" then return fields("=") end
  if not words and FILES[element.convert or ""] then return nil end
  return words or {}
end

--- Makes the function that tells argparse the values.
---@param verbs table[] all of them
---@return fun(added: table, element: table)
function completion.teller(verbs)
  local names = names_of(verbs)
  return function(added, element)
    local words = element.args ~= 0 and words_of(element, names)
    if words then added:choices(words) end
  end
end

-- What bash does for words: no files beside them, and no blank behind a `=`.
local function for_bash(words)
  local options = "compopt +o default +o bashdefault" .. (words:find("=", 1, true) and " -o nospace" or "")
  return options .. ' 2>/dev/null; COMPREPLY=($(compgen -W "' .. words .. '" -- "$cur"))'
end

-- The values of arguments, which argparse leaves out for bash: a case for the verb and the word before.
local function argument_cases(verbs)
  local names, lines = names_of(verbs), {}
  local function add(verb, before, words)
    lines[#lines + 1] = ("        %s:%s) %s; return 0 ;;"):format(verb, before, for_bash(table.concat(words, " ")))
  end
  for _, verb in ipairs(verbs) do
    local first = (verb.arguments or {})[1]
    if first and first.completes == "verbs" then
      for _, name in ipairs(names_in({ names })) do add(verb.name, name == "" and verb.name or name, names[name]) end
    elseif first and first.choices then
      add(verb.name, verb.name, first.choices)
    end
  end
  return '    [[ "$cur" = -* ]] || case "$cmd:$prev" in\n' .. table.concat(lines, "\n") .. "\n    esac\n"
end

local SHELLS = {}

function SHELLS.bash(script, verbs)
  script = script:gsub('COMPREPLY=%(%$%(compgen %-W "([^"$]*)" %-%- "%$cur"%)%)', for_bash)
  local at = script:find('    case "$cmd" in', 1, true)
  return script:sub(1, at - 1) .. argument_cases(verbs) .. script:sub(at)
end

-- Without a blank behind a `=`.
function SHELLS.zsh(script)
  return (script:gsub(": :%(([^()]*=)%)", ": :{compadd -S '' -- %1}"))
end

--- A script for a shell.
---@param root table the command line of argparse, made with the values
---@param shell string
---@param verbs table[] all of them
---@return string
function completion.script(root, shell, verbs)
  local script = root["get_" .. shell .. "_complete"](root)
  return SHELLS[shell] and SHELLS[shell](script, verbs) or script
end

return completion
