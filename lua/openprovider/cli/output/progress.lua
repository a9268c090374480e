--- Shows the progress of a long list or an import on standard error: on a terminal as one line that is rewritten,
--- elsewhere as lines for people, or as JSON for programs.
--
-- @module openprovider.cli.output.progress

local core = require("openprovider.core")
local display_width = require("openprovider.cli.output.display_width")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")

local progress = {}

-- Customers of a page. A list with more is long.
local PAGE = 1000

-- Seconds between two updates.
local INTERVALS = { bar = 0.2, lines = 10, json = 1 }

-- Seconds after which a person expects to see something.
local PATIENCE = 0.5

local SILENT = { show = function() end, finish = function() end }

local function count_of(seen, total)
  if not total then return string.format("%d customers", seen) end
  return string.format("%d of %d customers", seen, math.max(seen, total))
end

-- Rewrites one line.
local function on_terminal()
  local last = 0
  return {
    show = function(seen, total)
      local now = core.now()
      if seen < PAGE or (total and total <= PAGE) or math.abs(now - last) < INTERVALS.bar then return end
      output.rewrite("openprovider: " .. count_of(seen, total))
      last = now
    end,
    finish = function() output.end_rewriting(false) end,
  }
end

-- Adds lines.
local function elsewhere()
  local said = 0
  return {
    show = function(seen, total)
      if seen % PAGE ~= 0 or (total and total <= PAGE) then return end
      output.say(count_of(seen, total))
      said = seen
    end,
    finish = function(seen)
      if said > 0 and seen and said < seen then output.say(count_of(seen, seen)) end
    end,
  }
end

--- The progress of a list.
---@param quiet boolean|nil
---@return table `{ show(seen, total), finish(seen) }`; without `seen`, `finish` ends one that was cut short
function progress.of_list(quiet)
  if quiet then return SILENT end
  if not output.shows_errors() then return elsewhere() end
  return output.shows_output() and SILENT or on_terminal() -- the list on the terminal shows its own progress
end

-- The most and the fewest characters of the bar: without room for the fewest, there is no bar. Then the columns beside
-- the bar, and those for the `^C` that a terminal shows at Ctrl-C.
local WIDTH, LEAST = 24, 6
local BESIDE, SPARE = 3, 3

-- Seconds after which a rate means something.
local SETTLED = 1

local ORDER = json_text.order {
  "kind", "message", "created", "found", "updated", "unchanged", "failed", "elsewhere", "waiting", "total", "seconds",
  "rate", "seconds_left",
}

-- How many rows are done, by a state or by counts.
local function done_of(state)
  return state.created + state.found + state.failed + (state.elsewhere or 0)
end

-- The state to show, as `{ created, found, failed, elsewhere, waiting, total, seconds, rate, seconds_left }`.
local function state_of(counts, total)
  local seconds = core.now() - counts.began
  local here = counts.created + counts.found + counts.failed
  local rate = seconds >= SETTLED and here / seconds or nil
  return {
    created = counts.created, found = counts.found, failed = counts.failed, elsewhere = counts.elsewhere,
    waiting = counts.waiting, total = total, seconds = math.floor(seconds),
    rate = rate and math.floor(rate * 10 + 0.5) / 10,
    seconds_left = rate and rate > 0 and not counts.waiting
      and math.floor((total - done_of(counts)) / rate + 0.5) or nil,
  }
end

local function duration(seconds)
  if seconds < 60 then return string.format("%ds", seconds) end
  if seconds < 3600 then return string.format("%dm%02ds", math.floor(seconds / 60), seconds % 60) end
  return string.format("%dh%02dm", math.floor(seconds / 3600), math.floor(seconds % 3600 / 60))
end

local function sentence(state)
  local parts = { string.format("%d of %d", done_of(state), state.total) }
  if state.failed > 0 then parts[#parts + 1] = string.format("%d failed", state.failed) end
  if state.rate then parts[#parts + 1] = string.format("%.0f/s", state.rate) end
  if state.waiting then parts[#parts + 1] = "waiting for rows that another run has, or had when it died" end
  if state.seconds_left then parts[#parts + 1] = duration(state.seconds_left) .. " left" end
  return table.concat(parts, ", ")
end

local SHOW = {}

function SHOW.bar(state)
  local text, columns = sentence(state), output.error_columns() - SPARE
  local width = math.min(WIDTH, columns - BESIDE - #text)
  if width < LEAST then return output.rewrite(display_width.cut(text, columns)) end
  local full = state.total > 0 and math.floor(width * math.min(1, done_of(state) / state.total)) or width
  output.rewrite("[" .. ("#"):rep(full) .. ("."):rep(width - full) .. "] " .. text)
end

function SHOW.lines(state)
  output.say(sentence(state))
end

function SHOW.json(state, names)
  state.kind, state.message = "progress", sentence(state)
  for name, said in pairs(names or {}) do
    state[said], state[name] = state[name], nil
  end
  output.line(state, ORDER)
end

--- The progress of the check before an import, on a terminal.
---@param quiet boolean|nil
---@return table `{ show(rows), finish() }`
function progress.of_check(quiet)
  if quiet or not output.shows_errors() then return SILENT end
  local began = core.now()
  local last = began
  return {
    show = function(rows)
      local now = core.now()
      if now - last < INTERVALS.bar or now - began < PATIENCE then return end
      last = now
      output.rewrite(string.format("openprovider: %d rows checked", rows))
    end,
    finish = function() output.end_rewriting(false) end,
  }
end

--- The progress of an import.
---@param total integer how many rows there are
---@param given table the command line: `progress`, `quiet`
---@param names? table<string, string> what `created` and `found` are called in JSON
---@return table `{ show(counts), finish() }`: a bar that did not reach its end is removed
function progress.of_import(total, given, names)
  if given.quiet then return SILENT end
  local form = output.is_json() and "json" or given.progress or (output.shows_errors() and "bar" or "lines")
  local last, waited, is_over = core.now(), false, false
  if form == "bar" then SHOW.bar({ created = 0, found = 0, failed = 0, total = total }) end
  return {
    show = function(counts)
      local now, state = core.now(), state_of(counts, total)
      local is_done, is_new = done_of(state) == state.total, state.waiting and not waited
      if math.abs(now - last) < INTERVALS[form] and not (is_done and form ~= "lines") and not is_new then return end
      last, waited, is_over = now, state.waiting, is_done
      SHOW[form](state, names)
    end,
    finish = function() output.end_rewriting(is_over) end,
  }
end

return progress
