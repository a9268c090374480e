--- A port of loopback where nobody listens: it was free a moment ago.
local socket = require("socket")

---@return integer port
return function()
  local listener = assert(socket.bind("127.0.0.1", 0))
  local _, port = listener:getsockname()
  listener:close()
  return math.floor(tonumber(port))
end
