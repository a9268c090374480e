--- Pages for man(1), made of what the helps are made of: one of the program, and one of each verb.
--
-- @module openprovider.cli.manual

local code_point = require("openprovider.values.code_point")
local core = require("openprovider.core")
local exit_codes = require("openprovider.cli.exit_codes")
local options_of_client = require("openprovider.config")
local options = require("openprovider.cli.parser.options")
local versions = require("openprovider.cli.output.versions")

local manual = {}

local DESCRIPTION = "Customer handles at the registrar Openprovider. Each verb has a page of its own, such as "
  .. "openprovider-create(1), and a help, such as `openprovider create --help`. Results go to standard output, "
  .. "everything else to standard error."

-- Environment variables that only the command line reads.
local VARIABLES = {
  { "OPENPROVIDER_PROFILE", "the profile to use, as with --profile" },
  { "OPENPROVIDER_DEBUG", "1 for --debug, body for --debug-body" },
  { "NO_COLOR", "no colours, whatever it is set to" },
}

local FILES = {
  { "~/.config/openprovider/config.json", "profiles, which `openprovider configure` writes; below $XDG_CONFIG_HOME if "
    .. "that is set" },
  { "~/.cache/openprovider/tokens.json", "the token of the last login, for its owner alone; below $XDG_CACHE_HOME if "
    .. "that is set. Beside it are the counts of calls and the references that are in use" },
}

local function escaped(character)
  return string.format("\\[u%04X]", code_point.of(character))
end

-- A text in which troff sees nothing but text.
local function plain(text)
  text = text:gsub("\\", "\\e"):gsub("%-", "\\-"):gsub("'", "\\(aq"):gsub("`", "\\(ga")
  text = text:gsub("[\194-\244][\128-\191]*", escaped)
  return (text:gsub("^%.", "\\&."):gsub("\n%.", "\n\\&."))
end

local Page = {}
Page.__index = Page

function Page:add(...)
  self[#self + 1] = table.concat({ ... })
end

function Page:section(title)
  self:add(".SH ", title)
end

function Page:paragraphs(text)
  for paragraph in (text .. "\n\n"):gmatch("(.-)\n\n") do
    self:add(".PP\n", plain((paragraph:gsub("\n", " "))))
  end
end

-- What is listed with a description: a name in bold, and a value in italics.
function Page:item(name, value, description)
  self:add(".TP\n", value and (".BI \"%s \" \"%s\""):format(plain(name), plain(value)) or ".B " .. plain(name))
  self:add(plain(description))
end

function Page:items(list)
  for _, each in ipairs(list) do self:item(each[1], nil, each[2]) end
end

function Page:lines(text)
  self:add(".nf\n", plain(text), "\n.fi")
end

local function new_page(name, summary)
  local page = setmetatable({}, Page)
  local title = core.upper(name)
  page:add(('.TH "%s" "1" "" "openprovider %s" "User Commands"'):format(plain(title), versions.program))
  page:add(".nh\n.ad l")
  page:section("NAME")
  page:add(plain(name), " \\- ", plain(summary))
  return page
end

local function add_options(page, list)
  for _, option in ipairs(list) do
    page:item(option.name:gsub(" ", ", "), option.argname, option.description)
  end
end

local TIMES = { ["?"] = "[NAME]", ["+"] = "NAME...", ["*"] = "[NAME...]" }

local function add_synopsis(page, name, verb)
  local parts = { "[options]" }
  for _, argument in ipairs(verb.arguments or {}) do
    parts[#parts + 1] = (TIMES[argument.args] or "NAME"):gsub("NAME", argument.argname)
  end
  page:add(".B openprovider ", name, "\n", plain(table.concat(parts, " ")))
end

-- What a verb that is run does, with its arguments, options and examples.
local function add_verb(page, verb)
  page:paragraphs(verb.description or verb.summary)
  for _, argument in ipairs(verb.arguments or {}) do page:item(argument.argname, nil, argument.description) end
  add_options(page, options.of_verb(verb))
  page:add(".PP\nFor example:\n.PP")
  page:lines(verb.example)
end

local function add_end(page, see)
  page:section('"EXIT STATUS"')
  for _, entry in ipairs(exit_codes.LIST) do page:item(string.format("%d", entry.code), nil, entry.meaning) end
  page:section('"SEE ALSO"')
  page:add(see)
end

local function page_of_verb(verb)
  local page = new_page("openprovider-" .. verb.name, verb.summary)
  page:section("SYNOPSIS")
  if verb.verbs then
    for index, inner in ipairs(verb.verbs) do
      if index > 1 then page:add(".br") end
      add_synopsis(page, verb.name .. " " .. inner.name, inner)
    end
  else
    add_synopsis(page, verb.name, verb)
  end
  page:section("DESCRIPTION")
  if verb.verbs then
    for _, inner in ipairs(verb.verbs) do
      page:add('.SS "', verb.name, " ", inner.name, '"')
      add_verb(page, inner)
    end
  else
    add_verb(page, verb)
  end
  page:paragraphs("The options that all verbs have are in openprovider(1).")
  add_end(page, ".BR openprovider (1)")
  return page
end

local function page_of_program(verbs)
  local page = new_page("openprovider", "customer handles at the registrar Openprovider")
  page:section("SYNOPSIS")
  page:add(".B openprovider\n[options] COMMAND ...")
  page:section("DESCRIPTION")
  page:paragraphs(DESCRIPTION)
  page:section("COMMANDS")
  for _, verb in ipairs(verbs) do page:item(verb.name, nil, verb.summary) end
  page:section("OPTIONS")
  add_options(page, options.EVERYWHERE)
  page:item("-h, --help", nil, "show the help")
  page:item("-V, --version", nil, "print the version")
  page:section("ENVIRONMENT")
  for _, option in ipairs(options_of_client.LIST) do
    if option.variable then page:item(option.variable, nil, option.doc) end
  end
  page:items(VARIABLES)
  page:section("FILES")
  page:items(FILES)
  local see = {}
  for index, verb in ipairs(verbs) do see[index] = ".BR openprovider\\-" .. plain(verb.name) .. " (1)" end
  add_end(page, table.concat(see, ",\n"))
  return page
end

--- All pages.
---@param verbs table[]
---@return table[] pages `{ name, text }` each: "openprovider" and "openprovider-VERB"
function manual.pages(verbs)
  local pages = { { name = "openprovider", text = table.concat(page_of_program(verbs), "\n") .. "\n" } }
  for _, verb in ipairs(verbs) do
    pages[#pages + 1] = { name = "openprovider-" .. verb.name, text = table.concat(page_of_verb(verb), "\n") .. "\n" }
  end
  return pages
end

return manual
