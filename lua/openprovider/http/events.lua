--- Tells a program what happens to its requests: `on_event`.
-- Each request has one event at its start, `request`, and one at its end: `response`, or `failure` if no readable
-- answer came. Both have its `id`. Without `on_event` none of these tables is made.
--
-- @module openprovider.http.events

local callback = require("openprovider.concurrency.callback")
local errors = require("openprovider.errors")
local event_content = require("openprovider.http.event_content")

local events = {}

-- The id of the last request of this process that had an event.
local last_id = 0

--- Makes the function to which a client gives its events.
---@param on_event function|nil the program's function
---@param credentials table of the client
---@param now function its transport's clock
---@return function|nil tell(event) nil where nobody listens
function events.observer(on_event, credentials, now)
  if not on_event then return nil end
  local tell, account = callback.observer("on_event", on_event), credentials.hiding()(credentials.account())
  return function(event)
    event.time, event.account = now(), account
    tell(event)
  end
end

-- Makes an event about a call, with the values to show.
local function about(call, name)
  local shown = call.shown
  return {
    name = name, id = shown.id, operation = shown.operation, method = call.method, path = shown.path, url = shown.url,
    attempt = (call.attempts_before or 0) + call.attempts,
  }
end

-- The last result of each function that hides secrets. Many creates have the same address, and to search it for secrets
-- takes longer than the rest of a create.
local last_shown = setmetatable({}, { __mode = "k" })

local function shown_address(call, hide)
  local last = last_shown[hide]
  if not last or last.of_path ~= call.path or last.of_url ~= call.url then
    last = {
      of_path = call.path, of_url = call.url, path = errors.one_line(hide(call.path)),
      url = errors.one_line(hide(call.url)),
    }
    last_shown[hide] = last
  end
  return last.path, last.url
end

-- Sets what is shown of a call: no secret, no query, and no byte that does not fit into a log.
local function show(call, hide, id)
  local path, url = shown_address(call, hide)
  call.shown = { id = id, operation = call.method .. " " .. path, path = path, url = url }
end

--- Tells that a request is sent.
---@param client table
---@param call table of `exchange.perform`
---@param hide function
function events.began(client, call, hide)
  last_id = last_id + 1
  show(call, hide, last_id)
  local event, waited = about(call, "request"), call.waited or 0
  event.waited = waited - (call.waited_before or 0)
  local content = client.settings.event_content
  event.query = content and event_content.query(call, hide)
  event.body = content == "body" and event_content.body(call.body, call, hide) or nil
  call.waited_before, call.shown.began = waited, client.transport.now()
  client.settings.on_event(event)
end

--- Tells how a request ended.
---@param client table
---@param call table
---@param status integer|nil of HTTP; nil if there is no readable answer
---@param err table|nil what is wrong with the answer, or why there is none
---@param body string|nil of the answer
---@param hide function|nil for the body
function events.ended(client, call, status, err, body, hide)
  local event = about(call, status and "response" or "failure")
  event.status = status
  event.duration = math.max(0, client.transport.now() - call.shown.began) -- the clock may be set back meanwhile
  event.outcome = err and err.outcome or "done"
  if err then event.kind, event.code, event.message = err.kind, err.code, err.message end
  if client.settings.event_content == "body" and body then event.body = event_content.body(body, call, hide) end
  client.settings.on_event(event)
end

--- Tells that another request of a call follows.
---@param client table
---@param call table
---@param err table why
---@param seconds number until then, including the wait for its turn
function events.again(client, call, err, seconds)
  local tell = client.settings.on_event
  if not tell then return end
  if not call.shown then show(call, client.credentials.hiding()) end -- it was refused here, before it was sent
  local event = about(call, "retry")
  event.kind, event.code, event.message, event.wait = err.kind, err.code, err.message, seconds
  tell(event)
end

--- Tells the purpose of the requests that follow.
---@param tell function|nil
---@param name "login"|"lookup"
---@param path string of these requests, below the base address
function events.mark(tell, name, path)
  if tell then tell({ name = name, path = path }) end
end

--- Tells that a call waits for something that another call holds.
---@param tell function|nil
---@param reason "turn"|"login"|"reference"|"update"|"outcome"
---@param seconds number|nil how long, if that is known
function events.waits(tell, reason, seconds)
  if tell then tell({ name = "wait", reason = reason, wait = seconds }) end
end

return events
