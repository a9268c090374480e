--- How much faster an import is that four machines share.
local machines = require("spec.support.machines")
local measure = require("spec.bench.measure")

local bench = {}

-- The best of so many runs counts, of each.
local RUNS = 3

local MACHINES, ROWS_OF_EACH = 4, 600

-- Four are to be so many times as fast as one.
local TARGET = 3.5

local function rate(count)
  local rows = ROWS_OF_EACH * count
  local result = machines.import(("%d %d"):format(rows, count))
  assert(result.creates == rows and result.references == rows)
  assert(type(result.rate) == "number", "not all machines were at work")
  return result.rate
end

--- Creates of one machine and of four with one journal in PostgreSQL. Says so, and is met, where the system has no
-- namespaces of the network.
---@return boolean met
function bench.import()
  local obstacle = machines.obstacle()
  if obstacle then
    print("skipped: machines: " .. obstacle)
    return os.getenv("CI") ~= "true"
  end
  local one, four = 0, 0
  for _ = 1, RUNS do
    one, four = math.max(one, rate(1)), math.max(four, rate(MACHINES))
  end
  return measure.row("import, 1 machine of 4 (us a row)", 1e6 / four, 1e6 / one, 1 / TARGET)
end

return bench
