-- The formats of the command line by themselves: widths of texts, lines of CSV, JSON in an order.
local csv = require("openprovider.cli.csv.write")
local display_width = require("openprovider.cli.output.display_width")
local field_path = require("openprovider.cli.field_path")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")

describe("the width of a text", function()
  local WIDTHS = {
    { "", 0 }, { "abc", 3 }, { "Zo\195\171", 3 }, { "e\204\129", 1 }, { "\226\130\172", 1 },
    { "\230\160\170\229\188\143", 4 }, { "\237\149\156", 2 }, { "\239\188\161", 2 }, { "\240\159\152\128", 2 },
    { "\226\128\139", 0 }, { "\208\150", 1 },
  }
  for _, case in ipairs(WIDTHS) do
    it(("of %q is %d"):format(case[1], case[2]), function() assert.equal(case[2], display_width.of(case[1])) end)
  end

  it("is what a cut leaves, and never half a character", function()
    assert.equal("abc", display_width.cut("abc", 3))
    assert.equal("ab\226\128\166", display_width.cut("abcd", 3))
    assert.equal("\230\160\170\226\128\166", display_width.cut("\230\160\170\229\188\143x", 4))
    assert.equal("e\204\129\226\128\166", display_width.cut("e\204\129ab", 2))
  end)

  it("is that of each line into which it is broken, but for a word that is too long", function()
    assert.same({ "ab cd" }, display_width.lines("ab cd", 5))
    assert.same({ "ab", "cd" }, display_width.lines("ab cd", 4))
    assert.same({ "ab cd", "  ef", "  ghijk", "  l" }, display_width.lines("ab cd ef ghijk l", 6, "  "))
    local tree = "\230\160\170"
    assert.same({ tree .. tree, tree .. " a" }, display_width.lines(tree .. tree .. " " .. tree .. " a", 5))
    assert.same({ "" }, display_width.lines("", 5))
  end)

  it("is filled up with blanks", function()
    assert.equal("\230\160\170  ", display_width.pad("\230\160\170", 4))
    assert.equal("abcd", display_width.pad("abcd", 2))
  end)
end)

describe("a line of CSV", function()
  it("ends with CR LF, and quotes what needs it", function()
    assert.equal('a,,"b,c","d""e","f\ng","h\ri"\r\n', csv.line { "a", "", "b,c", 'd"e', "f\ng", "h\ri" })
  end)

  it("has a way back from every cell that got a '", function()
    -- The rule of csv.lua, the other way round.
    local function back(cell) return (cell:gsub("^'('*[=+%-@\t\r])", "%1")) end
    for _, text in ipairs({
      "=x", "+x", "-x", "@x", "\tx", "\rx", "'=x", "''=x", "'x", "''x", "+31", "-31", "'+31", "x=1", "", "'",
    }) do
      local cell = csv.line({ text }):gsub("\r\n$", ""):gsub('^"(.*)"$', "%1")
      assert.equal(text, back(cell))
      assert.is_true(not cell:find("^[=+%-@\t\r]") or cell:find("^[+-]%d+$") ~= nil, cell)
    end
  end)
end)

describe("JSON in an order", function()
  local ORDER = { "b", "a", members = { list = { members = {}, element = json_text.order { "z", "y" } } } }

  it("has the names of the order first, then the others by name", function()
    local value = { a = 1, b = "x", d = true, c = json.null, list = { { y = 1, z = 2 } } }
    assert.equal('{"b":"x","a":1,"c":null,"d":true,"list":[{"z":2,"y":1}]}', json_text.line(value, ORDER))
    assert.equal('{\n  "b": "x",\n  "list": [\n    {\n      "z": 2\n    }\n  ]\n}',
      json_text.pretty({ b = "x", list = { { z = 2 } } }, ORDER))
  end)

  it("knows where an empty table is an array", function()
    assert.equal('{"list":[],"other":{}}', json_text.line({ list = {}, other = {} }, ORDER))
    assert.equal('{"other":[]}', json_text.line({ other = json.empty_array }, ORDER))
    assert.equal('{"tags":[]}', json_text.line({ tags = {} }, json_text.CUSTOMER))
  end)

  it("says the same to a reader, whatever is in a text", function()
    for _, text in ipairs({ "a/b", "a\\/b", "\\", '"', "\0\1\31\127", "\194\128\194\159", "\226\128\168\226\128\174",
      "\226\129\166", "\195\171", "\240\159\152\128" }) do
      local line = json_text.line(text, ORDER)
      assert.equal(text, json.decode("[" .. line .. "]")[1])
      assert.is_nil(line:find("[%z\1-\31\127]"))
      assert.is_nil(line:find("\194[\128-\159]"))
      assert.is_nil(line:find("\226\128[\168-\174]"))
    end
  end)
end)

describe("a path of a field", function()
  it("is names with dots", function()
    assert.same({ "phone", "area_code" }, field_path.names("phone.area_code"))
    for _, path in ipairs({ "", ".", "a.", ".a", "a..b", "a b", "tags[1]" }) do
      assert.is_nil(field_path.names(path), path)
    end
  end)

  it("gives what is there, and nil where nothing is", function()
    local read = field_path.reader("phone.area_code")
    assert.equal("10", read { phone = { area_code = "10" } })
    assert.is_nil(read {})
    assert.is_nil(read { phone = "x" })
  end)
end)
