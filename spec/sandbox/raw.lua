--- A connection that is taken out of nginx's hands, so that answers come on it that nobody asked for. Further requests
-- on it are served all the same, for clients that accept wrong answers.
-- luacheck: std +ngx_lua (runs inside nginx, which has the global 'ngx')
local descriptor = require("spec.sandbox.descriptor")

local raw = {}

-- Milliseconds that a connection may be idle.
local PATIENCE = 60000

-- Seconds between two looks.
local GLANCE = 0.001

-- What nginx makes of an answer, as text.
local function text_of(answer)
  local lines = { ("HTTP/1.1 %d Sandbox"):format(answer.status) }
  for name, value in pairs(answer.headers) do
    if name:lower() ~= "content-length" then lines[#lines + 1] = name .. ": " .. value end
  end
  lines[#lines + 1] = "Content-Length: " .. #answer.body
  return table.concat(lines, "\r\n") .. "\r\n\r\n" .. answer.body
end

-- The next request, described as `app.lua` does; nil at the connection's end.
local function next_request(connection)
  local head = connection:receiveuntil("\r\n\r\n")()
  local method, uri = (head or ""):match("^(%u+) (%S+) HTTP/1%.1\r\n")
  if not method then return nil end
  local headers = {}
  for name, value in head:gmatch("\r\n([^:\r\n]+):[ ]*([^\r\n]*)") do headers[name:lower()] = value end
  local path, query = uri:match("^([^?]*)%??(.*)$")
  local length = tonumber(headers["content-length"])
  return {
    method = method, path = path, query = query ~= "" and query or nil, headers = headers, head = head,
    protocol = "HTTP/1.1", scheme = ngx.var.scheme, connection = tonumber(ngx.var.connection),
    body = length and (length > 0 and connection:receive(length) or "") or nil,
  }
end

-- The stray answer to go with a real one.
local function stray_text(fault, real)
  if fault.status then
    return text_of { status = fault.status, headers = { Connection = fault.close and "close" }, body = "" }
  end
  return fault.body and text_of { status = 200, headers = { ["content-type"] = "application/json" }, body = fault.body }
    or real
end

--- How many stray answers have come to the other side.
raw.strays = 0

local function send_stray(connection, stray)
  connection:send(stray)
  local address, port = ngx.var.remote_addr, ngx.var.remote_port
  -- Of a connection that has ended meanwhile nothing is found any more.
  while not descriptor.is_delivered(descriptor.of_peer(address, port)) do ngx.sleep(GLANCE) end
  raw.strays = raw.strays + 1
end

-- Sends an answer, with a stray one as the fault says. -> what is to be sent before the next answer
local function send(connection, answer, fault)
  local real = text_of(answer)
  if fault and fault.delay then ngx.sleep(fault.delay) end
  if not fault then
    connection:send(real)
    return nil
  end
  local stray = stray_text(fault, real)
  if fault.when == "before" then
    send_stray(connection, stray)
    ngx.sleep(fault.seconds or 0)
    connection:send(real)
  elseif fault.when == "next" then
    connection:send(real)
    return stray
  elseif fault.seconds then
    connection:send(real)
    ngx.sleep(fault.seconds)
    send_stray(connection, stray)
  else
    send_stray(connection, real .. stray)
  end
  return nil
end

--- Sends an answer with a stray one, and serves what else comes on the connection.
---@param answer table
---@param fault table see `faults.stray`
---@param serve function(request) -> answer, fault | nil
function raw.serve(answer, fault, serve)
  local connection = assert(ngx.req.socket(true))
  connection:settimeout(PATIENCE)
  while true do
    local left = send(connection, answer, fault)
    if fault and fault.close then return end
    local request = next_request(connection)
    if not request then return end
    if left then send_stray(connection, left) end
    answer, fault = serve(request)
  end
end

return raw
