-- Blanks at the ends of texts, of any script.
local core = require("openprovider.core")

describe("core.trimmed", function()
  it("cuts the blanks of any script off both ends, and leaves those inside", function()
    for text, expected in pairs({
      [" a b "] = "a b", ["\194\160Anna\227\128\128"] = "Anna", ["\239\187\191\t x \226\128\137"] = "x", [""] = "",
      [" \194\160 "] = "", ["a\194\160b"] = "a\194\160b", ["\195\169"] = "\195\169", ["\128 x\128"] = "\128 x\128",
    }) do
      assert.equal(expected, core.trimmed(text))
      assert.equal(expected == "", core.is_blank(text))
    end
  end)
end)
