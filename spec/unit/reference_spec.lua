--- The reference in docs/reference is made from the source, and has every public name.

local annotations = require("spec.reference.annotations")
local config = require("openprovider.config")
local core = require("openprovider.core")
local documents = require("spec.support.documents")
local errors = require("openprovider.errors")
local functions = require("spec.reference.pages.functions")
local openprovider = require("openprovider")
local reference = require("spec.reference.write")
local run = require("spec.support.document_code")
local testing = require("openprovider.testing")
local texts = require("openprovider.customer.texts")

local PAGES = reference.pages()

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- The rows of a page's tables, by their first cell.
local function rows_of(page)
  local rows = {}
  for row, name in PAGES[page]:gmatch("\n(| `([^`]+)`[^\n]*)") do rows[name] = row end
  return rows
end

describe("docs/reference", function()
  it("is what `make docs` writes", function()
    local there = {}
    for path in io.popen("ls docs/reference"):lines() do there[path] = documents.contents("docs/reference/" .. path) end
    assert.same(sorted_keys(PAGES), sorted_keys(there))
    for name, text in pairs(PAGES) do
      assert.is_true(text == there[name], "docs/reference/" .. name .. " is not what the source says: run `make docs`")
    end
  end)

  it("has every function of the module and of a client, and every value", function()
    local blocks = functions.all()
    local methods = getmetatable(openprovider.new({ transport = testing.transport() })).__index
    for name, value in pairs(openprovider) do
      local full = "openprovider." .. name
      local is_there = type(value) ~= "function" and PAGES["functions.md"]:find("`" .. full .. "`", 1, true)
      assert.is_truthy(is_there or blocks[full] or blocks["client:" .. name], full)
    end
    for name, method in pairs(methods) do
      local is_own = name == "exchange" or name:find("^__") or type(method) ~= "function"
      assert.is_truthy(is_own or blocks["client:" .. name], "client:" .. name)
    end
  end)

  it("has every option with its environment variable and its default", function()
    local rows = rows_of("options.md")
    for _, option in ipairs(config.LIST) do
      local row = assert(rows[option.name], option.name)
      for _, part in ipairs({ option.variable or "", option.default ~= nil and tostring(option.default) or "" }) do
        assert.is_truthy(row:find(part, 1, true), row)
      end
      assert.is_truthy(row:find("| [^|]+ |$"), "it has no meaning in types.lua: " .. row)
    end
  end)

  it("has every kind of error", function()
    for kind in pairs(errors.KINDS) do
      assert.is_truthy(PAGES["errors.md"]:find("\n### " .. kind .. "\n", 1, true), kind)
    end
  end)

  it("has every code of a problem: those of the header for C, and those with texts for end users", function()
    local rows, codes = rows_of("problems.md"), {}
    for line in documents.contents("src/include/openprovider/customer.h"):gmatch("\n%*%*   (%l[^\n]*)") do
      for code, comma in line:gmatch("([%l_]+)(,?)") do
        codes[code] = true
        if comma == "" then break end
      end
    end
    assert.is_true(#sorted_keys(codes) >= 18)
    for code in pairs(texts.words("en").problems) do codes[code] = true end
    for code in pairs(codes) do assert.is_string(rows[code], code) end
  end)

  it("has only codes that have a text for end users in every language", function()
    for code in pairs(rows_of("problems.md")) do
      for _, language in ipairs(texts.LANGUAGES) do
        assert.is_string(texts.words(language).problems[code], language .. ": " .. code)
      end
    end
  end)

  it("has every field", function()
    local rows = rows_of("fields.md")
    for _, field in ipairs(core.fields().members) do assert.is_string(rows[field.name], field.name) end
    for _, field in ipairs(core.extension_fields()) do assert.is_string(rows[field.name], field.name) end
  end)

  it("has a meaning for every class and every member in types.lua", function()
    for _, block in ipairs(annotations.of("lua/openprovider/types.lua")) do
      if block.class then assert.is_true(block.words ~= "" or block.class == "openprovider.Client", block.class) end
      for _, field in ipairs(block.fields or {}) do
        assert.is_true(field.words ~= "", block.class .. "." .. field.name)
      end
    end
  end)

  it("has every verb", function()
    local verbs = require("spec.reference.pages.command_line").verbs()
    assert.is_true(#verbs > 15)
    for _, verb in ipairs(verbs) do
      assert.is_truthy(PAGES["command-line.md"]:find("\n## " .. verb .. "\n", 1, true), verb)
    end
  end)
end)

describe("types.lua", function()
  it("keeps the rules of lua-language-server: no name twice, no member twice, parents that are there", function()
    local classes, names = {}, {}
    for _, block in ipairs(annotations.of("lua/openprovider/types.lua")) do
      local name = block.class or block.alias
      if name then
        assert.is_nil(names[name], name)
        names[name] = true
        if block.class then classes[name] = block end
        assert.is_truthy(block.class or block.type or block.values[1], name .. " is an alias of nothing")
        local members = {}
        for _, field in ipairs(block.fields) do
          assert.is_nil(members[field.name], name .. "." .. field.name)
          members[field.name] = true
        end
      end
    end
    for name, class in pairs(classes) do
      local is_there = not class.parent or classes[class.parent] or class.parent == "userdata"
      assert.is_truthy(is_there, name .. " : " .. tostring(class.parent))
    end
  end)
end)

-- Examples that run in nginx alone.
local NOT_RUN = { ["openprovider.auth.stores.nginx.new"] = "it needs nginx: spec/once/nginx_shared_spec.lua runs it" }

describe("the comment of", function()
  for name, block in pairs(functions.all()) do
    it(name .. " has an example, which runs", function()
      assert.is_string(block.example, "no lines of an example, four blanks from the margin")
      if not NOT_RUN[name] then run(block.example, name) end
    end)

    it(name .. " says which errors it gives, and what each parameter and result is", function()
      local gives_error = false
      for _, result in ipairs(block.returns) do
        gives_error = gives_error or result.type:find("openprovider.Error", 1, true) ~= nil
      end
      assert.is_true(block.errors ~= nil or not gives_error, "no line `Errors: ...` in the comment's text")
      local named = {}
      for _, parameter in ipairs(block.params) do named[#named + 1] = parameter.name end
      assert.equal(block.arguments, table.concat(named, ", "))
    end)
  end
end)
