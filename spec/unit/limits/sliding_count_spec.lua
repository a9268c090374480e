--- Counts of the last so many seconds: compared with one that keeps each of them.
local collector = require("spec.support.collector")
local core = require("openprovider.core")

local WINDOW, SPAN, PARTS = 300, 30, 10

-- Counts as the guard's do, in as few words as can be: an array of `{ key, number of the span }`.
local function model(limit)
  local newest, counted = -math.huge, {}
  local function number_at(now) return math.max(newest, math.floor(now / SPAN)) end
  local function each(key, number)
    local found = {}
    for _, one in ipairs(counted) do
      if one.key == key and one.number >= number - PARTS then found[#found + 1] = one.number end
    end
    return found
  end
  return {
    wait = function(key, now)
      local found = each(key, number_at(now))
      if #found < limit then return nil end
      return (found[#found - limit + 1] + PARTS + 1) * SPAN - now
    end,
    add = function(key, now)
      newest = number_at(now)
      counted[#counted + 1] = { key = key, number = newest }
      return newest
    end,
    take_back = function(key, number)
      for index = #counted, 1, -1 do
        if counted[index].key == key and counted[index].number == number then return table.remove(counted, index) end
      end
    end,
  }
end

-- Numbers that are the same in each run.
local function generator(seed)
  return function(most)
    seed = (seed * 16807) % 2147483647
    return seed % most
  end
end

describe("a sliding count", function()
  it("says what one says that keeps each count, whatever is counted, taken back and waited for", function()
    for seed = 1, 20 do
      local random, limit = generator(seed), 1 + seed % 7
      local count, kept, now = core.sliding_count(limit, WINDOW), model(limit), 1e9 + seed / 7
      for _ = 1, 1000 do
        local key = random(4) == 0 and random(1000) or 2 ^ 53 - 1 - random(5)
        assert.equal(kept.wait(key, now), count:wait(key, now))
        local number, expected = count:add(key, now), kept.add(key, now)
        assert.equal(expected, number)
        if random(3) == 0 then
          count:take_back(key, number)
          kept.take_back(key, number)
        end
        now = now + random(100) / 10
        if random(50) == 0 then now = now - random(700) end
        if random(200) == 0 then now = now + random(1000) end
      end
    end
  end)

  it("counts thousands of keys apart, and those beyond too strictly", function()
    local count = core.sliding_count(3, WINDOW)
    for key = 1, 4000 do
      for _ = 1, 1 + key % 3 do count:add(key, 0) end
    end
    for key = 1, 4000 do assert.equal(key % 3 == 2, count:wait(key, 0) ~= nil) end
    for key = 4001, 5000 do
      for _ = 1, 3 do count:add(key, 0) end
    end
    for key = 4001, 5000 do assert.is_truthy(count:wait(key, 0)) end
    assert.is_nil(count:wait(6000, 0)) -- the name that it shares has no other yet
    count:add(6000, 0)
    assert.is_nil(count:wait(6000 + 4096, 0))
    for _ = 1, 2 do count:add(6000 + 4096, 0) end
    assert.is_truthy(count:wait(6000, 0))
    assert.equal((PARTS + 1) * SPAN, count:wait(6000, 0))
    for key = 4001, 5000 do assert.is_nil(count:wait(key, (PARTS + 1) * SPAN)) end
  end)

  it("needs no more memory for more keys than it counts apart", function()
    local count = core.sliding_count(300, WINDOW)
    local function used_after(from, to)
      for key = from, to do count:add(key * 7919, key / 1000) end -- a thousand a second, for longer than a window
      collectgarbage()
      collectgarbage()
      return collectgarbage("count")
    end
    local before = used_after(1, 400000)
    assert.is_true(used_after(400001, 800000) - before < 100)
  end)

  it("takes nothing back that it did not count", function()
    local count = core.sliding_count(1, WINDOW)
    for key = 1, 5000 do count:take_back(key, 0) end
    local number = count:add(1, 0)
    for key = 2, 5000 do count:take_back(key, number) end
    assert.is_truthy(count:wait(1, 0))
    count:take_back(1, number)
    count:take_back(1, number)
    assert.is_nil(count:wait(1, 0))
    count:add(1, 0)
    assert.is_truthy(count:wait(1, 0))
  end)

  it("counts what a finalizer counts while it makes room", function()
    local count, now, finalized, lost = core.sliding_count(1, WINDOW), 0, 0, 0
    local function finalize()
      finalized = finalized + 1
      count:add(1e6 + finalized, now + SPAN)
      if not count:wait(1e6 + finalized, now) then lost = lost + 1 end
    end
    local function leave_to_the_collector()
      if rawget(_G, "newproxy") then
        getmetatable(rawget(_G, "newproxy")(true)).__gc = finalize
      else
        setmetatable({}, { __gc = finalize })
      end
    end
    local key = 0
    collector.restless()
    repeat
      key = key + 1
      leave_to_the_collector()
      now = key * SPAN -- so that each needs a span
      local number = count:add(key, now)
      for before = math.max(1, number - PARTS), key do -- makes nothing, so that no finalizer runs
        if not count:wait(before, now) then lost = lost + 1 end
      end
    until finalized > 2000 or key == 200000
    collector.usual()
    assert.is_true(finalized > 2000)
    assert.equal(0, lost)
  end)

  it("refuses what is no key, no time and no limit", function()
    local count = core.sliding_count(1, WINDOW)
    for _, key in ipairs({ -1, 2 ^ 53, 0 / 0, "x", {} }) do
      assert.is_false((pcall(count.add, count, key, 0)))
      assert.is_false((pcall(count.wait, count, key, 0)))
      assert.is_false((pcall(count.take_back, count, key, 0)))
    end
    assert.is_false((pcall(count.add, io.stdout, 1, 0)))
    assert.is_false((pcall(core.sliding_count, 0, WINDOW)))
    assert.is_false((pcall(core.sliding_count, 1, 0)))
  end)
end)
