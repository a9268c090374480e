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

local function show(...)
  print(LINE:format(...))
  io.stdout:flush()
end

function measure.title()
  show("name", "ours", "peer", "ratio", "target")
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
