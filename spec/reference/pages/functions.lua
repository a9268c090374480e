--- The page of functions: those of the module and of a client, the builders, and those of other modules.

local annotations = require("spec.reference.annotations")
local errors = require("openprovider.errors")
local markdown = require("spec.reference.markdown")
local openprovider = require("openprovider")

local CLIENT = "lua/openprovider/client.lua"
local MODULE = "lua/openprovider.lua"
local BUILDERS = { "lua/openprovider/customer/builders.lua", "lua/openprovider/customer/phone.lua" }

-- Public functions of other modules: file, module, name.
local OTHERS = {
  { "lua/openprovider/journal.lua", "openprovider.journal", "open" },
  { "lua/openprovider/auth/stores/file.lua", "openprovider.auth.stores.file", "new" },
  { "lua/openprovider/auth/stores/nginx.lua", "openprovider.auth.stores.nginx", "new" },
  { "lua/openprovider/transport/resty_http.lua", "openprovider.transport.resty_http", "new" },
}

local INTRODUCTION = [[
The functions of the module work on a default client, which takes its options from the environment or from
`openprovider.configure`. `openprovider.new` makes a client of your own; it has the same functions as methods.

A function that fails gives `nil, err`, and an iterator gives `false, nil, err` once: see [errors](errors.md). A
success has a second result as well, so look at the first one. An argument of the wrong type and an unknown
option raise an error.

The examples begin with `local openprovider = require "openprovider"`; `client` is a client, `customer` is a
customer as in [examples/customer.lua](../../examples/customer.lua), and `JD000001-NL` is the handle of one.

Times are in seconds.
]]

-- Where a forge has the section of a fact.
local function fact_link(number)
  for line in io.lines("docs/api-facts.md") do
    local heading = line:match("^##+ (.*)$")
    if heading and heading:match("^[%d.]+") == number then
      return ("[FACTS %s](../api-facts.md#%s)"):format(number, markdown.anchor(heading))
    end
  end
  error("docs/api-facts.md has no section " .. number)
end

-- A text with its citations as links.
local function with_citations(text)
  return (text:gsub("FACTS%s+([%d]+%.[%d]+)", fact_link))
end

-- The kinds that a text about errors names, as links.
local function with_links(text)
  text = text:gsub("`([%l_]+)`", function(name)
    if errors.KINDS[name] then return ("[`%s`](errors.md#%s)"):format(name, name) end
    return nil
  end)
  return (text:gsub("those of a call", "[those of a call](errors.md#of-a-call)", 1))
end

local function list(title, entries)
  if not entries[1] then return "" end
  local parts = { title .. "\n\n" }
  for _, entry in ipairs(entries) do
    local its = markdown.type(entry.type) .. (entry.optional and ", optional" or "")
    local head = entry.name and ("`%s` (%s)"):format(entry.name, its) or its
    parts[#parts + 1] = markdown.wrap(head .. (entry.words ~= "" and ": " .. entry.words or ""), "- ")
  end
  return table.concat(parts) .. "\n"
end

-- Results that mean something; an iterator has others for the loop alone.
local function results(block)
  local found = {}
  for _, result in ipairs(block.returns) do
    if result.type ~= "nil" and result.name ~= "closing" then found[#found + 1] = result end
  end
  return found
end

-- A call as it is written, with brackets around what may be left out.
local function signature(prefix, block)
  local text, open = "", 0
  for index, parameter in ipairs(block.params) do
    local name = (index > 1 and ", " or "") .. parameter.name
    if parameter.optional then
      text, open = text .. (index > 1 and " [" or "[") .. name, open + 1
    else
      text = text .. name
    end
  end
  return prefix .. block.name .. "(" .. text .. ("]"):rep(open) .. ")"
end

local function entry(heading, signatures, block)
  local parts = {
    "### ", heading, "\n\n", markdown.code("text", table.concat(signatures, "\n")), "\n",
    markdown.text(with_citations(block.said)), "\n", list("Parameters:", block.params),
    list("Results:", results(block)),
  }
  if block.errors then parts[#parts + 1] = markdown.wrap("Errors: " .. with_links(block.errors)) .. "\n" end
  if block.example then
    parts[#parts + 1] = "Example:\n\n" .. markdown.code("lua", block.example) .. "\n"
  end
  return table.concat(parts)
end

local functions = {}

--- Each public function, as `annotations` reads it. A function that is a method as well is there as the method.
---@return table<string, table> blocks
function functions.all()
  local blocks = {}
  for name, block in pairs(annotations.functions(CLIENT, "Client")) do blocks["client:" .. name] = block end
  for name, block in pairs(annotations.functions(MODULE, "openprovider")) do
    if not blocks["client:" .. name] then blocks["openprovider." .. name] = block end
  end
  for _, path in ipairs(BUILDERS) do
    for name, block in pairs(annotations.functions(path, "M")) do
      if openprovider[name] then blocks["openprovider." .. name] = block end
    end
  end
  for _, other in ipairs(OTHERS) do
    blocks[other[2] .. "." .. other[3]] = assert(annotations.functions(other[1])[other[3]], other[1])
  end
  return blocks
end

-- The methods below the sections of client.lua; a function that only the module has stands below its section there.
local function of_clients()
  local parts, methods = {}, annotations.functions(CLIENT, "Client")
  local own, module_names = annotations.functions(MODULE, "openprovider")
  parts[1] = "## Clients\n\n"
  for _, name in ipairs(module_names) do
    if not methods[name] then
      parts[#parts + 1] = entry(name, { signature("openprovider.", own[name]) }, own[name])
    end
  end
  for _, block in ipairs(annotations.of(CLIENT)) do
    if block.section then parts[#parts + 1] = "## " .. block.section .. "\n\n" end
    if block.owner == "Client" and not block.is_package then
      local signatures = { signature("client:", block) }
      if own[block.name] then signatures[2] = signature("openprovider.", own[block.name]) end
      parts[#parts + 1] = entry(block.name, signatures, block)
    end
  end
  return table.concat(parts)
end

local function of_builders()
  local parts = { "## Builders\n\n", markdown.text(
    "They make the parts of a customer. A builder never fails: what it cannot read stays as it is, and the check "
    .. "refuses it.\n") , "\n" }
  for _, path in ipairs(BUILDERS) do
    local blocks, names = annotations.functions(path, "M")
    for _, name in ipairs(names) do
      if openprovider[name] then
        parts[#parts + 1] = entry(name, { signature("openprovider.", blocks[name]) }, blocks[name])
      end
    end
  end
  return table.concat(parts)
end

-- What of the module is no function.
local VALUES = [[
## Values

- `openprovider.null`: JSON's null. It clears a member in an update.
- `openprovider.empty_array`: `[]` in JSON. It clears an array in an update. Nothing can be put into it.
- `openprovider._VERSION`, `openprovider._CURL_VERSION`: the versions of the module and of libcurl, as texts.

]]

local function of_others()
  local parts = { "## Other modules\n\n" }
  for _, other in ipairs(OTHERS) do
    local block = annotations.functions(other[1])[other[3]]
    local call = signature(('require("%s").'):format(other[2]), block)
    parts[#parts + 1] = entry(other[2] .. "." .. other[3], { call }, block)
  end
  return table.concat(parts)
end

-- What stands below each heading, as links.
local function contents_of(text)
  local parts, names = {}, nil
  local function finish(title)
    if names and names[1] then
      parts[#parts + 1] = markdown.wrap(names.title .. ": " .. table.concat(names, ", ") .. ".", "- ")
    end
    names = { title = title }
  end
  for marks, heading in ("\n" .. text):gmatch("\n(##+) ([^\n]+)") do
    if marks == "##" then
      finish(heading)
    else
      names[#names + 1] = ("[`%s`](#%s)"):format(heading, markdown.anchor(heading))
    end
  end
  finish(nil)
  return table.concat(parts)
end

--- The page.
---@return string
function functions.page()
  local text = of_clients() .. of_builders() .. VALUES .. of_others()
  return "# Functions\n\n" .. markdown.text(INTRODUCTION) .. "\n" .. contents_of(text) .. "\n" .. text
end

return functions
