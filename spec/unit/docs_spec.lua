-- The documents keep up with the program: every public name is in README.md or a page of docs/, every public function
-- has its comment, and the versions agree.
local core = require("openprovider.core")
local errors = require("openprovider.errors")
local openprovider = require("openprovider")
local options = require("openprovider.config")
local testing = require("openprovider.testing")
local written_out = require("spec.support.written_out")

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function output_of(command)
  local pipe = assert(io.popen(command .. " 2>&1"))
  local text = pipe:read("*a")
  pipe:close()
  return text
end

local README = contents("README.md")

-- The pages for users: name -> text.
local PAGES = {}
for path in output_of("ls docs/*.md"):gmatch("[^\n]+") do
  if path ~= "docs/design.md" then PAGES[path] = contents(path) end
end

-- What users read: the README and then the pages.
local TEXT = README
for _, text in pairs(PAGES) do TEXT = TEXT .. "\n" .. text end

-- The code of a text: fenced and indented blocks, and what stands between backticks.
local function code_of(text)
  local parts = {}
  text = text:gsub("```%w*\n(.-)```", function(block)
    parts[#parts + 1] = block
    return ""
  end)
  for line in text:gmatch("[^\n]+") do
    if line:find("^    ") then parts[#parts + 1] = line end
  end
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

describe("README.md with the pages of docs", function()
  it("has every name of the module", function()
    local unseen = {}
    for _, name in ipairs(sorted_keys(openprovider)) do
      if not has_word(CODE, name) then unseen[#unseen + 1] = name end
    end
    assert.same({}, unseen)
  end)

  it("has every method of a client", function()
    assert.same({}, missing(public_methods(), CODE))
  end)

  it("has every option, its environment variable and its default", function()
    local rows = {}
    for row in PAGES["docs/options.md"]:gmatch("\n(|[^\n]*)") do rows[#rows + 1] = row end
    for _, option in ipairs(options.LIST) do
      local found
      for _, row in ipairs(rows) do
        local name = row:match("^|([^|]*)|")
        if name:find("`" .. option.name .. "`", 1, true) then found = found or row end
      end
      assert.is_string(found, "no row for the option " .. option.name)
      if option.variable then assert.is_true(has_word(found, option.variable), option.variable) end
      if option.default ~= nil then
        assert.is_truthy(found:find(tostring(option.default), 1, true), option.name .. "'s default: " .. found)
      end
    end
  end)

  it("has no environment variable that there is not", function()
    local known = { OPENPROVIDER_PROFILE = true } -- of the command line
    for _, option in ipairs(options.LIST) do
      if option.variable then known[option.variable] = true end
    end
    for name in TEXT:gmatch("OPENPROVIDER_[%u_]+") do assert.is_true(known[name], name) end
  end)

  it("has every kind of error", function()
    assert.same({}, missing(sorted_keys(errors.KINDS), CODE))
  end)

  it("has every code of a problem", function()
    -- A line of the list: one code or several with commas, blanks, and what they mean.
    local codes = {}
    for line in contents("src/include/openprovider/customer.h"):gmatch("\n%*%*   (%l[^\n]*)") do
      for code, comma in line:gmatch("([%l_]+)(,?)") do
        codes[#codes + 1] = code
        if comma == "" then break end
      end
    end
    assert.is_true(#codes >= 18)
    assert.same({}, missing(codes, CODE))
  end)

  it("has every field of a customer", function()
    local names = {}
    for _, field in ipairs(core.fields().members) do names[#names + 1] = field.name end
    assert.is_true(#names >= 12)
    assert.same({}, missing(names, CODE))
  end)

  it("has every verb of the command line", function()
    local lua = os.getenv("OP_LUA") or (rawget(_G, "jit") and "luajit" or "lua5.4")
    local verbs = output_of(lua .. " bin/openprovider --help"):match("Commands:\n(.-)\n\n")
    local count = 0
    for verb in verbs:gmatch("   (%l+) [^\n]*") do
      count = count + 1
      assert.is_truthy(CODE:find("openprovider " .. verb, 1, true), verb)
    end
    assert.is_true(count >= 3)
  end)

  it("has every exit status, in the program's own words", function()
    local rows, codes = {}, {}
    for code, meaning in TEXT:gmatch("\n| (%d+) | ([^\n]+) |%f[\n]") do
      rows[#rows + 1] = { tonumber(code), meaning }
    end
    for index, entry in ipairs(require("openprovider.cli.exit_codes").LIST) do
      codes[index] = { entry.code, rows[index] and rows[index][2]:sub(1, #entry.meaning) == entry.meaning
        and rows[index][2] or entry.meaning }
    end
    assert.same(codes, rows)
  end)

  it("has every target of make", function()
    assert.same({}, missing(targets(), CODE))
  end)

  it("begins with the program in examples/create.lua", function()
    local program = contents("examples/create.lua"):gsub("^%-%-[^\n]*\n", "")
    assert.equal(program, README:match("```lua\n(.-)```"))
  end)

  it("has no Lua that does not compile", function()
    local count = 0
    for block in TEXT:gmatch("```lua\n(.-)```") do
      count = count + 1
      assert.is_function(assert((loadstring or load)(block)))  -- luacheck: ignore 113
    end
    assert.is_true(count >= 2)
  end)

  it("names no file that is not there", function()
    for path in TEXT:gmatch("`(%l+/[%w_./]+)`") do
      local file = io.open(path)
      assert.is_truthy(file, path)
      file:close()
    end
  end)
end)

describe("the pages of docs", function()
  it("are linked from README.md", function()
    for path in pairs(PAGES) do assert.is_truthy(README:find("](" .. path, 1, true), path) end
  end)

  it("lead to files that are there", function()
    for path, text in pairs(PAGES) do
      for link in text:gmatch("%]%(([^)#:]+)[^):]*%)") do
        assert.is_truthy(os.rename("docs/" .. link, "docs/" .. link), path .. ": " .. link)
      end
    end
  end)

  it("have lines of at most 110 characters, but for tables and code", function()
    for path, text in pairs(PAGES) do
      for line in text:gsub("```.-```", ""):gmatch("[^\n]+") do
        assert.is_true(#line <= 110 or line:find("^|") ~= nil or line:find("^    ") ~= nil, path .. ": " .. line)
      end
    end
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

  it("has code that does what it says", function()
    local blocks = {}
    for block in PAGE:gmatch("```lua\n(.-)```") do blocks[#blocks + 1] = block end
    local program = "local customer = ...\n" .. table.concat(blocks)
    local run = assert((loadstring or load)(program))  -- luacheck: ignore 113
    run(require("spec.support.example").customer())
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
    for program in contents("docs/c-programs.md"):gmatch("\n    cc %-o (%S+)") do
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
