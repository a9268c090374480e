-- The verbs of the command line, which are found by their names before the modules that declare them are loaded.
local verbs = require("openprovider.cli.parser.verbs")

local function names_of(list)
  local names = {}
  for index, verb in ipairs(list) do names[index] = verb.name end
  return names
end

describe("the list of verbs", function()
  it("has the names that the modules declare, in their order", function()
    for _, family in ipairs(verbs.FAMILIES) do
      assert.same(names_of(require("openprovider.cli.verbs." .. family.module)), family.names)
    end
  end)

  it("has every module of the folder", function()
    local listed, there = {}, {}
    for _, family in ipairs(verbs.FAMILIES) do listed[family.module] = true end
    local pipe = assert(io.popen("ls lua/openprovider/cli/verbs"))
    for line in pipe:lines() do
      local module = line:match("^(.*)%.lua$")
      if module then there[module] = true end
    end
    pipe:close()
    assert.same(there, listed)
  end)

  it("gives those that are named among the arguments, once each", function()
    assert.same({ "man", "tags" }, names_of(verbs.named_in { "--json", "man", "tags", "list.csv", "man" }))
    assert.same({}, verbs.named_in { "--version", "lists" })
  end)
end)
