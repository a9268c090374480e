--- Creates with references through a sandbox that fails a third of all requests at random, by a process that lives, and
-- by one that is killed again and again.
--
-- `make test-system` runs an eighth of it; with OP_FAULTS=all (`make faults`) it is a thousand creates and a hundred
-- kills.

local creating = require("spec.matrix.creating")
local kills = require("spec.support.kills")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local ALL = os.getenv("OP_FAULTS") == "all"
local CREATES, KILLS = ALL and 1000 or 120, ALL and 100 or 12

local RATE, SEED = 1 / 3, 4711

-- Seconds that a process lives at least and at most before it is killed, and that all of them may take.
local SHORTEST_LIFE, LONGEST_LIFE, PATIENCE = 0.01, 0.9, 300

describe("a storm", function()
  local server, folder

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    server:storm { seed = SEED, rate = RATE }
    folder = scratch.make()
  end)
  after_each(scratch.remove)

  -- What is at the server, once it is calm: reference -> handle, and how many customers there are.
  local function stored()
    local found, count = {}, 0
    local client = creating.client(server.base_url, server.username, server.password)
    for customer, _, err in client:customers() do
      assert(customer, tostring(err))
      found[customer.reference] = customer.handle
      count = count + 1
    end
    client:close()
    return found, count
  end

  -- Every reference has one customer, and the caller its handle. Prints what it took.
  local function assert_one_each(path, ...)
    local befallen, arrived = server:counters().stormed, server:counters().arrived
    server:storm { seed = SEED, rate = 0 }
    local lines, calls, existed = creating.read(path), 0, 0
    assert.equal(CREATES, #lines)
    local found, count = stored()
    assert.equal(CREATES, count)
    for number, line in ipairs(lines) do
      assert.equal(creating.reference(number), line.reference)
      assert.equal(found[line.reference], line.handle)
      calls, existed = calls + line.calls, existed + (line.existed and 1 or 0)
    end
    if ALL then
      print(("\n%d creates, %d customers, %d calls, %d found to be there before, %d requests failed and %d arrived%s")
        :format(CREATES, count, calls, existed, befallen, arrived, (...) or ""))
    end
  end

  it("leaves one customer for each reference, and its handle with the caller", function()
    local client = creating.client(server.base_url, server.username, server.password)
    finally(function() client:close() end)
    creating.run(client, CREATES, folder .. "/done")
    assert_one_each(folder .. "/done")
  end)

  it("does so when the process is killed at random moments, and started again", function()
    local command = scratch.command_of(scratch.contents("spec/matrix/creates.lua"), "", server.base_url,
      server.username, server.password, tostring(CREATES), folder .. "/done", folder .. "/tokens.json")
    local before
    local count, has_ended = kills.run(command, folder .. "/said", {
      kills = KILLS, shortest = SHORTEST_LIFE, longest = LONGEST_LIFE, patience = PATIENCE,
      before_last = function() before = #creating.read(folder .. "/done") end,
    })
    assert.is_true(count >= KILLS / 2, count .. " kills; " .. scratch.contents(folder .. "/said"))
    assert.is_true(has_ended, "it did not end")
    assert.equal("", scratch.contents(folder .. "/said"))
    assert_one_each(folder .. "/done", (", %d kills in the first %d"):format(count, before))
  end)
end)

describe("a loop that makes the same call again and again", function()
  it("is stopped before the API would block the account for it", function()
    local server = sandbox_server.start()
    finally(function() server:stop() end)
    server:fill(1)
    local handle, refused, err = server:handles()[1], 0, nil
    local client = server:client()
    for _ = 1, 301 do
      local customer, why = client:get_customer(handle)
      if not customer then refused, err = refused + 1, why end
    end
    client:close()
    local asked = server:counters().by_route["GET /customers/{handle}"]
    assert.is_true(asked < 300)
    assert.equal(301, asked + refused)
    assert.same({ "rate_limited", "not_sent" }, { err.kind, err.outcome })
    assert.truthy(tostring(err):find("the API blocks the account at 300 in 300 seconds", 1, true), tostring(err))
  end)
end)
