--- The peer's process (peer.js), spoken to over a connection on loopback.
local socket = require("socket")

local peer = {}

-- Seconds until it must have called back, and for one order.
local START_LIMIT = 20
local ORDER_LIMIT = 120

local Peer = {}
Peer.__index = Peer

--- One order; returns the line that answers it.
---@param order string
---@return string
function Peer:ask(order)
  assert(self.connection:send(order .. "\n"))
  local line, reason = self.connection:receive("*l")
  return line or error("the peer did not answer '" .. order .. "': " .. reason, 0)
end

--- The same with a file of this text for its argument.
---@param name string of the order
---@param text string
---@return string
function Peer:ask_about(name, text)
  local path = os.tmpname()
  local file = assert(io.open(path, "wb"))
  file:write(text)
  file:close()
  local ok, answer = pcall(self.ask, self, name .. " " .. path)
  os.remove(path)
  return ok and answer or error(answer, 0)
end

--- Ends the process, and waits for its end.
function Peer:stop()
  self.connection:close()
  self.process:close()
end

--- Starts the process.
---@param folder string where peer.js is
---@return table
function peer.start(folder)
  local listener = assert(socket.bind("127.0.0.1", 0))
  local _, port = listener:getsockname()
  local process = assert(io.popen(("node '%s/peer.js' %d"):format(folder, port), "w"))
  listener:settimeout(START_LIMIT)
  local connection, reason = listener:accept()
  listener:close()
  if not connection then error("the peer did not start: " .. reason, 0) end
  connection:settimeout(ORDER_LIMIT)
  connection:setoption("tcp-nodelay", true)
  return setmetatable({ connection = connection, process = process }, Peer)
end

return peer
