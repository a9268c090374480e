--- A client over nginx's cosockets in the shape of lua-resty-http, as small as it can be.
-- luacheck: std +ngx_lua (runs inside nginx, which has the global 'ngx')

local cosocket = {}
cosocket.__index = cosocket

function cosocket.new()
  return setmetatable({ socket = ngx.socket.tcp() }, cosocket)
end

function cosocket:set_timeouts(connect, send, read)
  self.socket:settimeouts(connect, send, read)
end

local function send(socket, params, path, host)
  local head = { params.method .. " " .. path .. " HTTP/1.0", "Host: " .. host }
  for name, value in pairs(params.headers) do head[#head + 1] = name .. ": " .. value end
  local ok, why = socket:send(table.concat(head, "\r\n") .. "\r\n\r\n")
  while ok and params.body do
    local piece = params.body()
    if not piece then break end
    ok, why = socket:send(piece)
  end
  return ok, why
end

-- -> an answer, whose headers have the case that they came in, and a table where there are several
local function receive(socket)
  local text, why = socket:receive("*a")
  local head, body = (text or ""):match("^(.-\r\n)\r\n(.*)$")
  if not head then return nil, why or "closed" end
  local headers = {}
  for name, value in head:gmatch("\n([^:\r\n]+): ([^\r]*)") do headers[name] = { value } end
  return { status = tonumber(head:match("^HTTP/%S+ (%d+)")), headers = headers, body = body }
end

function cosocket:request_uri(uri, params)
  local scheme, host, port, path = uri:match("^(https?)://([^:/]+):(%d+)(.*)$")
  -- Certificates are verified against names alone, and nginx has no file of hosts.
  local ok, why = self.socket:connect(host == "localhost" and "127.0.0.1" or host, tonumber(port))
  if ok and scheme == "https" then ok, why = self.socket:sslhandshake(nil, host, params.ssl_verify) end
  if ok then ok, why = send(self.socket, params, path, host) end
  if not ok then return nil, why end
  local answer
  answer, why = receive(self.socket)
  self.socket:close()
  return answer, why
end

return cosocket
