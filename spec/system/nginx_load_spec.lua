--- Two workers of nginx with hundreds of creates in flight: they serve others meanwhile, and may be told to reload.

local json = require("dkjson")

local application = require("spec.support.nginx.application")
local crowd = require("spec.support.nginx.crowd")
local nginx = require("spec.support.nginx.server")
local sandbox = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")
local socket = require("socket")

-- What is measured on a busy system is measured again: so many times at most.
local ATTEMPTS = 3

-- Milliseconds that answers to others may be later while creates are in flight.
local TOLERANCE = 2

-- Seconds that the API takes for a create; and while nginx is made ready for as many as there will be.
local DELAY = 0.5

local WARMING = 2.5

local CREATES = 200

local api

local function creates(name) return application.creates(CREATES, name) end

local function assert_handles(answers) application.assert_handles(CREATES, answers) end

local function slow_creates(seconds, times)
  api:fault({ name = "delay", seconds = seconds or DELAY, times = times or 1e9, method = "POST", path = "/customers$" })
end

-- Measures how soon the workers answer others while a function runs.
local function latency_during(server, fn)
  local output = server.folder .. "/latency"
  local probe = assert(io.popen(("LUA_PATH='%s' LUA_CPATH='%s' exec %s spec/support/nginx/probe.lua %d /_worker "
    .. ">%s 2>&1"):format(package.path, package.cpath, os.getenv("OP_LUA") or "lua5.4", server.port, output), "w"))
  fn()
  probe:write("stop\n")
  probe:close()
  local text = scratch.contents(output)
  return assert(json.decode(text), text)
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

  -- Has nginx create customers while others are served; the crowd sends one request each `pause` seconds.
  local function assert_others_are_served(pause, meanwhile)
    local quiet, busy
    slow_creates()
    for attempt = 1, ATTEMPTS do
      quiet = latency_during(server, function() socket.sleep(1) end)
      busy = latency_during(server, function()
        local all = crowd.send(server.port, creates("a" .. attempt), pause)
        if meanwhile then meanwhile() end
        assert_handles(all:wait(60))
      end)
      assert.equal(1, api:counters().logins)
      assert.is_true(busy.count > 500)
      if busy.p99 <= quiet.p99 + TOLERANCE then break end
    end
    assert.is_true(busy.p99 <= quiet.p99 + TOLERANCE, ("99 of 100 answers within %.3f ms, %.3f ms without creates")
      :format(busy.p99, quiet.p99))
  end

  it("creates 200 customers that come at once, with one login for all workers, and serves others meanwhile", function()
    server = application.start(api, {})
    assert_others_are_served()
  end)

  it("has 200 creates in flight at the API, and serves others meanwhile", function()
    server = application.start(api, {
      options = { worker_threads = 130 }, http = "lua_worker_thread_vm_pool_size 131;",
    })
    slow_creates(WARMING, CREATES) -- nginx makes a Lua VM for each call in flight, once
    assert_handles(crowd.send(server.port, creates("warm")):wait(60))
    assert_others_are_served(0.001, function() assert.equal(CREATES, nginx.eventually(function()
      return in_flight() == CREATES and CREATES end)) end)
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
    local all = crowd.send(server.port, creates(name))
    assert.is_true(nginx.eventually(function() return in_flight() >= 100 end))
    server:reload()
    assert.is_true(in_flight() >= 100)
    assert.same({}, all:wait(0))
    assert_handles(all:wait(30))
    for _, answer in ipairs(all.answers) do assert.is_true(old[answer.worker]) end
    assert.is_true(nginx.eventually(function()
      local pids = server:workers()
      return #pids == 2 and not old[tostring(pids[1])] and not old[tostring(pids[2])]
    end), "the old workers did not end")
  end

  it("loses no request and no descriptor when it reloads with at least 100 creates in flight", function()
    server = application.start(api, { options = { worker_threads = 60 }, http = "lua_worker_thread_vm_pool_size 61;" })
    slow_creates(2 * DELAY) -- new workers begin one call after the other, until nginx has made a Lua VM for each
    local seen = {}
    assert.is_true(nginx.eventually(function() -- both have begun
      seen[server:ask("/_worker")] = true
      return next(seen, next(seen)) ~= nil
    end))
    local before = descriptors()
    for round = 1, 2 do
      reload_among("round" .. round)
      assert.same(before, descriptors())
    end
    assert.equal(1, api:counters().logins)
  end)
end)
