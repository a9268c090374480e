--- Imports that look for all references at once, against servers of every make: one handle for each reference.

local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local odd_list = require("spec.support.odd_list")
local openprovider = require("openprovider")
local json = require("dkjson")
local http = require("socket.http")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

-- Customers that the account has, and those of the import: the last ones of the account, and new ones.
local THERE, FIRST, NEW = 250, 201, 100

local function customer(number)
  return {
    name = { first_name = "Jan", last_name = "Dijk" }, company_name = "Dijk " .. number, email = "jan@example.com",
    phone = { country_code = "+31", area_code = "10", subscriber_number = "1234567" },
    address = { street = "Laan", number = "1", zipcode = "3032 AC", city = "Rotterdam", country = "NL" },
  }
end

-- A function that gives the reference and the customer of a row after the other.
local function rows()
  local number = FIRST - 1
  return function()
    number = number + 1
    if number <= THERE then return "old-" .. number, customer(number) end
    if number <= THERE + NEW then return "new-" .. number - THERE, customer(number - THERE) end
  end
end

local ROWS = THERE - FIRST + 1 + NEW

-- How many customers have each reference.
local function holders(customers)
  local counts = {}
  for _, one in ipairs(customers) do
    for value in (one.comments or ""):gmatch("{openprovider%-ref:([^}]*)}") do
      counts[value] = (counts[value] or 0) + 1
    end
  end
  return counts
end

local function assert_one_each(customers, wanted)
  local count = 0
  for value, times in pairs(holders(customers)) do
    count = count + 1
    if times > 1 then error(("%d customers have the reference %s"):format(times, value)) end
  end
  assert.equal(wanted, count)
end

describe("an import that looks for all references at once", function()
  local server

  -- Starts a server, in a process of its own, whose list is odd as the text of a Lua table says.
  local function start(how)
    scratch.make()
    local command = scratch.command_of(([[
      local odd_list = require("spec.support.odd_list")
      local list = odd_list.new(%s)
      list:fill(%d)
      odd_list.serve(list)
    ]]):format(how, THERE), "")
    server = { pipe = assert(io.popen("echo $$; exec env " .. command)) }
    server.pid, server.url = server.pipe:read("*l"), "http://127.0.0.1:" .. server.pipe:read("*l")
  end

  after_each(function()
    if not server then return end
    os.execute("kill " .. server.pid)
    server.pipe:close()
    server = nil
    scratch.remove()
  end)

  local function counts()
    return json.decode((assert(http.request(server.url .. "/_counts"))))
  end

  -- Runs the import as a user of its own, who remembers nothing of earlier runs, nor of an earlier server that had this
  -- one's port. -> created, found
  local function import(user, expected)
    local client = assert(openprovider.new {
      base_url = server.url .. "/v1beta", username = user .. server.pid, password = "p", retries = 0, settle = 1,
      timeout = 3,
    })
    local created, found = 0, 0
    for key, handle, details in client:create_customers(rows(), {
      reference = function(key) return key end, concurrency = 8, expected = expected,
    }) do
      if not handle then error(("%s: %s"):format(key, details)) end
      if details.created then created = created + 1 else found = found + 1 end
    end
    client:close()
    return created, found
  end

  for name, how in pairs {
    ["behaves"] = "{ cap = 100 }",
    ["shows the newest first"] = "{ cap = 100, order = 'newest' }",
    ["heeds no order"] = "{ cap = 100, order = 'creation' }",
    ["shuffles its rows"] = "{ cap = 100, order = 'shuffled' }",
    ["heeds no filter"] = [[{ cap = 100, ignores_filter = true, on_page = function(list)
      list:add { company_name = "X" }
    end }]],
    ["heeds no offset"] = "{ cap = 100, ignores_offset = true }",
    ["has no total"] = "{ cap = 100, total = 'none' }",
    ["has as total the rows of the page"] = "{ cap = 100, total = 'page', order = 'newest' }",
    ["can show 200 rows and no more"] = "{ cap = 100, window = 200 }",
    ["can show 200 rows and no more, in its own order"] = "{ cap = 100, window = 200, order = 'creation' }",
    ["can show 200 rows and no more, the newest"] = "{ cap = 100, window = 200, order = 'newest' }",
    ["has a total that is too small"] = "{ cap = 100, total = -1 }",
    ["leaves the comments out"] = "{ cap = 100, comments = 'none' }",
    ["leaves a row out of each page"] = "{ cap = 100, drops = 50 }",
    ["fails at the third page"] = "{ cap = 100, fails = function(page) return page == 3 and 500, '{}' end }",
    ["wants fewer calls"] = "{ cap = 100, fails = function(page) return page == 2 and 429, '{}' end }",
    ["grows while it is read"] = [[{ cap = 100, order = 'newest', on_page = function(list, page)
      if page == 2 then list:fill(3, 'new-') end
    end }]],
    ["grows after it was read"] = [[{ cap = 100, on_page = function(list, page)
      if page == 4 then list:fill(3, 'other-') end
    end }]],
  } do
    it("makes one handle for each reference where the list " .. name, function()
      start(how)
      local others = how:find("'other-'", 1, true) and 3 or 0
      local grown = how:find("'new-'", 1, true) and 3 or 0
      local created, found = import("one", ROWS)
      assert.same({ NEW - grown, ROWS - NEW + grown }, { created, found })
      assert_one_each(counts().customers, THERE + NEW + others)
      created, found = import("two", ROWS)
      assert.same({ 0, ROWS }, { created, found })
      created, found = import("three")
      assert.same({ 0, ROWS }, { created, found })
      assert_one_each(counts().customers, THERE + NEW + others)
    end)
  end

  it("looks for no row by itself where all is there already", function()
    start("{ cap = 100 }")
    import("one", ROWS)
    local before = counts()
    import("two", ROWS)
    local after = counts()
    assert.equal(0, after.looks - before.looks)
    assert.equal(5, after.pages - before.pages) -- 350 customers in pages of 100, and a page that proves them
  end)

  describe("of 1,000 rows", function()
    local COUNT = 1000
    local sandbox

    setup(function() sandbox = sandbox_server.start { login_limit = false } end)
    teardown(function() sandbox:stop() end)
    before_each(function() sandbox:reset() end)

    -- -> requests, created
    local function import_many(count, prefix)
      local client = sandbox:client()
      local before, number, created = sandbox:counters().arrived, 0, 0
      for _, handle, details in client:create_customers(function()
        number = number + 1
        if number <= count then return prefix .. number, customer(number) end
      end, { reference = function(key) return key end, concurrency = 32, expected = count }) do
        assert(handle, details)
        if details.created then created = created + 1 end
      end
      client:close()
      return sandbox:counters().arrived - before, created
    end

    it("makes 5 % more requests at most than one that does not look, and 5 to find all of them", function()
      sandbox:fill(1000, "{openprovider-ref:old-%d}")
      local requests, created = import_many(COUNT, "row-")
      assert.equal(COUNT, created)
      assert.is_true(requests <= 1.05 * (1 + COUNT), requests)
      requests, created = import_many(COUNT, "row-")
      assert.equal(0, created)
      assert.is_true(requests <= 5, requests) -- a login, 3 pages for 2,000 customers, and one that proves them
    end)

    it("looks for each of 3 rows where the account has far more pages than rows", function()
      sandbox:fill(4000, "{openprovider-ref:more-%d}")
      assert.equal(1 + 1 + 3 + 3, (import_many(3, "few-"))) -- a login, a page, looks and creates
    end)
  end)

  describe("by the command line", function()
    local cli

    setup(function() cli = command_line.start { login_limit = false } end)
    teardown(function() cli:stop() end)

    for name, journal in pairs { ["without a journal"] = false, ["each time with a new journal"] = true } do
      it("finds a file of 100 rows with a login and two calls, " .. name, function()
        cli:reset()
        local turned = { customer_rows.HEADER }
        for number = 100, 1, -1 do turned[#turned + 1] = customer_rows.row(number) end
        for run = 1, 3 do
          local before = cli.server:counters().arrived
          local path = cli:file("a.csv", run < 3 and customer_rows.file(100) or table.concat(turned))
          local status, _, err = cli:run(("import %s --map key= %s"):format(path,
            journal and "--journal " .. cli:path_of(run .. ".journal") or ""), { cache = cli:path_of("cache" .. run) })
          assert.equal(0, status, err)
          assert.is_true(cli.server:counters().arrived - before <= (run == 1 and 103 or 3), err)
          command_line.has(err, run == 1 and "100 created" or "100 found")
        end
        assert.equal(100, cli.server:counters().customers_created)
      end)
    end
  end)

  -- In one process, with a clock of its own.
  describe("in the time between reading and sending", function()
    local list, client

    before_each(function()
      list = odd_list.new { cap = 100 }
      list:fill(THERE)
      client = assert(openprovider.new {
        base_url = "http://127.0.0.1:1", username = "u", password = "p", settle = 10, transport = list:transport(),
      })
    end)

    -- Creates a customer, and some time later rows, of which one has the same reference.
    local function create_late(reference, seconds, place)
      assert(client:create_customer(customer(1), { reference = reference }))
      list.time = list.time + seconds
      local turn = 0
      for key, handle, details in client:create_customers(function()
        turn = turn + 1
        list.time = list.time + 0.9
        if turn <= 15 then return turn == place and reference or reference .. "-" .. turn, customer(1) end
      end, { reference = function(key) return key end, expected = 15, concurrency = 1 }) do
        assert(handle, details)
        assert.equal(key ~= reference, details.created)
      end
      assert.equal(1, holders(list.customers)[reference])
    end

    it("finds what the same program created, even if lists do not show it when they are read", function()
      list.lag = 10
      for seconds = 0, 11 do
        for place = 3, 15, 4 do
          list.customers = {}
          create_late(("late-%d-%d"):format(seconds, place), seconds, place)
        end
      end
    end)

    it("finds what others created and lists have shown for settle", function()
      local turn = 0
      for key, handle, details in client:create_customers(function()
        turn = turn + 1
        list.time = list.time + 1
        if turn == 20 then list:fill(1, "theirs-") end
        if turn == 40 then return "theirs-1", customer(1) end
        if turn < 60 then return "row-" .. turn, customer(turn) end
      end, { reference = function(key) return key end, expected = 60, concurrency = 1 }) do
        assert(handle, details)
        assert.equal(key ~= "theirs-1", details.created)
      end
      assert.equal(1, holders(list.customers)["theirs-1"])
      assert.is_true(list.looks <= 1)
    end)

    it("gives no handle of a customer that this program has deleted", function()
      local turn = 0
      for key, handle, details in client:create_customers(function()
        turn = turn + 1
        list.time = list.time + 0.1
        if turn == 5 then
          list:remove(250)
          client.references:deleted("XX000250-NL") -- as delete_customer does
        end
        if turn < 50 then return turn == 10 and "old-250" or "row-" .. turn, customer(turn == 10 and 250 or turn) end
      end, { reference = function(key) return key end, expected = 50, concurrency = 1 }) do
        assert(handle, details)
        assert.is_true(details.created, key)
      end
    end)
  end)
end)
