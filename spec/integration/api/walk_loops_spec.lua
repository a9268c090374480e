--- Loops over all customers that create or delete customers: they end, and give each one that was there once.

local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local example = require("spec.support.example")
local sandbox_server = require("spec.sandbox.server")

-- What a customer becomes under another name: the API cannot change one, so programs make a new customer of each.
local function renamed(customer)
  return example.customer { company_name = "New " .. customer.handle, email = customer.handle .. "@example.org" }
end

describe("a loop over all customers", function()
  local server, client

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  before_each(function()
    server:reset()
    client = server:client({ retries = 0 })
  end)
  after_each(function() client:close() end)

  -- Makes the server behave as the options say, with so many customers.
  local function start(options, count)
    server:change(options)
    server:fill(count)
  end

  -- Goes through all, and calls `each` with every customer. A loop without end fails after twice as many as there were.
  -- -> handles in the order in which they came
  local function loop(filter, each)
    local handles, most = {}, 2 * #server:handles()
    for customer, info, err in client:customers(filter) do
      assert(customer, err)
      handles[#handles + 1] = customer.handle
      assert.is_true(#handles < most, "the loop does not end")
      each(customer, info)
    end
    return handles
  end

  local function clone(customer) assert(client:create_customer(renamed(customer))) end
  local function delete(customer) assert(client:delete_customer(customer.handle)) end

  it("that clones each of 250 ends after 250", function()
    start({ max_page = 100 }, 250)
    local before = server:handles()
    assert.same(before, loop(nil, clone))
    assert.equal(250, server:counters().customers_created)
    assert.is_true(server:counters().by_route["GET /customers"] <= 5)
  end)

  it("that deletes each of 250 ends when all are deleted, and saw each once", function()
    start({ max_page = 100 }, 250)
    local before = server:handles()
    assert.same(before, loop(nil, delete))
    assert.same({}, server:handles())
  end)

  it("that replaces each by a new one ends, and leaves the new ones alone", function()
    start({ max_page = 100 }, 450)
    local before = server:handles()
    assert.same(before, loop(nil, function(customer)
      clone(customer)
      delete(customer)
    end))
    assert.equal(450, #server:handles())
  end)

  it("sees each once while others are deleted and created before its place", function()
    start({ max_page = 100 }, 1000)
    local before, removed = server:handles(), {}
    local seen = loop(nil, function(_, info)
      if info.seen % 90 ~= 0 then return end
      local batch = {}
      for index = info.seen - 80, info.seen - 10 do batch[#batch + 1] = before[index] end
      for index = info.seen + 20, info.seen + 29 do
        if before[index] then batch[#batch + 1], removed[before[index]] = before[index], true end
      end
      server:remove(batch)
      server:fill(60)
    end)
    local times = {}
    for _, handle in ipairs(seen) do times[handle] = (times[handle] or 0) + 1 end
    for _, handle in ipairs(before) do
      if not removed[handle] then assert.equal(1, times[handle]) end
    end
    for _, count in pairs(times) do assert.equal(1, count) end
    assert.is_true(#seen <= 1000) -- and none that came later
  end)

  for title, options in pairs({
    ["lists by name, and new ones come before its place"] = { own_order = "last_name" },
    ["heeds no order"] = { ignores = { "order", "order_by" } },
    ["does not turn the order round"] = { ignores = { "order" } },
    ["has no total"] = { total = "none" },
    ["counts the page in its total"] = { total = "page" },
    ["heeds no limit"] = { ignores = { "limit" } },
    ["sends ids as texts"] = { ids_as_text = true },
    ["goes on listing what was deleted"] = { lists_deleted = true },
  }) do
    it("that clones each and deletes every other one ends at an API that " .. title, function()
      options.max_page = options.max_page or 50
      start(options, 230)
      local before = server:handles()
      local given = loop(nil, function(customer, info)
        clone(customer)
        if info.seen % 2 == 0 then delete(customer) end
      end)
      table.sort(before)
      table.sort(given)
      assert.same(before, given)
    end)
  end

  it("with a filter ends, too, though each clone matches it", function()
    start({ max_page = 20 }, 300)
    local given = loop({ type = "company" }, clone)
    assert.equal(100, #given)
  end)
end)

describe("openprovider list, read by a loop that creates as many customers as it reads", function()
  local COUNT, BATCH = 600, 150
  local cli

  teardown(function() cli:stop() end)

  -- A pipe holds 64 KB, some 150 customers: the list cannot run further ahead of the loop.
  it("ends after 600", function()
    cli = command_line.start { login_limit = false }
    cli.server:fill(COUNT)
    for batch = 1, 2 * COUNT / BATCH do
      local rows = { customer_rows.HEADER }
      for number = 1, BATCH do rows[number + 1] = customer_rows.row(batch * BATCH + number) end
      cli:file(batch .. ".csv", table.concat(rows))
    end
    local status, _, err = cli:shell(([[
      n=0
      while read -r line; do
        n=$((n + 1))
        if [ $((n %% %d)) = 0 ]; then
          openprovider import --quiet --map key= $((n / %d)).csv >/dev/null </dev/null || exit
        fi
      done < <(openprovider list --quiet | sed -nu /{/p)
      echo $n >count
    ]]):format(BATCH, BATCH))
    assert.same({ 0, "" }, { status, err })
    assert.equal(COUNT .. "\n", cli:contents("count"))
    assert.equal(COUNT, cli.server:counters().customers_created)
  end)
end)
