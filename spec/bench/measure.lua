--- Medians of interleaved runs, and the lines that show them.
local measure = {}

local LINE = "%-34s %12s %12s %8s  %s"

local function median(values)
  table.sort(values)
  return values[math.ceil(#values / 2)]
end

--- Runs both sides by turns, so that what else the machine does meets both alike.
---@param pairs_of_runs integer
---@param ours fun(): number one run, in any unit
---@param peer fun(): number
---@return number ours the median
---@return number peer the median
function measure.interleaved(pairs_of_runs, ours, peer)
  local left, right = {}, {}
  for i = 1, pairs_of_runs do
    left[i] = ours()
    right[i] = peer()
  end
  return median(left), median(right)
end

-- Runs of each side at least, and at most; the spread of the middle half that is small enough.
local LEAST_RUNS, MOST_RUNS, SPREAD = 7, 41, 0.10

-- How far apart the middle half of some values is, as a part of their median.
local function spread(values)
  local sorted = {}
  for index, value in ipairs(values) do sorted[index] = value end
  table.sort(sorted)
  local n = #sorted
  return (sorted[math.ceil(n * 3 / 4)] - sorted[math.ceil(n / 4)]) / sorted[math.ceil(n / 2)]
end

--- Runs all sides by turns until the middle half of each is close together, or until there is no use in more.
---@param runs (fun(): number)[] one of each side
---@return number[] medians
---@return number[] spreads
---@return integer rounds
function measure.until_settled(runs)
  local values, spreads, rounds, is_settled = {}, {}, 0, false
  for index in ipairs(runs) do values[index] = {} end
  while not is_settled and rounds < MOST_RUNS do
    rounds, is_settled = rounds + 1, rounds + 1 >= LEAST_RUNS
    for index, run in ipairs(runs) do
      values[index][rounds] = run()
      spreads[index] = spread(values[index])
      is_settled = is_settled and spreads[index] < SPREAD
    end
  end
  local medians = {}
  for index in ipairs(runs) do medians[index] = median(values[index]) end
  return medians, spreads, rounds
end

local has_title = false

-- A line; before the first one the title.
local function show(...)
  if not has_title then print("\n" .. LINE:format("name", "ours", "peer", "ratio", "target")) end
  has_title = true
  print(LINE:format(...))
  io.stdout:flush()
end

--- One line; returns true if the target, if there is one, is met.
---@param name string with the unit
---@param ours number
---@param peer number
---@param target number|nil the highest ratio
function measure.row(name, ours, peer, target)
  local ratio = ours / peer
  local met = not target or ratio <= target
  local verdict = target and ("<= %.2f %s"):format(target, met and "met" or "MISSED") or ""
  local form = ours < 1000 and "%.3f" or "%.0f"
  show(name, form:format(ours), form:format(peer), ("%.3f"):format(ratio), verdict)
  return met
end

--- A line without a peer, whose target is a number itself.
function measure.alone(name, ours, target)
  local met = ours <= target
  local form = ours % 1 == 0 and "%d" or "%.3f"
  show(name, form:format(ours), "-", "-", ("<= %d %s"):format(target, met and "met" or "MISSED"))
  return met
end

return measure
