--- A replacement of a handle that is killed at random moments, and started again with the same journal: each domain is
-- replaced once, and no trade is made twice.

local socket = require("socket")
local processes = require("spec.sandbox.processes")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local KILLS, SEED = 50, 4711

-- How many domains there are, and every which one of them needs a trade.
local DOMAINS, TRADED = 160, 8

-- Seconds that a process lives at least and at most, that the API takes for each change, and that all may take.
local SHORTEST_LIFE, LONGEST_LIFE, DELAY, PATIENCE = 0.05, 0.3, 0.06, 120

local GLANCE = 0.002

-- Random moments that a seed repeats: the minimal standard generator, on every Lua the same.
local function new_moments(seed)
  return function()
    seed = seed * 16807 % 2147483647
    return SHORTEST_LIFE + (LONGEST_LIFE - SHORTEST_LIFE) * seed / 2147483647
  end
end

local PROGRAM = [[
local openprovider = require("openprovider")
local client = assert(openprovider.new {
  base_url = arg[1], username = arg[2], password = arg[3], proxy = "",
  token_store = require("openprovider.auth.stores.file").new(arg[7]),
})
local report = assert(client:replace_handle(arg[4], arg[5], { journal = arg[6], allow_fees = true, settle = 0.05 }))
if report.err then error(report.err, 0) end
for _, domain in ipairs(report.domains) do
  if domain.status ~= "replaced" then error(domain.full_name .. ": " .. tostring(domain.err or domain.status), 0) end
end
]]

describe("a replacement that is killed at random moments", function()
  local server, folder, old, new

  setup(function() server = sandbox_server.start { login_limit = false } end)
  teardown(function() server:stop() end)
  before_each(function()
    server:reset()
    server:fill(2)
    old, new = server:handles()[1], server:handles()[2]
    folder = scratch.make()
  end)
  after_each(scratch.remove)

  local function name_of(number)
    return ("d%d.%s"):format(number, number % TRADED == 0 and "be" or "com")
  end

  -- Starts the program in the background. -> its identity, nil if it has ended already
  local function start()
    local command = scratch.command_of(PROGRAM, "", server.base_url, server.username, server.password, old, new,
      folder .. "/journal", folder .. "/tokens.json")
    return processes.identity(scratch.output_of(("%s </dev/null >>%s/said 2>&1 & echo $!"):format(command, folder)))
  end

  local function wait_until(moment, process)
    while process and processes.is_same(process) and socket.gettime() < moment do socket.sleep(GLANCE) end
    return process and processes.is_same(process)
  end

  it("has each domain replaced once, and no trade made twice", function()
    for number = 1, DOMAINS do
      server:add_domain { domain = name_of(number), handle = old, admin_handle = number % 2 == 0 and old or nil }
    end
    server:fault { name = "delay", seconds = DELAY, path = "/domains/%d+$", method = "PUT", times = 100000 }
    server:fault { name = "delay", seconds = DELAY, path = "/domains/trade$", times = 100000 }
    local moments, kills, give_up = new_moments(SEED), 0, socket.gettime() + PATIENCE
    while kills < KILLS do
      local process = start()
      if not wait_until(socket.gettime() + moments(), process) then break end -- it has done all of them
      os.execute("kill -KILL " .. process.pid)
      wait_until(give_up, process)
      kills = kills + 1
    end
    assert.is_true(kills >= KILLS, kills .. " kills; " .. scratch.contents(folder .. "/said"))
    assert.is_false(wait_until(give_up, start()) or false, "it did not end")
    assert.equal("", scratch.contents(folder .. "/said"))
    for number = 1, DOMAINS do
      local domain = server:domain(name_of(number))
      assert.equal(new, domain.owner_handle)
      assert.is_not.equal(old, domain.admin_handle)
      assert.equal(number % TRADED == 0 and 1 or 0, domain.trades)
      assert.equal(1, #domain.commands, domain.domain .. ": " .. table.concat(domain.commands, " "))
    end
  end)
end)
