--- Writes events as lines of a log: a function for the option `on_event`.
--
-- @module openprovider.http.log

local arguments = require("openprovider.values.arguments")
local core = require("openprovider.core")
local json = require("openprovider.values.json")
local names_in = require("openprovider.values.names_in")

-- The levels; `debug` writes most.
local LEVELS = { debug = 1, info = 2, warn = 3 }

-- The level of each event except ends.
local LEVEL_OF = {
  request = "debug", login = "debug", lookup = "debug", wait = "info", retry = "warn", token_store = "warn",
}

local OPTIONS = { format = "string", level = "string" }

local FOR = {
  turn = "its turn", login = "another call's login", reference = "another create with its reference",
  update = "another update of its customer",
  outcome = "the outcome of a create whose answer was lost",
}

-- The level of an event. For an end the outcome decides.
local function level_of(event)
  return LEVEL_OF[event.name] or event.outcome == "done" and "info" or "warn"
end

-- A time in the form of RFC 3339, in UTC, with milliseconds. It does not depend on the locale.
local function timestamp(seconds)
  local milliseconds = math.floor(seconds * 1000 + 0.5)
  local whole = math.floor(milliseconds / 1000)
  return os.date("!%Y-%m-%dT%H:%M:%S", whole) .. string.format(".%03dZ", milliseconds - whole * 1000)
end

local function in_seconds(number)
  return core.number_text(math.floor(number * 1000 + 0.5) / 1000) .. " s"
end

-- The shortest wait, in seconds, that a line mentions.
local SHORTEST = 0.001

-- The text of each event in a line, behind the account.
local SAID = {
  request = function(event)
    local query = event.query and "?" .. event.query or ""
    local waited = event.waited >= SHORTEST and ", after a wait of " .. in_seconds(event.waited) or ""
    return "sent to " .. event.url .. query .. waited
  end,
  response = function(event) return string.format("HTTP %d in %s", event.status, in_seconds(event.duration)) end,
  failure = function(event) return string.format("%s after %s", event.kind, in_seconds(event.duration)) end,
  retry = function(event) return string.format("again in %s, after %s", in_seconds(event.wait), event.kind) end,
  wait = function(event)
    local seconds = event.wait and ": " .. in_seconds(event.wait) or ""
    return "a call waits for " .. FOR[event.reason] .. seconds
  end,
  login = function() return "logs in" end,
  lookup = function() return "looks for a reference" end,
  token_store = function(event) return "the token store fails: " .. event.message end,
}

-- An event as a line for people.
local function as_text(event, level)
  local parts = { timestamp(event.time), level, event.account .. ":" }
  if event.id then parts[#parts + 1] = string.format("#%d", event.id) end
  if event.operation then parts[#parts + 1] = event.operation .. ":" end
  parts[#parts + 1] = SAID[event.name](event)
  if (event.attempt or 1) > 1 then parts[#parts + 1] = string.format("(attempt %d)", event.attempt) end
  if event.outcome and event.outcome ~= "done" then
    parts[#parts + 1] = string.format("- %s: %s", event.outcome, event.message)
  end
  return table.concat(parts, " ")
end

-- An event as an object on a line.
local function as_json(event, level)
  local copy = { level = level }
  for name, value in pairs(event) do copy[name] = value end
  copy.time = timestamp(event.time)
  return json.encode(copy)
end

local FORMATS = { text = as_text, json = as_json }

-- Raises if the value of an option is not one of its choices.
local function check_choice(name, value, choices)
  if choices[value] then return end
  error(string.format("bad argument #2 to 'log' (option %s must be %s, not %q)", name,
    table.concat(names_in({ choices }), " or "), value), 3)
end

--- See `openprovider.log`.
return function(file, opts)
  local ok, write = pcall(function() return file.write end)
  if not ok or type(file) == "string" or type(write) ~= "function" then
    error("bad argument #1 to 'log' (a file that is open for writing expected, got " .. type(file) .. ")", 2)
  end
  opts = arguments.options("log", 2, opts, OPTIONS)
  local format, least = opts.format or "text", opts.level or "info"
  check_choice("format", format, FORMATS)
  check_choice("level", least, LEVELS)
  local line_of = FORMATS[format]
  return function(event)
    local level = level_of(event)
    if LEVELS[level] < LEVELS[least] then return end
    assert(file:write(line_of(event, level), "\n"))
  end
end
