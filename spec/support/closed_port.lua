--- A port of loopback where nobody can listen: a socket that does not listen holds it until the process ends.
local socket = require("socket")

local held = {}

---@return integer port
return function()
  local holder = assert(socket.tcp4())
  assert(holder:bind("127.0.0.1", 0))
  held[#held + 1] = holder
  local _, port = holder:getsockname()
  return math.floor(tonumber(port))
end
