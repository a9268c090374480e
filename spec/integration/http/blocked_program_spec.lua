--- Programs that do something else for longer than a call may take: an answer that came meanwhile counts.
local core = require("openprovider.core")
local example = require("spec.support.example")
local process = require("spec.support.process")
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

-- Seconds: of a call, until the server answers, and until the program goes on.
local TIMEOUT, ANSWERS, BLOCKED = 1, 0.4, 1.3

local LOGIN = '{"username":"sandbox","password":"secret"}'

describe("a program that is blocked for longer than a call may take", function()
  local server, pool

  setup(function() server = sandbox.start({ login_limit = false }) end)
  teardown(function() server:stop() end)
  before_each(function() server:reset() end)
  after_each(function()
    if pool then pool:close() end
    pool = nil
  end)

  local function request(base, timeout)
    return {
      method = "POST", url = server[base] .. "/auth/login", body = LOGIN, timeout = timeout or TIMEOUT,
      headers = { ["Content-Type"] = "application/json" },
    }
  end

  -- Waits until the server has so many requests that it is slow to answer.
  local function sent(count, go_on)
    local seen
    repeat
      go_on()
      seen = 0
      for _, each in ipairs(server:requests()) do seen = seen + (each.fault and 1 or 0) end
    until seen == count
  end

  -- -> how many of the pool's calls have an answer, and the failures of the others
  local function outcomes(count)
    local answered, failures = 0, {}
    local began = core.uptime()
    while answered + #failures < count and core.uptime() < began + 5 do
      pool:wait(0.1)
      local call, response, failure = pool:next()
      if call and response then answered = answered + 1 elseif call then failures[#failures + 1] = failure end
    end
    return answered, failures, core.uptime() - began
  end

  for _, base in ipairs({ "base_url", "https_base_url", "http2_base_url" }) do
    it("gets the answers that came over " .. base .. ", and has a call without one time out at once", function()
      pool = core.pool { ca_file = server.ca_file, proxy = "", http2 = base == "http2_base_url" }
      for _ = 1, 6 do pool:submit(request(base, 10)) end -- opens connections
      assert.equal(6, (outcomes(6)))
      server:fault { name = "delay", seconds = ANSWERS, times = 5, path = "/login$" }
      server:fault { name = "stall", seconds = 2, times = 1, path = "/customers" }
      local began, silent = core.uptime(), request(base)
      silent.url = server[base] .. "/customers"
      pool:submit(silent)
      for _ = 1, 5 do pool:submit(request(base)) end
      sent(6, function() pool:step() end)
      core.sleep(began + BLOCKED - core.uptime())
      local answered, failures, took = outcomes(6)
      assert.equal(5, answered, failures[1] and failures[1].message)
      assert.same({ "timeout", true }, { failures[1].kind, failures[1].sent })
      assert.is_true(took < TIMEOUT, took)
      assert.is_table(pool:perform(request(base, 10))) -- and the next one is none the worse
    end)
  end

  it("gets the answer if another call was cancelled first", function()
    pool = core.pool { proxy = "" }
    server:fault { name = "delay", seconds = ANSWERS, times = 2, path = "/login$" }
    local began = core.uptime()
    pool:submit(request("base_url"))
    local other = pool:submit(request("base_url"))
    sent(2, function() pool:step() end)
    core.sleep(began + BLOCKED - core.uptime())
    pool:cancel(other)
    local answered, failures = outcomes(2)
    assert.same({ 1, "cancelled" }, { answered, failures[1].kind })
  end)

  it("gets the answer if it was stopped while it waited", function()
    server:fault { name = "delay", seconds = ANSWERS, times = 1, path = "/login$" }
    local out = scratch.make() .. "/out"
    finally(scratch.remove)
    local child = process.fork()
    if child == 0 then
      local alone = core.pool { proxy = "" }
      local response, failure = alone:perform(request("base_url", 2 * TIMEOUT))
      scratch.write(out, response and "status " .. response.status or failure.message)
      process.exit(0)
    end
    sent(1, function() core.sleep(0.01) end)
    os.execute("kill -STOP " .. child)
    core.sleep(2 * BLOCKED)
    os.execute("kill -CONT " .. child)
    process.wait(child)
    assert.equal("status 200", scratch.contents(out))
  end)

  it("gets the answers of what it does at once, though their deadline is over, too", function()
    local client = server:client({ timeout = TIMEOUT, retries = 0 })
    assert(client:login())
    server:fault { name = "delay", seconds = ANSWERS, times = 4, method = "POST", path = "/customers$" }
    local began, handles, errs = core.uptime(), 0, {}
    for _, handle, err in client:concurrently(5, { 1, 2, 3, 4, 5 }, function(number)
      if number == 5 then
        sent(4, function() client.transport.sleep(0.01) end)
        core.sleep(began + BLOCKED - core.uptime())
        return "blocked"
      end
      return client:create_customer(example.customer { email = "n" .. number .. "@example.com" })
    end, { deadline = TIMEOUT }) do
      if handle ~= "blocked" and handle then handles = handles + 1 else errs[#errs + 1] = tostring(err) end
    end
    client:close()
    assert.equal(4, handles, table.concat(errs, "\n"))
  end)
end)
