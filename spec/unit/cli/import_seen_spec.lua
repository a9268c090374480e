--- Which texts were seen: the memory of an import for the references of its rows, compared with a table of Lua's.
local core = require("openprovider.core")

local TEXTS = 50000

local function text_of(number)
  return ("auto1-%08x"):format((number * 2654435) % 4294967)
end

describe("what remembers texts", function()
  it("says of each the line that it was seen in first, and nothing of others", function()
    local seen, lines = core.seen(), {}
    for line = 1, TEXTS do
      local text = text_of(line)
      if lines[text] then
        assert.equal(lines[text], (seen:add(text, line)))
      else
        assert.is_nil(seen:add(text, line))
        lines[text] = line
      end
    end
    local count = 0
    for text, line in pairs(lines) do
      count = count + 1
      if seen:line(text) ~= line then error(text) end
      if seen:line(text .. "x") then error(text .. "x") end
    end
    assert.is_true(count > TEXTS / 2)
  end)

  it("says which of two texts that belong to it is another one", function()
    local seen = core.seen()
    assert.is_nil(seen:add("key", 2, "van", "jan@example.com"))
    assert.same({ 2, false, false }, { seen:add("key", 3, "van", "jan@example.com") })
    assert.same({ 2, true, false }, { seen:add("key", 3, "", "jan@example.com") })
    assert.same({ 2, false, true }, { seen:add("key", 3, "van", "j.an@example.com") })
    assert.same({ 2, false, false }, { seen:add("key", 3) })
    assert.is_nil(seen:add("other", 4))
    assert.same({ 4, false, false }, { seen:add("other", 5, "van", "jan@example.com") })
  end)

  it("takes lines from 1 on, and texts with any byte", function()
    local seen = core.seen()
    assert.is_nil(seen:add("a\0b", 4294967295))
    assert.equal(4294967295, seen:line("a\0b"))
    assert.is_nil(seen:line("a"))
    for _, line in ipairs { 0, -1, 4294967296, 0 / 0 } do
      assert.has_error(function() seen:add("c", line) end)
    end
  end)
end)
