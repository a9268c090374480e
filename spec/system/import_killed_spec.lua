-- An import without a journal that is killed at any moment, and run again: one handle for each customer.
local command_line = require("spec.support.command_line")
local customer_rows = require("spec.support.customer_rows")
local socket = require("socket")

local ROWS, ROUNDS = 150, 8

-- How rows get their references, the signals, and how many seconds a customer needs to be seen in a list.
local CASES = {
  ["with automatic references"] = { options = "--map key=", signals = { "INT", "TERM", "INT", "KILL" }, lag = 0 },
  ["with automatic references, and lists that are late"] = {
    options = "--map key=", signals = { "INT", "TERM", "INT", "KILL" }, lag = 2 },
  ["with references of the file"] = { options = "--reference key", signals = { "KILL" }, lag = 0 },
}

describe("an import that is interrupted at any moment, and run again", function()
  local cli

  after_each(function() cli:stop() end)

  for name, case in pairs(CASES) do
    it("loses none and makes no twin, " .. name, function()
      cli = command_line.start { login_limit = false, visible_after = case.lag }
      cli.server:fault { name = "delay", seconds = 0.05, times = 1e6, method = "POST", path = "/customers$" }
      local command = ("import %s %s --concurrency 8 --settle %g --report %s"):format(
        cli:file("c.csv", customer_rows.file(ROWS)), case.options, case.lag + 1, cli:path_of("report.csv"))
      for round = 1, ROUNDS do
        local running = cli:start(command)
        socket.sleep(0.1 + 0.4 * math.random()) -- the moment is any; nothing depends on it but what is tried
        running:signal(case.signals[round % #case.signals + 1])
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
