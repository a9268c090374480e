-- An import without a journal that is killed at any moment, and run again: one handle for each customer.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local socket = require("socket")

local ROWS, ROUNDS = 150, 8
local SIGNALS = { "INT", "TERM", "INT", "KILL" }

describe("an import that is interrupted at any moment, and run again", function()
  local cli

  after_each(function() cli:stop() end)

  -- Seconds that a customer needs to be seen in a list.
  for _, lag in ipairs({ 0, 2 }) do
    it(("makes no twin, where lists show a customer %g s after its creation"):format(lag), function()
      cli = command_line.start { login_limit = false, visible_after = lag }
      cli.server:fault { name = "delay", seconds = 0.05, times = 1e6, method = "POST", path = "/customers$" }
      local command = ("import %s --map key= --concurrency 8 --settle %g --report %s"):format(
        cli:file("c.csv", customer_rows.file(ROWS)), lag + 1, cli:path_of("report.csv"))
      math.randomseed(lag + 1)
      for round = 1, ROUNDS do
        local running = cli:start(command)
        socket.sleep(0.1 + 0.4 * math.random()) -- the moment is any; nothing depends on it but what is tried
        running:signal(SIGNALS[round % #SIGNALS + 1])
        running:wait()
      end
      local status, _, err = cli:run(command)
      assert.equal(0, status, err)
      local rows_of, count = {}, 0
      for index, line in ipairs(customer_rows.report(cli:contents("report.csv"))) do
        assert.is_truthy(line.handle:find("^JD"), err)
        assert.is_nil(rows_of[line.handle], line.handle)
        rows_of[line.handle], count = index, count + 1
      end
      assert.same({ ROWS, ROWS }, { count, cli.server:counters().customers_created })
    end)
  end
end)
