--- The iterator over all customers, against a real server whose customers come and go meanwhile.

local sandbox_server = require("spec.sandbox.server")

local COUNT = 3456
local LIST = "GET /customers"

describe("customers", function()
  local server, client, answered

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    answered = 0
    client = server:client({ retries = 0, on_event = function(event)
      if event.name == "response" and event.path == "/customers" then answered = answered + 1 end
    end })
  end)
  after_each(function() client:close() end)

  local function requests()
    return server:counters().by_route[LIST] or 0
  end

  -- Walks to the end. `between(page, last)` is called after each page but the first, before its
  -- rows are read, with its number and how many rows were given. -> handle -> times seen
  local function walk_all(filter, between)
    local seen, last, pages = {}, 0, 0
    for customer, info, err in client:customers(filter) do
      assert(customer, err)
      assert.is_true(customer.id > last)
      last = customer.id
      seen[customer.handle] = (seen[customer.handle] or 0) + 1
      if between and answered > pages then
        pages = answered
        between(pages, info.seen)
      end
    end
    return seen
  end

  -- Every handle of `staying` was seen once, and none twice.
  local function saw_once(seen, staying)
    for _, handle in ipairs(staying) do
      if seen[handle] ~= 1 then error(handle .. " was seen " .. tostring(seen[handle]) .. " times") end
    end
    for handle, times in pairs(seen) do
      if times ~= 1 then error(handle .. " was seen " .. times .. " times") end
    end
  end

  local function without(handles, gone)
    local absent, left = {}, {}
    for _, handle in ipairs(gone) do absent[handle] = true end
    for _, handle in ipairs(handles) do
      if not absent[handle] then left[#left + 1] = handle end
    end
    return left
  end

  it("gives each of 3,456 customers once, in the order of id, in 5 requests", function()
    server:fill(COUNT)
    local seen = walk_all()
    saw_once(seen, server:handles())
    assert.equal(5, requests()) -- 4 pages, and the newest one
  end)

  it("says how many it has given, and how many there are", function()
    server:fill(3)
    local told = {}
    for customer, info in client:customers() do
      told[#told + 1] = { customer.handle, info.seen, info.total }
    end
    local handles = server:handles()
    assert.same({ { handles[1], 1, 3 }, { handles[2], 2, 3 }, { handles[3], 3, 3 } }, told)
  end)

  it("gives nothing where there are none", function()
    assert.same({}, walk_all())
    assert.equal(1, requests())
  end)

  for _, count in ipairs({ 1, 1000, 1001, 1950, 1951 }) do
    it("gives " .. count .. " customers", function()
      server:fill(count)
      saw_once(walk_all(), server:handles())
    end)
  end

  it("misses none and gives none twice while 40 a page are deleted and others are added", function()
    server:fill(COUNT)
    local before, gone = server:handles(), {}
    local seen = walk_all(nil, function(_, position)
      -- Rows that were read, from all over the list: those that follow move up.
      local batch = {}
      for index = 1, 40 do batch[index] = before[position - 1 + index * 20] end
      server:remove(batch)
      for _, handle in ipairs(batch) do gone[#gone + 1] = handle end
      server:fill(38)
    end)
    assert.is_true(#gone >= 80)
    saw_once(seen, without(before, gone))
    assert.equal(5, requests()) -- 4 pages, and the newest one
  end)

  for _, deleted in ipairs({ 51, 300, 950, 1000 }) do
    it("steps back when " .. deleted .. " before it are deleted at a time", function()
      server:fill(3200)
      local before, gone = server:handles(), {}
      local next_gone = 1
      local seen = walk_all(nil, function(_, position)
        if position == 1 or next_gone + deleted > position then return end
        local batch = {}
        for index = 1, deleted do batch[index] = before[next_gone + index - 1] end
        next_gone = next_gone + deleted
        server:remove(batch)
        for _, handle in ipairs(batch) do gone[#gone + 1] = handle end
      end)
      assert.is_true(#gone >= deleted)
      saw_once(seen, without(before, gone))
      assert.is_true(requests() > 5)
    end)
  end

  it("comes to its end when all that it has read is deleted", function()
    server:fill(2500)
    local before, gone = server:handles(), {}
    local seen = walk_all(nil, function(_, position)
      if gone[1] or position == 1 then return end
      for index = 1, position - 1 do gone[index] = before[index] end
      server:remove(gone)
    end)
    assert.is_true(#gone > 900)
    saw_once(seen, without(before, gone))
  end)

  it("goes on where a server gives fewer rows than were asked for", function()
    local small = sandbox_server.start { login_limit = false, max_page = 100 }
    small:fill(1234)
    local other = small:client()
    local count, last = 0, 0
    for customer, _, err in other:customers() do
      assert(customer, err)
      assert.is_true(customer.id > last)
      last, count = customer.id, count + 1
    end
    other:close()
    small:stop()
    assert.equal(1234, count)
  end)

  -- A list that is served in order of id by positions, as an API does it, in memory: pages of `size`, and
  -- `change(ids, request)` before each but the first. -> the ids given, or nil and the error
  local function walk_over(ids, size, change, total_of)
    local asked = 0
    local given = {}
    for row, _, err in require("openprovider.list.stable_pages")({}, function(query)
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

  it("finds its place again after a step back of more than a page", function()
    server:fill(3500)
    local before, gone = server:handles(), {}
    local seen, done = {}, false
    for customer, info, err in client:customers() do
      assert(customer, err)
      seen[customer.handle] = (seen[customer.handle] or 0) + 1
      if info.seen == 2900 and not done then
        done = true
        for index = 1, 1800 do gone[index] = before[index] end
        server:remove(gone)
      end
    end
    saw_once(seen, without(before, gone))
  end)

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
    for row, _, why in require("openprovider.list.stable_pages")({}, function(query)
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
    for row in require("openprovider.list.stable_pages")({}, function()
      return { results = { { id = "9" }, { id = "10" } }, total = 2 }
    end) do
      given[#given + 1] = row.id
    end
    assert.same({ "9", "10" }, given)
  end)

  it("takes memory for two pages, however many there are", function()
    server:fill(COUNT)
    collectgarbage() collectgarbage()
    local start, most = collectgarbage("count"), 0
    local count = 0
    for customer in client:customers() do
      assert(customer)
      count = count + 1
      if count % 500 == 0 then
        collectgarbage() collectgarbage()
        most = math.max(most, collectgarbage("count") - start)
      end
    end
    assert.equal(COUNT, count)
    -- All 3,456 are 8 MB and more.
    assert.is_true(most < 6 * 1024, most .. " KiB")
  end)

  it("lets a filter through to every page", function()
    server:fill(1300)
    local count = 0
    for customer, _, err in client:customers { type = "company" } do
      assert(customer, err)
      assert.is_string(customer.company_name)
      count = count + 1
    end
    assert.equal(math.floor(1300 / 3), count)
    for _, request in ipairs(server:requests()) do
      if request.path:find("/customers$") then
        assert.is_truthy(request.query:find("type=company", 1, true))
        assert.is_truthy(request.query:find("order=%u+&order_by=id"))
      end
    end
  end)

  it("asks for the id, too, where the caller names columns", function()
    server:fill(2)
    for customer, _, err in client:customers { columns = { "email" } } do
      assert(customer, err)
      assert.is_string(customer.email)
      assert.is_number(customer.id)
      assert.is_nil(customer.address)
    end
  end)

  -- What an iterator gives that fails: once false and an error, then its end.
  local function failure_of(iterator)
    local count = 0
    while true do
      local customer, _, err = iterator()
      if customer == false then
        assert.is_nil((iterator()))
        return err, count
      end
      assert(customer ~= nil, "it came to its end")
      count = count + 1
    end
  end

  it("gives each customer once where a server lists them in an order of its own", function()
    local other = sandbox_server.start { login_limit = false, own_order = "last_name" }
    local its_client = other:client()
    other:fill(1345)
    local seen, count, failed = {}, 0, nil
    for customer, _, err in its_client:customers() do
      if not customer then
        failed = err
      else
        count = count + 1
        seen[customer.handle] = (seen[customer.handle] or 0) + 1
      end
    end
    local handles = other:handles()
    its_client:close()
    other:stop()
    assert.same({ 1345, nil }, { count, failed and tostring(failed) })
    saw_once(seen, handles)
  end)

  -- A list in an order of its own, by positions, in pages of 100: `change(rows, request)` before each but the first.
  local function walk_in_disorder(rows, change)
    local asked, given, times = 0, 0, {}
    for row, _, err in require("openprovider.list.stable_pages")({}, function(query)
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

  it("ends with a protocol error where a later page is not in order", function()
    server:fill(1200)
    server:fault { name = "unordered", method = "GET", path = "/customers$", skip = 2 }
    local err, count = failure_of(client:customers())
    assert.equal("protocol", err.kind)
    assert.equal(1000, count)
  end)

  it("ends with the error of a page that fails, after those before it", function()
    server:fill(1200)
    server:fault { name = "code", code = 10005, method = "GET", path = "/customers$", skip = 2 }
    local err, count = failure_of(client:customers())
    assert.equal("auth", err.kind)
    assert.equal(10005, err.code)
    assert.equal(1000, count)
  end)

  for _, name in ipairs({ "limit", "offset", "order", "order_by" }) do
    it("takes no " .. name .. ", which is its own", function()
      local err = failure_of(client:customers { [name] = name:find("order") and "ASC" or 5 })
      assert.equal("invalid", err.kind)
      assert.equal(name, err.field)
      assert.equal(0, server:counters().arrived)
    end)
  end

  it("ends at once with an error for an unknown filter, and sends nothing", function()
    local err = failure_of(client:customers { email = "jan@example.com" })
    assert.equal("invalid", err.kind)
    assert.is_truthy(err.message:find('did you mean "email_pattern"?', 1, true))
    assert.equal(0, server:counters().arrived)
  end)

  it("raises for a filter that is no table", function()
    local ok, message = pcall(client.customers, client, "jan*")
    assert.is_false(ok)
    assert.is_truthy(message:find("bad argument #1 to 'customers' (table expected, got string)", 1, true))
  end)
end)
