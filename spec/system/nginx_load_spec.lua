--- Two workers of nginx with hundreds of creates in flight: they serve others meanwhile, and may be told to reload.

local application = require("spec.support.nginx.application")
local crowd = require("spec.support.nginx.crowd")
local nginx = require("spec.support.nginx.server")
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

-- Creates in flight when nginx is told to reload, half of them by each worker; and all: the others wait for a thread.
local IN_FLIGHT, CREATES = 100, 200

-- Seconds until something has happened, on a system as busy as may be.
local PATIENCE = 60

local api

-- Has the API answer no create until it is told.
local function hold_creates()
  api:fault({ name = "hold", times = 1e9, method = "POST", path = "/customers$" })
end

-- How many creates the API has begun and not answered.
local function in_flight()
  local counters = api:counters()
  return counters.arrived - counters.processed
end

describe("nginx with hundreds of creates in flight", function()
  local server

  setup(function() api = sandbox.start() end)
  teardown(function() api:stop() end)
  before_each(function() api:reset() end)
  after_each(function()
    if server then server:stop() end
    server = nil
  end)

  local function wait_until_in_flight(count)
    assert.is_true(nginx.eventually(function() return in_flight() >= count end, PATIENCE), "they are not in flight")
  end

  -- Asks until both workers have answered.
  local function meet_both_workers()
    local seen = {}
    assert.is_true(nginx.eventually(function()
      seen[server:ask("/_worker")] = true
      return next(seen, next(seen)) ~= nil
    end), "a worker does not answer")
  end

  it("creates 200 customers that come at once, with one login for all workers, and serves others meanwhile", function()
    server = application.start(api, {})
    hold_creates()
    local all = crowd.send(server.port, application.creates(200, "a"))
    wait_until_in_flight(2)
    meet_both_workers()
    api:release()
    application.assert_handles(200, all:wait(60))
    assert.equal(1, api:counters().logins)
  end)

  -- The open descriptors of the master and of its workers.
  local function descriptors()
    local counts = { nginx.descriptors(server.master) }
    for _, pid in ipairs(server:workers()) do counts[#counts + 1] = nginx.descriptors(pid) end
    return counts
  end

  -- Reloads while creates are in flight; all of them are answered by the workers that had begun them.
  local function reload_among(name)
    local old = {}
    for _, pid in ipairs(server:workers()) do old[tostring(pid)] = true end
    hold_creates()
    local all = crowd.send(server.port, application.creates(CREATES, name))
    wait_until_in_flight(IN_FLIGHT)
    assert.is_true(nginx.eventually(function() return server:in_work() == CREATES end, PATIENCE), "not all are taken")
    server:reload()
    -- Their titles say so: nginx ends a worker that has no timer at once then, whatever it has in flight.
    assert.is_true(nginx.eventually(function()
      for pid in pairs(old) do
        local title = scratch.contents("/proc/" .. pid .. "/cmdline")
        if title ~= "" and not title:find("shutting down", 1, true) then return false end
      end
      return true
    end, PATIENCE), "the old workers are not told to end")
    assert.equal(IN_FLIGHT, in_flight())
    api:release()
    application.assert_handles(CREATES, all:wait(60))
    for _, answer in ipairs(all.answers) do assert.is_true(old[answer.worker]) end
    assert.is_true(nginx.eventually(function()
      local pids = server:workers()
      return #pids == 2 and not old[tostring(pids[1])] and not old[tostring(pids[2])]
    end, PATIENCE), "the old workers did not end")
  end

  it("loses no request and no descriptor when it reloads with 100 creates in flight", function()
    server = application.start(api, {
      options = { worker_threads = IN_FLIGHT / 2 },
      http = ("lua_worker_thread_vm_pool_size %d;"):format(IN_FLIGHT / 2 + 1),
    })
    meet_both_workers()
    local before = descriptors()
    for round = 1, 2 do
      reload_among("round" .. round)
      -- The master closes what it shares with a worker once it has seen that one end.
      nginx.eventually(function() return descriptors()[1] == before[1] end, PATIENCE)
      assert.same(before, descriptors())
    end
    assert.equal(1, api:counters().logins)
  end)
end)
