--- What is remembered of creates outside of Lua's memory: the newest so many, compared with a list of all.
local core = require("openprovider.core")

local SIZE, KEYS, ADDED = 7, 12, 3000

-- Numbers that are the same in each run.
local function generator(seed)
  return function(most)
    seed = (seed * 16807) % 2147483647
    return seed % most
  end
end

-- The last of the newest with a key, in an array of all. -> place, one, other
local function find(all, size, key)
  for number = #all, math.max(1, #all - size + 1), -1 do
    if all[number].key == key then return (number - 1) % size + 1, all[number].one, all[number].other end
  end
end

describe("the newest of many texts", function()
  it("are found, each with what was kept with it, and older ones are not", function()
    local random, newest, all = generator(1), core.newest(SIZE), {}
    for number = 1, ADDED do
      -- Mostly short ones; now and then one that is longer than all before it.
      local length = random(20) == 0 and random(number * 10 + 1) or random(40)
      local added = { key = "key " .. random(KEYS), one = number .. ("x"):rep(length), other = ("y"):rep(random(3)) }
      all[number] = added
      assert.equal((number - 1) % SIZE + 1, newest:add(added.key, added.one, added.other))
      for key = 0, KEYS - 1 do
        local name = "key " .. key
        assert.same({ find(all, SIZE, name) }, { newest:find(name) })
      end
    end
  end)

  it("may have nothing kept with them", function()
    local newest = core.newest(2)
    assert.equal(1, newest:add("one"))
    assert.same({ 1 }, { newest:find("one") })
    assert.equal(2, newest:add("two", "text"))
    assert.equal(1, newest:add("three"))
    assert.same({ 2, "text", "" }, { newest:find("two") })
    assert.same({ 1 }, { newest:find("three") })
    assert.same({}, { newest:find("one") })
  end)

  it("are those of a wrong call if it has no key, or a size that is none", function()
    assert.has_error(function() core.newest(0) end)
    assert.has_error(function() core.newest(1):add(nil, "text") end)
    assert.has_error(function() core.newest(1):find() end)
  end)
end)
