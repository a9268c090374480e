-- Patterns of numbering plans: what tells whether digits match says the same as what takes them apart.
local core = require("openprovider.core")
local pattern = require("openprovider.customer.phone.pattern")

local PATTERNS = {
  "", "\\d", "1", "[02-5]", "\\d{3}", "1?2{2,3}", "(1|2)3", "(?:1|23)(4)?", "(\\d{2})(\\d{3})", "(?:1[02]|3){2}4?",
  "0?(?:(11|2)15)?", "1(2|3)?$", "[02-58]{2,4}0|1\\d{0,3}", "(?:(?:1|2)?3){1,3}", "[\\d]2", "0$|1",
  "(?:5(?:1|2(3))4|1)2|3(?:4|(5))", "5(?:1|2)|(?:3(4(?:5|0)))?1", "(?:4(5)1){2}|0(?:3(?:1)|2)4?|1$",
}

describe("a pattern of a numbering plan", function()
  it("matches the same digits, whole and at their beginning, in both ways", function()
    local state = 7
    local function random(most)
      state = (state * 16807) % 2147483647
      return state % most
    end
    local matches = 0
    for _, source in ipairs(PATTERNS) do
      for _ = 1, 400 do
        local digits = {}
        for index = 1, random(9) do digits[index] = random(6) end
        local text = table.concat(digits)
        local said = source .. " " .. text
        assert.equal(pattern.whole(source, text) ~= nil, pattern.is_whole(source, text), said)
        assert.equal(pattern.prefix(source, text) ~= nil, pattern.begins(source, text), said)
        if pattern.is_whole(source, text) then matches = matches + 1 end
      end
    end
    assert.is_true(matches > 300)
  end)

  it("matches what is longer than any number, and what is no digit, as well", function()
    assert.is_true(pattern.is_whole("\\d{70}", ("1"):rep(70)))
    assert.is_false(pattern.is_whole("\\d{70}", ("1"):rep(69)))
    assert.is_true(pattern.begins("12", "12" .. ("3"):rep(100)))
    assert.is_false(pattern.begins("12", "1x"))
    assert.is_true(pattern.is_whole("\\d{62}", ("9"):rep(62)))
  end)

  it("that is none raises", function()
    for _, source in ipairs({ "(", ")", "[1", "[a]", "a", "\\w", "{2}", "1{", "1{x}", "1{2", "(?1)", "(1", "[1-]", "*",
      ("("):rep(100) }) do
      assert.has_error(function() core.match_digits(source, "123", true) end, nil, source)
    end
  end)
end)
