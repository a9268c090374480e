--- The sandbox inside nginx: takes requests, applies faults, counts, answers questions.
-- luacheck: std +ngx_lua (runs inside nginx, which has the global 'ngx')
local json = require("openprovider.testing.json")
local recent = require("openprovider.testing.recent")
local faults = require("spec.sandbox.faults")
local odd = require("spec.sandbox.odd")
local processes = require("spec.sandbox.processes")
local raw = require("spec.sandbox.raw")
local storm = require("spec.sandbox.storm")
local wire = require("spec.sandbox.wire")

local app = {}

-- How often nginx looks whether the program that started it is still there, in seconds.
local WATCH_INTERVAL = 0.25

local settings, sandbox, state

local function fresh_state()
  return { arrived = 0, processed = 0, connections = 0, seen = {}, pending = {},
    remembered = recent.new() }
end

--- Called once, when nginx reads its configuration.
---@param path string the file of settings, JSON
function app.configure(path)
  local file = assert(io.open(path))
  settings = assert(json.decode(file:read("*a")))
  file:close()
  settings.sandbox.now = ngx.now
  sandbox = odd.new(settings.sandbox)
  state = fresh_state()
end

-- The caller is gone: leave nothing behind.
local function leave()
  os.execute("rm -rf '" .. settings.directory .. "'")
  os.exit(0)
end

--- Called once, when the worker starts: nginx must not outlive who started it.
function app.watch_parent()
  assert(ngx.timer.every(WATCH_INTERVAL, function()
    if not processes.is_same(settings.parent) then
      leave()
    end
  end))
end

-- The body as it came; nil without one.
local function read_body()
  local headers = ngx.req.get_headers(0)
  if not headers["content-length"] and not headers["transfer-encoding"] then
    return nil
  end
  ngx.req.read_body()
  local body = ngx.req.get_body_data()
  local name = not body and ngx.req.get_body_file()
  if name then
    local file = assert(io.open(name, "rb"))
    body = file:read("*a")
    file:close()
  end
  return body or ""
end

local function flat_headers()
  local headers = {}
  for name, value in pairs(ngx.req.get_headers(0)) do
    headers[name] = type(value) == "table" and table.concat(value, ", ") or tostring(value)
  end
  return headers
end

local function describe_request()
  local uri = ngx.var.request_uri
  local path, query = uri:match("^([^?]*)%??(.*)$")
  return {
    method = ngx.req.get_method(),
    path = path,
    query = query ~= "" and query or nil,
    headers = flat_headers(),
    protocol = ngx.var.server_protocol,
    scheme = ngx.var.scheme,
    connection = tonumber(ngx.var.connection),
    head = ngx.req.http_version() < 2 and ngx.req.raw_header() or nil,
  }
end

local function note_connection(serial)
  if not state.seen[serial] then
    state.seen[serial] = true
    state.connections = state.connections + 1
  end
end

local function applies(fault, request)
  return (not fault.method or fault.method == request.method)
    and (not fault.path or request.path:find(fault.path) ~= nil)
    and (not fault.ends or ngx.now() < fault.ends)
end

-- The first fault that applies to a request; one application fewer is left of it.
local function take_fault(request)
  for index, fault in ipairs(state.pending) do
    if applies(fault, request) then
      if fault.skip > 0 then
        fault.skip = fault.skip - 1
      else
        fault.times = fault.times - 1
        fault.skip = (fault.every or 1) - 1
        if fault.times <= 0 then
          table.remove(state.pending, index)
        end
        return fault
      end
    end
  end
  return nil
end

-- What stands for the answer of a request that was never handled, where a fault sends a part of one.
local UNPROCESSED = json.encode { code = 0, desc = "", data = { handle = "XX000000-XX", note = ("x"):rep(64) } }

-- What a fault may do with a request. 'process' handles it once, however often it is called; 'serve_next' handles
-- what comes after it on a connection that a fault has taken from nginx.
local function new_call(request, fault)
  local call, answer = { sandbox = sandbox, request = request }, nil
  if fault and fault.unprocessed then
    answer = { status = 200, headers = { ["content-type"] = "application/json" }, body = UNPROCESSED }
  end
  function call.process()
    if not answer then
      state.processed = state.processed + 1
      request.processed = true
      answer = sandbox:handle(request)
    end
    return answer
  end
  function call.is_held() return not state.is_released end
  return call
end

-- A request on a connection that a fault has taken from nginx. -> answer, fault
local function serve_next(request)
  local fault = take_fault(request)
  request.fault = fault and fault.name or nil
  request.processed = false
  state.arrived = state.arrived + 1
  recent.add(state.remembered, request)
  return new_call(request, fault).process(), fault
end

local function with_headers(answer, headers)
  local all = {}
  for name, value in pairs(answer.headers) do
    all[name] = value
  end
  for name, value in pairs(headers) do
    all[name] = value
  end
  return { status = answer.status, headers = all, body = answer.body }
end

--- Handles one request of the API.
function app.serve()
  local request = describe_request()
  note_connection(request.connection)
  local fault = take_fault(request) or (state.storm and state.storm:fault())
  request.fault = fault and fault.name or nil
  if fault and fault.unread then
    return faults[fault.name](fault, new_call(request, fault))
  end
  request.body = read_body()
  request.processed = false
  state.arrived = state.arrived + 1
  recent.add(state.remembered, request)
  local call = new_call(request, fault)
  call.serve_next = serve_next
  if not fault then
    return wire.send(call.process())
  end
  if fault.processed then
    call.process()
  end
  local answer = faults[fault.name](fault, call)
  if answer then
    wire.send(fault.headers and with_headers(answer, fault.headers) or answer)
  end
end

local CONTROLS = {}

function CONTROLS.ping()
  return { name = "openprovider sandbox", directory = settings.directory }
end

function CONTROLS.counters()
  local counters = sandbox:counters()
  counters.arrived = state.arrived
  counters.processed = state.processed
  counters.connections = state.connections
  counters.strays = raw.strays
  counters.stormed = state.storm and state.storm.faults or 0
  counters.by_route = json.object(counters.by_route)
  return counters
end

function CONTROLS.requests()
  return { requests = json.array(state.remembered.requests) }
end

-- Options until the next reset.
function CONTROLS.change(options)
  state.options = state.options or sandbox.options
  sandbox.options = setmetatable(options, { __index = state.options })
  return { done = true }
end

function CONTROLS.reset()
  sandbox.options = state.options or sandbox.options
  sandbox:reset()
  state, raw.strays = fresh_state(), 0
  return { done = true }
end

function CONTROLS.fault(fault)
  if type(fault) ~= "table" or not faults[fault.name] then
    return { problem = "no such fault: " .. tostring(fault and fault.name) }
  end
  fault.times = fault.times or fault.lasts and math.huge or 1
  fault.ends = fault.lasts and ngx.now() + fault.lasts
  fault.skip = fault.skip or 0
  if fault.name == "hold" then state.is_released = false end
  state.pending[#state.pending + 1] = fault
  return { done = true }
end

function CONTROLS.release()
  state.is_released = true
  return { done = true }
end

function CONTROLS.storm(order)
  state.storm = order.rate > 0 and storm.new(order.seed, order.rate) or nil
  return { done = true }
end

function CONTROLS.fill(order)
  sandbox:fill(order.count, order.comments)
  return { done = true }
end

function CONTROLS.remove(order)
  local removed = 0
  for _, handle in ipairs(order.handles) do
    removed = removed + (sandbox:remove(handle) and 1 or 0)
  end
  return { removed = removed }
end

function CONTROLS.handles()
  return { handles = json.array(sandbox:handles()) }
end

function CONTROLS.record(order)
  return json.object { record = sandbox:record(order.handle) }
end

function CONTROLS.add_domain(order)
  return { id = sandbox:add_domain(order) }
end

function CONTROLS.domain(order)
  return json.object { record = sandbox:domain(order.domain) }
end

function CONTROLS.remove_domain(order)
  return { found = sandbox:remove_domain(order.domain) }
end

function CONTROLS.set_default_handle(order)
  sandbox:set_default_handle(order.handle)
  return { done = true }
end

function CONTROLS.verify_email(order)
  sandbox:verify_email(order.email, order.failure)
  return { done = true }
end

function CONTROLS.advance(order)
  sandbox:advance(order.seconds)
  return { done = true }
end

-- What an order gives; what it raises is the caller's problem, not the server's.
local function carry_out(name, argument)
  local order = CONTROLS[name]
  if not order then
    return { problem = "no such order" }
  end
  local ran, result = pcall(order, argument)
  return ran and result or { problem = tostring(result) }
end

--- Answers the questions and orders of `server.lua`.
function app.control()
  local result = carry_out(ngx.var.uri:match("([^/]+)$"), json.decode(read_body() or ""))
  local body = json.encode(result)
  wire.send { status = 200, headers = { ["content-type"] = "application/json" }, body = body }
end

return app
