--- How far an import is, on standard error: a bar on a terminal, lines elsewhere, or JSON for programs.
--
-- @module openprovider.cli.import.progress

local core = require("openprovider.core")
local json_text = require("openprovider.cli.json_text")
local streams = require("openprovider.cli.output")

-- Seconds between two versions of the bar, and between two lines.
local BAR_INTERVAL = 0.2
local LINE_INTERVAL = 10

-- Characters of the bar, and seconds after which a rate says something.
local WIDTH = 24
local SETTLED = 1

local ORDER = json_text.order {
  "created", "failed", "elsewhere", "waiting", "total", "seconds", "rate", "seconds_left",
}

-- How many rows are done, of a state or of a progress.
local function done_of(state)
  return state.created + state.failed + (state.elsewhere or 0)
end

-- What there is to say, as `{ created, failed, elsewhere, waiting, total, seconds, rate, seconds_left }`.
local function state_of(progress, total)
  local seconds = core.now() - progress.began
  local here = progress.created + progress.failed
  local rate = seconds >= SETTLED and here / seconds or nil
  return {
    created = progress.created, failed = progress.failed, elsewhere = progress.elsewhere,
    waiting = progress.waiting, total = total, seconds = math.floor(seconds),
    rate = rate and math.floor(rate * 10 + 0.5) / 10,
    seconds_left = rate and rate > 0 and not progress.waiting
      and math.floor((total - done_of(progress)) / rate + 0.5) or nil,
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
  local full = state.total > 0 and math.floor(WIDTH * math.min(1, done_of(state) / state.total)) or WIDTH
  streams.rewrite("[" .. ("#"):rep(full) .. ("."):rep(WIDTH - full) .. "] " .. sentence(state))
end

function SHOW.lines(state)
  streams.say(sentence(state))
end

function SHOW.json(state)
  streams.write_error(json_text.line(state, ORDER), "\n")
end

function SHOW.none() end

local INTERVALS = { bar = BAR_INTERVAL, lines = LINE_INTERVAL, json = 1, none = math.huge }

local import_progress = {}

--- The progress of an import.
---@param total integer how many rows there are
---@param given table the command line: `progress` ("json" or nil), `quiet`
---@return table `{ report(progress), finish() }`
function import_progress.new(total, given)
  local form = given.progress or (streams.shows_errors() and "bar" or "lines")
  if given.quiet then form = "none" end
  local last, waited = core.now(), false
  return {
    report = function(progress)
      local now, state = core.now(), state_of(progress, total)
      local is_done, is_new = done_of(state) == state.total, state.waiting and not waited
      if math.abs(now - last) < INTERVALS[form] and not (is_done and form ~= "lines") and not is_new then return end
      last, waited = now, state.waiting
      SHOW[form](state)
    end,
    finish = function() streams.end_rewriting(true) end,
  }
end

return import_progress
