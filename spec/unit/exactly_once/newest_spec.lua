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

-- The last of the newest with a key, in an array of all. -> place
local function find(all, size, key)
  for number = #all, math.max(1, #all - size + 1), -1 do
    if all[number] == key then return (number - 1) % size + 1 end
  end
end

describe("the newest of many texts", function()
  it("are found, and older ones are not", function()
    local random, newest, all = generator(1), core.newest(SIZE), {}
    for number = 1, ADDED do
      all[number] = "key " .. random(KEYS)
      assert.equal((number - 1) % SIZE + 1, newest:add(all[number]))
      for key = 0, KEYS - 1 do
        local name = "key " .. key
        assert.equal(find(all, SIZE, name), (newest:find(name)))
      end
    end
  end)

  it("are those of a wrong call if it has no key, or a size that is none", function()
    assert.has_error(function() core.newest(0) end)
    assert.has_error(function() core.newest(1):add() end)
    assert.has_error(function() core.newest(1):find() end)
  end)
end)
