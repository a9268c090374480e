--- A journal says what was, the API what is: whose customers a journal has, which version of a row is sent, and what
-- became of customers since they were created.

local example = require("spec.support.example")
local journals = require("openprovider.journal")
local memory = require("openprovider.exactly_once.memory")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

describe("a journal", function()
  local server, client, path

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)

  local function new_client(changes)
    return server:client({ settle = 0.2, timeout = 5 }, changes)
  end

  before_each(function()
    server:reset()
    memory.forget()
    path = scratch.make() .. "/import.journal"
    client = new_client()
  end)
  after_each(function()
    client:close()
    scratch.remove()
  end)

  local function customer(index, changes)
    local made = example.customer { email = "jan" .. index .. "@example.com" }
    for name, value in pairs(changes or {}) do made[name] = value end
    return made
  end

  -- Rows by key; a version of its own has another street; `order` gives the place of each.
  local function customers(count, street, order)
    local index = 0
    return function()
      index = index + 1
      if index > count then return nil end
      local number = order and order(index) or index
      local made = customer(number)
      if street then made.address.street = street end
      return "row-" .. number, made, index
    end
  end

  local function itself(key) return key end

  -- -> key -> result: `{ handle, details_or_err, position }`
  local function run(source, opts, by)
    opts = opts or {}
    opts.journal, opts.reference = opts.journal or path, itself
    local results = {}
    for key, handle, details, position in (by or client):create_customers(source, opts) do
      assert.is_nil(results[key])
      results[key] = { handle, details, position }
    end
    return results
  end

  -- Only puts rows into the journal.
  local function put(source, count)
    local other = new_client()
    run(source, { stop_when = function(progress) return progress.total >= count end }, other)
    other:close()
  end

  local function created() return server:counters().customers_created end
  local function street_of(handle) return assert(client:get_customer(handle)).address.street end

  it("is of one account, and refuses any other, by its address and its user name", function()
    run(customers(2))
    local arrived = server:counters().arrived
    for _, changes in ipairs({ { username = "piet" }, { base_url = "https://api.example.com/v1beta" } }) do
      local other = new_client(changes)
      local result = run(customers(2), nil, other)[false]
      other:close()
      assert.same({ nil, "journal", "not_sent" }, { result[1], result[2].kind, result[2].outcome })
        for _, text in ipairs({ server.username:lower() .. " at " .. server.base_url,
        changes.username or changes.base_url, "use a journal for each account" }) do
        assert.is_truthy(result[2].message:find(text, 1, true), result[2].message)
      end
    end
    assert.equal(arrived, server:counters().arrived)
    assert.equal("the account jan at https://api.example.com/v1",
      memory.shown_place { username = "Jan", base_url = "https://API.example.com:443/v1" })
  end)

  it("sends for each run what that run has, though another one has put another version of the rows into it", function()
    local is_put = false
    local results = run(customers(5, "Own street"), { stop_when = function(progress)
      if not is_put and progress.total == 5 then
        is_put = true
        put(customers(5, "Other street"), 5)
      end
      return false
    end })
    for _, result in pairs(results) do
      assert.is_true(result[2].created)
      assert.equal("Own street", street_of(result[1]))
    end
    for _, result in pairs(run(customers(5, "Other street"))) do
      assert.equal("address.street", result[2].differences[1].path)
    end
    assert.equal(5, created())
  end)

  it("sends the version of the run that takes a row over, and tells what differs where another was sent", function()
    put(customers(4, "Old street"), 4)
    local other = assert(journals.open(path))
    local taken = assert(other:claim(4, 60, 0))
    assert.equal(4, #taken)
    local sent = assert(client:create_customer(customer(1, { address = example.customer().address }),
      { reference = "row-1" }))
    local results = run(customers(4, "New street"), { on_progress = function(progress)
      if not progress.waiting or not other then return end
      assert(other:finish({ { reference = "row-1", handle = sent } }))
      assert(other:release({ { reference = "row-2" }, { reference = "row-3", sent = true }, { reference = "row-4" } }))
      other:close()
      other = nil
    end })
    for index = 2, 4 do
      local result = results["row-" .. index]
      assert.same({ true, "New street" }, { result[2].created, street_of(result[1]) })
    end
    assert.same({ sent, false }, { results["row-1"][1], results["row-1"][2].created })
    assert.same({ path = "address.street", given = "New street", stored = "Old street" },
      results["row-1"][2].differences[1])
  end)

  for settle, how in pairs({ [0.2] = "by its handle", [1.2] = "with all others" }) do
    it("never replaces a look at what it has created, " .. how .. ": what is gone is created anew", function()
      client:close()
      client = new_client { settle = settle }
      local first = run(customers(4))
      assert(client:delete_customer(first["row-2"][1]))
      assert(client:update_customer(first["row-1"][1], { email = "elsewhere@example.com" }))
      client:close()
      memory.forget()
      client = new_client { settle = settle }
      local second = run(customers(4))
      assert.same({ first["row-1"][1], false, "elsewhere@example.com" },
        { second["row-1"][1], second["row-1"][2].created, second["row-1"][2].differences[1].stored })
      assert.is_true(second["row-2"][2].created)
      assert.is_not.equal(first["row-2"][1], second["row-2"][1])
      assert.same({ first["row-3"][1], {} }, { second["row-3"][1], second["row-3"][2].differences })
      local third = run(customers(4))
      assert.same({ second["row-2"][1], 5 }, { third["row-2"][1], created() })
    end)
  end

  it("takes rows that another run has at other places for what they are, and gives each run its own places", function()
    local source, is_put = customers(600, nil, function(index) return 601 - index end), false
    local results = run(function()
      local key, made, position = source()
      if position == 501 and not is_put then
        is_put = true
        put(customers(600), 600)
      end
      return key, made, position
    end, { stop_when = function(progress) return progress.created >= 20 end })
    local count = 0
    for key, result in pairs(results) do
      count = count + 1
      assert(result[1], tostring(result[2]))
      assert.equal("row-" .. 601 - result[3], key)
    end
    assert.is_true(count >= 20)
  end)

  for what, command in pairs({ ["the files beside it are removed"] = "rm %s-wal %s-shm",
    ["it is renamed"] = "mv %s %s.old" }) do
    it("sends nothing more once " .. what .. " while it is in use, and says so", function()
      local at = nil
      local results = run(customers(100), { concurrency = 16, on_progress = function(progress)
        if at or progress.created < 10 then return end
        at = created()
        assert(os.execute((command:gsub("%%s", path))))
      end })
      assert.equal("journal", results[false][2].kind)
      assert.is_truthy(results[false][2].message:find("removed or replaced while it was in use", 1, true))
      assert.is_true(created() <= at + 16, created() - at .. " more")
    end)
  end
end)
