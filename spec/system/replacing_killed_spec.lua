--- A replacement of a handle that is killed at random moments, and started again with the same journal or without one:
-- each domain is replaced, and no trade is made twice.

local kills = require("spec.support.kills")
local sandbox_server = require("spec.sandbox.server")
local scratch = require("spec.support.scratch")

local KILLS = 50

-- How many domains there are, and every which one of them needs a trade.
local DOMAINS, TRADED = 400, 20

-- How many trades may be left to a person at most.
local MOST_LEFT = 5

-- Seconds that a process lives at least and at most, that the API takes for each change, and that all may take.
local SHORTEST_LIFE, LONGEST_LIFE, DELAY, PATIENCE = 0.05, 0.3, 0.15, 120

local PROGRAM = [[
local openprovider = require("openprovider")
local client = assert(openprovider.new {
  base_url = arg[1], username = arg[2], password = arg[3], proxy = "",
  token_store = require("openprovider.auth.stores.file").new(arg[7]),
})
local report = assert(client:replace_handle(arg[4], arg[5], {
  journal = arg[6] ~= "" and arg[6] or nil, allow_fees = true, settle = 0.3,
}))
if report.err then error(report.err, 0) end
for _, domain in ipairs(report.domains) do
  local may_be_ordered = domain.err and domain.err.message:find("a trade was ordered already", 1, true)
  if domain.status ~= "replaced" and not may_be_ordered then
    error(domain.full_name .. ": " .. tostring(domain.err or domain.status), 0)
  end
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

  -- Kills the program again and again, and has it end.
  local function replace_all(journal)
    for number = 1, DOMAINS do
      server:add_domain { domain = name_of(number), handle = old, admin_handle = number % 2 == 0 and old or nil }
    end
    server:fault { name = "delay", seconds = DELAY, path = "/domains/%d+$", method = "PUT", times = 100000 }
    server:fault { name = "delay", seconds = DELAY, path = "/domains/trade$", times = 100000 }
    local command = scratch.command_of(PROGRAM, "", server.base_url, server.username, server.password, old, new,
      journal, folder .. "/tokens.json")
    local count, has_ended = kills.run(command, folder .. "/said", {
      kills = KILLS, shortest = SHORTEST_LIFE, longest = LONGEST_LIFE, patience = PATIENCE,
    })
    assert.is_true(count >= KILLS, count .. " kills; " .. scratch.contents(folder .. "/said"))
    assert.is_true(has_ended, "it did not end")
    assert.equal("", scratch.contents(folder .. "/said"))
  end

  -- Each domain has the new handle, and was traded once if it needs that. `most`: how many commands there were for it.
  local function assert_replaced(most)
    local left = 0
    for number = 1, DOMAINS do
      local domain = server:domain(name_of(number))
      local is_traded = number % TRADED == 0
      -- A kill right before an order leaves the note of it: the order is then left to a person.
      if is_traded and domain.owner_handle == old then
        left = left + 1
        assert.equal(0, domain.trades)
      else
        assert.equal(new, domain.owner_handle)
        assert.is_not.equal(old, domain.admin_handle)
        assert.equal(is_traded and 1 or 0, domain.trades)
      end
      assert.is_true(#domain.commands <= most, domain.domain .. ": " .. table.concat(domain.commands, " "))
    end
    assert.is_true(left <= MOST_LEFT, left .. " trades were not ordered")
  end

  it("with a journal has each domain replaced once, and no trade made twice", function()
    replace_all(folder .. "/journal")
    assert_replaced(1)
  end)

  it("without a journal makes no trade twice; an update that was lost is made again, which changes nothing", function()
    replace_all("")
    assert_replaced(math.huge)
  end)
end)
