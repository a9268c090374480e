-- The documents keep up with the program: links and citations lead somewhere, code runs, every public function has its
-- comment, and the versions agree. What is made from the source is in reference_spec.lua; what a shell runs, in
-- spec/once/documents_spec.lua.
local documents = require("spec.support.documents")
local json = require("dkjson")
local openprovider = require("openprovider")
local options = require("openprovider.config")
local run_lua = require("spec.support.document_code")
local testing = require("openprovider.testing")
local written_out = require("spec.support.written_out")

local contents = documents.contents

local function output_of(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local README = contents("README.md")

-- Every page -> its text. Those of docs/reference are made from the source (see reference_spec).
local PAGES = {}
for _, path in ipairs(documents.paths()) do PAGES[path] = contents(path) end

-- What users read: the README and the guides.
local TEXT = README
for path, text in pairs(PAGES) do
  if path:find("^docs/[^/]+$") and path ~= "docs/design.md" then TEXT = TEXT .. "\n" .. text end
end

-- The code of a text: blocks, and what stands between backticks.
local function code_of(text)
  local parts = {}
  text = text:gsub("```%w*\n(.-)```", function(block)
    parts[#parts + 1] = block
    return ""
  end)
  for span in text:gmatch("`([^`\n]+)`") do parts[#parts + 1] = span end
  return table.concat(parts, "\n")
end

local CODE = code_of(TEXT)

local function has_word(text, word)
  return text:find("%f[%w_]" .. word:gsub("%p", "%%%0") .. "%f[^%w_]") ~= nil
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- Those of the names that a text does not have.
local function missing(names, text)
  local found = {}
  for _, name in ipairs(names) do
    if not has_word(text, name) then found[#found + 1] = name end
  end
  return found
end

local function targets()
  local names = {}
  for _, file in ipairs({ "Makefile", "spec/proofs.mk" }) do
    for name in contents(file):match("\n%.PHONY:([^\n]*)"):gmatch("%S+") do names[#names + 1] = name end
  end
  return names
end

-- The methods of a client, but for those whose comment says `@package`: they are the module's own.
local client = openprovider.new({ transport = testing.transport() })
local METHODS = getmetatable(client).__index

-- The comment above a function, and the function's own text.
local function source_of(fn)
  local info = debug.getinfo(written_out(fn), "S")
  local lines = {}
  for line in (contents((info.source:gsub("^@", ""))) .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
  local first = info.linedefined
  while lines[first - 1] and lines[first - 1]:find("^%-%-") do first = first - 1 end
  return table.concat(lines, "\n", first, info.linedefined - 1),
    table.concat(lines, "\n", info.linedefined, info.lastlinedefined)
end

local function public_methods()
  local names = {}
  for _, name in ipairs(sorted_keys(METHODS)) do
    local method = METHODS[name]
    if type(method) == "function" and not name:find("^__") and not source_of(method):find("@package") then
      names[#names + 1] = name
    end
  end
  return names
end

-- Public functions that are written out somewhere: name -> function.
local function public_functions()
  local functions = {}
  for name, value in pairs(openprovider) do
    if type(value) == "function" then functions["openprovider." .. name] = value end
  end
  for _, name in ipairs(public_methods()) do functions["client:" .. name] = METHODS[name] end
  for name, value in pairs(testing) do
    if type(value) == "function" then functions["testing." .. name] = value end
  end
  for name, value in pairs(getmetatable(testing.new()).__index) do
    if type(value) == "function" then functions["sandbox:" .. name] = value end
  end
  return functions
end

describe("README.md", function()
  it("is one screen: at most 150 lines of at most 110 columns", function()
    local _, lines = README:gsub("\n", "")
    assert.is_true(lines <= 150, lines .. " lines")
    for line in README:gmatch("[^\n]+") do assert.is_true(#line <= 110, line) end
  end)

  it("has the program in examples/create.lua", function()
    local program = contents("examples/create.lua"):gsub("^%-%-[^\n]*\n", "")
    assert.equal(program, README:match("```lua\n(.-)```"))
  end)

  it("leads to every guide", function()
    for path in pairs(PAGES) do
      local is_guide = path:find("^docs/[^/]+$") or path:find("^docs/reference/README") or path:find("^%u+%.md$")
      assert.is_truthy(not is_guide or path == "README.md" or README:find("](" .. path, 1, true), path)
    end
  end)
end)

describe("examples/README.md", function()
  it("has every example", function()
    for name in output_of("cd examples && ls -d * jobs/*"):gmatch("[^\n]+") do
      local is_shown = name == "README.md" or name == "jobs" or PAGES["examples/README.md"]:find("](" .. name, 1, true)
      assert.is_truthy(is_shown, name)
    end
  end)
end)

describe("the guides", function()
  it("have no environment variable that there is not", function()
    local known = { OPENPROVIDER_VERSION = true, OPENPROVIDER_PROFILE = true, OPENPROVIDER_DEBUG = true }
    for _, option in ipairs(options.LIST) do
      if option.variable then known[option.variable] = true end
    end
    for name in contents("docs/reference/command-line.md"):gmatch("OPENPROVIDER_[%u_]+") do known[name] = true end
    for name in TEXT:gmatch("OPENPROVIDER_[%u_]+") do assert.is_true(known[name], name) end
  end)

  it("have every exit status, in the program's own words", function()
    local rows, codes = {}, {}
    for code, meaning in PAGES["docs/command-line.md"]:gmatch("\n| (%d+) | ([^\n]+) |%f[\n]") do
      rows[#rows + 1] = { tonumber(code), meaning }
    end
    for index, entry in ipairs(require("openprovider.cli.exit_codes").LIST) do
      codes[index] = { entry.code, rows[index] and rows[index][2]:sub(1, #entry.meaning) == entry.meaning
        and rows[index][2] or entry.meaning }
    end
    assert.same(codes, rows)
  end)

  it("have every target of make", function()
    assert.same({}, missing(targets(), CODE))
  end)

  it("name no file that is not there", function()
    for path in TEXT:gmatch("`(%l+/[%w_./]+)`") do
      local is_made = path:find("^application/") or path:find("^build/")
      assert.is_truthy(is_made or os.rename(path, path), path)
    end
  end)
end)

-- The languages of blocks: programs, which specs run, and `text`, which is what a program prints, or a part of a file.
local LANGUAGES = { lua = true, sh = true, c = true, json = true, nginx = true, text = true }

-- Pages whose Lua is run elsewhere: that of event loops by spec/once/documents_spec.lua, the examples of
-- functions one by one by reference_spec.lua.
local RUN_ELSEWHERE = { ["docs/event-loops.md"] = true, ["docs/reference/functions.md"] = true }

describe("the page", function()
  for path, text in pairs(PAGES) do
    it(path .. " has links that lead to files and headings that are there", function()
      for _, link in ipairs(documents.links(path)) do
        assert.is_truthy(os.rename(link.path, link.path), link.text)
        if link.anchor then assert.is_true(documents.anchors(link.path)[link.anchor], link.text) end
      end
    end)

    it(path .. " has lines of at most 110 characters, but for tables and blocks", function()
      if path == "CHANGELOG.md" then return end
      for line in ("\n" .. text):gsub("\n *```.-\n *```", ""):gmatch("[^\n]+") do
        assert.is_true(#line:gsub("[\128-\191]", "") <= 110 or line:find("^|") ~= nil, line)
      end
    end)

    it(path .. " has blocks of code in languages that are known, and none by indentation", function()
      for _, block in ipairs(documents.blocks(path)) do
        assert.is_true(LANGUAGES[block.language], path .. ":" .. block.line .. ": " .. block.language)
      end
      local indented = ("\n" .. text):gsub("\n *```.-\n *```", ""):match("\n\n    [^\n]+")
      assert.is_nil(indented, "code stands between ``` with its language: " .. tostring(indented))
    end)
  end

  for path in pairs(PAGES) do
    local is_run = path:find("^docs/") and not RUN_ELSEWHERE[path] and documents.blocks(path, "lua")[1]
    if is_run then
      it(path .. " has Lua that runs, one block after the other", function()
        run_lua(documents.program(path), path)
      end)
    end
    for _, block in ipairs(documents.blocks(path, "json")) do
      it(("%s has JSON at line %d that can be read"):format(path, block.line), function()
        assert(json.decode(block.code))
      end)
    end
  end
end)

describe("docs/api-facts.md", function()
  it("has the section of every citation", function()
    local sections, count = {}, 0
    for number in contents("docs/api-facts.md"):gmatch("\n##+ ([%d.]+) ") do sections[number] = true end
    local citations = "grep -rnoE 'FACTS [0-9]+(\\.[0-9]+)?((, | and | to )[0-9]+\\.[0-9]+)*' lua src spec bin "
      .. "examples docs --exclude-dir=node_modules"
    for line in output_of(citations):gmatch("[^\n]+") do
      for number in line:match("FACTS (.*)$"):gmatch("%d[%d.]*") do
        count = count + 1
        assert.is_true(sections[number], line)
      end
    end
    assert.is_true(count > 100)
  end)
end)

describe("docs/testing.md", function()
  local PAGE = PAGES["docs/testing.md"]

  it("has every function of the double's server", function()
    local names = {}
    for name, value in pairs(getmetatable(testing.new()).__index) do
      if type(value) == "function" then names[#names + 1] = name end
    end
    assert.same({}, missing(names, code_of(PAGE)))
  end)

  it("has every option of the double", function()
    local ok, message = pcall(testing.new, { no_such_option = true })
    assert.is_false(ok)
    local names = {}
    for name in message:match("there are (.*)$"):gmatch("[%w_]+") do names[#names + 1] = name end
    assert.is_true(#names >= 12)
    assert.same({}, missing(names, code_of(PAGE)))
  end)

  it("has every member of a fault", function()
    local ok, message = pcall(function() testing.new():fault({ no_such_member = true }) end)
    assert.is_false(ok)
    local names = {}
    for name in message:match("there are (.*)$"):gmatch("[%w_]+") do names[#names + 1] = name end
    assert.is_true(#names >= 14)
    assert.same({}, missing(names, code_of(PAGE)))
  end)
end)

describe("docs/design.md", function()
  local DESIGN = contents("docs/design.md")

  -- The numbered lines of a section, and those that go on below them.
  local function steps_of(title)
    local section = DESIGN:match("\n## " .. title .. "[^\n]*\n(.-)\n## ")
    local steps = {}
    for line in section:gmatch("[^\n]+") do
      if line:find("^%d+%. ") then steps[#steps + 1] = line end
    end
    return steps
  end

  it("names no file that is not there", function()
    local count = 0
    for name, path in DESIGN:gmatch("%[`([^`]+)`%]%(%.%./([^)]+)%)") do
      count = count + 1
      assert.is_truthy(os.rename(path, path), path)
      assert.is_truthy(path:gsub("%.%w+$", ""):find(name:gsub("%.%w+$", ""), 1, true), name .. " leads to " .. path)
    end
    assert.is_true(count > 40)
  end)

  it("has a sentence for each folder", function()
    for folder in output_of("ls -d src/*/ lua/openprovider/*/"):gmatch("[^\n]+") do
      assert.is_truthy(DESIGN:find("| %[`" .. folder .. "`%]%(%.%./" .. folder .. "%) | %u[^|\n]*%. |"), folder)
    end
  end)

  it("leads a customer through ten modules at most, and a row through fifteen", function()
    for title, most in pairs({ ["A customer's way"] = 10, ["A row's way"] = 15 }) do
      local steps = steps_of(title)
      assert.is_true(#steps > 0 and #steps <= most)
      for _, step in ipairs(steps) do assert.is_truthy(step:find("^%d+%. %[`[^`]+`%]"), step) end
    end
  end)
end)

describe("make help", function()
  it("says what each target does", function()
    local text = output_of("env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory help")
    for _, target in ipairs(targets()) do
      assert.is_truthy(("\n" .. text):find("\n" .. target:gsub("%-", "%%-") .. " +[^\n]"), target)
    end
  end)
end)

describe("the comment of", function()
  for name, fn in pairs(public_functions()) do
    it(name .. " says what it takes and what it gives", function()
      local comment, body = source_of(fn)
      assert.is_truthy(comment:find("^%-%-%- %S"), "no comment that begins with ---")
      local parameters = body:match("^[^\n]-%(([^)]*)%)")
      for parameter in parameters:gmatch("[%w_.]+") do
        assert.is_truthy(comment:find("@param " .. parameter:gsub("%p", "%%%0") .. "%f[^%w_.]"), "@param " .. parameter)
      end
      if body:gsub("%f[%w_]return end%f[^%w_]", ""):find("%f[%w_]return%s+[^%s;]") then
        assert.is_truthy(comment:find("@return", 1, true), "@return")
      end
    end)
  end
end)

describe("the commands for programs in C", function()
  it("leave nothing in the checkout that git would show", function()
    local count = 0
    for program in contents("docs/c-programs.md"):gmatch("\ncc %-o (%S+)") do
      count = count + 1
      assert.is_truthy(contents(".gitignore"):find("\n/" .. program .. "\n", 1, true), program)
    end
    assert.is_true(count > 0)
  end)
end)

describe("the version", function()
  it("is the newest in CHANGELOG.md", function()
    assert.equal(options.VERSION, contents("CHANGELOG.md"):match("\n## (%d%S*)"))
  end)

  it("is that of the release's rockspec, and of its tag", function()
    local rockspec = contents("rockspec/openprovider-" .. options.VERSION .. "-1.rockspec")
    assert.equal(options.VERSION .. "-1", rockspec:match('\nversion = "([^"]+)"'))
    assert.equal("v" .. options.VERSION, rockspec:match('tag = "([^"]+)"'))
  end)

  it("is that of the header for programs in C", function()
    local header = contents("src/include/openprovider.h")
    assert.equal(options.VERSION, header:match('\n#define OPENPROVIDER_VERSION "([^"]+)"\n'))
  end)

  it("is in the module and in its user agent", function()
    assert.equal("openprovider " .. options.VERSION, openprovider._VERSION)
    assert.equal("openprovider-lua/" .. options.VERSION, client.settings.user_agent)
  end)
end)

describe("the sources", function()
  it("name no folder of the machine that they were written on", function()
    local git = "git -c safe.directory='*' "
    assert.is_truthy(output_of(git .. "ls-files"):find("README.md", 1, true), "no git checkout")
    local folders = [['(^|[^[:alnum:]_.])/(work|tmp|home|root)(/|[^[:alnum:]_]|$)']]
    assert.equal("", output_of(git .. "grep -nIE " .. folders .. " -- . ':!spec'"))
  end)
end)
