--- The page of the command line: the helps of the program and of each verb, as the program itself shows them.

local cli = require("openprovider.cli.main")
local markdown = require("spec.reference.markdown")

local INTRODUCTION = [[
What `openprovider --help` and `openprovider VERB --help` show. The guide is [the command line](../command-line.md).
]]

-- A help as the program prints it on no terminal.
local function help_of(verb)
  local lua = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")
  local pipe = assert(io.popen(("%s bin/openprovider %s --help 2>&1"):format(lua, verb)))
  local text = pipe:read("*a")
  pipe:close()
  assert(text:find("^Usage"), text)
  return text
end

-- The names of all verbs that can be run, in the order of the help.
local function add_names(names, verbs, above)
  for _, verb in ipairs(verbs) do
    if verb.run then names[#names + 1] = above .. verb.name end
    add_names(names, verb.verbs or {}, above .. verb.name .. " ")
  end
  return names
end

local command_line = {}

--- The names of all verbs, such as "tags list".
---@return string[]
function command_line.verbs()
  for index = 1, math.huge do
    local name, value = debug.getupvalue(cli.main, index)
    if name == "VERBS" then return add_names({}, value, "") end
    assert(name, "main.lua has no VERBS")
  end
end

--- The page.
---@return string
function command_line.page()
  local parts = {
    "# Verbs of the command line\n\n", markdown.text(INTRODUCTION), "\n", markdown.code("text", help_of("")), "\n",
  }
  local links = {}
  for index, verb in ipairs(command_line.verbs()) do
    links[index] = ("[%s](#%s)"):format(verb, markdown.anchor(verb))
  end
  parts[#parts + 1] = markdown.wrap("Verbs: " .. table.concat(links, ", ") .. ".") .. "\n"
  for _, verb in ipairs(command_line.verbs()) do
    parts[#parts + 1] = "## " .. verb .. "\n\n" .. markdown.code("text", help_of(verb)) .. "\n"
  end
  return table.concat(parts)
end

return command_line
