-- Fingerprints, which tell whether two things are the same without keeping them.
local core = require("openprovider.core")

describe("a fingerprint", function()
  local of = core.fingerprint

  it("is the same for the same texts, and only for them", function()
    assert.equal(of("a", "bc"), of("a", "bc"))
    assert.is_truthy(of("a"):find("^%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x$"))
    local seen = {}
    for _, given in ipairs({ { "a", "bc" }, { "ab", "c" }, { "abc" }, { "bc", "a" }, { "a", "bc", "" }, {} }) do
      local digits = of((table.unpack or unpack)(given)) -- luacheck: ignore 113 143
      assert.is_nil(seen[digits])
      seen[digits] = true
    end
  end)

  it("of a table does not depend on the order in which its members were set", function()
    local one, other = {}, {}
    for index = 1, 50 do one["name" .. index] = { tostring(index) } end
    for index = 50, 1, -1 do other["name" .. index] = { tostring(index) } end
    assert.equal(of(one), of(other))
    other.name7[1] = "8"
    assert.are_not.equal(of(one), of(other))
  end)

  it("tells members, values and places apart", function()
    local seen = {}
    for _, given in ipairs({
      {}, { "a" }, { "a", "b" }, { "b", "a" }, { a = "b" }, { b = "a" }, { a = {} }, { a = { "b" } }, { { "a" }, "b" },
      { a = true }, { a = false }, { a = 1 }, { a = "1" }, { a = 1.5 }, { a = "x", b = "y" }, { a = "y", b = "x" },
    }) do
      local digits = of(given)
      assert.is_nil(seen[digits])
      seen[digits] = true
    end
  end)

  it("is refused for what has no end, and for functions", function()
    local endless = {}
    endless.inner = endless
    for _, given in ipairs({ endless, print, { print }, { [print] = "a" } }) do
      assert.is_false(pcall(of, given))
    end
  end)
end)
