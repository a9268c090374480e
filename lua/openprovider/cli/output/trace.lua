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

-- Makes a function that gives each event as a line of a log.
local function writer(format)
  local line
  local log = require("openprovider.http.log")({
    write = function(_, text)
      line = text
      return true
    end,
  }, { level = "debug", format = format })
  return function(event)
    log(event)
    return line
  end
end

local ORDER = json_text.order { "kind", "message", "time", "level", "name" }

-- Functions that show an event, made for the first one: few command lines show any.
local as_text, as_json

-- The words of an event, without the time, the level and the account.
local function words_of(event)
  local line = as_text(event)
  return line:sub(select(2, line:find(event.account .. ": ", 1, true)) + 1)
end

-- Shows an event on a line of JSON, which has its own kind and message. The kind of an event is that of its error.
local function show_line(event)
  as_json = as_json or writer("json")
  local object = json.decode(as_json(event), true)
  object.error, object.kind, object.message = object.kind, "debug", words_of(event)
  output.line(object, ORDER)
end

--- Shows an event of a client.
---@param event openprovider.Event
function trace.show(event)
  as_text = as_text or writer("text")
  if output.is_json() then return show_line(event) end
  output.debug(as_text(event))
  if event.body then show_body(event.body) end
end

--- Shows the account and the address of the calls that follow.
---@param client openprovider.Client
function trace.begin(client)
  output.debug(("openprovider %s, %s, libcurl %s: %s"):format(versions.program, versions.lua, versions.libcurl,
    tostring(client)))
end

return trace
