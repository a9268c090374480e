--- The options that several verbs share.
--
-- @module openprovider.cli.parser.options

local argument = require("openprovider.cli.argument")

local options = {}

--- Options of the command line that are options of the client.
options.CONNECTION = {
  { name = "--environment", argname = "NAME", group = "Connection", description = "production (default) or sandbox",
    completes = { "production", "sandbox" } },
  { name = "--base-url", argname = "URL", group = "Connection", description = "address of the API with its version" },
  { name = "--ca-file", argname = "FILE", group = "Connection", convert = argument.path,
    description = "certificate authorities to trust instead of the system's" },
  { name = "--timeout", argname = "SECONDS", group = "Connection", convert = argument.number,
    description = "seconds that a call may take in all (60)" },
}

--- Options of every verb, in the order of the help. `group` is the heading that they stand under there.
options.EVERYWHERE = {
  { name = "--json", args = 0, group = "Output",
    description = "results as JSON on standard output, and all of standard error as lines of JSON" },
  { name = "-q --quiet", args = 0, group = "Output",
    description = "no progress and no reports of success on standard error" },
  { name = "--color", argname = "WHEN", choices = { "auto", "always", "never" }, group = "Output",
    description = "colour errors and warnings: auto (default: on a terminal, unless NO_COLOR is set), always or "
      .. "never" },
  { name = "--debug", args = 0, group = "Output",
    description = "show each request, its answer, its time and what it waits for on standard error, without secrets; "
      .. "so does OPENPROVIDER_DEBUG=1" },
  { name = "--debug-body", args = 0, group = "Output",
    description = "as --debug, with what is sent and what is answered; so does OPENPROVIDER_DEBUG=body" },
}
for _, option in ipairs(options.CONNECTION) do table.insert(options.EVERYWHERE, option) end
table.insert(options.EVERYWHERE, { name = "--profile", argname = "NAME", group = "Connection",
  description = "use this account from the file that `openprovider configure` wrote" })
table.insert(options.EVERYWHERE, { name = "--no-token-cache", args = 0, group = "Connection",
  description = "log in anew, and keep no token in the cache folder" })

-- What a verb writes that names no formats.
local USUAL_FORMATS = { "text", "json" }

-- Names as a list for people: the first is what is written if none is asked for.
local function said(formats)
  local names = { formats[1] .. " (default)" }
  for index = 2, #formats do names[index] = formats[index] end
  local last = table.remove(names)
  return table.concat(names, ", ") .. (names[1] and " or " or "") .. last
end

--- The formats in which a verb writes its result, the default one first.
---@param verb table
---@return string[]
function options.formats(verb)
  return verb.formats or USUAL_FORMATS
end

--- All options of a verb, but those that every verb has.
---@param verb table
---@return table[]
function options.of_verb(verb)
  local all = {}
  for index, option in ipairs(verb.options or {}) do all[index] = option end
  local formats = options.formats(verb)
  if formats[2] then
    all[#all + 1] = { name = "-o --output", argname = "FORMAT", choices = formats, group = "Output",
      description = said(formats) .. "; --json is short for json" }
  end
  return all
end

--- Settles in which format a result is written: `output`; and `json`, whether JSON was asked for.
---@param verb table
---@param given table the command line as parsed, which is changed
---@return string|nil message what is wrong
function options.settle_output(verb, given)
  if given.json and given.output and given.output ~= "json" then
    return ("--json and --output %s cannot be given together: --json is short for --output json"):format(given.output)
  end
  given.json = given.json or given.output == "json" or nil
  given.output = given.output or given.json and "json" or options.formats(verb)[1]
  return nil
end

--- Says if two options name two addresses of the API.
---@param given table the command line as parsed
---@return string|nil message what is wrong
function options.two_addresses(given)
  if not (given.environment and given.base_url) then return nil end
  return "--environment and --base-url cannot be given together: each says where the API is"
end

--- Whether a command line that cannot be parsed asks for JSON.
---@param arguments string[]
---@return boolean
function options.ask_for_json(arguments)
  for index, text in ipairs(arguments) do
    if text == "--" then return false end
    local is_output = text == "-o" or text == "--output"
    if text == "--json" or text == "--output=json" or text == "-ojson" then return true end
    if is_output and arguments[index + 1] == "json" then return true end
  end
  return false
end

return options
