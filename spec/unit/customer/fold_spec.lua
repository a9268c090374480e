--- Text in small letters, with letters and marks composed: what names are compared by, and what the references that are
--- made of customers are made of.

local core = require("openprovider.core")
local utf8_of = require("spec.support.code_points")

describe("folded text", function()
  -- By another program, from the data of the Unicode standard.
  it("is the same for ever for every character up to U+FFFF", function()
    local all = {}
    for code = 0x80, 0xFFFF do
      local is_mark, is_surrogate = code >= 0x300 and code <= 0x36F, code >= 0xD800 and code <= 0xDFFF
      if not is_mark and not is_surrogate then all[#all + 1] = core.fold(utf8_of(code)) end
    end
    assert.equal("d3ce14f1a46d68bbdd26bfa255e4b319", core.fnv128(table.concat(all)))
  end)

  local GEORGE = "\206\179\206\185\207\142\207\129\206\179\206\191\207\131" -- in Greek

  it("is in small letters of Latin, Greek and Cyrillic, and composed", function()
    for text, folded in pairs({
      ["MULLER 9 {}"] = "muller 9 {}",
      ["M\195\156LLER STRA\225\186\158E"] = "m\195\188ller stra\195\159e",
      ["MU\204\136LLER"] = "m\195\188ller",
      ["\208\150\208\144\208\157\208\157\208\144"] = "\208\182\208\176\208\189\208\189\208\176",
      ["\206\147\206\153\206\143\206\161\206\147\206\159\206\163"] = GEORGE,
      ["\206\179\206\185\207\142\207\129\206\179\206\191\207\130"] = GEORGE,
      ["\196\176stanbul"] = "istanbul", ["I\204\135stanbul"] = "istanbul",
      ["O\204\155\204\137"] = "\225\187\159", ["E\204\163\204\130"] = "\225\187\135",
    }) do
      assert.equal(folded, core.fold(text))
    end
  end)

  it("keeps what is no letter that it knows, and bytes that are no UTF-8", function()
    for _, text in ipairs({
      "", "\0a\0", "q\204\136", "\204\136", "\240\159\152\128\204\136", "\227\129\130", "\195", "a\195", "\225\186",
      "\192\128\193\191", "\224\128\128", "\237\160\128", "\255\254", "\195\195\188", "9\204",
    }) do
      assert.equal(text, core.fold(text))
    end
    assert.equal("\195m\195\188\255", core.fold("\195M\195\156\255"))
  end)

  it("is never longer than the text, and the same when it is folded again", function()
    for code = 0x80, 0x2FFF do
      for _, text in ipairs({ utf8_of(code), "A" .. utf8_of(code), utf8_of(code) .. "\204\129" }) do
        local folded = core.fold(text)
        assert.is_true(#folded <= #text)
        assert.equal(folded, core.fold(folded))
      end
    end
    local long = ("M\195\156LLER "):rep(1000)
    assert.equal(("m\195\188ller "):rep(1000), core.fold(long))
  end)
end)

describe("core.letters", function()
  it("gives letters and digits alone, small and without marks", function()
    for text, letters in pairs({
      [""] = "", [" \t-.,'/()"] = "", ["São Tomé & Príncipe"] = "saotomeandprincipe", ["STRASSE"] = "strasse",
      ["Straße"] = "strasse", ["E-Mail *"] = "email", ["Côte d’Ivoire"] = "cotedivoire", ["Việt Nam"] = "vietnam",
      ["Łódź"] = "lodz", ["İstanbul"] = "istanbul", ["Ærø"] = "aero", ["Œuvre"] = "oeuvre", ["Þórshöfn"] = "thorshofn",
      ["U\204\136ber"] = "uber", ["ΕΛΛΆΔΑ"] = "ελλαδα", ["Ёлка Й"] = "елкаи", ["日本\227\128\128"] = "日本",
      ["\239\187\191name_1"] = "name1", ["\255\195"] = "\255\195", ["\240\159\152\128"] = "\240\159\152\128",
    }) do
      assert.equal(letters, core.letters(text))
    end
    assert.equal(("and"):rep(1000), core.letters(("&"):rep(1000)))
  end)

  it("gives the same for its own result, and never more than three times the text", function()
    for code = 0x80, 0x2FFF do
      local letters = core.letters(utf8_of(code) .. "A")
      assert.is_true(#letters <= 3 * (#utf8_of(code) + 1))
      assert.equal(letters, core.letters(letters))
    end
  end)
end)
