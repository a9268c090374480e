--- How far a long list is, on standard error: on a terminal one line that is rewritten, elsewhere a line
-- a page. Where the list itself scrolls over the terminal, that says it.
--
-- @module openprovider.cli.progress

local core = require("openprovider.core")
local streams = require("openprovider.cli.output")

-- Customers of a page: a list of no more is not long.
local PAGE = 1000

-- Seconds between two versions of the line.
local INTERVAL = 0.25

local function count_of(seen, total)
  if not total then return string.format("%d customers", seen) end
  return string.format("%d of %d customers", seen, math.max(seen, total))
end

-- Rewrites one line.
local function on_terminal()
  local last = 0
  return {
    report = function(seen, total)
      local now = core.now()
      if seen < PAGE or (total and total <= PAGE) or math.abs(now - last) < INTERVAL then return end
      streams.rewrite("openprovider: " .. count_of(seen, total))
      last = now
    end,
    finish = function() streams.end_rewriting(false) end,
  }
end

-- Adds lines.
local function elsewhere()
  local said = 0
  return {
    report = function(seen, total)
      if seen % PAGE ~= 0 or (total and total <= PAGE) then return end
      streams.say(count_of(seen, total))
      said = seen
    end,
    finish = function(seen)
      if said > 0 and seen and said < seen then streams.say(count_of(seen, seen)) end
    end,
  }
end

local function nothing() end

local progress = {}

--- The progress of a list.
---@param quiet boolean|nil
---@return table `{ report(seen, total), finish(seen) }`; without `seen`, `finish` ends one that was cut short
function progress.new(quiet)
  if quiet then return { report = nothing, finish = nothing } end
  if not streams.shows_errors() then return elsewhere() end
  if streams.shows_output() then return { report = nothing, finish = nothing } end
  return on_terminal()
end

return progress
