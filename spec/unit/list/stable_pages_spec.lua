--- The walk over pages that change meanwhile, over lists in memory.
local stable_pages = require("openprovider.list.stable_pages")

describe("a walk over pages", function()
  -- A list that is served in order of id by positions, as an API does it, in memory: pages of `size`, and
  -- `change(ids, request)` before each but the first. -> the ids given, or nil and the error
  local function walk_over(ids, size, change, total_of)
    local asked = 0
    local given = {}
    for row, _, err in stable_pages({}, function(query)
      asked = asked + 1
      if asked > 1 and change then change(ids, asked) end
      local results, count = {}, #ids
      for index = query.offset + 1, math.min(count, query.offset + math.min(size, query.limit)) do
        results[#results + 1] = { id = ids[query.order == "DESC" and count + 1 - index or index] }
      end
      return { results = results, total = total_of(count) }
    end) do
      if not row then return nil, err end
      given[#given + 1] = row.id
    end
    return given
  end

  local function count_to(n)
    local ids = {}
    for id = 1, n do ids[id] = id end
    return ids
  end

  local TOTALS = {
    ["a true total"] = function(n) return n end,
    ["no total"] = function() return nil end,
    ["a total that is too large"] = function(n) return n + 7 end,
    ["a total of nothing"] = function() return 0 end,
  }
  for title, total_of in pairs(TOTALS) do
    for _, size in ipairs({ 3, 10, 100 }) do
      it("misses none with pages of " .. size .. ", " .. title .. " and any deletions", function()
        for seed = 1, 15 do
          local random = seed
          local function draw(n)
            random = (random * 69069 + 12345) % 2147483648
            return math.floor(random / 65536) % n + 1
          end
          local gone = {}
          local given, err = walk_over(count_to(700), size, function(ids)
            if draw(3) > 1 then return end
            for _ = 1, draw(150) do
              if #ids > 1 then gone[table.remove(ids, draw(#ids))] = true end
            end
          end, total_of)
          if not given then error("seed " .. seed .. ": " .. tostring(err)) end
          local seen, last = {}, 0
          for _, id in ipairs(given) do
            if id <= last then error("seed " .. seed .. ": " .. id .. " came after " .. last) end
            seen[id], last = true, id
          end
          for id = 1, 700 do
            if not seen[id] and not gone[id] then error("seed " .. seed .. ": " .. id .. " was missed") end
          end
        end
      end)
    end
  end

  for _, deleted in ipairs({ 51, 300, 950, 1000 }) do
    it("steps back when " .. deleted .. " before it are deleted at a time", function()
      local first, gone, asked = 1, {}, 0
      local given = assert(walk_over(count_to(3200), 1000, function(ids, request)
        asked = request
        if request * 1000 < first + deleted then return end
        for id = first, first + deleted - 1 do gone[id] = true end
        first = first + deleted
        local left = {}
        for _, id in ipairs(ids) do
          if not gone[id] then left[#left + 1] = id end
        end
        for index = #ids, 1, -1 do ids[index] = left[index] end
      end, function(n) return n end))
      local seen = {}
      for _, id in ipairs(given) do
        assert.is_nil(seen[id])
        seen[id] = true
      end
      for id = 1, 3200 do assert.is_true(seen[id] or gone[id] or false, id) end
      assert.is_true(asked > 5)
    end)
  end

  it("goes on when a row that was passed comes to match the filter", function()
    local ids = {}
    for id = 2, 400, 2 do ids[#ids + 1] = id end
    local given = assert(walk_over(ids, 100, function(list, asked)
      if asked == 2 then table.insert(list, 60, 119) end -- an id between those that were seen
    end, function(n) return n end))
    assert.equal(200, #given)
  end)

  it("is a protocol error where the list shows 150 of 400 and no more", function()
    local ids = count_to(150)
    local given, err = walk_over(ids, 100, function() ids[150] = nil end, function(n) return n end)
    assert.equal(149, #given, err) -- the newest one was deleted
    local asked, count, fault = 0, 0, nil
    for row, _, why in stable_pages({}, function(query)
      asked = asked + 1
      local results = {}
      for index = query.offset + 1, math.min(150, query.offset + math.min(query.limit, 100)) do
        results[#results + 1] = { id = query.order == "DESC" and 401 - index or index }
      end
      return { results = results, total = 150 }
    end) do
      if row then count = count + 1 else fault = why end
    end
    assert.equal(150, count)
    assert.equal("protocol", fault.kind)
    assert.is_true(asked < 15)
  end)

  it("takes ids that are texts", function()
    local given = {}
    for row in stable_pages({}, function()
      return { results = { { id = "9" }, { id = "10" } }, total = 2 }
    end) do
      given[#given + 1] = row.id
    end
    assert.same({ "9", "10" }, given)
  end)

  -- A list in an order of its own, by positions, in pages of 100: `change(rows, request)` before each but the first.
  local function walk_in_disorder(rows, change)
    local asked, given, times = 0, 0, {}
    for row, _, err in stable_pages({}, function(query)
      asked = asked + 1
      if asked > 1 then change(rows, asked) end
      local results = {}
      for index = query.offset + 1, math.min(#rows, query.offset + 100) do results[#results + 1] = rows[index] end
      return { results = results, total = #rows }
    end) do
      if not row then return nil, err end
      given = given + 1
      times[row.id or row.handle] = (times[row.id or row.handle] or 0) + 1
    end
    return times, given
  end

  for title, member in pairs({ ["falling ids"] = "id", ["handles alone"] = "handle" }) do
    it("misses none and gives none twice in an order of its own while many come and go: " .. title, function()
      local rows, first, serial = {}, {}, 0
      for index = 1, 1000 do
        rows[index] = { [member] = member == "id" and 1000 - index or "H" .. index }
        first[rows[index][member]] = true
      end
      local times = assert(walk_in_disorder(rows, function(all, request)
        for number = 1, 70 do -- more than pages overlap, and spread over the list
          local gone = table.remove(all, (request * 31 + number * 17) % #all + 1)
          first[gone[member]] = nil
        end
        for number = 1, 70 do
          serial = serial + 1
          local new = { [member] = "N" .. serial, handle = "N" .. serial }
          table.insert(all, (request * 57 + number * 13) % #all + 1, new)
        end
      end))
      for key in pairs(first) do assert.equal(1, times[key]) end
      for _, count in pairs(times) do assert.equal(1, count) end
    end)
  end

  it("is a protocol error where the order changes from page to page", function()
    local rows = {}
    for index = 1, 1000 do rows[index] = { id = 1000 - index } end
    local times, err = walk_in_disorder(rows, function(all, request)
      for index = #all, 2, -1 do
        local other = (index * 7919 + request * 104729) % index + 1
        all[index], all[other] = all[other], all[index]
      end
    end)
    assert.is_nil(times)
    assert.equal("protocol", err.kind)
    assert.is_truthy(err.message:find("rows could be missed", 1, true))
  end)
end)
