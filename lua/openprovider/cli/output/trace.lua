--- Shows what `--debug` asks for: each request, its answer, its time, and what it waits for; with `--debug-body` also
--- the bodies. It shows events of the client, which have no secrets.
--
-- @module openprovider.cli.output.trace

local errors = require("openprovider.errors")
local json = require("openprovider.values.json")
local json_text = require("openprovider.cli.output.json_text")
local output = require("openprovider.cli.output")
local versions = require("openprovider.cli.output.versions")

local trace = {}

-- How much of a request is shown: "query" or "body"; nil for nothing.
local content

--- Sets what is shown.
---@param given table the command line: `debug`, `debug_body`
function trace.set_up(given)
  local variable = os.getenv("OPENPROVIDER_DEBUG") or ""
  local is_wanted = given.debug or variable ~= "" and variable ~= "0"
  content = (given.debug_body or variable == "body") and "body" or is_wanted and "query" or nil
end

--- Whether anything is shown.
---@return boolean
function trace.is_wanted()
  return content ~= nil
end

--- How much of a request the events of a client must have; nil where nothing is shown.
---@return string|nil
function trace.content()
  return content
end

-- Shows a body; JSON with one member on each line.
local function show_body(text)
  local value = json.decode(text, true)
  if value ~= nil then return output.debug(json_text.pretty(value, json_text.CUSTOMER)) end
  for line in text:gmatch("[^\r\n]+") do output.debug(errors.one_line(line)) end
end

-- Stands for the file of a log.
local LINES = {
  write = function(_, line)
    output.debug(line)
    return true
  end,
}

local ORDER = json_text.order { "kind", "time", "level", "name" }

-- The same for lines of JSON, which have their own kind. The kind of an event is that of its error.
local OBJECTS = {
  write = function(_, line)
    local event = json.decode(line, true)
    event.error, event.kind = event.kind, "debug"
    output.line(event, ORDER)
    return true
  end,
}

-- Shows events. It is made for the first event: few command lines show any.
local log

local function new_log()
  local make = require("openprovider.http.log")
  if output.is_json() then return make(OBJECTS, { level = "debug", format = "json" }) end
  return make(LINES, { level = "debug" })
end

--- Shows an event of a client.
---@param event openprovider.Event
function trace.show(event)
  log = log or new_log()
  log(event)
  if event.body and not output.is_json() then show_body(event.body) end
end

--- Shows the account and the address of the calls that follow.
---@param client openprovider.Client
function trace.begin(client)
  output.debug(("openprovider %s, %s, libcurl %s: %s"):format(versions.program, versions.lua, versions.libcurl,
    tostring(client)))
end

return trace
