--- The descriptor under a connection of nginx, for what nginx would never do to it.
-- luacheck: std +ngx_lua (runs inside nginx, on LuaJIT)
local ffi = require("ffi")

local descriptor = {}

ffi.cdef [[
  struct openprovider_ipv4 { uint16_t family, port; uint8_t address[4]; uint8_t zero[8]; };
  int getpeername (int fd, struct openprovider_ipv4 *address, uint32_t *length);
  int connect (int fd, const struct openprovider_ipv4 *address, uint32_t length);
  int shutdown (int fd, int how);
  int ioctl (int fd, unsigned long request, ...);
]]

-- Values of Linux.
local AF_INET, SHUT_RDWR, SIZE = 2, 2, 16
local SIOCOUTQ = 0x5411

-- nginx has far fewer connections in the specs.
local MAX_DESCRIPTOR = 4096

--- The descriptor of the connection from an address of IPv4.
---@param address string
---@param port string|integer
---@return integer? descriptor nil if there is none any more
function descriptor.of_peer(address, port)
  local peer, length = ffi.new("struct openprovider_ipv4"), ffi.new("uint32_t[1]")
  port = tonumber(port)
  for fd = 0, MAX_DESCRIPTOR do
    length[0] = SIZE
    if ffi.C.getpeername(fd, peer, length) == 0 and peer.family == AF_INET then
      local found = table.concat({ peer.address[0], peer.address[1], peer.address[2], peer.address[3] }, ".")
      -- The port is in the network's order.
      if found == address and peer.port == port % 256 * 256 + math.floor(port / 256) then return fd end
    end
  end
  return nil
end

--- Whether all that was sent on a connection has come to the other side, who need not have read it.
---@param fd integer?
---@return boolean
function descriptor.is_delivered(fd)
  local left = ffi.new("int[1]")
  return not fd or ffi.C.ioctl(fd, SIOCOUTQ, left) ~= 0 or left[0] == 0
end

--- Ends a connection: by FIN, or by RST, which Linux sends when a socket is connected to nothing.
---@param fd integer?
---@param how string "fin" or "rst"
function descriptor.cut(fd, how)
  if not fd then return end
  if how == "rst" then
    ffi.C.connect(fd, ffi.new("struct openprovider_ipv4"), SIZE)
  else
    ffi.C.shutdown(fd, SHUT_RDWR)
  end
end

return descriptor
