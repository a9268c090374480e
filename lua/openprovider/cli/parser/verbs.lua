--- Which verbs there are, and the modules that declare them.
--
-- A module is loaded when one of its verbs is named: to load and declare all of them takes as long as many a verb runs.
--
-- @module openprovider.cli.parser.verbs

local verbs = {}

--- The modules below `openprovider.cli.verbs`, each with the names of its verbs, in the order of the help.
verbs.FAMILIES = {
  { module = "customer", names = { "check", "create", "ensure" } },
  { module = "read", names = { "get", "find" } },
  { module = "change", names = { "update" } },
  { module = "delete", names = { "delete" } },
  { module = "list", names = { "list" } },
  { module = "import", names = { "import" } },
  { module = "fields", names = { "fields" } },
  { module = "requirements", names = { "requirements" } },
  { module = "domains", names = { "domains", "clone", "replace", "rename" } },
  { module = "verify", names = { "verify" } },
  { module = "tags", names = { "tags" } },
  { module = "account", names = { "login", "logout", "status" } },
  { module = "configure", names = { "configure" } },
  { module = "doctor", names = { "doctor" } },
  { module = "api", names = { "api" } },
  { module = "shell", names = { "completion", "man" } },
  { module = "program", names = { "version", "help" } },
}

local FAMILY_OF = {}
for _, family in ipairs(verbs.FAMILIES) do
  for _, name in ipairs(family.names) do FAMILY_OF[name] = family end
end

-- The verbs that a module declares.
local function declared(family)
  return require("openprovider.cli.verbs." .. family.module)
end

--- All verbs, in the order of the help.
---@return table[]
function verbs.all()
  local all = {}
  for _, family in ipairs(verbs.FAMILIES) do
    for _, verb in ipairs(declared(family)) do all[#all + 1] = verb end
  end
  return all
end

--- The verbs that are named among the arguments. Which argument is the verb, and which is a file or a value with such a
--- name, is for the parser to say.
---@param arguments string[]
---@return table[]
function verbs.named_in(arguments)
  local found, is_seen = {}, {}
  for _, text in ipairs(arguments) do
    local family = not is_seen[text] and FAMILY_OF[text]
    for _, verb in ipairs(family and declared(family) or {}) do
      if verb.name == text then found[#found + 1] = verb end
    end
    is_seen[text] = true
  end
  return found
end

return verbs
