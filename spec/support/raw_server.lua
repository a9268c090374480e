--- A server on loopback that answers as it is told, byte for byte, in a process of its own.
local forget_servers = require("spec.support.forget_servers")
local process = require("spec.support.process")
local socket = require("socket")

local raw_server = {}

--- Serves one connection after the other.
---@param serve function(connection, number) gets each accepted connection and which one it is; it is closed after that
---@return table server `port`; `stop()`
function raw_server.start(serve)
  forget_servers()
  local listener = assert(socket.bind("127.0.0.1", 0, 16))
  local _, port = listener:getsockname()
  local child = process.fork()
  if child == 0 then
    pcall(function()
      for number = 1, math.huge do
        local connection = assert(listener:accept())
        connection:settimeout(10)
        pcall(serve, connection, number)
        connection:close()
      end
    end)
    process.exit(1)
  end
  listener:close()
  local server = { port = port }
  function server.stop()
    os.execute("kill -9 " .. child)
    process.wait(child)
  end
  return server
end

--- Reads a request: its head, and the body if the head has its length.
---@param connection table
---@return string|nil head the request line and the fields, or nil at the connection's end
---@return string body
function raw_server.read(connection)
  local lines, length = {}, 0
  while true do
    local line = connection:receive("*l")
    if not line then return nil, "" end
    if line == "" then break end
    lines[#lines + 1] = line
    length = tonumber(line:lower():match("^content%-length: *(%d+)")) or length
  end
  return table.concat(lines, "\n"), length > 0 and connection:receive(length) or ""
end

return raw_server
