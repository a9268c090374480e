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

  it("steps back when 950 before it are deleted at a time", function()
    server:fill(3200)
    local before, gone = server:handles(), {}
    local next_gone = 1
    local seen = walk_all(nil, function(_, position)
      if position == 1 or next_gone + 950 > position then return end
      local batch = {}
      for index = 1, 950 do batch[index] = before[next_gone + index - 1] end
      next_gone = next_gone + 950
      server:remove(batch)
      for _, handle in ipairs(batch) do gone[#gone + 1] = handle end
    end)
    assert.is_true(#gone >= 950)
    saw_once(seen, without(before, gone))
    assert.is_true(requests() > 5)
  end)

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
